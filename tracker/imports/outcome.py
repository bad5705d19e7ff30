"""What is asked of an import, and what came of it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from tracker.errors import Refused
from tracker.imports.headers import Mapped
from tracker.imports.rows import Fault

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]

TABLES = ("booklets", "places", "print-runs", "shipments", "returns", "handouts", "counts")
"""The tables that can be imported."""


@dataclass(frozen=True)
class ImportRequest:
    """What a clerk says of an import: what the file holds, and how to read it."""

    table: str
    file: Path
    clerk: str
    mapping: tuple[Mapped, ...] = ()
    """Which of their columns is which of ours."""
    date_format: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    received: bool = False
    """Of shipments: all arrived, on their day where no other is said."""
    update: bool = False
    """Of places: what is known of those that are there is brought up to date."""
    create_missing: bool = False
    """Whether unknown places and items are added."""
    dry_run: bool = False
    rejects: Callable[[], AbstractContextManager[TextIO]] | None = None
    """Where the bad rows go; None refuses the whole file for one of them."""
    progress: Progress = lambda _title, _rows: nullcontext(lambda _done: None)
    """Shows how far it is: is given a title and the number of rows, and then how many more are done."""

    @property
    def name(self) -> str:
        """What the file is called in a sentence."""
        return "standard input" if str(self.file) == "-" else self.file.name


@dataclass(frozen=True)
class Outcome:
    """What came of an import. `read`, `recorded`, `skipped` and `rejected` are numbers of rows."""

    read: int
    recorded: int
    skipped: int
    rejected: int
    entries: Sequence[int]
    """The numbers of the entries made; none in a dry run."""
    errors: tuple[Fault, ...]
    """What is wrong, in the order of the lines."""
    messages: tuple[str, ...]
    """What the clerk is told besides."""


class ImportRefused(Refused):
    """A bad row, and nothing was recorded; `outcome` has what is wrong with each."""

    def __init__(self, sentence: str, outcome: Outcome) -> None:
        """Take the sentence, and what came of the import before it was given up."""
        super().__init__(sentence)
        self.outcome = outcome
