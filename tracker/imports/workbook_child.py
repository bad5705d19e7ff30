"""The process that reads a workbook (xlsx, ods) with python-calamine, and ends when it exceeds its limits.

``workbooks`` starts it as a program, with the path of the file and the names of sheets as JSON on stdin. calamine
allocates the whole rectangle of a sheet, expands every shared text and repeated cell, and aborts the process when out
of memory. So time and memory are limited here, as far as the system can; archives and cells that no table needs are
refused first.

The answer is JSON in lines: for each sheet an object with its name and merged cells, then lists of rows; at the end an
object with the other visible sheets, or with the kind of an error and the fields of its message.
"""

import json
import re
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, time
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple
from xml.parsers import expat

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MIB = 1024**2
MOST_MEGABYTES, MOST_SECONDS = 600, 8
"""Memory, and processor seconds plus one for each MiB of the file."""

MOST_UNPACKED, UNSUSPICIOUS, MOST_RATIO = 512 * MIB, 10 * MIB, 100
"""Limits of the unpacked archive in bytes, of a size always allowed, and of the compression ratio above that."""

MOST_CELLS, UNWRITTEN_CELLS = 10_000_000, 300_000
"""The cells of a sheet's rectangle, and how many more than the file has bytes: empty or repeated ones."""

MOST_LETTERS, LETTERS_A_BYTE = 8_000_000, 10
"""The maximum number of characters in all cells, and how many more per byte of the file."""

_CHUNK, _ROWS_AT_ONCE = MIB, 500
_LONGEST_REASON = 200
_ENDS, _MOST_COLUMNS = (b"min", b"max"), 16_384
_ODS_CONTENT = "content.xml"
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="(?:[A-Z]+[0-9]+:)?([A-Z]+)([0-9]+)"')
_CELL_WITH_VALUE = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})([0-9]{1,7})"[^<>/]*>(?!</)')
_ODS_WORDS = re.compile(rb'table:number-rows-spanned=|"error"|table:formula=|"collapse"|"filter"')
_ERROR = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]* t="e"[^<>]*>.*?<(?:\w+:)?v>([^<]*)<', re.DOTALL)
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row (?=[^<>]*\bhidden="(?:1|true)")[^<>]*\br="([0-9]{1,7})"')
_HIDDEN_COLUMNS = re.compile(rb'<(?:\w+:)?col (?=[^<>]*\bhidden="(?:1|true)")[^<>]*>')
_FORMULA_WITHOUT_VALUE = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]{1,3})([0-9]{1,7})"(?![^<>]* t=")[^<>]*><(?:\w+:)?f[^<>]*(?:/>|>([^<]*)</(?:\w+:)?f>)'
    rb"(?:<(?:\w+:)?v(?:/>|></(?:\w+:)?v>))?</(?:\w+:)?c>"
)


class _Hidden(NamedTuple):
    rows: list[int]
    columns: list[int]


class Refusal(Exception):
    """A workbook that cannot be read, or exceeds the limits: the kind of error and the message's fields."""

    def __init__(self, kind: str, **fields: object) -> None:
        self.kind, self.fields = kind, fields


def limit(path: Path) -> None:
    """Limit the processor time and memory of this process, as far as the system can."""
    seconds = seconds_for(path)
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEGABYTES * MIB, MOST_MEGABYTES * MIB))


def seconds_for(path: Path) -> int:
    """Return the processor seconds allowed for a file."""
    return MOST_SECONDS + path.stat().st_size // MIB


def answers(path: Path, wanted: Sequence[str]) -> Iterator[Any]:
    """Yield the replies about a workbook, line by line. Raises Refusal."""
    from python_calamine import CalamineWorkbook

    size = path.stat().st_size
    if path.suffix.lower() != ".xls":
        _check_archive(path, min(MOST_CELLS, UNWRITTEN_CELLS + size))
    book = CalamineWorkbook.from_path(path)
    visible = _visible(book)
    names = [_named(book, name) for name in wanted] or visible[:1]
    if not names:
        raise Refusal("no visible sheet" if book.sheet_names else "no sheets", sheets=", ".join(book.sheet_names))
    if len(set(names)) < len(names):
        raise Refusal("named twice")
    letters = MOST_LETTERS + LETTERS_A_BYTE * size
    for name in names:
        sheet = book.get_sheet_by_name(name)
        if sheet.end:
            _check_extent(sheet.end[0] + 1, sheet.end[1] + 1, min(MOST_CELLS, UNWRITTEN_CELLS + size))
        merged, without_value, hidden = _left_out(path, book, sheet)
        yield {"name": name, "merged": merged, "first": sheet.start[1] if sheet.start else 0, **hidden}
        rows, line = sheet.iter_rows(), 0
        while some := [
            [cell if type(cell) is str else cell_text(cell) for cell in row] for row in islice(rows, _ROWS_AT_ONCE)
        ]:
            for number in without_value.keys() & set(range(line, line + len(some))):
                some[number - line] = [
                    text or without_value[number].get(column, "") for column, text in enumerate(some[number - line])
                ]
            line += len(some)
            letters -= sum(map(len, chain.from_iterable(some)))
            if letters < 0:
                raise Refusal("texts", megabytes=(MOST_LETTERS + LETTERS_A_BYTE * size) // 1_000_000)
            yield some
    yield {"others": [] if wanted else visible[1:]}


def _check_archive(path: Path, most_cells: int) -> None:
    """Raise Refusal for an archive that unpacks to too much, and for cells far outside the table of an xlsx."""
    with zipfile.ZipFile(path) as packed:
        parts = packed.infolist()
        unpacked = sum(part.file_size for part in parts)
        ratio = unpacked / max(1, sum(part.compress_size for part in parts))
        if unpacked > MOST_UNPACKED or (unpacked > UNSUSPICIOUS and ratio > MOST_RATIO):
            raise Refusal("archive", megabytes=unpacked // MIB, ratio=round(ratio))
        for part in parts:
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                with packed.open(part) as stream:
                    _check_worksheet(stream, most_cells)


def _check_worksheet(stream: IO[bytes], most_cells: int) -> None:
    """Raise Refusal if the cells with values extend over more than `most_cells`.

    They are examined only if the sheet's own dimension is that large, which includes cells with only a colour.
    """
    text = stream.read(4096)
    dimension = _DIMENSION.search(text)
    if dimension and column_number(dimension[1]) * int(dimension[2]) <= most_cells:
        return
    row = column = 0
    while text:
        found = _CELL_WITH_VALUE.findall(text)
        row = max(row, *(int(number) for _, number in found), 0)
        column = max(column, *map(column_number, {letters for letters, _ in found}), 0)
        chunk = stream.read(_CHUNK)
        text = text[-_LONGEST_REASON:] + chunk if chunk else b""
    _check_extent(row, column, most_cells)


def _check_extent(rows: int, columns: int, most: int) -> None:
    if rows * columns > most:
        raise Refusal("extent", row=rows, column=_letters(columns), cells=rows * columns)


def column_number(letters: bytes) -> int:
    """Return the number of a column, 1 for A."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _letters(column: int) -> str:
    name = ""
    while column > 0:
        column, digit = divmod(column - 1, 26)
        name = chr(65 + digit) + name
    return name


def _visible(book: "CalamineWorkbook") -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]


def _named(book: "CalamineWorkbook", name: str) -> str:
    from tracker.model.text import as_written, match_key

    name, names = as_written(name), book.sheet_names
    for existing in (*(existing for existing in names if existing == name), *names):
        if match_key(existing) == match_key(name):
            return existing
    raise Refusal("no such sheet", sheet=name, sheets=names)


def _left_out(
    path: Path, book: "CalamineWorkbook", sheet: "CalamineSheet"
) -> tuple[list[tuple[int, int, int]], dict[int, dict[int, str]], dict[str, list[int]]]:
    """Return data of a sheet that calamine leaves out: merged cells, texts of seemingly empty cells, hidden parts.

    Merged cells over several rows: first and last line from 1, and column from 0. Seemingly empty cells are errors
    (``#REF!``) and formulas that were never calculated; their texts are by line and column, both from 0. Columns are
    counted from the first non-empty one, as in calamine.
    """
    ranges, hidden = sheet.merged_cell_ranges, _Hidden([], [])
    merged: list[tuple[int, int, int]] = []
    texts: list[tuple[int, int, str]] = []
    if path.suffix.lower() == ".xls":
        pass  # calamine reports neither hidden nor left-out cells there
    elif ranges is None:
        merged, texts = _in_ods(path, sheet.name, hidden)
    else:
        merged = [(first + 1, last + 1, column) for (first, column), (last, _) in ranges if first < last]
        texts = list(_in_xlsx(path, [other.name for other in book.sheets_metadata].index(sheet.name), hidden))
    before = sheet.start[1] if sheet.start else 0
    lines: dict[int, dict[int, str]] = {}
    for line, column, text in texts:
        lines.setdefault(line, {})[column - before] = text
    merged = [(first, last, column - before) for first, last, column in merged if column - before < sheet.width]
    columns = [column - before for column in hidden.columns if 0 <= column - before < sheet.width]
    return merged, lines, {"hidden_rows": hidden.rows, "hidden_columns": columns}


def _in_xlsx(path: Path, index: int, hidden: _Hidden) -> Iterator[tuple[int, int, str]]:
    """Yield line, column and text of the errors and formulas without a value in a sheet of an xlsx."""
    with zipfile.ZipFile(path) as packed:
        parts = {name.lower(): name for name in packed.namelist()}
        sheets = [found for name, found in _elements(packed, parts["xl/workbook.xml"]) if name.endswith("}sheet")]
        (relation,) = (value for name, value in sheets[index].items() if name.endswith("}id"))
        relations = [found for _, found in _elements(packed, parts["xl/_rels/workbook.xml.rels"]) if "Target" in found]
        targets = {found["Id"]: found["Target"] for found in relations}
        with packed.open(parts["xl/" + targets[relation].lower().removeprefix("/xl/")]) as stream:
            text = b""
            while chunk := stream.read(_CHUNK):
                cells, _, text = (text + chunk).rpartition(b"</row>")
                # Searching for a few letters takes next to no time, and most sheets have none.
                if b"hidden=" in cells:
                    hidden.rows.extend(map(int, _HIDDEN_ROW.findall(cells)))
                    for column in _HIDDEN_COLUMNS.findall(cells):
                        first, last = (int(re.findall(rb'\b%s="([0-9]{1,5})"' % end, column)[0]) for end in _ENDS)
                        hidden.columns.extend(range(first - 1, min(last, _MOST_COLUMNS)))
                if b' t="e"' in cells:
                    for letters, line, error in _ERROR.findall(cells):
                        yield int(line) - 1, column_number(letters) - 1, error.decode()
                if b"<f" in cells or b":f" in cells:
                    for letters, line, formula in _FORMULA_WITHOUT_VALUE.findall(cells):
                        yield int(line) - 1, column_number(letters) - 1, f"={formula.decode()}"


def _elements(packed: zipfile.ZipFile, part: str) -> list[tuple[str, dict[str, str]]]:
    """Return the elements of a part with attributes, each name after its namespace and a brace."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = lambda name, attributes: found.append((name, attributes))
    with packed.open(part) as stream:
        parser.ParseFile(stream)
    return found


def _in_ods(path: Path, sheet: str, hidden: _Hidden) -> tuple[list[tuple[int, int, int]], list[tuple[int, int, str]]]:
    """Return the merged cells of a sheet of an ods, and errors and formulas without a value; collect hidden parts."""
    merged: list[tuple[int, int, int]] = []
    texts: list[tuple[int, int, str]] = []
    is_within, line, rows, column, columns = False, 0, 1, 0, 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_within, line, rows, column, columns
        is_hidden = attributes.get("table:visibility", "visible") != "visible"
        if name == "table:table":
            is_within, line, rows, columns = attributes.get("table:name") == sheet, 0, 1, 0
        elif is_within and name == "table:table-column":
            before, columns = columns, columns + int(attributes.get("table:number-columns-repeated", 1))
            hidden.columns.extend(range(before, min(columns, _MOST_COLUMNS)) if is_hidden else ())
        elif is_within and name == "table:table-row":
            line, rows, column = line + rows, int(attributes.get("table:number-rows-repeated", 1)), 0
            hidden.rows.extend(range(line, line + min(rows, _MOST_COLUMNS)) if is_hidden else ())
        elif is_within and name in ("table:table-cell", "table:covered-table-cell"):
            if (spanned := int(attributes.get("table:number-rows-spanned", 1))) > 1:
                merged.append((line, line + spanned - 1, column))
            if attributes.get("calcext:value-type") == "error":
                texts.append((line - 1, column, "#ERROR!"))
            elif "table:formula" in attributes and "office:value-type" not in attributes:
                texts.append((line - 1, column, attributes["table:formula"]))
            column += int(attributes.get("table:number-columns-repeated", 1))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with zipfile.ZipFile(path) as packed:
        with packed.open(_ODS_CONTENT) as stream:
            # Searching for the words takes a tenth of the time of parsing, and few sheets have them.
            before = b""
            while (chunk := stream.read(_CHUNK)) and not _ODS_WORDS.search(before + chunk):
                before = chunk[-_LONGEST_REASON:]
        if chunk:
            with packed.open(_ODS_CONTENT) as stream:
                parser.ParseFile(stream)
    return merged, texts


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
    """Return a fraction that cannot be taken for thousands, as text such as 1.234 may be: as 1.2340."""
    return f"{text}0" if text[-4:-3] == "." else text


def _guarded(path: Path, wanted: Sequence[str]) -> Iterator[Any]:
    from python_calamine import PasswordError

    try:
        yield from answers(path, wanted)
    except Refusal as refusal:
        yield {"refused": refusal.kind, "fields": refusal.fields}
    except PasswordError:
        yield {"refused": "password", "fields": {}}
    except MemoryError:
        raise
    except BaseException as error:
        # A panic in calamine's Rust code is raised as a BaseException that is not an Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        reason = " ".join(str(error).split())[:_LONGEST_REASON].rstrip(".")
        yield {"refused": "damaged", "fields": {"reason": reason or type(error).__name__}}


def _main() -> None:
    name, *wanted = json.load(sys.stdin.buffer)
    limit(path := Path(name))
    for answer in _guarded(path, wanted):
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    _main()
