"""The same events, logged in another order: the same stock and losses of every item (rule 5 of DESIGN.md).

Events are logged in order of date first, and what is refused then is left out. They are logged again in a random
order in which the entries of one day keep theirs; one that is refused has to wait for those of other days. Runs are
named everywhere but in counts, since which run an entry takes is a fact of its own. Also the runs are the same, where
no later entry took from what an item count found. (Where one did, and a run was then counted by itself, the total
follows from the runs, and may differ as they do.)
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from tests.conftest import Clerk
from tests.ledger.replay import READING, Event, is_run, item_of
from tests.ledger.replay_clerk import Busy
from tests.ledger.replay_desk import edition
from tests.ledger.replay_facts import Wish
from tests.ledger.replay_questions import FIGURES, all_agree, log, nothing_vanishes, same
from tests.ledger.replay_room import BEGINNING, DAYS, LATER, OTHERS, STORES, Told, desk, room
from tests.properties import few_or_many, over

__all__ = ["room"]

KINDS = ["wait", "print", "ship", "ship", "receive", "receive", "return", "move", "handout", "writeoff", *["count"] * 5]
amounts = st.sampled_from([1, 2, 3, 3, 4, 5, 6, 9])
wishes = st.builds(
    Wish,
    kind=st.sampled_from(KINDS),
    day=st.sampled_from([DAYS[0], *DAYS[1:], *DAYS[1:]]),
    place=st.sampled_from([*OTHERS, *OTHERS, *STORES]),
    other=st.sampled_from(OTHERS),
    store=st.sampled_from(["s1", "s1", "s2"]),
    what=st.sampled_from(
        [("B/lv/1",), ("B/lv/1",), ("B/lv/2",), ("B/lv/2",), ("B/lv/3",), ("B/ru/1",), ("B/lv/1", "B/lv/2")]
    ),
    quantities=st.tuples(amounts, amounts),
    pick=st.integers(0, 60),
    first=st.booleans(),
    second=st.sampled_from([False, False, False, True]),
)


class Step(NamedTuple):
    """An event that was recorded in order of date, and the names it has there."""

    wish: Wish
    entry: int
    run: str | None
    """Of a print: the run that it made."""


def as_logged(wish: Wish, history: Busy, steps: list[Step]) -> Wish:
    """Return a wish in which runs are named, but in counts, and which knows what it receives.

    No parcel is closed: what is received of it afterwards comes from the losses, in another order from transit.
    """
    if wish.kind == "receive":
        sent = [event for event in history.world.line.events if event.type == "ship"]
        parcel = sent[wish.pick % len(sent)]
        quantities = tuple(max(1, move.quantity - wish.pick % 4) for move in parcel.moves)
        runs = tuple(move.run for move in parcel.moves)
        return replace(wish, shipment=parcel.number, what=runs, quantities=quantities, first=True, second=False)
    if wish.kind == "count" and wish.first:
        return replace(wish, what=tuple(dict.fromkeys(map(item_of, wish.what))) if history.knows.second else ("B/ru",))
    return wish if wish.kind != "print" else replace(wish, what=(item_of(wish.what[0]),))


def in_order_of_date(history: Busy, wanted: list[Wish]) -> list[Step]:
    """Log events in order of date, and return those that are recorded."""
    steps: list[Step] = []
    for wish in sorted([*BEGINNING, *wanted], key=lambda wish: wish.day):
        named = as_logged(wish, history, steps)
        entry = history.world.entries + 1
        history.do(named)
        if history.world.entries >= entry:
            event = history.world.line.find(entry)
            assert event is not None
            run = event.moves[0].run if event.type == "print" else None
            taken = tuple(move.run for move in event.moves)
            if named.kind in ("ship", "return", "move", "handout", "writeoff"):
                named = replace(named, what=taken, quantities=tuple(move.quantity for move in event.moves))
            if named.kind in ("return", "move"):
                named = replace(named, second=False)  # `--all` asks for what is there by then: another event each time
            steps.append(Step(named, entry, run))
    return steps


def in_another_order(history: Busy, steps: list[Step], turns: list[int]) -> dict[str, str]:
    """Log the same events in another order, those of a day in theirs; return what the runs are called now."""
    queues = [deque(step for step in steps if step.wish.day == day) for day in DAYS]
    runs: dict[str, str] = {}
    entries: dict[int, int] = {}
    for turn in range(len(steps)):
        waiting = [queue for queue in queues if queue]
        first = turns[turn % len(turns)] % len(waiting)
        for queue in [*waiting[first:], *waiting[:first]]:
            step, entry = queue[0], history.world.entries + 1
            wish = step.wish
            unknown = set(filter(is_run, wish.what)) - runs.keys()
            if unknown or (wish.shipment and wish.shipment not in entries):
                continue
            what = tuple(runs.get(each, each) for each in wish.what)
            history.do(replace(wish, what=what, shipment=entries.get(wish.shipment or 0)))
            if history.world.entries >= entry:
                queue.popleft()
                entries[step.entry] = entry
                event = history.world.line.find(entry)
                if step.run and event:
                    runs[step.run] = event.moves[0].run
                break
        else:
            reject()
    return runs


def figures(clerk: Clerk, by: str) -> list[dict[str, object]]:
    """Return the stock at the end of every day."""
    return [{"day": day, **row} for day in (*DAYS, LATER) for row in clerk.reads("stock", "--by", by, "--at", day)]


def stock(clerk: Clerk) -> dict[str, object]:
    """Return what is where of every item, at the end of every day."""
    of_items = {f"{row['day']} {row['item']}": [row[name] for name in FIGURES] for row in figures(clerk, "item")}
    at_places = figures(clerk, "place")
    held = {f"{row['day']} {row['item']} {row['place']}": row["copies"] for row in at_places if row["copies"]}
    return {**of_items, **held}


def by_run(clerk: Clerk, called: dict[str, str]) -> dict[str, object]:
    """Return what is where of every run."""
    return {f"{row['day']} {called[str(row['run'])]}": [row[name] for name in FIGURES] for row in figures(clerk, "run")}


def after_item_counts(history: Busy) -> Iterator[tuple[Event, Event]]:
    """Yield each count of items with each event after it at its place, or from there."""
    events = history.world.line.standing()
    for index, count in enumerate(events):
        for event in events[index + 1 :]:
            if count.items and count.place in (event.place, *(move.source for move in event.moves)):
                yield count, event


def later_takes(history: Busy) -> bool:
    """Tell whether an entry took copies of an item at a place after a count of that item there."""
    return any(
        move.source == count.place and item_of(move.run) in count.items
        for count, event in after_item_counts(history)
        for move in event.moves
    )


def later_counts_a_run(history: Busy) -> bool:
    """Tell whether a run was counted by itself after a count of its item: then the runs decide the total."""
    return any(item_of(run) in count.items for count, event in after_item_counts(history) for run in event.runs)


@pytest.mark.parametrize(("histories", "length"), few_or_many((2, 8), (600, 20), some=(3, 12)))
def test_the_order_of_logging_makes_no_difference_to_the_stock_of_an_item(
    room: Clerk, histories: int, length: int
) -> None:
    knows = edition(room)

    @over(histories)
    @given(
        st.lists(wishes, min_size=length, max_size=2 * length), st.lists(st.integers(0, 60), min_size=9, max_size=40)
    )
    def prove(wanted: list[Wish], turns: list[int]) -> None:
        history = desk(room, knows)
        told = history.story
        try:
            steps = in_order_of_date(history, wanted)
            before, runs_before = stock(room), by_run(room, {run: run for run in history.world.replay().age})
            takes = later_takes(history)
            again = desk(room, knows)
            told += ["", "and in another order:", *again.story]
            again.story = told
            called = {now: then for then, now in in_another_order(again, steps, turns).items()}
            if not (takes and later_counts_a_run(history) and READING.division_is_kept):
                same(stock(room), before)
            if not takes:
                same(by_run(room, called), runs_before)
            all_agree(again.clerk, again.world, None, None, (nothing_vanishes, log))
        except AssertionError as error:
            raise Told(error, told) from error

    prove()
