"""The first office with the next version is killed at each kind of write in its upgrade: no office loses anything."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.adapters import run
from tests.faults.next_version import NEXT, THIS, VERSION, install
from tests.faults.proof import schema_version
from tests.offices.desks import Desk, join, log, riga
from tests.offices.plain_log import PlainLog
from tests.one_system import posix_only
from tests.store.test_twin import tables_of
from tracker import __version__

__all__ = ["join", "log", "riga"]

KILLED = 9
QUESTIONS = ("stock", "log", "shipments", "fund list", "report funding")


@posix_only
@pytest.mark.slow
def test_an_upgrade_that_is_killed_loses_nothing_in_any_office(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One office is behind: as long as it has the old program it only reads."""
    riga.does("fund", "add", "city", "City")
    riga.does("print", "THB/lv", 100, "--cost", 50, "--fund", "city")
    london = join("london")
    riga.does("ship", "london", "THB/lv=10")
    answers = answers_of(riga)
    files = {path: path.read_bytes() for path in (riga.db, london.db, log.file)}
    last = log.last().number
    ends = set()
    for moment in moments(riga, log, monkeypatch):
        for path in riga.db.parent.glob(f"{riga.db.name}.*"):
            path.unlink()
        for path, content in files.items():
            path.write_bytes(content)
        upgrade(riga, log, monkeypatch, moment)
        is_shared = log.last().number > last
        with monkeypatch.context() as patched:
            install(patched)
            assert answers_of(riga) == answers, moment
        assert [log.last().number, len(list(log.since(last)))] == [last + 1, 1], moment
        ends.add((is_shared, schema_version(riga.db)))
        refuses(london, last + 1)
        assert answers_of(london) == answers, "it has everything recorded before the upgrade"
        with monkeypatch.context() as patched:
            install(patched)
            london.does("ship", "dublin", "THB/lv=7")
            riga.does("sync")
            assert tables_of(riga.db) == tables_of(london.db), moment
            for office in (riga, london):
                office.does("check", "--whole")
    assert ends == {(False, NEXT), (True, NEXT)}


def answers_of(office: Desk) -> list[str]:
    return [office.does(*question.split(), "--format", "csv").out for question in QUESTIONS]


def refuses(office: Desk, number: int) -> None:
    """Hold that the old program records nothing, and says what to install."""
    for words in (["ship", "dublin", "THB/lv=7"], ["sync"]):
        assert office.refused(*words, code=3) == (
            f"Command {number} was recorded with tracker {VERSION}, but this is {__version__}; "
            f"install tracker {VERSION} or later."
        )
    assert schema_version(office.db) == THIS


def moments(office: Desk, log: PlainLog, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the numbers of the first and the last write of each kind in an upgrade."""
    upgrade(office, log, monkeypatch, 0)
    writes = office.db.with_name("writes").read_text(encoding="utf-8").splitlines()
    first = {kind: number for number, kind in reversed(list(enumerate(writes, 1)))}
    last = {kind: number for number, kind in enumerate(writes, 1)}
    return sorted({*first.values(), *last.values()})


def upgrade(office: Desk, log: PlainLog, monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    """Have an office ask with the next version, in a process that is killed before a write; 0 writes their kinds."""
    with monkeypatch.context() as patched:
        install(patched)
        child = os.fork()
        if child == 0:
            _upgrade(office.db, log, moment)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == (KILLED if moment else 0), moment


def _upgrade(db: Path, log: PlainLog, moment: int) -> None:
    connect, writes = sqlite3.connect, list[str]()

    def see(sql: str) -> None:
        words = sql.split()
        if words[0] in ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "COMMIT", "REPLACE"):
            writes.append(" ".join(words[: 3 if words[0] in ("INSERT", "UPDATE", "DELETE") else 2]))
            if len(writes) == moment:
                os._exit(KILLED)

    def watched(*given: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **named)
        connection.set_trace_callback(see)
        return connection

    try:
        sqlite3.connect = watched  # type: ignore[assignment]
        log._connection = watched(log.file, timeout=30, isolation_level=None)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = run(["--db", str(db), "stock"])
        db.with_name("writes").write_text("\n".join(writes), encoding="utf-8")
        os._exit(code)
    except BaseException:
        os._exit(1)
