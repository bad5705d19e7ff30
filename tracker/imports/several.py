"""Several sheets of a workbook, read as one: their columns are brought together by their names."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from tracker.imports.forms import WorkbookForm
from tracker.imports.headers import header_key
from tracker.imports.rows import ColumnLayout, Numbering, Sheet, SourceRow, Unreadable, of_sheet
from tracker.imports.sources import check_rows

_Column = tuple[str, int]
"""A column by its name, as a header_key, and how often the header has had that name before."""


def as_one(file: object, parts: Mapping[str, Sheet]) -> Sheet:
    """Return the rows of several sheets, by their names, as those of one, numbered one sheet after the other.

    A column stands where the first sheet that has it has it. Raises Refused when there are too many rows.
    """
    check_rows(sum(len(part.rows) for part in parts.values()), file)
    named = {column: name for part in parts.values() for name, column in zip(part.header, _columns(part), strict=True)}
    at = {column: position for position, column in enumerate(named)}
    layout = ColumnLayout({}, {}, {})
    numbers: list[tuple[int, str]] = []
    rows: list[SourceRow] = []
    faults: list[Unreadable] = []
    before = 0
    for sheet, part in parts.items():
        own = _columns(part)
        layout.positions.update({ours: at[own[position]] for ours, position in part.layout.positions.items()})
        layout.constants.update(part.layout.constants)
        layout.names.update({**part.layout.names, **layout.names})
        layout.defaults.update(part.layout.defaults)
        numbers.append((before, sheet))
        rows += _moved(part.rows, own, list(named), layout, before)
        faults += [unreadable.moved(unreadable.fault.line + before) for unreadable in part.faults]
        before += max((*(row.line for row in part.rows[-1:]), *(each.fault.line for each in part.faults)), default=0)
    for name in layout.defaults.keys() & layout.positions.keys():  # what one sheet has not is empty in its rows
        layout.constants.pop(name, None)
    above = {sheet: part.form.above for sheet, part in parts.items() if isinstance(part.form, WorkbookForm)}
    first, own = next((part, _columns(part)) for part in parts.values())
    return Sheet(
        file,
        tuple(named.values()),
        layout.names,
        tuple(dict.fromkeys(chain.from_iterable(part.unknown for part in parts.values()))),
        rows,
        faults,
        layout,
        WorkbookForm(above=first.form.above, above_of=above),
        wide=tuple((at[own[position]], column) for position, column in first.wide),
        numbering=Numbering(sheets=tuple(numbers)),
        told=tuple(of_sheet(sheet, told) for sheet, part in parts.items() for told in part.told),
        passed_over=sum(part.passed_over for part in parts.values()),
    )


def _columns(part: Sheet) -> list[_Column]:
    seen: dict[str, int] = {}
    columns = []
    for name in part.header:
        key = header_key(name)
        seen[key] = seen.get(key, -1) + 1
        columns.append((key, seen[key]))
    return columns


def _moved(
    rows: Sequence[SourceRow], own: list[_Column], columns: list[_Column], layout: ColumnLayout, before: int
) -> Iterator[SourceRow]:
    """Yield the rows of a sheet with the cells in the order of the columns, empty ones for those it has not."""
    if own == columns:
        yield from (SourceRow(row.line + before, row.original, layout) for row in rows)
        return
    places = {column: position for position, column in enumerate(own)}
    order = [places.get(column, -1) for column in columns]
    for row in rows:
        original = row.original
        cells = tuple([original[at] if 0 <= at < len(original) else "" for at in order])
        yield SourceRow(row.line + before, cells, layout)
