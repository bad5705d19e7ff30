"""What is in the ledger already: the same told again is left alone, something else under its reference refused."""

import hashlib
from collections import Counter
from dataclasses import dataclass

from tracker.errors import Refused
from tracker.imports.entry_rows import SheetEntry
from tracker.model.codes import RunCode
from tracker.model.entries import EntryType
from tracker.model.text import match_key
from tracker.store import contents, entries
from tracker.store.connection import Database
from tracker.store.contents import EntryContent


@dataclass(frozen=True)
class Match:
    """An entry that tells the same as an event, and whether it was voided since."""

    number: int
    voided: bool


class Matcher:
    """Finds the entries that tell the same as events, by their keys and by their references."""

    def __init__(
        self,
        database: Database,
        kind: EntryType,
        events: list[SheetEntry],
        default_store: str | None = None,
        columns: frozenset[str] = frozenset(),
    ) -> None:
        """Look for entries of one type; `events` are all that will be asked for.

        `default_store` is None where no store takes part. `columns` are those that the sheet has:
        what it does not speak of is not compared.
        """
        self.database = database
        self.kind = kind
        self.default_store = default_store
        self.columns = columns
        self._equal: Counter[str] = Counter()
        self._same: dict[int, EntryContent] = {}
        """By an event's first line: the entry of its reference that tells the same; a standing one, if there is."""
        self._other: dict[str, EntryContent] = {}
        """By reference: a standing entry that the sheet does not tell of."""
        self._compare([event for event in events if event.reference])

    def _compare(self, events: list[SheetEntry]) -> None:
        """Find the entries of the events' references, and tell those that the sheet tells of from the others."""
        references = {match_key(event.reference or "") for event in events}
        found = contents.by_reference(self.database, self.kind.value, references) if references else {}
        like: dict[tuple[str, str, str], list[EntryContent]] = {}
        for reference, others in found.items():
            for other in others:
                like.setdefault((reference, other.date, match_key(other.place)), []).append(other)
        for event in events:
            alike = like.get((match_key(event.reference or ""), event.day.isoformat(), match_key(event.place)), [])
            same = [other for other in alike if self._is_same(event, other)]
            if same:
                self._same[event.rows[0].line] = min(same, key=lambda other: other.voided)
        told_of = {other.number for other in self._same.values()}
        for reference, others in found.items():
            strange = [other for other in others if not other.voided and other.number not in told_of]
            if strange:
                self._other[reference] = strange[0]

    def key(self, event: SheetEntry) -> str:
        """Return the event's key: its content, and how many equal ones were asked for before, in the file's order."""
        digest = self._digest(event)
        self._equal[digest] += 1
        return f"import-{digest}-{self._equal[digest]}"

    def warn_of_equal(self, event: SheetEntry) -> str:
        """Return what to say of a refused event when an equal one stands before it: alone it has that one's key."""
        if self._equal[self._digest(event)] < 2:
            return ""
        return (
            " An equal row before it was taken; give this one a reference, or it passes for that one when it is alone."
        )

    def _digest(self, event: SheetEntry) -> str:
        return content_key(
            self.kind.value,
            event.day.isoformat(),
            event.place,
            self._store(event),
            (event.reference, event.carrier, event.note),
            sorted(str(line).casefold() for line in event.lines),
        )

    def _store(self, event: SheetEntry) -> str:
        return "" if self.default_store is None else (event.store or self.default_store).casefold()

    def find(self, event: SheetEntry, key: str) -> Match | None:
        """Return the entry that tells the same as the event, None when there is none.

        Raises Refused when a standing entry of the same reference tells something else, and is none
        that the sheet tells of elsewhere.
        """
        keyed = entries.by_key(self.database, key)
        found = contents.read_content(self.database, keyed[0]) if keyed else self._same.get(event.rows[0].line)
        if found is None and event.number is not None:
            found = self._exported(event, event.number)
        if found is not None:
            self._refuse_other_arrival(event, found)
            return Match(found.number, found.voided)
        other = self._other.get(match_key(event.reference or ""))
        if other is not None:
            raise Refused(self._says_otherwise(event, other), "reference")
        return None

    def _is_same(self, event: SheetEntry, other: EntryContent) -> bool:
        """Tell whether an entry of the same date and place tells the same in all else."""
        return not self._differences(event, other) and _same_quantities(event, other)

    def _differences(self, event: SheetEntry, other: EntryContent) -> list[str]:
        """Return what an entry has otherwise than the event, but for its date, place and quantities."""
        found = []
        if other.store is not None and self._store(event) != other.store.casefold():
            found.append(f"store {other.store}")
        for column, said, there in (("carrier", event.carrier, other.carrier), ("note", event.note, other.note)):
            if column in self.columns and said != there:
                found.append(f"{column} '{there}'" if there else f"no {column}")
        return found

    def _says_otherwise(self, event: SheetEntry, other: EntryContent) -> str:
        quantities = ", ".join(f"{run}={quantity}" for run, quantity in other.quantities.items())
        told = ", ".join((f"{quantities} on {other.date}", other.place, *self._differences(event, other)))
        return (
            f"The reference '{event.reference}' is recorded already, as entry {other.number}: {told}. "
            f"To mend that entry, log it anew with --replaces {other.number}; "
            "for another one, give it a reference of its own."
        )

    def _exported(self, event: SheetEntry, number: int) -> EntryContent | None:
        """Return the entry of that number if it is of this type and tells the same: the sheet is of this ledger."""
        if contents.type_of(self.database, number) != self.kind.value:
            return None
        found = contents.read_content(self.database, number)
        same_time = (event.day.isoformat(), event.place.casefold()) == (found.date, found.place.casefold())
        return found if same_time and self._is_same(event, found) else None

    def _refuse_other_arrival(self, event: SheetEntry, found: EntryContent) -> None:
        if event.received_on is None or found.voided or self.kind is not EntryType.SHIP:
            return
        arrived = contents.arrived_on(self.database, found.number)
        day = event.received_on.isoformat()
        if arrived is None:
            raise Refused(
                f"It is recorded as shipment {found.number}, which has not arrived; "
                f"log that with 'tracker receive {found.number} --date {day}'.",
                "received_on",
            )
        if arrived != day:
            raise Refused(
                f"It is recorded as shipment {found.number}, which arrived on {arrived}, not on {day}; "
                "mend the sheet, or the receipt with --replaces.",
                "received_on",
            )


def content_key(
    kind: str, day: str, place: str, store: str, texts: tuple[str | None, str | None, str | None], lines: list[str]
) -> str:
    """Return what is told of something, in 32 characters.

    `texts` are its reference, carrier and note, `lines` the items with their quantities, in lower case and order.
    """
    reference, carrier, note = texts
    told = (kind, day, place.casefold(), store.casefold(), reference or "", carrier or "", note or "", *lines)
    return hashlib.sha256("\0".join(told).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _same_quantities(event: SheetEntry, other: EntryContent) -> bool:
    left = {run.casefold(): quantity for run, quantity in other.quantities.items()}
    for line in event.lines:
        if isinstance(line.what, RunCode) and left.pop(str(line.what).casefold(), None) != line.quantity:
            return False
    for line in event.lines:
        if not isinstance(line.what, RunCode):
            runs = [run for run in left if run.rpartition("/")[0] == str(line.what).casefold()]
            if not runs or sum(left.pop(run) for run in runs) != line.quantity:
                return False
    return not left
