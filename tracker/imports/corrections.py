"""Corrected sheets: one that lacks rows of an earlier import is refused, added to it, or replaces it.

An import stores the names of its file and worksheets, its conditions, and the commands that recorded others of its
rows. So imports with common rows are found without storing the keys of all rows again.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from tracker.errors import CorrectedSheet, Refused, Unconfirmed
from tracker.imports.entry_columns import SheetEntry
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
from tracker.store import entries, entry_contents, entry_sets, keys, undoing
from tracker.store.entry_contents import EntryContent


def remembered(request: ImportRequest, others: Collection[int]) -> str:
    """Return the data that identify an import, as JSON; `others` are commands that recorded some of its rows."""
    return json.dumps({**_identity(request), "others": sorted(others)}, ensure_ascii=False)


def _identity(request: ImportRequest) -> dict[str, Any]:
    return {
        "file": request.file.name,
        "sheets": list(request.reading.sheets),
        "where": sorted(map(str, request.where)),
        "source": None if request.source is None else match_key(request.source),
    }


def correct(context: ImportContext, entries: Sequence[SheetEntry], matcher: Matcher) -> None:
    """Make the ledger match a corrected sheet, or refuse it.

    Recorded entries without one in the sheet are voided. An entry of the sheet that differs from a recorded one only in
    quantity will replace it, which the matcher remembers. Raises Refused for a corrected sheet without `--update` or
    `--add` whose rows are all valid, and if voiding needs `--yes`.
    """
    request, database = context.request, context.database
    imports = keys.imports(database, context.command.name)
    if request.add or not imports or not entries or REST_OF in context.cells.sheet.columns:
        return
    formers = _formers(request, imports, matcher.sharing)
    if not formers:
        return
    days = [entry.day for entry in entries]
    former = keys.rows_of(database, formers, min(days), max(days))
    now_valid = {now for _, now in former if now is not None}
    if request.update:
        _update(context, entries, matcher, now_valid)
        return
    present = {matcher.key(entry) for entry in entries if entry.has_places}
    kept = {now for key, now in former if key in present}.union(matcher.matched, (entry.number for entry in entries))
    if (lacking := sorted(now_valid - kept)) and not context.is_refused:
        raise _corrected(context, lacking)


def _formers(request: ImportRequest, imports: Mapping[int, str], sharing: set[int]) -> set[int]:
    """Return the earlier imports with a common row or the same name, and those they shared rows with."""
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


def refuse_corrected_requests(context: ImportContext, days: Collection[str]) -> None:
    """Raise Refused if, without `--add`, a sheet lacks requests of these dates that an earlier version of it had."""
    request, database = context.request, context.database
    if request.add or not days or context.is_refused or REST_OF in context.cells.sheet.columns:
        return
    imports = keys.imports(database, context.command.name)
    formers = _formers(request, imports, set(context.requests.values()) - {0})
    former = [each for number in sorted(formers) for each in undoing.requests_of(database, number)]
    recorded = [each.number for each in former if min(days) <= each.date <= max(days)]
    if lacking := [number for number in recorded if number not in context.requests]:
        raise _without_update(request, f"tracker request cancel {lacking[0]}")


def _without_update(request: ImportRequest, command: str) -> Refused:
    return CorrectedSheet(
        "{file} lacks a row that it had; add --add to keep its record too, or first run '{command}'.",
        file=request.name,
        command=command,
    )


def _corrected(context: ImportContext, lacking: Sequence[int]) -> Refused:
    if context.request.table == "print-runs":  # whose copies may have left since
        return _without_update(context.request, f"tracker void {lacking[0]} --reason corrected")
    return CorrectedSheet.from_message(
        Plural(
            "{file} lacks imported entry {entries}; add --update to make the ledger match, or --add to keep both.",
            "{file} lacks imported entries {entries}; add --update to make the ledger match, or --add to keep both.",
            count=len(lacking),
            file=context.request.name,
            entries=short_ranges(lacking),
            option=("--update", "--update", "--add"),
        )
    )


def _update(context: ImportContext, entries: Sequence[SheetEntry], matcher: Matcher, former: set[int]) -> None:
    """Void the recorded entries without one in the sheet, and find those to replace."""
    database = context.database
    kept, changed = set[int](), list[SheetEntry]()
    for entry in entries:
        number = matcher.standing(entry)
        if number is not None and _arrived_alike(context, entry, number):
            kept.add(number)
        else:
            changed.append(entry)
    removed = {number: entry_contents.read_content(database, number) for number in sorted(former - kept)}
    alike: dict[tuple[str, str, str, str], list[int]] = {}
    for number, content in removed.items():
        kind = entry_contents.type_of(database, number) or ""
        alike.setdefault((kind, content.date, match_key(content.place), match_key(content.reference or "")), []).append(
            number
        )
    equal, replaced = dict[int, int](), dict[int, int]()
    for found, is_alike in ((equal, matcher.is_equal), (replaced, matcher.differs_in_quantity)):
        for entry in changed:
            if found is replaced and entry.first in equal:
                continue
            others = alike.get((entry.kind, entry.day, match_key(entry.place.code), entry.reference), [])
            for number in others:
                if is_alike(entry, removed[number]) and _arrived_alike(context, entry, number):
                    others.remove(number)
                    found[entry.first] = number
                    break
    for entry in changed:
        first = entry.first
        matcher.correct(first, removed, equal.get(first), replaced.get(first))
        if first not in equal and first not in replaced:
            line = context.cells.sheet.rows[first].line
            context.afterwards.append(partial(iter, [(line, Message("The row is new."))]))
    voided = removed.keys() - {*equal.values(), *replaced.values()}
    _void(context, sorted(voided), sorted(replaced.values()))
    context.messages.extend(
        Message("Entry {entry} was voided because no row has it: {was}.", entry=number, was=_described(removed[number]))
        for number in sorted(voided)
    )


def _described(entry: EntryContent) -> Message:
    lines = ", ".join(f"{run}={quantity}" for run, quantity in entry.quantities.items())
    return Message("{lines} on {day}, {place}", lines=lines, day=entry.date, place=entry.place)


def _arrived_alike(context: ImportContext, entry: SheetEntry, number: int) -> bool:
    """Return whether a shipment arrived as its row says; without an arrival, whether its import recorded none."""
    says = context.request.received or "received_on" in context.cells.sheet.columns
    if entry.kind is not EntryType.SHIP or not says:
        return True
    if entry.arrival is None:
        together = entries.receipts_with(context.database, number)
        return not any(each.number in together for each in entry_sets.receipts_of(context.database, [number]))
    return entry_contents.arrived_on(context.database, number) == entry.arrival


def _void(context: ImportContext, voided: Sequence[int], replaced: Sequence[int]) -> None:
    """Void entries. Raises Refused, unless confirmed, for entries of other clerks and for later receipts."""
    command = context.command
    state = State(command.database, command.holdings)
    reversals = reverse(
        state, entry_sets.recorded(command.database, voided), command.next_entry, reason="not in the corrected sheet"
    )
    entries = entry_sets.recorded(command.database, [*voided, *replaced])
    doubts = doubts_about(command.database, entries, reversals, command.clerk)
    if doubts and not context.request.confirmed:
        raise Unconfirmed.from_message(Joined(*doubts, Message("To make the ledger match anyway, add --yes.")))
    if voided:
        last = command.next_entry + len(reversals.targets) - 1
        record_voids(command, reversals, adjust(state, reversals, reversals.moves(command.database), last=last))
