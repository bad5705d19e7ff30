"""Workbooks: xlsx, xlsm and ods, through python-calamine, with rows numbered as the spreadsheet numbers them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.errors import Refused
from tracker.imports.delimited import LONGEST
from tracker.imports.rows import Record, Unreadable, broken
from tracker.imports.workbook_limits import check_unpacked, damaged
from tracker.model.text import as_written, did_you_mean, match_key, nearest

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How workbooks begin, and how what is none that can be read: an encrypted one, or one of before 2007."""

OLD = ".xls"
SUFFIXES = (".xlsx", ".xlsm", ".ods", OLD)
"""The ends of the names of workbooks; an OLD one is refused with what to do."""


class Worksheet(NamedTuple):
    """One sheet of a workbook, opened; or a text, as if it were one."""

    name: str | None
    """None is a text, which has no sheets."""
    all_names: tuple[str, ...]
    records: Iterator[Record | Unreadable]
    """Its rows down to the last that holds something; empty ones are there too."""


def open_worksheet(path: Path, sheet: str | None) -> Worksheet:
    """Open the sheet of that name, else the first that is shown.

    Raises Refused for an unknown sheet, a file that is no workbook of its kind, is damaged,
    encrypted or would unpack to more than a machine holds, and when python-calamine is missing.
    """
    _check_beginning(path)
    check_unpacked(path)
    try:
        from python_calamine import CalamineWorkbook
    except ImportError:
        raise Refused(f"Reading {path} needs python-calamine: pip install 'tracker[xlsx]'.") from None
    with _opening(path):
        book = CalamineWorkbook.from_path(path)
        name = _find_sheet(path, book, sheet)
        return Worksheet(name, tuple(book.sheet_names), _records(path, book.get_sheet_by_name(name)))


@contextmanager
def _opening(path: Path) -> Iterator[None]:
    """Raise Refused for whatever calamine finds wrong."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError:
        raise Refused(f"{path} is protected by a password; save it without one.") from None
    except (CalamineError, ValueError, OverflowError) as error:
        raise damaged(path, str(error)) from None
    except BaseException as error:
        # A panic of the library's Rust arrives as an exception that is not an Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(path, str(error)) from None


def _check_beginning(path: Path) -> None:
    """Raise Refused when the file is no workbook that can be read, by its name or by how it begins."""
    with path.open("rb") as stream:
        begins = stream.read(4)
    suffix = path.suffix.lower()
    if suffix == OLD:
        raise Refused(f"{path} is by its name an old workbook, which cannot be read; save it as .xlsx.")
    if begins == OLE:
        raise Refused(f"{path} is protected by a password, or an .xls by another name; save it anew as {suffix}.")
    if begins != ZIP:
        raise Refused(f"{path} is not a workbook, whatever its name says; if it is text, name it .csv or .tsv.")


def _find_sheet(path: Path, book: "CalamineWorkbook", wanted: str | None) -> str:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    names = book.sheet_names
    wanted = wanted and as_written(wanted)
    if wanted is None:
        shown = [
            each.name
            for each in book.sheets_metadata
            if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible
        ]
        if not shown:
            raise Refused(f"{path} shows no sheet; name one with --sheet: {', '.join(names) or 'there is none'}.")
        return shown[0]
    for name in (*(name for name in names if name == wanted), *names):
        if match_key(name) == match_key(wanted):
            return name
    close = did_you_mean(nearest(wanted, names))
    raise Refused(f"{path} has no sheet '{wanted}'.{close or ' Its sheets are ' + ', '.join(names) + '.'}")


def _records(path: Path, sheet: "CalamineSheet") -> Iterator[Record | Unreadable]:
    """Yield the rows from the first on. calamine leaves out empty columns before the table, but no rows."""
    with _opening(path):
        for line, row in enumerate(sheet.iter_rows(), start=1):
            cells = [cell if type(cell) is str else cell_text(cell) for cell in row]
            if max(map(len, cells), default=0) > LONGEST:
                yield broken(line, f"a value of it is longer than {LONGEST} characters", tuple(cells))
            else:
                yield Record(line, cells)


def cell_text(value: Any) -> str:
    """Return a cell's value as one would write it: 200 for 200.0, an ISO date for a date at midnight."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        # Fifteen digits are what a spreadsheet shows and means; the rest is binary noise.
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return str(value)
