"""The expected reports of a world at the end of a day: section 4 of DESIGN.md, computed from the replay.

Every figure is a plain sum over the valid events up to that day, or over the balances at its end.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tests.ledger.replay import LOSS, PRINTER, PUBLIC, STORE, TRANSIT, Ends, Event, Found, Move, item_of, outward
from tests.ledger.replay_world import Looking, Seminar, World

Key = tuple[str, ...]


@dataclass
class Picture:
    """A world, as it was at the end of a day."""

    world: World
    at: str

    def __post_init__(self) -> None:
        self.replay = self.world.replay()
        self.ends = self.replay.at(self.at)
        self.events = [event for event in self.world.line.standing() if event.day <= self.at]

    def is_store(self, holder: str) -> bool:
        """Return whether a holder is a store."""
        return self.world.kinds.get(holder) == STORE

    def moves(self, kind: str) -> list[tuple[Event, Move]]:
        """Return what entries of a type moved."""
        return [(event, move) for event in self.events if event.type == kind for move in event.moves]

    def held(self, run: str, holds: Callable[[str], bool]) -> int:
        """Return how many copies of a run some holders have."""
        return sum(copies for (holder, of), copies in self.ends.items() if of == run and holds(outward(holder)))

    # Stock ------------------------------------------------------------------------------------------

    def runs(self) -> dict[str, tuple[object, ...]]:
        """Return of each run its day, status, printed, on hand, in transit, at places, handed out, lost and found."""
        found = self._found(lambda each: each.run)
        return {
            run: (
                self.replay.printed[run],
                "withdrawn" if self.world.is_withdrawn(run, self.at) else "active",
                -self.held(run, lambda holder: holder == PRINTER),
                self.held(run, self.is_store),
                self.held(run, lambda holder: holder == TRANSIT),
                self.held(run, lambda holder: holder in self.world.kinds and not self.is_store(holder)),
                self.held(run, lambda holder: holder == PUBLIC),
                self.held(run, lambda holder: holder == LOSS) + found[run],
                found[run],
            )
            for run in self.replay.age
            if self.replay.printed[run] <= self.at
        }

    def items(self) -> dict[str, list[int]]:
        """Return of each item its printed, on hand, in transit, at places, handed out, lost and found."""
        sums: dict[str, list[int]] = {}
        for run, (_, _, *figures) in self.runs().items():
            before = sums.get(item_of(run), [0] * 7)
            sums[item_of(run)] = [have + int(str(more)) for have, more in zip(before, figures, strict=True)]
        found = self._found(lambda each: item_of(each.run) if item_of(each.run) in each.event.items else each.run)
        for item, row in sums.items():
            row[-2:] = row[-2] - row[-1] + found[item], found[item]
        return sums

    def _found(self, counted: Callable[[Found], str]) -> Counter[str]:
        """Return what counts found beyond the expected number, by what they counted, and of items also by item."""
        booked = Counter[tuple[int, str]]()
        for each in self.replay.found:
            if each.event.day <= self.at:
                booked[each.event.number, counted(each)] += each.from_loss
        found = Counter[str]()
        for (_, what), copies in booked.items():
            for name in {what, item_of(what)}:
                found[name] += max(copies, 0)
        return found

    def available(self, run: str) -> int:
        """Return how many copies of a run could be shipped on that day."""
        if self.world.is_withdrawn(run, self.at):
            return 0
        index = self.world.line.index(self.at)
        return sum(Looking(self.world, index, store, self.at).spare(run) for store in self.world.stores())

    def requested(self) -> Counter[str]:
        """Return how many copies of each item are asked for and not shipped."""
        found = Counter[str]()
        for asked in self.world.requests:
            found.update(self.world.still_wanted(asked, self.at))
        return found

    def places(self) -> dict[Key, tuple[str, str, int, str | None]]:
        """Return of each place and item there the kind, country, copies, and when they were last counted."""
        held = Counter[Key]()
        for (holder, run), copies in self.ends.items():
            if holder in self.world.kinds:
                held[holder, item_of(run)] += copies
        return {
            (place, item): (
                self.world.kinds[place],
                self.world.countries[place],
                copies,
                max((each.day for each in self.events if each.place == place and _counts(each, item)), default=None),
            )
            for (place, item), copies in held.items()
            if copies
        }

    # Shipments --------------------------------------------------------------------------------------

    def shipments(self) -> dict[tuple[int, str], tuple[object, ...]]:
        """Return the rows of all shipments, voided ones too."""
        found: dict[tuple[int, str], tuple[object, ...]] = {}
        for sent in self.world.line.events:
            if sent.type == "ship" and sent.day <= self.at:
                for item in {item_of(move.run) for move in sent.moves}:
                    found[sent.number, item] = self._shipment(sent, item)
        return found

    def _shipment(self, sent: Event, item: str) -> tuple[object, ...]:
        copies = sum(move.quantity for move in sent.moves if item_of(move.run) == item)
        into = Counter[str]()
        arrived_on = []
        for event, move in self.moves("receive"):
            if event.shipment == sent.number and item_of(move.run) == item:
                into[outward(move.to)] += move.quantity
                into[outward(move.source)] -= move.quantity
                arrived_on += [event.day] if move.to == sent.place else []
        left = copies + into[TRANSIT]
        status = "in-transit" if left == copies else "partly-received" if left else "closed"
        if sent.number in self.world.line.voided:
            status = "voided"
        elif into[sent.place] == copies:
            status = "received"
        store, kind, country = sent.moves[0].source, self.world.kinds[sent.place], self.world.countries[sent.place]
        figures = copies, into[sent.place], into[LOSS], status, store, max(arrived_on, default=None)
        return sent.day, sent.place, kind, country, *figures

    def recall_list(self) -> dict[Key, Counter[str]]:
        """Return what became of the copies of each run at every place that ever got any."""
        found: dict[Key, Counter[str]] = defaultdict(Counter)
        for event in self.events:
            for run, source, to, quantity in event.moves:
                here = found[event.place, run]
                match event.type:
                    case "ship":
                        here.update(shipped=quantity, in_transit=quantity)
                    case "receive":
                        here["in_transit"] -= quantity * (outward(source) == TRANSIT)
                        here["lost"] += quantity * ((outward(to) == LOSS) - (outward(source) == LOSS))
                    case "return":
                        here["returned"] += quantity
                        found[to, run].update()
                    case "move":
                        here["moved_in"] += quantity
                        found[source, run]["moved_out"] += quantity
                    case "handout" | "writeoff":
                        here["handed_out" if event.type == "handout" else "lost"] += quantity
        for event, run, expected, counted, _ in self.replay.found:
            if event.day <= self.at and counted != expected:
                column = "counted_in" if counted > expected else "lost" if self.is_store(event.place) else "handed_out"
                found[event.place, run][column] += abs(counted - expected)
        for (holder, run), copies in self.ends.items():
            if copies and (holder, run) in found:
                found[holder, run]["here"] = copies
        return {key: +figures for key, figures in found.items()}

    def coverage(self) -> dict[str, tuple[object, ...]]:
        """Return of each open place what was last sent there, what last arrived, and what is there."""
        found: dict[str, tuple[object, ...]] = {}
        for place in self.world.kinds:
            sent, arrived = Counter[str](), Counter[str]()
            for event in self.events:
                for move in event.moves:
                    if event.type == "ship" and event.place == place:
                        sent[event.day] += move.quantity
                    elif move.to == place:
                        arrived[event.day] += move.quantity
            here = sum(copies for (holder, _), copies in self.ends.items() if holder == place)
            if not self.world.is_closed(place, self.at):
                about = self.world.kinds[place], self.world.countries[place]
                found[place] = *about, *_last(sent), *_last(arrived), here
        return found

    def distribution(self) -> dict[Key, tuple[int, int, int, int]]:
        """Return shipments, copies, received and returned by run, place, kind and country."""
        found: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0, 0])

        def row(event: Event, run: str) -> list[int]:
            return found[run, event.place, self.world.kinds[event.place], self.world.countries[event.place]]

        sent = {event.number: event for event in self.events if event.type == "ship" and not self.is_store(event.place)}
        for event in sent.values():
            for run in {move.run for move in event.moves}:
                row(event, run)[0] += 1
        for event, move in self.moves("ship"):
            if event.number in sent:
                row(event, move.run)[1] += move.quantity
        for event, move in self.moves("receive"):
            if event.shipment in sent and move.to == event.place:
                row(event, move.run)[2] += move.quantity
        for event, move in self.moves("return"):
            row(event, move.run)[3] += move.quantity
        return {key: (shipments, copies, received, back) for key, (shipments, copies, received, back) in found.items()}

    def due(self) -> dict[tuple[str, str], tuple[str | None, str]]:
        """Return what waits and is not asked for, by sort and command: the place, and since when. All is long ago."""
        found: dict[tuple[str, str], tuple[str | None, str]] = {}
        for (number, _), (day, place, _, _, copies, received, lost, status, *_) in self.shipments().items():
            if status != "voided" and int(str(copies)) > int(str(received)) + int(str(lost)):
                found["parcel", f"tracker receive {number}"] = str(place), str(day)
        for (place, item), (_, _, _, counted) in self.places().items():
            first = min((day for run, day in self.replay.printed.items() if item_of(run) == item), default=None)
            if self.is_store(place) and (since := counted or first):
                key = "count", f"tracker count {place}"
                found[key] = place, min(since, found.get(key, (place, since))[1])
        for place in {place for (place, run), copies in self.ends.items() if copies > 0 and place in self.world.kinds}:
            if not self.is_store(place):
                key = "silent", f"tracker paper sheet count --kind {self.world.kinds[place]}"
                counts = [event.day for event in self.events if (event.type, event.place) == ("count", place)]
                held = (day for day, ends in self.replay.days.items() if self._holds(ends, place))
                since = max(counts) if counts else min(held)
                found[key] = None, min(since, found.get(key, (None, since))[1])
        return found

    def _holds(self, ends: Ends, place: str) -> bool:
        return any(copies > 0 for (holder, _), copies in ends.items() if holder == place)

    # Managers' figures ------------------------------------------------------------------------------

    def use(self, item: str) -> tuple[int, int]:
        """Return how many copies left the stores for use in the last 365 days, and of how many days that is known."""
        at, used = date.fromisoformat(self.at), 0
        first = min(event.day for event, move in self.moves("print") if item_of(move.run) == item)
        for event in self.events:
            away = {"ship": not self.is_store(event.place), "handout": self.is_store(event.place)}
            sign = away.get(event.type, False) - (event.type == "return")
            if (at - date.fromisoformat(event.day)).days < 365:
                used += sign * sum(move.quantity for move in event.moves if item_of(move.run) == item)
        return used, min((at - date.fromisoformat(first)).days + 1, 365)

    def funding(self) -> dict[str, tuple[int, int, int]]:
        """Return what was granted and spent, in cents, and the copies, by purpose."""
        found = {}
        (cents, copies), held, grants = self.spent(), self.seminar(), sum(self.world.grants)
        if grants or cents:
            found["printing"] = 100 * grants, cents, copies
        if held:
            found["seminars"] = 0, held.cents, 0
        if sent := [event for event in self.events if event.type == "ship" and event.cost]:
            copies = sum(move.quantity for event in sent for move in event.moves)
            found["distribution"] = 0, sum(event.cost for event in sent), copies
        return found

    def seminar(self) -> Seminar | None:
        """Return the seminar, if it was held by then."""
        known = self.world.seminar
        return None if known is None or known.cancelled or known.day > self.at else known

    def sent_to_seminar(self) -> int:
        """Return how many copies were sent to the seminar, less those that it returned."""
        sent, back = self.moves("ship"), self.moves("return")
        signed = [(event, move.quantity) for event, move in sent] + [(event, -move.quantity) for event, move in back]
        return sum(quantity for event, quantity in signed if self.world.kinds[event.place] == "seminar")

    def spent(self) -> tuple[int, int]:
        """Return the cents that print runs cost, and the copies printed for them."""
        paid = [(event.cost, move.quantity) for event, move in self.moves("print") if event.cost]
        return sum(cost for cost, _ in paid), sum(copies for _, copies in paid)


def _counts(event: Event, item: str) -> bool:
    return event.type == "count" and (
        event.full or item in event.items or any(item_of(run) == item for run in event.runs)
    )


def _last(days: Counter[str]) -> tuple[int, str | None]:
    return (days[max(days)], max(days)) if days else (0, None)
