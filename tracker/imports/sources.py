"""Open a file, a workbook according to its suffix or else delimited text, and read its rows within limits."""

import io
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, NamedTuple

from tracker.errors import Refused, TooLarge, UnreadableFile, WrongFile, WrongUsage, reason
from tracker.imports.delimited import (
    MOST_EMPTY,
    bounded,
    check_delimiter,
    check_encoding,
    encoding_of,
    not_decodable,
    refuse_empty,
    split_records,
    too_large,
)
from tracker.imports.headers import Expected, listed
from tracker.imports.rows import (
    PROSE,
    ColumnLayout,
    Record,
    Sheet,
    SourceRow,
    TextForm,
    Unreadable,
    WorkbookForm,
    named_columns,
    unreadable,
)
from tracker.imports.workbook_child import column_number
from tracker.imports.workbooks import OLE, SUFFIXES, ZIP, Hidden, Merged, Worksheet, open_worksheets
from tracker.messages import Plural, both
from tracker.model.text import without_unseen

_REMEMBERED = 10_000
"""The number of different cells cached per column: dates, places and items repeat, and equal ones share one string."""

STANDARD_INPUT = Path("-")
_HEAD = 4096

_MOST_EXAMINED = 64 * 1024**2
"""The maximum number of bytes of a text examined to explain a decoding error."""

_MOST_BYTES = 256 * 1024**2
_MOST_ROWS, _MOST_CELLS = 2_000_000, 16_000_000
"""The limits of a sheet, so that it fits into memory: a million rows take a gigabyte."""

MOST_COLUMNS = 16_384
"""As many as in a spreadsheet."""


_CELLS = re.compile(r"([A-Z]{1,3}):([A-Z]{1,3})")


class Options(NamedTuple):
    """The options for reading a file."""

    encoding: str | None = None
    delimiter: str | None = None
    sheets: tuple[str, ...] = ()
    header_row: int | None = None
    """The row of the header; None to find it."""
    hidden: str | None = None
    across: tuple[str, ...] = ()
    """The meaning of headings above copies, one per header line: place, date, item or language."""
    cells: str | None = None
    """The columns of the table, such as A:F, if there are others next to it."""
    month_day: str | None = None
    """The day for dates without one: first or last of the month."""
    new: tuple[str, ...] = ()
    """The names of places that are new even if similar to existing ones or to totals."""


class Source(NamedTuple):
    """The rows of a text, or of a worksheet with its merged cells."""

    sheet: str | None
    """Its name, or None for a text."""
    records: Iterator[Record | Unreadable]
    form: TextForm | WorkbookForm
    """Its format, which is detected while it is read."""
    merged: tuple[Merged, ...] = ()
    others: tuple[str, ...] = ()
    hidden: Hidden = Hidden()
    first: int = 0
    """The number of empty columns before its first."""

    def within(self, cells: str | None) -> "Source":
        """Return the source with only these columns, such as A:F. Raises WrongUsage for anything else."""
        if cells is None:
            return self
        ends = _CELLS.fullmatch(cells.strip().upper())
        if ends is None or (low := column_number(ends[1].encode()) - 1) > (high := column_number(ends[2].encode())):
            raise WrongUsage(
                "'{cells}' is not a range of columns; enter the first and the last, such as A:F.", cells=cells
            )
        low, high = max(0, low - self.first), max(0, high - self.first)
        records = (
            record._replace(cells=record.cells[low:high]) if isinstance(record, Record) else record
            for record in self.records
        )
        merged = tuple(cell._replace(column=cell.column - low) for cell in self.merged if low <= cell.column < high)
        columns = frozenset(at - low for at in self.hidden.columns if low <= at < high)
        return self._replace(records=records, merged=merged, hidden=self.hidden._replace(columns=columns))


def open_sources(path: Path, file: object, expected: Expected, options: Options) -> list[Source]:
    """Return the requested sheets of a workbook, or a text."""
    suffix = path.suffix.lower()
    if suffix in SUFFIXES:
        if options.encoding or options.delimiter:
            raise WrongUsage("--encoding and --delimiter apply to text, but {file} is a workbook.", file=file)
        return [_of_workbook(worksheet, options.sheets) for worksheet in open_worksheets(path, options.sheets)]
    if options.sheets:
        raise WrongUsage("--sheet applies to workbooks (.xlsx, .ods), but {file} is not one.", file=file)
    delimiter = check_delimiter(options.delimiter or ("tab" if suffix == ".tsv" else None))
    form = TextForm(check_encoding(options.encoding))
    return [Source(None, _text_records(path, file, form, delimiter, expected, options.header_row), form)]


def _of_workbook(worksheet: Worksheet, named: Sequence[str]) -> Source:
    form = WorkbookForm(worksheet.name if named else None)
    records = form.keep_beginning(worksheet.records)
    return Source(worksheet.name, records, form, worksheet.merged, worksheet.others, worksheet.hidden, worksheet.first)


def require(sheet: Sheet, required: Iterable[str]) -> None:
    """Raise Refused, suggesting --map, if the file lacks a required column."""
    missing = [name for name in required if name not in sheet.columns]
    if missing:
        raise WrongFile(
            '{file} has no column for {missing}; its columns are {columns}. Use --map "Their column={column}".',
            file=sheet.file,
            missing=both(missing),
            columns=listed(named_columns(sheet.header)),
            column=missing[0],
        )


@contextmanager
def readable(file: object) -> Iterator[None]:
    """Raise Refused, with the reason, if a file cannot be read."""
    if "\0" in str(file):
        raise UnreadableFile("Cannot read '{file}': it is not a valid file name.", file=file)
    try:
        yield
    except OSError as error:
        raise UnreadableFile("Cannot read {file}: {reason}.", file=file, reason=reason(error)) from None


def _text_records(
    path: Path, file: object, form: TextForm, delimiter: str | None, expected: Expected, header_row: int | None
) -> Iterator[Record | Unreadable]:
    """Yield the records of a text. Raises Refused for a workbook or another encoding."""
    encoding = form.encoding
    with _open(path, file) as stream:
        head = stream.read(_HEAD)
        stream.seek(0)
        if head.startswith(ZIP):
            raise WrongFile("{file} looks like a workbook; rename it to end in .xlsx or .ods.", file=file)
        if head.startswith(OLE):
            raise WrongFile("{file} is an old or encrypted workbook; save it as .xlsx without a password.", file=file)
        form.encoding = encoding_of(file, head, encoding)
        try:
            # Line ends are not translated: within quotes they belong to the cell.
            text = io.TextIOWrapper(stream, encoding, newline="")
            lines = form.keep_beginning(bounded(text, file, _MOST_BYTES))
            yield from split_records(lines, delimiter, expected, file, form, header_row)
        except UnicodeError:
            stream.seek(0)
            raise not_decodable(file, stream.read(_MOST_EXAMINED), encoding) from None


def _open(path: Path, file: object) -> BinaryIO:
    """Open a file that can be read twice; a pipe is read into memory first."""
    if path == STANDARD_INPUT:
        return _read_all(sys.stdin.buffer, file) if sys.stdin else io.BytesIO()
    stream = path.open("rb")
    if stream.seekable():
        return stream
    with stream:
        return _read_all(stream, file)


def _read_all(stream: BinaryIO, file: object) -> io.BytesIO:
    data = stream.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise too_large(file, _MOST_BYTES)
    return io.BytesIO(data)


def without_empty(records: Iterator[Record | Unreadable], file: object) -> Iterator[Record | Unreadable]:
    """Yield the records that are not empty. Raises Refused for more empty ones than a spreadsheet has rows."""
    empty = 0
    for record in records:
        cells = record[1]
        # Most rows begin with a digit or a letter; all characters between these are visible.
        if (cells and "0" <= cells[0] < "{") or isinstance(record, Unreadable) or _has_text(cells):
            yield record
        else:
            empty += 1
            if empty > MOST_EMPTY:
                refuse_empty(file)


def _has_text(cells: Sequence[str]) -> bool:
    text = "".join(cells).strip()
    return bool(text) and (text[0].isascii() or without_unseen(text).strip() != "")


def check_rows(rows: int, file: object) -> None:
    """Raise Refused if there are more rows than should be held in memory."""
    if rows > _MOST_ROWS:
        raise _too_long(file, _MOST_ROWS)


def _too_long(file: object, most: int) -> Refused:
    return TooLarge("{file} has more than {most} rows; split it and import the parts.", file=file, most=most)


def read_rows(
    records: Iterator[Record | Unreadable], file: object, header: Sequence[str], layout: ColumnLayout, least: int
) -> tuple[list[SourceRow], list[Unreadable]]:
    """Return the rows, and invalid records: with more cells than the header, or fewer than `least`.

    Raises Refused if there are more than should be held in memory.
    """
    width = len(header)
    most = min(_MOST_ROWS, _MOST_CELLS // width)
    rows: list[SourceRow] = []
    faults: list[Unreadable] = []
    prose = {layout.positions[name] for name in PROSE if name in layout.positions}
    shared = [lru_cache(_REMEMBERED)(str if at in prose else without_unseen) for at in range(width)]
    for record in records:
        if len(rows) + len(faults) == most:
            raise _too_long(file, most)
        if isinstance(record, Record) and least <= len(record.cells) <= width:
            cells = [clean(cell) for clean, cell in zip(shared, record.cells, strict=False)]
            rows.append(SourceRow(record.line, (*cells, *[""] * (width - len(cells))), layout))
            continue
        if isinstance(record, Record):
            cells = list(map(without_unseen, record.cells))
            message = Plural(
                "The row has {count} field, but the header row has {width}; correct its delimiters, and quote values "
                "that contain one.",
                "The row has {count} fields, but the header row has {width}; correct its delimiters, and quote values "
                "that contain one.",
                count=len(cells),
                width=width,
            )
            record = unreadable(record.line, message, tuple(cells))
        faults.append(record)
    return rows, faults
