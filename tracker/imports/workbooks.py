"""Workbooks (xlsx, xlsm, ods), read with python-calamine, their rows numbered as in the spreadsheet."""

import os
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.errors import Refused, WrongUsage
from tracker.imports.delimited import LONGEST
from tracker.imports.rows import Record, Unreadable, unreadable
from tracker.imports.workbook_faults import damaged, reason_of
from tracker.imports.workbook_limits import check_unpacked
from tracker.imports.workbook_plain import ODS_ROWS
from tracker.imports.workbook_skimming import CHUNK, Skimmer
from tracker.messages import Joined, Message
from tracker.model.text import as_written, did_you_mean, match_key, nearest

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook


# Merged cells of a workbook: what people merge over several rows holds for each of them.


MOST_MERGED = 100_000
"""The most cells of a sheet that are merged over several rows."""


class Merged(NamedTuple):
    """Cells of one column that are merged over several rows: the first and the last line, and the column, from 0."""

    first: int
    last: int
    column: int


class _Covering:
    """The merged cells that cover a line, while the lines are gone through."""

    def __init__(self, merged: Iterable[Merged]) -> None:
        self._coming = sorted(merged, reverse=True)
        self._open: dict[int, Merged] = {}

    def at(self, line: int) -> dict[int, Merged]:
        """Return those that cover the line, by their columns."""
        if any(cell.last < line for cell in self._open.values()):
            self._open = {column: cell for column, cell in self._open.items() if cell.last >= line}
        while self._coming and self._coming[-1].first <= line:
            cell = self._coming.pop()
            self._open[cell.column] = cell
        return self._open


def filled(records: Iterable[Record | Unreadable], merged: Iterable[Merged]) -> Iterator[Record | Unreadable]:
    """Yield the rows of a sheet with the text of merged cells in each of their lines.

    A row that has nothing else stays empty.
    """
    covering, texts = _Covering(merged), dict[int, str]()
    for record in records:
        if isinstance(record, Record) and (cells := covering.at(record.line)):
            own = list(record.cells)
            for column in cells:
                if cells[column].first == record.line and column < len(own):
                    texts[column] = own[column]
            if any(map(str.strip, own)):
                for column in cells:
                    if cells[column].first < record.line and column < len(own) and not own[column].strip():
                        own[column] = texts.get(column, "")
            record = Record(record.line, own)
        yield record


def refuse_shared(
    records: Iterable[Record | Unreadable], merged: Iterable[Merged], columns: dict[int, str]
) -> Iterator[Record | Unreadable]:
    """Yield the rows, but as unreadable ones those that share a merged cell in one of the columns of numbers.

    The columns have their names in the header, by position.
    """
    covering = _Covering(cell for cell in merged if cell.column in columns)
    for record in records:
        shared = next(iter(covering.at(record.line).values()), None) if isinstance(record, Record) else None
        if isinstance(record, Record) and shared:
            message = Message(
                "The cell in the column '{column}' is merged over the lines {first} to {last}: "
                "it does not say how many are of which line; split it, and write the number of each.",
                column=columns[shared.column],
                first=shared.first,
                last=shared.last,
            )
            record = unreadable(record.line, message, tuple(record.cells))
        yield record


class OdsMerged:
    """Reads the merged cells of one sheet of an ods, which calamine does not tell."""

    def __init__(self, sheet: str) -> None:
        """Look for the sheet with that name."""
        self.sheet = sheet
        self.found: list[Merged] = []
        self._within = False
        self._line, self._column, self._rows = 0, 0, 1

    def read(self, stream: Any, first_column: int) -> tuple[Merged, ...]:
        """Return the merged cells; columns are counted from the first that is not empty."""
        skimmer = Skimmer({ODS_ROWS: self._plain_rows})
        skimmer.parser.StartElementHandler = self._start
        while chunk := stream.read(CHUNK):
            skimmer.feed(chunk)
        skimmer.close()
        return tuple(cell._replace(column=cell.column - first_column) for cell in self.found)

    def _plain_rows(self, run: str) -> bool:
        """Pass over a run of plain rows, in which nothing is merged."""
        self._line, self._rows = self._line + self._rows + run.count(ODS_ROWS.begins) - 1, 1
        return True

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "table":
            self._within = attributes.get("table:name") == self.sheet
            self._line, self._rows = 0, 1
        elif self._within and kind == "table-row":
            self._line += self._rows
            self._rows = int(attributes.get("table:number-rows-repeated", 1))
            self._column = 0
        elif self._within and kind in ("table-cell", "covered-table-cell"):
            spanned = int(attributes.get("table:number-rows-spanned", 1))
            if spanned > 1:
                self.found.append(Merged(self._line, self._line + spanned - 1, self._column))
            self._column += int(attributes.get("table:number-columns-repeated", 1))


ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""The first bytes of a workbook, and of one that cannot be read: encrypted, or from before 2007."""

OLD = ".xls"
ODS = ".ods"
SUFFIXES = (".xlsx", ".xlsm", ODS, OLD)
"""The suffixes of workbooks; OLD ones are refused with advice."""


_STANDARD_ERROR = 2
"""Its descriptor, which Rust writes to."""

_AT_ONCE = 100
"""How many rows are converted at once."""


class Worksheet(NamedTuple):
    """A sheet of a workbook: its name, its rows, the empty ones included, and its merged cells."""

    name: str
    records: Iterator[Record | Unreadable]
    merged: tuple[Merged, ...]
    others: tuple[str, ...]
    """The other visible sheets, where nobody said which to read: they are passed over."""


def open_worksheets(path: Path, sheets: Sequence[str]) -> list[Worksheet]:
    """Return the sheets with these names, without any the first visible one.

    Raises Refused for an unknown sheet, and for a file that is not a workbook, is damaged or encrypted or
    would need more memory than a table does.
    """
    from python_calamine import CalamineWorkbook

    _check_beginning(path)
    check_unpacked(path)
    with _opening(path):
        book = CalamineWorkbook.from_path(path)
        names = [_find_sheet(path, book, sheet) for sheet in sheets or (None,)]
        if len(set(names)) < len(names):
            raise WrongUsage("--sheet names a sheet of {file} twice; its rows would count twice.", file=path)
        others = () if sheets else tuple(name for name in _visible(book) if name not in names)
        return [_worksheet(path, name, book.get_sheet_by_name(name), others) for name in names]


@contextmanager
def _silenced() -> Iterator[None]:
    """Keep off the terminal what Rust writes there of a panic, before Python knows of it."""
    try:
        shown = os.dup(_STANDARD_ERROR)
    except OSError:  # it is closed
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), _STANDARD_ERROR)
        yield
    finally:
        os.dup2(shown, _STANDARD_ERROR)
        os.close(shown)


@contextmanager
def _opening(path: Path) -> Iterator[None]:
    """Raise Refused for any error of calamine."""
    from python_calamine import CalamineError, PasswordError

    try:
        with _silenced():
            yield
    except PasswordError:
        raise Refused("{file} is protected by a password; save it without one.", file=path) from None
    except (CalamineError, ValueError, OverflowError) as error:
        raise damaged(path, reason_of(error)) from None
    except BaseException as error:
        # A panic in calamine's Rust code is raised as a BaseException that is not an Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(path, reason_of(error)) from None


def _check_beginning(path: Path) -> None:
    """Raise Refused when the file's suffix or first bytes are not those of a workbook that can be read."""
    with path.open("rb") as stream:
        first_bytes = stream.read(4)
    suffix = path.suffix.lower()
    if suffix == OLD:
        raise Refused("{file} is named as an old workbook (.xls), which cannot be read; save it as .xlsx.", file=path)
    if first_bytes == OLE:
        raise Refused(
            "{file} is protected by a password, or is an .xls with another suffix; save it as {suffix} without one.",
            file=path,
            suffix=suffix,
        )
    if first_bytes != ZIP:
        raise Refused(
            "{file} is not a workbook despite its name; if it is text, rename it to end in .csv or .tsv.", file=path
        )


def _find_sheet(path: Path, book: "CalamineWorkbook", name: str | None) -> str:
    """Return the name of the sheet as the workbook has it, whatever the case; of the first visible one for None."""
    names = book.sheet_names
    if name is None:
        if visible := _visible(book):
            return visible[0]
        if names:
            sheets = ", ".join(names)
            raise Refused("{file} has no visible sheet; name one with --sheet: {sheets}.", file=path, sheets=sheets)
        raise Refused("{file} has no sheets.", file=path)
    name = as_written(name)
    for existing in (*(existing for existing in names if existing == name), *names):
        if match_key(existing) == match_key(name):
            return existing
    unknown = Message("{file} has no sheet '{sheet}'.", file=path, sheet=name)
    close = did_you_mean(nearest(name, names))
    raise Refused.of(Joined(unknown, close or Message("Its sheets are {sheets}.", sheets=", ".join(names))))


def _visible(book: "CalamineWorkbook") -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]


def _worksheet(path: Path, name: str, sheet: "CalamineSheet", others: tuple[str, ...]) -> Worksheet:
    merged = tuple(cell for cell in _merged_cells(path, name, sheet) if cell.column < sheet.width)
    if len(merged) > MOST_MERGED:
        raise Refused(
            "{file} has more than {most} cells that are merged over several rows: it is not a table.",
            file=path,
            most=MOST_MERGED,
        )
    records = _records(path, sheet)
    return Worksheet(name, filled(records, merged) if merged else records, merged, others)


def _merged_cells(path: Path, name: str, sheet: "CalamineSheet") -> tuple[Merged, ...]:
    """Return the cells that are merged over several rows; calamine tells them only of an xlsx."""
    first_column = sheet.start[1] if sheet.start else 0
    if path.suffix.lower() == ODS:
        with zipfile.ZipFile(path) as packed, packed.open("content.xml") as stream:
            return OdsMerged(name).read(stream, first_column)
    return tuple(
        Merged(first + 1, last + 1, column - first_column)
        for (first, column), (last, _) in sheet.merged_cell_ranges or ()
        if first < last
    )


def _records(path: Path, sheet: "CalamineSheet") -> Iterator[Record | Unreadable]:
    """Yield all rows. calamine leaves out empty columns before the table, but no rows."""
    rows = enumerate(sheet.iter_rows(), start=1)
    while some := _some(path, rows):
        for line, row in some:
            cells = [cell if type(cell) is str else cell_text(cell) for cell in row]
            if max(map(len, cells), default=0) > LONGEST:
                yield unreadable(
                    line, Message("It has a value longer than {most} characters.", most=LONGEST), tuple(cells)
                )
            else:
                yield Record(line, cells)


def _some(path: Path, rows: Iterator[tuple[int, list[Any]]]) -> list[tuple[int, list[Any]]]:
    """Return some rows, which calamine converts only when it is asked for them."""
    with _opening(path):
        return list(islice(rows, _AT_ONCE))


def cell_text(value: Any) -> str:
    """Return a cell's value as a person would write it: 200 for 200.0, an ISO date for a date at midnight."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        # A spreadsheet shows fifteen significant digits; the rest is binary noise.
        return str(int(value)) if value.is_integer() else _unambiguous(f"{value:.15g}")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return str(value)


def _unambiguous(text: str) -> str:
    """Return a fraction so that it is not taken for thousands, as a text such as 1.234 may be: as 1.2340."""
    return f"{text}0" if text[-4:-3] == "." else text


# Numbers of lines and entries, as people write them.


LONGEST_LINES = 60
"""How much is told of the lines of rows, and of their entries."""


def short_ranges(numbers: Sequence[int], *, gap: int = 1) -> Message | str:
    """Return numbers as `ranges` does, the last ones left out when that is too long for a line."""
    text = ranges(numbers, gap=gap)
    if len(text) <= LONGEST_LINES:
        return text
    first, _, _ = text[:LONGEST_LINES].rpartition(",")
    return Message("{first} and more, {count} in all", first=first, count=len(numbers))


def ranges(lines: Sequence[int], *, gap: int = 1) -> str:
    """Return line numbers, which rise, as people write them: 3-17, 40. Between those of a range is at most a `gap`."""
    parts: list[list[int]] = []
    for line in lines:
        if parts and line <= parts[-1][1] + gap:
            parts[-1][1] = line
        else:
            parts.append([line, line])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)
