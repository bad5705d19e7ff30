"""Writing to the database as another program would: rows, whole commands, and removed protections."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

from tests.conftest import Clerk

PRINTER, PUBLIC, LOSS, TRANSIT = 1, 2, 3, 4
STORE, LONDON, DUBLIN, LIEPAJA, SEMINAR, JELGAVA = 5, 6, 7, 8, 9, 10
LV, RU = 1, 2
"""The places and the print runs of the fixture `world`, by number."""

COMMAND, ENTRY = 26, 13
"""The next command of the fixture `world`, and its next entry."""

DAY = "2015-04-01"
MOMENT = "9998-01-01T00:00:00.000000Z"
STEP = 2**36

ROWS: dict[str, dict[str, Any]] = {
    "language": {"code": "xx", "name": "X"},
    "country": {"code": "XX", "name": "X", "name_lv": "X", "name_ru": "X"},
    "kind": {"code": "shop", "name": "Shop"},
    "setting": {"name": "colour", "value": "blue"},
    "backup": {"id": 1, "file": "copy.db", "recorded_at": MOMENT, "recorded_by": "stranger"},
    "log_cursor": {"url": "rqlite://log", "begun_here": 1, "batch": "a", "in_touch": MOMENT, "offices": ""},
    "kept_batch": {"number": 1, "id": "b", "prev": "a", "body": b"rows"},
    "command": {
        "number": COMMAND,
        "name": "raw",
        "clerk": "stranger",
        "recorded_at": MOMENT,
        "movements": 0,
        "facts": 0,
        "removed": 0,
    },
    "clock_fix": {"fixed": 1, "command": COMMAND, "moment": "2001-01-01T00:00:00.000000Z"},
    "undoing": {"undone": 3, "command": COMMAND},
    "booklet": {"code": "NEW", "title": "New", "command": COMMAND},
    "item": {"booklet": "THB", "language": "en"},
    "print_run": {"id": 3, "item": "THB/lv", "number": 2},
    "fund": {"code": "state", "name": "State"},
    "funding_grant": {
        "id": 2,
        "command": COMMAND,
        "fund": "riga",
        "year": 2015,
        "until": 2015,
        "amount": 1,
        "currency": "EUR",
    },
    "grant_withdrawal": {"funding_grant": 1, "command": COMMAND},
    "run_detail": {"run": LV, "command": COMMAND, "cost": 1, "currency": "EUR"},
    "run_share": {"run": LV, "command": COMMAND, "fund": "riga", "share": 10000},
    "place": {"id": 11, "code": "ogre", "name": "Ogre", "is_store": 0, "command": COMMAND},
    "place_detail": {"place": LONDON, "command": COMMAND, "kind": "embassy", "country": "GB"},
    "level": {"place": LONDON, "item": "THB/lv", "command": COMMAND, "low": 5, "high": 9},
    "region": {"name": "Latgale", "command": COMMAND, "country": "LV", "inhabitants": 5},
    "closing": {"id": 2, "command": COMMAND, "place": DUBLIN, "closed": 1, "date": DAY},
    "withdrawal": {"id": 2, "command": COMMAND, "run": LV, "withdrawn": 1, "date": DAY},
    "seminar": {"place": SEMINAR, "command": COMMAND, "date": DAY, "cost": 1, "currency": "EUR"},
    "audience": {"seminar": SEMINAR, "command": COMMAND, "name": "pupils", "people": 5, "line": 1},
    "request": {"id": 3, "command": COMMAND, "place": DUBLIN, "date": DAY},
    "request_line": {"request": 3, "command": COMMAND, "item": "THB/ru", "quantity": 5},
    "cancellation": {"id": 2, "command": COMMAND, "request": 1, "cancelled": 1, "date": DAY},
    "entry": {
        "id": ENTRY,
        "command": COMMAND,
        "type": "count",
        "date": DAY,
        "position": ENTRY * STEP,
        "place": STORE,
        "is_full": 1,
    },
    "voided": {"entry": 1, "void": ENTRY},
    "movement": {
        "entry": ENTRY,
        "line": 1,
        "run": LV,
        "source": STORE,
        "destination": LOSS,
        "quantity": 1,
        "date": DAY,
        "position": ENTRY * STEP,
    },
    "shipment_cost": {"shipment": ENTRY, "item": "THB/lv", "cost": 1, "whole": 1, "currency": "EUR"},
    "handout_audience": {"handout": ENTRY, "name": "pupils", "people": 5},
    "count_line": {"count": ENTRY, "line": 1, "run": LV, "quantity": 5},
    "text": {"id": 9, "command": COMMAND, "note": "new"},
    "balance": {"place": LONDON, "run": RU, "date": DAY, "copies": 1, "came": 0},
    "monthly_flow": {
        "run": RU,
        "month": "2016-01",
        "printed": 0,
        "on_hand": 0,
        "in_transit": 0,
        "at_places": 0,
        "handed_out": 0,
        "loss": 0,
        "sent": 0,
        "used": 0,
    },
    "custody": {
        "place": LONDON,
        "run": 9,
        "shipped": 0,
        "in_transit": 0,
        "supplied": 0,
        "returned": 0,
        "handed_out": 0,
        "lost": 0,
        "moved_in": 0,
        "moved_out": 0,
    },
}
"""A row of each table that the next command of the fixture `world` could add."""


class Row(NamedTuple):
    """A row of a table."""

    table: str
    values: dict[str, Any]

    def sql(self, verb: str = "INSERT") -> str:
        """Return the statement that inserts it."""
        values = ", ".join(map(literal, self.values.values()))
        return f"{verb} INTO {self.table} ({', '.join(self.values)}) VALUES ({values})"


def literal(value: int | str | bytes | None) -> str:
    """Return a value as SQL."""
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "NULL" if value is None else str(value)


def row(table: str, **values: Any) -> Row:
    """Return the row of ROWS, with other values."""
    return Row(table, {**ROWS[table], **values})


def entry(kind: str, place: int, *moves: tuple[int, int, int, int], number: int = ENTRY, **values: Any) -> list[Row]:
    """Return an entry and its movements: run, source, destination and quantity of each.

    `values` are the entry's; date and position are its movements' too, and so is its shipment.
    """
    when = {"date": DAY, "position": number * STEP} | {
        key: values[key] for key in ("date", "position") if key in values
    }
    parcel = values.get("parcel", values.get("shipment", number if kind == "ship" else None))
    links = {key: value for key, value in values.items() if key != "parcel"}
    moved = [
        row(
            "movement",
            entry=number,
            line=line,
            run=run,
            source=source,
            destination=destination,
            quantity=quantity,
            shipment=parcel,
            **when,
        )
        for line, (run, source, destination, quantity) in enumerate(moves, 1)
    ]
    return [*moved, row("entry", id=number, type=kind, place=place, **{**when, "is_full": 0, **links})]


def whole(*rows: Row, **stated: Any) -> list[str]:
    """Return the statements of a whole command: the rows, and the row that closes it, which counts them."""
    entries = [added.values["id"] for added in rows if added.table == "entry"]
    movements = sum(added.table == "movement" for added in rows)
    facts = sum(added.table in FACTS for added in rows)
    counted = {
        "first_entry": min(entries, default=None),
        "last_entry": max(entries, default=None),
        "movements": movements,
        "facts": facts,
    }
    return [*(added.sql() for added in rows), row("command", **{**counted, **stated}).sql()]


FACTS = {
    "audience",
    "cancellation",
    "clock_fix",
    "closing",
    "count_line",
    "funding_grant",
    "grant_withdrawal",
    "handout_audience",
    "level",
    "place_detail",
    "region",
    "request",
    "request_line",
    "run_detail",
    "run_share",
    "seminar",
    "shipment_cost",
    "text",
    "undoing",
    "voided",
    "withdrawal",
}
"""The tables whose rows a command counts as facts."""


@contextmanager
def opened(clerk: Clerk) -> Iterator[sqlite3.Connection]:
    """Open the database with no settings but SQLite's own; each statement is committed at once."""
    with closing(sqlite3.connect(clerk.db, isolation_level=None)) as connection:
        yield connection


def wrote(clerk: Clerk, statements: Sequence[str], *, foreign_keys: bool = False) -> str | None:
    """Run the statements in one transaction; return the reason if they were refused, or None.

    The refused one must be the last statement or, for foreign keys, the COMMIT after it. All is rolled back then.
    """
    with opened(clerk) as connection:
        connection.execute(f"PRAGMA foreign_keys = {foreign_keys:d}")
        connection.execute("BEGIN")
        last = "COMMIT" if foreign_keys else statements[-1]
        for statement in [*statements, "COMMIT"]:
            try:
                connection.execute(statement)
            except sqlite3.Error as error:
                assert statement in (last, statements[-1]), f"{error}: {statement}"
                connection.execute("ROLLBACK")
                return str(error)
    return None


def picture(clerk: Clerk) -> dict[str, list[Any]]:
    """Return the content of all tables."""
    with opened(clerk) as connection:
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in ROWS}


RAISED = re.compile(r"\s*SELECT RAISE\(ABORT, '([^']*)'\)[^;]*;")
"""A rule of a trigger, with its words."""


def rules(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Return the rules of all triggers: the name of each trigger, with the words of each refusal in it."""
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    assert all(sql.count("RAISE") == len(RAISED.findall(sql)) for _, sql in rows)
    return {(name, words) for name, sql in rows for words in RAISED.findall(sql)}


def without_rule(clerk: Clerk, trigger: str, words: str) -> None:
    """Take one rule out of a trigger, and the trigger away when nothing is left of it."""
    with opened(clerk) as connection:
        (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", [trigger]).fetchone()
        left = RAISED.sub(lambda rule: "" if rule[1] == words else rule[0], sql)
        assert left != sql
        connection.execute(f"DROP TRIGGER {trigger}")
        if not re.search(r"BEGIN\s*END", left):
            connection.execute(left)


def without_triggers(clerk: Clerk) -> None:
    """Set all triggers aside, as is done while a ledger is restored."""
    with opened(clerk) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")


def without_check(clerk: Clerk, name: str) -> None:
    """Let a named CHECK pass everything."""
    with opened(clerk) as connection:
        ((table, sql),) = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE sql GLOB ?", [f"*CONSTRAINT {name} CHECK (*"]
        ).fetchall()
        before, _, after = sql.partition(f"CONSTRAINT {name} CHECK (")
        depth, at = 1, 0
        while depth:
            depth += {"(": 1, ")": -1}.get(after[at], 0)
            at += 1
        connection.execute("PRAGMA writable_schema = ON")
        changed = f"{before}CONSTRAINT {name} CHECK (1){after[at:]}"
        connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", [changed, table])


def place(code: str) -> str:
    """Return the SQL for a place's row."""
    return f"(SELECT id FROM place WHERE code = '{code}')"
