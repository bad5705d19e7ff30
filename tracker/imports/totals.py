"""Totals in a sheet: rows that add up others are skipped if right, refused if wrong."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from tracker.errors import TrackerError
from tracker.imports.cells import DASHES, parse_sheet_quantity, thousands_marks, without_sign
from tracker.imports.rows import ColumnLayout, Fault, Numbering, Sheet, SourceRow, Unreadable, text_of
from tracker.imports.workbooks import short_ranges
from tracker.messages import Joined, Message, Plural, both
from tracker.model.codes import ItemCode, RunCode
from tracker.model.quantities import Line
from tracker.model.text import match_key, name_key

_WORDS = frozenset(
    (
        *("total", "totals", "subtotal", "sub-total", "sum", "overall", "altogether"),
        *("kopā", "kopskaits", "kopsumma", "pavisam", "starpsumma", "summa"),
        *("итого", "всего", "сумма", "итог", "подытог"),
    )
)
"""The words that begin or end a cell of a total: "Kopā:", "Grand total", "Итого за март"."""

_SINGLE = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NAMING = ("item", "place", "date", "printed_on")
"""The columns that identify a row: in a total, the first existing one is empty or has its word."""


class Left(NamedTuple):
    """The rows of a sheet without its totals, and the wrong totals."""

    rows: Sequence[SourceRow]
    wrong: list[Unreadable]
    passed_over: int
    messages: tuple[Message, ...]


@lru_cache(maxsize=10_000)
def is_total(text: str) -> bool:
    """Return whether a text begins or ends with a word for a total."""
    key = match_key(text)
    first, last = _SINGLE.search(key), _SINGLE.search(key[::-1])
    return bool(first and last and not _WORDS.isdisjoint((first[0], last[0][::-1])))


@dataclass
class _Sums:
    """The sums of a column so far: of all rows, and since the last total; None if a row is unknown."""

    all: int | None = 0
    section: int | None = 0
    lines: int = 0
    """The number of rows since the last total."""
    all_lines: int = 0

    def is_sum(self, copies: int | None) -> bool:
        """Return whether these copies are the sum of several rows."""
        return (copies == self.all and self.all_lines > 1) or (copies == self.section and self.lines > 1)

    def add(self, copies: int | None) -> None:
        """Add the copies of a row."""
        self.lines += 1
        self.all_lines += 1
        self.all = None if copies is None or self.all is None else self.all + copies
        self.section = None if copies is None or self.section is None else self.section + copies


def without_totals(
    rows: Sequence[SourceRow],
    faults: Iterable[Unreadable],
    layout: ColumnLayout,
    quantities: dict[int, str],
    new: Iterable[str] = (),
) -> Left:
    """Return the rows without totals.

    `quantities` are the columns with copies, by position, with their names in the header. A total has a word for it in
    some cell, and no item or, if no column has items, no place. The places named in `new` are none. A row with nothing
    but copies is one if it is the sum of rows above.
    """
    found = set(_find(rows, layout, set(map(match_key, new)), quantities)) if quantities else set()
    if not found:
        return Left(rows, [], 0, ())
    check, whole = _Check(rows, quantities, layout.positions), _Check(rows, quantities, layout.positions)
    for index, row in enumerate(rows) if 0 in found else ():  # a total above its rows
        if index not in found:
            whole.add(row)
    first_fault = min((fault.line for fault, _ in faults), default=None)
    left, wrong, right, unknown = list[SourceRow](), list[Unreadable](), list[int](), list[int]()
    for index, row in enumerate(rows):
        sums = check.sums if index else whole.sums
        copies = check.copies(row) if index in found else {}
        is_known = copies and (first_fault is None or (index > 0 and row.line < first_fault))
        is_known = is_known and all(sums[at].all is not None for at in copies)
        is_sum = is_known and all(sums[at].is_sum(number) for at, number in copies.items())
        if index not in found or (not is_sum and _is_nameless(row.original, layout.positions, quantities)):
            check.add(row)
            left.append(row)
            continue
        if not is_known:
            unknown.append(row.line)
        elif faulty := [at for at, number in copies.items() if number not in (sums[at].all, sums[at].section)]:
            wrong.append(Unreadable(check.fault(row, faulty[0], sums[faulty[0]]), row.original))
        else:
            right.append(row.line)
        for each in check.sums.values():
            each.section, each.lines = 0, 0
    return Left(left, wrong, len(right) + len(unknown), tuple(_described(right, unknown)))


def _find(rows: Sequence[SourceRow], layout: ColumnLayout, new: set[str], quantities: Container[int]) -> Iterator[int]:
    """Yield the indexes of the totals; a row of a place in `new`, given by match_keys, is none."""
    naming = [(name, layout.positions[name]) for name in _NAMING if name in layout.positions]
    if not naming:
        return
    name, position = naming[0]
    place, date = layout.positions.get("place"), layout.positions.get("date") if name == "place" else None
    if not any(not (text := text_of(cell)) or is_total(text) for cell in {row.original[position] for row in rows}):
        return
    for index, row in enumerate(rows):
        original = row.original
        cell = text_of(original[position])
        if not cell and _is_nameless(original, layout.positions, quantities):
            yield index
        elif (not cell or is_total(cell)) and any(is_total(other) for other in original if other):
            is_dated = date is not None and original[date] and not is_total(original[date])
            is_new = place is not None and match_key(text_of(original[place])) in new
            # A place may be called "Total Ltd.", but its row has a date.
            if is_new or (cell and is_dated and not _is_only_words(cell)):
                continue
            yield index


def _is_nameless(cells: Sequence[str], positions: Mapping[str, int], quantities: Container[int]) -> bool:
    """Return whether a row has nothing but numbers."""
    others = [cell for at, cell in enumerate(cells) if at not in quantities]
    return not any(cells[at].strip() for name in _NAMING if (at := positions.get(name)) is not None) and not any(
        map(str.isalpha, "".join(others))
    )


def _is_only_words(cell: str) -> bool:
    return all(word in _WORDS for word in _SINGLE.findall(match_key(cell)))


def _described(right: list[int], unknown: list[int]) -> Iterator[Message]:
    if right:
        yield Plural(
            "Skipped line {lines}, a correct total.",
            "Skipped lines {lines}, correct totals.",
            count=len(right),
            lines=short_ranges(right),
        )
    if unknown:
        yield Plural(
            "Skipped line {lines}, a total that could not be checked.",
            "Skipped lines {lines}, totals that could not be checked.",
            count=len(unknown),
            lines=short_ranges(unknown),
        )


class _Check:
    """The sums of the rows so far, by column of copies."""

    def __init__(self, rows: Sequence[SourceRow], quantities: Mapping[int, str], positions: Mapping[str, int]) -> None:
        """Start before the first row."""
        self._quantities, self._positions = quantities, positions
        self.sums = {position: _Sums() for position in quantities}
        self._marks = {at: thousands_marks(row.original[at] for row in rows) for at in quantities}

    def add(self, row: SourceRow) -> None:
        """Add the copies of a row."""
        for position, each in self.sums.items():
            each.add(_amount(row.original[position], self._marks[position]))

    def copies(self, total: SourceRow) -> dict[int, int | None]:
        """Return the copies in a total, by column."""
        return {at: _amount(total.original[at], ".,") for at in self.sums if text_of(total.original[at])}

    def fault(self, total: SourceRow, position: int, sums: _Sums) -> Fault:
        """Return the fault of a wrong total."""
        text = text_of(total.original[position])
        message = Message("The total is {total}, but the rows have {sum}.", total=text, sum=sums.all)
        if sums.section != sums.all:
            message = Message(
                "The total is {total}, but the rows above have {sum}, and those since the last total {section}.",
                total=text,
                sum=sums.all,
                section=sums.section,
            )
        place = text_of(total.original[self._positions["place"]]) if "place" in self._positions else ""
        if place and ("date" not in self._positions or text_of(total.original[self._positions["date"]])):
            message = Joined(
                message, Message('If it is a place, add --new "{name}".', name=place, option=("--new", place))
            )
        return Fault(total.line, self._quantities[position], text, message)


def _amount(cell: str, marks: Iterable[str]) -> int | None:
    """Return the copies in a cell, 0 if it is empty, negative for returns; or None if it is not a number."""
    text = text_of(cell)
    if not text or text in DASHES:
        return 0
    rest = without_sign(text)
    copies = _copies(rest or text, marks)
    return -copies if copies and rest else copies


def has_copies(cells: Iterable[str]) -> bool:
    """Return whether the cells of a column have only numbers of copies, other than those of the rows: 1, 2, 3."""
    numbers = [_amount(cell, ".,") for cell in cells if text_of(cell)]
    return any(numbers) and None not in numbers and (len(numbers) == 1 or numbers != [*range(1, len(numbers) + 1)])


def sums_above(sheet: Sheet, is_known: Callable[[str], bool]) -> set[str]:
    """Return the unknown places, as name_keys, whose lines add up at least two lines above, by item.

    They add up all lines above, or those since the last such line, and have no date of their own.
    """
    if not {"place", "quantity"} <= sheet.columns.keys():
        return set()
    marks, found = thousands_marks(sheet.column("quantity")), set[str]()
    sums: dict[tuple[str, ...], _Sums] = {}
    for _, group in groupby(sheet.rows, lambda row: row.line // sheet.numbering.width):
        rows = list(group)
        copies = {_item_of(row): _copies(row.cell("quantity"), marks) for row in rows}
        named = {item: number for item, number in copies.items() if number}
        before = {item: sums.setdefault(item, _Sums()) for item in named}
        place, date = text_of(rows[0].cell("place")), sheet.layout.positions.get("date")
        is_dated = date is not None and text_of(rows[0].original[date])
        if (
            named
            and not is_dated
            and all(before[item].is_sum(number) for item, number in named.items())
            and not is_known(place)
        ):
            found.add(name_key(place))
            for each in sums.values():
                each.section, each.lines = 0, 0
        else:
            for item, number in named.items():
                before[item].add(number)
    return found


def _item_of(row: SourceRow) -> tuple[str, ...]:
    return tuple(match_key(row.cell(name)) for name in ("item", "booklet", "language"))


def _copies(text: str, marks: Iterable[str]) -> int | None:
    """Return the copies in a cell, or None if it is not a number."""
    try:
        return parse_sheet_quantity(text, zero=True, marks=marks)
    except TrackerError:
        return None


# Results by line of the file, if several rows were made from each, as in a wide sheet.


def counted(
    sheet: Sheet, recorded: Iterable[int], skipped: Iterable[int], rejected: Iterable[SourceRow]
) -> tuple[int, int]:
    """Return the numbers of recorded and skipped lines, given the numbers of their rows.

    A line with a rejected row does not count; it is recorded if one of its rows is.
    """
    width = sheet.numbering.width
    refused = {row.line // width for row in rejected}
    made = {number // width for number in recorded} - refused
    return len(made), len({number // width for number in skipped} - refused - made)


def rejected_cells(sheet: Sheet, rejected: Iterable[SourceRow]) -> dict[int, tuple[str, ...]]:
    """Return the original cells of rejected lines, keyed by line number, in file order.

    In a wide line, cells whose copies were recorded or skipped are empty.
    """
    width = sheet.numbering.width
    rows = {row.line: row for row in rejected}
    found = {fault.line // width: original for fault, original in sheet.faults}
    found |= {row.line // width: row.original for row in rows.values()}
    for row in sheet.rows if width > 1 else ():
        line = row.line // width
        if line in found and row.line not in rows:
            at = row.layout.positions["quantity"]
            found[line] = (*found[line][:at], "", *found[line][at + 1 :])
    return dict(sorted(found.items()))


# Rows of one entry with the same item or print run: their copies are added up, with a message.


class Summed(NamedTuple):
    """The lines of an entry, each item or run once, with the first row of each, and messages."""

    lines: tuple[Line, ...]
    rows: tuple[SourceRow, ...]
    messages: tuple[Message, ...]


def added_up(given: Iterable[tuple[SourceRow, Line]], numbering: Numbering) -> Summed:
    """Return the lines in the rows of one entry, adding up the copies of each item or run."""
    by_name: dict[str, list[tuple[SourceRow, Line]]] = {}
    for row, line in given:
        by_name.setdefault(str(line.what).casefold(), []).append((row, line))
    lines, rows, messages = [], [], []
    for same in by_name.values():
        what: ItemCode | RunCode = same[0][1].what
        quantity = sum(line.quantity for _, line in same)
        lines.append(Line(what, quantity))
        rows.append(same[0][0])
        if len(same) > 1:
            named = list(dict.fromkeys(numbering.origin(row.line).line for row, _ in same))
            message = Message("{item} is on lines {lines}; their copies add up to {quantity}.")
            if len(named) == 1:
                message = Message("{item} has several columns; their copies add up to {quantity}.")
            messages.append(message.given(item=what, lines=both(named), quantity=quantity))
    return Summed(tuple(lines), tuple(rows), tuple(messages))
