"""All that is known of a ledger: its line of events, its places, what they asked for, which runs are recalled.

From it follow what is forbidden whatever an entry took (`faults`), and which copies an entry takes (`Looking`,
rule 6): the oldest runs of which a trial shows that they can be spared.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tests.ledger.replay import LAST, LOSS, READING, STORE, Event, Line, Move, Replay, item_of

Facts = tuple[tuple[str, bool], ...]
"""What was said of something, in the order of logging: from which day on, and whether it is so."""
Lines = tuple[tuple[str, int], ...]
"""What a clerk types as ITEM=QTY or RUN=QTY."""


@dataclass(frozen=True)
class Asked:
    """A request of a place."""

    number: int
    place: str
    day: str
    items: tuple[tuple[str, int], ...]
    cancelled: str | None = None


class Seminar(NamedTuple):
    """A seminar as it is known."""

    day: str
    people: int
    cents: int
    cancelled: bool = False


@dataclass
class World:
    """What was known at one moment. A command makes another world, and leaves this one as it was."""

    kinds: dict[str, str]
    countries: dict[str, str]
    calendar: tuple[str, ...]
    """The days on which something can happen."""
    line: Line = field(default_factory=Line)
    closings: dict[str, Facts] = field(default_factory=dict)
    recalls: dict[str, Facts] = field(default_factory=dict)
    requests: tuple[Asked, ...] = ()
    grants: tuple[int, ...] = ()
    """What was granted for printing, by the numbers of the grants; 0 for one that was withdrawn."""
    seminar: Seminar | None = None
    levels: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    """By place and item: the fewest and the most copies that it should hold."""
    cartons: dict[str, int] = field(default_factory=dict)
    """How many copies a carton of a run has."""
    entries: int = 0
    notes: dict[int, str] = field(default_factory=dict)
    """What was written about entries."""

    def copy(self) -> "World":
        """Return a world in which something can be tried."""
        return replace(
            self,
            kinds=dict(self.kinds),
            countries=dict(self.countries),
            line=self.line.copy(),
            closings=dict(self.closings),
            recalls=dict(self.recalls),
            notes=dict(self.notes),
            levels=dict(self.levels),
            cartons=dict(self.cartons),
        )

    def stores(self) -> list[str]:
        """Return the places that are stores."""
        return [place for place, kind in self.kinds.items() if kind == STORE]

    def replay(self, only: str | None = None) -> Replay:
        """Replay the standing events, or only what there is to know of one holder."""
        events = self.line.standing()
        if only is not None:
            events = [event for event in events if event.type == "print" or _touches(event, only)]
        return Replay(events, self.stores(), self.line.shares)

    def settle(self) -> None:
        """Keep how the totals of item counts are divided now: an entry after a count never divides it anew."""
        if not READING.division_is_kept:
            self.line.shares = {}
        self.line.shares = self.replay().shares

    def is_closed(self, place: str, day: str) -> bool:
        """Tell whether a place is closed on a day."""
        return _holds(self.closings.get(place, ()), day)

    def is_withdrawn(self, run: str, day: str) -> bool:
        """Tell whether a run is withdrawn on a day."""
        return _holds(self.recalls.get(run, ()), day)

    def shipped(self, asked: Asked, day: str) -> Counter[str]:
        """Return how many copies of each item were shipped for a request by the end of a day."""
        found = Counter[str]()
        for event in self.line.standing():
            if event.request == asked.number and event.day <= day:
                for run, _, _, quantity in event.moves:
                    found[item_of(run)] += quantity
        return found

    def still_wanted(self, asked: Asked, day: str) -> dict[str, int]:
        """Return how many copies of each item a request is still open for at the end of a day."""
        if asked.day > day or (asked.cancelled is not None and asked.cancelled <= day):
            return {}
        shipped = self.shipped(asked, day)
        return {item: quantity - shipped[item] for item, quantity in asked.items if quantity > shipped[item]}

    def wants(self, place: str, day: str) -> bool:
        """Tell whether a place has an open request at the end of a day."""
        return any(asked.place == place and self.still_wanted(asked, day) for asked in self.requests)

    def faults(self) -> list[str]:
        """Return what must not be: whatever leads to it is refused."""
        now = self.replay()
        found = [
            *now.short(),
            *(f"count {event.number} found copies of no run that was printed by then" for event in now.homeless),
            *(
                f"more of a shipment arrived by {day} than was lost"
                for day, ends in now.days.items()
                for (holder, _), copies in ends.items()
                if holder.startswith(f"{LOSS}/") and copies < 0
            ),
        ]
        for place in self.closings:
            if self.is_closed(place, LAST) and self.wants(place, LAST):
                found.append(f"{place} is closed and has an open request")
            for day in self.calendar:
                held = sum(abs(copies) for (holder, _), copies in now.at(day).items() if holder == place)
                if held and self.is_closed(place, day):
                    found.append(f"{place} holds copies on {day}, when it is closed")
        return found


def _holds(facts: Facts, day: str) -> bool:
    return max(((since, turn, so) for turn, (since, so) in enumerate(facts) if since <= day), default=(0, 0, False))[2]


def _touches(event: Event, holder: str) -> bool:
    return event.place == holder or any(holder in (move.source, move.to) for move in event.moves)


class Taken(NamedTuple):
    """What an entry takes of which runs: None where there are too few; undecided where the contract leaves it open."""

    runs: tuple[tuple[str, int], ...] | None
    decided: bool = True


@dataclass(frozen=True)
class Looking:
    """What looks for copies: where it stands in time, from which holder it takes, and what it makes of them."""

    world: World
    index: int
    holder: str
    make: Callable[[tuple[tuple[str, int], ...]], Event]
    day: str
    ships: bool = False

    def take(self, lines: Lines) -> Taken:
        """Return what is taken, the oldest runs first (rule 6).

        Just before a later count of an item its runs may be below zero, since its total is what counts; whether an
        entry may take so much that they are is left open.
        """
        boldly, carefully = self._take(lines, False), self._take(lines, True)
        return Taken(carefully, boldly == carefully)

    def spare(self, run: str, careful: bool = True) -> int:
        """Return how many copies of one run can be taken at most."""
        low, high = 0, max(0, self.world.replay(self.holder).at(self.day).get((self.holder, run), 0))
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._fits(((run, middle),), careful) else (low, middle - 1)
        return low

    def _take(self, lines: Lines, careful: bool) -> tuple[tuple[str, int], ...] | None:
        taken: tuple[tuple[str, int], ...] = ()
        for what, wanted in lines:
            for run in self.world.replay(self.holder).age:
                if what not in (run, item_of(run)) or (self.ships and self.world.is_withdrawn(run, self.day)):
                    continue
                quantity = 0
                while quantity < wanted and self._fits((*taken, (run, quantity + 1)), careful):
                    quantity += 1
                if quantity:
                    taken = (*taken, (run, quantity))
                    wanted -= quantity
            if wanted:
                return None
        return taken

    def _fits(self, runs: tuple[tuple[str, int], ...], careful: bool) -> bool:
        """Tell whether nothing is short at the holder if so many copies are taken of the last of the runs."""
        trial = self.world.copy()
        trial.line.events.insert(self.index, self.make(runs))
        after, run = trial.replay(self.holder), runs[-1][0]
        for event in trial.line.events[self.index :]:
            below = after.lowest.get((self.holder, run, event.number), 0) < 0
            if below and (careful or event.sets(run)):
                return False
            if event.sets(run) and event.place == self.holder and event.number not in trial.line.voided:
                break
        return not any(
            copies < 0 and holder == self.holder and item_of(each) == item_of(run)
            for day, ends in after.days.items()
            if day >= self.day
            for (holder, each), copies in ends.items()
        )


def moves_of(runs: tuple[tuple[str, int], ...], source: str, to: str) -> tuple[Move, ...]:
    """Return what is moved from one holder to another."""
    return tuple(Move(run, source, to, quantity) for run, quantity in runs)
