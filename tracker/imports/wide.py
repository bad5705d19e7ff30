"""Wide sheets, with several columns of copies, each for one item or one period."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from tracker.errors import FutureDate, TrackerError, WrongFile, WrongUsage
from tracker.imports.cells import last_of_month, month_of, parse_sheet_date
from tracker.imports.choosing import is_none
from tracker.imports.headers import Mapped, Matched, header_key, is_row_number
from tracker.imports.rows import ColumnLayout, Sheet, SourceRow, WideColumn, text_of, with_sheet_name
from tracker.imports.sources import Options, check_rows
from tracker.imports.totals import is_total
from tracker.imports.workbooks import short_ranges
from tracker.messages import Message, Plural
from tracker.model.dates import month_named, parse_since, parse_until, today
from tracker.model.text import name_key

_PERIOD = re.compile(r"\d{4}(?:-(?:\d{2}|[qQ][1-4]))?", re.ASCII)
_ITEM = re.compile(r".+/.+|.+\(.+\)|.+-[A-Z]{2,3}")
"""An item, as opposed to a column of tracker: THB/lv, Title (lv), THB-LV."""

_DATES = ("date", "printed_on")

Heads = tuple[str, Sequence[str]]
"""The name of a column, and its headings, the upper line first."""


class MappedHead(NamedTuple):
    """A `--map` option that gives the meaning of a heading above copies."""

    theirs: str
    meaning: str
    """An item, a language or a period."""
    ours: str
    """The column of tracker that it fills."""


class WideMapping(NamedTuple):
    """The `--map` options: for columns of tracker, and for headings above copies."""

    plain: tuple[Mapped, ...]
    heads: tuple[MappedHead, ...]

    @property
    def axes(self) -> tuple[str, ...]:
        """The columns of tracker that the headings fill."""
        return tuple(dict.fromkeys(head.ours for head in self.heads))


def parse_wide(
    mapping: Iterable[Mapped], known: Collection[str], languages: Collection[str] = (), *, is_across: bool = False
) -> WideMapping:
    """Return the mapping, separating columns mapped to `known` ones from others; `languages` are allowed ones.

    Raises WrongUsage if the table has no copies and, unless `--across` gives the axes, for a mixture of items and
    periods; Refused for a future period.
    """
    keys = set(map(header_key, known))
    plain: list[Mapped] = []
    heads: list[MappedHead] = []
    for mapped in mapping:
        head = None if header_key(mapped.ours) in keys else _head(mapped, known, languages)
        if head is None:
            plain.append(mapped)
        else:
            heads.append(head)
    for one, other in pairwise(heads) if not is_across else ():
        if one.ours != other.ours:
            raise WrongUsage(
                "'{first}' is mapped to {one} and '{second}' to {other}; import the sheet once per item, with --map "
                "\"'THB/lv'=item\".",
                first=one.theirs,
                one=one.meaning,
                second=other.theirs,
                other=other.meaning,
            )
    return WideMapping(tuple(plain), tuple(heads))


def _head(mapped: Mapped, known: Collection[str], languages: Collection[str]) -> MappedHead | None:
    """Return the heading if it is mapped to an item, period or language and the table has copies, or None."""
    if "quantity" not in known or mapped.constant is not None:
        return None
    if name_key(mapped.ours) in languages:
        return MappedHead(*mapped, "language")
    day = next((name for name in _DATES if name in known), None)
    if day is not None and _PERIOD.fullmatch(mapped.ours):
        if parse_since(mapped.ours) > today():
            raise FutureDate(
                '--map "{theirs}={ours}": {ours} is in the future; omit the column with --map "{theirs}=".',
                theirs=mapped.theirs,
                ours=mapped.ours,
                option=("--map", mapped.theirs),
            )
        return MappedHead(*mapped, day)
    return MappedHead(*mapped, "item") if "item" in known and _ITEM.fullmatch(mapped.ours) else None


def _refuse_overlaps(wide: Iterable[WideColumn]) -> None:
    periods = sorted(
        ([each for each in column.values.items() if each[1] != column.day], column.period, column.theirs)
        for column in wide
        if column.period
    )
    for (further, (since, until), first), (same, (begin, end), second) in pairwise(periods):
        if further == same and begin <= until:
            totals = first if until - since > end - begin else second
            raise WrongUsage(
                "The columns '{first}' and '{second}' overlap, so copies would be counted twice; omit the totals "
                'with --map "{totals}=".',
                first=first,
                second=second,
                totals=totals,
                option=("--map", totals),
            )


# Headings of columns as places, dates, items or languages: `--across`.


AXES = ("place", "date", "item", "language")


def parse_across(text: str) -> tuple[str, ...]:
    """Return the axes of columns, the upper header line first. Raises WrongUsage for unknown ones."""
    axes = tuple(header_key(axis) for axis in text.split(","))
    if not set(axes) <= set(AXES) or len(set(axes)) < len(axes) or len(axes) > 2:
        raise WrongUsage("'{text}' is not a list of axes; enter one or two of {axes}.", text=text, axes=", ".join(AXES))
    return axes


def two_lines(header: Sequence[str], other: Sequence[str], *, is_below: bool) -> list[tuple[str, str]]:
    """Return the upper and lower heading of each column; a merged heading applies to all its columns."""
    width = max(len(header), len(other))
    first, second = ([*map(text_of, line), *[""] * (width - len(line))] for line in (header, other))
    upper, lower = (first, second) if is_below else (second, first)
    for at in range(1, width):
        if not upper[at] and lower[at]:
            upper[at] = upper[at - 1]
    return list(zip(upper, lower, strict=True))


def across_columns(
    file: object, heads: Mapping[int, Heads], options: Options, mapping: WideMapping, languages: Collection[str]
) -> tuple[tuple[int, WideColumn], ...]:
    """Return the columns with copies by their headings or what these are mapped to, with positions."""
    axes, month_day = options.across, options.month_day
    if not axes:  # only the mapped ones
        axes, month_day = mapping.axes, None
    found, months = list[tuple[int, WideColumn]](), dict[str, None]()
    for head in mapping.heads:
        if head.ours not in axes:
            raise WrongUsage(
                '--map "{theirs}={ours}" conflicts with --across {axes}; omit one of them.',
                theirs=head.theirs,
                ours=head.meaning,
                axes=",".join(axes),
            )
    for position, (name, texts) in heads.items():
        keys = set(map(header_key, (name, *texts)))
        given = {head.ours: head.meaning for head in mapping.heads if header_key(head.theirs) in keys}
        values, period, day = dict(zip(axes, texts, strict=False)) | given, None, ""
        if len(values) < len(axes) or not all(values.values()):
            continue
        if not given and (not options.across or any(map(is_total, texts))):
            continue
        if "language" in axes and "language" not in given and name_key(values["language"]) not in languages:
            continue
        if "language" not in axes and not given and any(map(is_row_number, texts)):
            continue
        for axis in values.keys() & _DATES:
            if (read := _head_date(values[axis], month_day)) is None:
                months |= {values[axis]: None} if month_named(values[axis]) else {}
                break
            values[axis], period = day, _ = read
        else:
            found.append((position, WideColumn(name, values, day, period)))
    _refuse_overlaps(column for _, column in found)
    if months:
        month = next(iter(months))
        raise WrongFile(
            'The headings have no year; add --map "{month}={period}" for each month.',
            month=month,
            period=f"{today().year}-{month_named(month):02}",
            option=("year", *months),
        )
    if not found:
        raise WrongFile(
            "{file} has no column with a {axes} as its heading; correct --across.", file=file, axes=", ".join(axes)
        )
    return tuple(found)


def _head_date(text: str, month_day: str | None) -> tuple[str, tuple[date, date] | None] | None:
    month = month_of(text)
    try:
        if month is None and not _PERIOD.fullmatch(text):
            return parse_sheet_date(text).isoformat(), None
        since, until = (month, last_of_month(month)) if month else (parse_since(text), parse_until(text))
    except TrackerError:
        return None
    if since > today():
        return None
    return (since if month_day == "first" else min(until, today())).isoformat(), (since, until)


def unpivoted(sheet: Sheet, *, zero: bool) -> Sheet:
    """Return a wide sheet with a row for each cell with copies; any other sheet unchanged."""
    if not sheet.wide:
        return sheet
    layouts = list(_layouts(sheet))
    width = len(layouts)
    is_empty = cache(lambda cell: is_none(text_of(cell), zero=zero, empty=False))
    rows: list[SourceRow] = []
    nothing: list[int] = []
    for row in sheet.rows:
        before = len(rows)
        rows += (
            SourceRow(row.line * width + part, row.original, layout)
            for part, (position, layout) in enumerate(layouts)
            if not is_empty(row.original[position])
        )
        if len(rows) == before:
            nothing.append(row.line)
    check_rows(len(rows), sheet.file)
    filled = ("quantity", *sheet.wide[0][1].values)
    columns = sheet.columns | {name: layouts[0][1].names[name] for name in filled}
    return replace(
        sheet,
        columns=columns,
        rows=rows,
        layout=layouts[0][1],
        faults=[unreadable.moved(unreadable.fault.line * width) for unreadable in sheet.faults],
        numbering=sheet.numbering._replace(width=width),
        passed_over=sheet.passed_over + len(nothing),
        messages=(*sheet.messages, *_current(sheet), *_described(sheet, nothing)),
    )


def _layouts(sheet: Sheet) -> Iterator[tuple[int, ColumnLayout]]:
    """Yield the position of each wide column, and the layout of rows made from it."""
    base = sheet.layout
    for position, column in sheet.wide:
        yield (
            position,
            ColumnLayout(
                base.positions | {"quantity": position},
                base.constants | column.values,
                base.names | dict.fromkeys(("quantity", *column.values), column.theirs),
                {name: text for name, text in base.defaults.items() if name not in column.values},
            ),
        )


def _current(sheet: Sheet) -> Iterator[Message]:
    for _, column in sheet.wide:
        if column.day in sheet.keyed_days:
            yield Message(
                "'{column}' is not over, so its copies are recorded today, {day}. If they change, void these "
                "entries before the next import.",
                column=column.theirs,
                day=column.day,
            )


def _described(sheet: Sheet, nothing: Iterable[int]) -> Iterator[Message]:
    by_sheet: dict[str | None, list[int]] = {}
    for name, line in map(sheet.numbering.origin, nothing):
        by_sheet.setdefault(name, []).append(line)
    for name, lines in by_sheet.items():
        message = Plural(
            "Skipped line {lines}: no copies in any column.",
            "Skipped lines {lines}: no copies in any column.",
            count=len(lines),
            lines=short_ranges(lines),
        )
        yield with_sheet_name(name, message)


# Defaults for missing values: `--date` for a date, and proposed copies for a quantity.


PROPOSED = "proposed"
"""The column that replaces a missing quantity column; rows with 0 are skipped."""


def dates_for(day: date | None, known: Iterable[str], date_formats: Sequence[str]) -> dict[str, str]:
    """Return the default date for empty cells of the known date columns, in the sheet's format."""
    if day is None:
        return {}
    written = next((date_format for date_format in date_formats if date_format.startswith("%Y-")), "%Y-%m-%d")
    return {name: day.strftime(written) for name in known if name in _DATES}


def with_standing_in(matched: Matched, defaults: Mapping[str, str], *, has_quantity: bool) -> Matched:
    """Return the columns of a sheet with defaults for missing ones. `has_quantity`: other columns have its copies."""
    columns, positions = dict(matched.columns), dict(matched.positions)
    proposed, name = positions.pop(PROPOSED, None), columns.pop(PROPOSED, "")
    if proposed is not None and not has_quantity and "quantity" not in columns:
        columns["quantity"], positions["quantity"] = name, proposed
    constants = {column: text for column, text in defaults.items() if column not in columns}
    columns |= dict.fromkeys(constants, "--date")
    return matched._replace(columns=columns, positions=positions, constants=matched.constants | constants)
