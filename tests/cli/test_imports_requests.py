"""Sheets of what places ask for."""

import pytest

from tests.cli.sheets import errors, figures, imports, sheet
from tests.conftest import Clerk, made_once

HEADER = "date,place,item,quantity"


@made_once
def printed(clerk: Clerk) -> Clerk:
    """A clerk with 100 copies of each of two items."""
    for item in ("THB/lv", "THB/ru"):
        clerk.does("print", item, 100, "--date", "2015-01-01")
    return clerk


def listed(clerk: Clerk, *words: object) -> list[tuple[object, ...]]:
    """Return the requests: number, date, place, item, quantity, what is open, status and note."""
    columns = ("request", "date", "place", "item", "quantity", "open", "status", "note")
    return [tuple(row[column] for column in columns) for row in clerk.reads("request", "list", *words)]


def test_a_request_that_equals_one_of_another_command_is_recorded_and_told(printed: Clerk) -> None:
    printed.does("request", "add", "london", "THB/lv=5", "--date", "2015-01-02")
    rows = ("2.1.2015,london,THB/lv,5,a", "2.1.2015,london,THB/lv,5,b", "2.1.2015,london,THB/lv,6,c")
    outcome = imports(printed, "requests", sheet(printed, f"{HEADER},note", *rows))
    assert figures(outcome) == (3, 0, 0)
    assert outcome["messages"] == [
        f"Line {line}: Request {number} equals request 1: same place, date and copies; if it was recorded twice, "
        f"cancel it with 'tracker request cancel {number}'."
        for line, number in ((2, 2), (3, 3))
    ]


def test_rows_of_one_day_place_and_note_are_one_request(printed: Clerk) -> None:
    path = sheet(
        printed,
        f"{HEADER},note",
        "3.1.2015,Embassy in Dublin,THB/lv,5,",
        "2.1.2015,london,THB/lv,60,by phone",
        "2.1.2015,london,THB/ru,30,by phone",
        "2.1.2015,london,THB/ru,7,by letter",
    )
    outcome = imports(printed, "requests", path)
    assert (figures(outcome), outcome["entries"], outcome["command"]) == ((4, 0, 0), [], 8)
    assert listed(printed) == [
        (1, "2015-01-02", "london", "THB/lv", 60, 60, "open", "by phone"),
        (1, "2015-01-02", "london", "THB/ru", 30, 30, "open", "by phone"),
        (2, "2015-01-02", "london", "THB/ru", 7, 7, "open", "by letter"),
        (3, "2015-01-03", "dublin", "THB/lv", 5, 5, "open", None),
    ]
    assert figures(imports(printed, "requests", path)) == (0, 4, 0)
    printed.does("check")


@pytest.mark.slow
def test_an_exported_list_is_skipped_in_its_own_ledger_and_gives_what_is_open_in_a_new_one(printed: Clerk) -> None:
    ask = ("request", "add")
    printed.does(*ask, "london", "THB/lv=60", "THB/ru=30", "--date", "2015-01-02", "--note", "by phone")
    printed.does(*ask, "dublin", "THB/lv=5", "--date", "2015-01-02")
    printed.does(*ask, "dublin", "THB/lv=6", "--date", "2015-01-03")
    printed.does(*ask, "dublin", "THB/lv=6", "--date", "2015-01-03")
    printed.does("request", "cancel", 2, "--date", "2015-01-04")
    path, copy, places = (printed.db.parent / name for name in ("list.csv", "copy.csv", "places.csv"))
    printed.does("export", "requests", "-o", path)
    printed.does("export", "places", "-o", places)
    assert figures(imports(printed, "requests", path)) == (0, 5, 0)
    other = ("--db", printed.db.parent / "other.db")
    printed.does("init", *other)
    printed.does("booklet", "add", "THB", "Cilvēku tirdzniecības novēršana", *other)
    printed.does("print", "THB/lv", 60, "--date", "2015-01-01", *other)
    printed.does("print", "THB/ru", 30, "--date", "2015-01-01", *other)
    imports(printed, "places", places, *other)
    outcome = imports(printed, "requests", path, *other)
    assert figures(outcome) == (5, 0, 0)
    assert outcome["messages"] == [
        "Line 4: The sheet does not say when it was cancelled; it is cancelled from today.",
    ]
    printed.does("export", "requests", "-o", copy, *other)
    assert copy.read_text("utf-8") == path.read_text("utf-8")
    assert figures(imports(printed, "requests", path, *other)) == (0, 5, 0)
    printed.does("check", *other)


def test_of_a_request_that_was_shipped_in_part_the_rest_is_recorded_elsewhere(printed: Clerk) -> None:
    printed.does("request", "add", "london", "THB/lv=60", "THB/ru=30", "--date", "2015-01-02")
    printed.does("ship", "london", "THB/lv=60", "THB/ru=10", "--request", 1, "--date", "2015-01-02")
    path = printed.db.parent / "list.csv"
    printed.does("export", "requests", "-o", path)
    assert figures(imports(printed, "requests", path)) == (0, 2, 0)
    text = path.read_text("utf-8").replace("\n1,", "\n8,")
    path.write_text(text, "utf-8")
    outcome = imports(printed, "requests", path)
    assert outcome["messages"] == ["Line 2: 20 copies of 90 are still open, and only these were recorded."]
    assert listed(printed, "--open") == [
        (1, "2015-01-02", "london", "THB/ru", 30, 20, "open", None),
        (2, "2015-01-02", "london", "THB/ru", 20, 20, "open", None),
    ]
    done = sheet(printed, f"{HEADER},status", "2015-01-03,london,THB/lv,5,shipped")
    outcome = imports(printed, "requests", done)
    assert (figures(outcome), outcome["messages"]) == (
        (0, 1, 0),
        ["Line 2: It is shipped already, and was passed over."],
    )


def test_a_number_that_asks_for_something_else_is_refused(printed: Clerk) -> None:
    printed.does("request", "add", "london", "THB/lv=60", "--date", "2015-01-02")
    path = sheet(printed, f"request,{HEADER}", "1,2015-01-02,london,THB/lv,61")
    assert errors(printed, "requests", path) == [
        (
            2,
            "request",
            "1",
            "Request 1 of london, 2015-01-02, is already recorded, for THB/lv=60; cancel that one, and leave out the "
            "number of this.",
        )
    ]
    assert figures(imports(printed, "requests", sheet(printed, f"request,{HEADER}", "1,2015-01-03,london,THB/lv,61")))


def test_a_bad_row_rejects_its_whole_request(printed: Clerk) -> None:
    path, rejects = (
        sheet(
            printed,
            HEADER,
            "2015-01-02,london,THB/lv,60",
            "2015-01-02,london,THB/rx,30",
            "2015-01-02,dublin,THB/lv,x",
            "2015-01-03,dublin,THB/lv/1,5",
        ),
        printed.db.parent / "rejects.csv",
    )
    found = errors(printed, "requests", path)
    assert [error[:3] for error in found] == [
        (2, None, None),
        (3, "item", "THB/rx"),
        (4, "quantity", "x"),
        (5, None, None),
    ]
    assert found[3][3] == "Requests are for items, not print runs; request THB/lv."
    assert figures(imports(printed, "requests", path, "--rejects", rejects)) == (0, 0, 4)
    assert "It is one entry with line 3, which is refused." in rejects.read_text("utf-8")


@pytest.mark.parametrize("words", [("undo", "--yes"), ("void", "--command", 8, "--reason", "wrong sheet", "--yes")])
def test_an_import_of_requests_is_undone_and_can_be_made_again(printed: Clerk, words: tuple[object, ...]) -> None:
    path = sheet(printed, HEADER, "2015-01-02,london,THB/lv,60", "2015-01-02,dublin,THB/lv,60")
    imports(printed, "requests", path)
    printed.does(*words)
    assert listed(printed, "--open") == []
    assert figures(imports(printed, "requests", path)) == (2, 0, 0)
    assert len(listed(printed, "--open")) == 2
    printed.does("check")


def test_a_request_that_was_cancelled_by_itself_is_not_recorded_again(printed: Clerk) -> None:
    path = sheet(printed, HEADER, "2015-01-02,london,THB/lv,60", "2015-01-02,dublin,THB/lv,60")
    imports(printed, "requests", path)
    printed.does("request", "cancel", 1)
    outcome = imports(printed, "requests", path)
    assert (figures(outcome), outcome["messages"]) == (
        (0, 2, 0),
        ["Line 2: It was recorded as request 1 and later cancelled; it is not recorded again."],
    )


def test_the_answer_has_the_copies_of_each_item_that_are_asked_for(printed: Clerk) -> None:
    rows = "2015-01-02,london,THB/lv,60", "2015-01-02,dublin,THB/lv,5", "2015-01-02,dublin,THB/ru,7"
    answer = printed.does("import", "requests", sheet(printed, HEADER, *rows))
    assert answer.out.splitlines()[-1] == "Copies: 65 of THB/lv, 7 of THB/ru."
