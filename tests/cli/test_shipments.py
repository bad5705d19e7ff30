import pytest

from tests.cli.asking import refusal
from tests.conftest import Clerk, made_once

COLUMNS = (
    "entry,date,place,name,kind,country,item,quantity,received,lost,status,reference,carrier,note,store,received_on"
)


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
    assert sent.does("shipments", "--format", "csv").out == (
        f"{COLUMNS}\n"
        "7,2015-01-01,liepaja,Liepājas Sociālais dienests,social-service,LV,THB/lv,50,0,0,in-transit,,,,store,\n"
        "3,2015-01-02,london,Embassy in London,embassy,GB,THB/lv,10,9,1,closed,15-1,courier,n,store,2015-01-07\n"
        "3,2015-01-02,london,Embassy in London,embassy,GB,THB/ru,20,20,0,closed,15-1,courier,n,store,2015-01-07\n"
        "4,2015-01-03,dublin,Embassy in Dublin,embassy,IE,THB/lv,30,30,0,received,,,,store,2015-01-03\n"
        "6,2015-01-04,liepaja,Liepājas Sociālais dienests,social-service,LV,THB/lv,40,1,0,partly-received,,,,store,"
        "2015-01-08\n"
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
        (("--status", "received"), [4]),
        (("--status", "closed"), [3, 3]),
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


def test_a_filter_that_names_nothing_known_is_refused(sent: Clerk) -> None:
    assert "Did you mean london" in refusal(sent, "shipments", "--to", "lodnon")
    assert "Did you mean embassy" in refusal(sent, "shipments", "--kind", "embasy")
    assert "GB" in refusal(sent, "shipments", "--country", "UK")
    refusal(sent, "shipments", "--status", "arrived", code=2)
    refusal(sent, "shipments", "--since", "2015-02-30", code=2)


def test_no_shipments_say_what_to_do(clerk: Clerk) -> None:
    assert "tracker ship" in clerk.does("shipments").out
    assert clerk.does("shipments", "--format", "csv").out == f"{COLUMNS}\n"
