import pytest

from tests.cli.terminal import held_by, lines_of, refusal, stock_of
from tests.conftest import Clerk, made_once

COLUMNS = (
    "entry,date,place,name,kind,country,item,quantity,received,lost,status,reference,carrier,note,store,received_on,"
    "cost,currency,fund,days,grant"
)


def test_copies_that_were_shipped_are_in_transit_until_they_are_received(stocked: Clerk) -> None:
    entry = stocked.logs("ship", "london", "THB/lv=200", "--date", "2015-02-01")
    assert lines_of(entry) == [("THB/lv/1", "store", "transit", 200)]
    assert entry["status"] == "in-transit"
    figures = stock_of(stocked)
    assert (figures["on_hand"], figures["in_transit"], figures["at_places"]) == (800, 200, 0)
    assert held_by(stocked, "london") == {}


def test_a_shipment_answers_in_words_what_it_moved_and_what_is_left(stocked: Clerk) -> None:
    assert stocked.does("ship", "london", "THB/lv=200", "--date", "2015-02-01").out.splitlines() == [
        "Entry 2: 200 copies shipped from store to london on 2015-02-01.",
        "  200  THB/lv/1  store > transit",
        "store can still ship 800 copies of THB/lv.",
    ]
    assert stocked.does("ship", "london", "THB/lv=1").out.startswith("Entry 3: 1 copy shipped")


def test_a_shipment_answers_in_json_with_the_promised_names_in_their_order(stocked: Clerk) -> None:
    entry = stocked.logs("ship", "london", "THB/lv=200", "--date", "2015-02-01", "--ref", "R", "--note", "N")
    promised = [
        "entry",
        "type",
        "date",
        "place",
        "reference",
        "note",
        "recorded_at",
        "recorded_by",
        "command",
        "lines",
        "messages",
        "status",
    ]
    assert list(entry)[: len(promised)] == promised
    assert list(entry["lines"][0]) == ["run", "item", "date", "source", "destination", "quantity"]
    recorded_at = entry.pop("recorded_at")
    assert recorded_at.endswith("Z")
    assert {name: entry[name] for name in promised if name != "recorded_at"} == {
        "entry": 2,
        "type": "ship",
        "date": "2015-02-01",
        "place": "london",
        "reference": "R",
        "note": "N",
        "recorded_by": "anna",
        "command": 7,
        "lines": [
            {
                "run": "THB/lv/1",
                "item": "THB/lv",
                "date": "2015-02-01",
                "source": "store",
                "destination": "transit",
                "quantity": 200,
            }
        ],
        "messages": ["store can still ship 800 copies of THB/lv."],
        "status": "in-transit",
    }


def test_a_parcel_that_arrived_the_same_day_is_logged_with_one_command(stocked: Clerk) -> None:
    entry = stocked.logs("ship", "london", "THB/lv=200", "--date", "2015-02-01", "--received")
    assert (entry["entry"], entry["receipt"], entry["status"]) == (2, 3, "received")
    planned = "ship", "london", "thb/LV=2", "--date", "2015-02-01", "--received", "--dry-run"
    assert stocked.logs(*planned)["receipt"] is None
    said = stocked.does(*planned).out.splitlines()
    assert said[0] == (
        "Would record 2 copies shipped from store to london on 2015-02-01, and received there the same day."
    )
    assert said[-1] == "store can still ship 798 copies of THB/lv."
    assert list(entry).index("receipt") > list(entry).index("status")
    assert held_by(stocked, "london") == {"THB/lv": 200}
    receipt = stocked.reads("show", 3)
    assert (receipt["type"], receipt["date"], receipt["shipment"]) == ("receive", "2015-02-01", 2)
    assert lines_of(receipt) == [("THB/lv/1", "transit", "london", 200)]
    assert (receipt["command"], receipt["recorded_at"]) == (entry["command"], entry["recorded_at"])


def test_a_parcel_of_several_runs_and_items_can_arrive_the_same_day(stocked: Clerk) -> None:
    stocked.does("print", "THB/lv", 100, "--date", "2015-01-02")
    stocked.does("print", "THB/ru", 100, "--date", "2015-01-02")
    said = stocked.does("ship", "london", "THB/lv=1050", "THB/ru=70", "--date", "2015-02-01", "--received").out
    assert said.startswith(
        "Entry 4: 1\u00a0120 copies shipped from store to london on 2015-02-01, received there as entry 5."
    )
    assert held_by(stocked, "london") == {"THB/lv": 1050, "THB/ru": 70}


def test_a_shipment_to_another_store_is_a_transfer_and_stays_on_hand(stocked: Clerk) -> None:
    stocked.does("place", "add", "annex", "Annex", "--kind", "store")
    stocked.does("ship", "annex", "THB/lv=300", "--date", "2015-02-01")
    assert stock_of(stocked)["on_hand"] == 700
    stocked.does("receive", 2, "--date", "2015-02-02")
    assert stock_of(stocked)["on_hand"] == 1000
    assert (held_by(stocked, "store"), held_by(stocked, "annex")) == ({"THB/lv": 700}, {"THB/lv": 300})
    entry = stocked.logs("ship", "london", "THB/lv=300", "--from", "annex", "--date", "2015-02-02")
    assert lines_of(entry) == [("THB/lv/1", "annex", "transit", 300)]


def test_a_store_ships_only_what_it_holds_itself(stocked: Clerk) -> None:
    stocked.does("place", "add", "annex", "Annex", "--kind", "store")
    said = refusal(stocked, "ship", "london", "THB/lv=1", "--from", "annex")
    assert "annex has only 0 copies of THB/lv available on" in said


def test_copies_leave_from_stores_only(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=10", "--date", "2015-02-01", "--received")
    said = refusal(stocked, "ship", "dublin", "THB/lv=1", "--from", "london")
    assert "london is of kind embassy, not a store" in said


def test_a_store_does_not_ship_to_itself(stocked: Clerk) -> None:
    assert "store is the store that ships the copies; choose another place." in refusal(
        stocked, "ship", "store", "THB/lv=1"
    )


@pytest.mark.parametrize("code", ["printer", "public", "loss", "transit", "TRANSIT"])
def test_nothing_is_shipped_to_or_from_the_places_outside(stocked: Clerk, code: str) -> None:
    assert "reserved" in refusal(stocked, "ship", code, "THB/lv=1")
    assert "reserved" in refusal(stocked, "ship", "london", "THB/lv=1", "--from", code)


def test_several_items_go_in_one_shipment(stocked: Clerk) -> None:
    stocked.does("print", "THB/ru", 500, "--date", "2015-01-01")
    entry = stocked.logs("ship", "london", "THB/lv=200", "THB/ru=100", "--date", "2015-02-01")
    assert lines_of(entry) == [("THB/lv/1", "store", "transit", 200), ("THB/ru/1", "store", "transit", 100)]
    assert [row["item"] for row in stocked.reads("shipments")] == ["THB/lv", "THB/ru"]


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (("THB/lv=1", "THB/lv=2"), "THB/lv appears twice"),
        (("THB/lv=1", "thb/LV=2"), "THB/lv appears twice"),
        (("THB/lv/1=1", "THB/lv/1=2"), "THB/lv/1 appears twice"),
        (("THB/lv=1", "THB/lv/1=2"), " or its print runs, not both."),
        (("THB/lv/1=1", "THB/lv=2"), " or its print runs, not both."),
    ],
)
def test_an_item_named_twice_or_beside_its_run_is_wrong_usage(
    stocked: Clerk, lines: tuple[str, ...], named: str
) -> None:
    assert named in refusal(stocked, "ship", "london", *lines, code=2)


def test_codes_are_known_whatever_their_case(stocked: Clerk) -> None:
    entry = stocked.logs("ship", "LONDON", "thb/LV=1", "--from", "Store")
    assert entry["place"] == "london"
    assert lines_of(entry) == [("THB/lv/1", "store", "transit", 1)]


def test_a_script_that_forgets_an_argument_is_told_which(stocked: Clerk) -> None:
    assert "PLACE" in refusal(stocked, "ship", code=2)
    assert "ITEM=QTY" in refusal(stocked, "ship", "london", code=2)


def test_the_default_store_is_the_first_one(nobody: Clerk) -> None:
    nobody.does("init", "--store", "riga", "--store-name", "Rīgas noliktava")
    nobody.does("place", "add", "a-store", "A", "--kind", "store")
    nobody.does("place", "add", "london", "London", "--kind", "embassy", "--country", "GB")
    nobody.does("booklet", "add", "THB", "T")
    nobody.does("print", "THB/lv", 10)
    assert lines_of(nobody.logs("ship", "london", "THB/lv=1")) == [("THB/lv/1", "riga", "transit", 1)]


@made_once
def sent(clerk: Clerk) -> Clerk:
    """A clerk with a shipment of each status: entries 3 (closed), 4 (received), 6 (partly received), 7 (in transit)."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("print", "THB/ru", 1000, "--date", "2015-01-01")
    said = ("--ref", "15-1", "--carrier", "courier", "--note", "n")
    clerk.does("ship", "london", "THB/ru=20", "THB/lv=10", "--date", "2015-01-02", *said)
    clerk.does("ship", "dublin", "THB/lv=30", "--date", "2015-01-03", "--received")
    clerk.does("ship", "liepaja", "THB/lv=40", "--date", "2015-01-04")
    clerk.does("ship", "liepaja", "THB/lv=50", "--date", "2015-01-01")
    clerk.does("receive", 3, "THB/lv=9", "THB/ru=20", "--close", "--date", "2015-01-07")
    clerk.does("receive", 6, "THB/lv=1", "--date", "2015-01-08")
    return clerk


def test_shipments_have_their_promised_columns_a_row_for_each_item(sent: Clerk) -> None:
    assert sent.does("shipments", "--at", "2015-01-10", "--format", "csv").out == (
        f"{COLUMNS}\n"
        "7,2015-01-01,liepaja,Liepājas Sociālais dienests,social-service,LV,THB/lv,50,0,0,in-transit,,,,store,,,,,9,\n"
        "3,2015-01-02,london,Embassy in London,embassy,GB,THB/lv,10,9,1,closed,15-1,courier,n,store,2015-01-07,,,,,\n"
        "3,2015-01-02,london,Embassy in London,embassy,GB,THB/ru,20,20,0,received,15-1,courier,n,store,"
        "2015-01-07,,,,,\n"
        "4,2015-01-03,dublin,Embassy in Dublin,embassy,IE,THB/lv,30,30,0,received,,,,store,2015-01-03,,,,,\n"
        "6,2015-01-04,liepaja,Liepājas Sociālais dienests,social-service,LV,THB/lv,40,1,0,partly-received,,,,store,"
        "2015-01-08,,,,6,\n"
    )


@pytest.mark.parametrize(
    ("words", "entries"),
    [
        (("--to", "LONDON"), [3, 3]),
        (("--kind", "Embassy"), [3, 3, 4]),
        (("--country", "ie"), [4]),
        (("--since", "2015-01-02"), [3, 3, 4, 6]),
        (("--until", "2.1.2015"), [7, 3, 3]),
        (("--since", "2015-01-02", "--until", "2015-01-03"), [3, 3, 4]),
        (("--status", "in-transit"), [7]),
        (("--status", "partly-received"), [6]),
        (("--status", "received"), [3, 4]),
        (("--status", "closed"), [3]),
        (("--status", "voided"), []),
        (("--to", "liepaja", "--status", "received"), []),
    ],
    ids=lambda value: " ".join(map(str, value)),
)
def test_shipments_can_be_chosen(sent: Clerk, words: tuple[str, ...], entries: list[int]) -> None:
    assert [row["entry"] for row in sent.reads("shipments", *words)] == entries


def test_a_shipment_of_two_runs_is_one_row_for_its_item(sent: Clerk) -> None:
    sent.does("print", "THB/lv", 100, "--date", "2015-01-01")
    rest = sent.reads("stock", "THB/lv")[0]["available"]
    number = sent.logs("ship", "dublin", f"THB/lv={rest}", "--date", "2015-02-01")["entry"]
    (row,) = sent.reads("shipments", "--since", "2015-02-01")
    assert (row["entry"], row["quantity"], row["received"]) == (number, rest, 0)


@pytest.mark.slow
def test_each_item_of_a_shipment_has_its_own_status_and_the_whole_of_it_another(sent: Clerk) -> None:
    """The list says of each item what became of it; the entry itself says it of all items together."""

    def statuses(entry: int) -> tuple[str, list[str]]:
        rows = [row for row in sent.reads("shipments") if row["entry"] == entry]
        return sent.reads("show", entry)["status"], [row["status"] for row in rows]

    number = sent.logs("ship", "dublin", "THB/lv=10", "THB/ru=20", "--date", "2015-02-01")["entry"]
    assert statuses(number) == ("in-transit", ["in-transit", "in-transit"])
    sent.does("receive", number, "THB/lv=10", "--date", "2015-02-02")
    assert statuses(number) == ("partly-received", ["received", "in-transit"])
    last = sent.logs("receive", number, "THB/ru=5", "--date", "2015-02-03")["entry"]
    assert statuses(number) == ("partly-received", ["received", "partly-received"])
    sent.does("receive", number, "THB/ru=15", "--replaces", last)
    closing = sent.logs("receive", number, "THB/ru=0", "--close", "--date", "2015-02-04")["entry"]
    assert statuses(number) == ("closed", ["received", "closed"])
    sent.does("void", closing, "--reason", "arrived after all")
    sent.does("receive", number, "--date", "2015-02-04")
    assert statuses(number) == ("received", ["received", "received"])
    sent.does("void", number, "--reason", "never left", "--yes")
    assert statuses(number) == ("voided", ["voided", "voided"])


def test_a_filter_that_names_nothing_known_is_refused(sent: Clerk) -> None:
    assert "Did you mean london" in refusal(sent, "shipments", "--to", "lodnon")
    assert "Did you mean embassy" in refusal(sent, "shipments", "--kind", "embasy")
    assert "GB" in refusal(sent, "shipments", "--country", "XX")
    assert "'arrived' is not one of 'in-transit'," in refusal(sent, "shipments", "--status", "arrived", code=2)
    assert "'2015-02-30' is not a valid date" in refusal(sent, "shipments", "--since", "2015-02-30", code=2)
    assert "There is no entry 99; the last entry is 9." in refusal(sent, "shipments", 99)
    assert "Entry 1 is a print, not a shipment" in refusal(sent, "shipments", 1)


def test_no_shipments_say_what_to_do(clerk: Clerk) -> None:
    assert "tracker ship" in clerk.does("shipments").out
    assert clerk.does("shipments", "--format", "csv").out == f"{COLUMNS}\n"


def test_a_shipment_of_last_month_says_what_is_left_today(stocked: Clerk) -> None:
    """Neither what was left that day, nor the least since: what could be shipped now."""
    stocked.does("count", "store", "THB/lv=500", "--date", "2015-02-01")
    stocked.does("print", "THB/lv", 40, "--date", "2015-03-01")
    said = stocked.logs("ship", "london", "THB/lv=200", "--date", "2015-01-15")["messages"]
    assert said[0] == "store can still ship 540 copies of THB/lv."
    assert stock_of(stocked)["available"] == 540


def test_an_item_whose_runs_are_withdrawn_names_each_with_its_own_day(stocked: Clerk) -> None:
    stocked.does("print", "THB/lv", 10, "--date", "2015-01-02")
    stocked.does("withdraw", "THB/lv/1", "--reason", "old number", "--date", "2015-02-01")
    stocked.does("withdraw", "THB/lv/2", "--reason", "old number", "--date", "2015-02-03")
    assert refusal(stocked, "ship", "london", "THB/lv=1", "--date", "2015-03-01") == (
        "THB/lv cannot be shipped on 2015-03-01: its print runs are withdrawn (THB/lv/1 (2015-02-01), "
        "THB/lv/2 (2015-02-03))."
    )


def test_the_entry_that_needs_the_copies_is_named_and_not_the_count_after_it(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=960", "--date", "2015-01-20")
    stocked.does("count", "store", "THB/lv=30", "--date", "2015-01-20")
    said = refusal(stocked, "ship", "dublin", "THB/lv=50", "--date", "2015-01-10")
    assert "10 short of the 50 needed. Entry 2 of 2015-01-20 uses the rest of THB/lv/1; to correct it, run" in said
