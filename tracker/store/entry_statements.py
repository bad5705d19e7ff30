"""The statements that record entries."""

from collections.abc import Sequence

from tracker.model.entries import LOSS, OUTSIDE, TRANSIT, Counting, Draft, Move, Particulars
from tracker.store.connection import Statement
from tracker.store.statements import insert


def record(
    drafts: Sequence[Draft],
    particulars: Particulars,
    *,
    keys: Sequence[str],
    request: str | None,
    moments: Sequence[str],
) -> list[Statement]:
    """Return the statements that record the drafts, in the order in which they must be executed.

    All entries come before their movements, and each entry's movements are ordered so that no place is
    short in between: from the places outside first, then between places, latest first, then to the places
    outside. The last movement of an entry that replaces another comes at the very end: it makes the
    database check the result as a whole. The request is stored with the entry that has its key.
    """
    statements, movements = [], []
    checked_last: list[Statement] = []
    for draft, key, moment in zip(drafts, keys, moments, strict=True):
        day, position = draft.time
        statements.append(
            insert(
                "entry",
                id=draft.number,
                type=draft.type.value,
                date=day,
                position=position,
                place=draft.place,
                shipment=draft.shipment,
                voids=draft.voids,
                replaces=draft.replaces,
                request=draft.request,
                reference=draft.reference,
                carrier=draft.carrier,
                reason=draft.reason,
                note=draft.note,
                lines=len(draft.moves),
                key=key,
                asked=request if key == particulars.key else None,
                recorded_at=moment,
                recorded_by=particulars.clerk,
            )
        )
        if draft.counting is not None:
            statements += _counting(draft.number, draft.counting)
        numbered = list(enumerate(draft.moves, 1))
        if draft.voids is not None:  # at one position in time, the last movement is reversed first
            numbered.reverse()
        numbered.sort(key=lambda line: (_order(line[1]), _latest_first(line[1])))
        moved = [_movement(draft.number, line, move) for line, move in numbered]
        if draft.replaces is not None and moved:
            checked_last = [moved.pop()]
        movements += moved
    return statements + movements + checked_last


def _counting(number: int, counting: Counting) -> list[Statement]:
    scopes = [None] if counting.full else counting.items
    return [
        *(insert("count_line", count=number, run=run, quantity=found) for run, found in counting.found.items()),
        *(insert("count_scope", count=number, item=item) for item in scopes),
    ]


def _movement(number: int, line: int, move: Move) -> Statement:
    return insert(
        "movement",
        entry=number,
        line=line,
        run=move.run,
        source=move.source,
        destination=move.destination,
        quantity=move.quantity,
        date=move.time.date,
        position=move.time.position,
        shipment=move.shipment,
        count=move.count,
    )


def _latest_first(move: Move) -> tuple[int, int]:
    return -int(move.time.date.replace("-", "")), -move.time.position


def _order(move: Move) -> int:
    """Return the rank of a movement within its entry, so that nothing is short in between.

    Copies that a void returns to a shipment's losses come before those that it takes from them.
    """
    of_shipment = move.shipment is not None
    if move.destination == LOSS and move.source > TRANSIT and of_shipment:
        return 1
    if move.source in OUTSIDE:
        return 2 if of_shipment else 0
    return 4 if move.destination in OUTSIDE else 3
