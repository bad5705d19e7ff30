"""Match the columns of a file with tracker's, by name or by `--map`."""

import re
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice
from typing import NamedTuple

from tracker.database_files import content_of
from tracker.errors import UnknownName, WrongFile, WrongUsage
from tracker.imports.rows import MOST_NAMED, Record, Sheet, Unreadable, all_columns, named_columns, quoted, text_of
from tracker.languages import known_words
from tracker.messages import Joined, Message
from tracker.model.text import as_written, did_you_mean, match_key, nearest, without_unseen
from tracker.store.dictionary import tables

_GAPS = re.compile(r"[\s_-]+")


class Mapped(NamedTuple):
    """A `--map` option: a column of the file, or a quoted constant, and the column of tracker that it fills."""

    theirs: str
    ours: str
    """Empty to ignore the column."""

    def __str__(self) -> str:
        return f"{self.theirs}={self.ours}"

    @property
    def constant(self) -> str | None:
        """The constant, or None if `theirs` is a column."""
        quoted = len(self.theirs) > 1 and self.theirs[0] == self.theirs[-1] == "'"
        return without_unseen(self.theirs[1:-1]).strip() if quoted else None


class _Match(NamedTuple):
    ours: str
    theirs: str
    position: int | None
    constant: str = ""


class Matched(NamedTuple):
    """Tracker's columns in a file, in the order of its header, by name."""

    columns: dict[str, str]
    positions: dict[str, int]
    """Their positions, from 0."""
    constants: dict[str, str]
    unknown: tuple[str, ...]
    left_out: tuple[int, ...] = ()


def parse_mapping(text: str) -> Mapped:
    """Return the mapping THEIRS=OURS, split at the last '='. Raises WrongUsage without a column of theirs."""
    theirs, _, ours = as_written(text).rpartition("=")
    mapped = Mapped(theirs.strip(), ours.strip())
    if not mapped.theirs or (mapped.constant is not None and not mapped.ours):
        raise WrongUsage(
            '\'{mapping}\' is not a mapping; enter "Their column=ours", "Their column=" to ignore it, or '
            "\"'text'=ours\" for every row.",
            mapping=text,
        )
    return mapped


def header_key(name: str) -> str:
    """Return a key that is equal for all spellings of a column: "Received On", received-on and received_on."""
    return _GAPS.sub("_", match_key(name.strip()))


@cache
def known_heads() -> dict[str, str]:
    """Return tracker's columns by common headings in three languages, as header_keys."""
    rows = (line.split(",", 1) for line in content_of("reference/column_heads.csv").splitlines()[1:])
    return {header_key(head): ours for ours, heads in rows for head in (ours, *heads.split("|"))}


def is_row_number(heading: str) -> bool:
    """Return whether a heading is a word for the numbers of rows, such as Nr. or ID."""
    return known_heads().get(header_key(heading)) == "row_number"


def match_columns(
    file: object,
    header: Sequence[str],
    known: Sequence[str],
    ignored: Iterable[str],
    mapping: Collection[Mapped],
    others: Iterable[str] = (),
) -> Matched:
    """Find tracker's columns in a header, other than those named `others`.

    Raises WrongUsage if a mapping names an unknown column of tracker, and Refused if it names an unknown column of the
    file or two columns of the file match the same one.
    """
    names = all_columns(header)
    ours_by_key = {header_key(name): name for name in known}
    left_out = {find_theirs(file, mapped.theirs, names) for mapped in mapping if not mapped.ours}
    mapped = [_match_mapping(file, mapped, names, ours_by_key) for mapped in mapping if mapped.ours]
    taken = {match.position for match in mapped} | left_out | {find_theirs(file, name, names) for name in others}
    named = {index: header_key(name) for index, name in enumerate(header) if text_of(name)}
    free = {index: key for index, key in named.items() if index not in taken}
    recognized = {*ours_by_key, *map(header_key, ignored)}
    filled = {*(header_key(match.ours) for match in mapped), *free.values()}
    free = {index: own_key(key, recognized - (filled - {key})) for index, key in free.items()}
    by_name = [_Match(ours_by_key[key], names[index], index) for index, key in free.items() if key in ours_by_key]
    matches = mapped + by_name
    _check_unique(file, matches)
    matches.sort(key=lambda match: len(names) if match.position is None else match.position)
    return Matched(
        columns={match.ours: match.theirs for match in matches},
        positions={match.ours: match.position for match in matches if match.position is not None},
        constants={match.ours: match.constant for match in matches if match.position is None},
        unknown=tuple(quoted(names[index]) for index, key in free.items() if key not in recognized),
        left_out=tuple(left_out),
    )


def find_column(sheet: Sheet, name: str) -> int | str:
    """Return the position of a column with this name in the sheet or in tracker; or the constant that fills it."""
    names, key = all_columns(sheet.header), header_key(name)
    ours = next((ours for ours in sheet.columns if header_key(ours) == key), None)
    if ours is None or key in map(header_key, names):
        return find_theirs(sheet.file, name, names, sheet.columns)
    return position_of(sheet, ours)


def position_of(sheet: Sheet, ours: str) -> int | str:
    """Return the position of a column of tracker in the sheet, or the constant that fills it."""
    position = sheet.layout.positions.get(ours)
    return sheet.layout.constants[ours] if position is None else position


def _match_mapping(file: object, mapped: Mapped, names: Sequence[str], ours_by_key: dict[str, str]) -> _Match:
    ours = ours_by_key.get(header_key(mapped.ours))
    if ours is None:
        unknown = Message(
            "--map \"{theirs}={ours}\": this table has no column '{ours}'.", theirs=mapped.theirs, ours=mapped.ours
        )
        raise WrongUsage.from_message(Joined(unknown, _instead(mapped.ours, ours_by_key.values())))
    if mapped.constant is not None:
        return _Match(ours, mapped.theirs, None, mapped.constant)
    index = find_theirs(file, mapped.theirs, names)
    return _Match(ours, names[index], index)


def _instead(name: str, known: Collection[str]) -> Message:
    close = did_you_mean(list(map(quoted, nearest(name, known))))
    return close or Message("The columns of the table are {columns}.", columns=", ".join(map(quoted, known)))


def find_theirs(file: object, theirs: str, names: Sequence[str], also: Iterable[str] = ()) -> int:
    """Return the index of the column with this name, exactly or in another spelling."""
    for same in (theirs.__eq__, lambda name: header_key(name) == header_key(theirs)):
        found = [index for index, name in enumerate(names) if same(name)]
        if len(found) > 1:
            first, second = (_numbered(names[index], index) for index in found[:2])
            raise WrongFile(
                "{file} has more than one column '{column}': {first} and {second}; rename one of them.",
                file=file,
                column=theirs,
                first=first,
                second=second,
            )
        if found:
            return found[0]
    unknown = Message("{file} has no column '{column}'.", file=file, column=theirs)
    raise UnknownName.from_message(Joined(unknown, _instead(theirs, list(dict.fromkeys([*names, *also])))))


def _numbered(name: str, index: int) -> Message:
    return Message("'{column}' (column {number})", column=name, number=index + 1)


def _check_unique(file: object, matches: Iterable[_Match]) -> None:
    seen: dict[str, Message | str] = {}
    for match in matches:
        theirs = match.theirs if match.position is None else _numbered(match.theirs, match.position)
        if match.ours in seen:
            raise WrongFile(
                "{file} has two columns for {column}: {first} and {second}; rename or map one.",
                file=file,
                column=match.ours,
                first=seen[match.ours],
                second=theirs,
            )
        seen[match.ours] = theirs


def listed(columns: Sequence[str]) -> Joined:
    """Return the column names, shortened to the first few if there are many, and how many more there are."""
    more = [Message("{more} more", more=len(columns) - MOST_NAMED)] if len(columns) > MOST_NAMED else []
    return Joined(*map(quoted, columns[:MOST_NAMED]), *more, separator=", ")


# Find the header among the first rows of a sheet: titles may be above it.


MOST_ABOVE = 50
"""The number of rows, not counting empty ones, searched for the header."""

_FEWEST = 2
"""The minimum number of known columns in a header below the first row."""

_DATA = re.compile(r"(?!\d{4}-\d{2}(-\d{2})?$|\d{1,2}[./]\d{4}$)[-+\d\s.,:/'’]*\d[-+\d\s.,:/'’]*")
"""A number or a day; but not a month or a workbook's date, which may be headings."""


class Found(NamedTuple):
    """The header of a sheet, and the records after it."""

    header: Record | Unreadable | None
    """None if there are no rows."""
    rest: Iterator[Record | Unreadable]
    messages: tuple[Message, ...] = ()
    """The message on the position of a header that is not the first row."""
    above: Record = Record(0, ())

    @property
    def line(self) -> int:
        """The first line of the header."""
        return self.header.line if isinstance(self.header, Record) else 1


class Expected(NamedTuple):
    """The names expected in a header, as header_keys."""

    needed: frozenset[str]
    """The required names: mapped columns, and those the table requires."""
    known: frozenset[str]

    def matches(self, cells: Iterable[str]) -> int:
        """Return the number of expected names in the cells."""
        return len(self._keys(cells) & self._names)

    def fits(self, sheet: Sheet) -> bool:
        """Return whether a sheet has all required columns."""
        named = {*map(header_key, sheet.header), *sheet.columns}
        return self.needed <= named or "booklet" in sheet.columns

    def is_header(self, cells: Iterable[str]) -> bool:
        """Return whether the cells have all required names."""
        return bool(self.needed) and self.needed <= self._keys(cells)

    def may_be_header(self, cells: Iterable[str]) -> bool:
        """Return whether none of the cells, except required names, is a number or a day."""
        return not any(_DATA.fullmatch(cell) and header_key(text_of(cell)) not in self.needed for cell in cells)

    def names(self, cell: str) -> bool:
        """Return whether a cell is an expected name, in any language."""
        return self.matches((cell,)) > 0

    @property
    def _names(self) -> frozenset[str]:
        return self.known | self.needed

    def _keys(self, cells: Iterable[str]) -> set[str]:
        return {own_key(text_of(cell), self._names) for cell in cells}


def expected_names(
    required: Iterable[str], known: Iterable[str], mapping: Iterable[Mapped], elsewhere: Collection[str]
) -> Expected:
    """Return the names to expect. `elsewhere` are columns that the header need not have."""
    mapped = [name for name in mapping if name.constant is None]
    theirs = {header_key(name.theirs) for name in mapped}
    filled = {*map(header_key, elsewhere), *(header_key(name.ours) for name in mapping)}
    return Expected(
        needed=frozenset(theirs | {key for key in map(header_key, required) if key not in filled}),
        known=frozenset(map(header_key, known)),
    )


def find_header(records: Iterator[Record | Unreadable], expected: Expected) -> Found:
    """Return the first row with all required names, or the one with the most names, or the first row.

    A row below the first must have no numbers and name several known columns. One is enough if the first row names none
    and its first cell is empty, as in the upper of two lines. Below a title alone, any row with several cells will do.
    """
    beginning: list[Record | Unreadable] = []
    at, most = 0, _FEWEST - 1
    for record in islice(records, MOST_ABOVE):
        beginning.append(record)
        if isinstance(record, Unreadable):
            continue
        if expected.is_header(record.cells):
            at = len(beginning) - 1
            break
        found, cells = expected.matches(record.cells), [text for text in map(text_of, record.cells) if text]
        if len(beginning) == 1:
            least = -1 if len(cells) == 1 < len(record.cells) else most if text_of(record.cells[0]) else 0
            most = found or least
        elif found > most and len(cells) > 1 and expected.may_be_header(record.cells):
            at, most = len(beginning) - 1, found
    header = beginning[at] if beginning else None
    rest = chain(beginning[at + 1 :], records)
    above = beginning[at - 1] if at else None
    messages = (header_row(header),) if at and isinstance(header, Record) else ()
    return Found(header, rest, messages, above if isinstance(above, Record) else Record(0, ()))


def own_key(name: str, known: Container[str]) -> str:
    """Return the header_key of the known column that a heading in any language means, or that of the heading."""
    key = header_key(name)
    return key if key in known else next((ours for ours in _headings().get(key, ()) if ours in known), key)


@cache
def _headings() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(field.name for fields in tables().values() for field in fields):
        for heading in known_words("column", name.replace("_", " ")):
            found.setdefault(header_key(heading), []).append(name)
    for heading, name in known_heads().items():
        if name in _DETAILS:
            found.setdefault(heading, []).append(name)
    return found


_DETAILS = ("reference", "note", "address", "postcode", "contact", "email", "phone")
"""The columns whose synonyms are read without a question: a wrong guess changes neither copies nor places."""


def header_at(records: Iterator[Record | Unreadable], row: int, file: object) -> Found:
    """Return the row with this number as the header. Raises Refused if it is empty or missing."""
    for record in records:
        line = record.line if isinstance(record, Record) else record.fault.line
        if line == row:
            return Found(record, records)
        if line > row:
            break
    raise WrongFile("Row {row} of {file} is empty; specify the header row with --header-row.", row=row, file=file)


def header_row(header: Record) -> Message:
    """Return the message on the position of a header."""
    columns = ", ".join(map(quoted, named_columns(header.cells)))
    return Message("The header row is row {row}: {columns}.", row=header.line, columns=columns)


def rating(records: Iterable[Record | Unreadable], expected: Expected) -> tuple[bool, int]:
    """Return the rating of the best header among some rows."""
    rows: Sequence[Record] = [record for record in records if isinstance(record, Record)]
    return max(((expected.is_header(row.cells), expected.matches(row.cells)) for row in rows), default=(False, -1))
