"""Matching the columns of a file with ours, by name or by `--map`."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice
from typing import NamedTuple

from tracker.database_files import content_of
from tracker.errors import UnknownName, WrongFile, WrongUsage
from tracker.imports.rows import MOST_NAMED, Record, Sheet, Unreadable, all_columns, named_columns, quoted, text_of
from tracker.messages import Joined, Message
from tracker.model.text import as_written, did_you_mean, is_unsafe, match_key, nearest, without_unseen

_GAPS = re.compile(r"[\s_-]+")


class Mapped(NamedTuple):
    """One `--map`: a column of the file, or a text in single quotes for every row, and our column that it fills."""

    theirs: str
    ours: str
    """Nothing, for a column that is to be left out."""

    def __str__(self) -> str:
        return f"{self.theirs}={self.ours}"

    @property
    def constant(self) -> str | None:
        """The text that every row gets; None when `theirs` is a column."""
        quoted = len(self.theirs) > 1 and self.theirs[0] == self.theirs[-1] == "'"
        return without_unseen(self.theirs[1:-1]).strip() if quoted else None


class _Match(NamedTuple):
    """A column of the file, or a text for every row, that fills one of our columns."""

    ours: str
    theirs: str
    position: int | None
    constant: str = ""


class Matched(NamedTuple):
    """Our columns in a file, in the order of its header. The keys are our names."""

    columns: dict[str, str]
    """Their names in the header."""
    positions: dict[str, int]
    """Their positions, from 0."""
    constants: dict[str, str]
    """The texts that every row has."""
    unknown: tuple[str, ...]
    """The names in the header that are not ours."""
    further: tuple[int, ...]
    """The positions of the other columns that were looked for."""
    left_out: tuple[int, ...] = ()
    """The positions of those that are to be ignored."""


def parse_mapping(text: str) -> Mapped:
    """Return the mapping THEIRS=OURS, split at the last '='. Raises WrongUsage when it names no column of theirs."""
    theirs, _, ours = as_written(text).rpartition("=")
    mapped = Mapped(theirs.strip(), ours.strip())
    if not mapped.theirs or (mapped.constant is not None and not mapped.ours):
        raise WrongUsage(
            '\'{mapping}\' is not a mapping; write "Their column=ours", "Their column=" to ignore it, or '
            "\"'text'=ours\" for every row.",
            mapping=text,
        )
    return mapped


def header_key(name: str) -> str:
    """Return the same key for all spellings of a column: "Received On", received-on and received_on."""
    return _GAPS.sub("_", match_key(name.strip()))


@cache
def known_heads() -> dict[str, str]:
    """Return our columns by what people write above them, as header_keys, in three languages."""
    rows = (line.split(",", 1) for line in content_of("reference/column_heads.csv").splitlines()[1:])
    return {header_key(head): ours for ours, heads in rows for head in (ours, *heads.split("|"))}


def match_columns(
    file: object,
    header: Sequence[str],
    known: Sequence[str],
    ignored: Iterable[str],
    mapping: Collection[Mapped],
    further: Iterable[str] = (),
) -> Matched:
    """Find our columns in a header, and those with these `further` names.

    Raises WrongUsage when a mapping names an unknown column of ours, and Refused when it names an unknown
    column of the file or when two columns of the file match the same one of ours.
    """
    names = all_columns(header)
    ours_by_key = {header_key(name): name for name in known}
    left_out = {_find_theirs(file, mapped.theirs, names) for mapped in mapping if not mapped.ours}
    mapped = [_match_mapping(file, mapped, names, ours_by_key) for mapped in mapping if mapped.ours]
    others = tuple(_find_theirs(file, name, names) for name in further)
    taken = {match.position for match in mapped} | left_out | set(others)
    named = {index: header_key(name) for index, name in enumerate(header) if text_of(name)}
    free = {index: key for index, key in named.items() if index not in taken}
    by_name = [_Match(ours_by_key[key], names[index], index) for index, key in free.items() if key in ours_by_key]
    matches = mapped + by_name
    _check_unique(file, matches)
    matches.sort(key=lambda match: len(names) if match.position is None else match.position)
    recognized = {*ours_by_key, *map(header_key, ignored)}
    return Matched(
        columns={match.ours: match.theirs for match in matches},
        positions={match.ours: match.position for match in matches if match.position is not None},
        constants={match.ours: match.constant for match in matches if match.position is None},
        unknown=tuple(quoted(names[index]) for index, key in free.items() if key not in recognized),
        further=others,
        left_out=tuple(left_out),
    )


def find_column(sheet: Sheet, name: str) -> int | str:
    """Return the position of a column that the sheet names so, else of ours; the text, when every row has the same.

    Raises Refused, with similar names, when it has no such column, or more than one.
    """
    names, key = all_columns(sheet.header), header_key(name)
    ours = next((ours for ours in sheet.columns if header_key(ours) == key), None)
    if ours is None or key in map(header_key, names):
        return _find_theirs(sheet.file, name, names, sheet.columns)
    return position_of(sheet, ours)


def position_of(sheet: Sheet, ours: str) -> int | str:
    """Return the position of one of our columns that the sheet has, or the text, when every row has the same."""
    position = sheet.layout.positions.get(ours)
    return sheet.layout.constants[ours] if position is None else position


def _match_mapping(file: object, mapped: Mapped, names: Sequence[str], ours_by_key: dict[str, str]) -> _Match:
    ours = _find_ours(mapped, ours_by_key)
    if mapped.constant is not None:
        return _Match(ours, mapped.theirs, None, mapped.constant)
    index = _find_theirs(file, mapped.theirs, names)
    return _Match(ours, names[index], index)


def _find_ours(mapped: Mapped, ours_by_key: dict[str, str]) -> str:
    ours = ours_by_key.get(header_key(mapped.ours))
    if ours is None:
        unknown = Message(
            "--map \"{theirs}={ours}\": this table has no column '{ours}'.", theirs=mapped.theirs, ours=mapped.ours
        )
        raise WrongUsage.of(Joined(unknown, _instead(mapped.ours, ours_by_key.values())))
    return ours


def _instead(name: str, known: Collection[str]) -> Message:
    """Return the question about the columns with similar names, else all columns."""
    close = did_you_mean(list(map(quoted, nearest(name, known))))
    return close or Message("Its columns are {columns}.", columns=", ".join(map(quoted, known)))


def _find_theirs(file: object, theirs: str, names: Sequence[str], also: Iterable[str] = ()) -> int:
    """Return the index of the column with exactly that name, else with that name in another spelling.

    Raises Refused when there is none, suggesting one of the names or of those that may `also` be used.
    """
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
    raise UnknownName.of(Joined(unknown, _instead(theirs, list(dict.fromkeys([*names, *also])))))


def _numbered(name: str, index: int) -> Message:
    return Message("'{column}' (column {number})", column=name, number=index + 1)


def _check_unique(file: object, matches: Iterable[_Match]) -> None:
    """Raise Refused when two columns of the file match the same one of ours."""
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
    """Return the names of columns, of very many only the first, and how many more there are."""
    more = [Message("{more} more", more=len(columns) - MOST_NAMED)] if len(columns) > MOST_NAMED else []
    return Joined(*map(quoted, columns[:MOST_NAMED]), *more, separator=", ")


def steering(columns: Iterable[str]) -> Iterator[Message]:
    """Yield what is said of the first column whose name has a character that cannot be seen, if there is one."""
    for column in columns:
        character = next(filter(is_unsafe, column), None)
        if character is not None:
            yield Message(
                "The header {column} contains the invisible character {character}; remove it.",
                column=quoted(column),
                character=f"U+{ord(character):04X}",
            )
            return


# Finding the header of a sheet among its first rows: people write titles above it.


MOST_ABOVE = 50
"""How many rows, apart from empty ones, are looked at to find the header."""

_FEWEST = 2
"""How many of our columns a row must name to be taken for the header, when a row above it is not one."""

_DATA = re.compile(r"[-+\d\s.,:/'’]*\d[-+\d\s.,:/'’]*")


class Found(NamedTuple):
    """The header of a sheet, and what comes after it."""

    header: Record | Unreadable | None
    """None when there is no row at all."""
    rest: Iterator[Record | Unreadable]
    messages: tuple[Message, ...] = ()
    """What the clerk should know: where the header was found, when it is not the first row."""
    above: Sequence[str] = ()
    """The cells of the row above it."""

    @property
    def line(self) -> int:
        """The line on which the header begins."""
        return self.header.line if isinstance(self.header, Record) else 1


class Expected(NamedTuple):
    """The names, as header_keys, that the header of a sheet has."""

    needed: frozenset[str]
    """Those that it must have: what is mapped, and what the table requires."""
    known: frozenset[str]

    def matches(self, cells: Iterable[str]) -> int:
        """Return how many of the names the cells have."""
        return len(_keys(cells) & (self.known | self.needed))

    def fits(self, sheet: Sheet) -> bool:
        """Tell whether a sheet has all columns that it must have."""
        named = {*map(header_key, sheet.header), *sheet.columns}
        return self.needed <= named or "booklet" in sheet.columns

    def is_header(self, cells: Iterable[str]) -> bool:
        """Tell whether the cells have all names that a header must have."""
        return bool(self.needed) and self.needed <= _keys(cells)

    def may_be_header(self, cells: Iterable[str]) -> bool:
        """Tell whether none of the cells, apart from names that a header must have, is a number or a date."""
        return not any(_DATA.fullmatch(cell) and header_key(text_of(cell)) not in self.needed for cell in cells)


def expected_names(
    required: Iterable[str], known: Iterable[str], mapping: Iterable[Mapped], elsewhere: Collection[str]
) -> Expected:
    """Return the names to look for. `elsewhere` are those of our columns that the header need not name."""
    mapped = [name for name in mapping if name.constant is None]
    theirs = {header_key(name.theirs) for name in mapped}
    filled = {*map(header_key, elsewhere), *(header_key(name.ours) for name in mapping)}
    return Expected(
        needed=frozenset(theirs | {key for key in map(header_key, required) if key not in filled}),
        known=frozenset(map(header_key, known)),
    )


def find_header(records: Iterator[Record | Unreadable], expected: Expected) -> Found:
    """Return the first row that has all names of a header, else the one that has the most of them, else the first row.

    A row below the first is taken for the header only if it names several of our columns and has no numbers.
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
        found = expected.matches(record.cells)
        if len(beginning) == 1:
            most = max(found, most)
        elif found > most and expected.may_be_header(record.cells):
            at, most = len(beginning) - 1, found
    header = beginning[at] if beginning else None
    rest = chain(beginning[at + 1 :], records)
    above = beginning[at - 1] if at else None
    told = (_where(header),) if at and isinstance(header, Record) else ()
    return Found(header, rest, told, above.cells if isinstance(above, Record) else ())


def header_at(records: Iterator[Record | Unreadable], row: int, file: object) -> Found:
    """Return the row with that number as the header. Raises Refused when it is empty, or there is none."""
    for record in records:
        line = record.line if isinstance(record, Record) else record.fault.line
        if line == row:
            return Found(record, records)
        if line > row:
            break
    raise WrongFile("Row {row} of {file} is empty; name the header row with --header-row.", row=row, file=file)


def _where(header: Record) -> Message:
    columns = ", ".join(map(quoted, named_columns(header.cells)))
    return Message("The header was found in row {row}: {columns}.", row=header.line, columns=columns)


def _keys(cells: Iterable[str]) -> set[str]:
    return {header_key(text_of(cell)) for cell in cells}


def rating(records: Iterable[Record | Unreadable], expected: Expected) -> tuple[bool, int]:
    """Return how well the best of some rows would do as the header."""
    rows: Sequence[Record] = [record for record in records if isinstance(record, Record)]
    return max(((expected.is_header(row.cells), expected.matches(row.cells)) for row in rows), default=(False, -1))
