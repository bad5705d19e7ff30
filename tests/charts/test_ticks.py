from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as any_of

from tests.properties import over
from tracker.charts.elements import date_ticks, ticks

QUANTITIES = any_of.integers(-(10**12), 10**12) | any_of.integers(-20, 20)
DAYS = any_of.dates(date(1990, 1, 1), date(2090, 12, 31))


@over(200)
@given(QUANTITIES, QUANTITIES, any_of.integers(0, 12))
def test_the_values_of_an_axis_are_few_and_round_and_reach_around_all(one: int, other: int, most: int) -> None:
    found = ticks(min(one, other), max(one, other), most)
    assert found[0] <= min(one, other, 0)
    assert found[-1] >= max(one, other, 0)
    assert 0 in found
    assert 2 <= len(found) <= max(most, 3)
    (step,) = {after - before for before, after in pairwise(found)}
    assert str(step).rstrip("0") in ("1", "2", "5")


@over(200)
@given(DAYS, DAYS, any_of.integers(1, 12))
@example(date(1, 1, 1), date(9999, 12, 31), 12)
def test_the_days_of_an_axis_are_few_and_lie_on_it(one: date, other: date, most: int) -> None:
    first, last = sorted((one, other))
    found = date_ticks(first, last, most)
    assert 1 <= len(found) <= most
    assert all(first <= day <= last and day.isoformat().startswith(name) for day, name in found)
    assert [day for day, _ in found] == sorted({day for day, _ in found})


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 0, [0, 1]),
        (0, 1, [0, 1]),
        (0, 7435, [0, 2000, 4000, 6000, 8000]),
        (-300, 7000, [-2000, 0, 2000, 4000, 6000, 8000]),
        (0, 1_000_000, [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]),
    ],
)
def test_the_values_are_those_that_one_would_choose(low: int, high: int, expected: list[int]) -> None:
    assert ticks(low, high, 6) == expected


def test_days_are_named_as_shortly_as_they_can_be() -> None:
    def names(first: str, last: str) -> list[str]:
        return [name for _, name in date_ticks(date.fromisoformat(first), date.fromisoformat(last), 6)]

    assert names("2010-01-31", "2016-05-01") == ["2011", "2012", "2013", "2014", "2015", "2016"]
    assert names("2014-01-15", "2014-12-31") == ["2014-03", "2014-05", "2014-07", "2014-09", "2014-11"]
    assert names("2014-12-29", "2015-01-20") == ["2015-01"]
    assert names("2015-03-01", "2015-03-01") == ["2015-03"]
    assert names("2015-03-02", "2015-03-20") == ["2015-03-02"]
