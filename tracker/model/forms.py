"""Forms that are filled in and imported: what stands in them, and what is left to write."""

from enum import Enum

from tracker.deferred import NamedTuple

FORM = "form"
"""The column by which an import knows a form: what is not filled in there is passed over."""

TAKEN_BY = {"count": "counts", "request": "requests", "receipt": "receipts"}
"""What `import` takes a form as, by what its rows have in that column."""


class Fill(Enum):
    """What may be written into a column of a form."""

    NOTHING = "nothing"
    """It is printed, and locked."""
    DAY = "day"
    """A date, one for all rows of a place."""
    COPIES = "copies"
    """A whole number of copies."""
    TEXT = "text"
    HIDDEN = "hidden"
    """Nothing, and nobody sees it."""


class FormColumn(NamedTuple):
    """A column of a form."""

    name: str
    """By which an import knows it."""
    heading: str
    """By which people do."""
    fill: Fill
    width: int
    """In characters."""


class Form(NamedTuple):
    """A form for one place, or one after the other for several."""

    title: str
    told: tuple[str, ...]
    """Who fills it in, and how."""
    columns: tuple[FormColumn, ...]
    blocks: tuple[tuple[tuple[str | int | None, ...], ...], ...]
    """The rows of each place, with None where something is to be written."""
    moment: str | None
    """The UTC timestamp of the last command of the ledger that it was made from."""
