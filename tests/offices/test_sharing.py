"""Two offices and a log: each has what the other records, however network, clocks and programs fail."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.adapters import sit_at_terminal, wait_at_most
from tests.cli.conversation.conftest import Script
from tests.conftest import Clerk
from tests.ledger.moments import the_clock_shows
from tests.offices.desks import URL, Desk, join, log, riga, url_of
from tests.offices.plain_log import PlainLog, unanswered, unreachable
from tests.store.test_twin import tables_of
from tracker.cli import output
from tracker.errors import Unusable
from tracker.model.codes import short_code
from tracker.store import transactions

__all__ = ["join", "log", "riga"]


def test_what_one_office_records_the_other_has(
    riga: Desk, join: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the tables of both are the same, to the row."""
    london = join("london")
    riga.does("print", "THB/lv", 100, "--date", "2015-01-01")
    london.does("ship", "london", "THB/lv=60", "--date", "2015-01-02", "--ref", "R1")
    assert london.logs("receive", "R1", "--date", "2015-01-03")["entry"] == 3
    assert riga.reads("stock")[0]["on_hand"] == 100, "reading asks nobody"
    assert riga.does("sync").out == "Caught up with 2 commands; the last is command 8.\n"
    assert riga.does("sync").out == "Already up to date; the last command is 8.\n"
    assert riga.reads("stock")[0]["on_hand"] == 40
    assert tables_of(riga.db) == tables_of(london.db)
    assert os.name == "nt" or london.db.stat().st_mode & 0o077 == 0, "contacts are for the owner of the file"
    for office in (riga, london):
        assert office.does("check", "--whole").out.startswith("OK: 3 entries")
    with closing(sqlite3.connect(london.db)) as connection, connection:
        connection.execute("UPDATE place SET name = 'Elsewhere' WHERE code = 'dublin'")
    london.does("check")
    answer = london("check", "--whole")
    assert (answer.code, answer.out) == (1, "Table place differs from the log.\n")
    riga.does("print", "THB/lv", 1)
    riga.does("share", URL, "--prune", "--yes")
    assert "Table place" in london("check", "--whole").out, "which catches up first"
    known = london.reads("info")
    assert (known["log"], known["log_command"], known["log_in_touch_at"] > "2020") == (url_of("london"), 9, True)
    assert known["log_offices"] == "london 9, riga 9"
    london.does("print", "THB/lv", 1)
    sit_at_terminal(monkeypatch, Script([]))
    riga("ship")
    assert riga.reads("info")["log_command"] == 10, "a conversation begins with what others recorded"


def test_share_names_the_user_of_another_office_and_who_leaves_goes_on_alone(
    clerk: Clerk, log: PlainLog, tmp_path: Path
) -> None:
    assert "is not a copy of a log; omit --from-copy." in clerk.refused("share", URL, "--from-copy")
    said = clerk.does("share", URL).out
    assert said == f"Shared at {URL}, up to command 5. Another office runs 'tracker join rqlite://OFFICE@log'.\n"
    assert " already exists; choose another file with --db." in clerk.refused("join", URL, "--db", __file__)
    london = Desk(clerk, tmp_path / "london.db")
    london.does("join", url_of("london"))
    assert london.does("leave").out == (
        f"{london.db} is now independent; the log at {url_of('london')} continues without it.\n"
    )
    log.before = unreachable
    london.does("print", "THB/lv", 100)
    assert "log" not in london.reads("info")
    assert "is not shared" in london.refused("leave")
    assert "is not shared" in london.refused("sync", code=3)
    assert f"There is already a log at {URL}; run 'tracker join {URL}'." in london.refused("share", URL)


def test_without_an_answer_nothing_is_recorded_and_reading_goes_on(riga: Desk, log: PlainLog) -> None:
    log.before = unreachable
    assert riga.refused("print", "THB/lv", 100, code=3) == "The log does not answer."
    assert riga.reads("log") == []
    log.before = lambda _: None
    assert riga.logs("print", "THB/lv", 100)["entry"] == 1


def test_an_answer_that_is_lost_is_asked_for_again(riga: Desk, log: PlainLog) -> None:
    answers = iter([unanswered, unanswered])
    log.after = lambda batch: next(answers, lambda _: None)(batch)
    assert riga.logs("print", "THB/lv", 100)["entry"] == 1
    assert [batch.number for batch in log.since(5)] == [6]


def test_who_is_slower_decides_again(riga: Desk, join: Callable[[str], Desk], log: PlainLog) -> None:
    """Two offices want 60 of 100 copies at the same moment: one of them gets what is left, which is too little."""
    london = join("london")
    riga.does("print", "THB/lv", 100, "--date", "2015-01-01")
    meanwhile = iter(["london"])

    def interfere(_: object) -> None:
        for place in meanwhile:
            london.does("ship", place, "THB/lv=60", "--date", "2015-01-02")

    log.before = interfere
    said = riga.refused("ship", "dublin", "THB/lv=60", "--date", "2015-01-02")
    assert said == "store has only 40 copies of THB/lv available on 2015-01-02, 20 short of the 60 needed."
    assert riga.logs("ship", "dublin", "THB/lv=40", "--date", "2015-01-02")["entry"] == 3
    london.does("sync")
    assert tables_of(riga.db) == tables_of(london.db)


@pytest.mark.slow
def test_who_is_always_slower_gives_up(riga: Desk, log: PlainLog, monkeypatch: pytest.MonkeyPatch) -> None:
    wait_at_most(monkeypatch, 0.5)
    monkeypatch.setattr(log, "append", lambda *_: False)
    assert riga.refused("print", "THB/lv", 100, code=3).startswith("Other offices recorded commands continuously for")
    assert riga.reads("log") == []


def test_a_command_whose_answer_never_came_is_run_again_under_the_key_that_is_named(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is recorded once, whether the log had it or not, and whatever others recorded in the meantime."""
    london = join("london")
    wait_at_most(monkeypatch, 0)
    for lost, *words in (
        ("before", "print", "THB/lv", 100),
        ("after", "print", "THB/lv", 100),
        ("before", "booklet", "add", "NEW", "New"),
        ("after", "booklet", "add", "OLD", "Old"),
        ("before", "fix", 1, "--note", "n"),
        ("after", "void", 1, "--reason", "mistyped"),
    ):
        setattr(log, lost, unanswered)
        said = riga.refused(*words, code=3)
        setattr(log, lost, lambda _: None)
        assert said.startswith(f"It is unknown whether the log accepted the command ({words[0]}"), said
        key = said.removesuffix("'.").split()[-1]
        london.does("fund", "add", key, "Fund")
        before = log.last().number
        riga.does(*words, "--key", key)
        assert log.last().number == before + (lost == "before")
    assert "--key k1" in riga_says(riga, log, "print", "THB/lv", 7, "--key", "k1")
    assert riga.logs("print", "THB/lv", 7, "--key", "k1")["entry"]
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("code,title\nA,A\n", encoding="utf-8")
    said = riga_says(riga, log, "import", "booklets", sheet)
    assert said.endswith("Run 'tracker sync', then see 'tracker log'.")
    riga.does("sync")
    assert [row["code"] for row in riga.reads("booklet", "list")].count("A") == 1
    london.does("sync")
    assert tables_of(riga.db) == tables_of(london.db)


def riga_says(riga: Desk, log: PlainLog, *words: object) -> str:
    """What is said when the log takes a command, and its answer is lost."""
    log.after = unanswered
    said = riga.refused(*words, code=3)
    log.after = lambda _: None
    return said


def test_who_interrupts_the_log_is_told_that_it_is_unknown(riga: Desk, log: PlainLog) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    log.after = interrupt
    assert "It is unknown whether the log accepted the command" in riga.refused("print", "THB/lv", 100, code=130)
    log.after = lambda _: None
    assert riga.does("sync").out == "Caught up with 1 command; the last is command 6.\n"


def test_an_office_that_is_killed_before_its_own_commit_finds_its_batch(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog
) -> None:
    london = join("london")
    before = riga.db.read_bytes()
    riga.does("print", "THB/lv", 100)
    riga.db.write_bytes(before)
    assert riga.logs("print", "THB/lv", 7)["entry"] == 2
    london.does("sync")
    assert tables_of(riga.db) == tables_of(london.db)


@pytest.mark.parametrize(
    ("error", "code", "why"),
    [(Unusable("The disk is full."), 4, "The disk is full."), (KeyboardInterrupt(), 130, "it was interrupted.")],
)
def test_the_answer_says_what_the_log_has_when_the_commit_fails_here(
    riga: Desk, log: PlainLog, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, why: str
) -> None:
    with monkeypatch.context() as patched:

        def full(_: object) -> None:
            patched.setattr(transactions, "retrying", fail)

        def fail(*_: object) -> None:
            raise error

        log.after = full
        said = riga.refused("print", "THB/lv", 100, code=code)
    assert said.startswith("Command 6 is in the log, but not in")
    assert why in said
    assert riga.reads("log") == []
    log.after = lambda _: None
    riga.does("sync")
    assert [row["quantity"] for row in riga.reads("log")] == [100]


def test_a_check_reports_what_it_knows_of_the_file_without_an_answer(
    riga: Desk, log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent() -> None:
        raise Unusable("The log does not answer.")

    monkeypatch.setattr(log, "last", silent)
    answer = riga("check")
    assert (answer.code, answer.out) == (3, "OK: 0 entries, 0 movements, no discrepancies.\n")
    assert "The file was not compared with the log." in answer.err
    with sqlite3.connect(riga.db) as file:
        file.execute("PRAGMA writable_schema = ON")
        file.execute("DELETE FROM sqlite_schema WHERE name = 'stock'")
    assert riga("check").code == 1


def test_what_could_not_be_committed_is_not_handed_over(riga: Desk, log: PlainLog) -> None:
    """A fund that pays for a seminar, which would be left without it."""
    riga.does("fund", "add", "amif", "AMIF")
    riga.does("seminar", "add", "s", "Seminar", "--date", "2015-01-01", "--fund", "amif")
    assert "amif is in use" in riga.refused("fund", "remove", "amif")
    assert log.last().number == 7


def test_only_the_office_whose_clock_is_wrong_is_refused(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's clock decides: within an hour of it, no office is refused, whatever the clocks of others."""
    london, now = join("london"), datetime.now(UTC)
    for hours in (2, -2):
        the_clock_shows(now + timedelta(hours=hours), monkeypatch)
        for words in (["print", "THB/lv", 8, "--date", "2015-01-01"], ["sync"]):
            said = london.refused(*words, code=3)
            assert said.startswith("This computer's clock shows ")
            assert said.endswith("; set the clock.")
        the_clock_shows(now, monkeypatch)
        riga.does("print", "THB/lv", 9, "--date", "2015-01-01")
    the_clock_shows(now + timedelta(minutes=50), monkeypatch)
    riga.does("print", "THB/lv", 6, "--date", "2015-01-01")
    the_clock_shows(now - timedelta(minutes=50), monkeypatch)
    london.does("print", "THB/lv", 7, "--date", "2015-01-01")
    assert [row["quantity"] for row in london.reads("log")] == [9, 9, 6, 7]
    riga.does("sync")
    assert tables_of(riga.db) == tables_of(london.db)


@pytest.mark.slow
def test_two_clerks_with_one_name_are_told_apart(
    riga: Desk, join: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each undoes the own commands, and adding a clerk needs nothing on the server."""
    london = join("london")
    riga.does("print", "THB/lv", 100, "--clerk", "anna")
    london.does("print", "THB/lv", 7, "--clerk", "anna")
    london.does("print", "THB/lv", 8, "--clerk", "berta")
    riga.does("sync")
    assert [row["recorded_by"] for row in riga.reads("log")] == ["anna", "anna (london)", "berta"]
    riga.does("undo", "--clerk", "anna", "--yes")
    assert [row["voids"] for row in riga.reads("log") if row["voids"]] == [1]
    london.does("undo", "--clerk", "anna", "--yes")
    assert [row["voids"] for row in london.reads("log") if row["voids"]] == [1, 2]


def test_reading_says_on_a_terminal_as_of_when(riga: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "tell_terminal", lambda message: output.say(message, err=True))
    assert riga.does("stock").err.startswith("As of ")
    assert riga.does("print", "THB/lv", 100).err == ""


@pytest.mark.slow
def test_a_sheet_goes_as_rows(riga: Desk, join: Callable[[str], Desk], log: PlainLog, tmp_path: Path) -> None:
    """Also when another office is faster, and the sheet leaves rejected rows; and so does its undo."""
    london = join("london")
    riga.does("print", "THB/lv", 9_000, "--date", "2015-01-01")
    sheet = tmp_path / "sheet.csv"
    rows = [f"2015-02-{1 + n % 28:02},{('london', 'dublin')[n % 2]},THB/lv,1,R{n}" for n in range(1_100)]
    sheet.write_text("\n".join(["date,place,item,quantity,reference", *rows, "?,x,y,z,"]), encoding="utf-8")
    meanwhile = iter([1])

    def interfere(_: object) -> None:
        for _number in meanwhile:
            london.does("print", "THB/lv", 5, "--date", "2015-01-01")

    log.before = interfere
    made = riga.reads("import", "shipments", sheet, "--received", "--rejects", tmp_path / "rejected.csv")
    assert (made["recorded"], made["rejected"], made["command"]) == (1_100, 1, 8)
    *_, batch = log.since(7)
    assert len(batch.body) < 120_000
    riga.does("void", "--command", 8, "--reason", "trial", "--yes")
    london.does("sync")
    assert tables_of(riga.db) == tables_of(london.db)
    assert london.does("check", "--whole").out.startswith("OK: ")


@pytest.mark.slow
def test_a_backup_of_a_copy_is_one(riga: Desk, join: Callable[[str], Desk], tmp_path: Path) -> None:
    riga.does("backup", tmp_path / "backup.db")
    riga.does("print", "THB/lv", 100)
    riga.does("restore", tmp_path / "backup.db", "--yes")
    assert riga.logs("print", "THB/lv", 7)["entry"] == 2
    assert riga.does("check").out.startswith("OK: 2 entries")
    assert riga.reads("info")["last_backup"] is None, "which only this file knew"


def test_who_interrupts_the_sharing_runs_it_again(clerk: Clerk, log: PlainLog, monkeypatch: pytest.MonkeyPatch) -> None:
    publish = log.publish

    def interrupted(*given: object, **named: object) -> None:
        publish(*given, **named)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(log, "publish", interrupted)
        assert clerk("share", URL).code == 130
    assert "log" not in clerk.reads("info")
    clerk.does("share", URL)
    said = clerk.refused("share", URL)
    assert said == (
        f"{clerk.db} is already shared at {URL}; to renew its snapshot, add --prune; to recreate a lost log, add "
        "--from-copy."
    )


def test_a_copy_may_reach_its_log_by_another_address(riga: Desk, join: Callable[[str], Desk], tmp_path: Path) -> None:
    london = join("london")
    riga.does("print", "THB/lv", 100)
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    said = london.does("join", "rqlite://london@other", "--password-file", secret).out
    assert said == f"{london.db} now uses the log at rqlite://london@other and contains its commands up to 6.\n"
    assert london.reads("info")["log"] == "rqlite://london@other"
    assert london.logs("print", "THB/lv", 7)["entry"] == 2
    london.does("leave")
    assert " already exists; choose another file with --db." in london.refused("join", URL)


def test_each_office_accepts_the_answers_of_its_own_inbox(riga: Desk, join: Callable[[str], Desk]) -> None:
    """Although both have the number 1."""
    riga.does("print", "THB/lv", 500, "--date", "2015-01-01")
    for place in ("london", "dublin"):
        riga.does("ship", place, "THB/lv=50", "--date", "2015-01-02")
    london = join("london")
    riga.does("inbox", "add", f"{short_code(2)} lv=50")
    london.does("inbox", "add", f"{short_code(3)} lv=40")
    riga.does("inbox", "accept", 1)
    london.does("sync")
    assert [row["status"] for row in london.reads("inbox")] == ["waiting"]
    assert "Dry run: nothing was recorded." in london.does("inbox", "accept", "--all", "--dry-run").out
    london.does("inbox", "accept", 1)
    for office in (riga, london):
        office.does("sync")
        assert [row["status"] for row in office.reads("inbox")] == ["accepted"]
        assert [row["received"] for row in office.reads("shipments")] == [50, 40]
    london.does("undo", "--yes")
    assert [row["status"] for row in london.reads("inbox")] == ["waiting"]
    riga.does("join", "rqlite://riga2@log")
    assert [row["status"] for row in riga.reads("inbox")] == ["accepted"]
    london.does("leave")
    assert [row["status"] for row in london.reads("inbox")] == ["waiting"]
