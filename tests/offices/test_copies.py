"""Copies of a shared ledger: made, put back, emptied of what was redacted, upgraded, and filled by sheets."""

import errno
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.adapters import connected
from tests.conftest import Clerk
from tests.faults.next_version import NEXT, install
from tests.ledger.moments import the_clock_shows
from tests.offices.conftest import Authority
from tests.offices.desks import URL, Desk, join, log, riga
from tests.offices.plain_log import PlainLog
from tests.store.test_twin import tables_of
from tracker.messages import Message
from tracker.store import sharing

__all__ = ["join", "log", "riga"]

NAME = "Jānis Bērziņš"


def holds(file: Path) -> bool:
    return NAME.encode() in file.read_bytes()


@pytest.mark.slow
def test_what_is_redacted_leaves_every_copy_and_at_last_the_log(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog
) -> None:
    london, away = join("london"), join("away")
    riga.does("print", "THB/lv", 100, "--note", f"by {NAME}")
    away.does("sync")
    london.does("sync")
    assert holds(riga.db) and holds(london.db)
    said = riga.does("redact", 1, "--yes").out
    assert f"the log at {URL} keeps the texts until" in said
    assert london.does("sync").out.startswith("Caught up with 1 command;")
    assert not holds(riga.db) and not holds(london.db)
    assert london.does("check").out.startswith("OK")
    assert log.keeps(NAME)
    fresh = join("fresh")
    assert fresh.does("check").out.startswith("OK")
    assert not holds(fresh.db)
    log.left = Message("a lock")
    said = riga.does("share", URL, "--prune").out
    assert said.startswith(f"The log at {URL} begins with the snapshot of command 7")
    assert "may still lie in the files of the server, which could not write them anew (a lock)" in said
    assert not log.keeps(NAME)
    riga.does("print", "THB/lv", 7)
    london.does("print", "THB/lv", 7)
    riga.does("sync")
    dublin = join("dublin")
    assert dublin.does("check").out.startswith("OK")
    for office in (riga, london, dublin):
        assert tables_of(office.db) == tables_of(riga.db)
        assert office.does("check").out.startswith("OK: 3 entries")
    told = f"begins after command 6, the last of this copy; make it anew with 'tracker join {URL}', which keeps the old"
    assert told in away.refused("sync", code=3)
    assert told in away("check").err
    made = away.logs("join", URL)
    assert (made["command"], Path(made["kept"]).is_file()) == (9, True)
    assert made["messages"] == [
        f"{made['kept']} still holds texts that were redacted since it was made; "
        "delete it once nothing of it is needed any more."
    ]
    assert holds(Path(made["kept"]))
    assert tables_of(away.db) == tables_of(riga.db)
    assert away.logs("print", "THB/lv", 1)["entry"] == 4


def test_who_interrupts_the_sharing_is_told_that_it_is_not_known(
    clerk: Clerk, log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = log.publish

    def interrupted(*given: Any, **named: Any) -> None:
        publish(*given, **named)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(log, "publish", interrupted)
        said = clerk.refused("share", URL, code=130)
    assert f"it is not known whether the log at {URL} has taken the snapshot" in said
    assert clerk.logs("share", URL)["new"] is True


def test_why_no_snapshot_can_be_taken_is_told(clerk: Clerk, log: PlainLog, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, draft: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(draft))

    monkeypatch.setattr("tracker.offices.snapshots.without_local", full)
    assert clerk.refused("share", URL, code=3) == f"{clerk.db} cannot be copied: no space left on device."
    assert not log.snapshot().body


def test_files_that_would_not_be_used_are_refused(
    riga: Desk, join: Callable[[str], Desk], authorities: list[Authority], tmp_path: Path
) -> None:
    """As when a line is to be encrypted that was not, or the password is to be taken from elsewhere."""
    london, ca, secret = join("london"), authorities[0].file, tmp_path / "secret.txt"
    for words in (("share", URL), ("share", URL, "--prune"), ("share", URL, "--drop", 9)):
        for given in (("--ca", ca), ("--password-file", secret)):
            assert london.refused(*words, *given) == (
                f"{london.db} goes to this log without {given[1]}; 'tracker join {URL}' with the same options has it "
                "use them from then on."
            )
    london.does("join", URL, "--ca", ca, "--password-file", secret)
    the_same = tmp_path / ".." / tmp_path.name / secret.name
    secret.write_text("secret", encoding="utf-8")
    london.does("share", URL, "--ca", ca, "--password-file", the_same)
    london.does("share", URL)


@pytest.mark.slow
def test_a_copy_may_go_another_way_to_its_log(
    riga: Desk, join: Callable[[str], Desk], tmp_path: Path, authorities: list[Authority]
) -> None:
    """As when the server has another name, or the password stands in another file."""
    london = join("london")
    riga.does("print", "THB/lv", 100)
    file = tmp_path / "secret.txt"
    said = london.does("join", "plain://other", "--password-file", file).out
    assert said == f"{london.db} follows the log at plain://other by what was given now, up to command 6.\n"
    assert london.reads("info")["log"] == "plain://other"
    london.does("join", "plain://other", "--ca", authorities[0].file)
    with connected(london.db) as database:
        way = sharing.cursor(database)
    assert way is not None
    assert (way.password_file, way.ca) == (str(file), str(authorities[0].file))
    assert london.logs("print", "THB/lv", 7)["entry"] == 2
    london.does("leave")
    assert "There is a file at" in london.refused("join", URL)


@pytest.mark.slow
def test_a_backup_of_a_copy_is_one(riga: Desk, join: Callable[[str], Desk], tmp_path: Path) -> None:
    riga.does("backup", tmp_path / "backup.db")
    riga.does("print", "THB/lv", 100)
    said = riga.does("restore", tmp_path / "backup.db", "--yes").out
    assert "It is a copy of the ledger at plain://log: the next command, or 'tracker sync', catches up" in said
    assert riga.logs("print", "THB/lv", 7)["entry"] == 2
    assert riga.does("check").out.startswith("OK: 2 entries")
    assert riga.reads("info")["last_backup"] is None, "which only this file knew"
    london = join("london")
    riga.does("leave")
    riga.does("backup", tmp_path / "left.db")
    assert (
        "it is a file of its own now; once it is put away, 'tracker join plain://log' makes"
        in london.does("restore", tmp_path / "left.db", "--yes").out
    )


@pytest.mark.slow
def test_a_place_where_a_file_is_and_a_place_where_no_log_is(clerk: Clerk, log: PlainLog, tmp_path: Path) -> None:
    assert "There is a file at" in clerk.refused("join", URL)
    assert clerk.refused("join", URL, "--db", tmp_path / "other.db").startswith(f"There is no log at {URL}")
    assert clerk.logs("share", URL) == {"url": URL, "command": 5, "new": True, "pruned": False}
    assert clerk.does("share", URL).out == f"The snapshot at {URL} is that of command 5 now.\n"
    said = clerk.refused("share", "plain://other")
    assert "is shared already, at plain://log; 'tracker join plain://other' has it go to the same log" in said
    clerk.does("leave")
    assert clerk.logs("share", URL)["new"] is True, "whose answer may have been lost"


@pytest.mark.slow
def test_a_log_without_a_snapshot_is_told_and_gets_another(
    clerk: Clerk, riga: Desk, join: Callable[[str], Desk], log: PlainLog
) -> None:
    london = join("london")
    riga.does("print", "THB/lv", 100)
    log.lose_snapshot()
    for words in (["sync"], ["ship", "dublin", "THB/lv=1"]):
        said = london.refused(*words, code=3)
        assert said.startswith(f"The log at {URL} is damaged: it has commands, up to 6, but no snapshot with which")
        assert "'tracker share URL' on a copy" in said
    assert [row["entry"] for row in london.reads("log")] == [1], "what others recorded is here, and nothing else"
    assert "is damaged: it has commands, up to 6" in clerk.refused(
        "--db", riga.db.with_name("new.db"), "join", URL, code=3
    )
    answer = london("check")
    assert (answer.code, "is damaged: it has commands, up to 6" in answer.err) == (3, True)
    alone = Desk(clerk, riga.db.with_name("alone.db"))
    alone.does("init")
    assert f"There is a log at {URL} already" in alone.refused("share", URL)
    riga.does("share", URL)
    assert tables_of(join("dublin").db) == tables_of(riga.db) == tables_of(london.db)
    london.does("ship", "dublin", "THB/lv=1")


@pytest.mark.slow
def test_the_next_moment_follows_that_of_the_log_and_the_hour_goes_by_it(
    riga: Desk, join: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An office whose clock is half an hour slow records; one whose clock is two hours fast makes the others wait."""
    london = join("london")
    now = datetime(2030, 1, 1, 12, tzinfo=UTC)
    the_clock_shows(now, monkeypatch)
    riga.does("print", "THB/lv", 100, "--date", "2015-01-01")
    the_clock_shows(now - timedelta(minutes=30), monkeypatch)
    assert london.logs("print", "THB/lv", 7, "--date", "2015-01-01")["recorded_at"] == "2030-01-01T12:00:00.000001Z"
    the_clock_shows(now + timedelta(hours=2), monkeypatch)
    london.does("print", "THB/lv", 8, "--date", "2015-01-01")
    the_clock_shows(now, monkeypatch)
    said = riga.refused("print", "THB/lv", 9, "--date", "2015-01-01", code=3)
    assert "but command 8 (print)" in said
    assert riga.reads("info")["log_command"] == 8, "what was recorded there is taken over all the same"
    the_clock_shows(now + timedelta(minutes=1), monkeypatch)
    riga.does("clock", "fix", 8, "2030-01-01T12:00:00.000002Z")
    riga.does("print", "THB/lv", 9, "--date", "2015-01-01")
    london.does("sync")
    assert tables_of(riga.db) == tables_of(london.db)


def test_who_alone_has_a_slow_clock_is_told_to_set_it_and_to_correct_nothing_of_others(
    riga: Desk, join: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether they are told when they record or when they check, and once."""
    london = join("london")
    now = datetime(2030, 1, 1, 12, tzinfo=UTC)
    the_clock_shows(now, monkeypatch)
    riga.does("fund", "add", "amif", "AMIF")
    riga.does("fund", "add", "riga", "Riga", "--clerk", "berta")
    the_clock_shows(now - timedelta(hours=2), monkeypatch)
    said = london.refused("fund", "add", "other", "Other", code=3)
    assert said == (
        f"The clock shows 2030-01-01T10:00:00.000000Z, but commands 6 to 7 of {london.db}, by several clerks, were "
        "recorded up to 2030-01-01T12:00:00.000001Z; set the clock of this computer right."
    )
    checked = london("check")
    assert checked.code == 1
    assert checked.out.count("lies ahead") == 1
    assert "Commands 6 to 7, by several clerks, were recorded up to " in checked.out
    assert "clock fix 6" not in checked.out + checked.err
    london.does("leave")
    assert "correct them with 'tracker clock fix 6..7 MOMENT'" in london.refused("fund", "add", "o", "O", code=3)


@pytest.mark.slow
def test_a_sheet_goes_as_rows(riga: Desk, join: Callable[[str], Desk], log: PlainLog, tmp_path: Path) -> None:
    """Also when another office is faster, and the sheet comes from standard input or leaves rejected rows."""
    london = join("london")
    riga.does("print", "THB/lv", 9_000, "--date", "2015-01-01")
    sheet = tmp_path / "sheet.csv"
    rows = [f"2015-02-{1 + n % 28:02},{('london', 'dublin')[n % 2]},THB/lv,1,R{n}" for n in range(1_100)]
    sheet.write_text("\n".join(["date,place,item,quantity,reference", *rows, "?,x,y,z,"]), encoding="utf-8")
    others = iter([10])

    def interfere(_: object) -> None:
        for quantity in others:
            london.does("print", "THB/lv", quantity, "--date", "2015-01-01")

    log.before = interfere
    made = riga.logs("import", "shipments", sheet, "--received", "--rejects", tmp_path / "rejected.csv")
    assert (made["recorded"], made["rejected"], made["command"]) == (1_100, 1, 8)
    *_, batch = log.since(7)
    assert len(batch.body) < 60_000
    riga.does("void", "--command", 8, "--reason", "trial", "--yes")
    london.does("sync")
    assert tables_of(riga.db) == tables_of(london.db)
    assert london.does("check").out.startswith("OK: 3302 entries")


@pytest.mark.slow
def test_the_first_office_with_a_new_version_upgrades_all(
    riga: Desk, join: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those with the old one are told; those with the new one follow, and so does who reads."""
    london, dublin = join("london"), join("dublin")
    riga.does("print", "THB/lv", 100)
    with monkeypatch.context() as patched:
        install(patched)
        assert london.reads("stock")[0]["on_hand"] == 100, "it caught up, and upgraded"
        london.does("print", "THB/lv", 7)
    assert f"use a newer version of tracker (schema {NEXT}" in riga.refused("print", "THB/lv", 1, code=3)
    assert [row["entry"] for row in riga.reads("log")] == [1]
    with monkeypatch.context() as patched:
        install(patched)
        riga.does("sync")
        assert dublin.logs("print", "THB/lv", 8)["entry"] == 3
        riga.does("sync")
        london.does("sync")
        fresh = join("fresh")
        assert tables_of(riga.db) == tables_of(london.db) == tables_of(dublin.db) == tables_of(fresh.db)
        assert [row["command"] for row in riga.reads("log")] == [6, 8, 9]
        assert riga.does("check").out.startswith("OK: 3 entries")


def test_a_sheet_of_which_nothing_is_recorded_is_told_as_in_a_file_of_ones_own(riga: Desk, tmp_path: Path) -> None:
    """Although some was tried and taken back; and nothing is sent."""
    riga.does("print", "THB/lv", 500, "--date", "2015-01-01")
    riga.does("print", "THB/ru", 500, "--date", "2015-01-01")
    riga.does("ship", "london", "THB/lv=60", "THB/ru=40", "--date", "2015-01-05")
    sheet, rejects = tmp_path / "sheet.csv", tmp_path / "rejects.csv"
    rows = "3,2015-01-12,THB/ru,40", "3,2015-01-12,THB/lv,61"
    sheet.write_text("\n".join(["shipment,date,item,quantity", *rows]), encoding="utf-8")
    before = riga.reads("info")["log_command"]
    told = riga.reads("import", "receipts", sheet, "--rejects", rejects)
    assert (told["recorded"], told["rejected"]) == (0, 2)
    assert riga.reads("info")["log_command"] == before
