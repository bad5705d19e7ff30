"""The catalogue: places and print runs with their details."""

from datetime import date
from typing import TYPE_CHECKING

from tracker.deferred import NamedTuple

if TYPE_CHECKING:
    from tracker.model.money import Money, Share

STORE = "store"
"""The kind of place whose copies are on hand."""

SEMINAR, EMBASSY = "seminar", "embassy"
"""Kinds with rules of their own: seminars have a date and an audience, embassies no default country."""

PRINTING, SEMINARS, DISTRIBUTION = "printing", "seminars", "distribution"
"""The purposes of grants that the costs of print runs, seminars and shipments count toward."""


class Place(NamedTuple):
    """Anything that can hold copies. `id` is its row id in the database, `code` what users type."""

    id: int
    code: str
    name: str
    kind: str
    is_store: bool
    """Whether its copies count as on hand."""


class Contact(NamedTuple):
    """The contact details of a place, and a note."""

    city: str | None = None
    address: str | None = None
    postcode: str | None = None
    contact: str | None = None
    email: str | None = None
    phone: str | None = None
    note: str | None = None


class Run(NamedTuple):
    """A print run. Runs sort oldest first: by print date, then number."""

    id: int
    code: str
    item: str
    printed_on: date
    position: int
    """The position of its print entry within that day."""
    number: int
    withdrawn_on: date | None = None
    """The date since which it is withdrawn, or None."""

    @property
    def sort_key(self) -> tuple[date, int]:
        """The sort key for "oldest first"."""
        return self.printed_on, self.number


class RunDetail(NamedTuple):
    """The details of a run: cost, payers, printer and others."""

    cost: "Money | None" = None
    funds: "tuple[Share, ...]" = ()
    printer: str | None = None
    isbn: str | None = None
    note: str | None = None
    review_by: date | None = None
    mark: str | None = None
    """How to recognise it."""
    carton: int | None = None
    """The number of copies per carton."""
    weight: int | None = None
    """The weight of one copy, in grams."""
    url: str | None = None
