"""What became of a command is told however its answer was lost or damaged, and it is recorded once at most."""

import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.adapters import Pruned, connected, wait_at_most
from tests.offices.desks import URL, Desk, join, log, riga
from tests.offices.plain_log import PLACE, PlainLog, unanswered
from tests.store.test_twin import tables_of
from tracker.errors import Unusable
from tracker.messages import Message
from tracker.offices import addresses, joining, joining_again, snapshots
from tracker.store.sharing import Sent, keep_sent, sent

__all__ = ["join", "log", "riga"]


@pytest.mark.slow
def test_an_answer_that_was_damaged_is_not_taken_for_that_of_another_office(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog
) -> None:
    """Nor when the id is damaged once more; what another has taken in fact is decided again."""
    london = join("london")
    log.answer = lambda _: False
    assert riga.logs("print", "THB/lv", 100)["command"] == 6
    log.line = lambda batch: replace(batch, id=batch.id[::-1])
    assert riga.logs("print", "THB/lv", 7)["command"] == 7
    log.line = lambda batch: batch
    others = iter(["THB/ru"])

    def interfere(_: object) -> None:
        for item in others:
            london.does("print", item, 7)

    log.before = interfere
    assert riga.logs("print", "THB/lv", 7)["command"] == 9
    assert [batch.number for batch in log.since(5)] == [6, 7, 8, 9]
    london.does("sync")
    assert tables_of(riga.db) == tables_of(london.db)


@pytest.mark.slow
def test_of_an_answer_that_cannot_be_understood_it_is_not_known(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a library raises at rubbish; the batch is sent again."""

    def rubbish(_: object) -> None:
        next(answers, b"").decode()

    def raising(error: Exception) -> Callable[[object], None]:
        def raises(_: object) -> None:
            raise error

        return raises

    answers = iter([b"\xb7"])
    log.after = rubbish
    assert riga.logs("print", "THB/lv", 100)["command"] == 6
    wait_at_most(monkeypatch, 0)
    for number, error in enumerate((ValueError("x"), KeyError("results"), IndexError("x"), TypeError("x")), start=7):
        log.after = raising(error)
        said = riga.refused("print", "THB/lv", 1, code=3)
        assert said.startswith("It is not known whether the log has taken this command (print)")
        assert "The answer of the log cannot be understood (" in riga.refused("sync", code=3)
        log.after = lambda _: None
        assert f"is recorded, as command {number}" in riga.does("sync").out
    assert [batch.number for batch in log.since(5)] == [6, 7, 8, 9, 10]


REFUSALS = [
    addresses.no_log(PLACE),
    addresses.unfit(PLACE, Message("near X: syntax error")),
    addresses.too_short(PLACE, 5, 6),
    Pruned("The log begins later."),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: str(refusal.message))
def test_a_no_to_what_was_taken_is_not_believed(riga: Desk, log: PlainLog, refusal: Unusable) -> None:
    """A bad line, or who stands between, makes of any answer another one; a no to what was not taken is told."""

    def refuse(_: object) -> None:
        raise refusal

    log.after = refuse
    assert riga.logs("print", "THB/lv", 100)["command"] == 6
    log.before = refuse
    if not isinstance(refusal, Pruned):
        assert riga.refused("print", "THB/lv", 7, code=3) == str(refusal.message)
        assert [batch.number for batch in log.since(5)] == [6]
    log.before = log.after = lambda _: None
    assert riga.logs("print", "THB/lv", 7)["command"] == 7


@pytest.mark.slow
@pytest.mark.parametrize("is_taken", [True, False])
def test_it_is_told_what_became_of_a_command_though_the_log_was_pruned(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, monkeypatch: pytest.MonkeyPatch, is_taken: bool
) -> None:
    """By every command, until the copy is made anew, and then once more."""
    london = join("london")
    with monkeypatch.context() as patched:
        wait_at_most(patched, 0)
        patched.setattr(log, "after" if is_taken else "before", unanswered)
        assert "not known" in london.refused("print", "THB/lv", 7, code=3)
    riga.does("print", "THB/lv", 8)
    riga.does("share", URL, "--prune")
    became = "is recorded, as command 6" if is_taken else "was not taken by the log, and is not recorded: log it again"
    for words in (["sync"], ["print", "THB/lv", 9]):
        said = london.refused(*words, code=3)
        assert became in said
        assert f"make it anew with 'tracker join {URL}'" in said
    (message,) = london.logs("join", URL)["messages"]
    assert became in message
    assert tables_of(london.db) == tables_of(riga.db)
    assert [row["quantity"] for row in london.reads("log")] == ([7, 8] if is_taken else [8])
    assert london.does("sync").out.startswith("Nothing new")


def test_who_goes_another_way_is_told_what_became_of_a_command(
    riga: Desk, log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        wait_at_most(patched, 0)
        patched.setattr(log, "after", unanswered)
        assert "not known" in riga.refused("print", "THB/lv", 7, code=3)
    assert "is recorded, as command 6" in riga.does("join", "plain://other").out


@pytest.mark.slow
def test_what_was_damaged_when_it_was_sent_is_not_recorded_until_it_is_there_as_it_was_sent(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who sent it learns of it at once, and not when others, later, have what follows it removed."""
    london = join("london")
    with monkeypatch.context() as patched:
        wait_at_most(patched, 0)
        log.request = lambda batch: replace(batch, body=batch.body[:-1] + b"x")
        assert "not known" in riga.refused("print", "THB/lv", 7, code=3)
        assert "has as batch 6 is not what was sent" in riga.refused("print", "THB/lv", 8, code=3)
    log.request = lambda batch: batch
    assert "--drop 6" in london.refused("sync", code=3)
    assert riga.reads("log") == []
    riga.does("share", URL, "--drop", 6)
    assert "is recorded, as command 6" in riga.does("sync").out
    london.does("sync")
    assert [row["quantity"] for row in london.reads("log")] == [7]
    assert tables_of(riga.db) == tables_of(london.db)


def not_known(desk: Desk, monkeypatch: pytest.MonkeyPatch, log: PlainLog) -> Sent:
    """Have a command of which it is not known whether the log took it, and return what is kept of it."""
    with monkeypatch.context() as patched:
        wait_at_most(patched, 0)
        patched.setattr(log, "before", unanswered)
        assert "not known" in desk.refused("print", "THB/lv", 7, code=3)
    with connected(desk.db) as database:
        found = sent(database)
    assert found is not None
    return found


def sends(desk: Desk, batch: Sent) -> None:
    """Have another program of the same office keep what it sent, as that is not known."""
    with connected(desk.db) as database:
        database.apply(keep_sent(batch))


def test_what_was_sent_since_is_not_forgotten_with_what_was_sent_before(
    riga: Desk, log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two programs ask for the same command; one of them is slow, and a third has sent another one meanwhile."""
    first = not_known(riga, monkeypatch, log)
    log.after = lambda _: sends(riga, first._replace(number=7, id="since", name="ship"))
    assert "(print, " in riga.does("sync").out
    assert riga.reads("info")["log_not_known"].startswith("ship, ")


def test_a_copy_is_not_made_anew_over_what_was_sent_meanwhile(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody would be told what became of it."""
    london = join("london")
    batch = not_known(london, monkeypatch, log)
    riga.does("print", "THB/lv", 8)
    riga.does("share", URL, "--prune")

    def filled(*of: Any) -> int:
        sends(london, batch._replace(id="since", name="ship"))
        return joining.fill(*of)

    with monkeypatch.context() as patched:
        patched.setattr(joining_again, "fill", filled)
        assert "was recorded in" in london.refused("join", URL)
    (message,) = london.logs("join", URL)["messages"]
    assert "(ship, " in message


def test_a_snapshot_with_what_is_not_trackers_is_asked_nothing(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a stranger put into it may have no end."""
    london = join("london")
    not_known(london, monkeypatch, log)
    riga.does("print", "THB/lv", 8)
    riga.does("share", URL, "--prune")
    snapshot, file = log.snapshot(), tmp_path / "snapshot.db"
    file.write_bytes(b"".join(snapshots.unpacked(snapshot)))
    with closing(sqlite3.connect(file)) as stranger:
        stranger.execute("CREATE VIEW mine AS SELECT * FROM command")
    body = snapshots.FORM + zlib.compress(file.read_bytes())
    monkeypatch.setattr(log, "snapshot", lambda: replace(snapshot, body=body))
    wait_at_most(monkeypatch, 0)
    said = london.refused("sync", code=3)
    assert said.startswith("It is still not known whether the log has taken an earlier command")
    assert "The snapshot in the log is not one of tracker's, or is not complete." in said


def test_what_got_another_id_on_its_way_is_followed_under_that(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the next command finds the log that it followed."""
    london = join("london")
    with monkeypatch.context() as patched:
        patched.setattr(log, "request", lambda batch: replace(batch, id=f"0{batch.id[1:]}x"))
        riga.does("print", "THB/lv", 100)
    assert [row["quantity"] for row in riga.reads("log")] == [100]
    riga.does("print", "THB/lv", 7)
    london.does("print", "THB/lv", 8)
    riga.does("sync")
    assert tables_of(riga.db) == tables_of(london.db)
    assert riga.does("check").out.startswith("OK")
