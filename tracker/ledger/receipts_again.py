"""Receipts of a shipment that is replaced: void with it, and logged again with what replaces it when that is wanted.

Each stays at its own place in time. A receipt of all that was outstanding is one of all that is outstanding now; any
other has the same copies of each item, and what it booked as lost is what is left then. (One that was recorded with its
shipment is made with the new one, as `--received` makes it.)
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.errors import Refused
from tracker.messages import Message, Plural
from tracker.model.entries import LOSS, TRANSIT, Draft, EntryType, Move, Time
from tracker.store import catalogue, entries, entry_sets
from tracker.store.connection import Database

Copies = dict[int, int]
"""How many copies of each run, the oldest run first."""


class Former(NamedTuple):
    """A receipt of the shipment that is replaced: what arrived, and what of it had been booked as lost before."""

    number: int
    time: Time
    arrived: Copies
    found: Copies
    closes: bool
    """Whether it booked the rest as lost."""
    completes: bool
    """Whether all that was outstanding arrived."""
    came_along: bool
    """Whether it was recorded with its shipment."""
    texts: entry_sets.Texts

    @property
    def copies(self) -> int:
        """How many copies it brought to the place."""
        return sum(self.arrived.values()) + sum(self.found.values())


def former_receipts(database: Database, shipment: int) -> list[Former]:
    """Return the receipts of a shipment that stand, in the order of time."""
    rows = sorted(entry_sets.receipts_of(database, [shipment]), key=lambda row: row.time)
    numbers = [row.number for row in rows]
    moves, texts = entry_sets.moves_of(database, numbers), entry_sets.texts_of(database, numbers)
    left = by_run(database, entries.moves_of(database, shipment))
    came_along = entries.receipts_with(database, shipment)
    formers = []
    for row in rows:
        from_transit = [move for move in moves[row.number] if move.source == TRANSIT]
        for move in from_transit:
            left[move.run] -= move.quantity
        found = by_run(database, [move for move in moves[row.number] if move.source == LOSS])
        arrived = by_run(database, [move for move in from_transit if move.destination != LOSS])
        closes = any(move.destination == LOSS for move in from_transit)
        completes = not (any(left.values()) or closes or found)
        came = row.number in came_along
        written = texts.get(row.number, entry_sets.Texts())
        formers.append(Former(row.number, row.time, arrived, found, closes, completes, came, written))
    return formers


def log_again(database: Database, sent: Draft, formers: Sequence[Former]) -> tuple[Draft, ...]:
    """Return the drafts of the receipts of what replaces a shipment, `sent`, numbered from the next number on.

    Raises Refused when one would come before the shipment, or has more copies than are left of it.
    """
    left, lost, drafts = by_run(database, sent.moves), dict[int, int](), []
    for number, former in enumerate(formers, sent.number + 1):
        _refuse_early(sent, former)
        arrived = dict(left) if former.completes else _taken(database, former, former.arrived, left)
        found = _taken(database, former, former.found, lost)
        left = _less(left, arrived)
        away = left if former.closes else {}
        lost = {**_less(lost, found), **away}
        left = _less(left, away)
        ends = (TRANSIT, sent.place, arrived), (LOSS, sent.place, found), (TRANSIT, LOSS, away)
        moves = tuple(
            Move(run, source, to, copies, former.time, sent.number)
            for source, to, runs in ends
            for run, copies in runs.items()
            if copies
        )
        if not moves:
            raise _too_few(database, former)
        draft = Draft(EntryType.RECEIVE, number, former.time, sent.place, moves, shipment=sent.number)
        drafts.append(draft._replace(replaces=former.number, **former.texts._asdict()))
    return tuple(drafts)


def _refuse_early(sent: Draft, former: Former) -> None:
    if former.time <= sent.time:
        raise Refused(
            "Receipt {receipt} of {day} cannot be logged again, because it would come before the shipment, which is "
            "now of {dispatched_on}; log the shipment without --yes, then what arrived with 'tracker receive'.",
            receipt=former.number,
            day=former.time.date,
            dispatched_on=sent.time.date,
        )


def _taken(database: Database, former: Former, wanted: Copies, left: Copies) -> Copies:
    """Return what a receipt takes of what is left: of each run what it had, the rest of the item's oldest runs.

    Raises Refused when there is too little of an item.
    """
    taken = {run: min(copies, left.get(run, 0)) for run, copies in wanted.items()}
    for run, copies in wanted.items():
        missing = copies - min(copies, left.get(run, 0))
        item = catalogue.item_of(database, run)
        for other in left:
            if missing and catalogue.item_of(database, other) == item:
                more = min(missing, left[other] - taken.get(other, 0))
                taken[other] = taken.get(other, 0) + more
                missing -= more
        if missing:
            raise _too_few(database, former)
    return taken


def _too_few(database: Database, former: Former) -> Refused:
    items = sorted({catalogue.item_of(database, run) for run in (*former.arrived, *former.found)})
    return Refused.of(
        Plural(
            "Receipt {receipt} of {day} ({count} copy of {items}) cannot be logged again, because the corrected "
            "shipment has too few left for it; log the shipment without --yes, then what arrived with "
            "'tracker receive'.",
            "Receipt {receipt} of {day} ({count} copies of {items}) cannot be logged again, because the corrected "
            "shipment has too few left for it; log the shipment without --yes, then what arrived with "
            "'tracker receive'.",
            receipt=former.number,
            day=former.time.date,
            count=former.copies,
            items=", ".join(items),
        )
    )


def by_run(database: Database, moves: Sequence[Move]) -> Copies:
    """Return how many copies of each run are moved, the oldest run first."""
    copies: Copies = {}
    for move in moves:
        copies[move.run] = copies.get(move.run, 0) + move.quantity
    if len(copies) < 2:
        return copies
    return {run.id: copies[run.id] for run in catalogue.runs(database) if run.id in copies}


def _less(copies: Copies, taken: Copies) -> Copies:
    return {run: quantity - taken.get(run, 0) for run, quantity in copies.items()}


# What a clerk is told --------------------------------------------------------------------------------


def describe_again(
    database: Database, formers: Sequence[Former], drafts: Sequence[Draft], *, dry_run: bool
) -> Iterator[Message]:
    """Yield a message for each receipt that was logged again, or would be."""
    for former, draft in zip(formers, drafts, strict=True):
        if dry_run:
            message = Plural(
                "Receipt {receipt} would be logged again: {count} copy at {place} on {day}.",
                "Receipt {receipt} would be logged again: {count} copies at {place} on {day}.",
            )
        else:
            message = Plural(
                "Receipt {receipt} was logged again as entry {entry}: {count} copy at {place} on {day}.",
                "Receipt {receipt} was logged again as entry {entry}: {count} copies at {place} on {day}.",
                entry=draft.number,
            )
        yield message.given(
            receipt=former.number,
            count=sum(move.quantity for move in draft.moves if move.destination == draft.place),
            place=catalogue.place_by_id(database, draft.place).code,
            day=draft.time.date,
        )
