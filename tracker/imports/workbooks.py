"""Workbooks: xlsx, xls and ods, through python-calamine, with rows numbered as the spreadsheet numbers them."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.errors import Refused
from tracker.imports.rows import Record, Unreadable
from tracker.model.text import did_you_mean, match_key, nearest

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How the files begin that workbooks are kept in: OLE is also what an encrypted one begins with."""

SUFFIXES = {".xlsx": ZIP, ".xlsm": ZIP, ".ods": ZIP, ".xls": OLE}
"""The workbooks, by the ends of their names, and how each begins."""

MIB = 1024**2
_MOST_UNPACKED = 1024 * MIB
_UNSUSPECTED = 50 * MIB
_MOST_RATIO = 200
_MOST_CELLS = 50_000_000

# Cells that hold something; styled but empty ones end in "/>".
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["'][^>]*(?<!/)>""")
_COUNT = re.compile(rb"""(?:\bc|\buniqueC)ount=["']([0-9]{9,})["']""")
_CHUNK = 4 * MIB


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
    if SUFFIXES[path.suffix.lower()] == ZIP:
        _check_unpacked(path)
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
        raise _damaged(path, str(error)) from None
    except BaseException as error:
        # A panic of the library's Rust arrives as an exception that is not an Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(path, str(error)) from None


def _check_beginning(path: Path) -> None:
    """Raise Refused when the file does not begin as a workbook of its name does."""
    with path.open("rb") as stream:
        begins = stream.read(4)
    suffix = path.suffix.lower()
    if begins == SUFFIXES[suffix]:
        return
    if begins == OLE:
        raise Refused(f"{path} is protected by a password, or an .xls by another name; save it anew as {suffix}.")
    if begins == ZIP:
        raise Refused(f"{path} is a newer workbook than its name says; name it .xlsx or .ods.")
    raise Refused(f"{path} is not a workbook, whatever its name says; if it is text, name it .csv or .tsv.")


def _check_unpacked(path: Path) -> None:
    """Raise Refused when the file would unpack to more than a machine holds, or is a damaged zip."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            unpacked = sum(part.file_size for part in parts)
            ratio = unpacked / max(1, sum(part.compress_size for part in parts))
            if unpacked > _MOST_UNPACKED or (unpacked > _UNSUSPECTED and ratio > _MOST_RATIO):
                raise Refused(
                    f"{path} would unpack to {unpacked // MIB} MB, {ratio:.0f} times its size: "
                    "no table is like that, so it is not opened."
                )
            for part in parts:
                if part.filename.endswith(".xml"):
                    _check_counts(path, packed, part)
                    _check_extent(path, packed, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise _damaged(path, str(error)) from None


def _check_counts(path: Path, packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Raise Refused when a part claims to hold more than any does: calamine takes the memory before it looks."""
    with packed.open(part) as stream:
        claimed = _COUNT.search(stream.read(_CHUNK))
    if claimed:
        raise _damaged(path, f"it claims to hold {claimed.group(1).decode()} texts or styles")


def _check_extent(path: Path, packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Raise Refused when a cell far outside would stretch the sheet past memory: calamine would end the process."""
    if "worksheets/" not in part.filename:
        return
    columns: set[bytes] = set()
    rows, rest = 0, b""
    with packed.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            cells = _CELL.findall(rest + chunk)
            columns.update(column for column, _ in cells)
            rows = max(rows, max((int(row) for _, row in cells), default=0))
            rest = chunk[chunk.rfind(b"<") :] if b"<" in chunk else b""
    width = max(map(_column_number, columns), default=0)
    if rows * width > _MOST_CELLS:
        last = max(columns, key=_column_number).decode()
        raise Refused(
            f"{path} has a sheet that reaches to column {last} and row {rows}, {rows * width} cells; "
            "delete what stands far outside the table."
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _find_sheet(path: Path, book: "CalamineWorkbook", wanted: str | None) -> str:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    names = book.sheet_names
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
            yield Record(line, [cell if type(cell) is str else cell_text(cell) for cell in row])


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


def _damaged(path: Path, reason: str) -> Refused:
    said = " ".join(reason.split())[:200].rstrip(".") or "it says no more"
    return Refused(f"{path} cannot be read as a workbook, it is damaged or of another kind: {said}.")
