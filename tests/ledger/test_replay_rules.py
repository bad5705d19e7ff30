"""The model's own arithmetic, by examples worked out by hand: how the total of an item count is divided (rule 5)."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.replay import LOSS, PRINTER, PUBLIC, Event, Line, Move, Replay, divide

RUNS = ["B/lv/1", "B/lv/2", "B/lv/3"]
ONE, TWO, THREE = RUNS


def printed(number: int, run: str, day: str = "01") -> Event:
    return Event(number, "print", day, "s", (Move(run, PRINTER, "s", 50),))


def came(number: int, run: str, quantity: int, day: str = "02") -> Event:
    """Return copies that came to p, by whatever way."""
    return Event(number, "move", day, "p", (Move(run, "s", "p", quantity),))


def left(number: int, run: str, quantity: int, day: str = "04") -> Event:
    return Event(number, "handout", day, "p", (Move(run, "p", PUBLIC, quantity),))


def counted(number: int, total: int, day: str = "03") -> Event:
    return Event(number, "count", day, "p", items={"B/lv": total})


def history(*events: Event) -> Line:
    line = Line()
    for event in (printed(1, ONE), printed(2, TWO), *events):
        line.events.insert(line.index(event.day), event)
        line.shares = replay(line).shares
    return line


def replay(line: Line) -> Replay:
    return Replay(line.standing(), ["s"], line.shares)


def held(line: Line, day: str = "03") -> dict[str, int]:
    ends = replay(line).at(day)
    return {run: ends[holder, run] for holder, run in sorted(ends) if holder == "p" and ends[holder, run]}


@pytest.mark.parametrize(
    ("events", "there"),
    [
        pytest.param((counted(5, 6),), {ONE: 1, TWO: 5}, id="a shortage leaves the oldest first"),
        pytest.param((left(5, ONE, 2), counted(6, 6)), {ONE: 2, TWO: 4}, id="as far as later entries allow"),
        pytest.param((counted(5, 12),), {ONE: 5, TWO: 7}, id="a surplus joins the newest run there"),
        pytest.param((counted(5, 0), counted(6, 4)), {TWO: 4}, id="else the newest printed by then"),
        pytest.param((counted(5, 10), left(6, TWO, 9, "02")), {ONE: 10}, id="below zero is taken as zero"),
        pytest.param((counted(5, 6), came(6, ONE, 3)), {ONE: 1, TWO: 5}, id="a late parcel leaves the total"),
        pytest.param((counted(5, 6), came(6, TWO, 3)), {TWO: 6}, id="and its runs are worked out anew"),
    ],
)
def test_the_total_of_an_item_count_is_divided_over_what_was_there(
    events: tuple[Event, ...], there: Mapping[str, int]
) -> None:
    line = history(printed(9, THREE, "05"), came(3, ONE, 5), came(4, TWO, 5), *events)
    assert held(line) == there


def test_a_surplus_fills_what_later_entries_take_first() -> None:
    line = history(came(3, ONE, 5), came(4, TWO, 2), left(5, TWO, 2), counted(6, 9))
    line.void(4, by=7)
    assert held(line) == {ONE: 7, TWO: 2}


def test_an_entry_after_a_count_never_divides_it_anew() -> None:
    line = history(came(3, ONE, 5), came(4, TWO, 5), counted(5, 6))
    line.events.append(left(6, ONE, 2))
    assert held(line) == {ONE: 1, TWO: 5}
    assert replay(line).short() == [f"p has -1 of {ONE} at the end of 04"]


def test_what_a_count_finds_goes_to_the_public_from_a_place_and_to_loss_from_a_store() -> None:
    line = history(came(3, ONE, 5), counted(4, 2), Event(5, "count", "03", "s", runs={ONE: 40}))
    ends = replay(line).at("03")
    assert (ends[PUBLIC, ONE], ends[LOSS, ONE], ends["s", ONE]) == (3, 5, 40)


def test_a_replacement_takes_the_place_of_its_original_on_the_same_day_only() -> None:
    line = history(came(3, ONE, 5), came(4, TWO, 5))
    number = [event.number for event in line.events]
    assert number[line.index("02", instead=3)] == 4
    assert line.index("03", instead=3) == len(line.events)
    assert number[line.index("02", before=4)] == 4


def amounts(least: int) -> st.SearchStrategy[dict[str, int]]:
    return st.dictionaries(st.sampled_from(RUNS), st.integers(least, 20))


@given(st.integers(0, 50), amounts(-5), amounts(0), amounts(0))
def test_all_of_a_total_is_divided_and_need_that_it_can_bear_does_not_change_that(
    total: int, before: dict[str, int], needed: dict[str, int], more: dict[str, int]
) -> None:
    shares = divide(total, before, needed, RUNS, RUNS)
    assert sum(shares.values()) == total
    assert min(shares.values()) >= 0
    more = {run: max(needed.get(run, 0), min(shares[run], more.get(run, 0))) for run in RUNS}
    if all(shares[run] >= more[run] for run in RUNS):
        assert divide(total, before, more, RUNS, RUNS) == shares
