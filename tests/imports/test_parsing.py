"""Parsing quantities and dates in cells."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import WrongUsage
from tracker.imports.cells import check_date_format, parse_sheet_date, parse_sheet_quantity, thousands_marks
from tracker.model.quantities import MAX_QUANTITY


@pytest.mark.parametrize(
    ("text", "copies"),
    [
        ("1200", 1200),
        ("1 200", 1200),
        ("1\u00a0200", 1200),
        ("1\u202f200\u202f000", 1_200_000),
        ("12\u2009000,00", 12_000),
        ("200.0", 200),
        ("200,0", 200),
        ("200.00", 200),
        ("200,00", 200),
        (" 007 ", 7),
        ("1.200.000", 1_200_000),
        ("1,200,000.00", 1_200_000),
        ("1.200,0", 1200),
        ("1'200", 1200),
        ("12’000’000,00", 12_000_000),
    ],
)
def test_a_whole_number_is_read_however_it_is_grouped(text: str, copies: int) -> None:
    assert parse_sheet_quantity(text) == copies


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("12 ou 25", "'12 ou 25' is not one plain number; write one whole number, such as 12."),
        ("12 25", "'12 25' is not one plain number"),
        ("1 20", "'1 20' is not one plain number"),
        ("1234 567", "is not one plain number"),
        ("1  200", "is not one plain number"),
        ("25 gab.", "'25 gab.' contains more than a number; write 25."),
        ("2.5", "'2.5' is not a whole number of copies; write 2 or 3."),
        ("1 200,5", "not a whole number of copies; write 1200 or 1201."),
        (
            "-3",
            "'-3' is negative: import returned copies with 'tracker import returns' and write 3 there,",
        ),
        ("\u22121 200,00", "is negative.* write 1200 there"),
        ("(3)", "is negative.* write 3 there"),
        ("3-", "is negative.* write 3 there"),
        ("1,200", "'1,200' could be 1200 or 1.2: write 1200."),
        ("1.200", "'1.200' could be 1200 or 1.2: write 1200."),
        ("200.000", "could be 200000 or 200: write the one that is meant"),
        ("1'200,50", "is not a whole number of copies; write 1200 or 1201."),
        ("0.200.000", "has separators between its digits; write 200000."),
        ("1.200,000", "not one plain number"),
        ("nav", "'nav' is not a number; write a whole number of copies, such as 200."),
        ("１２", "is not a number"),
        ("", "The quantity is missing; write a whole number of copies, 1 or more."),
        ("\u00a0", "The quantity is missing"),
        ("0", "0 copies"),
        ("1 000 000 000", "too large for a quantity"),
    ],
)
def test_an_invalid_or_ambiguous_quantity_is_refused_with_advice(text: str, sentence: str) -> None:
    with pytest.raises(WrongUsage, match=sentence.replace("(", r"\(")):
        parse_sheet_quantity(text)


def test_a_count_may_be_zero(text: str = "0,00") -> None:
    assert parse_sheet_quantity(text, zero=True) == 0
    with pytest.raises(WrongUsage, match="a place cannot hold fewer than 0"):
        parse_sheet_quantity("-1", zero=True)
    with pytest.raises(WrongUsage, match="missing; write a whole number of copies, 0 or more"):
        parse_sheet_quantity("", zero=True)


@given(
    copies=st.integers(1, MAX_QUANTITY),
    separator=st.sampled_from(["", " ", "\u00a0", "\u202f", "\u2009"]),
    decimal_mark=st.sampled_from(".,"),
)
def test_every_quantity_is_read_in_every_notation(copies: int, separator: str, decimal_mark: str) -> None:
    grouped = f"{copies:,}".replace(",", separator)
    for text in (grouped, f"{grouped}{decimal_mark}0", f"{grouped}{decimal_mark}00"):
        assert parse_sheet_quantity(text) == copies


@given(st.one_of(st.text(max_size=12), st.text("0123456789 .,-()/:T", max_size=19)))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    for parse in (parse_sheet_quantity, parse_sheet_date, check_date_format):
        try:
            parse(text)
        except WrongUsage as error:
            assert str(error)


@pytest.mark.parametrize(
    "text",
    [
        "2015-03-01",
        "1.3.2015",
        " 01.03.2015 ",
        "01.03.2015.",
        "2015-03-01 00:00:00",
        "2015-03-01T00:00:00",
        "01.03.2015 0:00",
    ],
)
def test_a_date_may_have_the_time_midnight(text: str) -> None:
    assert parse_sheet_date(text) == date(2015, 3, 1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The date is missing"),
        ("today", "depends on the day of the import"),
        ("YESTERDAY", "depends on the day of the import"),
        ("03/04/2026", "could be 2026-03-04 or 2026-04-03: choose one with --date-format '%d/%m/%Y' or '%m/%d/%Y'"),
        ("13/04/2026", "name its format with --date-format '%d/%m/%Y'"),
        ("04/13/2026", "name its format with --date-format '%m/%d/%Y'"),
        ("3.4.26", "could be 2026-03-04 or 2026-04-03"),
        ("2026/04/03", "'%Y/%m/%d'"),
        ("42064", "may be a spreadsheet's serial number for 2015-03-01"),
        ("2015-03-01 10:30", "has a time of day.* write 2015-03-01, or .* --date-format '%Y-%m-%d %H:%M'"),
        ("1.3.2015 10:30:15", "--date-format '%d.%m.%Y %H:%M:%S'"),
        ("2015-03-01T22:00:00.5", "--date-format '%Y-%m-%dT%H:%M:%S.%f'"),
        ("2015-03-01T00:00:00Z", "is not a date"),
        ("2015-02-30", "calendar has no such day"),
        ("marts", "is not a date; write 2015-03-01 or 1.3.2015, or name the file's format with --date-format"),
    ],
)
def test_an_invalid_or_ambiguous_date_is_refused_with_advice(text: str, sentence: str) -> None:
    with pytest.raises(WrongUsage, match=sentence):
        parse_sheet_date(text)


def test_with_a_format_only_matching_dates_and_dates_of_workbooks_are_read() -> None:
    assert parse_sheet_date("03/04/2026", ["%d/%m/%Y"]) == date(2026, 4, 3)
    assert parse_sheet_date("2015-03-01 10:30", ["%Y-%m-%d %H:%M"]) == date(2015, 3, 1)
    assert parse_sheet_date("2026-04-03", ["%d/%m/%Y"]) == date(2026, 4, 3)
    for other in ("3.4.2026", "2026/04/03"):
        with pytest.raises(WrongUsage, match=f"'{other}' does not match --date-format '%d/%m/%Y'"):
            parse_sheet_date(other, ["%d/%m/%Y"])
    with pytest.raises(WrongUsage, match="does not match --date-format"):
        parse_sheet_date("2026-04-13", ["%Y-%d-%m"])


def test_several_formats_are_tried_in_turn_and_refused_where_they_give_different_days() -> None:
    formats = ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y"]
    assert parse_sheet_date("13/04/2026", formats) == date(2026, 4, 13)
    assert parse_sheet_date("04/13/2026", formats) == date(2026, 4, 13)
    assert parse_sheet_date("13.4.26", formats) == date(2026, 4, 13)
    assert parse_sheet_date("04/04/2026", formats) == date(2026, 4, 4)
    with pytest.raises(WrongUsage) as refused:
        parse_sheet_date("03/04/2026", formats)
    assert str(refused.value) == (
        "'03/04/2026' could be 2026-04-03 or 2026-03-04, as --date-format '%d/%m/%Y' or '%m/%d/%Y' reads it: "
        "write the day as 2015-03-01."
    )
    with pytest.raises(WrongUsage, match=r"does not match --date-format .* or '%d.%m.%y'"):
        parse_sheet_date("2026/04/03", formats)


@pytest.mark.parametrize(
    ("others", "copies"),
    [
        (("1.234.567",), 1200),
        (("1.200,00", "7"), 1200),
        (("12,50", "x", ""), None),
        (("200.0", "1.234.567"), None),
        (("0.500", "1.234.567"), None),
        (("1,234,567",), None),
        (("1.300",), None),
    ],
)
def test_another_cell_of_the_column_says_what_a_mark_means(others: tuple[str, ...], copies: int | None) -> None:
    marks = thousands_marks(["1.200", *others])
    if copies is None:
        with pytest.raises(WrongUsage, match="could be 1200 or 1"):
            parse_sheet_quantity("1.200", marks=marks)
    else:
        assert parse_sheet_quantity("1.200", marks=marks) == copies


@pytest.mark.parametrize("date_format", ["%d/%m/%Y", "%d.%m.%y", "%Y%m%d", "%d %B %Y", "%Y-%j", "%d/%m/%Y %H:%M"])
def test_a_date_format_contains_day_month_and_year(date_format: str) -> None:
    assert check_date_format(date_format) == date_format


@pytest.mark.parametrize("date_format", ["", "%Y-%m", "%", "%Q", "dd/mm/yyyy", "%H:%M", "\0"])
def test_a_date_format_that_does_not_identify_a_day_is_wrong_usage(date_format: str) -> None:
    with pytest.raises(WrongUsage, match="such as %d/%m/%Y"):
        check_date_format(date_format)
