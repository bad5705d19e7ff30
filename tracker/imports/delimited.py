"""Delimited text, split into records of cells, each with its first line."""

import codecs
import csv
import io
import re
import sys
from collections.abc import Iterator
from itertools import chain, islice
from typing import NoReturn, TextIO

from tracker.errors import Refused, TooLarge, WrongFile, WrongUsage
from tracker.imports.headers import MOST_ABOVE, Expected, rating
from tracker.imports.rows import Record, TextForm, Unreadable, unreadable
from tracker.messages import Joined, Message, either

LONGEST = 131_072
"""The maximum length of a cell; a longer one has a quote that was not closed."""

LONGEST_RECORD = 1_048_576
"""The maximum length of a line."""

MOST_EMPTY = 1_048_576
"""The maximum number of rows without text: as many as a spreadsheet has rows."""

_BLOCK = 65_536

_NUL = Message("The row contains a NUL character; if the file is UTF-16, use --encoding utf-16-le or utf-16-be.")

_SEPARATOR = re.compile(r'\ufeff?"?sep=(.)"?[\r\n]*')
"""Excel's first line that declares the delimiter."""

_DELIMITERS = (",", ";", "\t")
_NAMES = {"tab": "\t", "\\t": "\t"}


def check_delimiter(text: str | None) -> str | None:
    """Return the delimiter: one character, or `tab`. Raises WrongUsage for anything else."""
    if text is None:
        return None
    delimiter = _NAMES.get(text.casefold(), text)
    if len(delimiter) != 1 or delimiter in '"\r\n\0':
        raise WrongUsage("'{text}' is not a delimiter; enter one character, such as ';', or tab.", text=text)
    return delimiter


def bounded(text: TextIO, file: object, most: int = sys.maxsize) -> Iterator[str]:
    """Return the lines of a text, each with its end."""
    return chain.from_iterable(_blocks(text, file, most))


def _blocks(text: TextIO, file: object, most: int) -> Iterator[list[str]]:
    # In blocks, as reading lines one by one takes as long as splitting them.
    size, rest = 0, ""
    while block := text.read(_BLOCK):
        size += len(block)
        if size > most:
            raise too_large(file, most)
        lines = io.StringIO(rest + block, newline="").readlines()
        rest = lines.pop()  # incomplete as yet
        if len(lines[0] if lines else rest) >= LONGEST_RECORD:
            raise WrongFile(
                "{file} is not a table: a line has more than {most} characters.", file=file, most=LONGEST_RECORD
            )
        yield lines
    if rest:
        yield [rest]


def too_large(file: object, most: int) -> Refused:
    """Return the error for a file larger than `most` bytes."""
    return TooLarge(
        "{file} is larger than {megabytes} MB; split it and import the parts.", file=file, megabytes=most // 1024**2
    )


def refuse_empty(file: object) -> NoReturn:
    """Raise Refused for a text or sheet with too many empty rows."""
    raise WrongFile("{file} is not a table: it has more than {most} empty rows.", file=file, most=MOST_EMPTY)


def split_records(
    lines: Iterator[str],
    delimiter: str | None,
    expected: Expected,
    file: object,
    form: TextForm,
    header_row: int | None = None,
) -> Iterator[Record | Unreadable]:
    """Yield the records of a text, from `header_row` if given; a blank line is a record without cells.

    The default delimiter is that of a first line such as "sep=;", or else the one that gives the most expected names,
    then the most columns; it is set in `form`. Raises Refused if too many blank lines precede the header.
    """
    first, line, of_excel = next(lines, ""), 1, None
    if match := _SEPARATOR.fullmatch(first):
        first, line, of_excel = next(lines, ""), 2, match.group(1)
    first = first.removeprefix("\ufeff")
    while first and (line < (header_row or 1) or not first.strip(" \t\r\n,;")):
        first, line = next(lines, ""), line + 1
        if line > MOST_EMPTY:
            refuse_empty(file)
    lines = chain([first], lines)
    form.delimiter = delimiter or of_excel or ""
    if not form.delimiter:
        head = list(islice(lines, MOST_ABOVE))
        form.delimiter, lines = _detect_delimiter(head, expected), chain(head, lines)
    return _records(lines, form.delimiter, line)


def _detect_delimiter(head: list[str], expected: Expected) -> str:
    def score(delimiter: str) -> tuple[bool, int, int]:
        records = list(_records(iter(head), delimiter, 1))
        first = records[0] if records else None
        return *rating(records, expected), len(first.cells) if isinstance(first, Record) else 0

    return max(_DELIMITERS, key=score)


def _records(lines: Iterator[str], delimiter: str, first: int) -> Iterator[Record | Unreadable]:
    """Yield the records of the lines; `first` is the number of the first line."""
    csv.field_size_limit(LONGEST)
    consumed: list[str] = []

    def consume() -> Iterator[str]:
        """Yield the lines, and note those of the record that is being read."""
        for text in lines:
            consumed.append(text)
            yield text

    line, reader = first, csv.reader(consume(), delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _unreadable(line, consumed, _explained(str(error), line, len(consumed)))
            reader = csv.reader(consume(), delimiter=delimiter, strict=True)
        else:
            has_nul = any("\0" in text for text in consumed)
            yield _unreadable(line, consumed, _NUL) if has_nul else Record(line, cells)
        line += len(consumed)
        consumed.clear()


def _explained(error: str, line: int, lines: int) -> Message:
    message = _explanation(error)
    if lines == 1:
        return message
    return Joined(message, Message("Lines up to {line} were read as one row.", line=line + lines - 1))


def _explanation(error: str) -> Message:
    if "end of data" in error:
        return Message("The row opens a quote that is never closed.")
    if "limit" in error:
        return Message(
            "The row has a value longer than {most} characters; a closing quote may be missing.", most=LONGEST
        )
    return Message(
        'The row closes a quote inside a value; quote the whole value and double its quotes, such as "Sandra '
        '""S"" Lapa".'
    )


def _unreadable(line: int, consumed: list[str], message: Message) -> Unreadable:
    text = re.sub(r"[\r\n]+\Z", "", "".join(consumed))
    return unreadable(line, message, (text,))


# Encodings: the one given, or UTF-8. The error for other text suggests encodings.


UTF_8 = "utf-8-sig"
"""UTF-8, with or without a byte order mark."""

_CANDIDATES = ("cp1257", "cp1251", "cp1252")
"""The encodings that Windows programs use instead of UTF-8: Baltic, Cyrillic and western European."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(rb"[0-9A-Za-z\x80-\xff]{0,40}[\xc0-\xff][0-9A-Za-z\x80-\xff]{0,40}")
"""A word with a non-ASCII letter: in these encodings, most bytes below 0xC0 are punctuation."""

_NEARBY = 4096
"""The number of bytes after the first invalid one in which a word is searched."""


def check_encoding(name: str | None) -> str:
    """Return the encoding to read with. Raises WrongUsage if it is not a text encoding."""
    if name is None:
        return UTF_8
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=name)
    except (LookupError, ValueError):
        raise WrongUsage(
            "'{encoding}' is not a known encoding; use one such as utf-8, cp1257 or cp1251.", encoding=name
        ) from None
    return UTF_8 if re.sub("[-_ ]", "", name.casefold()) in ("utf8", "utf8sig") else name


def encoding_of(file: object, head: bytes, encoding: str) -> str:
    """Return the encoding of a text with this beginning: UTF-8 with a byte order mark only if it has one."""
    if encoding == UTF_8 and head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise WrongFile("{file} is UTF-16, not UTF-8; use --encoding utf-16.", file=file)
    return encoding if encoding != UTF_8 or head.startswith(codecs.BOM_UTF8) else "utf-8"


def not_decodable(file: object, data: bytes, encoding: str) -> Refused:
    """Return the error for a text in another encoding: the invalid position, and encodings to try."""
    name = "UTF-8" if encoding == UTF_8 else encoding
    try:
        # utf-8-sig would not count the byte order mark in the position of the error
        data.decode("utf-8" if encoding == UTF_8 else encoding)
    except UnicodeDecodeError as error:
        if error.start < len(data):
            line = len(_LINE_END.findall(data[: error.start].decode(encoding, "replace"))) + 1
            advice = _advice(data, error.start)
            return WrongFile.from_message(
                advice.given(file=file, encoding=name, line=line, byte=f"0x{data[error.start]:02X}")
            )
    except UnicodeError:
        pass
    return WrongFile(
        "{file} is not {encoding}; specify its encoding with --encoding, such as cp1257.", file=file, encoding=name
    )


def _advice(data: bytes, invalid: int) -> Message:
    """Return the encodings that decode the text, with the first word after the invalid byte in each."""
    if b"\0" in data:
        return Message(
            "{file} is not {encoding} (line {line}, byte {byte}) but has NUL bytes; use --encoding utf-16-le or "
            "utf-16-be."
        )
    words = _WORD.finditer(data, max(0, invalid - 40), invalid + _NEARBY)
    word = next((match.group() for match in words if match.end() > invalid), data[invalid : invalid + 1])
    readings = [(name, word.decode(name)) for name in _CANDIDATES if _decodes(data, name)]
    if not readings:
        return Message("{file} is not {encoding} (line {line}, byte {byte}); specify its encoding with --encoding.")
    return Message(
        "{file} is not {encoding} (line {line}, byte {byte}): try --encoding {encodings}.",
        encodings=either(f"{name} ('{text}')" for name, text in readings),
    )


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
