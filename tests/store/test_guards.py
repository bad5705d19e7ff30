"""Nothing is overwritten, whoever writes: each rule of each trigger refuses what no other rule does."""

import sqlite3
from typing import Any

import pytest

from tests.conftest import Clerk
from tests.store.rawly import (
    COMMAND,
    ENTRY,
    JELGAVA,
    LONDON,
    LV,
    ROWS,
    SEMINAR,
    STORE,
    Row,
    opened,
    picture,
    row,
    rules,
    without_rule,
    wrote,
)
from tests.store.test_closing import CLOSING

pytestmark = pytest.mark.slow

TAKEN = "only|never|gets no more|numbered without gaps|continue from|short"

VERBS = ["INSERT", "INSERT OR IGNORE", "INSERT OR REPLACE", "REPLACE"]

WORDS = {
    "entry": "entries",
    "movement": "movements",
    "voided": "voids",
    "count_line": "lines of counts",
    "text": "texts",
    "closing": "closings",
    "withdrawal": "withdrawals",
    "request": "requests",
    "request_line": "lines of requests",
    "cancellation": "cancellations",
    "funding_grant": "grants",
    "grant_withdrawal": "withdrawals of grants",
    "run_detail": "details of runs",
    "run_share": "shares of runs",
    "shipment_cost": "costs of shipments",
    "handout_audience": "audiences of hand-outs",
    "place_detail": "details of places",
    "region": "regions",
    "level": "levels",
    "seminar": "seminars",
    "audience": "audiences",
    "clock_fix": "clock fixes",
    "undoing": "undoings",
}
"""The tables that only grow, command by command, and what the triggers call their rows."""

OF_CLOSED: dict[str, dict[str, Any]] = {
    "movement": {"entry": ENTRY - 1, "line": 9},
    "voided": {"void": 9},
    "count_line": {"count": ENTRY - 1, "line": 9},
    "shipment_cost": {"shipment": ENTRY - 1, "item": "THB/lv"},
    "handout_audience": {"handout": ENTRY - 1},
}
"""What makes a row one of a closed command, where it is not the number of the command."""

MORE_WORDS = {
    "entries are never changed": ": void it, or replace it",
    "entries are never deleted": ": void it",
    "costs of shipments are never changed": ": replace the shipment",
    "costs of shipments are never deleted": ": replace the shipment",
    "audiences of hand-outs are never changed": ": replace the hand-out",
    "audiences of hand-outs are never deleted": ": replace the hand-out",
    "movements are never changed": ": void the entry, or replace it",
    "movements are never deleted": ": void the entry",
    "texts are never changed": ": amend them, or erase them",
}

WITH_PLACE = {"place_detail", "level", "seminar", "audience"}
"""The tables whose rows may go with their place."""

RARE = ("clock_fix", "undoing", "grant_withdrawal", "level", "region")
FIX = [*(row(table).sql() for table in RARE), row("command", facts=len(RARE)).sql()]
"""What no command of the fixture makes: a fixed clock, an undoing, a grant withdrawn, a level and a region."""


def growing(table: str, words: str) -> dict[tuple[str, str], list[str]]:
    """The rules of a table that only grows, each with statements of which the last breaks it."""
    column = next(iter(ROWS[table]))
    closed: dict[str, Any] = OF_CLOSED.get(table, {"command": COMMAND - 1})
    before = FIX if table in RARE else []
    changed, deleted = f"{words} are never changed", f"{words} are never deleted"
    if table in WITH_PLACE:
        deleted = f"{words} are only deleted after their place"
    rewriting = "text_is_only_emptied" if table == "text" else f"{table}_is_not_changed"
    return {
        (f"{table}_is_added", f"{words} are only ever added"): [row(table).sql(), row(table).sql("INSERT OR REPLACE")],
        (f"{table}_is_added", f"a closed command gets no more {words}"): [row(table, **closed).sql()],
        (rewriting, changed + MORE_WORDS.get(changed, "")): [*before, f"UPDATE {table} SET {column} = {column}"],
        (f"{table}_is_not_deleted", deleted + MORE_WORDS.get(deleted, "")): [*before, f"DELETE FROM {table}"],
    }


GROWING = {rule: statements for table, words in WORDS.items() for rule, statements in growing(table, words).items()}

OTHERS = {
    ("command_is_added", "commands are only ever added"): [
        row("command", key="printed", request="r").sql("INSERT OR REPLACE")
    ],
    ("command_is_added", "commands are numbered without gaps"): [row("command", number=COMMAND + 1).sql()],
    ("command_is_added", "commands are recorded one after the other"): [
        row("command", recorded_at="2015-01-01T00:00:00.000000Z").sql()
    ],
    ("command_is_not_changed", "commands are never changed"): ["UPDATE command SET clerk = 'nobody' WHERE number = 9"],
    ("command_is_not_deleted", "commands are never deleted"): [f"DELETE FROM command WHERE number = {COMMAND - 1}"],
    ("booklet_is_added", "booklets are only ever added, each under a code of its own"): [
        row("booklet", code="thb").sql("INSERT OR REPLACE")
    ],
    ("booklet_is_added", "a closed command gets no more booklets"): [row("booklet", command=2).sql()],
    ("booklet_keeps_its_code", "codes are never changed"): ["UPDATE booklet SET code = 'OLD'"],
    ("item_is_added", "items are only ever added"): [row("item", language="lv").sql("INSERT OR REPLACE")],
    ("item_is_not_changed", "items are never changed"): ["UPDATE item SET language = 'en' WHERE language = 'lv'"],
    ("item_is_not_deleted", "a used item is never deleted"): ["DELETE FROM item"],
    ("print_run_is_added", "print runs are only ever added"): [row("print_run", id=LV).sql("INSERT OR REPLACE")],
    ("print_run_is_not_changed", "print runs are never changed: no number is used twice"): [
        "UPDATE print_run SET number = 5 WHERE id = 1"
    ],
    ("print_run_is_not_deleted", "a run that was printed is never deleted: no number is used twice"): [
        "DELETE FROM print_run WHERE id = 2"
    ],
    ("place_is_added", "places are only ever added, each under a code of its own"): [
        row("place", code="LONDON").sql("INSERT OR REPLACE")
    ],
    ("place_is_added", "a closed command gets no more places"): [row("place", command=COMMAND - 1).sql()],
    ("place_keeps_its_code", "codes are never changed"): ["UPDATE place SET code = 'paris' WHERE code = 'london'"],
    ("place_keeps_its_side", "a used place does not change between store and other"): [
        "UPDATE place SET is_store = 1 WHERE code = 'london'"
    ],
    ("count_line_is_added", "counted_twice"): [
        row("count_line", item="THB/lv", run=None).sql(),
        row("count_line", line=2, run=LV).sql(),
    ],
    ("balance_is_not_short", "no_place_is_short"): ["UPDATE balance SET copies = -1"],
    ("balance_begins_unshort", "no_place_is_short"): [
        "INSERT INTO balance (place, run, date, copies, came) VALUES (5, 1, '2014-01-01', -1, 0)"
    ],
    ("place_outside_stays", "the places outside are never changed"): ["UPDATE place SET name = 'Mine' WHERE id = 1"],
    ("place_outside_is_kept", "the places outside are never deleted"): ["DELETE FROM place WHERE id = 3"],
    ("place_in_use_is_kept", "a used place is never deleted"): ["DELETE FROM place WHERE code = 'london'"],
}

REFUSED = {**GROWING, **OTHERS}


def test_each_rule_of_each_trigger_is_tried(world: Clerk) -> None:
    with opened(world) as connection:
        assert rules(connection) == set(REFUSED) | set(CLOSING)


@pytest.mark.parametrize(("trigger", "words"), REFUSED)
def test_a_trigger_refuses_what_nothing_else_refuses(world: Clerk, trigger: str, words: str) -> None:
    statements = REFUSED[trigger, words]
    was = picture(world)
    assert wrote(world, statements) == words
    assert picture(world) == was
    without_rule(world, trigger, words)
    assert wrote(world, statements) is None
    assert picture(world) != was or statements[-1].startswith("UPDATE")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (row("item", language="LV").sql("INSERT OR REPLACE"), "items are only ever added"),
        (row("print_run", number=1).sql("INSERT OR REPLACE"), "print runs are only ever added"),
        (row("place", id=LONDON).sql("INSERT OR REPLACE"), "places are only ever added, each under a code of its own"),
        ("UPDATE booklet SET command = 26", "codes are never changed"),
        ("UPDATE place SET code = 'LONDON' WHERE code = 'london'", "codes are never changed"),
        ("UPDATE place SET command = 26 WHERE code = 'jelgava'", "codes are never changed"),
        ("UPDATE place SET id = 99 WHERE code = 'jelgava'", "codes are never changed"),
        ("UPDATE place SET rowid = 99 WHERE code = 'jelgava'", "codes are never changed"),
        ("UPDATE text SET note = 'never' WHERE id = 1", "texts are never changed: amend them, or erase them"),
        ("UPDATE text SET note = NULL, redacted = 25", "texts are never changed: amend them, or erase them"),
        (
            f"UPDATE text SET reference = NULL, note = NULL, entry = 1, redacted = {COMMAND} WHERE entry = 3",
            "texts are never changed: amend them, or erase them",
        ),
        (row("entry", id=-1).sql(), "a closed command gets no more entries"),
    ],
)
def test_no_way_leads_round_a_rule(world: Clerk, statement: str, words: str) -> None:
    """Other names of a number, other cases of a code, other unique indexes, and other versions of a text."""
    with opened(world) as connection:
        connection.execute("INSERT INTO language (code, name) VALUES ('LV', 'in capitals')")
    was = picture(world)
    assert wrote(world, [statement]) == words
    assert picture(world) == was


@pytest.mark.parametrize("table", [pytest.param("command", marks=pytest.mark.long), *WORDS])
def test_what_is_closed_is_not_rewritten(world: Clerk, table: str) -> None:
    """Row by row, by whatever words of SQL."""
    with opened(world) as connection:
        for statement in FIX:
            connection.execute(statement)
        columns = [name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", [table])]
        key = "number" if table == "command" else ", ".join(columns[:3])
        rows = connection.execute(f"SELECT {key} FROM {table}").fetchall()
    was = picture(world)
    assert rows
    for values in rows:
        here = f"WHERE ({key}) IS ({', '.join('?' * len(values))})" if len(values) > 1 else f"WHERE {key} = ?"
        for statement in (
            *(f"UPDATE{how} {table} SET {name} = {name}" for how in ("", " OR REPLACE") for name in columns),
            f"UPDATE OR IGNORE {table} SET {columns[0]} = {columns[0]} + 1",
            f"DELETE FROM {table}",
            *(f"{verb} INTO {table} SELECT * FROM {table}" for verb in VERBS),
        ):
            with opened(world) as connection, pytest.raises(sqlite3.IntegrityError, match=TAKEN):
                connection.execute(f"{statement} {here}", values)
    assert picture(world) == was


@pytest.mark.parametrize("table", WORDS)
def test_what_belongs_to_no_command_may_be_deleted(world: Clerk, table: str) -> None:
    """A writer that does not check foreign keys can leave it, and it counts nowhere."""
    was = picture(world)
    rows = [row("request"), row(table)] if table == "request_line" else [row(table)]
    assert wrote(world, [added.sql() for added in rows]) is None
    assert picture(world) != was
    with opened(world) as connection:
        for added in rows:
            found = " AND ".join(f"{name} = ?" for name in added.values)
            assert (
                connection.execute(f"DELETE FROM {added.table} WHERE {found}", [*added.values.values()]).rowcount == 1
            )
    assert picture(world) == was


def test_a_booklet_that_nothing_was_printed_of_may_be_deleted(world: Clerk) -> None:
    """With its items and runs, as another writer may leave them."""
    was = picture(world)
    added = [row("booklet"), row("item", booklet="NEW"), row("print_run", item="NEW/en")]
    assert wrote(world, [left.sql() for left in added]) is None
    goes = ["DELETE FROM print_run WHERE id = 3", "DELETE FROM item WHERE booklet = 'NEW'"]
    assert wrote(world, [*goes, "DELETE FROM booklet WHERE code = 'NEW'"], foreign_keys=True) is None
    assert picture(world) == was


@pytest.mark.parametrize("used", [row("entry", place=JELGAVA), row("balance", place=JELGAVA)])
def test_a_place_is_used_once_it_has_an_entry_or_held_copies(world: Clerk, used: Row) -> None:
    assert wrote(world, [used.sql()]) is None
    assert str(wrote(world, ["DELETE FROM place WHERE code = 'jelgava'"])) == "a used place is never deleted"
    changed = wrote(world, ["UPDATE place SET is_store = 0 WHERE code = 'jelgava'"])
    assert changed == "a used place does not change between store and other"


@pytest.mark.parametrize("used", ["print_run", "request_line", "count_line", "level"])
def test_an_item_is_not_deleted_once_it_is_used(world: Clerk, used: str) -> None:
    with opened(world) as connection:
        connection.execute(row("item").sql())
        connection.execute(row(used, item="THB/en", **({"run": None} if used == "count_line" else {})).sql())
    assert wrote(world, ["DELETE FROM item WHERE language = 'en'"]) == "a used item is never deleted"


def test_a_text_is_emptied_by_a_command_that_says_so(world: Clerk) -> None:
    emptied = f"UPDATE text SET reference = NULL, redacted = {COMMAND} WHERE entry = 3"
    assert wrote(world, [emptied, row("command").sql()], foreign_keys=True) is None
    again = f"UPDATE text SET redacted = {COMMAND + 1} WHERE entry = 3"
    assert wrote(world, [again]) == "texts are never changed: amend them, or erase them"


def test_an_unused_place_goes_with_what_is_known_of_it(world: Clerk) -> None:
    """Of a store without an entry, as `place remove` removes it."""
    unused = ["DELETE FROM place WHERE code = 'jelgava'", "DELETE FROM place_detail WHERE place = 10"]
    assert wrote(world, [*unused, row("command", removed=1).sql()], foreign_keys=True) is None
    assert world("check").out.count("\n") == 1  # which says that the stranger's command lies ahead


@pytest.mark.parametrize("place", [STORE, LONDON, SEMINAR])
def test_what_is_known_of_a_place_does_not_go_before_it(world: Clerk, place: int) -> None:
    assert str(wrote(world, [f"DELETE FROM place_detail WHERE place = {place}"])).endswith(
        "only deleted after their place"
    )


def test_names_and_notes_are_as_they_are_today(world: Clerk) -> None:
    """What is no figure may be edited, the side of an unused place included, with its kind."""
    assert wrote(world, ["UPDATE place SET name = 'Londona', email = 'a@b.lv' WHERE code = 'london'"]) is None
    assert wrote(world, ["UPDATE booklet SET title = 'New', note = 'and noted'"]) is None
    assert wrote(world, ["UPDATE place SET is_store = 0 WHERE code = 'jelgava'"]) is None
