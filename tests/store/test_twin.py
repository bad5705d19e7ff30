"""The twin: every write is a list of steps, which give the same tables wherever they are replayed."""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Clerk
from tests.ledger.replay_desk import edition
from tests.ledger.replay_facts import Wish
from tests.ledger.replay_room import BEGINNING, desk, room
from tests.ledger.test_replay import wishes
from tests.properties import few_or_many, over
from tracker.store import bulk_loading
from tracker.store.connection import Database, Statement

__all__ = ["room"]

Step = tuple[str, tuple[Any, ...]]
"""An SQL statement, and its positional parameters."""

LOCAL = ("backup",)
"""Tables that are not the same everywhere."""

BOOKED = ("balance", "monthly_flow", "custody")
"""Sums that the trigger on `command` books: no step does."""


class Recorder:
    """Remembers the steps of each write that is committed to a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.writes: list[list[Step]] = []
        self._steps: list[Step] = []
        self._marks: list[int] = []

    def sees(self, sql: str, parameters: Sequence[Any]) -> None:
        """Note a statement that was carried out."""
        word, _, rest = sql.strip().partition(" ")
        if word == "BEGIN":
            self._steps = []
        elif word == "SAVEPOINT":
            self._marks.append(len(self._steps))
        elif word == "ROLLBACK" and rest.startswith("TO"):
            del self._steps[self._marks[-1] :]
        elif word == "RELEASE":
            self._marks.pop()
        elif word == "COMMIT" and self._steps:
            self.writes.append(self._steps)
        elif word in ("INSERT", "UPDATE", "DELETE") and not any(table in sql for table in (*BOOKED, *LOCAL, "temp.")):
            self._steps.append((sql, tuple(parameters)))


@contextmanager
def recorded(path: Path) -> Iterator[Recorder]:
    """Record all writes to a file in this block."""
    recorder = Recorder(path)
    apply, insert = Database.apply, bulk_loading.insert_entries

    def applied(database: Database, statements: Sequence[Statement]) -> None:
        for statement in statements:
            apply(database, [statement])
            if database.path == path:
                recorder.sees(statement.sql, statement.parameters)

    def inserted(database: Database, rows: bulk_loading.Rows) -> None:
        insert(database, rows)
        for sql, values in bulk_loading.steps_of(rows):
            recorder.sees(sql, values)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Database, "apply", applied)
        patched.setattr(bulk_loading, "insert_entries", inserted)
        yield recorder


def replay(recorder: Recorder, twin: Path) -> None:
    """Carry out the recorded writes on another file, each in a transaction, as any program could."""
    with closing(sqlite3.connect(twin, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = OFF")
        for steps in recorder.writes:
            connection.execute("BEGIN IMMEDIATE")
            for sql, parameters in steps:
                connection.execute(sql, parameters)
            connection.execute("COMMIT")
    recorder.writes = []


def tables_of(path: Path) -> dict[str, list[Any]]:
    """Return all rows of all tables, by table."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_%' "
            "ESCAPE '\\'"
        )
        tables = sorted({name for (name,) in names} - set(LOCAL))
        return {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}


@pytest.mark.parametrize(("histories", "length"), few_or_many((4, 15), (300, 40)))
def test_the_steps_of_any_history_give_the_same_tables_in_a_second_file(
    room: Clerk, histories: int, length: int
) -> None:
    """Four histories; three hundred longer ones in the long form."""
    knows = edition(room)
    twin = room.db.with_name("twin.db")

    @over(histories)
    @given(st.lists(wishes, min_size=length, max_size=2 * length))
    def prove(wanted: list[Wish]) -> None:
        history = desk(room, knows)
        shutil.copyfile(room.db, twin)
        with recorded(room.db) as recorder:
            for wish in (*BEGINNING, *wanted):
                history.do(wish)
        assert len(recorder.writes) > len(BEGINNING) // 2
        replay(recorder, twin)
        assert tables_of(twin) == tables_of(room.db)

    prove()


CATALOGUE = [
    "booklet edit THB --title Other",
    "place edit london --kind library --city Rīga",
    "place add x X --kind other",
    "place remove x",
    "kind add y Y",
    "kind remove y",
    "fund add riga Rīga",
    "fund grant riga 2015 5",
    "seminar add s Seminar --date 2015-01-01 --audience pupils=3 --fund riga --cost 5",
    "seminar edit s --cost 6 --audience pupils=4",
    "seminar cancel s",
    "fund ungrant 1",
    "print THB/lv 100 --cost 5 --fund riga --note n --date 2015-01-01",
    "run edit THB/lv/1 --cost 7 --note m",
    "ship london THB/lv=5 --ref r --note n --carrier c --received --date 2015-01-02 --key k",
    "amend 2 --note other",
    "redact 2",
    "request add dublin THB/lv=3 --note n --date 2015-01-02",
    "ship dublin --request 1 --date 2015-01-03",
    "request add dublin THB/lv=3 --date 2015-01-02",
    "request edit 2 THB/lv=4",
    "request cancel 2 --note n",
    "ship london dublin THB/lv=1 --date 2015-01-03 --ref two",
    "receive --to dublin --date 2015-01-03",
    "ship dublin --like 2 --date 2015-01-03 --ref like",
    "receive like --date 2015-01-03",
    "ship dublin THB/lv=6 --replaces like --date 2015-01-03 --ref again --yes",
    "withdraw THB/lv/1 --reason r --date 2015-01-04",
    "reinstate THB/lv/1 --date 2015-01-05",
    "count london THB/lv=3 --full --date 2015-01-06",
    "writeoff london THB/lv=1 --reason lost --date 2015-01-07",
    "place close london --into dublin --date 2015-01-08",
    "place reopen london --date 2015-01-09",
    "void 2..3 --reason r --yes",
    "undo --yes",
    "undo --yes",
    "undo --yes",
]
"""Commands of all kinds, some of which are refused."""


def test_so_do_the_steps_of_the_catalogue_and_of_imports_in_bulk_and_row_by_row(clerk: Clerk, tmp_path: Path) -> None:
    twin = tmp_path / "twin.db"
    shutil.copyfile(clerk.db, twin)
    rows = [f"2015-02-{1 + n % 28:02},{('london', 'dublin')[n % 2]},THB/lv,1,R{n}" for n in range(1_500)]
    with recorded(clerk.db) as recorder:
        done = [clerk(*words.split()).code for words in CATALOGUE]
        assert done.count(0) >= len(CATALOGUE) - 2
        clerk.does("print", "THB/lv", 5000, "--date", "2015-01-20")
        for name, part in (("bulk", rows), ("few", [*(row.replace(",R", ",S") for row in rows[:20]), "?,x,y,z,"])):
            sheet = tmp_path / f"{name}.csv"
            sheet.write_text("\n".join(["date,place,item,quantity,reference", *part]), encoding="utf-8")
            clerk.does("import", "shipments", sheet, "--received", "--rejects", tmp_path / f"{name}-rejected.csv")
        clerk.does("undo", "--yes")
    assert [len(steps) > 6_000 for steps in recorder.writes].count(True) == 1
    replay(recorder, twin)
    assert tables_of(twin) == tables_of(clerk.db)
    clerk.does("check", "--db", twin)
