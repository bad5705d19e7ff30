"""From a file to rows of named cells: a workbook by the end of its name, text with delimiters otherwise."""

import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tracker.errors import Refused, WrongUsage
from tracker.imports.delimited import bounded, check_delimiter, split_records
from tracker.imports.encoding import UTF_8, check_encoding, not_decodable, refuse_utf_16
from tracker.imports.headers import Mapped, Matched, match_columns
from tracker.imports.rows import Places, Record, Sheet, SourceRow, Unreadable, broken, named_columns
from tracker.imports.workbooks import OLE, SUFFIXES, ZIP, Worksheet, open_worksheet

_STANDARD_INPUT = "standard input"
_HEAD = 4096

_LOOKED_INTO = 64 * 1024**2
"""How far into a text it is told where and how it is in another encoding."""

_MOST_BYTES = 256 * 1024**2
_MOST_ROWS, _MOST_CELLS = 2_000_000, 16_000_000
_MOST_FAULTS = 100_000
"""What a sheet may have, so that it takes no more memory than a machine has: a million rows take a gigabyte."""

_REASONS: dict[type[OSError], str] = {
    FileNotFoundError: "there is no such file",
    NotADirectoryError: "there is no such folder",
    IsADirectoryError: "it is a folder",
    PermissionError: "permission denied",
}


def read_sheet(
    path: Path,
    known: Sequence[str],
    *,
    ignored: Sequence[str] = (),
    mapping: Sequence[Mapped] = (),
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Sheet:
    """Read a file, `-` being standard input, into rows that have our `known` columns by name.

    Columns in `ignored` are passed over without a word; `mapping` is what `--map` says. Raises
    Refused when the file cannot be read or its header not understood, WrongUsage when what is said
    of it is malformed. A row that cannot be split is in the sheet's faults.
    """
    names = [*known, *ignored, *(mapped.theirs for mapped in mapping)]
    file = _STANDARD_INPUT if str(path) == "-" else str(path)
    with _readable(file):
        found = _open_records(path, file, names, encoding, delimiter, sheet)
        header = _header(file, found.records)
        matched = match_columns(file, header, known, ignored, mapping)
        rows, faults = _fill(_not_too_many(found.records, file, len(header)), file, header, matched)
    return Sheet(
        file,
        header,
        matched.columns,
        matched.unknown,
        rows,
        faults,
        Places(matched.positions, matched.constants),
        found.name,
        found.all_names,
    )


def _open_records(
    path: Path, file: str, names: Sequence[str], encoding: str | None, delimiter: str | None, sheet: str | None
) -> Worksheet:
    """Open a workbook's sheet, or a text as if it were one."""
    suffix = path.suffix.lower()
    if suffix in SUFFIXES:
        if encoding or delimiter:
            raise WrongUsage(f"--encoding and --delimiter are for text, and {file} is a workbook.")
        return open_worksheet(path, sheet)
    if sheet is not None:
        raise WrongUsage(f"--sheet is for workbooks (.xlsx, .ods), and {file} is none.")
    mark = check_delimiter(delimiter or ("tab" if suffix == ".tsv" else None))
    return Worksheet(None, (), _text_records(path, file, check_encoding(encoding), mark, names))


def require(sheet: Sheet, needed: Iterable[str]) -> None:
    """Raise Refused, saying how to name it, when the file lacks one of the needed columns."""
    missing = [name for name in needed if name not in sheet.columns]
    if missing:
        raise Refused(
            f"{sheet.file} has no column for {' and '.join(missing)}; "
            f"its columns are {', '.join(named_columns(sheet.header))}. "
            f'Name it with --map "Their column={missing[0]}".'
        )


@contextmanager
def _readable(file: str) -> Iterator[None]:
    """Say in a sentence why a file cannot be read."""
    if "\0" in file or not file:
        raise Refused(f"Cannot read '{file}': it is not the name of a file.")
    try:
        yield
    except OSError as error:
        known = (reason for kind, reason in _REASONS.items() if isinstance(error, kind))
        reason = next(known, (error.strerror or str(error)).lower())
        raise Refused(f"Cannot read {file}: {reason}.") from None


def _text_records(
    path: Path, file: str, encoding: str, delimiter: str | None, names: Sequence[str]
) -> Iterator[Record | Unreadable]:
    """Yield the records of a text. Raises Refused when it is a workbook, or not in the encoding."""
    with _open(path, file) as stream:
        head = stream.read(_HEAD)
        stream.seek(0)
        if head.startswith(ZIP):
            raise Refused(f"{file} is not text, but looks like a workbook: give its name the end .xlsx or .ods.")
        if head.startswith(OLE):
            raise Refused(f"{file} is not text, but an old workbook or one with a password; save it anew as .xlsx.")
        if encoding == UTF_8:
            refuse_utf_16(file, head)
        try:
            # Line ends stay as they are: within quotes they are the cell's.
            lines = io.TextIOWrapper(stream, encoding, newline="")
            yield from split_records(_not_too_long(bounded(lines, file), file), delimiter, names)
        except UnicodeError:
            stream.seek(0)
            raise not_decodable(file, stream.read(_LOOKED_INTO), encoding) from None


def _not_too_long(lines: Iterator[str], file: str) -> Iterator[str]:
    size = 0
    for line in lines:
        size += len(line)
        if size > _MOST_BYTES:
            raise _too_long(file)
        yield line


def _too_long(file: str) -> Refused:
    return Refused(f"{file} is longer than {_MOST_BYTES // 1024**2} MB; split it, and import part after part.")


def _open(path: Path, file: str) -> BinaryIO:
    """Open a file that can be read twice; what comes through a pipe is read whole first."""
    if file == _STANDARD_INPUT:
        return _whole(sys.stdin.buffer, file) if sys.stdin else io.BytesIO()
    stream = path.open("rb")
    if stream.seekable():
        return stream
    with stream:
        return _whole(stream, file)


def _whole(stream: BinaryIO, file: str) -> io.BytesIO:
    data = stream.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise _too_long(file)
    return io.BytesIO(data)


def _header(file: str, records: Iterator[Record | Unreadable]) -> tuple[str, ...]:
    """Return the cells of the first row that is not empty. Raises Refused when there is none to read."""
    for record in records:
        if isinstance(record, Unreadable):
            fault = record.fault
            raise Refused(f"The header of {file} (line {fault.line}) cannot be read: {fault.message}")
        if any(cell.strip() for cell in record.cells):
            return tuple(record.cells)
    raise Refused(f"{file} is empty; its first row must name its columns.")


def _not_too_many(records: Iterator[Record | Unreadable], file: str, width: int) -> Iterator[Record | Unreadable]:
    """Pass the records on. Raises Refused when they are more than memory should be taken for."""
    most = min(_MOST_ROWS, _MOST_CELLS // width)
    for number, record in enumerate(records):
        if number == most:
            raise Refused(f"{file} has more than {most} rows; split it, and import part after part.")
        yield record


def _fill(
    records: Iterator[Record | Unreadable], file: str, header: Sequence[str], matched: Matched
) -> tuple[list[SourceRow], list[Unreadable]]:
    """Return the rows under our names, and what is none; rows of empty cells are left out.

    Raises Refused when so much is none that the file is no table.
    """
    rows: list[SourceRow] = []
    faults: list[Unreadable] = []
    width = len(named_columns(header))
    # Days, places and items come again and again: one text of each is enough.
    share: dict[str, str] = {}
    places = Places(matched.positions, matched.constants)
    for record in records:
        if len(faults) == _MOST_FAULTS:
            raise Refused(f"{file} has {_MOST_FAULTS} rows that do not fit its header: it is no table of ours.")
        if isinstance(record, Unreadable):
            faults.append(record)
            continue
        line, cells = record
        if not "".join(cells).strip():
            continue
        if len(cells) != width and (message := _misfit(cells, width, len(header))):
            faults.append(broken(line, message, tuple(cells)))
            continue
        original = tuple([share.setdefault(cell, cell) for cell in cells])
        rows.append(SourceRow(line, original, places))
    return rows, faults


def _misfit(cells: Sequence[str], named: int, width: int) -> str | None:
    """Return why a row does not fit a header of so many named columns, and so many in all; None when it does."""
    count = f"{len(cells)} {'field' if len(cells) == 1 else 'fields'} where the header has {width}"
    if len(cells) > width:
        return f"{count}; a value that holds the delimiter must stand in quotes"
    if len(cells) < named:
        return f"{count}; every row needs as many, empty ones too"
    for at, cell in enumerate(cells[named:], start=named + 1):
        if cell.strip():
            return f"column {at} has no name in the header, and holds '{cell.strip()[:40]}'"
    return None
