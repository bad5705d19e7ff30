"""Compare events with recorded entries: equal ones are skipped, others with the same reference refused."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import Any

from tracker.errors import WrongRow
from tracker.imports.entry_columns import SheetEntry, written_cost
from tracker.imports.jobs import Done, ImportContext
from tracker.imports.rows import RestOf, SourceRow, label
from tracker.messages import Joined, Message, both
from tracker.model.as_of import AsOf
from tracker.model.entries import EntryType
from tracker.model.text import match_key
from tracker.reports.queries import ask
from tracker.store import catalogue, entry_contents
from tracker.store.dictionary import columns
from tracker.store.entry_contents import EntryContent
from tracker.store.keys import IMPORTED, KnownEntry, RowKeys, has_imported

WITH_STORE = (EntryType.SHIP, EntryType.RETURN)


def known_row(keys: RowKeys, recorded: KnownEntry) -> Done:
    """Return the result for a row that is already recorded."""
    number, voided = recorded
    return Done(False, (voided_later(number, keys.replacement_of(number)),) if voided else (), number, voided)


class Turns:
    """Gives rows of a sheet their keys, with an ordinal for equal ones."""

    def __init__(self, keys: RowKeys) -> None:
        self._keys = keys
        self._turns: dict[str, int] = {}

    def key(self, digest: str, rest_of: RestOf = ()) -> str:
        """Return the key of a row: its content digest, and the number of its occurrences in the sheet so far."""
        if isinstance(rest_of, str):
            return rest_of
        taken = self._keys.ordinals_of(digest, rest_of) if rest_of else ()
        turn = self._turns.get(digest, 0) + 1
        while turn in taken:
            turn += 1
        self._turns[digest] = turn
        return f"{IMPORTED}-{digest}-{turn}"


class Matcher:
    """Finds the recorded entries equal to those of a sheet: by key, by reference, and by the number of an export."""

    def __init__(self, context: ImportContext, columns: Collection[str]) -> None:
        self._database, self._source, self._columns = context.database, context.request.source, columns
        self._default_store = catalogue.default_store(context.database).code
        self._keyed_days = context.cells.sheet.keyed_days
        """The dates used in keys, by date of recording."""
        self._row_keys = RowKeys(context.database)
        self._turns = Turns(self._row_keys)
        self.doubtful: set[int] = set()
        """The entries of the sheet that may be in the ledger, by first row, like the following attributes."""
        self.sharing: set[int] = set()
        """The commands that first recorded one of its rows."""
        self._keys: dict[int, str] = {}
        self._keyed: dict[str, KnownEntry] = {}
        """The recorded entries, by key."""
        self._equal: dict[int, EntryContent] = {}
        """The entry with its reference that is equal, preferably one that is not voided."""
        self._unmatched: dict[tuple[EntryType, str], EntryContent] = {}
        """By type and reference: a valid entry that equals no entry of the sheet."""
        self._replaced: dict[int, EntryContent] = {}
        """The entry that an entry of a corrected sheet replaces."""
        self._changed: set[int] = set()
        """The entries of a corrected sheet without an entry equal by key."""
        self._gone: set[int] = set()
        """The replaced entries, and those not equal to any of a corrected sheet."""

    def look_up(self, entries: Sequence[SheetEntry]) -> None:
        """Find the recorded entries of all entries of the sheet, by key and by reference."""
        kinds = {kind for kind in {each.kind for each in entries} if has_imported(self._database, kind.value)}
        keys = {each.first: self.key(each) for each in entries if each.kind in kinds and each.has_places}
        self._keyed, self.sharing = self._row_keys.entries_of(keys.values())
        self.doubtful.update(first for first, key in keys.items() if key in self._keyed)
        standing = {number for each in entries if (number := self.standing(each))}
        named = [each for each in entries if each.texts[0] and not self.standing(each)]
        for kind in {each.kind for each in named}:
            self._compare(kind, [each for each in named if each.kind is kind], standing)

    def _compare(self, kind: EntryType, named: list[SheetEntry], standing: set[int]) -> None:
        """Find the entries with the references, and separate those equal to an entry of the sheet from the others."""
        references = {each.reference for each in named}
        found = entry_contents.by_reference(self._database, kind.value, references, self._row_keys.is_taken_back)
        named = [each for each in named if each.reference in found]
        self.doubtful.update(each.first for each in named)
        grouped: dict[tuple[str, str, str], list[EntryContent]] = {}
        for reference, recorded in found.items():
            for entry in recorded:
                grouped.setdefault((reference, entry.date, match_key(entry.place)), []).append(entry)
        for each in named:
            group = each.reference, each.day, match_key(each.place.code)
            equal = [entry for entry in grouped.get(group, []) if self.is_equal(each, entry)]
            if equal:
                self._equal[each.first] = min(equal, key=lambda entry: entry.voided)
        matched = self.matched | standing
        for reference, recorded in found.items():
            unmatched = [entry for entry in recorded if not entry.voided and entry.number not in matched]
            if unmatched:
                self._unmatched[kind, reference] = unmatched[0]

    @property
    def matched(self) -> set[int]:
        """The entries equal to entries of the sheet by reference."""
        return {entry.number for entry in self._equal.values()}

    def standing(self, entry: SheetEntry) -> int | None:
        """Return the valid entry equal to one of the sheet by key, or None."""
        recorded = None if entry.first in self._changed else self._keyed.get(self._keys.get(entry.first, ""))
        return None if recorded is None or recorded.voided else recorded.number

    def correct(self, first: int, gone: Mapping[int, EntryContent], equal: int | None, replaced: int | None) -> None:
        """Record which entry an entry of a corrected sheet, by its first row, equals or replaces, if any."""
        self.doubtful.add(first)
        self._changed.add(first)
        self._gone.update(gone)
        if equal is not None:
            self._equal[first] = gone[equal]
        elif first in self._equal and (self._equal[first].voided or self._equal[first].number in gone):
            del self._equal[first]
        if replaced is not None:
            self._replaced[first] = gone[replaced]

    def replaced_by(self, entry: SheetEntry) -> EntryContent | None:
        """Return the entry that an entry of a corrected sheet replaces, or None."""
        return self._replaced.get(entry.first)

    def differs_in_quantity(self, event: SheetEntry, entry: EntryContent) -> bool:
        """Return whether an entry of the same date, place and reference differs only in quantities."""
        items = {"/".join(run.casefold().split("/")[:2]) for run in entry.quantities}
        return not self._differences(event, entry) and items == {item.item for item, _ in event.lines}

    def key(self, entry: SheetEntry) -> str:
        """Return the entry's key, a digest of its content and its ordinal among equal entries, always the same."""
        key = self._keys.get(entry.first)
        if key is None:
            digest = self._digest(entry)
            key = self._keys[entry.first] = self._turns.key(digest, entry.rest_of)
        return key

    def _digest(self, entry: SheetEntry) -> str:
        lines = [f"{item.name}={quantity}" for item, quantity in entry.lines]
        lines += map(written_cost, entry.costs)
        lines += (f"{name}={people} people".casefold() for name, people in entry.audience)
        day = self._keyed_days.get(entry.day, entry.day)
        store, lines = self.store(entry), sorted(lines)
        return content_key(entry.kind.value, day, entry.place.code, store, entry.texts, lines, self._source)

    def store(self, entry: SheetEntry) -> str:
        """Return the code of the entry's store in lower case, or "" if its type has none."""
        if entry.kind not in WITH_STORE:
            return ""
        return (entry.store.code if entry.store else self._default_store).casefold()

    def find(self, entry: SheetEntry) -> Done | None:
        """Return the result for an entry that is already recorded, or None.

        With a source, only an entry of that source counts: any other is a possible duplicate, checked when the entry is
        logged.

        Raises Refused if a valid entry with the same reference is different, and equals no other entry of the sheet.
        """
        first, is_changed = entry.first, entry.first in self._changed
        if first in self._replaced:
            return None
        found = None if is_changed else self._keyed.get(self.key(entry))
        if found is None and self._source is None:
            equal = self._equal.get(first) or (entry.number and self._exported(entry, entry.number))
            found = KnownEntry(equal.number, equal.voided) if equal else None
        if found is not None and is_changed and found.voided:
            return None
        if found is not None:
            self._check_arrival(entry, found)
            return known_row(self._row_keys, found)
        unmatched = self._unmatched.get((entry.kind, entry.reference))
        if unmatched is not None and unmatched.number not in self._gone:
            raise WrongRow.from_message(self._refusal(entry, unmatched)).concerning("reference")
        return None

    def is_equal(self, event: SheetEntry, entry: EntryContent) -> bool:
        """Return whether an entry of the same date and place is equal in all other values."""
        return not self._differences(event, entry) and _same_quantities(event, entry)

    def _differences(self, event: SheetEntry, entry: EntryContent) -> list[str]:
        """Return the columns in which the entry differs from the event, apart from date, place and quantities."""
        _, carrier, note = event.texts
        differ = {
            "store": entry.store is not None and self.store(event) != entry.store.casefold(),
            "carrier": carrier != (entry.carrier or ""),
            "note": note != (entry.note or ""),
            "cost": set(map(written_cost, event.costs)) != set(map(written_cost, entry.costs)),
            "audience": set(event.audience) != set(entry.audience),
        }
        return [name for name, differs in differ.items() if differs and (name == "store" or name in self._columns)]

    def _refusal(self, event: SheetEntry, entry: EntryContent) -> Message:
        recorded = Message(
            "The reference '{reference}' is already used by entry {entry}: {quantities} on {day}, {place}.",
            reference=event.texts[0],
            entry=entry.number,
            quantities=", ".join(f"{run}={quantity}" for run, quantity in entry.quantities.items()),
            day=entry.date,
            place=entry.place,
        )
        advice = Message(
            "To correct that entry, run 'tracker fix {entry}'; a different entry needs its own reference.",
            entry=entry.number,
        )
        names = [label(name) for name in self._differences(event, entry)]
        return Joined(
            recorded, *([Message("Different columns: {columns}.", columns=both(names))] if names else []), advice
        )

    def _exported(self, event: SheetEntry, number: int) -> EntryContent | None:
        if entry_contents.type_of(self._database, number) != event.kind.value or self._row_keys.is_taken_back(number):
            return None
        found = entry_contents.read_content(self._database, number)
        same_date_and_place = (event.day, event.place.code.casefold()) == (found.date, found.place.casefold())
        return found if same_date_and_place and self.is_equal(event, found) else None

    def _check_arrival(self, event: SheetEntry, found: KnownEntry) -> None:
        if event.arrival is None or found.voided or event.kind is not EntryType.SHIP:
            return
        arrived = entry_contents.arrived_on(self._database, found.number)
        if arrived == event.arrival:
            return
        message = Message(
            "The row is already recorded as shipment {shipment}, received on {arrived}, not {day}; correct the "
            "sheet, or the receipt with 'tracker fix'."
        )
        if arrived is None:
            message = Message(
                "The row is shipment {shipment}, not yet received; run 'tracker receive {shipment} --date {day}'."
            )
        filled = message.given(shipment=found.number, arrived=arrived, day=event.arrival)
        raise WrongRow.from_message(filled).concerning("received_on")


def voided_later(entry: int, replacement: int | None) -> Message:
    """Return the message on a row whose recorded entry was voided or replaced."""
    if replacement is not None:
        return Message(
            "The row was recorded as entry {entry}, replaced by entry {replacement}; it is not recorded again.",
            entry=entry,
            replacement=replacement,
        )
    return Message("The row was recorded as entry {entry}, later voided; it is not recorded again.", entry=entry)


def content_key(
    kind: str,
    day: str,
    place: str,
    store: str,
    texts: tuple[str | None, str | None, str | None],
    lines: list[str],
    source: str | None = None,
) -> str:
    """Return a digest of an entry's content, in 16 characters.

    Among ten million rows, two have the same by chance in one of 370,000 ledgers. `texts` are the entry's reference,
    carrier and note, `lines` its items with quantities, lower-case and sorted, `source` its sheet's source, if given.
    """
    reference, carrier, note = texts
    content = (kind, day, place.casefold(), store.casefold(), reference or "", carrier or "", note or "", *lines)
    of_source = () if source is None else ("", match_key(source))
    return sha256("\0".join(content + of_source).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _same_quantities(event: SheetEntry, entry: EntryContent) -> bool:
    remaining = {run.casefold(): quantity for run, quantity in entry.quantities.items()}
    for item, quantity in event.lines:
        if item.name != item.item and remaining.pop(item.name, None) != quantity:
            return False
    for item, quantity in event.lines:
        if item.name == item.item:
            runs = [run for run in remaining if item.name in (run, run.rpartition("/")[0])]
            if not runs or sum(remaining.pop(run) for run in runs) != quantity:
                return False
    return not remaining


# Compare rows with the catalogue: equal ones are skipped, different ones refused.


def find_existing(context: ImportContext, query: str, key: str) -> dict[str, Any] | None:
    """Return the row of a list whose first column is `key`, by column; or None."""
    names = [column.name for column in columns(query.replace("_", "-"))]
    found = next(ask(context.database, query, AsOf(), [(f"{names[0]} = ?", key)]), None)
    return None if found is None else dict(zip(names, found, strict=True))


_NEVER_EMPTY = ("country", "status")
"""Columns with a default: an empty cell keeps the existing value."""


def differences(context: ImportContext, imported: Mapping[str, Any], existing: Mapping[str, Any]) -> dict[str, Any]:
    """Return the imported values that differ from existing ones, for the columns in the sheet."""
    return {
        column: value
        for column, value in imported.items()
        if column in context.cells.sheet.columns and value != existing[column] and (value or column not in _NEVER_EMPTY)
    }


def refuse_differences(
    context: ImportContext,
    row: SourceRow,
    record: Message | str,
    imported: Mapping[str, Any],
    existing: Mapping[str, Any],
) -> None:
    """Add a fault for each cell that differs from the existing value."""
    for column, value in differences(context, imported, existing).items():
        message = _difference(value, existing[column])
        filled = message.given(record=record, field=label(column), recorded=existing[column], imported=value)
        context.cells.fault(row, column, filled)


def _difference(imported: Any, recorded: Any) -> Message:
    if recorded is None:
        return Message("{record} already exists; its {field} is empty, not '{imported}'.")
    if imported is None:
        return Message("{record} already exists; its {field} is '{recorded}', not empty.")
    return Message("{record} already exists; its {field} is '{recorded}', not '{imported}'.")
