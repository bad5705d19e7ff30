"""The events in order of time, and the resulting balances: rules 1, 2 and 5 of DESIGN.md, from their words.

Nothing is stored here: the valid events are replayed, and a count sets what it covers. It shares no code with
`tracker`, and knows neither its tables nor its allocation; the runs that an entry took are given to it. A holder is a
place's code, or an outside place. Transit is separate for each shipment, as `transit/3`, and so are losses of a
receipt, as `loss/3`: the part before the slash is the place shown to people.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

PRINTER, PUBLIC, LOSS, TRANSIT = "printer", "public", "loss", "transit"
MAY_BE_NEGATIVE = (PRINTER, PUBLIC, LOSS)
STORE = "store"
LAST = "9999"

Ends = Mapping[tuple[str, str], int]
"""The copies of each run that each holder has."""
Shares = dict[str, int]
"""The division of a counted total into runs."""


class Move(NamedTuple):
    """A quantity of a run moved from one holder to another."""

    run: str
    source: str
    to: str
    quantity: int


@dataclass(frozen=True)
class Event:
    """An entry other than a void. A count moves nothing itself: the replay sets what it covers."""

    number: int
    type: str
    day: str
    place: str
    moves: tuple[Move, ...] = ()
    runs: Mapping[str, int] = field(default_factory=dict)
    """For a count: the runs counted separately."""
    items: Mapping[str, int] = field(default_factory=dict)
    """For a count: the items counted as a whole."""
    full: bool = False
    shipment: int | None = None
    """For a receipt: its shipment."""
    along: bool = False
    """For a receipt: whether it was recorded with its shipment."""
    closes: bool = False
    """For a receipt: whether it replaces one that closed its shipment."""
    request: int | None = None
    cost: int = 0
    """For a print or a shipment: its cost in cents."""

    def sets(self, run: str) -> bool:
        """Return whether it is a count of this run alone."""
        return self.type == "count" and (run in self.runs or (self.full and item_of(run) not in self.items))

    def covers(self, run: str) -> bool:
        """Return whether it is a count that covers a run."""
        return self.sets(run) or (self.type == "count" and item_of(run) in self.items)

    def names(self, run: str) -> bool:
        """Return whether it moves copies of the run, or counts it by name."""
        return run in self.runs or any(move.run == run for move in self.moves)


class Found(NamedTuple):
    """The result of a count for a run: the copies before it, and after."""

    event: Event
    run: str
    expected: int
    counted: int
    from_loss: int
    """Recorded as lost: How many copies of the difference it took from `loss`; below zero, how many it."""


def item_of(what: str) -> str:
    """Return the item of a run; an item is returned unchanged."""
    return "/".join(what.split("/")[:2])


def is_run(what: str) -> bool:
    """Return whether a code is that of a run, not an item."""
    return what.count("/") > 1


def outward(holder: str) -> str:
    """Return the place that people see."""
    return holder.partition("/")[0]


class Replay:
    """The result of the valid events of a line, one after another."""

    def __init__(self, events: list[Event], stores: Iterable[str]):
        self.events, self.stores = events, frozenset(stores)
        self.days: dict[str, Ends] = {}
        """The balances at the end of each day on which something happened."""
        self.found: list[Found] = []
        self.homeless: list[Event] = []
        """The counts that found copies of an item without runs printed by then."""
        self.overdrawn: list[Event] = []
        """The counts that found fewer copies of an item than later entries need at the ends of days."""
        self.before: dict[tuple[str, str, int], int] = {}
        """The copies of each run at a place just before each count there."""
        prints = [(event.day, event.number, event.moves[0].run) for event in events if event.type == "print"]
        self.age = [run for _, run in sorted((((day, int(run.rpartition("/")[2])), run) for day, _, run in prints))]
        self.printed = {run: day for day, _, run in prints}
        self.printed_at = {event.moves[0].run: at for at, event in enumerate(events) if event.type == "print"}
        """The index of the event that printed each run."""
        self.ends: dict[tuple[str, str], int] = defaultdict(int)
        for index, event in enumerate(events):
            self._happen(index, event)
            if index + 1 == len(events) or events[index + 1].day != event.day:
                self.days[event.day] = dict(self.ends)

    def at(self, day: str) -> Ends:
        """Return the balances at the end of a day."""
        return self.days[max(past)] if (past := [each for each in self.days if each <= day]) else {}

    def short(self) -> list[str]:
        """Return the places and shipments with negative copies at the end of a day (rule 2)."""
        return [
            f"{holder} has {copies} of {run} at the end of {day}"
            for day, ends in self.days.items()
            for (holder, run), copies in ends.items()
            if copies < 0 and outward(holder) not in MAY_BE_NEGATIVE
        ]

    def _happen(self, index: int, event: Event) -> None:
        for run, source, to, quantity in event.moves:
            self.ends[source, run] -= quantity
            self.ends[to, run] += quantity
        if event.type == "count":
            self.before |= {(event.place, run, event.number): self.ends[event.place, run] for run in self.age}
            for item, total in event.items.items():
                self._settle(event, self._divided(index, event, item, total), together=True)
            self._settle(event, self._alone(event), together=False)

    def _alone(self, event: Event) -> Shares:
        """Return the results of a count for single runs."""
        there = {run for (holder, run), copies in self.ends.items() if holder == event.place and copies}
        return {run: event.runs.get(run, 0) for run in {*there, *event.runs} if event.sets(run)}

    def _settle(self, event: Event, shares: Shares, *, together: bool) -> None:
        """Set the copies at a place to those counted; shifts between runs go through the losses."""
        outside = LOSS if event.place in self.stores else PUBLIC
        gone = {run: self.ends[event.place, run] - counted for run, counted in shares.items()}
        left = sum(gone.values()) if together else sum(map(abs, gone.values()))
        for run, counted in shares.items():
            missing = max(min(gone[run], left), 0)
            left -= missing
            from_loss = missing * (outside != LOSS) - gone[run]
            self.found.append(Found(event, run, self.ends[event.place, run], counted, from_loss))
            self.ends[event.place, run] = counted
            self.ends[outside, run] += missing
            self.ends[LOSS, run] += gone[run] - missing

    def _divided(self, index: int, event: Event, item: str, total: int) -> Shares:
        before = {run: self.ends[event.place, run] for run in self.age if item_of(run) == item}
        printed = [run for run in before if self.printed_at[run] < index]
        if total and not printed and not any(copies > 0 for copies in before.values()):
            self.homeless.append(event)
        needs = {run: self._needs(index, event, run) for run in printed}
        if total < sum(always for always, _ in needs.values()):
            self.overdrawn.append(event)
        return divide(total, before, needs)

    def _needs(self, index: int, count: Event, run: str) -> tuple[int, int]:
        """Return how many copies of a run later entries need at the end of a day, and then just before the next count.

        That is up to the next count that covers the run.
        """
        change = always = 0
        for event, following in pairwise([*self.events[index:], None]):
            assert event is not None
            if event is not count:
                if event.place == count.place and event.covers(run):
                    return always, max(always, -change)
                for move in event.moves:
                    if move.run == run:
                        change += move.quantity * ((move.to == count.place) - (move.source == count.place))
            if following is None or following.day != event.day:
                always = max(always, -change)
        return always, always

    def spare(self, index: int, holder: str, run: str, day: str) -> int:
        """Return how many copies of a run may leave a holder if the events from an index on come later (rule 6).

        That is the fewest at the end of that day or of a later one, up to the next count there that covers the run.
        """
        count = next((each for each in self.events[index:] if each.place == holder and each.covers(run)), None)
        days = [day, *(each for each in self.days if each > day)]
        fewest = [self.at(each).get((holder, run), 0) for each in days if count is None or each < count.day]
        if count is not None:
            fewest.append(self.before.get((holder, run, count.number), 0))
        return min(fewest)


def divide(total: int, before: Mapping[str, int], needs: Mapping[str, tuple[int, int]]) -> Shares:
    """Return which runs a counted total is of (rule 5): `before` are all of the item, `needs` those printed, by age."""
    shares = {run: needs.get(run, (0, 0))[0] for run in before}
    rest = total - sum(shares.values())
    for run, (always, then) in needs.items():
        shares[run] += (more := max(min(then - always, rest), 0))
        rest -= more
    idle = {run: max(copies, 0) - min(shares[run], max(copies, 0)) for run, copies in before.items()}
    there = [run for run, copies in before.items() if copies > 0] or list(needs)
    if there:
        idle[there[-1]] += max(rest - sum(idle.values()), 0)
    for run, copies in idle.items():
        leaving = max(min(copies, sum(idle.values()) - rest), 0)
        idle[run] -= leaving
    return {run: copies + idle[run] for run, copies in shares.items()}


@dataclass
class Line:
    """All entries except voids, including voided ones, in order of time."""

    events: list[Event] = field(default_factory=list)
    voided: dict[int, int] = field(default_factory=dict)
    """By entry: the void that undid it."""

    def copy(self) -> "Line":
        """Return a copy of the line for trials."""
        return replace(self, events=list(self.events), voided=dict(self.voided))

    def find(self, number: int | None) -> Event | None:
        """Return the entry with this number; None for a void or an unknown number."""
        return next((event for event in self.events if event.number == number), None)

    def standing(self) -> list[Event]:
        """Return the entries that are not voided, in order of time."""
        return [event for event in self.events if event.number not in self.voided]

    def index(self, day: str, before: int | None = None, instead: int | None = None) -> int:
        """Return the index of an entry: before another one, in place of one of its day, or at the end of its day."""
        for index, event in enumerate(self.events):
            if event.number == before:
                return index
            if before is None and event.number == instead and event.day == day:
                return index + 1
        return sum(event.day <= day for event in self.events)

    def taken_away(self, number: int) -> list[int]:
        """Return the entries that a void of an entry undoes, including a shipment's receipts."""
        return [event.number for event in self.standing() if number in (event.number, event.shipment)]

    def void(self, number: int, by: int) -> None:
        """Void an entry."""
        self.voided |= dict.fromkeys(self.taken_away(number), by)
