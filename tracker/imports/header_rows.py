"""Finding the header of a sheet among its first rows: people write titles above it."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from tracker.errors import Refused
from tracker.imports.headers import Mapped, header_key
from tracker.imports.rows import Record, Unreadable, named_columns, quoted, text_of
from tracker.messages import Message

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
    return Found(header, rest, (_where(header),) if at and isinstance(header, Record) else ())


def header_at(records: Iterator[Record | Unreadable], row: int, file: object) -> Found:
    """Return the row with that number as the header. Raises Refused when it is empty, or there is none."""
    for record in records:
        line = record.line if isinstance(record, Record) else record.fault.line
        if line == row:
            return Found(record, records)
        if line > row:
            break
    raise Refused("Row {row} of {file} is empty: with --header-row name the row of the headings.", row=row, file=file)


def _where(header: Record) -> Message:
    columns = ", ".join(map(quoted, named_columns(header.cells)))
    return Message("The header was found in row {row}: {columns}.", row=header.line, columns=columns)


def _keys(cells: Iterable[str]) -> set[str]:
    return {header_key(text_of(cell)) for cell in cells}


def rating(records: Iterable[Record | Unreadable], expected: Expected) -> tuple[bool, int]:
    """Return how well the best of some rows would do as the header."""
    rows: Sequence[Record] = [record for record in records if isinstance(record, Record)]
    return max(((expected.is_header(row.cells), expected.matches(row.cells)) for row in rows), default=(False, -1))
