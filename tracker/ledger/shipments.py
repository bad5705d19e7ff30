"""Shipping: from a store, oldest run first, into transit on its way to a place."""

from dataclasses import dataclass, replace

from tracker.errors import Refused
from tracker.ledger.allocation import Allocation, candidates, take_from
from tracker.ledger.lookup import find_open_place, find_store
from tracker.ledger.messages import copies
from tracker.ledger.recording import Decision, Now, record
from tracker.ledger.state import State
from tracker.model.catalogue import Place, Run
from tracker.model.entries import TRANSIT, Draft, Entry, EntryType, Move, Particulars
from tracker.model.quantities import Line, check_distinct
from tracker.store import catalogue
from tracker.store.connection import Ledger
from tracker.store.entries import POSITION_STEP


@dataclass(frozen=True)
class Shipment:
    """What a clerk says of a shipment: where to, what, from where, and whether it has arrived."""

    place: str | None
    lines: tuple[Line, ...]
    store: str | None = None
    carrier: str | None = None
    received: bool = False
    request: int | None = None
    """The request it fulfils; what the shipment does not say, the request does."""


def log_shipment(ledger: Ledger, shipment: Shipment, particulars: Particulars) -> Entry:
    """Record a shipment, with its receipt on the same day when it has arrived; return its entry.

    Raises Refused when the place or the store is unknown, closed, or one and the same, when an item
    or run is unknown or withdrawn, and when the store has too few copies to spare, that day or later.
    """
    check_distinct(shipment.lines)

    def decide(state: State, now: Now) -> Decision:
        database = state.database
        wanted = shipment
        if shipment.request is not None:
            from tracker.ledger.requests import fulfilled

            asked = fulfilled(database, shipment.request, shipment.place, shipment.lines, particulars.replaces)
            wanted = replace(shipment, place=asked.place, lines=asked.lines)
        store = find_store(database, wanted.store, now.day)
        place = find_open_place(database, wanted.place or "", now.day)
        if place == store:
            raise Refused(f"{place.code} is where the copies are; name another place to ship them to.")
        taken = [each for line in wanted.lines for each in _from_store(state, store, line, now)]
        # one line's copies are never another's: no item is named twice
        moves = [Move(each.run.id, store.id, TRANSIT, each.quantity, now.time, now.number) for each in taken]
        draft = Draft(
            EntryType.SHIP,
            now.number,
            now.time,
            place.id,
            tuple(moves),
            request=shipment.request,
            carrier=wanted.carrier,
        )
        drafts = [draft, _receipt(draft)] if wanted.received else [draft]
        messages = () if particulars.brief else _what_is_left(state, store, wanted, taken, now)
        return Decision(tuple(drafts), messages=messages)

    given = {
        "place": shipment.place,
        "lines": shipment.lines,
        "store": shipment.store,
        "carrier": shipment.carrier,
        "received": shipment.received,
        "request": shipment.request,
    }
    return record(ledger, particulars, "ship", given, decide)


def _receipt(sent: Draft) -> Draft:
    """Return the receipt of a shipment that arrived the day it left: logged right after it, or put where it is."""
    (day, position), number = sent.time, sent.number + 1
    in_turn = position == sent.number * POSITION_STEP
    time = (day, number * POSITION_STEP if in_turn else position)
    moves = tuple(replace(move, source=TRANSIT, destination=sent.place, time=time) for move in sent.moves)
    return Draft(EntryType.RECEIVE, number, time, sent.place, moves, shipment=sent.number)


def _from_store(state: State, store: Place, line: Line, now: Now) -> list[Allocation]:
    runs = candidates(state.database, line)
    fit = _not_withdrawn(state, runs, now)
    if runs and not fit:
        withdrawn = ", ".join(run.code for run in runs)
        raise Refused(f"{withdrawn} was withdrawn on {now.day}, and is not shipped; ship another run.")
    return take_from(state, store, line, fit, now.time)


def _not_withdrawn(state: State, runs: list[Run], now: Now) -> list[Run]:
    return [run for run in runs if not catalogue.is_withdrawn(state.database, run.id, now.day)]


def _what_is_left(state: State, store: Place, shipment: Shipment, taken: list[Allocation], now: Now) -> tuple[str, ...]:
    """Say for each item how many copies the store could still ship after this."""
    messages = []
    for line in shipment.lines:
        runs = _not_withdrawn(state, candidates(state.database, line), now)
        there = sum(max(state.spare(store.id, run.id, now.time).copies, 0) for run in runs)
        left = there - sum(each.quantity for each in taken if each.run in runs)
        messages.append(f"{store.code} has {left} {copies(left)} of {line.what} left to ship.")
    return tuple(messages)
