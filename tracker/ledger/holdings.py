"""How many copies of each run each place holds, day by day: as booked, and as a command changes it before it closes."""

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from tracker.deferred import NamedTuple
from tracker.ledger.daily_copies import DailyCopies
from tracker.model.dates import END_OF_TIME
from tracker.model.entries import LOSS, PRINTER, PUBLIC, TRANSIT, Move, Time
from tracker.store import balances, catalogue
from tracker.store.balances import Days
from tracker.store.connection import Database

# Which shipments are on their way to a place, asked for one day after the other.


_Change = tuple[int, str, int]
"""A shipment, a day, and how many copies of it more are in transit from that day on."""


class _Span(NamedTuple):
    """Days on which a shipment is on its way: from one day to the day before another."""

    since: str
    until: str
    shipment: int


class OnTheirWay:
    """The shipments to a place."""

    def __init__(self, changes: Iterable[_Change]) -> None:
        """Take the changes of shipments, those of each together and in order of time."""
        self._spans = [span for _, of_one in groupby(changes, itemgetter(0)) for span in _spans(of_one)]

    def on(self, day: str) -> list[int]:
        """Return the shipments that have copies in transit at the end of that day, by number."""
        return sorted(shipment for since, until, shipment in self._spans if since <= day < until)


def _spans(changes: Iterable[_Change]) -> Iterator[_Span]:
    """Yield the spans of one shipment."""
    copies, since = 0, ""
    for shipment, day, change in changes:
        before, copies = copies, copies + change
        if before <= 0 < copies:
            since = day
        elif copies <= 0 < before:
            yield _Span(since, day, shipment)
    if copies > 0:
        yield _Span(since, END_OF_TIME, shipment)


class Holding(NamedTuple):
    """The copies of a run at a place."""

    place: int
    run: int


Nets = dict[int, dict[int, int]]
"""The net copies that a count's difference took, by run: from the losses and from the public."""


class Holdings:
    """The holdings of all places, with the movements that are recorded but not booked, and those being decided."""

    def __init__(self, database: Database) -> None:
        """Start with what is booked."""
        self.database = database
        self.clear()

    def clear(self) -> None:
        """Forget all that is not booked: it was booked, or rolled back."""
        self._met: dict[Holding, DailyCopies] = {}
        self._unbooked: dict[Holding, dict[str, int]] = {}
        self._runs_at: dict[int, set[int]] = {}
        """The runs of the unbooked holdings, by place."""
        self._before: dict[Holding, dict[Time, int]] = {}
        """The copies before positions in time that were asked for, kept up to date."""
        self._counted: dict[int, bool] = {}
        """Whether places were ever counted, of those that were asked for."""
        self._kept: list[Move] = []
        self._booked: dict[int, Nets] = {}
        """What counts have booked that were asked for, without what is being decided."""
        self._on_their_way: dict[int, OnTheirWay] = {}
        self._decided()

    def _decided(self) -> None:
        """Let nothing be decided any more that is not in the database yet."""
        self.pending: list[Move] = []
        """The movements of the entries that are being decided, which are not in the database yet."""
        self.pending_prints: list[Move] = []
        """Those of them that come from the printer, or go back there."""
        self._differences: dict[int, list[Move]] = {}

    def add(self, moves: list[Move]) -> None:
        """Add movements that are being decided."""
        for move in moves:
            for holding, change in _ends(move):
                self._change(holding, move.time, change)
            if PRINTER in (move.source, move.destination):
                self.pending_prints.append(move)
            if move.count is not None:
                self._differences.setdefault(move.count, []).append(move)
        self.pending += moves

    def keep(self) -> None:
        """Note that the movements that were being decided are recorded now."""
        self._heed_parcels(self.pending)
        self._kept += self.pending
        for count, moves in self._differences.items():
            if count in self._booked:
                _add(self._booked[count], moves)
        self._decided()

    def _heed_parcels(self, moves: Iterable[Move]) -> None:
        """Forget which shipments are on their way when movements changed that."""
        if any(TRANSIT in (move.source, move.destination) for move in moves):
            self._on_their_way.clear()

    def discard(self) -> None:
        """Take back the movements that were being decided."""
        for move in self.pending:
            self._take_back(move)
        self._decided()

    def booked(self, count: int, runs: Collection[int] | None = None) -> Nets:
        """Return by run the net copies that a count's difference took from the losses and from the public.

        Of some runs only, if they are given. It is read once, and kept up to date: a sheet may change one count by
        each of very many rows.
        """
        if count not in self._booked:
            self._booked[count] = balances.booked(self.database, count)
        recorded = self._booked[count]
        nets = {
            run: recorded[run].copy() for run in sorted(recorded.keys() if runs is None else recorded.keys() & runs)
        }
        _add(nets, (move for move in self._differences.get(count, ()) if runs is None or move.run in runs))
        return nets

    def in_transit_to(self, place: int, day: str) -> list[int]:
        """Return the recorded shipments that have copies in transit to the place at the end of that day.

        What was on its way there is read once: a sheet may have very many counts of one place.
        """
        if place not in self._on_their_way:
            from tracker.store import requests

            self._on_their_way[place] = OnTheirWay(requests.transit_changes_to(self.database, place))
        return self._on_their_way[place].on(day)

    @property
    def kept(self) -> int:
        """How many movements are recorded but not booked."""
        return len(self._kept)

    def go_back(self, kept: int) -> None:
        """Take back all but the first `kept` of the recorded movements."""
        self.discard()
        for move in self._kept[kept:]:
            self._take_back(move)
            self._booked.pop(move.count or 0, None)
        self._heed_parcels(self._kept[kept:])
        del self._kept[kept:]

    def days(self, place: int, run: int, day: str, until: str = END_OF_TIME) -> Days:
        """Return how many copies of a run a place holds at the end of `day`, and of each later day that changed it.

        Those from `until` on are left out.
        """
        return self._since(Holding(place, run), day).since(day, until)

    def whole(self, place: int, run: int) -> DailyCopies:
        """Return the copies of a run at a place on all days, kept up to date, to which changes may be added for good.

        Such a change is one whose movement is recorded but not booked, at a place that is never asked what it held
        before. It takes less memory than a movement.
        """
        return self._since(Holding(place, run), "")

    def arrived(self, place: int, run: int) -> None:
        """Note that copies came to a place by a change that was added to its `whole`, so that it is asked for them."""
        self._unbooked.setdefault(Holding(place, run), {})
        self._runs_at.setdefault(place, set()).add(run)

    def before(self, place: int, run: int, time: Time) -> int:
        """Return how many copies of a run a place holds just before a position in time."""
        holding = Holding(place, run)
        asked = self._before.setdefault(holding, {})
        if time not in asked:
            earlier = sum(change for date, change in self._unbooked.get(holding, {}).items() if date < time.date)
            pending = sum(
                change
                for move in self.pending
                for end, change in _ends(move)
                if end == holding and move.time.date == time.date and move.time < time
            )
            asked[time] = balances.held_before(self.database, place, run, time) + earlier + pending
        return asked[time]

    def is_counted(self, place: int) -> bool:
        """Return whether a place, none outside, was ever counted."""
        if place not in self._counted:
            self._counted[place] = place > TRANSIT and balances.is_counted(self.database, place)
        return self._counted[place]

    def count(self, place: int) -> None:
        """Note that a place is being counted."""
        self._counted[place] = True

    def runs_at(self, place: int) -> set[int]:
        """Return the runs of which a place has ever held copies."""
        return self._runs_at.get(place, set()).union(balances.runs_at(self.database, place))

    def runs_of_item(self, place: int, item: str) -> set[int]:
        """Return the runs of an item of which a place has ever held copies."""
        unbooked = self._runs_at.get(place, set())
        of_item = unbooked.intersection(catalogue.run_ids_of(self.database, item)) if unbooked else unbooked
        return of_item.union(balances.runs_of_item_at(self.database, place, item))

    def _since(self, holding: Holding, day: str) -> DailyCopies:
        """Return what is known of a holding, from that day on or an earlier one."""
        known = self._met.get(holding)
        if known is None or day < known.first:
            known = self._met[holding] = DailyCopies(balances.held_days(self.database, *holding, day))
            for date, change in sorted(self._unbooked.get(holding, {}).items()):
                known.add(date, change)
        return known

    def _take_back(self, move: Move) -> None:
        for holding, change in _ends(move):
            self._change(holding, move.time, -change)

    def _change(self, holding: Holding, time: Time, change: int) -> None:
        if holding not in self._unbooked:
            self._runs_at.setdefault(holding.place, set()).add(holding.run)
        days = self._unbooked.setdefault(holding, {})
        days[time.date] = days.get(time.date, 0) + change
        if holding in self._met:
            self._met[holding].add(time.date, change)
        for asked in self._before.get(holding, ()):
            if time < asked:
                self._before[holding][asked] += change


def _add(nets: Nets, moves: Iterable[Move]) -> None:
    """Add movements that book a count's difference."""
    for move in moves:
        net = nets.setdefault(move.run, {LOSS: 0, PUBLIC: 0})
        if move.source in net:
            net[move.source] += move.quantity
        else:
            net[move.destination] -= move.quantity


def _ends(move: Move) -> list[tuple[Holding, int]]:
    """Return what a movement changes at places, those outside aside."""
    ends = []
    if move.source > TRANSIT:
        ends.append((Holding(move.source, move.run), -move.quantity))
    if move.destination > TRANSIT:
        ends.append((Holding(move.destination, move.run), move.quantity))
    return ends
