import pytest

from tracker.errors import WrongUsage
from tracker.model.codes import ItemCode, RunCode, parse_code, parse_item, parse_item_or_run, parse_run


@pytest.mark.parametrize("code", ["THB", "london", "riga-sd", "2010.a_b", "0"])
def test_a_code_is_letters_digits_and_a_few_signs(code: str) -> None:
    assert parse_code(code) == code


@pytest.mark.parametrize("code", ["", "-a", ".a", "_a", "a b", "Rīga", "a/b", "a=b", "a\n", "a\x00", "ａ", " a"])
def test_anything_else_is_no_code(code: str) -> None:
    with pytest.raises(WrongUsage, match="starting"):
        parse_code(code)


def test_an_item_is_a_booklet_in_one_language_and_a_run_one_printing_of_it() -> None:
    item = ItemCode("THB", "lv")
    assert parse_item("THB/LV") == item
    assert parse_run("THB/lv/12") == RunCode(item, 12)
    assert (str(item), str(RunCode(item, 12))) == ("THB/lv", "THB/lv/12")
    assert parse_item_or_run("THB/lv") == item
    assert parse_item_or_run("THB/lv/12") == RunCode(item, 12)


@pytest.mark.parametrize(
    "text", ["", "THB", "THB/", "/lv", "THB/l", "THB/latv", "THB/l1", "T B/lv", "THB//lv", "THB/lv/"]
)
def test_anything_else_is_no_item(text: str) -> None:
    with pytest.raises(WrongUsage, match="is not an item; write BOOKLET/LANGUAGE,"):
        parse_item(text)


@pytest.mark.parametrize(
    "text", ["", "THB/lv", "THB/lv/0", "THB/lv/-1", "THB/lv/01", "THB/lv/1.0", "THB/lv/1/1", "THB/lv/١"]
)
def test_anything_else_is_no_run(text: str) -> None:
    with pytest.raises(WrongUsage, match="write BOOKLET/LANGUAGE"):
        parse_run(text)


@pytest.mark.parametrize("text", ["THB", "THB/lv/1/1", ""])
def test_what_is_neither_an_item_nor_a_run_is_told_how_both_look(text: str) -> None:
    with pytest.raises(WrongUsage, match="neither an item"):
        parse_item_or_run(text)
