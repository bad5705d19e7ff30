"""Count the copies at a place. A count is a checkpoint that later entries never change."""

from collections.abc import Sequence

from tracker.deferred import NamedTuple
from tracker.errors import NotEnoughCopies, NotYetPrinted, WrongUsage
from tracker.ledger.commands import LedgerOrCommand
from tracker.ledger.lookup import find_item, find_open_place, find_run
from tracker.ledger.naming import with_codes
from tracker.ledger.recording import Decision, Now, record_entry
from tracker.ledger.state import State
from tracker.messages import Message
from tracker.model.catalogue import Place, Run
from tracker.model.codes import RunCode
from tracker.model.entries import Counting, Draft, Entry, EntryType, Particulars, Time
from tracker.model.quantities import Line
from tracker.store import entries
from tracker.store.catalogue import item_of
from tracker.store.dated_facts import in_transit_to

_NAMED = 20
"""The maximum number of shipments in transit to name."""


class Count(NamedTuple):
    """A count as typed: the place, the quantities found, and whether everything was counted."""

    place: str
    lines: tuple[Line, ...]
    full: bool | None = None
    """None counts everything if the replaced count did."""
    as_expected: bool = False
    """Whether everything was counted and is as expected; then there are no lines."""


def log_count(ledger: LedgerOrCommand, count: Count, particulars: Particulars) -> Entry:
    """Record a count, with the movements for its differences, and return its entry.

    Raises Refused if the place is closed, a run had not been printed by then, or later entries would lack copies.
    """
    if count.as_expected and (count.lines or count.full):
        raise WrongUsage(
            "--as-expected means that there are no differences: omit ITEM=QTY and --full, or omit --as-expected."
        )
    if not (count.lines or count.full or count.as_expected):
        raise WrongUsage("Nothing was counted: specify ITEM=QTY, or --full if the place is empty.")

    def draft_count(state: State, now: Now) -> Decision:
        place = find_open_place(state.database, count.place, now.day)
        runs: dict[int, int] = {}
        items: dict[str, int] = {}
        for line in with_codes(state.database, count.lines):
            if isinstance(line.what, RunCode):
                run = find_run(state.database, line.what)
                _refuse_unprinted(line, [run], now)
                runs[run.id] = line.quantity
            else:
                item = find_item(state.database, line.what)
                _refuse_unprinted(line, state.runs_of(item), now)
                items[item] = line.quantity
        full = True if count.as_expected else count.full
        if count.as_expected:
            items = _expected(state, place, now)
        if full is None:
            full = now.replaced is not None and entries.is_full_count(state.database, now.replaced.number or 0)
        counting = Counting(runs, items, full)
        draft = Draft(EntryType.COUNT, now.number, now.time, place.id, counting=counting)
        found_more = _is_surplus(state, place, counting, now)
        messages = _in_transit(state, place, now) if found_more else ()
        return Decision((draft,), messages=messages)

    arguments = {"place": count.place, "lines": count.lines, "full": count.full, "as_expected": count.as_expected}
    return record_entry(ledger, particulars, "count", arguments, draft_count)


def _expected(state: State, place: Place, now: Now) -> dict[str, int]:
    """Return the copies of each item at a place at that time. Raises Refused if there are none."""
    items: dict[str, int] = {}
    for run in state.holdings.runs_at(place.id):
        if held := state.holdings.before(place.id, run, now.time):
            item = item_of(state.database, run)
            items[item] = items.get(item, 0) + held
    if not any(items.values()):
        raise NotEnoughCopies(
            "{place} has no copies on {day}, so none can be confirmed. Count them: 'tracker count {place} ITEM=QTY'.",
            place=place.code,
            day=now.day,
        )
    return items


def _is_surplus(state: State, place: Place, counting: Counting, now: Now) -> bool:
    def held(run: int) -> int:
        return state.holdings.before(place.id, run, now.time)

    runs = any(quantity > held(run) for run, quantity in counting.runs.items())
    return runs or any(
        quantity > sum(max(held(run.id), 0) for run in state.runs_of(item)) for item, quantity in counting.items.items()
    )


def _refuse_unprinted(line: Line, runs: Sequence[Run], now: Now) -> None:
    if not any(Time(run.printed_on.isoformat(), run.position) < now.time for run in runs):
        raise NotYetPrinted(
            "{item} had not been printed by {day}; use a later date, or log the count after the print run.",
            item=line.what,
            day=now.day,
        )


def _in_transit(state: State, place: Place, now: Now) -> tuple[Message, ...]:
    shipments = in_transit_to(state.database, place.id, now.time.date)
    if not shipments:
        return ()
    named = [*map(str, shipments[:_NAMED]), *("…" for _ in shipments[_NAMED : _NAMED + 1])]
    return (
        Message(
            "The count found a surplus while shipments are in transit to {place}: {shipments}. If one was received "
            "before the count, run 'tracker receive {first} --before {count}'.",
            place=place.code,
            shipments=", ".join(named),
            first=shipments[0],
            count=now.number,
        ),
    )
