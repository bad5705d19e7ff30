"""What a page of a subject is: its address, its name, its fields, and what it shows."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from tracker.messages import Message
from tracker.model.table import Value
from tracker.page.content import Content
from tracker.page.visits import CLOCKS, Input, Pairs, Visit
from tracker.reports.queries import Database


class SeeOther(NamedTuple):
    """What a form leads to when it has done what it is for: reloading that does nothing again."""

    address: str


Shows = Callable[[Database], Content]
"""Asks the ledger for what a page shows."""


class WebPage(NamedTuple):
    """A page."""

    address: str
    """Its path, with what varies in braces: /places/{code}."""
    name: Message
    """What the navigation calls it."""
    show: Callable[[Database, Visit], Content]
    """Asks the reports. Raises a TrackerError for what cannot be answered."""
    words: Callable[[Visit], Sequence[str]]
    """Returns the first words of the command that answers the same."""
    fields: tuple[Input, ...] = ()
    settled: Callable[[Pairs], Pairs] = lambda pairs: pairs
    """Returns the words of an address without those that others make needless."""
    has_clocks: bool = True
    """Whether it can be asked of another day, or as known at another moment."""

    act: Callable[[Path, Visit], SeeOther | Shows] | None = None
    """Does what a form of the page is sent for, given the ledger and `Visit.form`; None for a page that only shows.

    It returns where that leads, or what shows what comes first, such as a dry run. Whoever sent it was let in, from a
    page of ours. Raises a TrackerError when nothing was done. Of such a page nothing is kept: its form is of one
    session."""

    @property
    def asked(self) -> tuple[Input, ...]:
        """All fields, in the order of its form."""
        return (*self.fields, *CLOCKS) if self.has_clocks else self.fields


def command(*words: str) -> Callable[[Visit], Sequence[str]]:
    """Return what returns these words, whatever is asked."""
    return lambda _: words


# Where the cells of tables lead: to the page of what they name.


OUTSIDE = frozenset({"printer", "public", "loss", "transit"})
"""Codes of places that have no page."""

_PATHS = {
    **dict.fromkeys(("place", "source", "destination", "store"), "/places/{}"),
    **dict.fromkeys(("entry", "voids", "voided_by", "shipment", "replaces", "count"), "/entries/{}"),
    **dict.fromkeys(("run", "item"), "/trace?of={}"),
    "fund": "/funding/{}",
}
"""The addresses of what columns of these names have in them."""


def address_of(column: str, value: Value) -> str | None:
    """Return the address of what a cell names, None if it has none."""
    text = str(value)
    if column not in _PATHS or value in (None, "") or text in OUTSIDE or (column == "fund" and "+" in text):
        return None
    return _PATHS[column].format(quote(text, safe=""))
