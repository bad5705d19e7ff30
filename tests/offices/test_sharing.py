"""Two offices and a log: what one records the other has, however the network, the clocks and the programs fail."""

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from tests.adapters import connected, wait_at_most
from tests.offices.desks import URL, Desk, join, log, riga
from tests.offices.plain_log import PlainLog, others_turn, unanswered, unreachable
from tests.store.test_twin import tables_of
from tracker.cli import output
from tracker.errors import Unusable
from tracker.offices import sharing
from tracker.offices.catching_up import Caught, catch_up
from tracker.store import sharing as store
from tracker.store import transactions

__all__ = ["join", "log", "riga"]


def test_what_one_office_records_the_other_has(riga: Desk, join: Callable[[str], Desk]) -> None:
    """And the tables of both are the same, to the row."""
    london = join("london")
    riga.does("print", "THB/lv", 100, "--date", "2015-01-01")
    london.does("ship", "london", "THB/lv=60", "--date", "2015-01-02", "--ref", "R1")
    assert london.logs("receive", "R1", "--date", "2015-01-03")["entry"] == 3
    assert riga.reads("stock")[0]["on_hand"] == 100, "reading asks nobody"
    assert riga.does("sync").out == "Caught up with 2 commands; the last is command 8.\n"
    assert riga.does("sync").out == "Nothing new; the last is command 8.\n"
    assert riga.reads("stock")[0]["on_hand"] == 40
    assert tables_of(riga.db) == tables_of(london.db)
    for office in (riga, london):
        assert office.does("check").out.startswith("OK: 3 entries")
    known = london.reads("info")
    assert (known["log"], known["log_command"], known["log_in_touch_at"] > "2020") == (URL, 8, True)


@pytest.mark.slow
def test_who_leaves_goes_on_alone(riga: Desk, join: Callable[[str], Desk], log: PlainLog) -> None:
    london = join("london")
    assert london.does("leave").out == f"{london.db} is a file of its own now; the log at {URL} goes on without it.\n"
    log.before = unreachable
    london.does("print", "THB/lv", 100)
    assert "log" not in london.reads("info")
    assert "is shared with nobody" in london.refused("leave")
    assert "is shared with nobody" in london.refused("sync")
    assert "There is a log at plain://log already" in london.refused("share", URL)


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
    """Of 100 copies two offices want 60 at the same moment: one of them gets what is left then, which is too little."""
    london = join("london")
    riga.does("print", "THB/lv", 100, "--date", "2015-01-01")
    meanwhile = iter(["london"])

    def interfere(_: object) -> None:
        for place in meanwhile:
            london.does("ship", place, "THB/lv=60", "--date", "2015-01-02")

    log.before = interfere
    said = riga.refused("ship", "dublin", "THB/lv=60", "--date", "2015-01-02")
    assert said == "store has 40 copies of THB/lv to spare on 2015-01-02, 20 short of 60."
    assert riga.logs("ship", "dublin", "THB/lv=40", "--date", "2015-01-02")["entry"] == 3
    london.does("sync")
    assert tables_of(riga.db) == tables_of(london.db)


@pytest.mark.slow
def test_who_is_always_slower_gives_up(riga: Desk, log: PlainLog, monkeypatch: pytest.MonkeyPatch) -> None:
    wait_at_most(monkeypatch, 2.0)
    monkeypatch.setattr(log, "append", lambda _: False)
    assert riga.refused("print", "THB/lv", 100, code=3).startswith("Other offices recorded something each time")
    assert riga.reads("log") == []
    assert 0 < log.insisted == log.relented, "but has the others wait, if the engine can do that"


@pytest.mark.slow
def test_of_an_answer_that_never_comes_the_next_command_tells(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is recorded when the log has it, and whoever types it again before knowing that does not record it twice."""
    london = join("london")
    wait_at_most(monkeypatch, 0)
    log.after = unanswered
    said = riga.refused("print", "THB/lv", 100, code=3)
    assert said.startswith("It is not known whether the log has taken this command (print)")
    assert "'tracker sync' sends it again, so that it is recorded once at most" in said
    log.after = lambda _: None
    said = riga.refused("print", "THB/lv", 100, code=3)
    assert "is recorded, as command 6: see 'tracker log --command 6'. Nothing was recorded now" in said
    assert [row["entry"] for row in riga.reads("log")] == [1]
    assert riga.logs("print", "THB/lv", 100)["entry"] == 2

    log.before = unanswered
    assert "again with --key k1" in riga.refused("print", "THB/lv", 7, "--key", "k1", code=3)
    said = riga.refused("booklet", "add", "X", "X", code=3)
    assert said.startswith("It is still not known whether the log has taken an earlier command of this office (print, ")
    assert riga.reads("info")["log_not_known"].startswith("print, ")
    log.before = lambda _: None
    riga.does("print", "THB/lv", 9, "--dry-run")
    assert log.last() == 7, "a dry run sends nothing"
    london.does("print", "THB/ru", 1)
    said = riga.does("sync").out
    assert "was not taken by the log, and is not recorded" in said
    assert riga.logs("print", "THB/lv", 7, "--key", "k1")["entry"] == 4

    log.after = unanswered
    assert "--key k2" in riga.refused("print", "THB/lv", 8, "--key", "k2", code=3)
    log.after = lambda _: None
    assert riga.logs("print", "THB/lv", 8, "--key", "k2")["entry"] == 5
    london.does("sync")
    assert tables_of(riga.db) == tables_of(london.db)


@pytest.mark.slow
def test_who_waits_for_another_decides_again_unless_it_sent_something_before(
    riga: Desk, log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of that it is not known whether the log has it, before another has that number."""
    wait_at_most(monkeypatch, 0.2)
    log.before = others_turn
    assert riga.refused("print", "THB/lv", 100, code=3).startswith("Other offices recorded something each time")
    turns = iter([unanswered])
    log.before = lambda batch: next(turns, others_turn)(batch)
    assert riga.refused("print", "THB/lv", 100, code=3).startswith("It is not known whether the log has taken this")
    for words in (["sync"], ["print", "THB/lv", 7]):
        assert riga.refused(*words, code=3).startswith("It is still not known whether the log has taken an earlier")
    log.before = lambda _: None
    assert "is recorded, as command 6" in riga.does("sync").out


def test_who_interrupts_the_log_is_told_that_it_is_not_known(riga: Desk, log: PlainLog) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    log.after = interrupt
    assert "It is not known whether the log has taken this command" in riga.refused("print", "THB/lv", 100, code=130)
    log.after = lambda _: None
    assert "is recorded, as command 6" in riga.does("sync").out


def test_what_waited_for_the_file_learns_first_what_became_of_the_command_before(
    riga: Desk, log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had caught up before that one was sent."""
    wait_at_most(monkeypatch, 0)
    log.before = unanswered
    assert "not known" in riga.refused("print", "THB/lv", 100, code=3)
    log.before = lambda _: None
    with connected(riga.db) as database:
        sent = store.sent(database)
    assert sent is not None
    store.settle(riga.db, sent)
    first = iter([True])

    def before_it_is_sent(*given: Any, **named: Any) -> Caught:
        caught = catch_up(*given, **named)
        if next(first, False):
            with connected(riga.db) as other:
                other.apply(store.keep_sent(sent))
        return caught

    monkeypatch.setattr(sharing, "catch_up", before_it_is_sent)
    said = riga.refused("ship", "london", "THB/lv=1", code=3)
    assert "(print, " in said
    assert "is recorded, as command 6: see 'tracker log --command 6'. Nothing was recorded now" in said
    assert [batch.id for batch in log.since(5)] == [sent.id]


def test_who_leaves_is_told_what_is_not_known(riga: Desk, log: PlainLog, monkeypatch: pytest.MonkeyPatch) -> None:
    wait_at_most(monkeypatch, 0)
    log.after = unanswered
    assert "not known" in riga.refused("print", "THB/lv", 100, code=3)
    assert "has taken a command of this office (print, " in riga.does("leave").out


def test_a_check_says_what_it_knows_of_the_file_without_an_answer(
    riga: Desk, log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent() -> None:
        raise Unusable("The log does not answer.")

    monkeypatch.setattr(log, "snapshot", silent)
    answer = riga("check")
    assert (answer.code, answer.out) == (3, "OK: 0 entries, 0 movements, no discrepancies.\n")
    assert "The file was not compared with the log." in answer.err
    with sqlite3.connect(riga.db) as file:
        file.execute("PRAGMA writable_schema = ON")
        file.execute("DELETE FROM sqlite_schema WHERE name = 'stock'")
    answer = riga("check")
    assert answer.code == 1
    assert "stock" in answer.out


def test_what_could_not_be_committed_is_not_handed_over(riga: Desk, log: PlainLog) -> None:
    """A seminar that is removed with its own details, and a fund that pays for one, which it would leave behind."""
    riga.does("fund", "add", "amif", "AMIF")
    riga.does("seminar", "add", "s", "Seminar", "--date", "2015-01-01", "--fund", "amif")
    assert "amif is in use" in riga.refused("fund", "remove", "amif")
    assert log.last() == 7


@pytest.mark.slow
def test_an_office_that_is_killed_before_its_own_commit_finds_its_batch(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog
) -> None:
    london = join("london")
    before = riga.db.read_bytes()
    riga.does("print", "THB/lv", 100)
    riga.db.write_bytes(before)
    assert riga.reads("log") == []
    assert riga.logs("print", "THB/lv", 7)["entry"] == 2
    london.does("sync")
    assert tables_of(riga.db) == tables_of(london.db)


@pytest.mark.parametrize(
    ("error", "code", "why"),
    [(Unusable("The disk is full."), 4, "The disk is full."), (KeyboardInterrupt(), 130, "It was interrupted.")],
)
def test_the_answer_says_what_the_log_has_when_the_commit_fails_here(
    riga: Desk, log: PlainLog, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, why: str
) -> None:
    """Also when it waits for who reads the file, and Ctrl-C ends that."""
    with monkeypatch.context() as patched:

        def full(_: object) -> None:
            patched.setattr(transactions, "retrying", fail)

        def fail(*_: object) -> None:
            raise error

        log.after = full
        said = riga.refused("print", "THB/lv", 100, code=code)
    assert said.startswith("The command was recorded as number 6 by the log, but not in")
    assert why in said
    assert riga.reads("log") == []
    log.after = lambda _: None
    riga.does("sync")
    assert [row["quantity"] for row in riga.reads("log")] == [100]


@pytest.mark.slow
def test_a_log_that_was_put_back_is_noticed(riga: Desk, join: Callable[[str], Desk], log: PlainLog) -> None:
    london = join("london")
    riga.does("print", "THB/lv", 100)
    log.forget(6)
    assert "ends with command 5, but this copy has command 6: the log was put back" in riga.refused(
        "print", "THB/lv", 1, code=3
    )
    london.does("print", "THB/lv", 7)
    assert "has another command 6 than this copy" in riga.refused("print", "THB/lv", 1, code=3)
    assert "is not what the log makes of it" in riga("check").out


def test_reading_says_on_a_terminal_as_of_when(riga: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = riga.reads("info")["log_in_touch_at"]
    monkeypatch.setattr(output, "tell_terminal", lambda message: output.say(message, err=True))
    assert riga.does("stock").err == f"As of {moment}, when this copy was last in touch with the log.\n"
    assert riga.does("print", "THB/lv", 100).err == ""
