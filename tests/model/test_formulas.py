import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model.table import disarm, rearm, would_run

any_text = st.text(st.characters(exclude_categories=()))
tricky_text = st.text(st.sampled_from("''''\"=+-@＝＋－＠ \t\r\n\u00a0\ufeff1(.a;"), max_size=8)


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("https://evil.example","Rīga")',
        "=1+1",
        "+A1",
        "-cmd|' /C calc'!A0",
        "@SUM(A1:A9)",
        " =1+1",
        '"=1+1"',
        "\u00a0=1+1",
        "\ufeff=1+1",
        "＝1+1",
        "＋A1",
        "－A1",
        "＠SUM(A1)",
        "\tRīga",
        "\rRīga",
        "+371 67105048 ext. 5",
    ],
)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert disarm(text) == f"'{text}"
    assert rearm(f"'{text}") == text


def test_a_formula_after_a_semicolon_gets_an_apostrophe() -> None:
    """It begins a cell where the comma is the decimal sign."""
    assert disarm("a;=1+1") == "a;'=1+1"
    assert disarm("a;\"=cmd|'/C calc'!A0;") == "a;'\"=cmd|'/C calc'!A0;"
    assert disarm('a;" =1"') == 'a;\'" =1"'
    assert disarm("=1;'@2;b") == "'=1;''@2;b"
    assert rearm("'=1;''@2;b") == "=1;'@2;b"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rīga",
        "1=1",
        "a@b.lv",
        "+371 67105048",
        "+37167105048",
        " +371 67105048",
        "+44 (0)20 7229 8173",
        "+371 67-10-50-48/49",
        "-2145",
        "-",
        "'tis",
        "'",
        "''",
        "'90s",
        "'+371 67105048",
    ],
)
def test_other_text_and_telephone_numbers_stay_as_they_are(text: str) -> None:
    assert disarm(text) == text
    assert rearm(text) == text


def test_a_text_that_came_with_apostrophes_gets_one_more_and_loses_one() -> None:
    assert disarm("'=1") == "''=1"
    assert rearm("''=1") == "'=1"
    assert rearm("'=1") == "=1"


@given(any_text | tricky_text)
def test_rearm_undoes_disarm_for_every_text(text: str) -> None:
    assert rearm(disarm(text)) == text


@given(any_text | tricky_text)
def test_nothing_disarmed_would_run(text: str) -> None:
    assert not would_run(disarm(text))


@given(tricky_text)
def test_two_texts_never_look_the_same_once_disarmed(text: str) -> None:
    assert disarm(f"'{text}") != disarm(text)
