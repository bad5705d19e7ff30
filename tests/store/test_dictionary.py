"""The data dictionary says what there is: the views' columns, the tables' keys, and what stands in them."""

import csv
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Clerk, made_once
from tests.renewing import renewed
from tests.store.rawly import opened
from tracker.model.table import Kind
from tracker.reports.grant import TABLES as GRANT_TABLES
from tracker.store.dictionary import PRIMARY, Field, columns, tables

DB = Path(__file__).resolve().parent.parent.parent / "db"

NOT_EXPORTED = {*("language", "country", "balance", "monthly_flow", "custody"), *("backup", "log_cursor", "kept_batch")}
"""Tables that every database has anew: two from db/reference, sums of the movements, and what is of this file."""

NO_VIEW = {
    "distribution-changes",
    "refill",
    "evidence",
    "why",
    "access",
    "inbox",
    "reach",
    "coverage-by-region",
    "seminars-by-year-audience",
    *(f"grant-{name}" for name in GRANT_TABLES),
}
"""What no view can be: what is asked of two moments, what is proposed, which goes by turns and by cartons, how certain
copies are, what changed a figure, what the desk file holds, whom a period reached, what a region has, and the page of a
fund and a period."""

SHOWN = [name for name in tables() if not name.startswith("tables/") and name not in NO_VIEW]
BASE = [name for name in tables() if name.startswith("tables/")]

HELD_BY_SUMS = {"run": "tables/print_run.id", "source": "tables/place.id", "destination": "tables/place.id"}
"""What a movement refers to without a key of its own: the sums booked of it have one."""

AFFINITY = {"string": "TEXT", "date": "TEXT", "datetime": "TEXT", "integer": "INTEGER", "year": "INTEGER"}

FORMS = {
    "string": r".+",
    "integer": r"-?\d+",
    "year": r"\d{4}",
    "number": r"-?\d+\.\d\d?",
    "date": r"\d{4}-\d\d-\d\d",
    "datetime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z",
}
"""How a value of each type is written."""


def view_of(table: str) -> str:
    return {"movements": "log"}.get(table, table.replace("-", "_"))


def columns_of(connection: sqlite3.Connection, table: str) -> list[tuple[str, str, int, int]]:
    """The name, type, rank in the primary key and way of hiding of every column, the generated ones included."""
    rows = connection.execute("SELECT name, type, pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid", [table])
    return rows.fetchall()


@made_once
def busy(clerk: Clerk) -> Clerk:
    """A clerk in whose ledger everything happened, mistakes included."""
    for words in (
        "fund add riga Rīga",
        "fund grant riga 2014 3400 --purpose seminars",
        "seminar add s14 Seminar --date 2014-05-05 --audience teachers=20 --fund riga --cost 10",
        "print THB/lv 100 --date 2014-01-01 --cost 31.5 --fund riga",
        "print THB/ru 100 --date 2014-01-01",
        "print THB/en 7 --date 2014-01-01",
        "void 3 --reason mistyped",
        "request add london THB/lv=30 THB/ru=5 --date 2014-02-01",
        "ship london --request 1 --date 2014-02-02 --ref 14-1",
        "receive 5 THB/lv=20 THB/ru=5 --close --date 2014-02-10",
        "ship s14 THB/lv=9 --date 2014-05-01 --received",
        "ship dublin THB/lv=9 --date 2014-05-02 --received",
        "ship dublin THB/lv=8 --date 2014-05-03 --replaces 9",
        "count london THB/lv=15 --date 2014-06-01",
        "count london THB/ru=5 --date 2014-06-01",
        "return london THB/ru=1 --date 2014-07-01",
        "handout london THB/lv=1 --date 2014-05-01",
        "writeoff store THB/lv=2 --reason damaged --date 2014-07-01",
        "void 7 --reason mistyped",
        "withdraw THB/ru/1 --reason outdated --date 2014-08-01",
        "run edit THB/lv/1 --review-by 2016-01-01 --mark blue --carton 50 --weight 12",
        "level set london THB/lv=10:50",
        "region set Latgale --inhabitants 5",
        "request add liepaja THB/et=4 --date 2014-08-01",
        "request cancel 2 --date 2014-08-02",
        "place close liepaja --date 2014-09-01",
    ):
        clerk.does(*words.split())
    return clerk


@pytest.mark.parametrize("table", SHOWN)
def test_a_table_has_the_columns_of_its_view(clerk: Clerk, table: str) -> None:
    with opened(clerk) as connection:
        there = [name for name, *_ in columns_of(connection, view_of(table))]
    assert [field.name for field in tables()[table]] == there


@pytest.mark.parametrize("table", BASE)
def test_a_base_table_has_the_columns_and_keys_of_the_schema(clerk: Clerk, table: str) -> None:
    bare = table.removeprefix("tables/")
    with opened(clerk) as connection:
        columns = columns_of(connection, bare)
        keys = dict(references(connection, bare))
    fields = tables()[table]
    assert [(field.name, AFFINITY[field.type]) for field in fields] == [(name, type_) for name, type_, *_ in columns]
    assert [field.name for field in fields if field.primary] == [
        name for name, _, rank, _ in sorted(columns, key=lambda column: column[2]) if rank
    ]
    known = {field.name: field.refers_to for field in fields if field.refers_to}
    assert known == keys | (HELD_BY_SUMS if bare == "movement" else {})


def references(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, str]]:
    """Every column that refers to another of an exported table, with that one."""
    rows = connection.execute('SELECT "from", "table", "to" FROM pragma_foreign_key_list(?)', [table]).fetchall()
    for column, other, to in rows:
        keys = [to] if to else [name for name, _, rank, _ in columns_of(connection, other) if rank]
        if other not in NOT_EXPORTED and len(keys) == 1:
            yield column, f"tables/{other}.{keys[0]}"


def test_every_base_table_is_there_after_those_it_refers_to(clerk: Clerk) -> None:
    with opened(clerk) as connection:
        rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    ours = {name for (name,) in rows if not name.startswith(("sqlite_", "_"))}
    assert {name.removeprefix("tables/") for name in BASE} == ours - NOT_EXPORTED
    assert len(SHOWN) + len(BASE) + len(NO_VIEW) == len(tables())
    for at, table in enumerate(BASE):
        others = {field.refers_to.rpartition(".")[0] for field in tables()[table] if field.refers_to}
        assert others <= set(BASE[: at + 1])


def test_every_row_of_it_makes_sense() -> None:
    columns = {f"{table}.{field.name}" for table, fields in tables().items() for field in fields}
    for table, fields in tables().items():
        assert len({field.name for field in fields}) == len(fields)
        for field in fields:
            assert field.type in FORMS, field
            assert re.fullmatch(r"[^|\s](?:[^|]*[^|\s.])?", field.meaning), "one phrase, which Markdown can show"
            assert field.refers_to is None or field.refers_to in columns, field
            assert not field.refers_to or field.refers_to.startswith("tables/") == (table in BASE), field


def test_nothing_of_the_file_is_passed_over() -> None:
    with (DB / "dictionary.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["table", "column", "type", "unit", "key", "meaning"]
    assert rows == [[name, *_written(field)] for name, fields in tables().items() for field in fields]


def _written(field: Field) -> list[str]:
    key = [PRIMARY] * field.primary + ([field.refers_to] if field.refers_to else [])
    return [field.name, field.type, field.unit, " ".join(key), field.meaning]


@pytest.mark.slow
@pytest.mark.parametrize("table", SHOWN)
def test_what_stands_in_a_table_is_as_the_dictionary_says(busy: Clerk, table: str) -> None:
    fields = tables()[table]
    with opened(busy) as connection:
        rows = connection.execute(f"SELECT * FROM {view_of(table)}").fetchall()
        assert rows
        for at, field in enumerate(fields):
            values = {row[at] for row in rows} - {None}
            assert [value for value in values if not re.fullmatch(FORMS[field.type], str(value))] == []
            if field.refers_to:
                other, _, key = field.refers_to.partition(".")
                known = connection.execute(f"SELECT {key} FROM {view_of(other)}").fetchall()
                assert values <= {value for (value,) in known}
                assert len(known) == len(set(known)), "only what is unique is referred to"
    keys = [tuple(row[at] for at, field in enumerate(fields) if field.primary) for row in rows]
    assert all(None not in key for key in keys)
    assert not keys[0] or len(set(keys)) == len(keys)


def test_every_public_view_is_in_it(clerk: Clerk) -> None:
    with opened(clerk) as connection:
        views = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")}
    assert {view_of(table) for table in SHOWN} == {name for name in views if not name.startswith("_")}


def test_columns_are_read_as_the_csv_module_reads_them() -> None:
    for table, fields in tables().items():
        assert [column.name for column in columns(table)] == [field.name for field in fields]


def test_only_what_adds_up_is_a_number() -> None:
    kinds = {f"{table}.{column.name}": column.kind for table in tables() for column in columns(table)}
    assert kinds["stock.on_hand"] is Kind.NUMBER
    assert kinds["runout.per_month"] is kinds["runout.months_left"] is Kind.DECIMAL
    assert kinds["print-runs.cost"] is Kind.MONEY
    assert kinds["tables/run_detail.cost"] is kinds["funding.year"] is kinds["entries.entry"] is Kind.CODE
    assert kinds["entries.date"] is kinds["entries.recorded_at"] is Kind.DATE
    assert kinds["entries.note"] is Kind.TEXT


def test_the_markdown_shows_it() -> None:
    shown = (DB / "DICTIONARY.md").read_text(encoding="utf-8")
    assert shown == renewed(shown), "write it anew, as it says itself"
    assert [line.removeprefix("### ") for line in shown.splitlines() if line.startswith("### ")] == list(tables())
