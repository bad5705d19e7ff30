"""PostgreSQL keeps what was added from everybody, and tells who added it."""

import time
from contextlib import suppress
from dataclasses import replace

import psycopg
import pytest

from tests.adapters import OthersTurn, Snapshot
from tests.offices.conftest import InPostgresql, Opening
from tests.offices.engines import until
from tests.offices.test_logs import BEGIN, batch
from tracker.errors import Unusable
from tracker.offices import postgresql
from tracker.offices.batches import MOST_BODY

pytestmark = pytest.mark.slow

ADD = "INSERT INTO tracker.batch (number, id, schema, clerk, moment, body) VALUES (%s, '%s', 1, '%s', '', '')"


@pytest.fixture
def shared(in_postgresql: InPostgresql, opened: Opening) -> InPostgresql:
    """A log of riga's with one command of theirs, and the offices let in."""
    log = opened(in_postgresql)
    log.publish(BEGIN, prune=False)
    in_postgresql.let_in()
    assert log.append(batch(4))
    return in_postgresql


@pytest.mark.parametrize("user", ["london", "riga"])
def test_nobody_rewrites_the_log(shared: InPostgresql, user: str) -> None:
    for sql in (
        "UPDATE tracker.batch SET clerk = 'berta'",
        "UPDATE tracker.snapshot SET body = ''",
        "DELETE FROM tracker.batch",
        "DELETE FROM tracker.snapshot",
        "TRUNCATE tracker.batch",
        "TRUNCATE tracker.snapshot",
        ADD % (4, "x", "anna") + " ON CONFLICT (number) DO UPDATE SET body = 'changed'",
    ):
        with pytest.raises(psycopg.Error, match=r"permission denied|only added to|no snapshot stands for") as told:
            shared.ask(user, sql)
        assert told.value.sqlstate == ("42501" if user == "london" else "TR003"), sql
    assert shared.ask("riga", "SELECT number, clerk, office FROM tracker.batch") == [(4, "anna", "riga")]


def test_an_office_may_read_and_add_and_nothing_else(shared: InPostgresql) -> None:
    for sql in (
        "DROP TABLE tracker.batch",
        "ALTER TABLE tracker.batch DISABLE TRIGGER ALL",
        "DROP TRIGGER check_batch ON tracker.batch",
        "CREATE TABLE tracker.mine (a int)",
        "CREATE TABLE public.mine (a int)",
        "CREATE SCHEMA mine",
        "CREATE TEMPORARY TABLE mine (a int)",
        "INSERT INTO tracker.snapshot (number, id, schema, body) VALUES (9, 'x', 1, '')",
        "INSERT INTO tracker.clerk VALUES ('anna', 'london')",
        "SELECT * FROM tracker.clerk",
        "GRANT riga TO london",
        "SET ROLE riga",
        "SET temp_file_limit = -1",
        "SELECT lo_create(0)",
        "SELECT lo_creat(-1)",
        "SELECT lo_from_bytea(0, 'room')",
        "SELECT lo_import('/etc/hostname')",
    ):
        with pytest.raises(psycopg.Error) as told:
            shared.ask("london", sql)
        assert told.value.sqlstate == "42501", sql
    assert shared.ask("london", "SHOW temp_file_limit") == [("1GB",)]


def test_a_batch_has_no_more_bytes_than_commands_send(shared: InPostgresql) -> None:
    """So that no office can have all others read what has no end."""
    body = f"convert_to(repeat('x', {MOST_BODY + 1}), 'UTF8')"
    with pytest.raises(psycopg.errors.CheckViolation, match="batch_body_check"):
        shared.ask("london", (ADD % (5, "x", "berta")).replace("'', '')", f"'', {body})"))


def test_a_forged_office_or_clerk_is_refused_by_the_server(shared: InPostgresql, opened: Opening) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        shared.ask("london", ADD.replace("number, id", "office, number, id") % ("'riga', 5", "x", "berta"))
    with pytest.raises(psycopg.Error, match="clerk anna belongs to another office than london"):
        shared.ask("london", ADD % (5, "x", "anna"))
    london = opened(shared, "london")
    with pytest.raises(Unusable, match="The clerk anna belongs to another office; name yourself with --clerk"):
        london.append(batch(5))
    for alike in (
        "ANNA",
        "\N{CYRILLIC SMALL LETTER A}nn\N{CYRILLIC CAPITAL LETTER A}",
        "\N{FULLWIDTH LATIN SMALL LETTER A}nna",
    ):
        with pytest.raises(Unusable, match=f"The clerk {alike} belongs to another office"):
            london.append(batch(5, alike))
    assert [one.office for one in london.since(3)] == ["riga"]
    (written,) = shared.ask("london", f"SET ROLE offices; {ADD % (5, 'y', 'carl')} RETURNING office")
    assert written == ("london",), "whatever role it takes"
    assert opened(shared).cut(5, "y")
    assert shared.ask("riga", "SELECT clerk FROM tracker.clerk") == [("anna",)]
    assert london.append(batch(5, "berta"))
    with pytest.raises(Unusable, match="The clerk berta belongs to another office"):
        opened(shared).append(batch(6, "berta"))
    found = shared.ask("riga", "SELECT number, clerk, office FROM tracker.batch ORDER BY number")
    assert found == [(4, "anna", "riga"), (5, "berta", "london")]


def test_who_recorded_before_the_ledger_was_shared_is_of_its_office(
    in_postgresql: InPostgresql, opened: Opening
) -> None:
    opened(in_postgresql).publish(replace(BEGIN, clerks=("anna", "O'Hara")), prune=False)
    in_postgresql.let_in()
    with pytest.raises(Unusable, match="The clerk O'Hara belongs to another office"):
        opened(in_postgresql, "london").append(batch(4, "O'Hara"))
    assert opened(in_postgresql).append(batch(4, "O'Hara"))


def test_the_turn_of_who_is_killed_is_over(shared: InPostgresql, opened: Opening) -> None:
    riga, london = opened(shared), opened(shared, "london")
    london.insist()
    london.close()

    def taken() -> bool:
        with suppress(OthersTurn):
            return riga.append(batch(5))
        return False

    until(taken)


def test_the_turn_of_who_takes_too_long_is_over(
    shared: InPostgresql, opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is then as likely to be overtaken as others; what it sends first says nothing of an answer that was lost."""
    monkeypatch.setattr(postgresql, "TURN_SECONDS", 1)
    riga, london = opened(shared), opened(shared, "london")
    began = time.monotonic()
    london.insist()
    with pytest.raises(OthersTurn):
        riga.append(batch(5))

    def taken() -> bool:
        with suppress(OthersTurn):
            return riga.append(batch(5))
        return False

    until(taken)
    assert time.monotonic() - began >= 1
    assert not london.append(batch(5, "berta"))
    london.insist()
    until(lambda: shared.ask("postgres", _INSISTING) == [(0,)])
    assert london.append(batch(6, "berta"))
    london.relent()


_INSISTING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND (classid, objid) = (20, 1)"


def test_who_has_no_rights_is_told(in_postgresql: InPostgresql, opened: Opening) -> None:
    opened(in_postgresql).publish(BEGIN, prune=False)
    london = opened(in_postgresql, "london")
    for ask in (london.last, london.snapshot, lambda: london.append(batch(4, "berta"))):
        with pytest.raises(Unusable, match="The user london has no right to do this in the log at localhost"):
            ask()
    in_postgresql.let_in()
    assert london.append(batch(4, "berta"))
    with pytest.raises(Unusable, match="The user london has no right"):
        london.publish(Snapshot(4, 1, b"theirs"), prune=True)
    assert london.snapshot() == BEGIN


def test_what_is_pruned_is_in_no_file_of_the_server(shared: InPostgresql, opened: Opening) -> None:
    secret = b"Anna Kalna, +371 67105048"
    log = opened(shared)
    assert log.append(batch(5, body=secret))
    data = shared.server.folder / "data" / "base"
    shared.ask("postgres", "CHECKPOINT")
    assert [file for file in data.rglob("*") if file.is_file() and secret in file.read_bytes()]
    log.publish(Snapshot(5, 1, b"without it"), prune=True)
    shared.ask("postgres", "CHECKPOINT")
    assert [file for file in data.rglob("*") if file.is_file() and secret in file.read_bytes()] == []
