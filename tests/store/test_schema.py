import shutil
import sqlite3
import subprocess
from typing import Any

import pytest

from tests.cli.terminal import stock_of
from tests.conftest import Clerk, made_once
from tests.store.rawly import entry_sql, movement_sql, opened, picture, place

VERBS = ["INSERT", "INSERT OR IGNORE", "INSERT OR REPLACE", "INSERT OR ABORT", "INSERT OR FAIL", "REPLACE"]


@made_once
def ledger(clerk: Clerk) -> Clerk:
    """A clerk with 100 copies printed, 30 on their way to London (entry 2), of which 10 arrived (entry 3)."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=30", "--date", "2015-01-10")
    clerk.does("receive", 2, "THB/lv=10", "--date", "2015-01-20")
    return clerk


def refused(clerk: Clerk, *statements: str, why: str = "") -> None:
    """Run the statements, of which the last must be refused, and leave the ledger as it was after the others."""
    *before, last = statements
    with opened(clerk) as connection:
        for statement in before:
            connection.execute(statement)
    was = picture(clerk)
    with opened(clerk) as connection, pytest.raises(sqlite3.DatabaseError, match=why or None):
        connection.execute(last)
    assert picture(clerk) == was


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET note = 'mended' WHERE id = 1",
        "UPDATE entry SET date = '2015-01-02'",
        "UPDATE OR REPLACE entry SET id = 2 WHERE id = 3",
        "UPDATE OR IGNORE entry SET recorded_by = 'nobody'",
        "UPDATE movement SET quantity = 31 WHERE entry = 2",
        "UPDATE OR IGNORE movement SET quantity = 31",
        "UPDATE OR REPLACE movement SET entry = 1 WHERE entry = 2",
        "DELETE FROM entry",
        "DELETE FROM entry WHERE id = 3",
        "DELETE FROM movement",
        "DELETE FROM movement WHERE entry = 3",
    ],
)
def test_nothing_is_rewritten(ledger: Clerk, statement: str) -> None:
    refused(ledger, statement, why="never (changed|deleted)")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_entry_does_not_take_the_number_of_another(ledger: Clerk, verb: str, number: int) -> None:
    refused(ledger, entry_sql(number, verb=verb), why="only ever added")


@pytest.mark.parametrize("verb", VERBS)
def test_an_entry_does_not_take_the_key_of_another(ledger: Clerk, verb: str) -> None:
    key = "(SELECT key FROM entry WHERE id = 1)"
    refused(ledger, entry_sql(4, verb=verb, key=key), why="only ever added")


@pytest.mark.parametrize("verb", VERBS)
def test_a_movement_does_not_take_the_place_of_another(ledger: Clerk, verb: str) -> None:
    refused(ledger, movement_sql(2, verb=verb), why="only ever added")


def test_an_upsert_does_not_rewrite_either(ledger: Clerk) -> None:
    refused(ledger, movement_sql(2) + " ON CONFLICT DO UPDATE SET quantity = 1")
    refused(ledger, entry_sql(2) + " ON CONFLICT DO UPDATE SET note = 'mended'")


@pytest.mark.parametrize("verb", VERBS)
def test_a_recorded_entry_gets_no_further_movement(ledger: Clerk, verb: str) -> None:
    refused(ledger, movement_sql(2, verb=verb, line=2), why="no more movements than it says")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("number", [5, 99])
def test_entries_are_numbered_without_gaps(ledger: Clerk, verb: str, number: int) -> None:
    refused(ledger, entry_sql(number, verb=verb), why="without gaps")


def test_moments_rise_from_entry_to_entry(ledger: Clerk) -> None:
    refused(ledger, entry_sql(4, moment="2015-01-01T00:00:00.000000Z"), why="in the order of their moments")
    refused(ledger, entry_sql(4, moment=ledger.reads("show", 3)["recorded_at"]), why="in the order of their moments")


def test_moments_rise_even_when_sqlite_chooses_the_number(ledger: Clerk) -> None:
    refused(ledger, entry_sql("NULL", moment="2015-01-01T00:00:00.000000Z"))


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("quantity", "day"), [(71, "2015-02-01"), (71, "2015-01-05"), (71, "2015-01-10"), (1, "2014-12-31")]
)
def test_no_place_is_made_short_on_any_day(ledger: Clerk, verb: str, quantity: int, day: str) -> None:
    taken = movement_sql(4, verb=verb, quantity=quantity, date=f"'{day}'")
    refused(ledger, entry_sql(4), taken, why="no_place_is_short")


def test_what_a_place_can_spare_on_every_day_may_be_taken(ledger: Clerk) -> None:
    """What makes the test above fail is the quantity, not something else that is wrong with the movement."""
    with opened(ledger) as connection:
        connection.execute(entry_sql(4, date="'2015-01-05'"))
        connection.execute(movement_sql(4, quantity=70, date="'2015-01-05'"))
    ledger.does("check")
    figures = stock_of(ledger)
    assert (figures["on_hand"], figures["lost"]) == (0, 70)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(("quantity", "day"), [(21, "2015-02-01"), (21, "2015-01-15"), (1, "2015-01-09")])
def test_no_shipment_gives_more_than_it_took(ledger: Clerk, verb: str, quantity: int, day: str) -> None:
    arrival = movement_sql(
        4,
        verb=verb,
        quantity=quantity,
        date=f"'{day}'",
        shipment=2,
        source=place("transit"),
        destination=place("london"),
    )
    entry = entry_sql(4, type="'receive'", shipment=2, place=place("london"))
    refused(ledger, entry, arrival, why="no_shipment_is_short")


def test_what_is_in_transit_on_every_day_may_arrive(ledger: Clerk) -> None:
    with opened(ledger) as connection:
        connection.execute(entry_sql(4, type="'receive'", date="'2015-01-10'", shipment=2, place=place("london")))
        ends = {"source": place("transit"), "destination": place("london")}
        connection.execute(movement_sql(4, quantity=20, date="'2015-01-10'", shipment=2, **ends))
    ledger.does("check")
    assert ledger.reads("show", 2)["status"] == "received"


def test_one_shipment_does_not_arrive_out_of_another(ledger: Clerk) -> None:
    ledger.does("ship", "dublin", "THB/lv=5", "--date", "2015-01-11")
    arrival = movement_sql(5, quantity=6, shipment=4, source=place("transit"), destination=place("dublin"))
    entry = entry_sql(5, type="'receive'", shipment=4, place=place("dublin"))
    refused(ledger, entry, arrival, why="no_shipment_is_short")


@pytest.mark.parametrize(
    "values",
    [
        {"quantity": 0},
        {"quantity": -1},
        {"quantity": 1.5},
        {"quantity": "'many'"},
        {"date": "'2015-02-30'"},
        {"date": "'yesterday'"},
        {"destination": place("store")},
        {"source": place("transit")},
        {"source": "NULL"},
        {"line": 0},
    ],
    ids=str,
)
def test_a_movement_that_makes_no_sense_is_refused(ledger: Clerk, values: dict[str, Any]) -> None:
    refused(ledger, entry_sql(4), movement_sql(4, **values))


@pytest.mark.parametrize(
    "values",
    [
        {"type": "'gift'"},
        {"date": "'2015-02-30'"},
        {"place": 1},
        {"place": 4},
        {"lines": -1},
        {"shipment": 2},
        {"type": "'receive'"},
        {"type": "'receive'", "shipment": 1},
        {"type": "'void'"},
        {"voids": 1},
        {"recorded_by": "NULL"},
        {"key": "NULL"},
    ],
    ids=str,
)
def test_an_entry_that_makes_no_sense_is_refused(ledger: Clerk, values: dict[str, Any]) -> None:
    refused(ledger, entry_sql(4, **values))


def test_a_void_is_not_voided_nor_anything_voided_twice(ledger: Clerk) -> None:
    void = entry_sql(4, type="'void'", voids=3, lines=0)
    second = entry_sql(5, type="'void'", voids=3, lines=0, moment="9999-01-02T00:00:00.000000Z")
    of_void = entry_sql(5, type="'void'", voids=4, lines=0, moment="9999-01-02T00:00:00.000000Z")
    refused(ledger, void, second)
    refused(ledger, of_void, why="void cannot be voided")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM place WHERE id = 3",
        "UPDATE place SET name = 'Mine' WHERE id = 1",
        f"UPDATE place SET kind = 'store' WHERE id = {place('london')}",
        f"UPDATE place SET kind = 'embassy' WHERE id = {place('store')}",
        "UPDATE place SET kind = 'outside' WHERE code = 'dublin'",
        "INSERT INTO place (id, code, name, kind, country, recorded_at) VALUES (9, 'LONDON', 'L', 'embassy', 'GB', '')",
        "INSERT INTO booklet (code, title, recorded_at) VALUES ('thb', 'T', '')",
        "INSERT INTO print_run (id, item, number) VALUES (9, 'THB/lv', 1)",
        "UPDATE balance SET copies = -1",
    ],
)
def test_the_smaller_rules_are_the_databases_too(ledger: Clerk, statement: str) -> None:
    refused(ledger, statement)


def test_foreign_keys_are_checked_for_who_asks_for_it(ledger: Clerk) -> None:
    with opened(ledger) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        for statement in (
            movement_sql(4),
            "DELETE FROM print_run",
            "DELETE FROM place WHERE code = 'store'",
            "DELETE FROM booklet",
            "INSERT INTO item (booklet, language) VALUES ('THB', 'klingon')",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="the sqlite3 shell is not installed")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE movement SET quantity = 1;",
        "DELETE FROM entry;",
        "INSERT OR REPLACE INTO movement SELECT * FROM movement;",
        "BEGIN; " + entry_sql(4) + "; " + movement_sql(4, verb="INSERT OR IGNORE", quantity=71) + "; ROLLBACK;",
        "PRAGMA recursive_triggers = OFF; PRAGMA foreign_keys = OFF; DELETE FROM movement;",
    ],
)
def test_the_sqlite3_shell_is_refused_too(ledger: Clerk, statement: str) -> None:
    was = picture(ledger)
    shell = subprocess.run(
        ["sqlite3", "-bail", str(ledger.db), statement], capture_output=True, text=True, check=False, timeout=60
    )
    assert shell.returncode != 0
    assert any(word in shell.stderr for word in ("never", "only ever added", "no_place_is_short")), shell.stderr
    assert picture(ledger) == was
    ledger.does("check")


PUBLIC = {
    "stock": ("stock",),
    "stock_by_run": ("stock", "--by", "run"),
    "stock_by_place": ("stock", "--by", "place"),
    "shipments": ("shipments",),
    "log": ("log",),
    "places": ("place", "list"),
    "booklets": ("booklet", "list"),
    "print_runs": ("run", "list"),
    "funds": ("export", "funds"),
    "grants": ("export", "grants"),
    "entries": ("export", "entries"),
}


@pytest.mark.parametrize("view", PUBLIC)
def test_the_views_say_what_the_commands_say(ledger: Clerk, view: str) -> None:
    ledger.does("fund", "add", "riga", "Rīga")
    ledger.does("fund", "grant", "riga", 2010, "2774.60")
    with opened(ledger) as connection:
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute(f"SELECT * FROM {view}")]
    told = ledger.reads(*PUBLIC[view])
    assert [list(row) for row in rows] == [list(row) for row in told]
    assert sorted(map(str, rows)) == sorted(map(str, told))


def test_an_entry_stands_unless_it_or_its_shipment_is_voided(ledger: Clerk) -> None:
    ledger.does("receive", 2, "THB/lv=5", "--date", "2015-01-21")
    ledger.does("void", 4, "--reason", "mistyped")
    ledger.does("void", 2, "--reason", "mistyped")
    with opened(ledger) as connection:
        voided = dict(connection.execute("SELECT entry, void FROM _void"))
        standing = [number for (number,) in connection.execute("SELECT id FROM _standing")]
    assert voided == {2: 6, 3: 6, 4: 5}
    assert standing == [1]


def test_only_the_ledgers_two_tables_have_its_words_in_their_names(ledger: Clerk) -> None:
    with opened(ledger) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert {name for name in tables if "entry" in name or "movement" in name} == {"entry", "movement"}


def test_every_table_of_ours_is_strict(ledger: Clerk) -> None:
    with opened(ledger) as connection:
        rows = connection.execute("PRAGMA table_list").fetchall()
    ours = {row[1]: row[5] for row in rows if row[2] == "table" and not row[1].startswith(("sqlite_", "_"))}
    assert set(ours.values()) == {1}
