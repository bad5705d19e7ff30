from datetime import date

import pytest

from tracker.errors import WrongUsage
from tracker.model.dates import parse_date, parse_since, parse_until


@pytest.fixture(autouse=True)
def a_sunday(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in ("dates",):
        monkeypatch.setattr(f"tracker.model.{room}.today", lambda: date(2015, 3, 1))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2015-03-01", date(2015, 3, 1)),
        ("1.3.2015", date(2015, 3, 1)),
        ("01.03.2015", date(2015, 3, 1)),
        (" 2015-03-01 ", date(2015, 3, 1)),
        ("29.2.2012", date(2012, 2, 29)),
        ("1.3.15", date(2015, 3, 1)),
        ("1.3.99", date(1999, 3, 1)),
        ("1.3.", date(2015, 3, 1)),
        ("28.2.", date(2015, 2, 28)),
        ("2.3.", date(2014, 3, 2)),
        ("29.2.", date(2012, 2, 29)),
        ("today", date(2015, 3, 1)),
        ("TODAY", date(2015, 3, 1)),
        ("yesterday", date(2015, 2, 28)),
        ("sunday", date(2015, 3, 1)),
        ("Monday", date(2015, 2, 23)),
        ("saturday", date(2015, 2, 28)),
        ("šodien", date(2015, 3, 1)),
        ("Vakar", date(2015, 2, 28)),
        ("sodien", date(2015, 3, 1)),
        ("сегодня", date(2015, 3, 1)),
        ("вчера", date(2015, 2, 28)),
        ("pirmdien", date(2015, 2, 23)),
        ("svētdiena", date(2015, 3, 1)),
        ("Понедельник", date(2015, 2, 23)),
        ("субботу", date(2015, 2, 28)),
        ("3 March 2015", date(2015, 3, 3)),
        ("3 march", date(2014, 3, 3)),
        ("1 March", date(2015, 3, 1)),
        ("3. marts", date(2014, 3, 3)),
        ("3.martā", date(2014, 3, 3)),
        ("28. februāra", date(2015, 2, 28)),
        ("2015. gada 1. marts", date(2015, 3, 1)),
        ("1. maija 2014. gadā", date(2014, 5, 1)),
        ("3 марта", date(2014, 3, 3)),
        ("9 мая 2014 г.", date(2014, 5, 9)),
        ("1 марта 2015\N{NO-BREAK SPACE}г.", date(2015, 3, 1)),
        ("29. februāris", date(2012, 2, 29)),
        ("Tuesday, 3 March 2015", date(2015, 3, 3)),
        ("otrdiena, 2015. gada 3. marts", date(2015, 3, 3)),
        ("вторник, 3 марта 2015\N{NO-BREAK SPACE}г.", date(2015, 3, 3)),
        ("Вторник, 3.3.2015", date(2015, 3, 3)),
    ],
)
def test_a_day_is_written_as_people_write_it(text: str, day: date) -> None:
    """Without a year, and as a day of the week, it is the last one, today included."""
    assert parse_date(text) == parse_since(text) == parse_until(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "2015-02-30",
        "29.2.2015",
        "0.1.2015",
        "2015-00-10",
        "31.4.2015",
        "0000-01-01",
        "29.2.15",
        "30.2.",
        "1.13.",
        "30. februāris",
    ],
)
def test_a_day_the_calendar_does_not_have_is_refused(text: str) -> None:
    with pytest.raises(WrongUsage, match="there is no"):
        parse_date(text)


def test_a_day_of_the_week_that_the_date_does_not_have_is_refused() -> None:
    with pytest.raises(WrongUsage) as refused:
        parse_date("Monday, 3 March 2015")
    assert str(refused.value) == (
        "'Monday, 3 March 2015' is not a valid date: 2015-03-03 is a different weekday; if the date is right, "
        "enter 2015-03-03."
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2015",
        "03/04/2026",
        "1.3",
        "2015-3-1",
        "2015-03-01T00:00",
        "March",
        "3 Mars",
        "3. marts 15",
        "mon",
        "monday, 2015",
        "someday, 3 March 2015",
        "2015-Q1",
        "٢٠١٥-٠٣-٠١",
    ],
)
def test_a_day_that_would_have_to_be_guessed_is_refused(text: str) -> None:
    with pytest.raises(WrongUsage, match="is not a date"):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2015", date(2015, 1, 1), date(2015, 12, 31)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2015-12", date(2015, 12, 1), date(2015, 12, 31)),
        ("2015-Q1", date(2015, 1, 1), date(2015, 3, 31)),
        ("2015-q4", date(2015, 10, 1), date(2015, 12, 31)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(text: str, since: date, until: date) -> None:
    assert (parse_since(text), parse_until(text)) == (since, until)


@pytest.mark.parametrize("text", ["2015-13", "2015-00", "0000"])
def test_a_period_the_calendar_does_not_have_is_refused(text: str) -> None:
    with pytest.raises(WrongUsage, match="not a valid period"):
        parse_since(text)


@pytest.mark.parametrize("text", ["2015-Q5", "15", "2015-1"])
def test_a_period_that_would_have_to_be_guessed_is_refused(text: str) -> None:
    with pytest.raises(WrongUsage, match="neither a date nor a period"):
        parse_until(text)
