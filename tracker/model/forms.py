"""Forms to fill in and import: their content and their cells to fill in."""

from enum import Enum

from tracker.deferred import NamedTuple

FORM = "form"
"""The column that marks a form for the import, which skips its empty rows."""

TAKEN_BY = {"count": "counts", "request": "requests"}
"""The table to import a form as, by the value in that column."""


class Fill(Enum):
    """The allowed content of a form's column."""

    NOTHING = "nothing"
    """Printed and locked."""
    DAY = "day"
    """A date, one for all rows of a place."""
    COPIES = "copies"
    """An integer number of copies."""
    TEXT = "text"
    HIDDEN = "hidden"
    """Empty and hidden."""


class FormColumn(NamedTuple):
    """A column of a form."""

    name: str
    """The name for imports."""
    heading: str
    """The heading for people."""
    fill: Fill
    width: int
    """In characters."""


class Form(NamedTuple):
    """A form for one place, or for several one after another."""

    title: str
    instructions: tuple[str, ...]
    """Instructions for filling it in."""
    columns: tuple[FormColumn, ...]
    blocks: tuple[tuple[tuple[str | int | None, ...], ...], ...]
    """The rows of each place, with None for cells to fill in."""
    moment: str | None
    """The UTC timestamp of the ledger's last command."""
