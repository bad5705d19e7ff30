"""What exists: places and print runs, with their details."""

from datetime import date
from typing import TYPE_CHECKING

from tracker.deferred import NamedTuple

if TYPE_CHECKING:
    from tracker.model.money import Money, Share

STORE = "store"
"""The kind of place whose copies are on hand."""

SEMINAR, EMBASSY = "seminar", "embassy"
"""The kind of place that has a date and an audience."""

PURPOSES = PRINTING, SEMINARS, DISTRIBUTION = "printing", "seminars", "distribution"
"""What a grant may be for so that the cost of print runs, of seminars and of shipments counts as spent on it."""


class Place(NamedTuple):
    """Anything that can hold copies. `id` is its row id in the database, `code` what users type."""

    id: int
    code: str
    name: str
    kind: str
    is_store: bool
    """Whether its copies count as on hand."""


class Contact(NamedTuple):
    """How to reach a place, and a note about it."""

    city: str | None = None
    address: str | None = None
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
    """The place of its print entry within that day."""
    number: int
    withdrawn_on: date | None = None
    """The date from which it is currently withdrawn; None if it is not."""

    @property
    def sort_key(self) -> tuple[date, int]:
        """The sort key for "oldest first"."""
        return self.printed_on, self.number


class RunDetail(NamedTuple):
    """What a run cost, who paid for it and who printed it, and what the office knows of it besides."""

    cost: "Money | None" = None
    funds: "tuple[Share, ...]" = ()
    printer: str | None = None
    isbn: str | None = None
    note: str | None = None
    review_by: date | None = None
    """The day by which somebody should look whether it is still right."""
    mark: str | None = None
    """How to recognise it."""
    carton: int | None = None
    """How many copies a carton has."""
    weight: int | None = None
    """The weight of one copy, in grams."""
    url: str | None = None
    """Where its PDF is."""
