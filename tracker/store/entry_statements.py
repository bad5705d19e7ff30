"""The statements that record entries."""

from collections.abc import Sequence

from tracker.model.entries import Draft, EntryType, Move
from tracker.store.connection import Statement
from tracker.store.statements import insert, write


def statements_of(drafts: Sequence[Draft], command: int) -> tuple[list[Statement], list[Statement], list[Statement]]:
    """Return the statements that record the drafts' movements, their entries, and details of these.

    The movements come first; the order within a command does not matter, because its closing row triggers the sums and
    checks.
    """
    movements = [_movement(draft.number, line, move) for draft in drafts for line, move in enumerate(draft.moves, 1)]
    entries = [_entry(draft, command) for draft in drafts]
    facts = [fact for facts_of in (_counting, _voided) for draft in drafts for fact in facts_of(draft)]
    facts += [fact for draft in drafts for fact in (*_costs(draft), *_audience(draft), *_text(draft, command))]
    return movements, entries, facts


def movements(number: int, moves: Sequence[Move], first: int) -> list[Statement]:
    """Return the statements that record movements of an entry, numbered from line `first`."""
    return [_movement(number, line, move) for line, move in enumerate(moves, first)]


def _movement(number: int, line: int, move: Move) -> Statement:
    day, position = move.time
    return Statement(
        _MOVEMENT,
        (
            number,
            line,
            move.run,
            move.source,
            move.destination,
            move.quantity,
            day,
            position,
            move.shipment,
            move.count,
        ),
    )


def _entry(draft: Draft, command: int) -> Statement:
    day, position = draft.time
    if draft.voids is not None:  # Python looks for an adapter of each None, and one undo may make many voids
        return Statement(_VOID, (draft.number, command, day, position, draft.place, draft.voids))
    return Statement(
        _ENTRY,
        (
            draft.number,
            command,
            draft.type.value,
            day,
            position,
            draft.place,
            draft.shipment,
            draft.replaces,
            draft.restores,
            draft.request,
            draft.reason if draft.type is EntryType.WRITEOFF else None,
            int(draft.counting is not None and draft.counting.full),
            draft.row_key,
        ),
    )


def _counting(draft: Draft) -> list[Statement]:
    if draft.counting is None:
        return []
    found: list[dict[str, int | str]] = [
        {"run": run, "quantity": quantity} for run, quantity in draft.counting.runs.items()
    ]
    found += [{"item": item, "quantity": quantity} for item, quantity in draft.counting.items.items()]
    return [insert("count_line", count=draft.number, line=line, **values) for line, values in enumerate(found, 1)]


def _voided(draft: Draft) -> list[Statement]:
    if draft.voids is None:
        return []
    return [Statement(_VOIDED, (entry, draft.number)) for entry in (draft.voids, *draft.receipts)]


def _costs(draft: Draft) -> list[Statement]:
    """Return the statements that record the sending costs of a shipment."""
    return [
        insert(
            "shipment_cost",
            shipment=draft.number,
            item=item.item,
            cost=item.cost.cents,
            whole=item.whole,
            currency=item.cost.currency,
            fund=item.fund,
            funding_grant=item.grant,
        )
        for item in draft.costs
    ]


def _audience(draft: Draft) -> list[Statement]:
    """Return the statements that record the people reached by a hand-out."""
    return [
        insert("handout_audience", handout=draft.number, name=name, people=people) for name, people in draft.audience
    ]


def _text(draft: Draft, command: int) -> list[Statement]:
    """Return the statement that records an entry's texts, if there are any."""
    return write(
        command,
        entry=draft.number,
        reference=draft.reference,
        carrier=draft.carrier,
        reason=draft.reason if draft.type is EntryType.VOID else None,
        note=draft.note,
    )


_MOVEMENT = (
    "INSERT INTO movement (entry, line, run, source, destination, quantity, date, position, shipment, count) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ENTRY = (
    "INSERT INTO entry (id, command, type, date, position, place, shipment, replaces, restores, request, "
    "reason, is_full, key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_VOID = "INSERT INTO entry (id, command, type, date, position, place, voids) VALUES (?, ?, 'void', ?, ?, ?, ?)"
_VOIDED = "INSERT INTO voided (entry, void) VALUES (?, ?)"
