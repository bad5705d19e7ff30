"""undo, and void of several entries: a command is reversed as a whole, and nothing is overwritten."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.terminal import held_by, lines_of, refusal, stock_of
from tests.conftest import Clerk


def seen(clerk: Clerk) -> dict[str, Any]:
    """Return the reports, without entry numbers."""
    reports = ("stock", "stock --by run", "stock --by place", "request list", "run list", "place list", "trace THB/lv")
    rows: dict[str, Any] = {report: clerk.reads(*report.split()) for report in reports}
    shipments = [row for row in clerk.reads("shipments") if row["status"] != "voided"]
    rows["shipments"] = [{name: value for name, value in row.items() if name != "entry"} for row in shipments]
    standing = [row for row in clerk.reads("log") if row["type"] != "void" and row["voided_by"] is None]
    names = ("type", "date", "place", "run", "quantity", "source", "destination", "reference", "note", "counted")
    rows["log"] = sorted(repr([row[name] for name in names]) for row in standing)
    return rows


_ONCE: dict[bytes, dict[str, Any]] = {}


def seen_before(clerk: Clerk) -> dict[str, Any]:
    """Return the reports on the initial state of a test, read only once."""
    content = clerk.db.read_bytes()
    if content not in _ONCE:
        _ONCE[content] = seen(clerk)
    return dict(_ONCE[content])


UNDOABLE = [
    "print THB/ru 50 --date 2015-01-05 --cost 5",
    "ship dublin THB/lv=5 --date 2015-01-20 --ref D --received",
    "ship dublin THB/lv=5 --date 2015-01-20",
    "handout london THB/lv=5 --date 2015-01-20",
    "writeoff london THB/lv=5 --reason lost --date 2015-01-20",
    "return london --all --date 2015-01-20",
    "move london dublin THB/lv=7 --date 2015-01-20",
    "count london THB/lv=80 --date 2015-01-20",
    "count london --full THB/lv/1=70 --date 2015-01-20",
    "ship london THB/lv=110 --replaces 2 --date 2015-01-10",
    "print THB/lv 1200 --replaces 1",
    "void 2 --reason x --yes",
    "void 3 --reason x",
    "void 3 4 --reason x",
    "void 2..4 --reason x",
    "void --command 7 --reason x --yes",
    "request add dublin THB/lv=9 --date 2015-01-20 --note please",
    "withdraw THB/lv/1 --reason old --date 2015-02-01",
    "place close dublin --date 2015-02-01",
    "place close london --into dublin --date 2015-02-01",
    "place close london --into store --date 2015-02-01",
]
"""Commands of all kinds that add, void, replace, close, withdraw or request."""


@pytest.mark.parametrize(
    "words", [pytest.param(words, marks=[pytest.mark.slow] * (turn % 6 > 0)) for turn, words in enumerate(UNDOABLE)]
)
def test_after_an_undo_all_is_as_it_was_before(arrived: Clerk, words: str) -> None:
    was = seen_before(arrived)
    arrived.does(*words.split())
    assert seen(arrived) != was
    planned = arrived.does("undo", "--dry-run")
    assert "Would undo command 10" in planned.out
    arrived.does("undo")
    now = seen(arrived)
    if words.startswith("request"):
        (asked,) = now.pop("request list")
        assert (asked["open"], asked["status"]) == (0, "cancelled")
        was.pop("request list")
    assert now == was
    arrived.does("check")


OPPOSITES = {
    "place close dublin --date 2015-02-01": "place reopen dublin --date 2015-02-10",
    "withdraw THB/lv/1 --reason old --date 2015-02-01": "reinstate THB/lv/1 --date 2015-02-10",
    "request add dublin THB/lv=9 --date 2015-01-20": "request cancel 1 --date 2015-02-10",
}


@pytest.mark.slow
@pytest.mark.parametrize("words", OPPOSITES)
def test_so_is_it_when_the_opposite_is_undone(arrived: Clerk, words: str) -> None:
    arrived.does(*words.split())
    was = seen(arrived)
    arrived.does(*OPPOSITES[words].split())
    arrived.does("undo")
    assert seen(arrived) == was
    arrived.does("check")


def test_undo_says_what_it_did(arrived: Clerk) -> None:
    arrived.does("ship", "london", "THB/lv=110", "--replaces", 2)
    assert arrived.does("undo").out.splitlines() == [
        "Command 11 undid command 10 (ship) by anna.",
        "  entry 6 of 2015-01-10 (ship, london, 110) is voided",
        "  entry 7 of 2015-01-12 (receive, london, 60) is voided",
        "  entry 8 of 2015-01-14 (receive, london, 40) is voided",
        "  entry 2 of 2015-01-10 (ship, london, 100) is recorded again as entry 10",
        "  entry 3 of 2015-01-12 (receive, london, 60) is recorded again as entry 11",
        "  entry 4 of 2015-01-14 (receive, london, 40) is recorded again as entry 12",
    ]


def test_undo_says_it_to_a_script(arrived: Clerk) -> None:
    arrived.does("place", "close", "london", "--into", "dublin", "--date", "2015-02-01")
    told = arrived.logs("undo", "--command", 10)
    assert (told["command"], told["undone"], told["name"], told["recorded_by"]) == (11, 10, "place close", "anna")
    assert (told["voided"], told["recorded"]) == ([5], [])
    assert told["places"] == [{"place": "london", "status": "open", "date": "2015-02-01"}]


def test_what_is_recorded_again_keeps_its_texts_and_says_what_it_was(arrived: Clerk) -> None:
    arrived.does("fix", 2, "--note", "better")
    arrived.does("void", 2, "--reason", "x", "--yes")
    arrived.does("undo")
    again = arrived.reads("show", 6)
    assert (again["restores"], again["reference"], again["note"], again["carrier"]) == (2, "R", "better", "C")
    assert again["status"] == "received"
    assert arrived.reads("show", 2)["restored_by"] == 6
    assert "recorded again as entry 6" in refusal(arrived, "void", 2, "--reason", "x")
    arrived.does("redact", 2, "--yes")
    assert arrived.reads("show", 6)["note"] is None, "a text that was erased is erased in all that has it"


def test_the_details_of_a_replaced_print_are_set_back(clerk: Clerk) -> None:
    clerk.does("fund", "add", "amif", "AMIF")
    clerk.does("fund", "add", "riga", "Riga")
    clerk.does("print", "THB/lv", 100, "-d", "2015-03-01", "--cost", 10, "--printer", "P1", "--fund", "amif")
    clerk.does("run", "edit", "THB/lv/1", "--mark", "blue", "--carton", 50, "--note", "thin paper")
    was = clerk.reads("run", "list"), clerk.reads("report", "funding")
    again = ("THB/lv", 120, "--replaces", 1, "--cost", 20, "--printer", "P2", "--isbn", "978-9984-00-000-0")
    replaced = clerk.logs("print", *again, "--fund", "amif=50%", "--fund", "riga")
    then = ("report", "funding", "--known-at", replaced["recorded_at"])
    known = clerk.reads(*then)
    assert "The details of print run THB/lv/1 are again as before command 10." in clerk.does("undo", "--yes").out
    assert (clerk.reads("run", "list"), clerk.reads("report", "funding")) == was
    assert clerk.reads(*then) == known
    assert [row["spent"] for row in known] == ["10.00", "10.00"]


def test_a_detail_edited_since_a_replacement_stays_when_that_is_undone(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "-d", "2015-03-01", "--printer", "P1", "--isbn", "978-9984-00-000-0")
    clerk.does("print", "THB/lv", 120, "--replaces", 1, "--printer", "P2")
    clerk.does("run", "edit", "THB/lv/1", "--mark", "blue")
    clerk.does("undo", "--command", 7, "--yes")
    (run,) = clerk.reads("run", "list")
    assert (run["printer"], run["mark"], run["quantity"]) == ("P1", "blue", 100)


def test_undo_twice_goes_one_further_back(arrived: Clerk) -> None:
    arrived.does("handout", "london", "THB/lv=5", "--date", "2015-01-20")
    assert [arrived.logs("undo")["undone"] for _ in range(4)] == [10, 9, 8, 7]
    assert stock_of(arrived)["on_hand"] == 1000
    assert "Command 14 is an undo" in refusal(arrived, "undo", "--command", 14)
    said = refusal(arrived, "undo", "--command", 7)
    assert said == "Command 7 (ship) was already undone by command 14. Log its entries again."


def test_a_command_that_a_void_undid_is_restored_by_undoing_the_void(arrived: Clerk) -> None:
    arrived.does("void", "--command", 7, "--reason", "x", "--yes")
    said = refusal(arrived, "undo", "--command", 7)
    assert said == (
        "Command 7 (ship) was already undone by command 10. To restore it, run 'tracker undo --command 10'."
    )
    arrived.does("undo", "--command", 10, "--yes")


def test_what_took_the_place_of_an_entry_is_undone_first_even_after_an_undo(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=5", "--date", "2015-01-10")  # entry 2, command 7
    for copies in (6, 7, 8):  # entries 4, 6 and 8, commands 8 to 10
        stocked.does("fix", "last", f"THB/lv={copies}")
    stocked.does("undo")  # entry 10 repeats entry 6
    said = refusal(stocked, "undo", "--command", 8)
    assert said == ("Entry 2 cannot be recorded again while entry 10 is valid. First run 'tracker undo --command 9'.")
    stocked.does("undo", "--command", 9)
    stocked.does("undo", "--command", 8)
    assert stock_of(stocked)["in_transit"] == 5


def test_a_void_undone_and_its_entry_undone_leave_nothing(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=5", "--date", "2015-01-10")  # command 7
    stocked.does("void", 2, "--reason", "x")  # command 8
    assert stocked.logs("undo")["recorded"] == [{"entry": 4, "restores": 2}]
    assert stocked.logs("undo")["voided"] == [4]
    assert stock_of(stocked)["on_hand"] == 1000


def test_what_was_recorded_again_twice_is_still_that_entry(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=5", "--date", "2015-01-10", "--ref", "R")
    stocked.does("void", 2, "--reason", "x")
    stocked.does("undo")
    stocked.does("void", 4, "--reason", "y")
    stocked.does("undo")
    assert stocked.reads("show", 6)["restores"] == 2
    assert [row["entry"] for row in stocked.reads("shipments", "--status", "in-transit")] == [6]


def test_undo_is_of_ones_own_commands_and_asks_before_others(arrived: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_CLERK", "bruno")
    assert "bruno has no command that could be undone." in refusal(arrived, "undo")
    said = refusal(arrived, "undo", "--command", 9)
    assert said == "Entry 4 was recorded by anna. To undo anyway, add --yes."
    assert "Entry 4 was recorded by anna" in arrived.does("undo", "--command", 9, "--dry-run").out
    arrived.does("undo", "--command", 9, "--yes")
    assert stock_of(arrived)["in_transit"] == 40
    assert "Entry 3 was recorded by anna" in refusal(arrived, "void", 3, "--reason", "x")
    asked: list[str] = []
    monkeypatch.setattr("tracker.cli.output.at_terminal", lambda: True)
    monkeypatch.setattr("tracker.cli.prompts.confirm_all", lambda _, question: asked.append(str(question)))
    arrived.does("void", 3, "--reason", "x")
    assert asked == ["Void it anyway?"]


def test_receipts_logged_since_have_to_be_confirmed(arrived: Clerk) -> None:
    words = ("undo", "--command", 7)
    assert "Receipts 3..4 would be voided with their shipments." in refusal(arrived, *words)
    assert "Receipts 3..4 would be voided with their shipments." in refusal(arrived, "void", 2, "--reason", "x")
    assert arrived.does("void", "2..4", "--reason", "x", "--dry-run")
    arrived.does(*words, "--yes")
    assert stock_of(arrived)["on_hand"] == 1000


@pytest.mark.parametrize(
    ("words", "name", "opposite"),
    [
        ("place edit london --city London", "place edit", "place edit"),
        ("booklet edit THB --title Other", "booklet edit", "booklet edit"),
        ("run edit THB/lv/1 --note n", "run edit", "run edit"),
        ("fix 2 --note n", "fix", "fix"),
        ("level set london THB/lv=5", "level set", "level set"),
        ("clock fix 1 2001-01-01T10:00:00Z", "clock fix", "clock fix"),
        ("fund add riga Riga", "fund add", "fund remove"),
        ("place add riga Riga --kind library", "place add", "place remove"),
        ("seminar add s S --date 2015-02-01", "seminar add", "seminar cancel"),
        ("redact 2 --yes", "redact", None),
    ],
)
def test_what_cannot_be_set_back_is_refused_and_other_commands_named(
    arrived: Clerk, words: str, name: str, opposite: str | None
) -> None:
    arrived.does(*words.split())
    said = refusal(arrived, "undo")
    assert f"Command 10 ({name}) " in said
    assert (opposite is None) == ("To reverse it, " not in said)
    assert opposite is None or f" To reverse it, see 'tracker {opposite} -h'." in said
    assert "To undo the previous command, 9 (receive), run 'tracker undo --command 9'" in said
    arrived.does("undo", "--command", 9)


def test_a_grant_is_withdrawn_rather_than_undone(arrived: Clerk) -> None:
    arrived.does("fund", "add", "riga", "Riga")
    arrived.does("fund", "grant", "riga", 2015, 100)
    assert refusal(arrived, "undo").endswith(" To withdraw the grant, run 'tracker fund ungrant 1'.")


def test_init_is_not_undone(clerk: Clerk) -> None:
    assert "Command 1 (init) cannot be undone" in refusal(clerk, "undo", "--command", 1)
    assert "There is no command 99; the last command is 5" in refusal(clerk, "undo", "--command", 99)


def test_an_undo_that_leaves_a_place_short_is_refused_and_says_why(arrived: Clerk) -> None:
    arrived.does("handout", "london", "THB/lv=90", "--date", "2015-01-20")
    said = refusal(arrived, "undo", "--command", 9)
    assert (
        said == "london would be 30 copies of THB/lv/1 short on 2015-01-20. "
        "Entry 5 of that day uses these copies; to correct it, run 'tracker fix 5'."
    )
    assert said == refusal(arrived, "void", 4, "--reason", "x")
    assert said == refusal(arrived, "undo", "--command", 9, "--dry-run")


def test_entries_that_depend_on_each_other_are_voided_together(arrived: Clerk) -> None:
    arrived.does("handout", "london", "THB/lv=90", "--date", "2015-01-20")
    assert "short" in refusal(arrived, "void", 2, "--reason", "x", "--yes")
    assert "Entry 2 moves or counts copies" in refusal(arrived, "void", 1, "--reason", "x")
    told = arrived.logs("void", 2, 5, "--reason", "x", "--yes")
    assert [(each["voids"], each["date"]) for each in told] == [(2, "2015-01-10"), (5, "2015-01-20")]
    assert lines_of(told[1]) == [("THB/lv/1", "public", "london", 90)]
    arrived.does("undo")
    arrived.does("void", "1..11", "--reason", "x", "--yes")
    assert arrived.reads("stock") == []


def test_the_copies_told_are_those_of_the_entries_told_and_not_of_their_receipts_too(arrived: Clerk) -> None:
    arrived.does("ship", "dublin", "THB/lv=5", "--date", "2015-01-20", "--received")
    command = arrived.reads("log")[-1]["command"]
    told = arrived.does("void", "--command", command, "--reason", "x", "--dry-run").out
    assert "Would void 1 entry: 5. Total: 5 copies." in told


def test_voids_and_what_is_void_are_passed_over_and_named(arrived: Clerk) -> None:
    arrived.does("void", 4, "--reason", "x")
    assert arrived.does("void", "3..5", "--reason", "y").out.splitlines() == [
        "Command 11 voided 1 entry: 3. Total: 60 copies.",
        "Skipped entries 4..5: voids, or already void.",
    ]
    said = refusal(arrived, "void", "3..6", "--reason", "z")
    assert "Skipped entries 3..6: voids, or already void." in said
    assert "There is nothing left to void" in said
    assert "There is no entry 9; the last entry is 6" in refusal(arrived, "void", "3..9", "--reason", "z")
    assert "enter 3..5" in refusal(arrived, "void", "5..3", "--reason", "z", code=2)
    assert "Specify the entries" in refusal(arrived, "void", "--reason", "z", code=2)
    assert "Specify the entries" in refusal(arrived, "void", 3, "--command", 7, "--reason", "z", code=2)


def test_a_command_of_requests_is_voided_by_cancelling_them(stocked: Clerk) -> None:
    stocked.does("request", "add", "london", "THB/lv=5", "--date", "2015-01-05")
    assert stocked.does("void", "--command", 7, "--reason", "x").out.splitlines() == [
        "Command 8 voided 0 entries: none.",
        "Request 1 was cancelled.",
    ]
    assert stocked.reads("request", "list")[0]["status"] == "cancelled"
    said = refusal(stocked, "void", "--command", 7, "--reason", "x")
    assert said == "There is nothing left to void."
    assert "was already undone by command 8." in refusal(stocked, "undo", "--command", 7)
    stocked.does("undo")
    assert stocked.reads("request", "list")[0]["status"] == "open"


def test_a_void_of_a_replacement_leaves_its_command_to_be_undone(arrived: Clerk) -> None:
    arrived.does("fix", 4, "THB/lv=30")
    arrived.does("void", "--command", 10, "--reason", "x")
    arrived.does("undo", "--command", 10)
    assert stock_of(arrived)["in_transit"] == 0


def test_each_count_is_told_once_whatever_was_voided_before_it(stocked: Clerk) -> None:
    for day in (10, 11, 12):
        stocked.does("ship", "london", "THB/lv=10", "--date", f"2015-01-{day}", "--received")
    stocked.does("count", "london", "THB/lv=25", "--date", "2015-02-01")
    told = stocked.logs("void", "2..7", "--reason", "x")
    counted = [said for each in told for said in each["messages"] if "Count 8" in said]
    assert len(counted) == 1
    assert "from -5 to +25" in counted[0]
    assert held_by(stocked, "london") == {"THB/lv": 25}
    told = stocked.logs("undo")
    assert [said for said in told["messages"] if "from +25 to -5" in said]


def test_a_void_takes_back_all_movements_of_a_count_and_its_undo_books_them_anew(stocked: Clerk) -> None:
    stocked.does("count", "store", "THB/lv=900", "--date", "2015-02-01")
    stocked.does("ship", "london", "THB/lv=50", "--date", "2015-01-10")
    stocked.does("void", 2, "--reason", "x")
    assert stock_of(stocked)["lost"] == 0
    stocked.does("ship", "dublin", "THB/lv=20", "--date", "2015-01-12")
    stocked.does("undo", "--command", 9)
    assert (stock_of(stocked)["on_hand"], stock_of(stocked)["lost"]) == (900, 30)


CLOSINGS = [
    "place close dublin --date 2015-02-01",
    "place reopen dublin --date 2015-02-05",
    "place close dublin --date 2015-02-05",
    "place reopen dublin --date 2015-02-09",
]


@pytest.mark.slow
@pytest.mark.parametrize("order", [(10, 11, 12, 13), (13, 12, 11, 10), (11, 13, 10, 12), (12, 10, 13, 11)])
def test_closings_undone_in_any_order_leave_what_the_others_say(arrived: Clerk, order: tuple[int, ...]) -> None:
    def closed_on(*days: int) -> list[bool]:
        return [
            "closed" in arrived("ship", "dublin", "THB/lv=1", "--date", f"2015-02-0{day}", "--dry-run").err
            for day in days
        ]

    for words in CLOSINGS:
        arrived.does(*words.split())
    assert closed_on(1, 4, 5, 8, 9) == [True, True, True, True, False]
    left = dict(zip((10, 11, 12, 13), ((1, True), (5, False), (5, True), (9, False)), strict=True))
    for command in order:
        arrived.does("undo", "--command", command)
        del left[command]
        said = sorted(left.values(), key=lambda each: each[0])
        for day in (1, 4, 5, 8, 9):
            expected = [closed for since, closed in said if since <= day][-1:] == [True]
            assert closed_on(day) == [expected], (command, day)
        arrived.does("check")


def test_a_receipt_is_not_recorded_again_without_its_shipment(arrived: Clerk) -> None:
    arrived.does("void", 4, "--reason", "x")  # command 10
    arrived.does("void", 2, "--reason", "x", "--yes")  # command 11
    assert "Receipt 4 cannot be recorded again: its shipment 2" in refusal(arrived, "undo", "--command", 10)
    arrived.does("undo")
    assert arrived.logs("undo", "--command", 10)["recorded"] == [{"entry": 9, "restores": 4}]


def test_what_a_command_voided_that_is_undone_itself_stays_void(arrived: Clerk) -> None:
    arrived.does("ship", "london", "THB/lv=110", "--replaces", 2)  # command 10
    said = refusal(arrived, "undo", "--command", 7)
    assert "Command 7 (ship) has nothing left to undo." in said


def test_a_key_makes_undo_and_void_harmless_twice(arrived: Clerk) -> None:
    words: tuple[object, ...] = ("undo", "--key", "k")
    first, again = arrived.logs(*words), arrived.logs(*words)
    assert (first["command"], first["voided"]) == (again["command"], again["voided"]) == (10, [4])
    assert "already used" in again["messages"][0]
    words = ("void", 2, 3, "--reason", "x", "--key", "v")
    first, again = arrived.logs(*words), arrived.logs(*words)
    assert [each["entry"] for each in first] == [each["entry"] for each in again] == [6]
    assert "with other arguments" in refusal(arrived, "undo", "--command", 8, "--key", "v")


def test_a_dry_run_of_a_void_records_nothing(arrived: Clerk) -> None:
    was = arrived.db.read_bytes()
    (told,) = arrived.logs("void", 3, 4, "--reason", "x", "--dry-run")[1:]
    assert (told["entry"], told["voids"]) == (None, 4)
    said = arrived.does("void", 3, 4, "--reason", "x", "--dry-run").out
    assert "Would void 2 entries: 3..4. Total: 100 copies." in said
    assert arrived.db.read_bytes() == was


def test_an_undo_is_known_at_its_own_moment(arrived: Clerk) -> None:
    arrived.does("request", "add", "london", "THB/lv=5", "--date", "2015-01-15")
    before = arrived.logs("void", 2, "--reason", "x", "--yes")["recorded_at"]
    arrived.does("undo", "--command", 10)
    undone = arrived.logs("undo", "--command", 11)["recorded_at"]
    assert arrived.reads("stock", "--known-at", before)[0]["on_hand"] == 1000
    assert arrived.reads("stock", "--known-at", undone)[0]["on_hand"] == 900
    assert [arrived.reads("request", "list", "--known-at", when)[0]["status"] for when in (before, undone)] == [
        "open",
        "cancelled",
    ]


@pytest.mark.slow
def test_an_undo_is_restored_from_a_package_and_goes_on(arrived: Clerk, tmp_path: Path) -> None:
    arrived.does("void", 2, "--reason", "x", "--yes")
    arrived.does("undo")
    arrived.does("export", "--all", tmp_path / "package")
    arrived.does("import", "--all", tmp_path / "package", "--db", tmp_path / "copy.db")
    arrived.does("check", "--db", tmp_path / "copy.db")
    copy = ("--db", tmp_path / "copy.db")
    assert arrived.reads("show", 6, *copy) == arrived.reads("show", 6)
    assert "already undone by command 11" in refusal(arrived, "undo", "--command", 10, *copy)
    assert arrived.logs("undo", *copy)["voided"] == [8]


# Sheets ----------------------------------------------------------------------------------------------

ROWS = ["2015-01-10,london,THB/lv,10,R1", "2015-01-11,dublin,THB/lv,20,R2", "2015-01-12,london,THB/lv,30,"]


def sheet(folder: Path, *rows: str) -> Path:
    """Write a sheet of shipments."""
    file = folder / "sheet.csv"
    file.write_text("\n".join(["date,place,item,quantity,reference", *rows, ""]), encoding="utf-8")
    return file


def imported(clerk: Clerk, file: Path) -> tuple[int, int]:
    """Import a sheet of shipments, and return the numbers of recorded and skipped rows."""
    told = clerk.reads("import", "shipments", file)
    return told["recorded"], told["skipped"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "back", [("undo",), ("void", "--command", 7, "--reason", "x"), ("void", "2..4", "--reason", "x")]
)
def test_a_sheet_whose_whole_import_was_taken_back_can_be_imported_again(
    stocked: Clerk, tmp_path: Path, back: tuple[object, ...]
) -> None:
    file = sheet(tmp_path, *ROWS)
    assert imported(stocked, file) == (3, 0)
    assert imported(stocked, file) == (0, 3)
    stocked.does(*back)
    assert stock_of(stocked)["in_transit"] == 0
    assert imported(stocked, file) == (3, 0)
    assert imported(stocked, file) == (0, 3)
    assert stock_of(stocked)["in_transit"] == 60
    stocked.does("check")


def test_a_row_whose_entry_was_voided_or_replaced_by_itself_stays_recorded(stocked: Clerk, tmp_path: Path) -> None:
    file = sheet(tmp_path, *ROWS)
    imported(stocked, file)
    stocked.does("void", 4, "--reason", "x")
    stocked.does("ship", "london", "THB/lv=11", "--replaces", 2)
    assert imported(stocked, file) == (0, 3)
    stocked.does("void", 3, "--reason", "x")
    assert imported(stocked, file) == (0, 3), "all are void, but one was replaced"


@pytest.mark.slow
def test_a_void_of_a_row_is_undone_and_the_row_is_that_entry_again(stocked: Clerk, tmp_path: Path) -> None:
    file = sheet(tmp_path, *ROWS)
    imported(stocked, file)
    stocked.does("void", "2..4", "--reason", "x")
    stocked.does("undo")
    assert imported(stocked, file) == (0, 3)
    stocked.does("undo", "--command", 7)
    assert imported(stocked, file) == (3, 0)
    stocked.does("check")


def test_a_row_imported_again_is_not_also_recorded_again(stocked: Clerk, tmp_path: Path) -> None:
    file = sheet(tmp_path, *ROWS)
    imported(stocked, file)
    stocked.does("void", "--command", 7, "--reason", "x")
    imported(stocked, file)
    said = refusal(stocked, "undo", "--command", 8)
    assert " cannot be recorded again while entry 8 is valid. First run 'tracker undo --command 9'." in said
    stocked.does("undo", "--command", 9)
    stocked.does("undo", "--command", 8)
    assert stock_of(stocked)["in_transit"] == 60


@pytest.mark.slow
def test_a_large_sheet_is_undone_and_imported_again_at_once(stocked: Clerk, tmp_path: Path) -> None:
    rows = [
        f"2015-01-{1 + number % 28:02},{('london', 'dublin')[number % 2]},THB/lv,1,R{number}" for number in range(1000)
    ]
    file = sheet(tmp_path, *rows[:999], "2015-01-28,london,THB/lv,1,")
    assert imported(stocked, file) == (1000, 0)
    stocked.does("undo")
    assert stock_of(stocked)["on_hand"] == 1000
    assert imported(stocked, file) == (1000, 0)
    assert imported(stocked, file) == (0, 1000)
    stocked.does("check")


PLACES = ("london", "dublin")


def test_of_many_places_that_an_import_added_the_first_are_named(stocked: Clerk, tmp_path: Path) -> None:
    file = sheet(tmp_path, *(f"2015-01-10,P{number:02},THB/lv,1,R{number}" for number in range(23)))
    stocked.does("import", "shipments", file, "--create-missing", "--country", "LV")
    said = stocked.does("undo").out
    assert ("P18, P19 … and 3 more, which are kept") in said
