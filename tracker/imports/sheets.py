"""Read a file into rows of named cells, with the titles, totals and merged cells that people use."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from tracker.errors import WrongFile
from tracker.imports.headers import (
    Expected,
    Found,
    Mapped,
    Matched,
    expected_names,
    find_header,
    find_theirs,
    header_at,
    header_key,
    header_row,
    listed,
    match_columns,
)
from tracker.imports.names import KnownNames
from tracker.imports.rejects import is_uncorrected, reason_column
from tracker.imports.rows import (
    ColumnLayout,
    Numbering,
    Record,
    Sheet,
    SourceRow,
    Unreadable,
    WideColumn,
    WorkbookForm,
    all_columns,
    in_one_line,
    named_columns,
    quoted,
    text_of,
    unreadable,
    with_sheet_name,
)
from tracker.imports.sources import (
    MOST_COLUMNS,
    STANDARD_INPUT,
    Options,
    Source,
    check_rows,
    open_sources,
    read_rows,
    readable,
    require,
    without_empty,
)
from tracker.imports.totals import has_copies, is_total, without_totals
from tracker.imports.wide import Heads, WideMapping, across_columns, parse_wide, two_lines, with_standing_in
from tracker.imports.workbooks import refuse_shared, short_ranges
from tracker.messages import Message, Plural, both
from tracker.model.text import without_unseen

# Several sheets of a workbook read as one: columns are combined by name.


_Column = tuple[str, int]
"""A column by its name, as a header_key, and the number of earlier columns with the name."""


def as_one(file: object, parts: Mapping[str, Sheet]) -> Sheet:
    """Return the rows of several named sheets as one, numbered consecutively."""
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
    for name in layout.defaults.keys() & layout.positions.keys():  # columns missing in a sheet are empty in its rows
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
        messages=tuple(with_sheet_name(sheet, message) for sheet, part in parts.items() for message in part.messages),
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
    """Yield the rows of a sheet with the cells in the order of the columns, empty ones for missing columns."""
    if own == columns:
        yield from (SourceRow(row.line + before, row.original, layout) for row in rows)
        return
    places = {column: position for position, column in enumerate(own)}
    order = [places.get(column, -1) for column in columns]
    for row in rows:
        original = row.original
        cells = tuple([original[at] if 0 <= at < len(original) else "" for at in order])
        yield SourceRow(row.line + before, cells, layout)


_AMOUNTS = ("quantity", "cost", "amount")
"""The numeric columns of tracker in which a cell merged over several rows does not apply to each."""


_UNCORRECTED = Message(
    "This row did not match the header row and has not been corrected. Move each value to its column and clear the "
    "reason."
)


class _Wanted(NamedTuple):
    known: Sequence[str]
    ignored: Sequence[str]
    mapping: WideMapping
    expected: Expected
    options: Options
    defaults: Mapping[str, str]
    names: KnownNames | None


def read_sheet(
    path: Path,
    known: Sequence[str],
    *,
    required: Sequence[str] = (),
    ignored: Sequence[str] = (),
    mapping: Sequence[Mapped] = (),
    options: Options = Options(),  # noqa: B008
    defaults: Mapping[str, str] | None = None,
    names: KnownNames | None = None,
) -> Sheet:
    """Read a file, or standard input for `-`, into rows whose cells have the names of the `known` columns.

    Columns in `ignored` are not reported as unused; `mapping` comes from `--map`, and `defaults` fill empty cells
    and missing columns; `names` are needed for languages across. Raises Refused if the file or its header cannot be
    read, WrongUsage for a malformed or inapplicable option. Rows that cannot be split into cells, and wrong totals,
    are in the sheet's faults.
    """
    file = Message("standard input") if path == STANDARD_INPUT else path
    wide = parse_wide(mapping, known, names.languages if names else (), is_across=bool(options.across))
    axes, named = options.across or wide.axes, mapping
    if len(axes) > 1:  # a mapped heading may be in either line
        named = wide.plain
    filled = () if not axes else ("quantity", *axes, *(["item"] if "language" in axes else []))
    expected = expected_names(required, [*known, *ignored], named, (*filled, *(defaults or {})))
    wanted = _Wanted(known, ignored, wide, expected, options, defaults or {}, names)
    with readable(file):
        sources = [source.within(options.cells) for source in open_sources(path, file, expected, options)]
        if len(sources) == 1:
            first = _read(_sheet_label(file, sources[0]) if sources[0].others else file, sources[0], wanted)
            return first if expected.fits(first) else _read_other(path, file, first, sources[0], wanted)
        parts: dict[str, Sheet] = {}
        for source in sources:
            part = parts[source.sheet or ""] = _read(_sheet_label(file, source), source, wanted)
            first = next(iter(parts.values()))
            require(part, [name for name in required if name in first.columns])
    return as_one(file, parts)


def _read_other(path: Path, file: object, first: Sheet, source: Source, wanted: _Wanted) -> Sheet:
    for name in source.others[:_MOST_TRIED]:
        (other,) = open_sources(path, file, wanted.expected, wanted.options._replace(sheets=(name,)))
        other = other.within(wanted.options.cells)
        found = _read(_sheet_label(file, other), other._replace(others=(str(source.sheet),)), wanted)
        if wanted.expected.fits(found):
            return found
    return first


_MOST_TRIED = 20


def _sheet_label(file: object, source: Source) -> Message:
    return Message("{file}, sheet '{sheet}',", file=file, sheet=source.sheet)


def _read(file: object, source: Source, wanted: _Wanted) -> Sheet:
    records = without_empty(source.records, file)
    row, reads_hidden = wanted.options.header_row, wanted.options.hidden
    found = find_header(records, wanted.expected) if row is None else header_at(records, row, file)
    header, mapping = _header(file, found), wanted.mapping
    axes = wanted.options.across or mapping.axes
    lines: dict[int, tuple[str, ...]] = {}
    if len(axes) > 1:
        header, found, lines = _two_lines(header, found, wanted)
    if reads_hidden == "skip":
        header = tuple("" if at in source.hidden.columns else name for at, name in enumerate(header))
    source.form.find_header(found.line)
    names = all_columns(header)
    is_mapped = any(header_key(mapped.ours) == "quantity" for mapped in mapping.plain)
    known = [name for name in wanted.known if name != "quantity" or is_mapped or not axes]
    others = [head.theirs for head in mapping.heads]
    matched = match_columns(file, header, known, wanted.ignored, mapping.plain, others if len(axes) == 1 else ())
    free = set(range(len(header))) - {*matched.positions.values(), *matched.left_out}
    heads: dict[int, Heads] = {at: (names[at], lines.get(at) or (text_of(header[at]),)) for at in sorted(free)}
    wide = _across(file, matched, heads, wanted) if axes else ()
    across = {quoted(column.theirs) for _, column in wide}
    matched = matched._replace(unknown=tuple(name for name in matched.unknown if name not in across))
    matched = with_standing_in(matched, wanted.defaults, has_quantity=bool(wide))
    layout = ColumnLayout(matched.positions, matched.constants, matched.columns, dict(wanted.defaults))
    copies = [at for at, _ in wide] or [at for name, at in matched.positions.items() if name == "quantity"]
    numbers = {*copies, *(at for name, at in matched.positions.items() if name in _AMOUNTS)}
    hidden: list[int] = []
    rest = found.rest
    if source.hidden.rows and reads_hidden != "read":
        rest = _visible(rest, source.hidden.rows, hidden)
    if source.merged:
        rest = refuse_shared(rest, source.merged, {at: names[at] for at in numbers})
    used = {*matched.positions.values(), *copies}
    least = max((len(named_columns(header)), *(at + 1 for at in used)))
    rows, faults = read_rows(rest, file, header, layout, least)
    rows, repeated = _without_header(rows, found)
    if reads_hidden is None:
        _refuse_hidden(file, hidden, [quoted(names[at]) for at in sorted(used & source.hidden.columns)])
    if (at := reason_column(header)) is not None and at not in used:
        rows, uncorrected = _without_uncorrected(rows, at)
        faults += uncorrected
    counted = without_totals(rows, faults, layout, {at: names[at] for at in copies}, wanted.options.new)
    for at in heads.keys() - used if wanted.options.across else ():
        if has_copies(row.original[at] for row in counted.rows) and not any(map(is_total, heads[at][1])):
            raise WrongFile(
                "Column {column} of {file} has numbers, but its heading does not match --across {axes}. Correct the "
                'heading; to omit the column, add --map "{column}=".',
                file=file,
                column=names[at],
                axes=",".join(axes),
                option=("--map", names[at]),
            )
    return Sheet(
        file,
        header,
        matched.columns,
        (*matched.unknown, *_nameless(header, counted.rows, used | source.hidden.columns)),
        counted.rows,
        faults + counted.wrong,
        layout,
        source.form,
        wide=wide,
        messages=(*_described(source, found, hidden, repeated), *counted.messages),
        passed_over=counted.passed_over + len(hidden) + len(repeated),
    )


def _across(
    file: object, matched: Matched, heads: Mapping[int, Heads], wanted: _Wanted
) -> tuple[tuple[int, WideColumn], ...]:
    """Return the columns with copies, which no other column may describe in the same way."""
    mapping = wanted.mapping
    axes = wanted.options.across or mapping.axes
    if (ours := next((name for name in ("quantity", *axes) if name in matched.columns), None)) is not None:
        raise WrongFile(
            "{file} has a column '{column}' for {ours}, but other columns also specify {ours}; omit '{column}' with "
            '--map "{column}=".',
            file=file,
            ours=ours,
            column=matched.columns[ours],
            option=("--map", matched.columns[ours]),
        )
    keys = {header_key(text) for name, texts in heads.values() for text in (name, *texts)}
    for head in mapping.heads:
        if header_key(head.theirs) not in keys:
            find_theirs(file, head.theirs, [name for name, _ in heads.values()])
    return across_columns(file, heads, wanted.options, mapping, wanted.names.in_headings if wanted.names else ())


def _two_lines(
    header: tuple[str, ...], found: Found, wanted: _Wanted
) -> tuple[tuple[str, ...], Found, dict[int, tuple[str, ...]]]:
    """Return a two-line header as one, the records after it, and both headings of each unknown column."""
    ours = {at for at, name in enumerate(header) if wanted.expected.names(name)}
    below = next(found.rest, None)
    # a heading merged over both lines is in both
    is_below = isinstance(below, Record) and all(
        text_of(below.cells[at]) in ("", text_of(header[at])) for at in ours if at < len(below.cells)
    )
    if not is_below and below is not None:
        found = found._replace(rest=chain([below], found.rest))
    other = below.cells if is_below and isinstance(below, Record) else found.above.cells
    other = list(map(in_one_line, other))
    both_lines = two_lines(["" if at in ours else name for at, name in enumerate(header)], other, is_below=is_below)
    heads: dict[int, tuple[str, ...]] = {at: texts for at, texts in enumerate(both_lines) if at not in ours}
    whole = [*header, *[""] * (len(both_lines) - len(header))]
    names = tuple(name if at in ours else " ".join(heads[at]).strip() for at, name in enumerate(whole))
    if found.messages and not is_below:  # --header-row takes the upper line
        found = found._replace(messages=(header_row(Record(found.above.line, names)),))
    return names, found, heads


def _without_header(rows: list[SourceRow], found: Found) -> tuple[list[SourceRow], list[int]]:
    """Return the rows without those that equal the header, as on each page of a printed table, and their lines."""
    width = len(rows[0].original) if rows else 0
    cells = [without_unseen(cell) for cell in found.header.cells] if isinstance(found.header, Record) else []
    header = (*cells, *[""] * (width - len(cells)))
    repeated = [row.line for row in rows if row.original == header]
    return ([row for row in rows if row.original != header], repeated) if repeated else (rows, [])


def _visible(
    records: Iterable[Record | Unreadable], rows: Collection[int], hidden: list[int]
) -> Iterator[Record | Unreadable]:
    for record in records:
        line = record.line if isinstance(record, Record) else record.fault.line
        if line in rows:
            hidden.append(line)
        else:
            yield record


def _refuse_hidden(file: object, rows: Sequence[int], columns: Sequence[str]) -> None:
    hidden = [Message("lines {lines}", lines=short_ranges(rows))] if rows else []
    hidden += [Message("columns {columns}", columns=", ".join(columns))] if columns else []
    if hidden:
        raise WrongFile(
            "{file} has hidden {hidden}; add --hidden read to import them, or --hidden skip to omit them.",
            file=file,
            hidden=both(hidden),
            option=("--hidden", "read", "skip"),
        )


def _without_uncorrected(rows: Sequence[SourceRow], reason: int) -> tuple[list[SourceRow], list[Unreadable]]:
    wrong = [row for row in rows if is_uncorrected(row.original[reason : reason + 1])]
    lines = {row.line for row in wrong}
    return (
        [row for row in rows if row.line not in lines],
        [unreadable(row.line, _UNCORRECTED, row.original) for row in wrong],
    )


def _described(source: Source, found: Found, hidden: Sequence[int], repeated: Sequence[int]) -> Iterator[Message]:
    """Yield the messages on what was read, and on skipped lines."""
    if source.others:
        yield Message(
            "Only the sheet {sheet} was read, not {others}; to read others, add --sheet.",
            sheet=source.sheet,
            others=listed(source.others),
        )
    yield from found.messages
    if hidden:
        yield Message("Skipped hidden lines {lines}.", lines=short_ranges(hidden))
    if repeated:
        yield Plural(
            "Skipped line {lines}, which repeats the header row.",
            "Skipped lines {lines}, which repeat the header row.",
            count=len(repeated),
            lines=short_ranges(repeated),
        )


def _header(file: object, found: Found) -> tuple[str, ...]:
    header = found.header
    if header is None:
        raise WrongFile("{file} is empty; its first row must contain the column names.", file=file)
    if isinstance(header, Unreadable):
        raise WrongFile(
            "The header row of {file} (line {line}) cannot be read: {reason}",
            file=file,
            line=header.fault.line,
            reason=header.fault.message,
        )
    if len(header.cells) > MOST_COLUMNS:
        raise WrongFile("{file} is not a table: it has more than {most} columns.", file=file, most=MOST_COLUMNS)
    return tuple(map(in_one_line, header.cells))


def _nameless(header: Sequence[str], rows: Sequence[SourceRow], used: set[int]) -> tuple[str, ...]:
    nameless = [at for at, name in enumerate(header) if at not in used and not text_of(name)]
    width = len(rows[0].original) if rows else 0
    found = [at + 1 for at in nameless if at < width and any(row.original[at].strip() for row in rows)]
    if len(found) == 1:
        return (all_columns(header)[found[0] - 1],)
    return (str(Message("columns {numbers}", numbers=short_ranges(found))),) if found else ()
