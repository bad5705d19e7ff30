"""The copies of a run from day to day: the same whether changes are worked in one by one or many at once."""

import random

from tracker.ledger.daily_copies import DailyCopies
from tracker.store.balances import DayQuantity, running

_DAYS = [f"2014-03-{day:02}" for day in range(1, 29)]


def _noted(changes: list[tuple[str, int]], *, asked: bool) -> DailyCopies:
    """Return copies that begin with 100, and these changes; when `asked`, what is held is asked for after each."""
    copies = DailyCopies([DayQuantity(_DAYS[0], 100)])
    for day, change in changes:
        copies.add(day, change)
        if asked:
            assert copies.since(day)
    return copies


def test_changes_of_any_order_count_from_their_days_on() -> None:
    """However many are noted before it is asked: some by one, others together."""
    chance = random.Random(4)  # noqa: S311  (a fixed history, not a secret)
    for count in (1, 3, 15, 40, 200):
        changes = [(chance.choice(_DAYS), chance.randint(-9, 9)) for _ in range(count)]
        for asked in (True, False):
            copies = _noted(changes, asked=asked)
            for day in _DAYS:
                expected = running([(_DAYS[0], 100), *changes], day)
                assert copies.since(day) == expected
                assert copies.lowest(day) == min(held.copies for held in expected)


def test_the_fewest_copies_are_known_before_changes_are_worked_in() -> None:
    """Changes in order of time only shift what is held later."""
    copies = _noted([(day, -1) for day in _DAYS], asked=False)
    assert [copies.lowest(_DAYS[-1]), copies.last, copies.lowest(_DAYS[3])] == [72, 72, 72]
    copies.add(_DAYS[-1], 5)
    assert [copies.lowest(_DAYS[-1]), copies.lowest(_DAYS[-2])] == [77, 73]
