"""Writing the rejected rows, with their reasons, to a file that can be corrected and imported again.

The file is written as the sheet is, so that the same command reads it. Its last columns say to which commands its rows
belong, and why each was rejected.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import BinaryIO, NamedTuple, TextIO

from tracker.imports.forms import TextForm, WorkbookForm
from tracker.imports.headers import header_key
from tracker.imports.rest import REST_OF, written
from tracker.imports.rows import Sheet, named_columns, text_of
from tracker.imports.workbooks import cell_text
from tracker.model.formulas import disarm

REASON = "reason"
"""The column with the reason; an import ignores it."""

_PREFIX = "reason: "
"""The prefix of a reason that is not in its column."""

Cell = str | int | float | date


class Rejected(NamedTuple):
    """A rejected row: its cells, as they are in the file, and why it was rejected."""

    original: Sequence[str]
    reason: str


WriteWorkbook = Callable[[BinaryIO, str | None, Iterable[Sequence[Cell]]], None]
"""Writes rows to a sheet of that name, or of any name, of a new workbook."""


@dataclass(frozen=True)
class RejectsFile:
    """The file for rejected rows: how it is opened, its suffix, and what writes it when it is a workbook."""

    open: Callable[[], AbstractContextManager[TextIO]]
    suffix: str = ".csv"
    write_workbook: WriteWorkbook | None = None

    def write(self, sheet: Sheet, rejected: Iterable[Rejected], commands: Iterable[int], delimiter: str | None) -> None:
        """Write the rejected rows of a sheet, some of whose rows the `commands` have recorded.

        `delimiter` is the one that was asked for: without, that of a .tsv is a tab.
        """
        rows = _rows(sheet.header, rejected, written(commands))
        form = sheet.form
        with self.open() as stream:
            if self.write_workbook is not None:
                above = form.above if isinstance(form, WorkbookForm) else ()
                name = form.sheet if isinstance(form, WorkbookForm) else None
                self.write_workbook(stream.buffer, name, (list(map(_typed, row)) for row in (*above, *rows)))
                return
            form = form if isinstance(form, TextForm) else TextForm()
            if self.suffix == ".tsv" and delimiter is None:
                form = replace(form, delimiter="\t")
            write_text(stream.buffer, form, ([disarm(cell) for cell in row] for row in rows))


def write_text(stream: BinaryIO, form: TextForm, rows: Iterable[Sequence[str]]) -> None:
    """Write rows, the header first, in the form of a text. What its encoding cannot write of a reason becomes '?'."""
    text = io.TextIOWrapper(stream, form.encoding, errors="replace", newline="")
    text.write(form.mark)
    text.writelines(form.above)
    special = {form.delimiter, '"', "\r", "\n"}
    for row in rows:
        cells = (_quoted(cell) if form.is_quoted or not special.isdisjoint(cell) else cell for cell in row)
        text.write(form.delimiter.join(cells) + form.line_end)
    text.flush()
    text.detach()


def _quoted(cell: str) -> str:
    return '"{}"'.format(cell.replace('"', '""'))


def _rows(header: Sequence[str], rejected: Iterable[Rejected], rest_of: str) -> Iterator[list[str]]:
    """Yield the header and the rows, with what they are the rest of, if anything, and the reasons in the last columns.

    Those columns of an earlier import are replaced. A row that does not match the header is written as it is, its
    reason after its last cell, so that it is rejected again until it is corrected.
    """
    width = len(named_columns(header))
    earlier = {index for index, name in enumerate(header[:width]) if header_key(name) in (REASON, REST_OF)}
    last = [rest_of] if rest_of else []

    def complete(cells: Sequence[str], *further: str) -> list[str]:
        return [*(cell for index, cell in enumerate(cells[:width]) if index not in earlier), *further]

    yield complete([text_of(cell) for cell in header], *([REST_OF] if last else []), REASON)
    for original, reason in rejected:
        cells = [text_of(cell) for cell in original]
        if width <= len(cells) <= len(header) and not any(cells[width:]):
            yield complete(cells, *last, reason)
        else:
            yield [*(cells[:-1] if cells and cells[-1].startswith(_PREFIX) else cells), _PREFIX + reason]


def _typed(cell: str) -> Cell:
    """Return the number or the date that a sheet shows as just that text, else the text."""
    if cell[:1].isdigit() or cell[:1] == "-":
        with suppress(ValueError):
            return date.fromisoformat(cell) if cell[4:5] == "-" else _number(cell)
    return cell


def _number(cell: str) -> Cell:
    number = float(cell)
    return number if len(cell) < 16 and cell_text(number) == cell else cell
