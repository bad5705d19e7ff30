"""All entries, counts and voids included, in plain Python: they are replayed in order of time, and no more.

It knows what was natural in each entry (what a parcel, a return, a handout moved), and what each count
found; a count sets the quantities it covers, and that is all there is to rule 5. Where `tracker` books
differences anew, this has nothing to book.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

Ends = dict[tuple[str, str], int]
"""What each holder has of each run. Transit is kept apart by shipment: `transit/3`."""

LAST = "9999"


@dataclass
class Happened:
    """One entry. `moves` are (run, source, destination, quantity)."""

    number: int
    type: str
    day: str
    place: str
    moves: list[tuple[str, str, str, int]] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)
    items: frozenset[str] = frozenset()
    full: bool = False
    shipment: int | None = None
    voided: bool = False

    def covers(self, run: str) -> bool:
        """Tell whether the count says how many copies of a run there are."""
        return self.full or run in self.counted or item_of(run) in self.items

    def names(self, run: str) -> bool:
        """Tell whether the entry moves or counts copies of a run."""
        return run in self.counted or any(move[0] == run for move in self.moves)


def item_of(run: str) -> str:
    """Return the item of a run."""
    return run.rpartition("/")[0]


@dataclass
class Line:
    """All entries but voids, voided ones too, in order of time."""

    stores: frozenset[str]
    events: list[Happened] = field(default_factory=list)

    def copy(self) -> "Line":
        """Return a line on which something can be tried."""
        return Line(self.stores, [Happened(**vars(event)) for event in self.events])

    def find(self, number: int) -> Happened | None:
        """Return the entry of that number, None when it is a void or not there."""
        return next((event for event in self.events if event.number == number), None)

    def index(self, day: str, before: int | None = None, instead: int | None = None) -> int:
        """Return where an entry comes: before another, in place of one of the same day, or at its day's end."""
        for index, event in enumerate(self.events):
            if event.number == before:
                return index
            if before is None and event.number == instead and event.day == day:
                return index + 1
        return sum(event.day <= day for event in self.events)

    def void(self, number: int) -> None:
        """Undo an entry, a shipment's receipts with it."""
        for event in self.events:
            event.voided = event.voided or number in (event.number, event.shipment)

    def standing(self) -> list[Happened]:
        """Return the entries that are not voided, in order of time."""
        return [event for event in self.events if not event.voided]

    def days(self) -> dict[str, Ends]:
        """Return what is where at the end of each day on which something happened."""
        ends: Ends = defaultdict(int)
        days: dict[str, Ends] = {}
        for event in self.standing():
            self._happen(event, ends)
            days[event.day] = dict(ends)
        return days

    def differences(self) -> Iterator[tuple[str, str, int]]:
        """Yield how many copies each standing count found beyond what was there: place, run, and fewer as negative."""
        ends: Ends = defaultdict(int)
        for event in self.standing():
            for run, surplus in self._surpluses(event, ends):
                yield event.place, run, surplus
            self._happen(event, ends)

    def at(self, day: str) -> Ends:
        """Return what is where at the end of a day."""
        days = self.days()
        known = [each for each in days if each <= day]
        return days[max(known)] if known else {}

    def short(self) -> bool:
        """Tell whether a place or a shipment has less than nothing at the end of any day (rule 2)."""
        return any(
            copies < 0 and holder not in ("printer", "public", "loss")
            for ends in self.days().values()
            for (holder, _), copies in ends.items()
        )

    def spare(self, holder: str, run: str, day: str, index: int) -> int:
        """Return how many copies may leave a holder (rule 6), for an entry of that day put at that index."""
        ends: Ends = defaultdict(int)
        for place, event in enumerate(self.events):
            if event.voided:
                continue
            if place >= index and event.type == "count" and event.place == holder and event.covers(run):
                return min([*self._whole_days(holder, run, day, event), ends[holder, run]])
            self._happen(event, ends)
        return min(self._whole_days(holder, run, day, None))

    def held(self, holder: str, run: str, day: str) -> int:
        """Return what a holder has of a run at the end of a day."""
        return self.at(day).get((holder, run), 0)

    def _whole_days(self, holder: str, run: str, day: str, count: Happened | None) -> list[int]:
        """Return what is there at the end of that day and of each later one before the count's."""
        until = LAST if count is None else count.day
        later = [ends.get((holder, run), 0) for end, ends in self.days().items() if day < end < until]
        return [self.held(holder, run, day), *later] if day < until else later

    def _happen(self, event: Happened, ends: Ends) -> None:
        for run, source, destination, quantity in event.moves:
            ends[source, run] -= quantity
            ends[destination, run] += quantity
        for run, surplus in self._surpluses(event, ends):
            outside = "loss" if surplus > 0 or event.place in self.stores else "public"
            ends[event.place, run] += surplus
            ends[outside, run] -= surplus

    def _surpluses(self, event: Happened, ends: Ends) -> list[tuple[str, int]]:
        """Return what a count found of each run beyond what is there; nothing for another entry."""
        if event.type != "count":
            return []
        there = {run for (holder, run), copies in ends.items() if holder == event.place and copies}
        covered = {run for run in there if event.covers(run)} | set(event.counted)
        return [(run, event.counted.get(run, 0) - ends[event.place, run]) for run in covered]


def totals(ends: Ends, run: str, stores: Iterable[str]) -> tuple[int, int, int, int, int, int]:
    """Return a run's printed, on hand, in transit, at places, handed out and lost."""
    known = set(stores)
    sums: dict[str, int] = defaultdict(int)
    for (holder, of), copies in ends.items():
        if of == run:
            seen = holder.partition("/")[0]
            group = "hand" if seen in known else seen if seen in ("printer", "transit", "public", "loss") else "places"
            sums[group] += copies
    return -sums["printer"], sums["hand"], sums["transit"], sums["places"], sums["public"], sums["loss"]
