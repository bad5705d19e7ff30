"""The model's own arithmetic, by examples computed by hand: the division of an item count (rule 5)."""

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
    return line


def replay(line: Line) -> Replay:
    return Replay(line.standing(), ["s"])


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


def test_an_entry_that_takes_what_a_count_left_does_not_divide_it_again() -> None:
    line = history(came(3, ONE, 5), came(4, TWO, 5), counted(5, 6), left(6, TWO, 5))
    assert held(line) == {ONE: 1, TWO: 5}


def test_a_run_that_the_total_cannot_bear_just_before_the_next_count_has_what_is_left() -> None:
    """Both counts are of one day: what is taken between them is needed at no day's end."""
    line = history(came(3, ONE, 5), came(4, TWO, 5), left(5, ONE, 5), left(6, TWO, 5))
    line.events += [counted(7, 8, "04"), counted(8, 2, "04")]
    line.events.insert(-3, counted(9, 7, "04"))
    assert not replay(line).overdrawn
    assert held(line, "04") == {TWO: 2}


def test_a_count_is_overdrawn_by_what_is_taken_at_the_ends_of_days_only() -> None:
    line = history(came(3, ONE, 5), came(4, TWO, 5), left(5, ONE, 5), left(6, TWO, 5), counted(7, 9))
    assert [count.number for count in replay(line).overdrawn] == [7]


def test_copies_that_only_pass_between_runs_go_through_loss_as_the_newest_runs() -> None:
    line = history(came(3, ONE, 5), came(4, TWO, 5), left(5, ONE, 5), counted(6, 7), left(7, ONE, 2))
    ends = replay(line).at("03")
    assert held(line) == {ONE: 7}
    assert (ends[PUBLIC, ONE], ends.get((PUBLIC, TWO), 0)) == (0, 3)
    assert (ends[LOSS, ONE], ends[LOSS, TWO]) == (-2, 2)


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
    there, needs = ({run: each.get(run, 0) for run in RUNS} for each in (before, needed))
    if sum(needs.values()) > total:
        return
    shares = divide(total, there, {run: (copies, copies) for run, copies in needs.items()})
    assert sum(shares.values()) == total
    assert all(shares[run] >= copies for run, copies in needs.items())
    grown = {run: max(needs[run], min(shares[run], more.get(run, 0))) for run in RUNS}
    assert divide(total, there, {run: (copies, copies) for run, copies in grown.items()}) == shares
