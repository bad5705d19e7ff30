import pytest

from tracker.errors import WrongUsage
from tracker.model.codes import ItemCode, RunCode
from tracker.model.quantities import MAX_QUANTITY, Line, check_distinct, parse_line, parse_quantity

LV = ItemCode("THB", "lv")


@pytest.mark.parametrize(
    ("text", "copies"),
    [
        ("1", 1),
        ("007", 7),
        ("999999999", MAX_QUANTITY),
        ("000000000000001", 1),
        ("1 000", 1000),
        ("12\u00a0345\u202f678", 12345678),
    ],
)
def test_a_quantity_is_a_whole_number_of_copies(text: str, copies: int) -> None:
    assert parse_quantity(text) == copies


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "+1",
        "1.0",
        "1,000",
        "1 00",
        "1000 000",
        "1 0000",
        "1\n000",
        "1e3",
        "x",
        "١٢",
        "１２",
        "½",
        "1_0",
        " 1",
        "1\n",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(WrongUsage, match="whole number"):
        parse_quantity(text)


def test_a_slip_of_the_finger_is_refused() -> None:
    with pytest.raises(WrongUsage, match=" is too large; the maximum is"):
        parse_quantity(str(MAX_QUANTITY + 1))


def test_no_copies_are_a_quantity_only_where_they_say_something() -> None:
    assert parse_quantity("0", zero=True) == 0
    with pytest.raises(WrongUsage, match=r"^0 is not allowed here"):
        parse_quantity("0")
    with pytest.raises(WrongUsage, match="0 or more"):
        parse_quantity("-1", zero=True)


def test_a_line_names_an_item_or_a_run() -> None:
    assert parse_line("THB/lv=200") == Line(LV, 200)
    assert parse_line("THB/LV/2=200") == Line(RunCode(LV, 2), 200)
    assert parse_line("THB/lv=1 200") == Line(LV, 1200)
    assert parse_line("THB/lv/2=200").item == LV
    assert str(parse_line("THB/lv/2=0200")) == "THB/lv/2=200"


def test_a_line_splits_at_the_last_equals_sign() -> None:
    with pytest.raises(WrongUsage, match="THB/lv=1"):
        parse_line("THB/lv=1=2")


def test_a_line_without_a_quantity_is_told_how_to_write_one() -> None:
    with pytest.raises(WrongUsage, match="THB/lv=200"):
        parse_line("THB/lv")


@pytest.mark.parametrize(
    "lines", [["a/lv=1", "a/lv=2"], ["a/lv=1", "A/LV=1"], ["a/lv=1", "a/lv/1=1"], ["a/lv/1=1", "b/lv=1", "A/lv=1"]]
)
def test_an_item_is_not_named_twice_nor_beside_a_run_of_its_own(lines: list[str]) -> None:
    with pytest.raises(
        WrongUsage, match=r"^([Aa]/lv appears twice;|Specify either [Aa]/lv or its print runs, not both)"
    ):
        check_distinct([parse_line(line) for line in lines])


def test_different_items_and_runs_stand_side_by_side() -> None:
    check_distinct([parse_line(line) for line in ["a/lv=1", "a/ru=1", "b/lv/1=1", "b/lv/2=1", "b/lv/12=1"]])
