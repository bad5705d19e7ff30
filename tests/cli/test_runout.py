"""report runout: how long what is available will last, at the rate of the last months, at most 12."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once
from tests.ledger.clocks import A_THIRD, DAYS, hold_printed_again
from tests.store.rawly import opened

HEADER = "item,on_hand,per_month,months_left,runs_out_on,available,months_known"
END = ("--at", "2014-12-31")


@made_once
def told(clerk: Clerk) -> Clerk:
    """A clerk whose stores hold 490 of 1000 in Latvian at the end of 2014, and shipped and gave away 365 that year."""
    clerk.does("place", "add", "annex", "Annex", "--kind", "store")
    clerk.does("print", "THB/lv", 1000, "--date", "2013-01-01")
    clerk.does("ship", "london", "THB/lv=145", "--date", "2013-12-31", "--received")
    clerk.does("ship", "london", "THB/lv=200", "--date", "2014-01-01")
    clerk.does("ship", "annex", "THB/lv=300", "--date", "2014-03-01", "--received")
    clerk.does("handout", "annex", "THB/lv=65", "--date", "2014-05-01")
    clerk.does("ship", "dublin", "THB/lv=100", "--date", "2014-12-31")
    return clerk


def asked(clerk: Clerk, *words: object) -> list[tuple[Any, ...]]:
    """Return the rows of the report."""
    return [tuple(row.values()) for row in clerk.reads("report", "runout", *words)]


def test_what_is_available_is_set_against_the_last_12_months(told: Clerk) -> None:
    assert told.does("report", "runout", *END, "--format", "csv").out == (
        f"{HEADER}\nTHB/lv,490,30.4,16.1,2016-05-04,490,12.0\n"
    )
    (row,) = told.reads("report", "runout", *END)
    assert list(row) == HEADER.split(",")
    assert (row["per_month"], row["months_left"]) == (round(365 / 12, 1), round(490 / (365 / 12), 1))
    assert row["runs_out_on"] == str(date(2014, 12, 31) + timedelta(days=490 * 365 // 365))


def test_on_a_past_day_copies_that_left_later_are_not_available(told: Clerk) -> None:
    later = "Copies that left after 2014-12-30 do not count as available."
    assert later in told.does("report", "runout", "--at", "2014-12-30").out
    assert "do not count" not in told.does("report", "runout").out


def test_the_window_is_the_12_months_that_end_with_the_day(told: Clerk) -> None:
    def per_month(day: str) -> float:
        return float(asked(told, "--at", day)[0][2])

    assert per_month("2013-12-30") == 0
    assert per_month("2013-12-31") == 12.1, "145 copies"
    assert per_month("2014-12-30") == 34.2, "145, 200 and 65 copies"
    assert per_month("2014-12-31") == 30.4
    assert per_month("2015-01-01") == 13.8, "65 and 100 copies"
    assert per_month("2015-04-30") == 13.8
    assert per_month("2015-05-01") == 8.3, "100 copies"
    assert per_month("2015-12-30") == 8.3
    assert per_month("2015-12-31") == 0


def test_the_day_is_counted_in_whole_days_of_the_windows_own(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 107, "--date", "2016-01-01")
    clerk.does("ship", "london", "THB/lv=7", "--date", "2016-02-29")
    (row,) = asked(clerk, "--at", "2016-12-31")
    assert row[:5] == ("THB/lv", 100, 0.6, 171.4, str(date(2016, 12, 31) + timedelta(days=100 * 366 // 7)))
    clerk.does("print", "THB/ru", 107, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/ru=7", "--date", "2016-02-29")
    _, leap = asked(clerk, "--at", "2016-02-29")
    assert leap[4] == str(date(2016, 2, 29) + timedelta(days=100 * 365 // 7))


def test_an_item_is_known_since_it_was_first_printed(clerk: Clerk) -> None:
    """A month is a twelfth of the year: 62 days are two of them, not twelve."""
    clerk.does("print", "THB/lv", 107, "--date", "2014-10-31")
    clerk.does("print", "THB/lv", 100, "--date", "2014-12-01")
    clerk.does("ship", "london", "THB/lv=62", "--date", "2014-11-01")
    (row,) = asked(clerk, *END)
    assert row == ("THB/lv", 145, 30.4, 4.8, str(date(2014, 12, 31) + timedelta(days=145)), 145, 2.0)
    assert asked(clerk, "--at", "2015-09-30")[0][4:] == (str(date(2015, 9, 30) + timedelta(145 * 335 // 62)), 145, 11.0)
    assert asked(clerk, "--at", "2015-10-30")[0][4:] == (
        str(date(2015, 10, 30) + timedelta(145 * 365 // 62)),
        145,
        12.0,
    )
    assert asked(clerk, "--at", "2015-10-31")[0][4:] == (
        str(date(2015, 10, 31) + timedelta(145 * 365 // 62)),
        145,
        12.0,
    )
    assert asked(clerk, "--at", "2015-11-01")[0][2:] == (0.0, None, None, 145, 12.0)
    assert asked(clerk, "--at", "2014-10-31")[0][1:] == (107, 0.0, None, None, 45, 0.0), "45 can be spared that day"


def test_an_item_that_was_printed_and_used_today_has_a_rate(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 3, "--date", "2014-12-31")
    clerk.does("handout", "store", "THB/lv=1", "--date", "2014-12-31")
    assert asked(clerk, *END) == [("THB/lv", 2, 30.4, 0.1, "2015-01-02", 2, 0.0)]


def test_withdrawn_and_requested_copies_are_not_there(told: Clerk) -> None:
    told.does("print", "THB/lv", 365, "--date", "2014-06-01")
    assert asked(told, *END)[0][1:] == (855, 30.4, 28.1, "2017-05-04", 855, 12.0)
    told.does("request", "add", "dublin", "THB/lv=125", "--date", "2014-12-01")
    assert asked(told, *END)[0][1:] == (855, 30.4, 24.0, "2016-12-30", 730, 12.0)
    told.does("withdraw", "THB/lv/1", "--reason", "outdated", "--date", "2014-12-31")
    assert asked(told, *END)[0][1:] == (855, 30.4, 7.9, "2015-08-28", 240, 12.0)
    told.does("request", "add", "london", "THB/lv=300", "--date", "2014-12-01")
    assert asked(told, *END)[0][1:] == (855, 30.4, 0.0, "2014-12-31", -60, 12.0), "more is wanted than there is"


def test_what_came_back_was_not_used(told: Clerk) -> None:
    told.does("return", "london", "THB/lv=37", "--date", "2014-06-01", "--to", "annex")
    assert asked(told, *END)[0][1:4] == (527, 27.3, 19.3)
    told.does("return", "london", "THB/lv=63", "--date", "2015-12-01")
    assert asked(told, "--at", "2015-12-31")[0][1:5] == (590, -5.3, None, None), "more came back than left that year"
    told.does("void", 10, "--reason", "was not sent back")
    assert asked(told, "--at", "2015-12-31")[0][1:5] == (527, 0.0, None, None)


def test_what_is_lost_changes_what_is_there_only(told: Clerk) -> None:
    told.does("writeoff", "store", "THB/lv=20", "--reason", "damaged", "--date", "2014-06-01")
    told.does("count", "annex", "THB/lv=230", "--date", "2014-06-02")
    assert asked(told, *END)[0][1:5] == (465, 30.4, 15.3, str(date(2014, 12, 31) + timedelta(days=465)))
    told.does("handout", "london", "THB/lv=10", "--date", "2014-06-03")
    assert asked(told, *END)[0][1:3] == (465, 30.4), "a place that is no store hands out what was shipped before"


def test_what_was_voided_never_left(told: Clerk) -> None:
    told.does("void", 7, "--reason", "was not handed out")
    assert asked(told, *END)[0][1:3] == (555, 25.0)
    told.does("void", 8, "--reason", "was not shipped")
    assert asked(told, *END)[0][1:3] == (655, 16.7)


def test_the_soonest_comes_first_and_what_does_not_run_out_comes_last(told: Clerk) -> None:
    told.does("print", "THB/ru", 50, "--date", "2014-01-01")
    told.does("print", "THB/en", 50, "--date", "2014-01-01")
    told.does("print", "THB/de", 60, "--date", "2014-01-01")
    told.does("print", "THB/et", 10, "--date", "2015-01-01")
    told.does("ship", "dublin", "THB/de=10", "--date", "2014-02-01")
    told.does("ship", "dublin", "THB/ru=50", "--date", "2014-02-01")
    assert [(row[0], row[1], row[3]) for row in asked(told, *END)] == [
        ("THB/ru", 0, 0.0),
        ("THB/lv", 490, 16.1),
        ("THB/de", 50, 60.0),
        ("THB/en", 50, None),
    ]
    assert [row[4] for row in asked(told, *END)][::3] == ["2014-12-31", None]
    drawn = told.does("report", "runout", *END).out.splitlines()
    assert drawn[0] == "When each item runs out, as of 2014-12-31"
    assert drawn[1].split() == HEADER.replace("_", ",").split(",")
    assert [line.split() for line in drawn[3:]][1::2] == [
        ["THB/lv", "490", "30.4", "16.1", "2016-05-04", "490", "12.0"],
        ["THB/en", "50", "0.0", "50", "12.0"],
    ]


def test_nothing_is_foreseen_after_the_calendars_last_day(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 8001, "--date", "2014-01-01")
    clerk.does("ship", "london", "THB/lv=1", "--date", "2014-01-02")
    assert asked(clerk, *END) == [("THB/lv", 8000, 0.1, 96000.0, None, 8000, 12.0)]
    assert asked(clerk, "--at", "9999-12-30") == [("THB/lv", 8000, 0.0, None, None, 8000, 12.0)]
    clerk.does("print", "THB/ru", 999_999_999, "--date", "2014-01-01")
    clerk.does("ship", "london", "THB/ru=1", "--date", "2014-01-02")
    assert asked(clerk, *END)[1][3:5] == (11_999_999_976.0, None)


def test_a_run_that_was_voided_is_not_there(told: Clerk) -> None:
    number = told.logs("print", "THB/ru", 50, "--date", "2014-01-01")["entry"]
    assert len(asked(told)) == 2
    told.does("void", number, "--reason", "was never printed")
    assert len(asked(told)) == 1
    assert asked(told, "--at", "2012-12-31") == []


def test_today_is_the_day_when_none_is_named(clerk: Clerk) -> None:
    today = date.today()
    clerk.does("print", "THB/lv", 130, "--date", today - timedelta(days=800))
    clerk.does("ship", "london", "THB/lv=10", "--date", today - timedelta(days=500))
    clerk.does("ship", "london", "THB/lv=60", "--date", "today")
    (row,) = asked(clerk)
    assert row == asked(clerk, "--at", "today")[0]
    assert row[:4] == ("THB/lv", 60, 5.0, 12.0)
    assert row[4] in {str(today + timedelta(days=days)) for days in (365, 366)}
    with opened(clerk) as connection:
        found = connection.execute("SELECT * FROM runout")
        assert [column[0] for column in found.description] == HEADER.split(",")
        assert found.fetchall() == [row]


@pytest.mark.slow
@pytest.mark.parametrize("history", A_THIRD)
def test_a_forecast_as_it_was_known_is_printed_again_to_the_byte(clerk: Clerk, history: str) -> None:
    hold_printed_again(clerk, history, [("report", "runout", "--at", day, "--format", "csv") for day in DAYS])


def test_before_anything_is_printed_the_report_says_how_to_begin(clerk: Clerk) -> None:
    assert "tracker print" in clerk.does("report", "runout").out
    assert clerk.does("report", "runout", "--format", "csv").out == f"{HEADER}\n"
    assert clerk.reads("report", "runout") == []
    said = refusal(clerk, "report", "runout", "--at", "2015-02-30", code=2)
    assert said == "'2015-02-30' is not a valid date: there is no such day."


def test_what_to_order_and_by_when(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 1200, "--date", "2014-01-01")
    clerk.does("ship", "london", "THB/lv=365", "--date", "2014-06-01", "--received")
    clerk.does("request", "add", "london", "THB/lv=800", "--date", "2014-12-01")
    (row,) = clerk.reads("report", "runout", "--at", "2014-12-31", "--lead", 8, "--months", 18)
    assert (row["runs_out_on"], row["order_by"], row["order"]) == ("2015-02-04", "2014-12-10", 548)
    assert clerk.reads("report", "runout", "--at", "2014-12-31", "--lead", 8) == [row]
    assert list(row)[-2:] == ["order_by", "order"]
    (at_once,) = clerk.reads("report", "runout", "--at", "2014-12-31", "--lead", 0)
    assert at_once["order_by"] == at_once["runs_out_on"]
    (more,) = clerk.reads("report", "runout", "--at", "2014-12-31", "--months", 1)
    assert more["order"] == 31
    assert "order" not in clerk.reads("report", "runout")[0]
    assert "0" in clerk.refused("report", "runout", "--months", 0, code=2)
