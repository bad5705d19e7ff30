"""The twin: every write is a list of steps, which give the same tables wherever they are replayed."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Clerk
from tests.ledger.replay_facts import Wish
from tests.ledger.replay_room import BEGINNING, desk, room
from tests.ledger.test_replay import wishes
from tests.offices.plain_log import PlainLog
from tests.properties import few_or_many, over
from tracker.offices import connections
from tracker.offices.connections import cursor_of
from tracker.offices.copying import catch_up
from tracker.offices.joining import share

__all__ = ["room"]

LOCAL = ("backup", "log_cursor", "kept_batch")
"""Tables that are not the same everywhere."""


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlainLog:
    """A log in a plain file, that all ledgers of a test share."""
    log = PlainLog(tmp_path / "log.sqlite")
    monkeypatch.setattr(connections, "log_of", lambda _cursor: log)
    return log


def twin_of(path: Path, log: PlainLog) -> Path:
    """Share a ledger by a log that has nothing yet, and return a copy of it."""
    log.clear()
    share(path, cursor_of("rqlite://riga@log"), from_copy=False, confirm=lambda _plan: None)
    twin = path.with_name("twin.db")
    shutil.copyfile(path, twin)
    return twin


def tables_of(path: Path) -> dict[str, list[Any]]:
    """Return all rows of all tables, by table."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_%' "
            "ESCAPE '\\'"
        )
        tables = sorted({name for (name,) in names} - set(LOCAL))
        return {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}


@pytest.mark.slow
@pytest.mark.parametrize(("histories", "length"), few_or_many((2, 15), (300, 40), some=(3, 15)))
def test_the_steps_of_any_history_give_the_same_tables_in_a_second_file(
    room: Clerk, log: PlainLog, histories: int, length: int
) -> None:
    """Two histories, three among the slow tests; three hundred longer ones in the long form."""

    @over(histories)
    @given(st.lists(wishes, min_size=length, max_size=2 * length))
    def prove(wanted: list[Wish]) -> None:
        history = desk(room)
        twin = twin_of(room.db, log)
        for wish in (*BEGINNING, *wanted):
            history.do(wish)
        assert catch_up(twin).commands > len(BEGINNING) // 2
        assert tables_of(twin) == tables_of(room.db)

    prove()
