"""A log that lost something is repaired from the copies, and old batches are removed from it."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.offices.desks import URL, Desk, join, log, riga, url_of
from tests.offices.plain_log import PlainLog
from tests.store.test_twin import tables_of
from tracker.errors import Unusable
from tracker.store import sharing

__all__ = ["join", "log", "riga"]

NAME = "Jānis Bērziņš"


def holds(file: Path) -> bool:
    """Whether a file, or what stands next to it under its name, has the name in it."""
    return any(NAME.encode() in each.read_bytes() for each in file.parent.glob(f"{file.name}*"))


def test_the_next_office_that_knows_more_refills_a_log_that_was_put_back(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, caplog: pytest.LogCaptureFixture
) -> None:
    """Byte for byte the same, by whatever comes first: a command or a sync."""
    london = join("london")
    for number in range(1, 5):
        riga.does("print", "THB/lv", number)
    london.does("sync")
    before = list(log.since(5))
    log.forget(8)
    said = london.does("sync").out
    assert said.endswith("\nThe log had lost 2 commands, and got them back from this copy.\n")
    assert list(log.since(5)) == before
    log.forget(6)
    riga.does("print", "THB/lv", 9)
    assert "The log had lost 4 commands" in caplog.text
    assert list(log.since(5))[:-1] == before
    london.does("sync")
    assert tables_of(riga.db) == tables_of(london.db)
    assert london.does("check", "--whole").out.startswith("OK")


def test_an_office_that_is_not_on_the_branch_gets_its_commands_as_sheets_and_joins_again(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog
) -> None:
    """Nothing has to be put away by hand."""
    riga.does("print", "THB/lv", 500, "--date", "2015-01-01")
    london = join("london")
    london.does("place", "add", "leeds", "Leeds", "--kind", "library", "--country", "GB")
    london.does("ship", "leeds", "THB/lv=50", "--date", "2015-01-02", "--ref", "L1", "--received")
    london.does("handout", "leeds", "THB/lv=5", "--date", "2015-01-03")
    london.does("count", "leeds", "THB/lv=44", "--date", "2015-01-04")
    london.does("request", "add", "leeds", "THB/lv=9", "--date", "2015-01-05")
    london.does("fund", "add", "amif", "AMIF")
    log.forget(7)
    riga.does("ship", "dublin", "THB/lv=10", "--date", "2015-01-02")
    said = london.refused("sync", code=3)
    assert said == (
        f"The log at {url_of('london')} was restored to an earlier state and lacks commands of this "
        f"copy; run 'tracker join {url_of('london')}'."
    )
    assert said in london("check").out
    before = london.db.read_bytes()
    said = london.refused("join", url_of("london"))
    assert (
        f" lacks commands 7 to 12 of {london.db}. The old file is kept, and this office's commands are "
        "written as sheets."
    ) in said
    assert london.db.read_bytes() == before
    made = london.logs("join", url_of("london"), "--yes")
    *imports, rest = made["messages"]
    assert rest == "Commands 12 (fund add) are in no sheet; find them in the old file, and record them again."
    assert tables_of(london.db) == tables_of(riga.db)
    for sentence in imports:
        words = sentence.removeprefix("Run 'tracker ").removesuffix("'.").split()
        london.does(*words)
    rows = {row["place"]: row for row in london.reads("stock", "--by", "place")}
    assert rows["leeds"]["copies"] == 44
    assert [row["quantity"] for row in london.reads("request", "list")] == [9]
    assert "recorded" in str(london.does(*words, "--format", "json").out), "and twice is harmless"
    riga.does("sync")
    assert tables_of(london.db) == tables_of(riga.db)
    with Path(imports[1].split()[-1].rstrip("'.")).open(encoding="utf-8") as file:
        assert [row["reference"] for row in csv.DictReader(file)] == ["L1"]


def test_a_lost_log_starts_again_from_any_copy(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others go on, whether they know as much, more or less."""
    riga.does("print", "THB/lv", 500)
    london, away, ahead = join("london"), join("away"), join("ahead")
    riga.does("fund", "add", "amif", "AMIF")
    london.does("sync")
    riga.does("fund", "add", "riga", "Rīga")
    ahead.does("sync")
    log.clear()
    new = url_of("london").replace("log", "new")
    for desk, words in ((london, ["sync"]), (riga, ["fund", "add", "b", "B"]), (away, ["join", URL])):
        said = desk.refused(*words, code=3)
        assert said.endswith("; start one with 'tracker share URL'; to recreate a lost one, add --from-copy.")
    with monkeypatch.context() as patched:

        def refuse(*_given: object, **_named: object) -> None:
            raise PermissionError

        patched.setattr(log, "publish", refuse)
        assert london("share", new, "--from-copy").code != 0
        assert london.reads("info")["log"] == url_of("london"), "it leaves the old log only for one that it may write"
    secret = riga.db.with_name("secret")
    secret.write_text("secret", encoding="utf-8")
    london.does("share", new, "--from-copy", "--password-file", secret)
    said = london.does("share", new, "--from-copy").out
    assert said.startswith(f"Shared at {new}, up to command 7.")
    assert "The log had lost 1 command" in ahead.does("sync").out
    riga.does("sync")
    said = away.refused("sync", code=3)
    assert "no longer has command 7, which this copy needs next; run 'tracker join URL'." in said
    away.does("join", url_of("away"))
    away.does("fund", "add", "b", "B")
    for desk in (riga, london, ahead):
        desk.does("sync")
        assert tables_of(desk.db) == tables_of(away.db)


def test_a_copy_removes_from_the_log_what_it_does_not_have_only_when_told(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog
) -> None:
    london = join("london")
    riga.does("fund", "add", "amif", "AMIF")
    said = london.refused("share", url_of("london"), "--from-copy")
    assert "has commands 6 to 6, which this copy lacks; they would be removed. Nothing was changed" in said
    london.does("share", url_of("london"), "--from-copy", "--yes")
    assert log.last().number == 5
    assert "The log had lost 1 command" in riga.does("sync").out, "which another office gives back"


def test_what_is_redacted_leaves_every_copy_and_at_last_the_log(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog
) -> None:
    """No byte of it is left in any file, kept body, batch or snapshot."""
    london, away = join("london"), join("away")
    riga.does("print", "THB/lv", 100, "--note", f"by {NAME}")
    away.does("sync")
    riga.does("fund", "add", "amif", "AMIF")
    london.does("sync")
    assert holds(riga.db) and holds(london.db)
    said = riga.does("redact", 1, "--yes").out
    assert (
        f"Other copies lose the texts when they next catch up. To remove them from the log at {URL}, run "
        f"'tracker share {URL} --prune'."
    ) in said
    assert london.does("sync").out.startswith("Caught up with 1 command;")
    assert not holds(riga.db) and not holds(london.db)
    assert log.keeps(NAME)
    fresh = join("fresh")
    assert not holds(fresh.db)
    log.left = Unusable("A lock.")
    said = riga.refused("share", URL, "--prune")
    assert said.startswith("The log would begin with command 8; these offices would have to join again: away (6, ")
    said = riga.does("share", URL, "--prune", "--yes").out
    assert said.startswith(f"The log at {URL} now begins with command 8.\n")
    assert "still be in the server's files; run this again when nobody uses the log. A lock." in said
    assert not log.keeps(NAME)
    riga.does("print", "THB/lv", 7)
    london.does("print", "THB/lv", 7)
    riga.does("sync")
    dublin = join("dublin")
    for office in (riga, london, dublin):
        assert tables_of(office.db) == tables_of(riga.db)
        assert office.does("check", "--whole").out.startswith("OK: 3 entries")
    log.forget(9)
    riga.does("sync")
    assert not log.keeps(NAME), "nothing from before a redaction is put back"
    made = away.logs("join", url_of("away"))
    assert made["messages"] == [
        f"{made['kept']} still has texts redacted since then; delete it when you no longer need it."
    ]
    assert tables_of(away.db) == tables_of(riga.db)
    assert holds(Path(made["kept"]))


def test_pruning_keeps_the_last_batches_and_each_office_notes_how_far_it_has_come(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "KEPT", 4)
    london = join("london")
    for number in range(9):
        riga.does("fund", "add", f"f{number}", "Fund")
    london.does("sync")
    assert riga.does("share", URL, "--prune").out == f"The log at {URL} now begins with command 11.\n"
    assert [batch.number for batch in log.since(10)] == [11, 12, 13, 14]
    riga.does("sync")
    assert riga.reads("info")["log_offices"] == "london 14, riga 14"
    assert (
        f"Office london has applied commands up to 14 of 14 ({datetime.now(UTC):%Y-%m-%d})." in riga.does("check").err
    )
    assert "Office" not in london.does("check").err
    log.forget(13)
    assert "no longer has command" not in london.does("sync").out
    assert [batch.number for batch in log.since(10)] == [11, 12, 13, 14], "from the kept bodies"
