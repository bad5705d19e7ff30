"""Shipping: from a store, oldest run first, into transit on its way to a place."""

from dataclasses import dataclass

from tracker.errors import Refused
from tracker.ledger.allocation import Spare, Taken, candidates, copies, shortage, take
from tracker.ledger.lookup import find_open_place, find_store
from tracker.ledger.recording import Decision, Moment, record
from tracker.model.catalogue import Place, Run
from tracker.model.codes import RunCode
from tracker.model.entries import TRANSIT, Draft, Entry, EntryType, Move, Particulars
from tracker.model.quantities import Line, check_distinct
from tracker.store.balances import Floor, held_from, taker
from tracker.store.connection import Database, Ledger


@dataclass(frozen=True)
class Shipment:
    """What a clerk says of a shipment: where to, what, from where, and whether it has arrived."""

    place: str
    lines: tuple[Line, ...]
    store: str | None = None
    carrier: str | None = None
    received: bool = False


def log_shipment(ledger: Ledger, shipment: Shipment, particulars: Particulars) -> Entry:
    """Record a shipment, with its receipt on the same day when it has arrived; return its entry.

    Raises Refused when the place or the store is unknown, closed, or one and the same, when an item
    or run is unknown or withdrawn, and when the store has too few copies to spare, that day or later.
    """
    check_distinct(shipment.lines)

    def decide(database: Database, moment: Moment) -> Decision:
        store = find_store(database, shipment.store, moment.day)
        place = find_open_place(database, shipment.place, moment.day)
        if place == store:
            raise Refused(f"{place.code} is where the copies are; name another place to ship them to.")
        taken = [
            each for line in shipment.lines for each in _from_store(database, store, line, moment)
        ]  # one line's copies are never another's: no item is named twice
        moves = [Move(each.run.id, store.id, TRANSIT, each.quantity, moment.number) for each in taken]
        drafts = [Draft(EntryType.SHIP, moment.day, place.id, tuple(moves), carrier=shipment.carrier)]
        if shipment.received:
            arrivals = tuple(Move(move.run, TRANSIT, place.id, move.quantity, moment.number) for move in moves)
            drafts.append(Draft(EntryType.RECEIVE, moment.day, place.id, arrivals, shipment=moment.number))
        return Decision(tuple(drafts), messages=_what_is_left(database, store, shipment, taken, moment))

    given = {
        "place": shipment.place.casefold(),
        "lines": shipment.lines,
        "store": shipment.store,
        "carrier": shipment.carrier,
        "received": shipment.received,
    }
    return record(ledger, particulars, "ship", given, decide)


def _from_store(database: Database, store: Place, line: Line, moment: Moment) -> list[Taken]:
    runs = candidates(database, line)
    fit = [run for run in runs if not run.is_withdrawn(moment.day)]
    if runs and not fit:
        withdrawn = ", ".join(f"{run.code} (since {run.withdrawn_on})" for run in runs)
        raise Refused(f"{withdrawn} is withdrawn and is not shipped any more; ship another run.")

    def spare(run: Run) -> Floor:
        return held_from(database, store.id, run.id, moment.day)

    def refuse(line: Line, spares: list[Spare]) -> Refused:
        return shortage(line, spares, store.code, moment.day, _needed_later(database, store, spares, moment))

    return take(line, fit, spare, refuse)


def _needed_later(database: Database, store: Place, spares: list[Spare], moment: Moment) -> str:
    """Name the later entry that needs the copies which the store still holds on the day itself."""
    for each in reversed(spares):
        later = each.floor.date > moment.day
        needing = taker(database, store.id, each.run.id, each.floor.date) if later else None
        if needing is not None:
            return f"; entry {needing} of {each.floor.date} needs the rest of {each.run.code}"
    return ""


def _what_is_left(
    database: Database, store: Place, shipment: Shipment, taken: list[Taken], moment: Moment
) -> tuple[str, ...]:
    """Say for each item how many copies the store could still ship after this."""
    messages = []
    for line in shipment.lines:
        what = line.what if isinstance(line.what, RunCode) else line.item
        there = sum(
            max(held_from(database, store.id, run.id, moment.day).copies, 0)
            for run in candidates(database, line)
            if not run.is_withdrawn(moment.day)
        )
        left = there - sum(each.quantity for each in taken if _is_of(each.run, what))
        messages.append(f"{store.code} has {left} {copies(left)} of {what} left to ship.")
    return tuple(messages)


def _is_of(run: Run, what: object) -> bool:
    return str(what).casefold() in (run.code.casefold(), run.item.casefold())
