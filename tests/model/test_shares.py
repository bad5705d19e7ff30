import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import WrongUsage
from tracker.model.money import Share, parse_share, parse_shares, settled, split, written


@pytest.mark.parametrize(
    ("typed", "shares"),
    [
        ((), None),
        (("riga",), "riga"),
        (("riga=100",), "riga"),
        (("riga", "amif=75%"), "amif=75%+riga=25%"),
        (("riga=66,67 %", "amif=33.33%"), "amif=33.33%+riga=66.67%"),
        (("b=33.33", "c", "a=33.33"), "a=33.33%+b=33.33%+c=33.34%"),
    ],
)
def test_shares_stand_in_the_order_of_their_funds_and_one_gets_the_rest(
    typed: tuple[str, ...], shares: str | None
) -> None:
    found = settled(map(parse_share, typed))
    assert written(found) == shares
    if shares:
        assert parse_shares(shares) == found


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (
            ("amif=75%",),
            "The shares add up to 75%, not 100%; correct one, or leave one fund without a share to take the rest.",
        ),
        (("amif=75%", "riga=25.01%"), "add up to 100.01%"),
        (
            ("amif=100%", "riga"),
            ("The shares add up to 100%, not 100%; correct one, or leave one fund without a share to take the rest."),
        ),
        (("amif", "riga"), "Only one fund can take the rest; specify shares for the others"),
        (("amif=75%", "AMIF"), "Fund AMIF appears twice"),
        (("amif=0%",), "is not a share"),
        (("amif=33.333%",), "is not a share"),
        (("amif=101",), "is not a share"),
        (("amif=many",), "is not a share"),
        (("=75%",), "code"),
    ],
)
def test_shares_that_are_not_the_whole_are_refused_in_one_sentence(typed: tuple[str, ...], problem: str) -> None:
    with pytest.raises(WrongUsage, match=problem.replace("(", "\\(")):
        settled(map(parse_share, typed))


@given(st.integers(0, 10**14), st.lists(st.integers(1, 10**9), min_size=1, max_size=9))
def test_what_is_split_sums_to_the_cent_and_nobody_is_a_cent_off(cents: int, weights: list[int]) -> None:
    parts = split(cents, weights)
    assert sum(parts) == cents
    assert all(
        abs(part * sum(weights) - cents * weight) < sum(weights) for part, weight in zip(parts, weights, strict=True)
    )


def test_a_share_is_written_as_it_is_typed() -> None:
    assert [str(Share("a", 1)), str(Share("a", 1250)), str(Share("a"))] == ["a=0.01%", "a=12.5%", "a"]
