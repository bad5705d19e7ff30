from tests.conftest import Clerk, made_once


@made_once
def signed(clerk: Clerk) -> Clerk:
    """A clerk who made a report, and then corrected the ledger."""
    for words in (
        "print THB/lv 100 --date 2015-01-01",
        "ship london THB/lv=10 --date 2015-02-01",
        "ship london THB/lv=5 --date 2015-02-02",
        "ship dublin THB/lv=7 --date 2015-02-03",
    ):
        clerk.does(*words.split())
    return clerk


def test_what_changed_since_a_report_was_signed(signed: Clerk) -> None:
    moment = signed.reads("log")[-1]["recorded_at"]
    for words in (
        "ship london THB/lv=8 --date 2015-02-01 --replaces 2",
        "receive 4 --date 2015-03-01",
        "ship liepaja THB/lv=3 --date 2015-02-04",
        "void 3 --reason mistyped",
    ):
        signed.does(*words.split())
    asked = "report", "distribution", "--by", "place", "--known-at", moment, "--against", "now"
    assert signed.reads(*asked) == [
        {"place": "liepaja", "was": 0, "is": 3, "entries": "8"},
        {"place": "london", "was": 15, "is": 8, "entries": "5, 6, 9"},
    ]
    assert signed.reads(*asked, "--show", "received") == [{"place": "dublin", "was": 0, "is": 7, "entries": "7"}]
    last = signed.reads("log")[-1]["recorded_at"]
    assert signed.reads(*asked[:-2], "--against", last) == signed.reads(*asked)
    assert signed.reads(*asked[:-2], "--against", moment) == []
    assert signed.reads(*asked, "--since", "2015-Q1", "--until", "2015-02-01")[0]["entries"] == "5, 6"


def test_only_entries_that_changed_the_figure_are_named(signed: Clerk) -> None:
    """A parcel that came and went between the two moments is none of them."""
    moment = signed.reads("log")[-1]["recorded_at"]
    for words in (
        "receive 4 THB/lv=6 --date 2015-03-01",
        "receive 4 THB/lv=0 --close --date 2015-03-02",
        "ship london THB/lv=9 --date 2015-03-03",
        "return dublin THB/lv=2 --date 2015-03-04",
        "receive 7 --date 2015-03-05",
        "void 7 --reason mistyped --yes",
    ):
        signed.does(*words.split())
    signed.does("ship", "dublin", "THB/lv=1", "--date", "2015-03-06", "--received")
    asked = "report", "distribution", "--by", "year", "--known-at", moment, "--against", "now", "--show"
    changed = {show: signed.reads(*asked, show) for show in ("shipments", "copies", "received", "returned")}
    assert {show: [tuple(row.values()) for row in rows] for show, rows in changed.items()} == {
        "shipments": [(2015, 3, 4, "11")],
        "copies": [(2015, 22, 23, "11")],
        "received": [(2015, 0, 7, "5, 12")],
        "returned": [(2015, 0, 2, "8")],
    }


def test_a_comparison_needs_a_moment(signed: Clerk) -> None:
    assert "--known-at" in signed.refused("report", "distribution", "--against", "now", code=2)
    words = "report", "distribution", "--known-at", "2015-01-01", "--against", "now", "--columns", "kind"
    assert "--columns" in signed.refused(*words, code=2)
