"""The receipts of a replaced shipment, if they are logged again with the new one."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tests.ledger.replay import LOSS, TRANSIT, Event, Move, item_of, outward
from tests.ledger.replay_world import World

Copies = dict[str, int]


def receipts_again(before: World, after: World, old: Event, new: Event) -> str:
    """Put the receipts of `old`, as they were before it was voided, into the line after it; return why it cannot be.

    One made with its shipment is made with the new one; any other stays at its place in time, or goes right behind the
    shipment of its day. It has as many copies of each item, and the rest is lost if it was.
    """
    receipts = [event for event in before.line.standing() if event.shipment == old.number]
    if any(receipt.along for receipt in receipts):
        after.entries += 1
        index = after.line.events.index(new) + 1
        after.line.events.insert(index, came_along(new, after.entries))
        return ""
    age = before.replay().age
    way, gone = f"{TRANSIT}/{new.number}", f"{LOSS}/{new.number}"
    left, lost = Counter[str](), Counter[str]()
    last = after.line.events.index(new)
    left.update({move.run: move.quantity for move in new.moves})
    for receipt in receipts:
        found, closes = _of(receipt, LOSS), any(outward(move.to) == LOSS for move in receipt.moves)
        came = {move.run: move.quantity for move in receipt.moves if move.to == receipt.place} if not found else {}
        taken = _take(came, left, age)
        again = _take(found, lost, age)
        if taken is None or again is None:
            return f"too few copies are left for receipt {receipt.number}"
        left.subtract(taken)
        lost.subtract(again)
        rest = dict(+left) if closes else {}
        left.subtract(rest)
        lost.update(rest)
        moves = (*_moves(taken, way, new.place), *_moves(again, gone, new.place), *_moves(rest, way, gone))
        if not moves or receipt.day < new.day:
            return f"receipt {receipt.number} has nothing left, or comes before the shipment"
        last = max(after.line.events.index(receipt), last) + 1
        after.entries += 1
        later = replace(receipt, number=after.entries, place=new.place, moves=moves, shipment=new.number)
        after.line.events.insert(last, later)
    return ""


def came_along(sent: Event, number: int) -> Event:
    """Return the receipt recorded with a shipment."""
    moves = tuple(Move(move.run, move.to, sent.place, move.quantity) for move in sent.moves)
    return Event(number, "receive", sent.day, sent.place, moves, shipment=sent.number, along=True)


def _of(receipt: Event, source: str) -> Copies:
    return {
        run: sum(move.quantity for move in receipt.moves if move.run == run and outward(move.source) == source)
        for run in {move.run for move in receipt.moves if outward(move.source) == source}
    }


def _moves(copies: Copies, source: str, to: str) -> Iterator[Move]:
    return (Move(run, source, to, quantity) for run, quantity in copies.items() if quantity)


def _take(wanted: Copies, left: Counter[str], age: Iterable[str]) -> Copies | None:
    """Return copies of the very runs as far as there are any, the rest of each item's oldest; None if too few."""
    taken = Counter({run: min(copies, left[run]) for run, copies in wanted.items()})
    for item in {item_of(run) for run in wanted}:
        missing = sum(copies - taken[run] for run, copies in wanted.items() if item_of(run) == item)
        for run in age:
            if item_of(run) == item:
                more = min(missing, left[run] - taken[run])
                taken[run] += more
                missing -= more
        if missing:
            return None
    return dict(taken)
