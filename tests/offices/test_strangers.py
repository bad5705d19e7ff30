"""Whoever may write into the log could put anything there: what no command of this version does is not taken over."""

import zlib
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

from tests.adapters import Batch
from tests.offices.desks import Desk, join, log
from tests.offices.desks import riga as of_riga
from tests.offices.plain_log import PlainLog
from tests.store.test_twin import tables_of
from tracker import store
from tracker.offices import batches
from tracker.offices.batches import FORM, MOST_LINE, Packer, steps_in, upgrade_to
from tracker.store import void_sets
from tracker.store.columns import MOST_LETTERS
from tracker.store.shapes import shape_of
from tracker.store.steps import kind_of

__all__ = ["join", "log", "of_riga"]

Step = tuple[str, tuple[Any, ...]]

NOT_OURS = "it does what no command of this version does"
BROKEN = "it breaks a rule of the ledger"

ADDED: dict[str, tuple[Step, str]] = {
    "a table": (("CREATE TABLE x (y)", ()), NOT_OURS),
    "a trigger": (("CREATE TRIGGER x AFTER INSERT ON command BEGIN DELETE FROM fund; END", ()), NOT_OURS),
    "a setting": (("PRAGMA foreign_keys = OFF", ()), NOT_OURS),
    "a file": (("ATTACH 'x.db' AS x", ()), NOT_OURS),
    "an end": (("COMMIT", ()), NOT_OURS),
    "a savepoint": (("SAVEPOINT x", ()), NOT_OURS),
    "a question": (("SELECT 1", ()), NOT_OURS),
    "a replacement": (("INSERT OR REPLACE INTO fund (code, name) VALUES ('a', 'b')", ()), NOT_OURS),
    "another one": (("REPLACE INTO fund (code, name) VALUES ('a', 'b')", ()), NOT_OURS),
    "a figure": (("UPDATE movement SET quantity = 7", ()), NOT_OURS),
    "a code": (('UPDATE "place" SET "code" = ? WHERE "id" = ?', ("x", 6)), f"{NOT_OURS} (update place code)"),
    "by a text": (('DELETE FROM "place" WHERE "note" = ?', ("x",)), NOT_OURS),
    "all places": (("UPDATE place SET note = 'x'", ()), NOT_OURS),
    "all levels": (('DELETE FROM "level"', ()), NOT_OURS),
    "by another column": (('UPDATE "place" SET "note" = ? WHERE "is_store" = ?', ("x", 0)), NOT_OURS),
    "too much": (("INSERT INTO fund (code, name) SELECT a.id, b.id FROM entry a, entry b, entry c", ()), NOT_OURS),
    "two at once": (('DELETE FROM "fund" WHERE "code" = ?; COMMIT', ("x",)), NOT_OURS),
    "a sum": (('INSERT INTO "balance" ("place") VALUES (?)', (7,)), f"{NOT_OURS} (insert balance)"),
    "a command": (('DELETE FROM "command" WHERE "number" = ?', (1,)), NOT_OURS),
    "the store": (('DELETE FROM "setting" WHERE "name" = ?', ("x",)), NOT_OURS),
    "where the log is": (('INSERT INTO "log_cursor" ("id") VALUES (?)', (7,)), NOT_OURS),
    "what is here alone": (("INSERT INTO fund (code, name) SELECT 'x', file FROM backup", ()), NOT_OURS),
    "the schema": (("INSERT INTO fund (code, name) SELECT 'x', sql FROM sqlite_schema", ()), NOT_OURS),
    "the day": (("INSERT INTO fund (code, name) VALUES ('x', date('now'))", ()), NOT_OURS),
    "the moment": (("INSERT INTO fund (code, name) VALUES ('x', CURRENT_TIMESTAMP)", ()), NOT_OURS),
    "chance": (("INSERT INTO fund (code, name) VALUES ('x', random())", ()), NOT_OURS),
    "a library": (("INSERT INTO fund (code, name) VALUES ('x', load_extension('x'))", ()), NOT_OURS),
    "no end": (
        (
            "INSERT INTO fund (code, name) WITH RECURSIVE n AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT 1, 1 FROM n",
            (),
        ),
        NOT_OURS,
    ),
    "a comment": (("INSERT INTO fund (code, name) VALUES ('x', 'y') -- z", ()), NOT_OURS),
    "nonsense": (('INSERT INTO "x" ("y") VALUES (?)', (1,)), "it has what no command puts into y"),
    "too few": (('INSERT INTO "fund" ("code", "name") VALUES (?, ?)', ("a",)), "it has what no command puts into"),
    "a text": (("UPDATE text SET note = 'x' WHERE id = 1", ()), NOT_OURS),
    "an old command": (("INSERT INTO voided (entry, void) VALUES (?, ?)", (1, 1)), BROKEN),
    "nobody": (('DELETE FROM "place" WHERE "id" = ?', (5,)), BROKEN),
    "another's work": (('INSERT INTO "kind" ("code", "name") VALUES (?, ?)', ("x", "y")), "(fund add: adds kind)"),
}
"""What a stranger's batch does besides recording a command, and why that is refused."""


@pytest.fixture
def riga(of_riga: Desk) -> Desk:
    """An office with copies, and a note."""
    of_riga.does("print", "THB/lv", 100, "--note", "n")
    return of_riga


def last(log: PlainLog) -> Batch:
    *_, batch = log.since(5)
    return batch


def packed(steps: list[Step]) -> bytes:
    packer = Packer()
    for sql, parameters in steps:
        packer.add(sql, [parameters])
    return packer.body()


def forged(log: PlainLog, make: Callable[[Batch], Batch]) -> None:
    """Put another batch in the place of the last one of the log, as whoever may write there could."""
    batch = last(log)
    log.forget(batch.number)
    assert log.append(make(batch))


@pytest.fixture
def copy(riga: Desk, join: Callable[[str], Desk], log: PlainLog) -> Desk:
    """Another office, which has not seen the last command yet."""
    desk = join("london")
    riga.does("fund", "add", "amif", "AMIF")
    return desk


def holds(desk: Desk, why: str) -> None:
    """Hold that the last batch is not taken over, by any way."""
    before = tables_of(desk.db)
    said = desk.refused("print", "THB/lv", 1, code=3)
    assert said.startswith("Batch 7 of the log, sent under the name of ")
    assert why in said
    assert tables_of(desk.db) == before
    checked = desk("check")
    assert checked.code == 1
    assert "Batch 7 of the log, sent under the name of " in checked.out
    assert why in checked.out
    assert why in does_not_join(desk)


def does_not_join(desk: Desk) -> str:
    """Hold that no copy is made of the log, and return what is said."""
    said = desk.clerk.refused("--db", desk.db.with_name("fresh.db"), "join", "plain://log", code=3)
    assert sorted(file.suffix for file in desk.db.parent.iterdir()) == [".db", ".db", ".sqlite"]
    return said


@pytest.mark.slow
def test_a_strangers_batch_is_refused(copy: Desk, log: PlainLog) -> None:
    """With whatever it does besides recording a command as we do."""
    batch, before = last(log), copy.db.read_bytes()
    *steps, close = [(sql, tuple(row)) for sql, rows in steps_in(batch.body) for row in rows]
    for what, (step, why) in ADDED.items():
        forged(log, lambda batch, step=step: replace(batch, body=packed([*steps, step, close])))  # type: ignore[misc]
        said = copy.refused("sync", code=3)
        assert said.startswith("Batch 7 of the log, sent under the name of anna as of "), what
        assert why in said, what
        assert copy.db.read_bytes() == before, what
        assert why in does_not_join(copy), what
    holds(copy, why)


def closing(batch: Batch, column: str, value: object) -> Batch:
    """The batch with another value in the row of its command."""
    *steps, (sql, row) = [(sql, tuple(row)) for sql, rows in steps_in(batch.body) for row in rows]
    columns = sql.partition("(")[2].partition(")")[0].replace('"', "").split(", ")
    changed = tuple(value if name == column else old for name, old in zip(columns, row, strict=True))
    return replace(batch, body=packed([*steps, (sql, changed)]))


def instead(batch: Batch, name: str, *steps: Step) -> Batch:
    """The batch of another command, which does something else."""
    *_, close = [(sql, tuple(row)) for sql, rows in steps_in(closing(batch, "name", name).body) for row in rows]
    return replace(batch, body=packed([*steps, close]))


def fund(code: object, name: object) -> Step:
    return 'INSERT INTO "fund" ("code", "name") VALUES (?, ?)', (code, name)


def of_line(batch: Batch, line: str) -> Batch:
    """The batch with nothing but a line in it."""
    return replace(batch, body=FORM + zlib.compress(f"{line}\n".encode()))


FORGED: dict[str, tuple[Callable[[Batch], Batch], str]] = {
    "another clerk": (lambda batch: replace(batch, clerk="berta"), "it is not the command that it says it is"),
    "another moment": (
        lambda batch: replace(batch, moment="2015-01-01T00:00:00.000000Z"),
        "it is not the command that it says it is",
    ),
    "nothing": (lambda batch: replace(batch, body=packed([])), "it is not the command that it says it is"),
    "no batch": (lambda batch: replace(batch, body=b"x"), "it is no batch of tracker's"),
    "no json": (lambda batch: replace(batch, body=FORM + zlib.compress(b"x\n")), "it cannot be read"),
    "no steps": (lambda batch: replace(batch, body=FORM + zlib.compress(b"[1]\n")), "it is no batch of tracker's"),
    "too large numbers": (
        lambda batch: of_line(batch, '["DELETE FROM \\"place\\" WHERE \\"id\\" = ?", [9223372036854775808]]'),
        "it has a number that no command gives (id)",
    ),
    "no number": (
        lambda batch: of_line(batch, '["DELETE FROM \\"place\\" WHERE \\"id\\" = ?", [1.5]]'),
        "it has what no command puts into id",
    ),
    "lists": (
        lambda batch: of_line(batch, '["INSERT INTO \\"seminar\\" (\\"date\\") VALUES (?)", [[{}]]]'),
        "it has what no command puts into date",
    ),
    "no day": (
        lambda batch: of_line(batch, '["INSERT INTO \\"seminar\\" (\\"date\\") VALUES (?)", ["0000-01-01"]]'),
        "it has what no command puts into date",
    ),
    "no texts": (
        lambda batch: replace(
            batch, body=FORM + zlib.compress(b'["INSERT INTO \\"fund\\" (\\"name\\") VALUES (?)", ["\\ud800"]]\n')
        ),
        "it has a text with the letter U+D800 (name), which commands refuse",
    ),
    "a number alone": (lambda batch: replace(batch, body=FORM + zlib.compress(b"5\n")), "it is no batch of tracker's"),
    "an empty list": (lambda batch: replace(batch, body=FORM + zlib.compress(b"[]\n")), "it is no batch of tracker's"),
    "a long line": (
        lambda batch: replace(batch, body=FORM + zlib.compress(b" " * (MOST_LINE + (2 << 20)), 1)),
        "it is too large",
    ),
    "something behind": (lambda batch: replace(batch, body=batch.body + b"x"), "it is not complete"),
    "more removed": (lambda batch: closing(batch, "removed", 5), "it does not close just the facts that it states"),
    "more facts": (lambda batch: closing(closing(batch, "removed", 5), "facts", 5), BROKEN),
    "nobody": (
        lambda batch: closing(replace(batch, clerk=""), "clerk", ""),
        "it has a text that is empty, or has blanks around it",
    ),
    "no name": (lambda batch: closing(batch, "name", "a\x1b[31m"), "it has a text with the letter U+001B (name)"),
    "a clerk unseen": (
        lambda batch: closing(replace(batch, clerk="anna\u200b"), "clerk", "anna\u200b"),
        "it has a text with the letter U+200B (clerk), which commands refuse",
    ),
    "the first command": (
        lambda batch: closing(batch, "name", "init"),
        "no command of this version that records anything is called init",
    ),
    "no command": (lambda batch: closing(batch, "name", "fund steal"), "is called fund steal"),
    "another command": (lambda batch: closing(batch, "name", "ship"), f"{NOT_OURS} (ship: adds fund)"),
    "a redaction": (
        lambda batch: instead(batch, "redact", fund("x", "y")),
        f"{NOT_OURS} (redact: adds fund)",
    ),
    "nothing there": (
        lambda batch: instead(
            closing(batch, "facts", 1),
            "level set",
            ('INSERT INTO "item" ("booklet", "language") VALUES (?, ?)', ("THB", "xx")),
            ('INSERT INTO "level" ("place", "item", "command") VALUES (?, ?, ?)', (6, "THB/xx", batch.number)),
        ),
        BROKEN,
    ),
    "more behind": (
        lambda batch: replace(
            batch,
            body=packed([*((sql, tuple(row)) for sql, rows in steps_in(batch.body) for row in rows), fund("x", "y")]),
        ),
        "it goes on after its command",
    ),
    "no code": (lambda batch: instead(batch, "fund add", fund("a b", "c")), "it has what no command puts into code"),
    "a code unseen": (lambda batch: instead(batch, "fund add", fund("a\u200b", "c")), "the letter U+200B (code)"),
    "a tag": (lambda batch: instead(batch, "fund add", fund("a", "c\U000e0041")), "the letter U+E0041 (name)"),
    "an escape": (lambda batch: instead(batch, "fund add", fund("a", "c\x1b[31m")), "the letter U+001B (name)"),
    "a long text": (
        lambda batch: instead(batch, "fund add", fund("a", "c" * (MOST_LETTERS + 1))),
        "it has a text of more than 131072 letters (name)",
    ),
    "a number": (lambda batch: instead(batch, "fund add", fund(7, "c")), "it has what no command puts into code"),
    "a huge number": (
        lambda batch: instead(
            batch,
            "level set",
            (
                'INSERT INTO "level" ("place", "item", "command", "low", "high") VALUES (?, ?, ?, ?, ?)',
                (6, "THB/lv", batch.number, 10**18, 10**18),
            ),
        ),
        "it has a number that no command gives (low)",
    ),
    "a part": (lambda batch: replace(batch, body=batch.body[:-9]), "it "),
    "an upgrade": (lambda batch: replace(batch, body=upgrade_to(1)), "it upgrades to schema 1, from which"),
    "another schema": (lambda batch: replace(batch, schema=0), "it is of another schema"),
}


@pytest.mark.slow
def test_so_is_one_that_is_not_what_it_says(copy: Desk, log: PlainLog) -> None:
    batch, before = last(log), copy.db.read_bytes()
    for what, (make, why) in FORGED.items():
        forged(log, lambda _, make=make: make(batch))  # type: ignore[misc]
        assert why in copy.refused("sync", code=3), what
        assert copy.db.read_bytes() == before, what
        assert why in does_not_join(copy), what
    forged(log, lambda _: replace(batch, body=b"x"))
    holds(copy, "it is no batch of tracker's")


def test_a_small_batch_does_not_become_a_large_one(
    copy: Desk, riga: Desk, log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does an office send one that others would not take over."""
    monkeypatch.setattr(batches, "MOST_FREELY", 10_000)
    batch = last(log)
    forged(log, lambda _: replace(batch, body=FORM + zlib.compress(b'["UPDATE fund SET name = name"]\n' * 50_000)))
    assert "it is too large" in copy.refused("sync", code=3)
    forged(log, lambda _: batch)
    assert "are too long to be shared" in riga.refused("print", "THB/lv", 1, "--note", "a" * 100_000)
    monkeypatch.setattr(batches, "MOST_BODY", 100)
    assert "is too long to be shared with other offices; import the sheet in parts." in riga.refused(
        "print", "THB/lv", 1
    )
    assert log.last() == 7


def test_what_comes_before_a_strangers_batch_is_taken_over(riga: Desk, copy: Desk, log: PlainLog) -> None:
    riga.does("fund", "add", "other", "Other")
    forged(log, lambda batch: replace(batch, body=b"x"))
    assert copy.refused("sync", code=3).startswith("Batch 8 of the log, sent under the name of anna as of ")
    assert [fund["code"] for fund in copy.reads("fund", "list")] == ["amif"]
    assert copy.reads("info")["log_command"] == 7


@pytest.mark.slow
def test_who_keeps_the_log_removes_what_is_not_taken_over(copy: Desk, log: PlainLog) -> None:
    """Only that, and what follows it."""
    forged(log, lambda batch: replace(batch, body=b"x"))
    log.append(replace(last(log), number=8, id="y"))
    copy_of_7 = copy.db.read_bytes()
    assert "sent under the name of" in copy.refused("sync", code=3)
    assert "It is batch 7 that is not taken over, not 8" in copy.refused("share", "plain://log", "--drop", 8)
    assert "is not shared at plain://other" in copy.refused("share", "plain://other", "--drop", 7)
    said = copy.does("share", "plain://log", "--drop", 7).out
    assert said == "Batch 7 and what followed it are removed from the log at plain://log.\n"
    assert (log.last(), copy.db.read_bytes()) == (6, copy_of_7)
    assert "This copy has taken over all of the log" in copy.refused("share", "plain://log", "--drop", 7)
    assert copy.logs("print", "THB/lv", 1)["command"] == 7
    assert copy.does("check").out.startswith("OK")


def test_what_took_the_place_of_what_is_not_taken_over_is_not_removed(copy: Desk, log: PlainLog) -> None:
    """Since another who keeps the log was faster, and another office recorded then."""
    good = last(log)
    forged(log, lambda batch: replace(batch, id="bad", body=b"x"))

    def replaced(number: int) -> None:
        log.forget(number)
        assert log.append(good)

    log.cutting = replaced
    assert copy.refused("share", "plain://log", "--drop", 7) == (
        "Batch 7 of the log is another one by now; nothing was removed. Run 'tracker sync' to see whether it is taken "
        "over."
    )
    assert last(log) == good
    copy.does("sync")
    assert "This copy has taken over all of the log" in copy.refused("share", "plain://log", "--drop", 7)


def test_what_is_written_out_is_known() -> None:
    """A statement that commands make, and that copies refuse, would stop all offices."""
    for module in iter_modules(store.__path__):
        for value in vars(import_module(f"tracker.store.{module.name}")).values():
            if isinstance(value, str) and kind_of(value) == "step" and value not in void_sets.ALONE:
                assert shape_of(value) is not None, (module.name, value)


def test_nor_is_sent_what_others_do_not_take_over(riga: Desk, log: PlainLog) -> None:
    """What the other end refuses, this one refuses before."""
    before = riga.db.read_bytes()
    said = riga.refused("amend", 1, "--note", "a" * (MOST_LETTERS + 1))
    assert said == (
        "Other offices would not take over what this command records: "
        "it has a text of more than 131072 letters (note); nothing was recorded."
    )
    assert (log.last(), riga.db.read_bytes()) == (6, before)
    riga.does("amend", 1, "--note", "a" * MOST_LETTERS)
    assert log.last() == 7
