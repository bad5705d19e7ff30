"""The ledger as it will be: the database, and the plans of the current command so far.

Counts are checkpoints. A change before a count does not change the quantity counted, only the count's difference, and
`adjust_counts` returns the movements that adjust it. A change after a count of an item may change the needs of its
runs, and so the division of the count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import Enum

from tracker.deferred import NamedTuple
from tracker.ledger.holdings import Holding, Holdings
from tracker.ledger.recounting import Adjusted, Changed, HoldingChange, NewCount, Recounting
from tracker.model.catalogue import Run
from tracker.model.entries import LOSS, PRINTER, TRANSIT, Move, Time
from tracker.store import balances, catalogue, entries
from tracker.store.balances import DayQuantity, Days, StandingCount, running
from tracker.store.connection import Database


class Shortage(NamedTuple):
    """Missing copies: at a place or, if the place is None, in a shipment."""

    place: int | None
    shipment: int | None
    run: int
    date: str
    missing: int
    outside: int = TRANSIT
    """For a shipment: TRANSIT if too few copies are in transit, LOSS if too few are recorded as lost."""


class State:
    """The state of the database with all pending entries recorded and those in `voided` removed."""

    def __init__(self, database: Database, holdings: Holdings) -> None:
        self.database, self.holdings = database, holdings
        self.voided: set[int] = set()
        """The entries being voided; for a shipment, including all its receipts."""
        self._uncounted: list[tuple[int, str, Time]] = []
        """The places, items and positions in time of counts being voided."""

    def runs_of(self, item: str) -> list[Run]:
        """Return the valid print runs of an item, oldest first, including those being printed."""
        runs = {run.id: run for run in catalogue.runs_of(self.database, item)}
        for move in self.holdings.pending_prints:
            if move.destination == PRINTER:
                runs.pop(move.run, None)
            if move.source == PRINTER and catalogue.item_of(self.database, move.run) == item:
                runs[move.run] = catalogue.new_run(self.database, move.run, move.time)
        return sorted(runs.values(), key=lambda run: run.sort_key)

    def counts_of(self, place: int, item: str, time: Time) -> list[StandingCount]:
        """Return the valid counts at a place that cover an item, after a position in time."""
        found = balances.counts_of(self.database, place, item, time) if self.holdings.is_counted(place) else []
        return [count for count in found if count.number not in self.voided]

    def last_holding(self, place: int, day: str) -> DayQuantity | None:
        """Return the last date, from `day` on, on which a place still has copies, with their number; or None."""
        changes: dict[str, int] = {}
        for run in self.holdings.runs_at(place):
            before = 0
            for when, copies in self.holdings.days(place, run, day):
                changes[when] = changes.get(when, 0) + copies - before
                before = copies
        days = running(changes.items(), day)
        return next((held for held in reversed(days) if held.copies), None)

    def spare(self, place: int, run: Run, time: Time, counts: Sequence[StandingCount] | None = None) -> DayQuantity:
        """Return the copies of a run that may leave a place at that time; `counts` are its item's, if at hand.

        That is the minimum at the end of that day and of every later one, up to the next count that covers the run
        there, and just before that count.
        """
        days = self.holdings.days(place, run.id, time.date)
        counts = self.counts_of(place, run.item, time) if counts is None else counts
        following = next((count for count in counts if count.covers(run.id)), None)
        if following is not None:
            days = [day for day in days if day.date < following.time.date]
            days.append(DayQuantity(following.time.date, self.holdings.before(place, run.id, following.time)))
        return _minimum(days)

    def outstanding(self, shipment: int, run: int, day: str, holder: int = TRANSIT) -> DayQuantity:
        """Return the minimum copies of a run that a shipment has in transit (or recorded as LOSS) on `day` or later."""
        moves = [move for move in self.holdings.pending if move.shipment == shipment and move.run == run]
        return _minimum(self._shipment_days(shipment, run, holder, day, moves))

    def _shipment_days(self, shipment: int, run: int, holder: int, day: str, pending: Iterable[Move]) -> Days:
        """Return the copies of a shipment in transit or lost, with the pending movements among them."""
        changes = (
            (move.time.date, move.quantity * ((move.destination == holder) - (move.source == holder)))
            for move in pending
        )
        return running([*balances.shipment_changes(self.database, shipment, run, holder), *changes], day)

    def adjust_counts(
        self, moves: Sequence[Move], counted: Sequence[NewCount] = (), earlier: Earlier | None = None
    ) -> Adjusted:
        """Add the movements of entries to the state, and return those that adjust counts' differences.

        `counted` are new counts. Voided counts must have been reversed before. Raises Refused if a count of an item
        finds fewer copies than later entries need.
        """
        self.holdings.add(list(moves))
        result = Adjusted([], [])
        for (place, item), changed in self._touched(moves, counted, earlier or Earlier.BROUGHT).items():
            counts = self._counts_concerned(place, item, changed)
            if counts:
                adjusted = self.recounting(place, item, counts).adjust(changed)
                self.holdings.add(adjusted.moves)
                result.moves.extend(adjusted.moves)
                result.adjustments.extend(adjusted.adjustments)
        new = {count.number for count in counted}
        result.moves.sort(key=lambda move: move.count not in new)  # an entry's own differences come first
        return result

    def _counts_concerned(self, place: int, item: str, changed: Changed) -> list[StandingCount]:
        """Return the counts that changes may affect: later ones, and the item's last one before them."""
        runs = catalogue.run_ids_of(self.database, item) if changed.counted else ()
        new = [count.of_item(item, runs) for count in changed.counted]
        times = [*(change.time for change in changed.holdings), *changed.needs, *(count.time for count in new)]
        since = min(times)
        if changed.needs and min(changed.needs) == since:
            since = self._last_whole_count(place, item, since)
        return sorted([*new, *self.counts_of(place, item, since)], key=lambda count: count.time)

    def _last_whole_count(self, place: int, item: str, time: Time) -> Time:
        """Return a position just before the item's last count before `time`, or `time` itself without one."""
        while found := balances.last_whole_count(self.database, place, item, time):
            time = found.time
            if found.number not in self.voided:
                return time._replace(position=time.position - 1)
        return time

    def shortage(self) -> Shortage | None:
        """Return the earliest shortage caused by the pending movements, or None."""
        found: list[Shortage] = []
        since: dict[Holding, str] = {}
        parcels: dict[tuple[int, int], list[Move]] = {}
        for move in self.holdings.pending:
            for place in (move.source, move.destination):
                if place > TRANSIT:
                    holding = Holding(place, move.run)
                    since[holding] = min(since.get(holding, move.time.date), move.time.date)
            if move.shipment is not None and move.shipment not in self.voided:  # no copies of it are left anywhere
                parcels.setdefault((move.shipment, move.run), []).append(move)
        for (place, run), start in since.items():
            found += _shortages(self.holdings.days(place, run, start), place, None, run)
        for (shipment, run), moves in parcels.items():
            start = min(move.time.date for move in moves)
            is_lost = any(LOSS in (move.source, move.destination) for move in moves)
            for holder in (TRANSIT, LOSS) if is_lost else (TRANSIT,):
                days = self._shipment_days(shipment, run, holder, start, moves)
                found += _shortages(days, None, shipment, run, holder)
        return min(found, key=lambda shortage: shortage.date, default=None)

    def _touched(
        self, moves: Iterable[Move], counted: Sequence[NewCount], earlier: Earlier
    ) -> dict[tuple[int, str], Changed]:
        """Return the changes that affect counts of an item at a place, for counted places and items.

        A print, or its void, affects all later counts of the item as a whole, anywhere.
        """
        for count in counted:
            self.holdings.count(count.place)
        touched: dict[tuple[int, str], Changed] = defaultdict(Changed)
        for move in moves:
            for place, change in ((move.source, -move.quantity), (move.destination, move.quantity)):
                if place <= TRANSIT:
                    continue
                if self.holdings.is_counted(place):
                    changed = touched[place, catalogue.item_of(self.database, move.run)]
                    changed.holdings.append(HoldingChange(move.time, move.run, change))
                    if earlier is Earlier.ALL or (earlier is Earlier.BROUGHT and change > 0):
                        changed.needs.append(move.time)
            if PRINTER in (move.source, move.destination):
                item = catalogue.item_of(self.database, move.run)
                for place in balances.places_counted(self.database, item, move.time):
                    touched[place, item].needs.append(move.time)
                    touched[place, item].printed = True
        for count in counted:
            runs = {*count.counting.runs, *(self.holdings.runs_at(count.place) if count.counting.full else ())}
            for item in sorted({*count.counting.items, *(catalogue.item_of(self.database, run) for run in runs)}):
                touched[count.place, item].counted.append(count)
                touched[count.place, item].needs.append(count.time)
        if earlier is not Earlier.NONE:
            for place, item, time in self._uncounted:
                touched[place, item].needs.append(time)
        return touched

    def recounting(self, place: int, item: str, counts: Sequence[StandingCount]) -> Recounting:
        """Return the recounting of an item's counts at a place, which start at some position in time."""
        runs = set(catalogue.run_ids_of(self.database, item))
        booked = {count.number: self.holdings.difference_by_run(count.number, runs) for count in counts}
        is_store = catalogue.place_by_id(self.database, place).is_store
        return Recounting(self.holdings, place, is_store, item, self.runs_of(item), counts, booked)

    def reverse_count(self, number: int) -> list[Move]:
        """Return the movements that reverse the whole difference of a count being voided."""
        self.voided.add(number)
        place, time = entries.place_of(self.database, number), entries.time_of(self.database, number)
        self._uncounted += [(place, item, time) for item in balances.items_counted(self.database, number)]
        reversals = []
        for run, net in self.holdings.difference_by_run(number).items():
            for end, taken in net.items():
                if taken:
                    source, destination = (place, end) if taken > 0 else (end, place)
                    reversals.append(Move(run, source, destination, abs(taken), time, count=number))
        return reversals

    def discard(self) -> None:
        """Discard the planned changes."""
        self.holdings.discard()
        self.voided.clear()
        self._uncounted.clear()


class Earlier(Enum):
    """The movements that may divide earlier counts again."""

    NONE = "none"
    """None: copies of the replaced entry stay available for its replacement."""
    BROUGHT = "brought"
    """Movements that bring copies: those taken by new entries leave the division unchanged."""
    ALL = "all"
    """All: entries are voided, or recorded again."""


def _minimum(days: Days) -> DayQuantity:
    return min(days, key=lambda day: (day.copies, day.date))


def _shortages(days: Days, place: int | None, shipment: int | None, run: int, outside: int = TRANSIT) -> list[Shortage]:
    return [Shortage(place, shipment, run, date, -copies, outside) for date, copies in days if copies < 0][:1]
