"""Sharing copies: by the largest remainder method, in whole cartons, never more than there are."""

from hypothesis import given
from hypothesis import strategies as st

from tests.properties import over
from tracker.reports.refill import Pile, first_of, in_cartons, left_of, shared

weights = st.lists(st.integers(1, 40), min_size=1, max_size=6)
piles = st.lists(st.builds(Pile, st.integers(0, 60), st.integers(1, 9)), max_size=3)


def by_largest_remainder(copies: int, shares: list[int]) -> list[int]:
    """Return who gets how many, by the words of the method."""
    whole = [copies * share // sum(shares) for share in shares]
    rest = [copies * share % sum(shares) for share in shares]
    for index in sorted(range(len(shares)), key=lambda index: -rest[index])[: copies - sum(whole)]:
        whole[index] += 1
    return whole


@over(30)
@given(st.integers(0, 200), weights)
def test_copies_are_shared_by_the_largest_remainder(copies: int, shares: list[int]) -> None:
    assert shared([Pile(copies)], shares) == by_largest_remainder(copies, shares)


@over(30)
@given(piles, weights)
def test_all_whole_cartons_are_shared_and_no_other_copies(there: list[Pile], shares: list[int]) -> None:
    whole = sum(pile.copies // pile.carton * pile.carton for pile in there)
    got = shared(there, shares)
    assert sum(got) == whole
    most = max((pile.carton for pile in there), default=1)
    assert all(
        abs(copies * sum(shares) - whole * share) <= most * sum(shares) * 2
        for copies, share in zip(got, shares, strict=True)
    )


@over(30)
@given(piles, st.integers(0, 200))
def test_whole_cartons_are_taken_as_far_as_there_are_any(there: list[Pile], wanted: int) -> None:
    got = in_cartons(there, wanted)
    assert 0 <= got <= min(wanted, sum(pile.copies for pile in there))
    taken, left = first_of(there, got), left_of(there, got)
    assert sum(pile.copies for pile in taken) == got
    assert [pile.copies + rest.copies for pile, rest in zip(taken, left, strict=True)] == [
        pile.copies for pile in there
    ]


def test_nobody_gets_anything_of_nothing() -> None:
    assert shared([], [1, 2]) == [0, 0]
    assert shared([Pile(9)], []) == []
