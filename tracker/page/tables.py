"""A table on a page: sorted, filtered, split into pages, with links in its cells."""

import io
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple

from tracker.errors import WrongUsage
from tracker.languages import worded
from tracker.messages import Message
from tracker.model.table import Column, Kind, Row, Table, Value
from tracker.model.text import folded, sort_key
from tracker.page.content import Tabled, parse_number
from tracker.page.pages import address_of
from tracker.page.visits import Visit
from tracker.render.cells import RIGHT, Face, cents, heading_of, total_of
from tracker.render.formats import FORMATS, Writer
from tracker.render.html import Cell, Heading, ShownTable, cells, foot_cells, headings
from tracker.reports.queries import by_code

MOST_ROWS = 100

_FEW = 7
"""Up to this number of rows, a table needs no filter."""

ROOM = 122
"""The width in characters of a window of 1280 pixels."""

_WRAPS = 26
"""The width of text in a cell, in characters per line."""


class _Words(NamedTuple):
    """The query parameters of the table."""

    sort: str | None
    descends: bool
    filter: str
    page: int


def show(tabled: Tabled, visit: Visit, room: int = ROOM) -> ShownTable:
    """Return the table in the form that a template draws, for a width of `room` characters.

    Raises WrongUsage for an invalid query.
    """
    words, table = _words(tabled, visit), tabled.table
    rows = arranged(tabled, visit)
    part = rows[(words.page - 1) * MOST_ROWS : words.page * MOST_ROWS]
    shown = _shown_columns(tabled, rows)
    face = Face(table, _fitting(tabled, visit, shown, part, room))
    totals = None if words.filter else table.foot  # the table's own totals, or the sums of the filtered rows
    foot = foot_cells(face, totals or (total_of(table, rows) if table.totals else None)) if part else None
    return ShownTable(
        title=table.title,
        headings=list(_headings(tabled, visit, face, words)),
        rows=[_cells(tabled, visit, face, row) for row in part],
        foot=lambda: foot,
        empty=None if part else (Message("No row contains the text.") if words.filter else table.empty),
        legend=table.legend,
        name=tabled.name,
        counted=_counted(words, len(part), len(rows)),
        before=visit.but({_name("page", tabled): str(words.page - 1)}) if words.page > 1 else None,
        after=visit.but({_name("page", tabled): str(words.page + 1)}) if len(rows) > words.page * MOST_ROWS else None,
        filter=(_name("filter", tabled), words.filter) if len(rows) > _FEW or words.filter else None,
        kept=[pair for pair in visit.pairs if pair[0] not in (_name("filter", tabled), _name("page", tabled))],
        columns=(_name("column", tabled), list(_choices(tabled, shown, face))),
        is_wide=_width(face, part) > room,
        files=[(each, visit.but({"format": each, "table": tabled.name or None})) for each in offered()],
    )


def arranged(tabled: Tabled, visit: Visit) -> list[Row]:
    """Return all rows requested by the query, in its order. Raises WrongUsage for an invalid query."""
    words, table = _words(tabled, visit), tabled.table
    parts = folded(words.filter).split()
    rows = [row for row in table.rows if not parts or _has(table, row, parts)]
    names = [column.name for column in table.columns]
    if words.sort is None:  # rows of one entry keep their order
        keys = [(at, _key(table.columns[at])) for at in map(names.index, tabled.newest)]
        return sorted(rows, key=lambda row: [key(row[at]) for at, key in keys], reverse=True)
    at = names.index(words.sort)
    key = _key(table.columns[at])
    filled = sorted((row for row in rows if row[at] is not None), key=lambda row: key(row[at]), reverse=words.descends)
    return filled + [row for row in rows if row[at] is None]


def for_file(tabled: Tabled, visit: Visit) -> Table:
    """Return the table for a file: as on the command line, unless the query sorts or filters."""
    words = _words(tabled, visit)
    if not (words.sort or words.filter):
        return tabled.table
    return tabled.table._replace(rows=arranged(tabled, visit), foot=None)


def _name(word: str, tabled: Tabled) -> str:
    return f"{word}-{tabled.name}" if tabled.name else word


def _words(tabled: Tabled, visit: Visit) -> _Words:
    sort = visit.text(_name("sort", tabled))
    name = sort.removeprefix("-")
    if name and name not in [column.name for column in tabled.table.columns]:
        raise WrongUsage("The table cannot be sorted by '{column}'.", column=name)
    page = parse_number(visit.text(_name("page", tabled)) or "1")
    return _Words(name or None, sort.startswith("-"), visit.text(_name("filter", tabled)), page)


def _key(column: Column) -> Any:
    if column.kind in (Kind.NUMBER, Kind.DECIMAL):
        return lambda value: (isinstance(value, str), value)
    if column.kind is Kind.MONEY:
        return lambda value: cents(value) or 0
    if column.kind is Kind.CODE:
        return by_code
    return lambda value: sort_key(str(worded(column.name, value, column.table)))


def _has(table: Table, row: Row, words: Iterable[str]) -> bool:
    """Return whether a row contains all words, ignoring case and diacritics."""
    cells = [worded(column.name, value, column.table) for column, value in zip(table.columns, row, strict=True)]
    if table.names:
        cells += [table.names.get(str(cell)) for cell in cells]
    whole = folded("\n".join(str(cell) for cell in cells if cell is not None))
    return all(word in whole for word in words)


def _counted(words: _Words, rows: int, count: int) -> Message | None:
    first = (words.page - 1) * MOST_ROWS + 1
    if rows == count:
        return None
    return Message("{first} to {last} of {count} rows", first=first, last=first + rows - 1, count=count)


def _shown_columns(tabled: Tabled, rows: Sequence[Row]) -> list[int]:
    return [
        at
        for at, column in enumerate(tabled.table.columns)
        if column.name not in tabled.without and (not rows or any(row[at] not in (None, "") for row in rows))
    ]


def _fitting(tabled: Tabled, visit: Visit, shown: Sequence[int], part: Sequence[Row], room: int) -> list[int]:
    """Return the columns chosen by the reader, or else as many of the most important ones as fit."""
    table = tabled.table
    names = [column.name for column in table.columns]
    if chosen := [at for at in shown if names[at] in visit.texts(_name("column", tabled))]:
        return chosen
    ranks = [names.index(name) for name in table.matters if name in names]
    kept: list[int] = []
    for at in sorted(shown, key=lambda at: ranks.index(at) if at in ranks else len(ranks)):
        if kept and _width(Face(table, sorted([*kept, at])), part) > room:
            break
        kept.append(at)
    return sorted(kept) or list(shown)


def _width(face: Face, part: Sequence[Row]) -> int:
    texts = [face.texts(row) for row in part[:_LOOKED_AT]]
    widths = [max([len(word) for word in head.split()] or [1]) + _GAP for head in face.headings]
    for at, column in enumerate(face.columns):
        most = _WRAPS if column.kind is Kind.TEXT else None
        gap = _GAP + 2 * (column.name == "status")  # its mark
        widths[at] = max([widths[at], *(len(text[at][:most]) + gap for text in texts)])
    return sum(widths)


_GAP = 3

_LOOKED_AT = 20
"""The number of rows that determine the width of a column."""


def _choices(tabled: Tabled, filled: Sequence[int], face: Face) -> Iterator[tuple[str, str, bool]]:
    for column in (tabled.table.columns[at] for at in filled):
        yield column.name, heading_of(column.name, tabled.table.pivot), column in face.columns


def _headings(tabled: Tabled, visit: Visit, face: Face, words: _Words) -> Iterator[Heading]:
    """Yield the headings, each with a link that sorts by the column."""
    for column, shown in zip(face.columns, headings(face), strict=True):
        is_sorted = column.name == words.sort
        turned = f"-{column.name}" if is_sorted and not words.descends else column.name
        address = visit.but({_name("sort", tabled): turned, _name("page", tabled): None})
        yield shown._replace(
            address=address if column in tabled.table.columns else None,  # not the name next to a place's code
            sorted=("descending" if words.descends else "ascending") if is_sorted else None,
        )


def _cells(tabled: Tabled, visit: Visit, face: Face, row: Row) -> list[Cell]:
    table, links = tabled.table, tabled.links(row) if tabled.links else {}
    linked = table.columns[: table.pivot.by] if table.pivot else table.columns

    def leads(column: Column, value: Value) -> str | None:
        if value is None:
            return None
        address = links.get(column.name)
        if address is None and column.kind not in RIGHT and column in linked:
            address = address_of(column.name, value)
        return None if address is None else visit.leads(address)

    return cells(face, row, leads)


_IN_MEMORY = 1_048_576

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


@cache
def offered() -> tuple[str, ...]:
    """Return the available formats: pdf needs an extra."""
    return tuple(name for name in TYPES if name in FORMATS and (name != "pdf" or is_printing()))


def is_printing() -> bool:
    """Return whether papers are available: they need the extra `pdf`."""
    return all(find_spec(library) is not None for library in ("typst", "segno"))


def written(table: Table, name: str) -> IO[bytes]:
    """Return a file with the table, open at the beginning. Raises WrongUsage for a format that is not offered."""
    if name not in offered():
        raise WrongUsage("'{format}' is not a format; choose one of {formats}.", format=name, formats=", ".join(TYPES))
    spool = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  (sent later)
    stream = io.TextIOWrapper(spool, "utf-8", "backslashreplace", newline="\n")
    Writer(name).write_to(stream, table)
    stream.flush()
    stream.detach()
    spool.seek(0)
    return spool
