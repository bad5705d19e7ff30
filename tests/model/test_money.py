import pytest

from tracker.errors import WrongUsage
from tracker.model.money import Money, format_cents, parse_cents, parse_currency


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("862.40", 86240),
        ("862,40", 86240),
        ("862.4", 86240),
        ("862", 86200),
        ("0", 0),
        ("0.05", 5),
        (" 1 ", 100),
        ("2 774.60", 277460),
    ],
)
def test_money_is_read_to_the_cent(text: str, cents: int) -> None:
    assert parse_cents(text) == cents


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", "1.234", ".5", "5.", "1 00", "1000 000", "1,000.00", "1e3", "٨", "NaN", "1.2.3"]
)
def test_anything_else_is_no_money(text: str) -> None:
    with pytest.raises(WrongUsage, match="amount of money"):
        parse_cents(text)


@pytest.mark.parametrize(
    ("cents", "text"), [(0, "0.00"), (5, "0.05"), (86240, "862.40"), (-86240, "-862.40"), (-5, "-0.05")]
)
def test_money_is_written_with_two_decimals(cents: int, text: str) -> None:
    assert format_cents(cents) == text
    assert str(Money(cents, "LVL")) == f"{text} LVL"


def test_a_currency_is_one_of_iso_4217_present_or_former() -> None:
    assert [parse_currency(text) for text in (" eur ", "LVL")] == ["EUR", "LVL"]
    for text in ("EU", "EURO", "€€€", "E1R", "", "XXQ", "XXX"):
        with pytest.raises(WrongUsage, match="currency"):
            parse_currency(text)
