"""The definition of a page: its address, name, fields and content."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from tracker.messages import Message
from tracker.model.codes import RESERVED
from tracker.model.table import Value
from tracker.page.content import Content
from tracker.page.visits import CLOCKS, Input, Visit
from tracker.reports.queries import Database


class SeeOther(NamedTuple):
    """The page to show after a form has been processed; reloading it does not repeat anything."""

    address: str


Shows = Callable[[Database], Content]
"""Queries the ledger for the content of a page."""


class WebPage(NamedTuple):
    """A page."""

    address: str
    """Its path, with variables in braces: /places/{code}."""
    name: Message
    show: Callable[[Database, Visit], Content]
    """Queries the reports. Raises a TrackerError for an invalid request."""
    words: tuple[str, ...]
    """The first words of the equivalent command, with variables of the path in braces."""
    fields: tuple[Input, ...] = ()
    has_clocks: bool = True

    act: Callable[[Path, Visit], SeeOther | Shows] | None = None
    """Processes a submitted form, given the ledger and `Visit.form`; None for a page without a form.

    It returns the next page, or content such as a dry run. The sender is signed in, and the form came from this server.
    Raises a TrackerError if nothing was done.
    """

    @property
    def all_fields(self) -> tuple[Input, ...]:
        """All fields, in the order of its form."""
        return (*self.fields, *CLOCKS) if self.has_clocks else self.fields


_PATHS = {
    **dict.fromkeys(("place", "source", "destination", "store"), "/places/{}"),
    **dict.fromkeys(("entry", "voids", "voided_by", "shipment", "replaces", "count"), "/entries/{}"),
    **dict.fromkeys(("run", "item"), "/trace?of={}"),
    "fund": "/funding/{}",
}
"""The addresses for values of columns with these names."""


def address_of(column: str, value: Value) -> str | None:
    """Return the address of the thing in a cell, or None."""
    text = str(value)
    if column not in _PATHS or value in (None, "") or text in RESERVED or (column == "fund" and "+" in text):
        return None
    return _PATHS[column].format(quote(text, safe=""))
