from tests.conftest import Clerk, made_once


@made_once
def told(clerk: Clerk) -> Clerk:
    """A clerk whose parcel arrived in parts, with mistakes."""
    for words in (
        "place edit london --contact Anna --phone +371-67",
        "print THB/lv 100 --date 2015-01-01",
        "ship london THB/lv=30 --date 2015-01-02",
        "ship london THB/lv=20 --date 2015-01-02 --replaces 2",
        "receive 4 THB/lv=5 --date 2015-01-05",
        "receive 4 THB/lv=6 --date 2015-01-06",
        "void 6 --reason mistyped",
        "receive 4 THB/lv=7 --date 2015-01-09",
    ):
        clerk.does(*words.split())
    return clerk


def test_show_tells_the_whole_story_of_a_parcel(told: Clerk) -> None:
    story = told.does("show", 4).out.partition("History:\n")[2].splitlines()
    assert story == [
        "  entry 2: 30 copies shipped from store to london on 2015-01-02. Voided by entry 3.",
        "  entry 4: 20 copies shipped from store to london on 2015-01-02. Replaces entry 2.",
        "  entry 5: 5 copies of shipment 4 received at london on 2015-01-05.",
        "  entry 6: 6 copies of shipment 4 received at london on 2015-01-06. Voided by entry 7.",
        "  entry 8: 7 copies of shipment 4 received at london on 2015-01-09.",
        "Still missing: 8 THB/lv.",
        "Place: london, Embassy in London (embassy, United Kingdom). Contact: Anna, +371-67.",
    ]
    assert told.does("show", 8).out.partition("History:\n")[2].splitlines() == story
    assert "Story:" not in told.does("show", 1).out


def test_what_was_lost_is_told(told: Clerk) -> None:
    told.does("receive", 4, "THB/lv=1", "--close", "--date", "2015-01-10")
    said = told.does("show", 4).out
    assert "  entry 9: 1 copy of shipment 4 received at london on 2015-01-10. Recorded as lost: 7.\n" in said
    assert "Lost in transit: 7 THB/lv.\n" in said
    assert "missing" not in said


def test_scripts_read_the_story(told: Clerk) -> None:
    shown = told.reads("show", 5)
    assert [(each["entry"], each["date"], each["copies"], each["voided_by"]) for each in shown["story"]] == [
        (2, "2015-01-02", {"THB/lv": 30}, 3),
        (4, "2015-01-02", {"THB/lv": 20}, None),
        (5, "2015-01-05", {"THB/lv": 5}, None),
        (6, "2015-01-06", {"THB/lv": 6}, 7),
        (8, "2015-01-09", {"THB/lv": 7}, None),
    ]
    assert shown["items"] == [{"item": "THB/lv", "sent": 20, "received": 12, "lost": 0, "missing": 8}]
    assert (shown["contact"]["code"], shown["contact"]["phone"]) == ("london", "+371-67")
