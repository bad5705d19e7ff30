"""Writing the rejected rows, with their reasons, to a file that can be corrected and imported again.

The file is written as the sheet is, so that the same command reads it. Its last columns say to which commands its rows
belong, and why each was rejected.
"""

import io
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import date
from typing import BinaryIO, NamedTuple, TextIO

from tracker.imports.headers import header_key
from tracker.imports.rows import REST_OF, Sheet, TextForm, WorkbookForm, named_columns, text_of, written
from tracker.imports.workbook_child import cell_text
from tracker.model.table import disarm

REASON = "reason"
"""The column with the reason; an import ignores it."""

_UNCORRECTED = "uncorrected: "
"""What the reason of a row begins with that does not match the header."""

Cell = str | int | float | date


class Rejected(NamedTuple):
    """A rejected row: its cells, as they are in the file, and why it was rejected."""

    original: Sequence[str]
    reason: str
    sheet: str | None = None
    """The name of its sheet, when it is one of several."""


WriteWorkbook = Callable[[BinaryIO, Iterable[tuple[str | None, Iterable[Sequence[Cell]]]]], None]
"""Writes a new workbook of sheets, each with its name, or any, and its rows."""


class RejectsFile(NamedTuple):
    """The file for rejected rows: how it is opened, its suffix, and what writes it when it is a workbook."""

    open: Callable[[], AbstractContextManager[TextIO]]
    suffix: str = ".csv"
    write_workbook: WriteWorkbook | None = None

    def write(self, sheet: Sheet, rejected: Iterable[Rejected], commands: Iterable[int], delimiter: str | None) -> None:
        """Write the rejected rows of a sheet, some of whose rows the `commands` have recorded.

        `delimiter` is the one that was asked for: without, that of a .tsv is a tab.
        """
        rest_of, form = written(commands), sheet.form
        with self.open() as stream:
            if self.write_workbook is not None:
                self.write_workbook(stream.buffer, _sheets(sheet, rejected, rest_of))
                return
            if isinstance(form, WorkbookForm):
                form = TextForm(above=["\n" for _ in form.above])
            if self.suffix == ".tsv" and delimiter is None:
                form = replace(form, delimiter="\t")
            rows = _rows(sheet, rejected, rest_of)
            write_text(stream.buffer, form, ([disarm(cell) for cell in row] for row in rows))


def _sheets(
    sheet: Sheet, rejected: Iterable[Rejected], rest_of: str
) -> Iterator[tuple[str | None, Iterator[list[Cell]]]]:
    """Yield the sheets of a workbook: each that was read, with its rejected rows, below what lies above its header."""
    form = sheet.form
    above = form.above if isinstance(form, WorkbookForm) else [() for _ in form.above]
    by_sheet: dict[str | None, Iterable[Rejected]] = {form.sheet if isinstance(form, WorkbookForm) else None: rejected}
    if names := [name for _, name in sheet.numbering.sheets]:
        rows = list(rejected)
        by_sheet = {name: [row for row in rows if row.sheet == name] for name in names}
    for name, own in by_sheet.items():
        titles = form.above_of.get(name or "", above) if isinstance(form, WorkbookForm) else above
        yield name, (list(map(_typed, row)) for row in (*titles, *_rows(sheet, own, rest_of)))


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


def _rows(sheet: Sheet, rejected: Iterable[Rejected], rest_of: str) -> Iterator[list[str]]:
    """Yield the header and the rows, with what they are the rest of, if anything, and the reasons in the last columns.

    Those columns of an earlier import are replaced. A row that does not match the header is filled up, or gets columns
    without a name; its reason is marked, so that it is rejected again until it is corrected.
    """
    named, width = _named(sheet), _width(sheet)
    earlier = {index for index, name in enumerate(sheet.header) if header_key(name) in (REASON, REST_OF)}
    reason_at = reason_column(sheet.header)
    last = [rest_of] if rest_of else []
    least = len(named_columns(sheet.header))

    def complete(cells: Sequence[str], *further: str, drop: Collection[int] = earlier) -> list[str]:
        kept = [cell for index, cell in enumerate(cells[:width]) if index not in drop]
        return [*kept, *[""] * (width - len(earlier) - len(kept)), *further]

    yield complete([text_of(cell) for cell in sheet.header[:named]], *([REST_OF] if last else []), REASON)
    for original, reason, _ in rejected:
        cells = [text_of(cell) for cell in original]
        if least <= len(cells) <= len(sheet.header):
            is_marked = reason_at is not None and is_uncorrected(cells[reason_at : reason_at + 1])
            yield complete(cells, *last, cells[reason_at or 0] if is_marked else reason)
        else:
            own = cells[:-1] if is_uncorrected(cells[-1:]) else cells
            yield complete(own, *last, _UNCORRECTED + reason, drop=())


def reason_column(header: Sequence[str]) -> int | None:
    """Return the position of the column with the reasons, None when there is none."""
    return next((index for index, name in enumerate(header) if header_key(name) == REASON), None)


def is_uncorrected(cells: Sequence[str]) -> bool:
    """Tell whether the cell of a reason, if there is one, says that its row does not match the header."""
    return any(cell.strip().casefold().startswith(_UNCORRECTED) for cell in cells)


def _named(sheet: Sheet) -> int:
    """Return how many columns of the header are written: up to the last that has a name, or something in a row."""
    width = named = len(named_columns(sheet.header))
    if named < len(sheet.header):
        for row in sheet.rows:
            further = [at for at, cell in enumerate(row.original[width:], width + 1) if cell.strip()]
            width = max((width, *further))
    return width


def _width(sheet: Sheet) -> int:
    """Return how many columns are written: as many as the longest row needs that does not match the header."""
    earlier = sum(header_key(name) in (REASON, REST_OF) for name in sheet.header)
    longest = max((len(fault.original) for fault in sheet.faults if len(fault.original) > len(sheet.header)), default=0)
    return max(_named(sheet), longest + earlier if longest else 0)


def _typed(cell: str) -> Cell:
    """Return the number or the date that a sheet shows as just that text, else the text."""
    if cell[:1].isdigit() or cell[:1] == "-":
        with suppress(ValueError):
            return date.fromisoformat(cell) if cell[4:5] == "-" else _number(cell)
    return cell


def _number(cell: str) -> Cell:
    number = float(cell)
    return number if len(cell) < 16 and cell_text(number) == cell else cell
