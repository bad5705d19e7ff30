"""A log that lost something is repaired from copies, and old batches are removed."""

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


@pytest.mark.slow
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
    for words in ("check", "check --whole"):
        assert " ends with command 7, but this copy ends with command 9. " in london(*words.split()).out
    london.does("sync")
    assert "The log had lost 2 commands; this copy restored them." in caplog.text
    assert list(log.since(5)) == before
    log.forget(6)
    riga.does("print", "THB/lv", 9)
    assert "The log had lost 4 commands" in caplog.text
    assert list(log.since(5))[:-1] == before
    london.does("sync")
    assert tables_of(riga.db) == tables_of(london.db)
    assert london.does("check", "--whole").out.startswith("OK")


@pytest.mark.slow
def test_an_office_that_is_not_on_the_branch_records_again_what_the_log_lacks(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog
) -> None:
    """By sheets and commands in one order; nothing has to be put away by hand, and no office waits for another."""
    riga.does("print", "THB/lv", 500, "--date", "2015-01-01")
    riga.does("ship", "dublin", "THB/lv=7", "--date", "2015-01-02", "--ref", "R1")
    riga.does("fund", "add", "amif", "AMIF")
    london, cork = join("london"), join("cork")
    london.does("place", "add", "leeds", "Leeds", "--kind", "library", "--country", "GB")
    london.does("ship", "leeds", "THB/lv=50", "--date", "2015-01-02", "--cost", "9.90", "--fund", "amif")
    london.does("receive", "last", "THB/lv=30", "--date", "2015-01-03")
    london.does("handout", "leeds", "THB/lv=5", "--date", "2015-01-03", "--audience", "pupils=12")
    london.does("count", "leeds", "THB/lv=24", "--date", "2015-01-04")
    london.does("handout", "leeds", "THB/lv=4", "--date", "2015-01-04")
    london.does("receive", 3, "THB/lv=2", "--close", "--date", "2015-01-06")
    london.does("void", "R1", "--reason", "never sent", "--yes")
    london.does("fund", "edit", "amif", "--name", "Asylum fund")
    london.does("region", "set", "Yorkshire", "--country", "GB", "--inhabitants", 5_500_000)
    london.does("place", "edit", "dublin", "--alias", "Dublina")
    london.does("request", "add", "leeds", "THB/lv=9", "--date", "2015-01-05")
    london.does("ship", "leeds", "THB/lv=6", "--request", 1, "--date", "2015-01-06")
    cork.does("move", "leeds", "london", "THB/lv=1", "--date", "2015-01-07")
    london.does("sync")
    before = {row["place"]: row for row in london.reads("stock", "--by", "place")}
    log.forget(9)
    riga.does("ship", "dublin", "THB/lv=10", "--date", "2015-01-02", "--ref", "R2")
    said = london.refused("sync", code=3)
    assert said == (
        f"The log at {url_of('london')} does not continue this copy: the log was restored to an earlier state, or no "
        f"longer has the next command; run 'tracker join {url_of('london')}'."
    )
    assert said in london("check").out
    held = london.db.read_bytes()
    said = london.refused("join", url_of("london"))
    assert (
        f" lacks commands 9 to 22 of {london.db}. The old file is kept, and these commands are written as sheets."
    ) in said
    assert london.db.read_bytes() == held
    commands = london.lacking()
    folder = london.db.with_name("london.lacking-9")
    assert commands == [
        f"{command} --yes --db {london.db}"
        for command in (
            f"tracker import places {folder}/01-places.csv",
            f"tracker import shipments {folder}/02-shipments.csv --add",
            f"tracker import receipts {folder}/03-receipts.csv",
            f"tracker import handouts {folder}/04-handouts.csv --add",
            f"tracker import counts {folder}/05-counts.csv --add",
            f"tracker import handouts {folder}/06-handouts.csv --add",
            "tracker receive old-8-3 THB/lv/1=2 --close --date 2015-01-06 --ref old-8-8 --key old-8-8",
            'tracker void 2 --reason "never sent"',
            'tracker fund edit amif --name "Asylum fund"',
            "tracker place edit dublin --alias Dublina",
            f"tracker import shipments {folder}/07-shipments.csv --add",
            "tracker move leeds london THB/lv/1=1 --date 2015-01-07 --ref old-8-11 --key old-8-11",
            f"tracker import requests {folder}/08-requests.csv",
            f"tracker import regions {folder}/09-regions.csv --update",
        )
    ]
    assert tables_of(london.db) == tables_of(riga.db)
    for command in commands:
        answer = london.types(command)
        assert answer.code == 0, answer.err
    rows = {row["place"]: row for row in london.reads("stock", "--by", "place")}
    assert rows["leeds"] == before["leeds"] and rows["london"] == before["london"]
    sent = next(row for row in london.reads("shipments") if row["place"] == "leeds")
    assert [sent[name] for name in ("cost", "fund", "received", "lost")] == ["9.90", "amif", 32, 18]
    assert [(row["quantity"], row["open"]) for row in london.reads("request", "list")] == [(3, 3)]
    assert [row["inhabitants"] for row in london.reads("region", "list")] == [5_500_000]
    assert next(row["aliases"] for row in london.reads("place", "list") if row["code"] == "dublin") == "Dublina"
    recorded = london.reads("stock", "--by", "place"), london.reads("info")["entries"]
    for command in cork.lacking():
        cork.types(command)
    assert (cork.reads("stock", "--by", "place"), cork.reads("info")["entries"]) == recorded, "twice is once"
    riga.does("sync")
    cork.does("sync")
    assert tables_of(cork.db) == tables_of(riga.db)
    assert f"A copy of the texts may still be in {folder}." in london.does("redact", "R2", "--yes").out


@pytest.mark.slow
def test_a_second_office_gives_a_lost_print_run_the_number_that_it_has_again(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog
) -> None:
    london, cork = join("london"), join("cork")
    known = log.last().number
    london.does("print", "THB/lv", 100, "--date", "2015-01-05")
    cork.does("print", "THB/lv", 200, "--date", "2015-01-06")
    cork.does("ship", "dublin", "THB/lv/2=90", "--date", "2015-01-07", "--received")
    cork.does("withdraw", "THB/lv/1", "--reason", "misprint")
    before = cork.reads("stock", "--by", "run")
    log.forget(known + 1)
    riga.does("place", "edit", "london", "--note", "moved")
    for office in (london, cork):
        for command in office.lacking():
            answer = office.types(command)
            assert answer.code == 0, answer.err
    assert cork.reads("stock", "--by", "run") == before


@pytest.mark.slow
def test_a_lost_log_starts_again_from_any_copy(
    riga: Desk,
    join: Callable[[str], Desk],
    log: PlainLog,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
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
        assert said.endswith(". Create one with 'tracker share URL'; to recreate a lost one, add --from-copy.")
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
    ahead.does("sync")
    assert "The log had lost 1 command" in caplog.text
    riga.does("sync")
    assert "or no longer has the next command; run 'tracker join" in away.refused("sync", code=3)
    away.does("join", url_of("away"))
    away.does("fund", "add", "b", "B")
    for desk in (riga, london, ahead):
        desk.does("sync")
        assert tables_of(desk.db) == tables_of(away.db)


def test_a_copy_removes_from_the_log_what_it_does_not_have_only_when_told(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, caplog: pytest.LogCaptureFixture
) -> None:
    london = join("london")
    riga.does("fund", "add", "amif", "AMIF")
    said = london.refused("share", url_of("london"), "--from-copy")
    assert said.startswith(
        f"The log at {url_of('london')} ends with command 6, this copy with command 5; commands of the log that this "
        f"copy lacks would be removed. To keep them, run 'tracker join {url_of('london')}' instead. Nothing was changed"
    )
    london.does("share", url_of("london"), "--from-copy", "--yes")
    assert log.last().number == 5
    riga.does("sync")
    assert "The log had lost 1 command" in caplog.text, "which another office gives back"


@pytest.mark.parametrize("more", [0, 1, 3])
def test_a_copy_removes_another_branch_only_when_told(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, more: int
) -> None:
    """Whether it is shorter than what the copy has, as long, or longer."""
    london = join("london")
    shared = log.last().number
    for code in ("lost", "gone"):
        riga.does("fund", "add", code, "Fund")
    log.forget(shared + 1)
    for number in range(more + 1):
        london.does("fund", "add", f"new{number}", "Fund")
    before = log.last()[:2]
    said = riga.refused("share", URL, "--from-copy")
    assert f"ends with command {shared + more + 1}, this copy with command {shared + 2}; commands of the log" in said
    assert log.last()[:2] == before
    riga.does("share", URL, "--from-copy", "--yes")
    riga.does("fund", "add", "last", "Fund")
    assert riga.does("share", URL, "--from-copy").code == 0, "its own log"


@pytest.mark.slow
def test_a_copy_that_no_longer_keeps_old_batches_compares_the_rest(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If nothing is left to compare, it asks."""
    for number in range(6):
        riga.does("fund", "add", f"f{number}", "Fund")
    monkeypatch.setattr(sharing, "KEPT", 2)
    riga.does("fund", "add", "last", "Fund")
    london, last = join("london"), log.last().number
    london.does("fund", "add", "new", "Fund")
    assert f"ends with command {last + 1}, this copy with command {last};" in riga.refused("share", URL, "--from-copy")
    log.forget(last + 1)
    before = list(log.since(5))
    riga.does("share", URL, "--from-copy")
    for batch in before[:2]:
        log.add(batch)
    log.forget(last)
    assert f"ends with command 7, this copy with command {last};" in riga.refused("share", URL, "--from-copy")


@pytest.mark.slow
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
        "The texts are removed from other copies the next time they sync. To remove them from the log too, run "
        "'tracker share URL --prune' in the office that shared the ledger."
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
        f"{made['kept']} still contains texts that have since been redacted; delete it when you no longer need it."
    ]
    assert tables_of(away.db) == tables_of(riga.db)
    assert holds(Path(made["kept"]))


@pytest.mark.slow
def test_pruning_keeps_the_last_batches_and_each_office_notes_how_far_it_has_come(
    riga: Desk,
    join: Callable[[str], Desk],
    log: PlainLog,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(sharing, "KEPT", 4)
    london = join("london")
    london.does("sync")
    for number in range(9):
        riga.does("fund", "add", f"f{number}", "Fund")
    london.does("sync")
    assert riga.does("share", URL, "--prune").out == f"The log at {URL} now begins with command 11.\n"
    assert [batch.number for batch in log.since(10)] == [11, 12, 13, 14]
    riga.does("sync")
    assert riga.reads("info")["log_offices"] == "london 14, riga 14"
    london.does("check")
    assert "Office" not in caplog.text, "which only the office that shared the ledger is told"
    riga.does("check")
    assert f"Office london has applied commands up to 14 of 14 ({datetime.now(UTC):%Y-%m-%d})." in caplog.text
    for number in range(6):
        riga.does("fund", "add", f"g{number}", "Fund")
    london.does("sync")
    log.forget(19)
    london.does("sync")
    assert "The log had lost 2 commands" in caplog.text
    assert [batch.number for batch in log.since(16)] == [17, 18, 19, 20], "from the kept bodies"


@pytest.mark.slow
def test_an_office_that_pruning_leaves_behind_is_named_and_forgotten(
    riga: Desk,
    join: Callable[[str], Desk],
    log: PlainLog,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Until it joins again."""

    def shown() -> str:
        caplog.clear()
        riga.does("check")
        return caplog.text

    monkeypatch.setattr(sharing, "KEPT", 4)
    london = join("london")
    for number in range(9):
        riga.does("fund", "add", f"f{number}", "Fund")
    assert "Office london has applied commands up to 5 of 14 (" in shown()
    told = riga.refused("share", URL, "--prune")
    assert told.startswith("The log would begin with command 11; these offices would have to join again: london (5, ")
    assert "Office london" in shown()
    riga.does("share", URL, "--prune", "--yes")
    assert "Office london" not in shown()
    riga.does("fund", "add", "last", "Fund")
    assert riga.does("share", URL, "--prune").out == f"The log at {URL} now begins with command 12.\n"
    assert "or no longer has the next command" in london.refused("sync", code=3)
    london.does("join", url_of("london"), "--yes")
    london.does("sync")
    assert "Office london has applied commands up to 15 of 15 (" in shown()
