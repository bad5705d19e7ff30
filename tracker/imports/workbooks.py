"""Workbooks (xlsx, xlsm, ods), read with python-calamine, their rows numbered as in the spreadsheet."""

import os
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.errors import Refused, WrongUsage
from tracker.imports.delimited import LONGEST
from tracker.imports.merged import MOST_MERGED, Merged, OdsMerged, filled
from tracker.imports.rows import Record, Unreadable, unreadable
from tracker.imports.workbook_faults import damaged, reason_of
from tracker.imports.workbook_limits import check_unpacked
from tracker.messages import Joined, Message
from tracker.model.text import as_written, did_you_mean, match_key, nearest

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

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
