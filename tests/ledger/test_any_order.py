"""The same events, logged in another order: what order of time accepts is accepted, with the same totals (rule 5).

Events are logged in order of time first, and what is refused then is left out. They are logged again in a random order
in which the entries of one day keep theirs. No run is named, nor counted by itself. What order of time makes of the
events that are logged so far is asked of the model, which sees no command.

Which run an entry took is a recorded fact. So where copies come back or are printed after others left, an entry may
be refused because later ones took its runs; then the refusal names one of these.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Clerk
from tests.ledger.replay import item_of
from tests.ledger.replay_clerk import Busy
from tests.ledger.replay_desk import Draft, Order
from tests.ledger.replay_facts import Wish
from tests.ledger.replay_questions import FIGURES, all_agree, log, nothing_vanishes, same
from tests.ledger.replay_room import BEGINNING, DAYS, LATER, OTHERS, STORES, Told, desk, room, world
from tests.properties import few_or_many, over

__all__ = ["room"]

TAKE = ["ship", "ship", "receive", "receive", "move", "handout", "writeoff", *["count"] * 5]
BRING = ["print", "return"]
amounts = st.sampled_from([1, 2, 3, 3, 4, 5, 6, 9])


def wishes(kinds: list[str]) -> st.SearchStrategy[Wish]:
    return st.builds(
        Wish,
        kind=st.sampled_from(kinds),
        day=st.sampled_from([DAYS[0], *DAYS[1:], *DAYS[1:]]),
        place=st.sampled_from([*OTHERS, *OTHERS, *STORES]),
        other=st.sampled_from(OTHERS),
        store=st.sampled_from(["s1", "s1", "s2"]),
        what=st.sampled_from([("B/lv",), ("B/lv",), ("B/lv",), ("B/ru",), ("B/lv", "B/ru")]),
        quantities=st.tuples(amounts, amounts),
        pick=st.integers(0, 60),
        first=st.booleans(),
    )


class Step(NamedTuple):
    """An event recorded in order of time, with its number there."""

    wish: Wish
    entry: int


class Refusal(Exception):
    """The model refuses an entry."""


class InTime(Busy):
    """A clerk who uses only the model."""

    def try_to_log(self, words: list[object], order: Order, drafts: list[Draft]) -> None:
        """Add entries to the world, if allowed."""
        trial = self.world.copy()
        taken, why = self._foretell(trial, order, drafts)
        if why or taken is None:
            raise Refusal(why)
        self.world = trial


def begin(history: Busy) -> dict[int, int]:
    """Log the beginning; return the numbers of its entries, which are the same in every order."""
    for wish in BEGINNING:
        history.do(replace(wish, day=DAYS[0]))
    return {number: number for number in range(1, history.world.entries + 1)}


def do(history: Busy, step: "Step", numbers: dict[int, int]) -> bool:
    """Log an event, and note its number; return whether it is recorded."""
    entry, sent = history.world.entries + 1, step.wish.shipment
    if sent and sent not in numbers:
        return False
    history.do(replace(step.wish, shipment=numbers.get(sent or 0)))
    if history.world.entries >= entry:
        numbers[step.entry] = entry
    return history.world.entries >= entry


def is_accepted(steps: Iterable[Step]) -> bool:
    """Tell whether order of time accepts events, which are given in that order."""
    clerk = InTime(None, world())  # type: ignore[arg-type]
    numbers = begin(clerk)
    try:
        return all(do(clerk, step, numbers) for step in steps)
    except Refusal:
        return False


def in_order_of_time(history: Busy, wanted: list[Wish]) -> list[Step]:
    """Log events in order of time, and return those that are recorded."""
    steps: list[Step] = []
    begin(history)
    for wish in sorted(wanted, key=lambda wish: wish.day):
        named, entry = wish, history.world.entries + 1
        if wish.kind == "receive":
            sent = [event for event in history.world.line.events if event.type == "ship"]
            parcel = sent[wish.pick % len(sent)]
            copies = dict[str, int]()
            for move in parcel.moves:
                copies[item_of(move.run)] = copies.get(item_of(move.run), 0) + move.quantity
            some = tuple(max(1, each - wish.pick % 4) for each in copies.values())
            named = replace(wish, shipment=parcel.number, what=tuple(copies), quantities=some, first=True, pick=1)
        history.do(named)
        if history.world.entries >= entry:
            steps.append(Step(named, entry))
    return steps


def in_another_order(history: Busy, steps: list[Step], turns: list[int], *, brings: bool) -> list[Step]:
    """Log the same events in another order, those of a day in theirs; return those recorded, in order of time."""
    numbers = begin(history)
    queues = [deque(step for step in steps if step.wish.day == day) for day in DAYS]
    logged: list[Step] = []
    for turn in range(len(steps)):
        waiting = [queue for queue in queues if queue]
        step = waiting[turns[turn % len(turns)] % len(waiting)].popleft()
        told = sorted([*logged, step], key=steps.index)
        if do(history, step, numbers):
            logged = told
        elif is_accepted(told):
            assert brings, "refused, though order of time accepts it"
            assert "tracker void" in history.story[-1], (
                "refused, though order of time accepts it; no later entry is named"
            )
    return logged


def stock(clerk: Clerk) -> dict[str, object]:
    """Return what is where of every item, at the end of every day."""
    found: dict[str, object] = {}
    for day in (*DAYS, LATER):
        for row in clerk.reads("stock", "--at", day):
            found[f"{day} {row['item']}"] = [row[name] for name in FIGURES]
        for row in clerk.reads("stock", "--by", "place", "--at", day):
            if row["copies"]:
                found[f"{day} {row['item']} {row['place']}"] = row["copies"]
    return found


@pytest.mark.parametrize(
    "brings", [pytest.param(False, id="taking", marks=pytest.mark.slow), pytest.param(True, id="bringing")]
)
@pytest.mark.parametrize(("histories", "length"), few_or_many((1, 8), (400, 16), some=(20, 12)))
def test_every_order_of_logging_accepts_what_order_of_time_accepts_with_the_same_totals(
    room: Clerk, histories: int, length: int, brings: bool
) -> None:
    kinds = TAKE + BRING if brings else TAKE

    @over(histories)
    @given(
        st.lists(wishes(kinds), min_size=length, max_size=2 * length),
        st.lists(st.integers(0, 60), min_size=9, max_size=40),
    )
    def prove(wanted: list[Wish], turns: list[int]) -> None:
        history = desk(room)
        told = history.story
        try:
            steps = in_order_of_time(history, wanted)
            again = desk(room)
            told += ["", "and in another order:", *again.story]
            again.story = told
            logged = in_another_order(again, steps, turns, brings=brings)
            before = stock(room)
            all_agree(again.clerk, again.world, None, None, (nothing_vanishes, log))
            told += ["", "and those in order of time:"]
            third = desk(room)
            third.story = told
            numbers = begin(third)
            if all(do(third, step, numbers) for step in logged):  # within a day, another order may accept more
                same(stock(room), before)
        except AssertionError as error:
            raise Told(error, told) from error

    prove()
