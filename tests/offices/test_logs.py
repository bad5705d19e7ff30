"""All engines keep the same promises: each number is assigned once, in order, and accepted batches stay."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest

from tests.adapters import Batch, Log, Seen, Snapshot
from tests.offices.conftest import InPostgresql, Opening, Place
from tracker.errors import Unusable
from tracker.offices import logs

BEGIN = Snapshot(3, "three", b"\0what Riga had\xff" * 100)


def batch(number: int, prev: str, body: bytes = b"\0rows\xff") -> Batch:
    return Batch(number, uuid4().hex, prev, body)


def chain(number: int, prev: str, count: int) -> list[Batch]:
    """So many batches from that number on, each of which continues the one before."""
    found: list[Batch] = []
    for at in range(number, number + count):
        found.append(batch(at, found[-1].id if found else prev))
    return found


def begun(place: Place, opened: Opening) -> Log:
    """A log that begins after command 3."""
    made = opened(place)
    made.publish(BEGIN)
    return made


@pytest.fixture
def log(place: Place, opened: Opening) -> Log:
    return begun(place, opened)


def test_where_nothing_was_shared_there_is_no_log(place: Place, opened: Opening) -> None:
    log = opened(place)
    for ask in (log.last, log.snapshot, lambda: list(log.since(0)), lambda: log.append(batch(1, ""), 0)):
        with pytest.raises(Unusable, match=r"There is no log at .*. Create one with 'tracker share URL'"):
            ask()


def test_batches_are_a_chain_and_a_number_is_given_once(any_place: Place, opened: Opening) -> None:
    log = begun(any_place, opened)
    assert (log.last()[:2], list(log.since(3)), log.snapshot()) == ((3, "three"), [], BEGIN)
    assert abs((datetime.fromisoformat(log.last().clock) - datetime.now(UTC)).total_seconds()) < 60
    sent = chain(4, "three", 3)
    london = opened(any_place, "london")
    assert not london.append(batch(4, "another"), 3), "it does not continue the chain"
    assert not london.append(sent[1], 3), "nor does this"
    assert [log.append(one, one.number) for one in sent] == [True] * 3
    assert log.append(sent[1], 6), "the very same may be sent again"
    assert not london.append(batch(5, sent[0].id), 3), "another has this number"
    assert (london.last()[:2], list(london.since(3)), list(london.since(5))) == ((6, sent[2].id), sent, sent[2:])


def test_each_office_notes_how_far_it_has_come(any_place: Place, opened: Opening) -> None:
    log, london = begun(any_place, opened), opened(any_place, "london")
    london.see(3)
    (sent,) = chain(4, "three", 1)
    log.append(sent, 4)
    today = log.see(4)[0].day
    assert london.see(3) == [Seen("london", 3, today), Seen("riga", 4, today)]


def test_eight_offices_at_once_lose_and_double_nothing(any_place: Place, opened: Opening) -> None:
    log = begun(any_place, opened)

    def send(office: int) -> list[str]:
        own = opened(any_place, ("london", "riga")[office % 2])
        taken = []
        for _ in range(5):
            while True:
                last = own.last()
                one = batch(last.number + 1, last.id, bytes([office]) * 100)
                if own.append(one, one.number):
                    taken.append(one.id)
                    break
        return taken

    with ThreadPoolExecutor(8) as crew:
        taken = [id_ for ids in crew.map(send, range(8)) for id_ in ids]
    there = list(log.since(3))
    assert [one.number for one in there] == list(range(4, 44))
    assert sorted(one.id for one in there) == sorted(taken)


@pytest.mark.long
def test_long_batches_and_snapshots_arrive_whole(log: Log) -> None:
    long = bytes(range(256)) * 30_000  # 7.7 MB
    prev = "three"
    sent = []
    for number, body in enumerate((long, b"", long[:-1], b"x"), 4):
        sent.append(batch(number, prev, body))
        prev = sent[-1].id
    assert [log.append(one, 3) for one in sent] == [True] * 4
    assert list(log.since(3)) == sent
    log.publish(Snapshot(6, sent[2].id, long))
    assert log.snapshot() == Snapshot(6, sent[2].id, long)


def test_old_batches_are_removed_in_parts(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "PRUNED_AT_ONCE", 2)
    sent = chain(4, "three", 8)
    for one in sent:
        log.append(one, one.number)
    newest = Snapshot(9, sent[5].id, b"as of 9")
    log.publish(newest)
    log.publish(newest)
    log.prune(9)
    log.compact()
    assert (log.last()[:2], log.snapshot(), list(log.since(8))) == ((11, sent[-1].id), newest, sent[5:])
    assert next(log.since(4)).number == 9, "which does not continue a copy that ends with command 4"
    assert log.append(batch(12, sent[-1].id), 12)


def test_a_snapshot_that_was_not_sent_to_its_end_is_not_there(
    any_place: Place, opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And its parts do not mix with those of the next one."""
    log = begun(any_place, opened)
    (sent,) = chain(4, "three", 1)
    log.append(sent, 4)
    monkeypatch.setattr(logs, "PART", 10)
    ask, parts = log._ask, []

    def killed(*statements: str, **values: object) -> object:
        parts.append(statements)
        if len(parts) == 3:
            raise KeyboardInterrupt
        return ask(*statements, **values)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(log, "_make_tables", lambda: None)
        patched.setattr(log, "_ask", killed)
        log.publish(Snapshot(4, sent.id, b"x" * 40))
    assert log.snapshot().number == 3
    log.publish(Snapshot(4, sent.id, b"y" * 40))
    assert log.snapshot() == Snapshot(4, sent.id, b"y" * 40)


def test_a_log_starts_again_with_a_snapshot_alone(log: Log) -> None:
    sent = chain(4, "three", 3)
    for one in sent:
        log.append(one, one.number)
    log.publish(Snapshot(5, sent[1].id, b"as of 5"), alone=True)
    assert log.last()[:2] == (5, sent[1].id)
    assert log.append(batch(6, sent[1].id), 6)
    assert [log.id_at(number) for number in (4, 5)] == [None, sent[1].id]


def test_a_wrong_password_is_told(log: Log, place: Place, opened: Opening) -> None:
    stranger = opened(place, "london", password="wrong: parole")  # noqa: S106
    with pytest.raises(
        Unusable, match="rejects user london or the password; set the password in TRACKER_PASSWORD"
    ) as told:
        stranger.last()
    assert "parole" not in str(told.value)
    with pytest.raises(Unusable, match="rejects user nobody"):
        opened(place, "nobody").append(batch(4, "three"), 3)
    assert log.last().number == 3


@pytest.mark.slow
def test_in_postgresql_an_office_reads_adds_and_notes_and_nothing_else(
    in_postgresql: InPostgresql, opened: Opening
) -> None:
    log = begun(in_postgresql, opened)
    log.see(3)
    for sql in (
        "UPDATE tracker.batch SET body = ''",
        "DELETE FROM tracker.batch",
        "TRUNCATE tracker.batch",
        "INSERT INTO tracker.batch (number, id, prev, body, office) VALUES (4, 'x', 'three', '', 'riga')",
        "INSERT INTO tracker.snapshot (number, part, id, body) VALUES (9, 0, 'x', '')",
        "DELETE FROM tracker.seen",
        "CREATE TABLE tracker.mine (a int)",
        "CREATE SCHEMA mine",
        "INSERT INTO tracker.seen (office, number) VALUES ('riga', 1)",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            in_postgresql.ask("london", sql)
    in_postgresql.ask("london", "UPDATE tracker.seen SET number = 9")
    assert [seen.number for seen in log.see(3)] == [3], "the rows of others stay"
    london = opened(in_postgresql, "london")
    with pytest.raises(Unusable, match=r"User london may not do this in the log at localhost:"):
        london.publish(Snapshot(3, "three", b"theirs"), alone=True)
    assert london.append(batch(4, "three"), 3)
    assert in_postgresql.ask("riga", "SELECT number, office FROM tracker.batch") == [(4, "london")]


@pytest.mark.slow
def test_what_is_pruned_is_in_no_file_of_postgresql(in_postgresql: InPostgresql, opened: Opening) -> None:
    secret = b"Anna Kalna, +371 67105048"
    log = begun(in_postgresql, opened)
    sent = batch(4, "three", secret)
    assert log.append(sent, 4)
    data = in_postgresql.server.folder / "data" / "base"
    in_postgresql.ask("riga", "SELECT 1")
    in_postgresql.server.ask("postgres", "CHECKPOINT")
    assert [file for file in data.rglob("*") if file.is_file() and secret in file.read_bytes()]
    log.publish(Snapshot(4, sent.id, b"without it"))
    log.prune(5)
    log.compact()
    in_postgresql.server.ask("postgres", "CHECKPOINT")
    assert [file for file in data.rglob("*") if file.is_file() and secret in file.read_bytes()] == []
