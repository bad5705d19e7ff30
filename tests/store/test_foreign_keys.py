"""No dangling references: each foreign key is tested, and each has an index."""

import sqlite3

import pytest

from tests.conftest import Clerk
from tests.store.rawly import (
    DUBLIN,
    LV,
    ROWS,
    STORE,
    TRANSIT,
    Row,
    entry,
    opened,
    picture,
    row,
    whole,
    without_triggers,
    wrote,
)

pytestmark = pytest.mark.slow

COUNT = row("entry")
SENT = entry("ship", DUBLIN, (LV, STORE, TRANSIT, 1))
CLOSED: dict[str, Row] = {
    "entry.shipment": row("entry", command=1, type="receive", shipment=99, is_full=0),
    "movement.shipment": row("movement", entry=1, line=2, destination=TRANSIT, shipment=99),
    "shipment_cost.item": row("shipment_cost", shipment=1, item="THB/en"),
    "movement.count": row("movement", entry=1, line=2, count=99),
}
"""Rows that dangle where triggers are set aside; else the rules of a command do not let them be."""

DANGLING: dict[str, list[str]] = {
    "clock_fix.fixed": whole(row("clock_fix", fixed=0)),
    "item.booklet": [row("item", booklet="OLD").sql()],
    "item.language": [row("item", language="xx").sql()],
    "print_run.item": [row("print_run", item="THB/en").sql()],
    "funding_grant.fund": whole(row("funding_grant", fund="state")),
    "grant_withdrawal.funding_grant": whole(row("grant_withdrawal", funding_grant=99)),
    "run_detail.run": whole(row("run_detail", run=99)),
    "run_share.run, run_share.command": whole(row("run_share")),
    "run_share.funding_grant": whole(row("run_detail"), row("run_share", funding_grant=99)),
    "seminar.funding_grant": whole(row("seminar", funding_grant=99)),
    "shipment_cost.funding_grant": whole(*SENT, row("shipment_cost", funding_grant=99)),
    "handout_audience.handout": [row("handout_audience").sql()],
    "run_share.fund": whole(row("run_detail"), row("run_share", fund="state")),
    "place_detail.place": whole(row("place_detail", place=99)),
    "place_detail.kind": whole(row("place_detail", kind="shop")),
    "place_detail.country": whole(row("place_detail", country="XX")),
    "region.country": whole(row("region", country="XX")),
    "level.place": whole(row("level", place=99)),
    "level.item": whole(row("level", item="THB/en")),
    "closing.place": whole(row("closing", place=99)),
    "withdrawal.run": whole(row("withdrawal", run=99)),
    "seminar.place": whole(row("seminar", place=99)),
    "seminar.fund": whole(row("seminar", fund="state")),
    "audience.seminar, audience.command": whole(row("audience")),
    "request.place": whole(row("request", place=99), row("request_line")),
    "request_line.request": whole(row("request_line", request=99)),
    "request_line.item": whole(row("request"), row("request_line", item="THB/en")),
    "undoing.undone": whole(row("undoing", undone=0)),
    "cancellation.request": whole(row("cancellation", request=99)),
    "entry.place": whole(row("entry", place=99)),
    "entry.voids": whole(row("entry", type="void", voids=99, is_full=0)),
    "entry.replaces": whole(row("entry", replaces=99)),
    "entry.restores": whole(row("entry", restores=0)),
    "entry.request": whole(*entry("ship", DUBLIN, (LV, STORE, TRANSIT, 1), request=99)),
    "voided.entry": whole(COUNT, row("voided", entry=99)),
    "voided.void": [row("voided").sql()],
    "movement.entry": [row("movement").sql()],
    "shipment_cost.shipment": [row("shipment_cost").sql()],
    "shipment_cost.fund": whole(*SENT, row("shipment_cost", fund="state")),
    "count_line.count": [row("count_line").sql()],
    "count_line.item": whole(COUNT, row("count_line", item="THB/en", run=None)),
    "count_line.run": whole(COUNT, row("count_line", run=99)),
    "text.entry": whole(row("text", entry=99)),
    "text.request": whole(row("text", request=99)),
    "text.run": whole(row("text", run=99)),
    "text.redacted": whole(row("text", redacted=99, note=None)),
    "balance.place": [row("balance", place=99).sql()],
    "monthly_flow.run": [row("monthly_flow", run=99).sql()],
    **{
        f"{table}.command": [row(table, **({"request": 1} if table == "request_line" else {})).sql()]
        for table, values in ROWS.items()
        if "command" in values and table not in ("audience", "run_share")
    },
    **{columns: [added.sql()] for columns, added in CLOSED.items()},
}
"""For each foreign key statements after which it, and no other, dangles."""


def foreign_keys(connection: sqlite3.Connection) -> dict[str, tuple[str, int, list[str]]]:
    """The columns of each foreign key, with its table, its number there, and the columns alone."""
    found: dict[str, tuple[str, int, list[str]]] = {}
    for table in ROWS:
        keys: dict[int, list[str]] = {}
        for number, column in connection.execute(
            'SELECT id, "from" FROM pragma_foreign_key_list(?) ORDER BY id, seq', [table]
        ).fetchall():
            keys.setdefault(number, []).append(column)
        for number, columns in keys.items():
            found[", ".join(f"{table}.{column}" for column in columns)] = (table, number, columns)
    return found


def test_each_foreign_key_is_tried(world: Clerk) -> None:
    with opened(world) as connection:
        assert set(foreign_keys(connection)) == set(DANGLING)


@pytest.mark.parametrize("columns", DANGLING)
def test_a_foreign_key_refuses_what_nothing_else_refuses(world: Clerk, columns: str) -> None:
    """At the COMMIT; a writer that does not check them is found out afterwards."""
    if columns in CLOSED:
        without_triggers(world)
    was = picture(world)
    assert wrote(world, DANGLING[columns], foreign_keys=True) == "FOREIGN KEY constraint failed"
    assert picture(world) == was
    assert wrote(world, DANGLING[columns]) is None
    with opened(world) as connection:
        dangling = connection.execute("PRAGMA foreign_key_check").fetchall()
        table, number, _ = foreign_keys(connection)[columns]
    assert [(where, which) for where, _, _, which in dangling] == [(table, number)]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM booklet",
        "DELETE FROM language WHERE code = 'lv'",
        "DELETE FROM country WHERE code = 'GB'",
        "DELETE FROM kind WHERE code = 'embassy'",
        "DELETE FROM fund",
        "DELETE FROM place WHERE code = 'liepaja'",
        "UPDATE kind SET code = 'mission' WHERE code = 'embassy'",
        "UPDATE fund SET code = 'city'",
    ],
)
def test_what_is_referred_to_stays(world: Clerk, statement: str) -> None:
    assert wrote(world, [statement], foreign_keys=True) == "FOREIGN KEY constraint failed"
    assert wrote(world, [statement]) is None
    assert "refers to a missing row" in world("check").out


@pytest.mark.parametrize(("source", "destination", "run"), [(STORE, 99, LV), (99, STORE, LV), (STORE, TRANSIT, 99)])
def test_the_sums_hold_the_ends_of_a_movement(world: Clerk, source: int, destination: int, run: int) -> None:
    """Which has no foreign keys of its own to places and runs; a command may be refused before they are asked."""
    rows = entry("ship" if destination == TRANSIT else "return", DUBLIN, (run, source, destination, 1))
    assert wrote(world, whole(*rows), foreign_keys=True) is not None


def test_each_foreign_key_has_an_index(world: Clerk) -> None:
    """That begins with its columns: SQLite looks for the children of every row that is added in the meantime."""
    with opened(world) as connection:
        bare = [name for name, key in foreign_keys(connection).items() if not is_indexed(connection, key[0], key[2])]
    assert bare == []


def is_indexed(connection: sqlite3.Connection, table: str, columns: list[str]) -> bool:
    wanted = " AND ".join(f"{column} = 1" for column in columns)
    (plan,) = connection.execute(f"EXPLAIN QUERY PLAN SELECT 1 FROM {table} WHERE {wanted}").fetchall()
    return str(plan[3]).startswith("SEARCH") and all(
        f"{column}=?" in plan[3] or "(rowid=?)" in plan[3] for column in columns
    )


def test_rows_may_come_in_any_order(world: Clerk) -> None:
    """Before that of the command: foreign keys are asked at the end only."""
    *rows, closes = whole(row("request"), row("request_line"), row("text", request=3))
    assert wrote(world, [*reversed(rows), closes], foreign_keys=True) is None
