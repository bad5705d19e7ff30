"""Texts that no command wrote: `check` finds each of them, including unreadable ones."""

import sqlite3
from contextlib import suppress

import pytest

from tests.conftest import Clerk
from tests.faults.machine import sentence_of
from tests.properties import quick_first
from tests.store.rawly import opened

NOT_UTF8 = b"Latvijas v\xc4\x05stniec\xc4\xabba"
"""A name of which one byte was changed."""


def put(clerk: Clerk, table: str, column: str, stored: bytes) -> int:
    """Write those bytes as text into a row of the table, past the rules; return in how many there was one."""
    with opened(clerk) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        done = connection.execute(
            f"UPDATE {table} SET {column} = CAST(? AS TEXT) WHERE {column} = (SELECT max({column}) FROM {table})",
            [stored],
        )
        for _, sql in triggers:
            connection.execute(sql)
    return int(done.rowcount)


def test_a_damaged_text_is_found_by_check_and_told_by_all_others(clerk: Clerk, world: object) -> None:
    backup = clerk.db.with_name("whole.db")
    clerk.does("backup", backup)
    put(clerk, "place", "name", NOT_UTF8)
    answer = clerk("check")
    assert answer.code == 1
    assert "A row of table place has damaged text in name (not UTF-8): 'Latvijas v�" in answer.out
    refused = clerk("backup", clerk.db.with_name("b.db"))
    assert refused.code == 1
    assert "not UTF-8" in refused.err
    for words in (("stock", "--by", "place"), ("place", "list"), ("export", "places")):
        said = sentence_of(clerk(*words))
        assert said.endswith(" is damaged; run 'tracker restore BACKUP'.")
    damaged = clerk.db.with_name("damaged.db")
    damaged.write_bytes(clerk.db.read_bytes())
    assert "not UTF-8" in sentence_of(clerk("restore", damaged, "-y"), 1)
    clerk.does("restore", backup, "-y")
    clerk.does("check")
    clerk.does("place", "list")


@pytest.mark.parametrize(
    ("table", "column", "stored", "character"),
    quick_first(
        [
            ("place", "code", b"lon\x00don", "U+0000"),
            ("text", "note", "Rīga\u202e".encode(), "U+202E"),
            ("place", "name", b"Big\x1b[31m hall", "U+001B"),
            ("command", "clerk", b"anna\x07", "U+0007"),
            ("booklet", "title", b"One\nTwo", "U+000A"),
            ("text", "reference", b"2015\x00-7", "U+0000"),
        ],
        2,
    ),
)
def test_characters_that_commands_refuse_are_found(
    clerk: Clerk, world: object, table: str, column: str, stored: bytes, character: str
) -> None:
    assert put(clerk, table, column, stored)
    answer = clerk("check")
    assert answer.code == 1
    assert f"A row of table {table} has a character in {column} that commands do not accept ({character})" in answer.out
    assert clerk("backup", clerk.db.with_name("b.db")).code == 1


def test_texts_of_people_are_right(clerk: Clerk, world: object) -> None:
    for name in ("Ķīpsala", "Рига", "Big\u00a0hall", "Café 🙂"):
        clerk.does("place", "add", f"p{len(name)}", name, "--kind", "other", "--note", "👩\u200d💻 ok")
    clerk.does("check")


@pytest.mark.slow
def test_all_texts_are_looked_at(clerk: Clerk, world: object) -> None:
    """Each text is changed in turn: a rule or a reference forbids it, or it is found."""
    whole, found = clerk.db.read_bytes(), 0
    with opened(clerk) as connection:
        columns = connection.execute(
            "SELECT tables.name, field.name FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS field "
            "WHERE tables.type = 'table' AND tables.name NOT GLOB '*sqlite_*' AND field.type = 'TEXT'"
        ).fetchall()
    for table, column in columns:
        with suppress(sqlite3.IntegrityError):
            if put(clerk, table, column, NOT_UTF8):
                assert clerk("check").code == 1, (table, column)
                found += 1
        clerk.db.write_bytes(whole)
    assert found > 20
