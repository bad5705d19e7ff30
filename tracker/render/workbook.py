"""A workbook for Excel and LibreOffice (.xlsx): real dates and numbers, and text that stays text.

Rows are streamed. XlsxWriter keeps them in temporary files until the end, because column widths
come before the cells in the file; memory use does not grow with the rows.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from tempfile import gettempdir
from typing import Any, BinaryIO, TextIO
from xml.sax.saxutils import escape

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

from tracker.drafts import draft_of
from tracker.errors import TooLarge
from tracker.languages import spoken
from tracker.messages import Message
from tracker.model.table import Column, Kind, Page, Table, Value, would_run
from tracker.render.cells import Face, Totals, cents
from tracker.render.streams import bytes_of

MAX_ROWS = 1_048_575
"""The maximum number of rows on a sheet, below its header."""

_MAX_COLUMNS = 16_384
MAX_LENGTH = 32_767
"""The maximum length of a cell in UTF-16 units."""

_MAX_WIDTH = 60  # the maximum width of a column, in characters
_BUTTON = 3  # the width of the filter button, in characters
_UPRIGHT = 7  # more columns than this are printed across the paper
_EXACT = 10**15  # the first integer that Excel, with 15 digits, may not store exactly

FIRST_DAY = "1900-03-01"
"""Excel has a 29 February 1900, so earlier day numbers are off by one."""

_DAY_ZERO = date(1899, 12, 30).toordinal()

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")

_OPTIONS = {
    "constant_memory": True,  # rows are written in order, and kept on disk
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "use_zip64": True,
}


def write_rows(table: Table, stream: TextIO, *, raw: bool = False) -> None:
    """Stream the rows, below a frozen header with filters.

    For people, a sheet has a title, headings and values in their language, a line of totals, and prints on pages;
    `raw`, it has the columns of the machine formats. Dates, numbers and money that Excel can store exactly are typed;
    everything else is text. Rows that do not fit on one sheet continue on the next. Raises Refused for a terminal, and
    for text or a number of columns that exceeds the limits of a sheet.
    """
    write_sheets(str(table.title), {str(table.title): table}, stream, raw=raw)


def write_page(page: Page, stream: TextIO, *, raw: bool = False) -> None:
    """Stream each table of a page to a sheet with its name. Raises the same errors as `write_rows`."""
    tables = {section.name: section.table.exported() if raw else section.table for section in page.sections}
    write_sheets(str(page.title), tables, stream, raw=raw)


def write_sheets(title: str, tables: Mapping[str, Table], stream: TextIO, *, raw: bool = True) -> None:
    """Stream each table to a sheet with its name. Raises the same errors as `write_rows`."""
    if any(len(table.columns) > _MAX_COLUMNS for table in tables.values()):
        raise TooLarge("An .xlsx sheet has at most {maximum} columns; use --format csv.", maximum=f"{_MAX_COLUMNS:,}")
    with new_workbook(bytes_of(stream, "xlsx")) as workbook:
        workbook.set_properties({"title": holdable(title)})
        styles = _Styles(workbook, raw=raw)
        for name, table in tables.items():
            _fill(workbook, name, table, styles, None if raw else Face(table))


def _fill(workbook: Any, name: str, table: Table, styles: "_Styles", face: Face | None) -> None:
    """Write the rows of a table to a sheet, and to further ones when it is full."""

    def begun(number: int) -> _Sheet:
        if face is None:
            return _Sheet(workbook, sheet_name(name, number), table.columns, styles)
        return _Sheet(workbook, sheet_name(name, number), face.columns, styles, face.headings, str(table.title))

    number, sheet, totals = 1, begun(1), Totals(table)
    for row in table.rows:
        if sheet.row == MAX_ROWS:
            sheet.finish()
            number += 1
            sheet = begun(number)
        sheet.add(row if face is None else face.worded(row))
        totals.add(row)
    sheet.finish()
    if face is not None and (foot := table.foot or totals.line()):
        first, *others = face.worded(foot)
        sheet.add([first or str(Message("total")), *others], styles.total)


@contextmanager
def new_workbook(stream: BinaryIO) -> Iterator[Any]:
    """Yield a workbook that is written to the stream at the end, unless an error occurs."""
    outlet = _Outlet(stream)
    with draft_of(Path(gettempdir()) / "workbook") as folder:
        folder.mkdir(0o700)
        workbook = Workbook(outlet, {**_OPTIONS, "tmpdir": str(folder)})
        try:
            yield workbook
            workbook.close()
        except FileCreateError as failure:
            raise failure.args[0] from None  # the original OSError
        finally:
            outlet.shut = True
            for sheet in workbook.worksheets():
                sheet.row_data_fh.close()


class _Outlet:
    """Passes bytes on to a stream until it is shut, and then discards them.

    After an error, ZipFile writes its end once more when garbage-collected, which is too late.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.shut = stream, False

    def write(self, data: bytes) -> int:
        return len(data) if self.shut else self.stream.write(data)

    def flush(self) -> None:
        if not self.shut:
            self.stream.flush()


class _Styles:
    """The cell formats of a workbook."""

    def __init__(self, workbook: Any, *, raw: bool) -> None:
        money, day = ("0.00", "yyyy-mm-dd") if raw else ("#,##0.00", _DAYS.get(spoken.code, "yyyy-mm-dd"))
        formats = {Kind.NUMBER: "#,##0", Kind.DECIMAL: "0.0", Kind.MONEY: money}
        formats |= dict.fromkeys((Kind.DATE, Kind.FORECAST), day)
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.header = workbook.add_format({"bold": True} if raw else {"bold": True, "bottom": 1, "text_wrap": True})
        self.literal = workbook.add_format({"quote_prefix": True})
        """For text that would run as a formula if someone edited the cell and left it unchanged."""
        self.numbers = {kind: workbook.add_format({"num_format": text}) for kind, text in formats.items()}
        bold = {"bold": True, "top": 1}
        self.total = {kind: workbook.add_format({**bold, "num_format": text}) for kind, text in formats.items()}
        self.total[Kind.TEXT] = workbook.add_format(bold)


_DAYS = {"lv": r"dd\.mm\.yyyy\.", "ru": r"dd\.mm\.yyyy"}


class _Sheet:
    """One sheet of a workbook, filled from the top."""

    def __init__(
        self,
        workbook: Any,
        name: str,
        columns: Sequence[Column],
        styles: _Styles,
        headings: Sequence[str] = (),
        title: str = "",
    ) -> None:
        self.sheet, self.columns, self.styles = workbook.add_worksheet(name), columns, styles
        self.head = self.row = 2 if title else 0
        words = headings or [column.name for column in columns]
        self.widths = [max(map(len, word.split() if title else [word]), default=0) + _BUTTON for word in words]
        if title:
            self.sheet.write_string(0, 0, literal(holdable(title)), styles.title)
            self.sheet.set_paper(9)  # A4
            self.sheet.fit_to_pages(1, 0)
            self.sheet.repeat_rows(self.head)
            self.sheet.set_footer("&L&A&R&P / &N")
            if len(columns) > _UPRIGHT:
                self.sheet.set_landscape()
        self.sheet.freeze_panes(self.head + 1, 0)
        for index, word in enumerate(words):
            self._text(index, word, styles.header)

    def add(self, row: Sequence[Value], formats: Mapping[Kind, Any] | None = None) -> None:
        """Write the next row."""
        self.row += 1
        for index, (column, value) in enumerate(zip(self.columns, row, strict=True)):
            if value is not None:
                width = self._cell(index, value, column.kind, formats)
                if width > self.widths[index]:
                    self.widths[index] = width

    def finish(self) -> None:
        """Set what depends on all rows: the column widths and the filter range."""
        for index, width in enumerate(self.widths):
            self.sheet.set_column(index, index, min(width, _MAX_WIDTH) + 1)
        self.sheet.autofilter(self.head, 0, self.row, len(self.columns) - 1)

    def _cell(self, index: int, value: Value, kind: Kind, formats: Mapping[Kind, Any] | None) -> int:
        typed = _typed(value, kind)
        if isinstance(typed, str):
            plain = self.styles.literal if would_run(typed) else None
            return self._text(index, typed, formats[Kind.TEXT] if formats else plain)
        self.sheet.write_number(self.row, index, typed, (formats or self.styles.numbers).get(kind))
        return len(f"{value:,}" if kind is Kind.NUMBER else str(value))

    def _text(self, index: int, text: str, style: Any) -> int:
        _write_text(self.sheet, self.row, index, text, style)
        return len(text)


def _typed(value: Value, kind: Kind) -> Value:
    """Return the number that a sheet stores for the value, or text if a number would lose precision."""
    if not isinstance(value, str):
        return value if value is None or (math.isfinite(value) and abs(value) < _EXACT) else str(value)
    if kind is Kind.MONEY:
        whole = cents(value)
        return value if whole is None or abs(whole) >= _EXACT else float(value)
    if kind in (Kind.DATE, Kind.FORECAST) and _DAY.fullmatch(value) and value >= FIRST_DAY:
        with suppress(ValueError):
            return date.fromisoformat(value).toordinal() - _DAY_ZERO
    return value


def _write_text(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    written = literal(holdable(text))
    if len(written) > MAX_LENGTH // 2 and len(written.encode("utf-16-le")) // 2 > MAX_LENGTH:
        raise TooLarge(
            "A value is longer than the {maximum} characters that an .xlsx cell can hold; use a .csv file.",
            maximum=f"{MAX_LENGTH:,}",
        )
    sheet.write_string(row, column, written, style)


def holdable(text: str) -> str:
    """Return the text with each character that XML 1.0 does not allow replaced by U+FFFD."""
    return text if text.isprintable() else _NOT_IN_XML.sub("\ufffd", text)


def literal(text: str) -> str:
    """Return the string that makes XlsxWriter write exactly this text.

    XlsxWriter treats text between <r> and </r> as XML and does not escape it: a place with such a name could put a
    formula anywhere. Such text is passed as a run of rich text, which XlsxWriter leaves unchanged.
    """
    return f'<r><t xml:space="preserve">{escape(text)}</t></r>' if text.startswith("<r>") else text


def sheet_name(title: str, number: int = 1) -> str:
    """Return the title as a valid sheet name: at most 31 UTF-16 units, without []:*?/ and backslash."""
    suffix = f" {number}" if number > 1 else ""
    name = _NOT_IN_NAMES.sub("-", holdable(title)).encode("utf-16-le")[: 2 * (31 - len(suffix))]
    return (name.decode("utf-16-le", "ignore").strip("' ") or "Sheet") + suffix


# Rows of a user's sheet as a workbook: text, numbers and dates unchanged, in order.


_EXPONENT = 10**11  # the first integer that a spreadsheet would show with an exponent


Rows = Iterable[Sequence[str | int | float | date]]


def write_sheet_rows(stream: BinaryIO, sheets: Iterable[tuple[str | None, Rows]]) -> None:
    """Write a workbook of named sheets. Raises Refused if a sheet cannot hold the rows."""
    with new_workbook(stream) as workbook:
        styles = {
            "day": workbook.add_format({"num_format": "yyyy-mm-dd"}),
            "digits": workbook.add_format({"num_format": "0"}),
            "literal": workbook.add_format({"quote_prefix": True}),
        }
        for name, rows in sheets:
            sheet = workbook.add_worksheet(name and sheet_name(name))
            for number, row in enumerate(rows):
                if number > MAX_ROWS:
                    raise TooLarge("An .xlsx sheet cannot have that many rows; use a .csv file.")
                for column, value in enumerate(row):
                    _write(sheet, number, column, value, styles)


def _write(sheet: Any, row: int, column: int, value: str | int | float | date, styles: dict[str, Any]) -> None:
    if isinstance(value, date) and value.isoformat() >= FIRST_DAY:
        sheet.write_datetime(row, column, value, styles["day"])
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, styles["digits"] if abs(value) >= _EXPONENT else None)
    elif text := str(value):
        _write_text(sheet, row, column, text, styles["literal"] if would_run(text) else None)
