"""Other offices take over whatever a command writes, and no command writes more than what is known of it."""

import re
import shutil
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.adapters import TABLES, Batch, import_in_sets
from tests.offices.desks import Desk, join, log, riga
from tests.offices.everything import record_everything
from tests.offices.plain_log import PlainLog
from tests.store.test_twin import tables_of
from tracker.imports import running
from tracker.offices.batches import steps_in
from tracker.offices.catching_up import catch_up
from tracker.store.shapes import shape_of
from tracker.store.writers import WRITES, Writes

__all__ = ["join", "log", "riga"]

POSSIBLE = {
    "import print-runs": {"place", "place_detail"},  # a store that the sheet describes
    "import returns": {"place", "place_detail", "booklet", "item"},
    "import handouts": {"place", "place_detail", "booklet", "item"},
    "import counts": {"booklet", "item"},
}
"""What commands may add, as others like them do, but in this history do not."""

POSSIBLE_TYPES = {
    "place close": {"return", "ship", "receive"},
    "import shipments": {"return"},
    "undo": {"return", "handout", "writeoff"},
}
"""The types of entries that they may add."""


@pytest.fixture
def told(riga: Desk, log: PlainLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The office that has recorded everything; what the log begins with is beside its file."""
    import_in_sets(monkeypatch, 30)
    shutil.copyfile(riga.db, tmp_path / "before.db")
    record_everything(riga, tmp_path)
    return riga


def written(batch: Batch) -> tuple[str, Writes]:
    """Return the name of a batch's command, and to which tables it writes."""
    found: dict[str, set[str]] = defaultdict(set)
    types: set[str] = set()
    for sql, rows in steps_in(batch.body):
        shape = shape_of(sql)
        assert shape is not None, sql
        found[shape.act].add(shape.table)
        values = [dict(zip(shape.columns, row, strict=True)) for row in rows]
        name = str(values[-1].get("name"))
        types |= {value.get("type", "void") for value in values if shape.table == "entry"}
    adds, changes, removes = (frozenset(found[act]) for act in ("adds", "changes", "removes"))
    assert WRITES[name].does in adds | changes | removes
    return name, Writes(adds, changes, removes, frozenset(types), WRITES[name].does)


@pytest.mark.slow
def test_whatever_a_command_writes_is_taken_over(told: Desk, join: Callable[[str], Desk], log: PlainLog) -> None:
    """And no command may write more than what is seen here."""
    found: dict[str, Writes] = defaultdict(lambda: Writes(frozenset()))
    for batch in log.since(5):
        name, writes = written(batch)
        known = found[name]
        found[name] = Writes(
            known.adds | writes.adds,
            known.changes | writes.changes,
            known.removes | writes.removes,
            known.entries | writes.entries,
            writes.does,
        )
    for name, possible in POSSIBLE.items():
        found[name] = replace(found[name], adds=found[name].adds | possible)
    for name, types in POSSIBLE_TYPES.items():
        found[name] = replace(found[name], entries=found[name].entries | types)
    assert found == WRITES
    copy = Path(told.db.with_name("before.db"))
    catch_up(copy)
    assert tables_of(copy) == tables_of(told.db)
    assert told.does("check").out.startswith("OK")
    assert tables_of(join("london").db) == tables_of(told.db)


def test_every_command_that_records_is_known() -> None:
    """By the names in the rooms of the ledger, and those of the tables that are imported."""
    names = {f"import {table}" for table in TABLES}
    for room in Path(running.__file__).parents[1].joinpath("ledger").glob("*.py"):
        named = re.compile(r'(?:Author\(|recorded\(\w+, |record(?:_together)?\(ledger, particulars, )"([a-z ]+)"')
        names |= set(named.findall(room.read_text(encoding="utf-8")))
    assert names - {"init", "item add"} <= WRITES.keys()
    assert len(names) > 40
