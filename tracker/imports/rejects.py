"""Write the rejected rows, with reasons, to a file that can be corrected and imported again.

The file has the format of the sheet, so that the same command reads it. Its last columns have the commands of the
sheet's other rows, and the reasons.
"""

import io
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import BinaryIO, NamedTuple, TextIO

from tracker.imports.headers import header_key
from tracker.imports.rows import REST_OF, Sheet, TextForm, WorkbookForm, named_columns, text_of, written
from tracker.model.table import disarm

REASON = "reason"
"""The column with the reason; an import ignores it."""

_UNCORRECTED = "uncorrected: "
"""The beginning of the reason of a row that does not match the header."""


class Rejected(NamedTuple):
    """A rejected row: its original cells, and the reason."""

    original: Sequence[str]
    reason: str
    sheet: str | None = None


WriteWorkbook = Callable[[BinaryIO, Iterable[tuple[str | None, Iterable[Sequence[str]]]]], None]


class RejectsFile(NamedTuple):
    """The file for rejected rows: a function that opens it, its suffix, and a writer if it is a workbook."""

    open: Callable[[], AbstractContextManager[TextIO]]
    suffix: str = ".csv"
    write_workbook: WriteWorkbook | None = None

    def write(self, sheet: Sheet, rejected: Iterable[Rejected], commands: Iterable[int], delimiter: str | None) -> None:
        """Write the rejected rows of a sheet; the `commands` recorded others of its rows."""
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
) -> Iterator[tuple[str | None, Iterator[list[str]]]]:
    """Yield the sheets of a workbook with rejected rows, below the rows above their headers."""
    form = sheet.form
    above = form.above if isinstance(form, WorkbookForm) else [() for _ in form.above]
    by_sheet: dict[str | None, Iterable[Rejected]] = {form.sheet if isinstance(form, WorkbookForm) else None: rejected}
    if names := [name for _, name in sheet.numbering.sheets]:
        rows = list(rejected)
        by_sheet = {name: [row for row in rows if row.sheet == name] for name in names}
    for name, own in by_sheet.items():
        titles = form.above_of.get(name or "", above) if isinstance(form, WorkbookForm) else above
        yield name, (list(row) for row in (*titles, *_rows(sheet, own, rest_of)))


def write_text(stream: BinaryIO, form: TextForm, rows: Iterable[Sequence[str]]) -> None:
    """Write rows, the header first, in the format of a text. Characters missing in its encoding become '?'."""
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
    """Yield the header and the rows, with their commands, if any, and the reasons in the last columns.

    Such columns of an earlier import are replaced. A row that does not match the header is filled up, or gets columns
    without a name; its reason is marked, so that it is rejected again until corrected.
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
    """Return the position of the column with the reasons, or None."""
    return next((index for index, name in enumerate(header) if header_key(name) == REASON), None)


def is_uncorrected(cells: Sequence[str]) -> bool:
    """Return whether the cell of a reason, if any, marks a row that does not match the header."""
    return any(cell.strip().casefold().startswith(_UNCORRECTED) for cell in cells)


def _named(sheet: Sheet) -> int:
    """Return the number of header columns to write: up to the last with a name, or text in a row."""
    width = named = len(named_columns(sheet.header))
    if named < len(sheet.header):
        for row in sheet.rows:
            further = [at for at, cell in enumerate(row.original[width:], width + 1) if cell.strip()]
            width = max((width, *further))
    return width


def _width(sheet: Sheet) -> int:
    """Return the number of columns to write: enough for the longest row that does not match the header."""
    earlier = sum(header_key(name) in (REASON, REST_OF) for name in sheet.header)
    longest = max((len(fault.original) for fault in sheet.faults if len(fault.original) > len(sheet.header)), default=0)
    return max(_named(sheet), longest + earlier if longest else 0)
