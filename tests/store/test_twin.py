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
    "fix 2 --note other",
    "redact 2",
    "request add dublin THB/lv=3 --note n --date 2015-01-02",
    "ship dublin --request 1 --date 2015-01-03",
    "request add dublin THB/lv=3 --date 2015-01-02",
    "request edit 2 THB/lv=4",
    "request cancel 2 --note n",
    "ship london dublin THB/lv=1 --date 2015-01-03 --ref two",
    "receive --to dublin --date 2015-01-03",
    "ship dublin THB/lv=5 --date 2015-01-03 --ref like",
    "receive like --date 2015-01-03",
    "receive --to london --date 2015-01-03",
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


@pytest.mark.slow
def test_so_do_the_steps_of_the_catalogue_and_of_imports_in_bulk_and_row_by_row(
    clerk: Clerk, log: PlainLog, tmp_path: Path
) -> None:
    twin = twin_of(clerk.db, log)
    rows = [f"2015-02-{1 + n % 28:02},{('london', 'dublin')[n % 2]},THB/lv,1,R{n}" for n in range(1_500)]
    done = [clerk(*words.split()).code for words in CATALOGUE]
    assert done.count(0) >= len(CATALOGUE) - 2
    clerk.does("print", "THB/lv", 5000, "--date", "2015-01-20")
    for name, part in (("bulk", rows), ("few", [*(row.replace(",R", ",S") for row in rows[:20]), "?,x,y,z,"])):
        sheet = tmp_path / f"{name}.csv"
        sheet.write_text("\n".join(["date,place,item,quantity,reference", *part]), encoding="utf-8")
        clerk.does("import", "shipments", sheet, "--received", "--rejects", tmp_path / f"{name}-rejected.csv")
    clerk.does("undo", "--yes")
    catch_up(twin)
    assert tables_of(twin) == tables_of(clerk.db)
    clerk.does("check", "--db", twin)
