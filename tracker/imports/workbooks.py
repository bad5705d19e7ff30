"""Workbooks (xlsx, xlsm, ods), read with python-calamine, their rows numbered as in the spreadsheet."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.errors import Refused
from tracker.imports.delimited import LONGEST
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
SUFFIXES = (".xlsx", ".xlsm", ".ods", OLD)
"""The suffixes of workbooks; OLD ones are refused with advice."""


def open_worksheet(path: Path, sheet: str | None) -> Iterator[Record | Unreadable]:
    """Return the rows of the sheet with that name, else of the first visible one, including empty rows.

    Raises Refused for an unknown sheet, and for a file that is not a workbook, is damaged or encrypted or
    would need more memory than a table does.
    """
    from python_calamine import CalamineWorkbook

    _check_beginning(path)
    check_unpacked(path)
    with _opening(path):
        book = CalamineWorkbook.from_path(path)
        name = _find_sheet(path, book, sheet)
        return _records(path, book.get_sheet_by_name(name))


@contextmanager
def _opening(path: Path) -> Iterator[None]:
    """Raise Refused for any error of calamine."""
    from python_calamine import CalamineError, PasswordError

    try:
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
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    names = book.sheet_names
    if name is None:
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        if visible:
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


def _records(path: Path, sheet: "CalamineSheet") -> Iterator[Record | Unreadable]:
    """Yield all rows. calamine leaves out empty columns before the table, but no rows."""
    with _opening(path):
        for line, row in enumerate(sheet.iter_rows(), start=1):
            cells = [cell if type(cell) is str else cell_text(cell) for cell in row]
            if max(map(len, cells), default=0) > LONGEST:
                yield unreadable(
                    line, Message("It has a value longer than {most} characters.", most=LONGEST), tuple(cells)
                )
            else:
                yield Record(line, cells)


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
