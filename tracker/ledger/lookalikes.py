"""Possible mistakes: an entry logged twice, a forgotten request, more copies than printed or ever needed.

They are reported; entries that are very unlikely to be right are recorded only after confirmation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.deferred import NamedTuple
from tracker.ledger.state import State
from tracker.messages import Message, Plural, both
from tracker.model.entries import Counting, Draft, EntryType
from tracker.model.quantities import Line
from tracker.store import balances, catalogue, entries


class Equal(NamedTuple):
    """The valid entries of earlier commands that equal a recorded draft."""

    last: int | None = None
    with_reference: int | None = None
    """The last one that also has the same reference."""


def find_equal(state: State, draft: Draft, of_runs: Sequence[Line], first: int) -> Equal:
    """Return the valid entries before `first` of the recorded draft's type, place and day that equal it.

    `of_runs` are the lines that name a print run. Items in them are compared by run, others in total: the clerk did not
    choose their runs. Counts are compared as counted.
    """
    where = draft.type, draft.place, draft.time.date, draft.shipment
    others = entries.standing_on(state.database, *where, before=first)
    if not others:
        return Equal()
    by_run = {str(line.item).casefold() for line in of_runs}
    contents: dict[int, dict[tuple[object, bool], int]] = {number: {} for number in (*others, draft.number)}
    for number, what, item, is_lost, quantity in entries.contained(state.database, draft.type, contents):
        key = (what if item is None or item.casefold() in by_run else item), is_lost
        contents[number][key] = contents[number].get(key, 0) + quantity
    equal = [number for number in others if contents[number] == contents[draft.number]]
    if not equal or draft.reference is None:
        return Equal(max(equal, default=None))
    from tracker.store import entry_sets  # rarely needed

    texts = entry_sets.texts_of(state.database, equal)
    alike = (number for number, text in texts.items() if text.reference == draft.reference)
    return Equal(max(equal), max(alike, default=None))


def doubts_of(state: State, draft: Draft, equal: Equal) -> Iterator[Message]:
    """Yield a message for each reason to doubt the recorded draft."""
    if equal.with_reference is not None:
        yield Message(
            "Possible duplicate of entry {other}: same type, place, date, copies and reference '{reference}'.",
            other=equal.with_reference,
            reference=draft.reference,
        )
    if draft.counting is not None:
        yield from _describe_never_printed(state, draft, draft.counting)


def describe_lookalikes(state: State, draft: Draft, equal: Equal, *, dry_run: bool) -> Iterator[Message]:
    """Yield a warning for each likely mistake in the recorded draft."""
    number = None if dry_run else draft.number
    yield from _describe_equal(equal, number)
    if draft.type is EntryType.SHIP and draft.request is None:
        yield from _describe_requests(state, draft, number)


def _describe_equal(equal: Equal, number: int | None) -> Iterator[Message]:
    if equal.last is None or (number is None and equal.with_reference is not None):
        return
    if number is None:
        yield Message("Possible duplicate of entry {other}: same type, place, date and copies.", other=equal.last)
    else:
        yield Message(
            "Entry {entry} looks like a duplicate of entry {other}: same type, place, date and copies. To void "
            "it, run 'tracker void {entry} --reason TEXT'.",
            entry=number,
            other=equal.last,
        )


def _describe_requests(state: State, draft: Draft, number: int | None) -> Iterator[Message]:
    shipped = {catalogue.item_of(state.database, move.run) for move in draft.moves}
    wanted: dict[int, list[str]] = {}
    for request, item in catalogue.open_requests_of(state.database, draft.place):
        if item in shipped:
            wanted.setdefault(request, []).append(item)
    for request, items in wanted.items():
        if number is None:
            message = Message(
                "Request {request} from {place} for {items} is open. If this shipment fulfils it, log it with "
                "--request {request}."
            )
        else:
            message = Message(
                "Request {request} from {place} for {items} is open. If this shipment fulfils it, run 'tracker fix "
                "{entry} --request {request}'.",
                entry=number,
            )
        place = catalogue.place_by_id(state.database, draft.place).code
        yield message.given(request=request, place=place, items=both(items))


def _describe_never_printed(state: State, draft: Draft, counting: Counting) -> Iterator[Message]:
    """Yield a message for each item or run with more copies counted than printed by that day."""
    database = state.database
    found = [(catalogue.run_code(database, run), [run], copies) for run, copies in counting.runs.items()]
    found += [(item, catalogue.run_ids_of(database, item), copies) for item, copies in counting.items.items()]
    for what, runs, copies in found:
        printed = sum(balances.printed_by(database, run, draft.time.date) for run in runs)
        if copies > printed:
            yield Plural(
                "{quantity} of {what} were counted, but only {count} copy was ever printed by {day}.",
                "{quantity} of {what} were counted, but only {count} copies were ever printed by {day}.",
                quantity=copies,
                what=what,
                count=printed,
                day=draft.time.date,
            )
