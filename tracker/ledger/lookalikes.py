"""What looks like a slip is recorded and told: an entry logged twice, a forgotten request, more copies than printed."""

from collections.abc import Iterator, Sequence

from tracker.ledger.earlier_entries import EarlierEntries
from tracker.ledger.state import State
from tracker.messages import Message, Plural, both
from tracker.model.codes import RunCode
from tracker.model.entries import Draft, EntryType
from tracker.model.quantities import Line
from tracker.store import balances, catalogue


def describe_lookalikes(
    state: State, draft: Draft, lines: Sequence[Line], earlier: EarlierEntries, *, dry_run: bool
) -> Iterator[Message]:
    """Yield a message for each slip that the recorded draft may be, none for a void.

    `lines` are those that the clerk gave, `earlier` the entries before the command that recorded the draft.
    """
    number = None if dry_run else draft.number
    if draft.type is not EntryType.VOID:
        yield from _describe_equal(earlier, draft, lines, number)
    if draft.type is EntryType.SHIP and draft.request is None:
        yield from _describe_requests(state, draft, number)
    if draft.counting is not None:
        yield from _describe_never_printed(state, draft, number)


def _describe_equal(
    earlier: EarlierEntries, draft: Draft, lines: Sequence[Line], number: int | None
) -> Iterator[Message]:
    """Yield a message that names the last entry, of an earlier command, which stands and equals the draft."""
    by_run = frozenset(str(line.item).casefold() for line in lines if isinstance(line.what, RunCode))
    equal = earlier.last_equal(draft, by_run)
    if equal is None:
        return
    if number is None:
        yield Message("It equals entry {other}: same type, place, date and copies.", other=equal)
    else:
        yield Message(
            "Entry {entry} equals entry {other}: same type, place, date and copies; "
            "if it was logged twice, void it with 'tracker void {entry} --reason TEXT'.",
            entry=number,
            other=equal,
        )


def _describe_requests(state: State, draft: Draft, number: int | None) -> Iterator[Message]:
    """Yield a message for each open request of the shipment's place for any of its items."""
    shipped = {catalogue.item_of(state.database, move.run) for move in draft.moves}
    asked: dict[int, list[str]] = {}
    for request, item in catalogue.open_requests_of(state.database, draft.place):
        if item in shipped:
            asked.setdefault(request, []).append(item)
    for request, items in asked.items():
        if number is None:
            message = Message(
                "Request {request} of {place} for {items} is open; if this shipment is for it, "
                "log it with --request {request}."
            )
        else:
            message = Message(
                "Request {request} of {place} for {items} is open; if this shipment is for it, "
                "log it with --request {request} --replaces {entry}.",
                entry=number,
            )
        place = catalogue.place_by_id(state.database, draft.place).code
        yield message.given(request=request, place=place, items=both(items))


def _describe_never_printed(state: State, draft: Draft, number: int | None) -> Iterator[Message]:
    """Yield a message for each item or run of which more copies were counted than were printed by that day."""
    assert draft.counting is not None  # noqa: S101  (the caller made sure)
    database = state.database
    found = [(catalogue.run_code(database, run), [run], copies) for run, copies in draft.counting.runs.items()]
    found += [(item, catalogue.run_ids_of(database, item), copies) for item, copies in draft.counting.items.items()]
    for what, runs, copies in found:
        printed = sum(balances.printed_by(database, run, draft.time.date) for run in runs)
        if copies <= printed:
            continue
        if number is None:
            message = Plural(
                "{quantity} of {what} were counted, but only {count} copy was ever printed by {day}.",
                "{quantity} of {what} were counted, but only {count} copies were ever printed by {day}.",
            )
        else:
            message = Plural(
                "{quantity} of {what} were counted, but only {count} copy was ever printed by {day}; "
                "if that is a slip, correct it with --replaces {entry}.",
                "{quantity} of {what} were counted, but only {count} copies were ever printed by {day}; "
                "if that is a slip, correct it with --replaces {entry}.",
                entry=number,
            )
        yield message.given(quantity=copies, what=what, count=printed, day=draft.time.date)
