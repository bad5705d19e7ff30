"""Compare events with recorded entries: equal ones are skipped, others with the same reference refused."""

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from tracker.errors import WrongRow
from tracker.imports.entry_columns import SheetEntry, written_cost
from tracker.imports.jobs import Done, ImportContext
from tracker.imports.rows import LABELS, Sheet, SourceRow
from tracker.messages import Joined, Message
from tracker.model.as_of import AsOf
from tracker.model.entries import EntryType
from tracker.model.money import summed
from tracker.model.quantities import written_audience
from tracker.model.text import match_key
from tracker.reports.queries import ask
from tracker.store import entry_contents
from tracker.store.connection import Database
from tracker.store.dictionary import columns
from tracker.store.entry_contents import EntryContent
from tracker.store.keys import IMPORTED, RowKeys


class Match(NamedTuple):
    """The recorded entry equal to an event, whether it was voided, and its replacement."""

    number: int
    voided: bool
    replacement: int | None = None

    @property
    def done(self) -> Done:
        """The result for the event's rows."""
        messages = (voided_later(self.number, self.replacement),) if self.voided else ()
        return Done(False, messages, self.number, self.voided)


class Turns:
    """Gives equal rows of a sheet their ordinals, by content digest."""

    def __init__(self, keys: RowKeys) -> None:
        """Start with no rows."""
        self._keys = keys
        self._turns: dict[str, int] = {}

    def next(self, digest: str, rest_of: tuple[int, ...] = ()) -> int:
        """Return the next ordinal of a content digest: the number of its occurrences in the sheet so far.

        In the rest of a sheet, ordinals recorded by the commands in `rest_of` are skipped.
        """
        taken = self._keys.ordinals_of(digest, rest_of) if rest_of else ()
        turn = self._turns.get(digest, 0) + 1
        while turn in taken:
            turn += 1
        self._turns[digest] = turn
        return turn


class Matcher:
    """Finds the entries equal to events, by key and by reference."""

    def __init__(
        self,
        database: Database,
        kind: EntryType,
        default_store: str | None = None,
        sheet: Sheet | None = None,
        source: str | None = None,
        *,
        differ: bool = False,
    ) -> None:
        """Look for entries of one type; `default_store` is None for a type without a store.

        Columns missing in `sheet` are not compared. `source` is the sheet's source, and `differ` is whether its
        references are unique.
        """
        self.database = database
        self.kind = kind
        self._default_store = default_store
        self._columns = sheet.columns if sheet else {}
        self._keyed_days = sheet.keyed_days if sheet else {}
        """The dates used in keys, by date of recording."""
        self.source = source
        self._differ = differ
        self._row_keys = RowKeys(database)
        self._turns = Turns(self._row_keys)
        self._keys: dict[int, str] = {}
        """By an event's first row, like the following attributes."""
        self._equal: dict[int, EntryContent] = {}
        """The entry with its reference that is equal, preferably one that is not voided."""
        self._unmatched: dict[str, EntryContent] = {}
        """By reference: a valid entry that equals no event of the sheet."""
        self._replaced: dict[int, int] = {}
        """The entry that an event of a corrected sheet replaces."""
        self._changed: set[int] = set()
        """The events of a corrected sheet without an entry equal by key."""
        self._gone: set[int] = set()
        """The replaced entries, and those not equal to any event of a corrected sheet."""
        self.known_references: set[str] = set()
        """The references of the events that exist in the ledger, as match_keys."""

    def compare(self, events: Iterable[SheetEntry], standing: Collection[int] = ()) -> None:
        """Find the entries with the events' references, and separate those equal to an event from the others.

        `standing` are the entries equal to other events by key.
        """
        named = [event for event in events if event.reference]
        found = entry_contents.by_reference(
            self.database, self.kind.value, {event.reference for event in named}, self._row_keys.is_taken_back
        )
        self.known_references.update(found)
        grouped: dict[tuple[str, str, str], list[EntryContent]] = {}
        for reference, recorded in found.items():
            for entry in recorded:
                grouped.setdefault((reference, entry.date, match_key(entry.place)), []).append(entry)
        for event in named:
            group = event.reference, event.day, match_key(event.place.code)
            equal = [entry for entry in grouped.get(group, []) if self.is_equal(event, entry)]
            if equal:
                self._equal[event.first] = min(equal, key=lambda entry: entry.voided)
        matched = self.matched.union(standing)
        for reference, recorded in found.items():
            unmatched = [entry for entry in recorded if not entry.voided and entry.number not in matched]
            if unmatched:
                self._unmatched[reference] = unmatched[0]

    @property
    def matched(self) -> set[int]:
        """The entries equal to events by reference."""
        return {entry.number for entry in self._equal.values()}

    def correct(self, first: int, gone: Mapping[int, EntryContent], equal: int | None, replaced: int | None) -> None:
        """Record which entry an event of a corrected sheet, by its first row, equals or replaces, if any.

        `gone` are the entries without an event equal by key.
        """
        self._changed.add(first)
        self._gone.update(gone)
        if equal is not None:
            self._equal[first] = gone[equal]
        elif first in self._equal and (self._equal[first].voided or self._equal[first].number in gone):
            del self._equal[first]
        if replaced is not None:
            self._replaced[first] = replaced

    def replaced_by(self, event: SheetEntry) -> int | None:
        """Return the entry that an event of a corrected sheet replaces, or None."""
        return self._replaced.get(event.first)

    def differs_in_quantity(self, event: SheetEntry, entry: EntryContent) -> bool:
        """Return whether an entry of the same date, place and reference differs only in quantities."""
        items = {"/".join(run.casefold().split("/")[:2]) for run in entry.quantities}
        return not self._differences(event, entry) and items == {item.item for item, _ in event.lines}

    def key(self, event: SheetEntry, *, keep: bool = True) -> str:
        """Return the event's key, a digest of its content and its ordinal among equal events, always the same.

        Without `keep` it is not cached, as it is not needed again.
        """
        if (known := self._keys.get(event.first)) is not None:
            return known
        digest = self._digest(event)
        is_single = self._differ and event.texts[0] and not event.rest_of  # no other row has its content
        key = row_key(digest, 1 if is_single else self._turns.next(digest, event.rest_of))
        if keep:
            self._keys[event.first] = key
        return key

    def _digest(self, event: SheetEntry) -> str:
        """Return a digest of an event's content."""
        lines = [f"{item.name}={quantity}" for item, quantity in event.lines]
        lines += map(written_cost, event.costs)
        lines += (f"{name}={people} people".casefold() for name, people in event.audience)
        return content_key(
            self.kind.value,
            self._keyed_days.get(event.day, event.day),
            event.place.code,
            self.store(event),
            event.texts,
            sorted(lines),
            self.source,
        )

    def store(self, event: SheetEntry) -> str:
        """Return the code of the event's store in lower case, or "" if its type has none."""
        if self._default_store is None:
            return ""
        return (event.store.code if event.store else self._default_store).casefold()

    def find(self, event: SheetEntry, key: str) -> Match | None:
        """Return the entry equal to the event, or None.

        With a source, only an entry of that source counts: any other is a possible duplicate, checked when the event is
        logged.

        Raises Refused if a valid entry with the same reference is different, and equals no other event of the sheet.
        """
        first = event.first
        if first in self._replaced:
            return None
        keyed = None if first in self._changed else self._row_keys.entry_of(key)
        found = entry_contents.read_content(self.database, keyed) if keyed else None
        if found is None and self.source is None:
            found = self._equal.get(first)
            if found is None and event.number is not None:
                found = self._exported(event, event.number)
        if first in self._changed and found is not None and found.voided:
            return None
        if found is not None:
            self._check_arrival(event, found)
            replacement = self._row_keys.replacement_of(found.number) if found.voided else None
            return Match(found.number, found.voided, replacement)
        unmatched = self._unmatched.get(event.reference)
        if unmatched is not None and unmatched.number not in self._gone:
            raise WrongRow.from_message(self._refusal(event, unmatched)).concerning("reference")
        return None

    def is_equal(self, event: SheetEntry, entry: EntryContent) -> bool:
        """Return whether an entry of the same date and place is equal in all other values."""
        return not self._differences(event, entry) and _same_quantities(event, entry)

    def _differences(self, event: SheetEntry, entry: EntryContent) -> list[Message]:
        """Return the values of the entry that differ from the event, apart from date, place and quantities."""
        found = []
        if entry.store is not None and self.store(event) != entry.store.casefold():
            found.append(Message("The entry has the store {store}.", store=entry.store))
        _, carrier, note = event.texts
        if "carrier" in self._columns and carrier != (entry.carrier or ""):
            carried = Message("The entry has the carrier '{carrier}'.", carrier=entry.carrier)
            found.append(carried if entry.carrier else Message("The entry has no carrier."))
        if "note" in self._columns and note != (entry.note or ""):
            found.append(
                Message("The entry has the note '{note}'.", note=entry.note)
                if entry.note
                else Message("The entry has no note.")
            )
        if "cost" in self._columns and set(map(written_cost, event.costs)) != set(map(written_cost, entry.costs)):
            sums = Joined(*summed(each.cost for each in entry.costs), separator=", ")
            found.append(
                Message("The entry has the shipping cost {cost}.", cost=sums)
                if entry.costs
                else Message("The entry has no shipping cost.")
            )
        if "audience" in self._columns and set(event.audience) != set(entry.audience):
            reached = written_audience(entry.audience)
            found.append(
                Message("The entry has the audience '{audience}'.", audience=reached)
                if reached
                else Message("The entry has no audience.")
            )
        return found

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
        return Joined(recorded, *self._differences(event, entry), advice)

    def _exported(self, event: SheetEntry, number: int) -> EntryContent | None:
        """Return the entry with this number if type and content are equal: this ledger exported the sheet."""
        if entry_contents.type_of(self.database, number) != self.kind.value or self._row_keys.is_taken_back(number):
            return None
        found = entry_contents.read_content(self.database, number)
        same_date_and_place = (event.day, event.place.code.casefold()) == (found.date, found.place.casefold())
        return found if same_date_and_place and self.is_equal(event, found) else None

    def _check_arrival(self, event: SheetEntry, found: EntryContent) -> None:
        """Raise Refused if the shipment is recorded as not arrived, or as arrived on another date."""
        if event.arrival is None or found.voided or self.kind is not EntryType.SHIP:
            return
        arrived = entry_contents.arrived_on(self.database, found.number)
        day = event.arrival
        if arrived is None:
            raise WrongRow(
                "The row is shipment {shipment}, not yet received; run 'tracker receive {shipment} --date {day}'.",
                shipment=found.number,
                day=day,
            ).concerning("received_on")
        if arrived != day:
            raise WrongRow(
                "The row is already recorded as shipment {shipment}, received on {arrived}, not {day}; correct the "
                "sheet, or the receipt with 'tracker fix'.",
                shipment=found.number,
                arrived=arrived,
                day=day,
            ).concerning("received_on")


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
    """Return a digest of an entry's content, in 32 characters.

    `texts` are its reference, carrier and note, `lines` its items with quantities, lower-case and sorted, `source` its
    sheet's source, if given.
    """
    reference, carrier, note = texts
    content = (kind, day, place.casefold(), store.casefold(), reference or "", carrier or "", note or "", *lines)
    of_source = () if source is None else ("", match_key(source))
    return sha256("\0".join(content + of_source).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def row_key(digest: str, turn: int) -> str:
    """Return the key of a row, from its content digest and its ordinal among equal rows."""
    return f"{IMPORTED}-{digest}-{turn}"


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
        filled = message.given(record=record, field=LABELS[column], recorded=existing[column], imported=value)
        context.cells.fault(row, column, filled)


def _difference(imported: Any, recorded: Any) -> Message:
    """Return the message on two different values, one of which may be empty."""
    if recorded is None:
        return Message("{record} already exists; its {field} is empty, not '{imported}'.")
    if imported is None:
        return Message("{record} already exists; its {field} is '{recorded}', not empty.")
    return Message("{record} already exists; its {field} is '{recorded}', not '{imported}'.")
