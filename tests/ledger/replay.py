"""What happened, in order of time, and what is where because of it: rules 1, 2 and 5 of DESIGN.md, from their words.

Nothing is booked here: the standing events are replayed, a count setting what it covers. It shares no
line with `tracker`, and knows neither its tables nor how it looks for copies to take; what an entry took of
which run is told to it. Where the words leave a choice, `READING` says which one is taken.

A holder is a place's code, or one outside. Transit is kept apart for each shipment, as `transit/3`, and so is
what a receipt booked as lost on the way, as `loss/3`: what stands before the slash is the place that people see.
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
"""What each holder has of each run."""
Basis = tuple[tuple[tuple[str, int], ...], tuple[str, ...]]
"""What a count of an item finds before it: the copies of each run, and the runs printed by then."""
Shares = dict[str, int]
"""How many copies of a counted total are of which run."""


class Reading(NamedTuple):
    """How the contract is read where its words leave a choice."""

    filled_is_there: bool = False
    """Whether a run that a surplus filled for later entries is "there" when the rest looks for the newest run there."""
    division_is_kept: bool = True
    """Whether the total of an item count stays divided as it is until what was there before the count changes, or a run
    printed by then turns up or goes; else it follows at any time from what stands then, later entries included."""


READING = Reading()


class Move(NamedTuple):
    """So many copies of a run, from one holder to another."""

    run: str
    source: str
    to: str
    quantity: int


@dataclass(frozen=True)
class Event:
    """An entry other than a void. A count moves nothing of itself: the replay sets what it covers."""

    number: int
    type: str
    day: str
    place: str
    moves: tuple[Move, ...] = ()
    runs: Mapping[str, int] = field(default_factory=dict)
    """Of a count: the runs that were counted by themselves."""
    items: Mapping[str, int] = field(default_factory=dict)
    """Of a count: the items that were counted as a whole."""
    full: bool = False
    shipment: int | None = None
    """Of a receipt: what it is a receipt of."""
    along: bool = False
    """Of a receipt: whether it was recorded with its shipment."""
    request: int | None = None
    cost: int = 0
    """Of a print, or of a shipment: cents."""

    def sets(self, run: str) -> bool:
        """Tell whether it is a count that says by itself how many copies of a run there are."""
        return self.type == "count" and (run in self.runs or (self.full and item_of(run) not in self.items))

    def names(self, run: str) -> bool:
        """Tell whether it moves copies of the run, or counts it by its name."""
        return run in self.runs or any(move.run == run for move in self.moves)


class Found(NamedTuple):
    """What a count says of a run: copies there before it, and after."""

    event: Event
    run: str
    expected: int
    counted: int
    from_loss: int
    """How many copies of the difference it took from `loss`; below zero, how many it booked as lost."""


def item_of(what: str) -> str:
    """Return the item of a run, or an item as it is."""
    return "/".join(what.split("/")[:2])


def is_run(what: str) -> bool:
    """Tell a run from an item."""
    return what.count("/") > 1


def outward(holder: str) -> str:
    """Return the place that people see."""
    return holder.partition("/")[0]


class Replay:
    """What the standing events of a line make, one after the other."""

    def __init__(
        self, events: list[Event], stores: Iterable[str], shares: Mapping[tuple[int, str], tuple[Basis, Shares]]
    ):
        self.events, self.stores, self.decided = events, frozenset(stores), shares
        self.days: dict[str, Ends] = {}
        """The balances at the end of each day on which something happened."""
        self.found: list[Found] = []
        self.shares: dict[tuple[int, str], tuple[Basis, Shares]] = {}
        """How the total of each item count is divided now, and on what basis."""
        self.homeless: list[Event] = []
        """The counts that found copies of an item none of whose runs was printed by then."""
        self.lowest: dict[tuple[str, str, int], int] = {}
        """What a place had of each run just before each count there that covers it."""
        prints = [(event.day, event.number, event.moves[0].run) for event in events if event.type == "print"]
        self.age = [run for _, run in sorted((((day, int(run.rpartition("/")[2])), run) for day, _, run in prints))]
        self.printed = {run: day for day, _, run in prints}
        self.printed_at = {event.moves[0].run: at for at, event in enumerate(events) if event.type == "print"}
        """At which of the events each run was printed."""
        self.ends: dict[tuple[str, str], int] = defaultdict(int)
        for index, event in enumerate(events):
            self._happen(index, event)
            if index + 1 == len(events) or events[index + 1].day != event.day:
                self.days[event.day] = dict(self.ends)

    def at(self, day: str) -> Ends:
        """Return what is where at the end of a day."""
        return self.days[max(past)] if (past := [each for each in self.days if each <= day]) else {}

    def short(self) -> list[str]:
        """Return where a place or a shipment has less than nothing at the end of a day (rule 2)."""
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
            for run, counted in self._says(index, event).items():
                expected = self.ends[event.place, run]
                self.lowest[event.place, run, event.number] = expected
                outside = LOSS if counted > expected or event.place in self.stores else PUBLIC
                self.found.append(Found(event, run, expected, counted, (counted - expected) * (outside == LOSS)))
                self.ends[event.place, run] = counted
                self.ends[outside, run] += expected - counted

    def _says(self, index: int, event: Event) -> Shares:
        says = dict(event.runs)
        if event.full:
            there = [run for (holder, run), copies in self.ends.items() if holder == event.place and copies]
            says |= {run: 0 for run in there if event.sets(run) and run not in says}
        for item, total in event.items.items():
            says |= self._divided(index, event, item, total)
        return says

    def _divided(self, index: int, event: Event, item: str, total: int) -> Shares:
        runs = [run for run in self.age if item_of(run) == item]
        before = {run: copies for run in runs if (copies := self.ends[event.place, run])}
        printed = [run for run in runs if self.printed_at[run] < index]
        basis = tuple(sorted(before.items())), tuple(printed)
        decided = self.decided.get((event.number, item))
        if decided is not None and decided[0] == basis:
            shares = decided[1]
        else:
            needed = {run: self._needed(index, event, run) for run in runs}
            shares = divide(total, before, needed, runs, printed)
        self.shares[event.number, item] = basis, shares
        if sum(shares.values()) != total:
            self.homeless.append(event)
        return shares

    def _needed(self, index: int, count: Event, run: str) -> int:
        """Return how many copies of a run must be left by a count for what happens later at its place."""
        change = needed = 0
        following: Event | None
        for event, following in pairwise([*self.events[index + 1 :], None]):
            if event is None or (event.place == count.place and event.sets(run)):
                return max(needed, -change)
            for move in event.moves:
                if move.run == run:
                    change += move.quantity * ((move.to == count.place) - (move.source == count.place))
            if following is None or following.day != event.day:
                needed = max(needed, -change)
        return needed


def divide(
    total: int, before: Mapping[str, int], needed: Mapping[str, int], runs: list[str], printed: list[str]
) -> Shares:
    """Return which runs a counted total is of (rule 5): `runs` are all of the item, oldest first."""
    shares = {run: max(before.get(run, 0), 0) for run in runs}
    there = [run for run in runs if shares[run]]
    gone, extra = max(sum(shares.values()) - total, 0), max(total - sum(shares.values()), 0)
    for keep in (needed, {}):  # a second time, for what later entries do not allow: they will be short
        for run in runs:
            leaving = min(gone, max(shares[run] - keep.get(run, 0), 0))
            shares[run] -= leaving
            gone -= leaving
    for run in printed:
        joining = min(extra, max(needed.get(run, 0) - shares[run], 0))
        shares[run] += joining
        extra -= joining
    if READING.filled_is_there:
        there = [run for run in runs if shares[run]]
    if extra and (there or printed):
        shares[(there or printed)[-1]] += extra
    return shares


@dataclass
class Line:
    """All entries but voids, voided ones too, in order of time."""

    events: list[Event] = field(default_factory=list)
    voided: dict[int, int] = field(default_factory=dict)
    """By entry: the void that took it away."""
    shares: dict[tuple[int, str], tuple[Basis, Shares]] = field(default_factory=dict)
    """How the totals of item counts were divided when last something before them changed."""

    def copy(self) -> "Line":
        """Return a line on which something can be tried."""
        return replace(self, events=list(self.events), voided=dict(self.voided))

    def find(self, number: int | None) -> Event | None:
        """Return the entry of that number, None when it is a void or not there."""
        return next((event for event in self.events if event.number == number), None)

    def standing(self) -> list[Event]:
        """Return the entries that are not voided, in order of time."""
        return [event for event in self.events if event.number not in self.voided]

    def index(self, day: str, before: int | None = None, instead: int | None = None) -> int:
        """Return where an entry comes: before another, in place of one of the same day, or at its day's end."""
        for index, event in enumerate(self.events):
            if event.number == before:
                return index
            if before is None and event.number == instead and event.day == day:
                return index + 1
        return sum(event.day <= day for event in self.events)

    def taken_away(self, number: int) -> list[int]:
        """Return what a void of an entry takes away: a shipment's receipts with it."""
        return [event.number for event in self.standing() if number in (event.number, event.shipment)]

    def void(self, number: int, by: int) -> None:
        """Undo an entry."""
        self.voided |= dict.fromkeys(self.taken_away(number), by)
