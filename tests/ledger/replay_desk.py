"""A clerk working next to the model: types a command, passes what was recorded to the model, and keeps the history.

The runs that an entry took are read from the answer. What the contract determines is predicted by the model before the
command is typed: that it is refused, or recorded and with which runs, or that it is left open.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from tests.conftest import Answer, Clerk
from tests.ledger.replay import LOSS, PRINTER, PUBLIC, TRANSIT, Event, Move, item_of, outward
from tests.ledger.replay_again import came_along, receipts_again
from tests.ledger.replay_world import Lines, Looking, World, moves_of

Runs = tuple[tuple[str, int], ...]


class Foretold(NamedTuple):
    """The predicted movements of an entry, None if the contract leaves them open; and the reason for a refusal."""

    moves: tuple[Move, ...] | None
    why: str = ""


@dataclass(frozen=True)
class Draft:
    """An entry about to be logged, as far as known before the runs are."""

    event: Event
    lines: Lines = ()
    """What is to be taken, for an entry that takes copies from a holder."""
    holder: str | None = None
    to: str = ""
    received: bool = False
    foretell: Callable[[World, int], Foretold] | None = None
    """What it moves, if put at an index of a line, where that is not just a looking for the oldest runs."""

    def makes(self, runs: Runs) -> Event:
        """Return the event for these runs."""
        assert self.holder is not None
        to = f"{TRANSIT}/{self.event.number}" if self.to == TRANSIT else self.to
        return replace(self.event, moves=moves_of(runs, self.holder, to))

    def would(self, world: World, index: int) -> Foretold:
        """Predict its movements at an index of a line."""
        if self.foretell is not None:
            return self.foretell(world, index)
        assert self.holder is not None
        taken = Looking(world, index, self.holder, self.event.day, self.event.type == "ship").take(self.lines)
        if taken is None:
            return Foretold(None, f"{self.holder} cannot spare {self.lines}")
        return Foretold(self.makes(taken).moves)


class Order(NamedTuple):
    """The position in time given by a command."""

    day: str
    replaces: Event | None = None
    before: Event | None = None
    fixes: bool = False
    """Whether the entry is corrected by `fix`, which keeps its position in time."""

    def words(self) -> list[object]:
        """Return the typed words."""
        if self.fixes:
            return []
        said: list[object] = ["--date", self.day]
        said += ["--replaces", self.replaces.number] if self.replaces else []
        return said + (["--before", self.before.number] if self.before else [])


def numbers(answer: Answer) -> list[int]:
    """Return the numbers of the entries recorded by a command."""
    told = answer.json if isinstance(answer.json, list) else [answer.json]
    return [each[name] for each in told for name in ("entry", "receipt") if name in each]


class Desk:
    """The program and the model, side by side."""

    def __init__(self, clerk: Clerk, world: World) -> None:
        self.clerk, self.world = clerk, world
        self.story: list[str] = []
        self.past: list[tuple[str, World]] = []
        """Earlier worlds, each with a moment at which it was current."""

    def say(self, *words: object, logs: bool = True) -> Answer:
        """Type a command, and add it to the history."""
        typed = [*words, *(["--yes"] if logs else [])]
        answer = self.clerk(*typed, "--format", "json")
        said = answer.err.strip() if answer.code else ""
        line = " ".join(f"'{word}'" if " " in str(word) else str(word) for word in typed)
        self.story.append(f"tracker {line}" + (f"  # {said}" if said else ""))
        assert answer.code in (0, 1), f"exit code {answer.code}: {answer.err}"
        if answer.code == 0 and logs:
            self.story[-1] += f"  # {', '.join(map(str, numbers(answer)))}"
        return answer

    def becomes(self, world: World) -> None:
        """Make a world the current one."""
        faults = world.faults()
        assert not faults, f"recorded, though {'; '.join(faults)}"
        self.world = world
        self.past.append((datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"), world))

    def try_to_log(self, words: list[object], order: Order, drafts: list[Draft]) -> None:
        """Log the entries of a command, and update the model; they must match the prediction, if there is one."""
        trial = self.world.copy()
        if order.replaces is not None:
            trial.entries += 1
            trial.line.void(order.replaces.number, trial.entries)
        expected, why = self._foretell(trial.copy(), order, drafts)
        note = f"Ziņa Nr. {len(self.past)}"
        typed = [*words, *order.words(), "--note", note, "--key", f"key {len(self.past)}"]
        twice = len(self.past) % 4 == 3
        dry = self.say(*typed, "--dry-run") if twice else None
        answer = self.say(*typed)
        assert dry is None or dry.code == answer.code, "a dry run answers otherwise"
        if answer.code:
            assert why or expected is None, f"refused, though nothing forbids it, and it takes {expected}"
            return
        if twice:  # rule 8
            again = self.say(*typed)
            assert numbers(again) == numbers(answer), "the same key answers with other entries"
        assert not why, f"recorded, though {why}"
        told = answer.json if isinstance(answer.json, list) else [answer.json]
        taken = [self._record(trial, order, draft, each) for draft, each in zip(drafts, told, strict=True)]
        assert expected in (None, taken), f"it takes {taken}; by rule 6 it is {expected}"
        trial.notes |= {each[name]: note for each in told for name in ("entry", "receipt") if name in each}
        self.becomes(trial)

    def _foretell(self, trial: World, order: Order, drafts: list[Draft]) -> tuple[list[Runs] | None, str]:
        """Return the predicted copies, None if left open, and the reasons for a refusal."""
        if order.replaces is not None and order.replaces.number in self.world.line.voided:
            return None, f"entry {order.replaces.number} is void already"
        if order.replaces is not None and order.replaces.type != drafts[0].event.type:
            return None, f"entry {order.replaces.number} is of another type"
        taken: list[Runs] = []
        decided = order.before is None or order.before.number not in trial.line.voided
        for draft in drafts:
            index = _index(trial, order)
            draft = replace(draft, event=replace(draft.event, number=trial.entries + 1))
            moves, why = draft.would(trial, index)
            if order.replaces is not None and _is_after_item_count(trial, order.replaces):
                return None, ""  # the count may be divided as it was, so that what the entry took is still there
            if moves is None:
                return None, why
            event = replace(draft.event, moves=moves)
            _put(trial, index, event, draft)
            if why := self._again(trial, order, draft, event):
                return None, why
            taken.append(_taken(moves))
            ends = [draft.event.place, *(end for move in moves for end in move[1:3])]
            decided = decided and not any(trial.is_closed(str(end), order.day) for end in ends)
        return taken if decided else None, "; ".join(trial.faults())

    def _record(self, world: World, order: Order, draft: Draft, told: dict[str, Any]) -> Runs:
        index, number = _index(world, order), world.entries + 1
        assert told["entry"] == number, f"the next number is {number}"
        assert (told["type"], told["date"], told["place"]) == (draft.event.type, order.day, draft.event.place)
        moves = natural(draft, order.day, told["lines"], number)
        event = replace(draft.event, number=number, moves=moves, request=told.get("request"))
        _put(world, index, event, draft)
        why = self._again(world, order, draft, event)
        assert not why, f"recorded, though {why}"
        along = any(each.along and each.shipment == number for each in world.line.events)
        assert told.get("receipt") == (world.entries if along else None)
        return _taken(moves)

    def _again(self, world: World, order: Order, draft: Draft, event: Event) -> str:
        """Log the receipts of a shipment that is replaced again; return why that cannot be."""
        if event.type != "ship" or order.replaces is None or draft.received:
            return ""
        return receipts_again(self.world, world, order.replaces, event)

    # Commands that make no entry, or undo one ---------------------------------------------------------

    def void(self, number: int) -> None:
        """Void an entry."""
        wrong, trial, why, decided = self.world.line.find(number), self.world.copy(), "", True
        if wrong is None or number in self.world.line.voided:
            why = "There is nothing left to void."
        else:
            trial.entries += 1
            trial.line.void(number, trial.entries)
            if wrong.type == "print":
                run, others = wrong.moves[0].run, trial.line.standing()
                if any(event.names(run) for event in others):
                    why = f"another entry names {run}"
                decided = not any(event.full for event in others)
            why = why or "; ".join(trial.faults())
        answer = self.say("void", number, "--reason", "a mistake")
        if answer.code:
            assert why or not decided, "refused, though nothing forbids it"
            return
        assert not why, f"recorded, though {why}"
        assert answer.json["entry"] == trial.entries
        self.becomes(trial)

    def state(self, words: list[object], change: Callable[[World, Any], None], must: bool | None = None) -> None:
        """Log something other than an entry, which must be recorded, must be refused, or may be either."""
        answer = self.say(*words, logs=False)
        if answer.code:
            assert must is not True, "refused, though nothing forbids it"
            return
        assert must is not False, "recorded, though it must be refused"
        trial = self.world.copy()
        change(trial, answer.json)
        self.becomes(trial)


def _is_after_item_count(world: World, event: Event) -> bool:
    """Tell whether an item of an entry was counted before it at a place that it concerns."""
    before = world.line.events[: world.line.events.index(event)]
    items = {item_of(move.run) for move in event.moves}
    places = {event.place, *(move.source for move in event.moves)}
    return any(items & set(each.items) and each.place in places for each in before)


def _index(world: World, order: Order) -> int:
    before, instead = (event.number if event else None for event in (order.before, order.replaces))
    return world.line.index(order.day, before, instead)


def _put(world: World, index: int, event: Event, draft: Draft) -> None:
    """Put an event at its place in time, a receipt made with a shipment right behind it."""
    world.entries += 1
    world.line.events.insert(index, event)
    if draft.received:
        world.entries += 1
        world.line.events.insert(index + 1, came_along(event, world.entries))


def _taken(moves: tuple[Move, ...]) -> Runs:
    """Return the total copies of each run moved between each pair of places, in any order."""
    summed: dict[str, int] = {}
    for run, _, to, quantity in moves:
        into = f"{run} > {outward(to)}"
        summed[into] = summed.get(into, 0) + quantity
    return tuple(sorted(summed.items()))


def natural(draft: Draft, day: str, lines: list[dict[str, Any]], number: int) -> tuple[Move, ...]:
    """Return what an entry moved of itself, without the differences of counts that it booked anew.

    Such a difference can look like a handout, a write-off or a late arrival of the same day; what was asked for comes
    first, so the first lines that make up the quantities are the entry's own.
    """
    kind, place, left, moves = draft.event.type, draft.event.place, dict(draft.lines), []
    for line in lines:
        run, source, to, quantity = line["run"], line["source"], line["destination"], line["quantity"]
        what = run if run in left else item_of(run)
        found = kind == "receive" and (source, to) == (LOSS, place)
        own = {
            "print": source == PRINTER,
            "ship": to == TRANSIT,
            "receive": source == TRANSIT or (found and left.get(what, 0) >= quantity),
            "return": (source, to) == (place, draft.to),
            "move": (source, to) == (draft.holder, place),
            "handout": (source, to) == (place, PUBLIC) and left.get(what, 0) >= quantity,
            "writeoff": (source, to) == (place, LOSS) and left.get(what, 0) >= quantity,
            "count": False,
        }[kind]
        if own and line["date"] == day:
            left[what] = left.get(what, 0) - (0 if kind == "receive" and to == LOSS else quantity)
            parcel = number if kind == "ship" else draft.event.shipment
            ends = [
                f"{end}/{parcel}" if end == TRANSIT or (end == LOSS and kind == "receive") else end
                for end in (source, to)
            ]
            moves.append(Move(run, ends[0], ends[1], quantity))
    if kind != "receive" and draft.lines and draft.holder is not None:
        assert not any(left.values()), f"asked for {draft.lines}, got {moves}"
    return tuple(moves)
