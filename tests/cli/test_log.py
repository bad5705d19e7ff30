import re

import pytest

from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once
from tests.render.samples import Terminal

COLUMNS = (
    "entry,type,date,place,run,quantity,source,destination,reference,note,"
    "recorded_at,recorded_by,voids,voided_by,counted,command,shipment,count"
)


@made_once
def logged(clerk: Clerk) -> Clerk:
    """A clerk with two print runs, a shipment of both, and its receipt with a loss: entries 1 to 4."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("print", "THB/ru", 50, "--date", "2015-01-02")
    clerk.does("ship", "london", "THB/lv=30", "THB/ru=20", "--date", "2015-01-03", "--ref", "15-1", "--note", "n")
    clerk.does("receive", 3, "THB/lv=30", "THB/ru=15", "--close", "--date", "2015-01-05", "--clerk", "Žanete")
    return clerk


def test_the_log_has_its_promised_columns_a_row_for_each_movement(logged: Clerk) -> None:
    head, *rows = logged.does("log", "--format", "csv").out.splitlines()
    moments = [row["recorded_at"] for row in logged.reads("log")]
    assert head == COLUMNS
    assert rows == [
        f"1,print,2015-01-01,store,THB/lv/1,100,printer,store,,,{moments[0]},anna,,,,6,,",
        f"2,print,2015-01-02,store,THB/ru/1,50,printer,store,,,{moments[1]},anna,,,,7,,",
        f"3,ship,2015-01-03,london,THB/lv/1,30,store,transit,15-1,n,{moments[2]},anna,,,,8,3,",
        f"3,ship,2015-01-03,london,THB/ru/1,20,store,transit,15-1,n,{moments[3]},anna,,,,8,3,",
        f"4,receive,2015-01-05,london,THB/lv/1,30,transit,london,,,{moments[4]},Žanete,,,,9,3,",
        f"4,receive,2015-01-05,london,THB/ru/1,15,transit,london,,,{moments[5]},Žanete,,,,9,3,",
        f"4,receive,2015-01-05,london,THB/ru/1,5,transit,loss,,,{moments[6]},Žanete,,,,9,3,",
    ]


@pytest.mark.parametrize(
    ("words", "entries"),
    [
        (("--type", "ship"), [3, 3]),
        (("--type", "void"), []),
        (("--item", "thb/ru"), [2, 3, 4, 4]),
        (("--item", "THB/ru/1"), [2, 3, 4, 4]),
        (("--place", "LONDON"), [3, 3, 4, 4, 4]),
        (("--place", "store"), [1, 2, 3, 3]),
        (("--since", "2015-01-03"), [3, 3, 4, 4, 4]),
        (("--until", "2015-01-02"), [1, 2]),
        (("--since", "2.1.2015", "--until", "3.1.2015", "--item", "THB/lv"), [3]),
    ],
    ids=lambda value: " ".join(map(str, value)),
)
def test_the_log_can_be_chosen_from(logged: Clerk, words: tuple[str, ...], entries: list[int]) -> None:
    assert [row["entry"] for row in logged.reads("log", *words)] == entries


def test_the_log_of_a_run_is_not_that_of_a_longer_number(clerk: Clerk) -> None:
    for _ in range(10):
        clerk.does("print", "THB/lv", 1)
    assert [row["run"] for row in clerk.reads("log", "--item", "THB/lv/1")] == ["THB/lv/1"]


def test_the_log_is_in_the_order_of_logging(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 1, "--date", "2015-01-02")
    clerk.does("print", "THB/lv", 2, "--date", "2015-01-01")
    assert [row["quantity"] for row in clerk.reads("log")] == [1, 2]


def test_a_filter_that_names_nothing_known_is_refused(logged: Clerk) -> None:
    assert "Did you mean london" in refusal(logged, "log", "--place", "londn")
    assert "THB/lv" in refusal(logged, "log", "--item", "THB/lt")
    assert "existing print runs: THB/lv/1" in refusal(logged, "log", "--item", "THB/lv/7")
    assert "'shipped' is not one of 'print', 'ship'," in refusal(logged, "log", "--type", "shipped", code=2)
    assert "'THB' is not an item" in refusal(logged, "log", "--item", "THB", code=2)


def test_an_empty_log_says_how_to_begin(clerk: Clerk) -> None:
    assert "tracker print" in clerk.does("log").out
    assert clerk.reads("log") == []


def test_an_entry_is_shown_with_its_movements(logged: Clerk) -> None:
    shown = logged.does("show", 4).out
    assert "Žanete" in shown
    assert "15  THB/ru/1  transit > london" in shown
    assert "5  THB/ru/1  transit > loss" in shown
    assert logged.does("show", "#4").out == shown


def test_a_count_is_shown_with_what_it_found(logged: Clerk) -> None:
    number = logged.logs("count", "london", "THB/lv=7")["entry"]
    shown = logged.does("show", number).out.splitlines()
    assert shown[0].startswith("london counted on ")
    assert "THB/lv/1: 7 counted, " in shown[-1]
    assert not any(line.startswith("counts") for line in shown)


def test_show_prints_what_the_command_printed_when_it_was_logged(logged: Clerk) -> None:
    printed = logged.logs("print", "THB/lv", 7, "--date", "2015-02-01")
    assert {**logged.reads("show", 5), "messages": printed["messages"]} == printed
    shown = logged.reads("show", 3)
    assert (shown["status"], shown["reference"], shown["note"]) == ("closed", "15-1", "n")


def test_an_entry_that_is_not_there_is_refused(logged: Clerk) -> None:
    assert refusal(logged, "show", 5) == "There is no entry 5; the last entry is 4."


def test_a_number_that_is_none_is_said_to_be_no_entry(logged: Clerk) -> None:
    for number in ("0", "#0", "00"):
        said = refusal(logged, "show", number, code=2)
        assert "entry" in said
        assert "copies" not in said


def test_an_entry_says_which_command_recorded_it(logged: Clerk) -> None:
    """After who recorded it: in the answer to the command, and whenever it is shown."""
    printed = logged.logs("print", "THB/lv", 7)
    assert list(printed)[6:10] == ["recorded_at", "recorded_by", "command", "lines"]
    assert printed["command"] == logged.reads("show", 5)["command"] == logged.reads("log")[-1]["command"] == 10
    assert logged.logs("print", "THB/lv", 7, "--dry-run")["command"] is None
    received = logged.logs("ship", "london", "THB/lv=1", "--received")
    assert logged.reads("show", received["receipt"])["command"] == received["command"] == 11


def test_on_a_screen_of_80_columns_the_log_says_which_entries_are_void(
    arrived: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived.does("place", "edit", "london", "--name", "Latvijas vēstniecība Apvienotajā Karalistē")
    arrived.does("void", 4, "--reason", "typed wrongly")
    monkeypatch.setenv("COLUMNS", "80")
    screen = Terminal()
    monkeypatch.setattr("sys.stdout", screen)
    arrived("log")
    drawn = re.sub("\x1b[^m]*m", "", screen.getvalue())
    assert re.search(r"^5 +void .*Latvijas.*istē .* 4 *$", drawn, re.MULTILINE), drawn
    assert re.search(r"^4 +receive .* 5 *$", drawn, re.MULTILINE), drawn
    assert re.search(r"run +quantity voids by", drawn), "no heading is hyphenated"
    screen = Terminal()
    monkeypatch.setattr("sys.stdout", screen)
    arrived("shipments")
    assert re.search(r"Latvij.*istē.* !partly-received", re.sub("\x1b[^m]*m", "", screen.getvalue()))
