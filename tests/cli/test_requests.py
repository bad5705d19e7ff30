"""request, and closing places: what a place asked for is open until it is shipped or cancelled."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.cli.terminal import lines_of, refusal, stock_of
from tests.conftest import Clerk, made_once

COLUMNS = "request,date,place,name,kind,country,item,quantity,shipped,open,status,note,needed"


@made_once
def asked(clerk: Clerk) -> Clerk:
    """A clerk with 100 copies, of whom London asked for 60 lv and 30 ru copies on 2 January 2015: request 1."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("print", "THB/ru", 100, "--date", "2015-01-01")
    clerk.does("request", "add", "london", "THB/lv=60", "THB/ru=30", "--date", "2015-01-02", "--note", "by phone")
    return clerk


def lines_open(clerk: Clerk, *words: object) -> dict[str, tuple[int, int, str]]:
    """Return by item how much of request 1 was shipped, how much is open, and its status."""
    return {
        row["item"]: (row["shipped"], row["open"], row["status"])
        for row in clerk.reads("request", "list", *words)
        if row["request"] == 1
    }


def test_a_request_is_listed_line_by_line(asked: Clerk) -> None:
    assert asked.does("request", "list", "--format", "csv").out.splitlines() == [
        COLUMNS,
        "1,2015-01-02,london,Embassy in London,embassy,GB,THB/lv,60,0,60,open,by phone,",
        "1,2015-01-02,london,Embassy in London,embassy,GB,THB/ru,30,0,30,open,by phone,",
    ]


def test_what_is_needed_first_comes_first_and_the_day_is_known_since_it_was_said(stocked: Clerk) -> None:
    soon, later = (date.today() + timedelta(days) for days in (3, 9))
    stocked.does("request", "add", "london", "THB/lv=900")
    stocked.does("request", "add", "dublin", "THB/lv=80", "--needed", later)
    assert "needed" in stocked.logs("request", "add", "liepaja", "THB/lv=70", "--needed", soon)
    needed = [(row["request"], row["needed"]) for row in stocked.reads("request", "list")]
    assert needed == [(3, str(soon)), (2, str(later)), (1, None)]
    due = [(row["command"], row["needed"]) for row in stocked.reads("due") if row["what"] == "request"]
    assert due == [
        ("tracker ship --request 3", str(soon)),
        ("tracker ship --request 2", str(later)),
        ("tracker request edit 1", None),
    ]
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    said = stocked.does("request", "edit", "2", "--needed", soon - timedelta(1)).out
    assert said == "Changed request 2: THB/lv=80.\n"
    assert [row["request"] for row in stocked.reads("request", "list")] == [2, 3, 1]
    assert [row["request"] for row in stocked.reads("request", "list", "--known-at", moment)] == [3, 2, 1]
    sheet = stocked.db.with_name("requests.csv")
    stocked.does("export", "requests", "-o", sheet)
    stocked.does("request", "edit", "2", "THB/lv=81")
    assert stocked.reads("request", "list")[0]["needed"] == str(soon - timedelta(1)), "it stays"
    sheet.write_text(f"date,place,item,quantity,needed\n{date.today()},dublin,THB/lv,7,{soon}\n", encoding="utf-8")
    stocked.does("import", "requests", sheet)
    assert (4, str(soon)) in [(row["request"], row["needed"]) for row in stocked.reads("request", "list")]


def test_a_request_answers_with_its_number(clerk: Clerk) -> None:
    said = clerk.does("request", "add", "embassy in london", "thb/LV=60").out
    assert said.startswith("Request 1: london requests THB/lv=60.")  # codes as they are registered
    said = clerk.does("request", "edit", 1, "cilveku tirdzniecibas noversana/lv=50").out
    assert said == "Changed request 1: THB/lv=50.\n"
    made: Any = clerk.logs("request", "add", "dublin", "THB/lv=5", "--date", "2015-01-02", "--note", "N")
    assert (made["request"], made["date"], made["place"], made["note"]) == (2, "2015-01-02", "dublin", "N")


def test_requests_lower_what_is_available_and_may_exceed_it(asked: Clerk) -> None:
    row = stock_of(asked)
    assert (row["on_hand"], row["requested"], row["available"]) == (100, 60, 40)
    asked.does("request", "add", "dublin", "THB/lv=50", "--date", "2015-01-03")
    row = stock_of(asked)
    assert (row["on_hand"], row["requested"], row["available"]) == (100, 110, -10)
    row = stock_of(asked, "THB/lv", "--at", "2015-01-02")
    assert (row["requested"], row["available"]) == (60, 40)
    assert [row["requested"] for row in asked.reads("stock", "--by", "run")] == [None, None]
    assert stock_of(asked, "THB/lv/1")["available"] == 100


def test_an_item_that_was_never_printed_can_be_asked_for(clerk: Clerk) -> None:
    clerk.does("request", "add", "london", "THB/en=60")
    row = stock_of(clerk, "THB/en")
    assert (row["printed"], row["requested"], row["available"]) == (0, 60, -60)
    assert "THB/en" in clerk.refused("ship", "--request", 1)


def test_requests_do_not_block_shipping_to_others(asked: Clerk) -> None:
    asked.does("ship", "dublin", "THB/lv=100", "--date", "2015-01-03")
    row = stock_of(asked)
    assert (row["on_hand"], row["requested"], row["available"]) == (0, 60, -60)


def test_a_shipment_takes_place_and_quantities_from_its_request(asked: Clerk) -> None:
    entry = asked.logs("ship", "--request", 1, "--date", "2015-01-03")
    assert (entry["place"], entry["request"]) == ("london", 1)
    assert lines_of(entry) == [("THB/lv/1", "store", "transit", 60), ("THB/ru/1", "store", "transit", 30)]
    assert lines_open(asked) == {"THB/lv": (60, 0, "shipped"), "THB/ru": (30, 0, "shipped")}
    assert asked.reads("request", "list", "--open") == []
    row = stock_of(asked)
    assert (row["requested"], row["available"]) == (0, 40)
    assert "open" in refusal(asked, "ship", "--request", 1)


def test_a_part_of_a_request_leaves_the_rest_open(asked: Clerk) -> None:
    asked.does("ship", "london", "THB/lv=20", "--request", 1, "--date", "2015-01-03")
    assert lines_open(asked) == {"THB/lv": (20, 40, "open"), "THB/ru": (0, 30, "open")}
    asked.does("ship", "london", "THB/ru=30", "--request", 1, "--date", "2015-01-04")
    assert list(lines_open(asked, "--open")) == ["THB/lv"]
    assert lines_of(asked.logs("ship", "--request", 1, "--date", "2015-01-05")) == [
        ("THB/lv/1", "store", "transit", 40)
    ]
    assert lines_open(asked)["THB/lv"] == (60, 0, "shipped")
    assert lines_open(asked, "--at", "2015-01-04")["THB/lv"] == (20, 40, "open")


def test_more_than_was_asked_for_leaves_nothing_open(asked: Clerk) -> None:
    asked.does("ship", "london", "THB/lv/1=70", "--request", 1, "--date", "2015-01-03")
    assert lines_open(asked)["THB/lv"] == (70, 0, "shipped")
    assert stock_of(asked)["requested"] == 0


def test_a_shipment_without_its_request_fulfils_none(asked: Clerk) -> None:
    asked.does("ship", "london", "THB/lv=60", "--date", "2015-01-03")
    assert lines_open(asked)["THB/lv"] == (0, 60, "open")


def test_a_request_is_shipped_to_the_place_that_asked(asked: Clerk) -> None:
    said = refusal(asked, "ship", "dublin", "--request", 1)
    assert "london" in said
    asked.does("ship", "LONDON", "--request", 1)
    assert "There is no request 9" in refusal(asked, "ship", "--request", 9)


def test_voiding_a_shipment_reopens_what_it_fulfilled(asked: Clerk) -> None:
    asked.does("ship", "--request", 1, "--date", "2015-01-03")
    asked.does("receive", 3, "--date", "2015-01-05")
    asked.does("void", 3, "--reason", "never left", "--yes")
    assert lines_open(asked) == {"THB/lv": (0, 60, "open"), "THB/ru": (0, 30, "open")}
    assert stock_of(asked)["requested"] == 60
    asked.does("ship", "--request", 1, "--date", "2015-01-06")
    assert lines_open(asked)["THB/lv"] == (60, 0, "shipped")


def test_a_shipment_that_fulfilled_a_request_is_replaced_by_another_that_does(asked: Clerk) -> None:
    """What the voided one had fulfilled is open to its replacement: judged on the result."""
    asked.does("ship", "--request", 1, "--date", "2015-01-03")
    entry = asked.logs("ship", "--request", 1, "--replaces", 3, "--ref", "R")
    assert (entry["date"], entry["request"], len(entry["lines"])) == ("2015-01-03", 1, 2)
    assert lines_open(asked) == {"THB/lv": (60, 0, "shipped"), "THB/ru": (30, 0, "shipped")}
    asked.does("ship", "london", "THB/lv=10", "--request", 1, "--replaces", entry["entry"])
    assert lines_open(asked) == {"THB/lv": (10, 50, "open"), "THB/ru": (0, 30, "open")}


def test_a_request_with_a_key_is_shipped_once(asked: Clerk) -> None:
    words = ("ship", "--request", 1, "--date", "2015-01-03", "--key", "k")
    assert asked.logs(*words)["entry"] == asked.logs(*words)["entry"] == 3


def test_what_is_open_of_a_request_is_cancelled(asked: Clerk) -> None:
    asked.does("ship", "london", "THB/lv=20", "THB/ru=30", "--request", 1, "--date", "2015-01-03")
    asked.does("request", "cancel", 1, "--date", "2015-01-05", "--note", "enough")
    assert lines_open(asked) == {"THB/lv": (20, 0, "cancelled"), "THB/ru": (30, 0, "shipped")}
    assert lines_open(asked, "--at", "2015-01-04")["THB/lv"] == (20, 40, "open")
    assert stock_of(asked)["requested"] == 0
    assert "open" in refusal(asked, "request", "cancel", 1)
    assert "open" in refusal(asked, "ship", "--request", 1)


def test_an_earlier_cancellation_outlasts_one_that_was_undone(asked: Clerk) -> None:
    asked.does("request", "cancel", 1, "--date", "2015-02-01")
    asked.does("undo")
    asked.does("request", "cancel", 1, "--date", "2015-01-10")
    for day in ("2015-01-10", "2015-02-01"):
        assert lines_open(asked, "--at", day)["THB/lv"] == (0, 0, "cancelled")
    asked.does("undo")
    assert lines_open(asked)["THB/lv"] == (0, 60, "open")
    assert asked.does("check").out.startswith("OK")


def test_a_request_is_cancelled_on_or_after_its_own_day(asked: Clerk) -> None:
    assert "2015-01-02" in refusal(asked, "request", "cancel", 1, "--date", "2015-01-01")
    assert "in the future" in refusal(asked, "request", "cancel", 1, "--date", "2999-01-01")
    assert "There is no request 9" in refusal(asked, "request", "cancel", 9)


def test_a_request_names_items_that_exist_and_places_of_ours(clerk: Clerk) -> None:
    assert "There is no place 'londn'" in refusal(clerk, "request", "add", "londn", "THB/lv=1")
    assert "There is no booklet 'ABC'" in refusal(clerk, "request", "add", "london", "ABC/lv=1")
    assert "THB/lv" in refusal(clerk, "request", "add", "london", "THB/lv/1=1")
    assert "reserved" in refusal(clerk, "request", "add", "public", "THB/lv=1")
    assert "in the future" in refusal(clerk, "request", "add", "london", "THB/lv=1", "--date", "2999-01-01")
    assert "Missing argument 'ITEM=QTY...'" in refusal(clerk, "request", "add", "london", code=2)
    said = refusal(clerk, "request", "add", "london", "THB/lv=0", code=2)
    assert said == "0 is not allowed here; enter a whole number, 1 or more."
    assert "THB/lv appears twice" in refusal(clerk, "request", "add", "london", "THB/lv=1", "thb/LV=2", code=2)
    assert clerk.reads("request", "list") == []


# Closing a place -------------------------------------------------------------------------------------


def status_of(clerk: Clerk, code: str) -> str:
    """Return whether the place is open or closed."""
    (status,) = [row["status"] for row in clerk.reads("place", "list") if row["code"] == code]
    return str(status)


def test_a_place_with_an_open_request_is_not_closed(asked: Clerk) -> None:
    assert "Request 1" in refusal(asked, "place", "close", "london")
    asked.does("request", "cancel", 1)
    asked.does("place", "close", "london")
    assert status_of(asked, "london") == "closed"


def test_a_place_with_a_parcel_on_its_way_is_not_closed(asked: Clerk) -> None:
    asked.does("ship", "dublin", "THB/lv=10", "--date", "2015-01-03")
    assert "Shipment 3" in refusal(asked, "place", "close", "dublin")
    asked.does("void", 3, "--reason", "never left")
    asked.does("place", "close", "dublin")
    assert status_of(asked, "dublin") == "closed"


def test_a_place_that_holds_copies_is_not_closed(asked: Clerk) -> None:
    asked.does("ship", "dublin", "THB/lv=10", "--date", "2015-01-03", "--received")
    assert "dublin still has 10 copies on" in refusal(asked, "place", "close", "dublin")
    asked.does("return", "dublin", "THB/lv=10", "--date", "2015-01-10")
    assert "10 copies on 2015-01-0" in refusal(asked, "place", "close", "dublin", "--date", "2015-01-05")
    asked.does("place", "close", "dublin", "--date", "2015-01-10")
    assert status_of(asked, "dublin") == "closed"


@made_once
def closed(asked: Clerk) -> Clerk:
    """A clerk who closed Dublin on 10 January 2015."""
    asked.does("place", "close", "dublin", "--date", "2015-01-10")
    return asked


@pytest.mark.parametrize(
    "words",
    [
        ("ship", "dublin", "THB/lv=1"),
        ("handout", "dublin", "THB/lv=1"),
        ("count", "dublin", "THB/lv=1"),
        ("request", "add", "dublin", "THB/lv=1"),
    ],
    ids=" ".join,
)
def test_nothing_is_logged_for_a_closed_place_from_that_day_on(closed: Clerk, words: tuple[str, ...]) -> None:
    for day in ("2015-01-10", "2015-02-01"):
        said = refusal(closed, *words, "--date", day)
        assert "dublin was closed on 2015-01-10" in said
        assert "tracker place reopen dublin" in said


def test_an_older_date_is_still_good_for_a_closed_place_that_stays_empty(closed: Clerk) -> None:
    said = refusal(closed, "ship", "dublin", "THB/lv=5", "--date", "2015-01-05", "--received")
    assert "'tracker place reopen dublin --date 2015-01-10'" in said
    closed.does("place", "reopen", "dublin", "--date", "2015-01-10")
    closed.does("ship", "dublin", "THB/lv=5", "--date", "2015-01-08", "--received")
    closed.does("handout", "dublin", "THB/lv=5", "--date", "2015-01-09")
    closed.does("place", "close", "dublin", "--date", "2015-01-10")
    assert stock_of(closed)["handed_out"] == 5


def test_a_reopened_place_is_used_again(closed: Clerk) -> None:
    closed.does("place", "reopen", "dublin", "--date", "2015-01-20")
    assert status_of(closed, "dublin") == "open"
    said = refusal(closed, "ship", "dublin", "THB/lv=1", "--date", "2015-01-15")
    assert said.startswith("dublin was closed on 2015-01-10;")
    closed.does("ship", "dublin", "THB/lv=1", "--date", "2015-01-20")
    assert "already open" in refusal(closed, "place", "reopen", "dublin")
