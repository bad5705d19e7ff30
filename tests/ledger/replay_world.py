"""Everything known about a ledger: its line of events, its places, their requests, withdrawn runs.

From it follow what is forbidden whatever an entry took (`faults`), and the copies an entry takes (`Looking`, rule 6):
the oldest runs that a trial shows can be spared.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tests.ledger.replay import LAST, LOSS, STORE, Event, Line, Move, Replay, item_of

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
    """The knowledge at one moment. A command makes a new world, and leaves this one unchanged."""

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
        """Return a copy of the world for trials."""
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
        return Replay(events, self.stores())

    def is_closed(self, place: str, day: str) -> bool:
        """Return whether a place is closed on a day."""
        return _holds(self.closings.get(place, ()), day)

    def is_withdrawn(self, run: str, day: str) -> bool:
        """Return whether a run is withdrawn on a day."""
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
        """Return whether a place has an open request at the end of a day."""
        return any(asked.place == place and self.still_wanted(asked, day) for asked in self.requests)

    def faults(self) -> list[str]:
        """Return the violations: whatever leads to one is refused."""
        now = self.replay()
        found = [
            *now.short(),
            *(f"count {event.number} found copies of no run that was printed by then" for event in now.homeless),
            *(f"count {event.number} found less than later entries need" for event in now.overdrawn),
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


@dataclass(frozen=True)
class Looking:
    """A search for copies: its position in time, and the holder it takes from."""

    world: World
    index: int
    holder: str
    day: str
    ships: bool = False

    def take(self, lines: Lines) -> tuple[tuple[str, int], ...] | None:
        """Return the copies taken, oldest runs first (rule 6); None if there are too few."""
        taken: dict[str, int] = {}
        for what, wanted in lines:
            for run in self.world.replay().age:
                if what not in (run, item_of(run)) or (self.ships and self.world.is_withdrawn(run, self.day)):
                    continue
                if quantity := min(wanted, self.spare(run) - taken.get(run, 0)):
                    taken[run] = taken.get(run, 0) + quantity
                    wanted -= quantity
            if wanted:
                return None
        return tuple(taken.items())

    def spare(self, run: str) -> int:
        """Return the maximum number of copies of a run that can be taken."""
        events = self.world.line.events
        standing = self.world.line.standing()
        index = sum(event.number not in self.world.line.voided for event in events[: self.index])
        return max(Replay(standing, self.world.stores()).spare(index, self.holder, run, self.day), 0)


def moves_of(runs: tuple[tuple[str, int], ...], source: str, to: str) -> tuple[Move, ...]:
    """Return what is moved from one holder to another."""
    return tuple(Move(run, source, to, quantity) for run, quantity in runs)
