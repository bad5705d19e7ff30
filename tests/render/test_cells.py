import pytest

from tests.adapters import Kind, Value
from tests.render.samples import NO_BREAK
from tracker.render.cells import cents, encodable, shown


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (None, Kind.NUMBER, ""),
        (0, Kind.NUMBER, "0"),
        (999, Kind.NUMBER, "999"),
        (1200, Kind.NUMBER, "1_200"),
        (123456789, Kind.NUMBER, "123_456_789"),
        (-2145, Kind.NUMBER, "-2_145"),
        (1200, Kind.CODE, "1200"),
        ("16078.60", Kind.MONEY, "16_078.60"),
        ("-1234.50", Kind.MONEY, "-1_234.50"),
        ("0.05", Kind.MONEY, "0.05"),
        ("a lot", Kind.MONEY, "a lot"),
        ("2014-12-31", Kind.DATE, "2014-12-31"),
        ("many\x1b[2J", Kind.NUMBER, "many\ufffd[2J"),
    ],
)
def test_numbers_and_money_are_grouped_and_the_rest_is_shown_as_it_is(value: Value, kind: Kind, expected: str) -> None:
    assert shown(value, kind) == expected.replace("_", NO_BREAK)


def test_an_amount_is_whole_cents() -> None:
    assert cents("16078.60") == 1607860
    assert cents("-0.05") == -5
    assert cents("862.4") is None
    assert cents(None) is None


def test_text_that_utf_8_can_hold_is_left_alone() -> None:
    assert encodable("Rīga\u00a0\n😀") == "Rīga\u00a0\n😀"
    assert encodable("R\udce4ga\ud800") == "R\ufffdga\ufffd"
