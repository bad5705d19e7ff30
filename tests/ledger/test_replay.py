"""Random histories of all logging commands: after every command the ledger is what a replay of it makes.

The model (`replay`) knows the contract's words only. What an entry took of which run is told to it; the rest, and
what must be refused, it works out. It asks for every balance of every day after each command, and for all reports,
of any day and as known at any moment, when a history ends. A failing example tells the commands to type.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Clerk
from tests.ledger.replay_clerk import Busy
from tests.ledger.replay_comparisons import changed, find
from tests.ledger.replay_facts import Wish
from tests.ledger.replay_levels import levels, refill, waits
from tests.ledger.replay_questions import QUESTIONS, all_agree, log, nothing_vanishes
from tests.ledger.replay_room import BEGINNING, DAYS, LATER, OTHERS, STORES, Told, desk, room
from tests.properties import few_or_many, over

__all__ = ["room"]

OFTEN = {"ship": 3, "receive": 3, "move": 2, "handout": 2, "count": 4, "void": 2}
ACTS = ("fix", "fix", "receive_several", "request_edit", "grant", "seminar", "seminar", "level", "level", "level")
SELDOM = ("wait", "print", "ship_request", "return", "writeoff", "close", "edit", "recall", "request", "cancel", *ACTS)
COMMANDS = [*SELDOM, *(kind for kind, times in OFTEN.items() for _ in range(times))]
named = st.sampled_from(
    [("B/lv",)] * 6
    + [("B/ru",)] * 2
    + [("B/lv/1",), ("B/lv/2",), ("B/lv/3",), ("B/ru/1",), ("B/lv/1", "B/lv/2"), ("B/lv", "B/ru"), ("B/ru", "B/lv/2")]
)
amounts = st.sampled_from([1, 2, 3, 3, 4, 5, 6, 9])
wishes = st.builds(
    Wish,
    kind=st.sampled_from(COMMANDS),
    day=st.sampled_from([DAYS[0], *DAYS[1:], *DAYS[1:]]),
    place=st.sampled_from([*OTHERS, *OTHERS, *STORES]),
    other=st.sampled_from([*OTHERS, *OTHERS, *STORES]),
    store=st.sampled_from(["s1", "s1", "s2"]),
    what=named,
    quantities=st.tuples(amounts, amounts),
    pick=st.integers(0, 60),
    order=st.sampled_from(["", "", "", "replaces", "before"]),
    first=st.booleans(),
    second=st.booleans(),
)
"""Ships that arrive at once (`first`), to two places (`second`); parts of parcels (`first`), closed (`second`); …"""


def live_through(history: Busy, wanted: list[Wish], times: list[tuple[int, str]], closely: bool) -> None:
    """Make wishes come true one after the other, and hold the program against the model."""
    questions = (*QUESTIONS, levels, refill, waits)
    for wish in (*BEGINNING, *wanted):
        before = history.world
        history.do(wish)
        if closely:
            all_agree(history.clerk, history.world, None, None, questions)
        elif history.world is not before:
            all_agree(history.clerk, history.world, None, None, (nothing_vanishes, log))
    all_agree(history.clerk, history.world, None, None, (*questions, find))
    for day in history.world.calendar if closely else history.world.calendar[-3::2]:
        all_agree(history.clerk, history.world, day, None, questions)
    for pick, day in times:
        moment, world = history.past[pick % len(history.past)]
        all_agree(history.clerk, world, day, moment, questions[1:])
        changed(history.clerk, moment, world, history.world, day, pick)


@pytest.mark.parametrize(
    ("histories", "length", "closely"), few_or_many((1, 8, False), (300, 30, True), some=(2, 14, False))
)
def test_any_history_is_what_its_replay_in_order_of_time_makes_of_it(
    room: Clerk, histories: int, length: int, closely: bool
) -> None:

    @over(histories)
    @given(
        st.lists(wishes, min_size=length, max_size=2 * length),
        st.lists(st.tuples(st.integers(0, 60), st.sampled_from((*DAYS, LATER))), min_size=1, max_size=2),
    )
    def prove(wanted: list[Wish], times: list[tuple[int, str]]) -> None:
        history = desk(room)
        try:
            live_through(history, wanted, times, closely)
        except AssertionError as error:
            raise Told(error, history.story) from error

    prove()
