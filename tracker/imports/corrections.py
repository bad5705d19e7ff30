"""Corrected sheets: one that lacks rows of an earlier import is refused, added to it, or replaces it.

An import stores the names of its file and worksheets, its conditions, and the commands that recorded others of its
rows. So imports with common rows are found without storing the keys of all rows again.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from tracker.errors import CorrectedSheet, Refused, Unconfirmed
from tracker.imports.entry_rows import SheetEntry
from tracker.imports.jobs import ImportContext, ImportRequest
from tracker.imports.matching import Matcher
from tracker.imports.rows import REST_OF
from tracker.imports.workbooks import short_ranges
from tracker.ledger.reversals import adjust, record_voids, reverse
from tracker.ledger.state import State
from tracker.ledger.voids import doubts_about
from tracker.messages import Joined, Message, Plural
from tracker.model.entries import EntryType
from tracker.model.text import match_key
from tracker.store import entry_contents, entry_sets, keys
from tracker.store.entry_contents import EntryContent


class CorrectedRow(NamedTuple):
    """An entry of a sheet, before comparison with earlier imports."""

    line: int
    day: str
    key: str
    arrival: str | None
    number: int | None
    matcher: Matcher
    read: Callable[[], SheetEntry | None]


def remembered(request: ImportRequest, others: Collection[int]) -> str:
    """Return the data that identify an import, as JSON; `others` are commands that recorded some of its rows."""
    return json.dumps({**_identity(request), "others": sorted(others)}, ensure_ascii=False)


def _identity(request: ImportRequest) -> dict[str, Any]:
    return {
        "file": request.file.name,
        "sheets": list(request.sheets),
        "where": sorted(map(str, request.where)),
        "source": None if request.source is None else match_key(request.source),
    }


def correct(context: ImportContext, read_rows: Callable[[], Iterator[CorrectedRow]]) -> dict[int, SheetEntry | None]:
    """Make the ledger match a corrected sheet, or refuse it; return the differing entries by line.

    Recorded entries without a row are voided. A row that differs only in quantity replaces its entry, which its matcher
    knows. Raises Refused for a corrected sheet without `--update` or `--add`, and if voiding needs `--yes`.
    """
    request, database = context.request, context.database
    imports = keys.imports(database, context.command.name)
    if request.add or not imports or REST_OF in context.cells.sheet.columns:
        return {}
    rows = list(read_rows())
    standing, sharing = keys.entries_of(database, [row.key for row in rows])
    formers = _formers(request, imports, sharing)
    if not formers or not rows:
        return {}
    days = [row.day for row in rows]
    former = keys.rows_of(database, formers, min(days), max(days))
    if request.update:
        return _update(context, rows, standing, {now for _, now in former if now is not None})
    asked = {row.key for row in rows}
    kept = {now for key, now in former if key in asked}.union(row.number for row in rows)
    kept.update(number for matcher in {row.matcher for row in rows} for number in matcher.matched)
    if lacking := sorted({now for _, now in former if now is not None} - kept):
        raise _corrected(context, lacking)
    return {}


def _formers(request: ImportRequest, imports: Mapping[int, str], sharing: set[int]) -> set[int]:
    """Return the imports with a common row or the same name, and those they shared rows with."""
    own, found = _identity(request), set[int]()
    for number, text in imports.items():
        other = json.loads(text)
        if any(other[part] != own[part] for part in ("where", "source")):
            continue
        is_named = own["file"] != "-" and all(other[part] == own[part] for part in ("file", "sheets"))
        if is_named or number in sharing or not sharing.isdisjoint(other["others"]):
            found.add(number)
        if is_named:
            found.update(other["others"])
    return found


def _corrected(context: ImportContext, lacking: Sequence[int]) -> Refused:
    return CorrectedSheet.of(
        Plural(
            "{file} lacks imported entry {entries}; add --update to make the ledger match, or --add to keep both.",
            "{file} lacks imported entries {entries}; add --update to make the ledger match, or --add to keep both.",
            count=len(lacking),
            file=context.request.name,
            entries=short_ranges(lacking, gap=2),
        )
    )


def _update(
    context: ImportContext, rows: Sequence[CorrectedRow], standing: Mapping[str, int], former: set[int]
) -> dict[int, SheetEntry | None]:
    """Void the entries without a row, and return the rows without an equal entry, or with another key."""
    database, kept, changed = context.database, set[int](), list[tuple[CorrectedRow, SheetEntry]]()
    for row in rows:
        number = standing.get(row.key)
        if number is not None and _arrived_alike(context, row, number):
            kept.add(number)
        elif (event := row.read()) is not None:
            changed.append((row, event))
    gone = {number: entry_contents.read_content(database, number) for number in sorted(former - kept)}
    alike: dict[tuple[str, str, str, str], list[int]] = {}
    for number, content in gone.items():
        kind = entry_contents.type_of(database, number) or ""
        alike.setdefault((kind, content.date, match_key(content.place), match_key(content.reference or "")), []).append(
            number
        )
    equal, replaced = dict[int, int](), dict[int, int]()
    for found, is_alike in ((equal, Matcher.is_equal), (replaced, Matcher.differs_in_quantity)):
        for row, event in changed:
            others = alike.get(
                (row.matcher.kind, row.day, match_key(event.place), match_key(event.reference or "")), []
            )
            if found is replaced and (row.line in equal or row.arrival not in (None, row.day)):
                continue  # a later receipt is recorded again with its shipment
            for number in others:
                if is_alike(row.matcher, event, gone[number]) and _arrived_alike(context, row, number):
                    others.remove(number)
                    found[row.line] = number
                    break
    events = dict[int, SheetEntry | None]()
    for row, event in changed:
        matcher, line = row.matcher, row.line
        matcher.correct(line, gone, equal.get(line), replaced.get(line))
        if line not in equal and line not in replaced:
            context.afterwards.append(partial(iter, [(line, Message("It is new."))]))
        events[line] = event
    voided = gone.keys() - {*equal.values(), *replaced.values()}
    _void(context, sorted(voided), sorted(replaced.values()))
    context.told.extend(
        Message("Entry {entry} was voided, which no row has: {was}.", entry=number, was=_described(gone[number]))
        for number in sorted(voided)
    )
    return events


def _described(entry: EntryContent) -> Message:
    lines = ", ".join(f"{run}={quantity}" for run, quantity in entry.quantities.items())
    return Message("{lines} on {day}, {place}", lines=lines, day=entry.date, place=entry.place)


def _arrived_alike(context: ImportContext, row: CorrectedRow, number: int) -> bool:
    """Return whether a shipment was received as in its row; or, if the row has no receipt, its import had none."""
    says = context.request.received or "received_on" in context.cells.sheet.columns
    if row.matcher.kind is not EntryType.SHIP or not says:
        return True
    if row.arrival is None:
        return not entry_contents.arrived_with_import(context.database, number)
    return entry_contents.arrived_on(context.database, number) == row.arrival


def _void(context: ImportContext, voided: Sequence[int], replaced: Sequence[int]) -> None:
    """Void entries. Raises Refused, unless confirmed, for entries of other clerks and for later receipts."""
    command = context.command
    state = State(command.database, command.holdings)
    reversals = reverse(
        state, entry_sets.recorded(command.database, voided), command.next_entry, reason="not in the corrected sheet"
    )
    asked = entry_sets.recorded(command.database, [*voided, *replaced])
    doubts = doubts_about(command.database, asked, reversals, command.clerk)
    if doubts and not context.request.confirmed:
        raise Unconfirmed.of(Joined(*doubts, Message("To match the sheet all the same, add --yes.")))
    if voided:
        last = command.next_entry + len(reversals.targets) - 1
        record_voids(command, reversals, adjust(state, reversals, reversals.moves(command.database), last=last))
