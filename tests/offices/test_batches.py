"""Batches that no office applies: damaged ones, and those of an unknown version."""

import json
import zlib
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from tests.adapters import Batch
from tests.offices.desks import Desk, join, log, riga, url_of
from tests.offices.plain_log import PlainLog
from tests.store.test_twin import tables_of
from tracker import __version__

__all__ = ["join", "log", "riga"]

Text = dict[str, Any]

NEWER = f" was recorded with tracker 9.8.7, but this is {__version__}; install tracker 9.8.7 or later."


@pytest.fixture
def london(riga: Desk, join: Callable[[str], Desk]) -> Desk:
    """An office that has a booklet, a shipment and a count; Riga then records command 9, a shipment."""
    riga.does("print", "THB/lv", 500, "--date", "2015-01-01")
    riga.does("ship", "london", "THB/lv=50", "--date", "2015-01-02", "--received")
    riga.does("count", "london", "THB/lv=50", "--date", "2015-01-05")
    london = join("london")
    riga.does("ship", "dublin", "THB/lv=5", "--date", "2015-01-06", "--note", "n", "--received")
    return london


def text_of(batch: Batch) -> Text:
    found: Text = json.loads(zlib.decompress(batch.body))
    return found


def with_text(batch: Batch, text: Text | bytes) -> Batch:
    """Return the batch with another text, as a program would send it."""
    raw = text if isinstance(text, bytes) else json.dumps(text, ensure_ascii=False).encode()
    return Batch(batch.number, sha256(raw).hexdigest(), batch.prev, zlib.compress(raw))


DAMAGED: dict[str, Callable[[Batch], Batch]] = {
    "empty": lambda batch: batch._replace(body=b""),
    "cut off": lambda batch: batch._replace(body=batch.body[:-9]),
    "a bit": lambda batch: batch._replace(body=batch.body[:30] + bytes([batch.body[30] ^ 1]) + batch.body[31:]),
    "another id": lambda batch: batch._replace(id=batch.id[::-1]),
    "no JSON": lambda batch: with_text(batch, b"changes"),
    "deep JSON": lambda batch: with_text(batch, b"[" * 100_000),
    "no object": lambda batch: with_text(batch, b"[1]"),
    "no changes": lambda batch: with_text(batch, {"version": "0.3.0", "prev": batch.prev}),
}


@pytest.mark.slow
def test_a_damaged_batch_is_named_and_the_log_started_again(riga: Desk, london: Desk, log: PlainLog) -> None:
    (batch,) = log.since(8)
    before = tables_of(london.db)
    for how, damaged in DAMAGED.items():
        log.add(damaged(batch))
        said = london.refused("sync", code=3)
        assert said == (
            "Command 9 is damaged in the log; the owner restarts the log with 'tracker share URL --from-copy'."
        ), how
        assert tables_of(london.db) == before, how
    riga.does("share", url_of("riga"), "--from-copy", "--yes")
    london.does("join", url_of("london"))
    assert tables_of(london.db) == tables_of(riga.db)


def changed(**changes: Any) -> Callable[[Text], Text]:
    return lambda text: text | changes


def with_change(change: list[Any]) -> Callable[[Text], Text]:
    return lambda text: text | {"changes": [change, *text["changes"]]}


def with_cells(table: str, column: str, value: Any) -> Callable[[Text], Text]:
    """Put a value into the first row of a table."""

    def made(text: Text) -> Text:
        for act, name, columns, rows in text["changes"]:
            if (act, name) == ("add", table):
                rows[0][columns.index(column)] = value
        return text

    return made


UNKNOWN: dict[str, Callable[[Text], Text]] = {
    "form": changed(signature="x"),
    "act": with_change(["merge", "fund", ["code"], [["x"]]]),
    "change": with_change(["add", "fund"]),
    "table": with_change(["add", "region", ["name"], [["Latgale"]]]),
    "local table": with_change(["add", "setting", ["name", "value"], [["x", "y"]]]),
    "booked table": with_change(["add", "balance", ["place", "run", "date", "copies"], [[5, 1, "2015-01-01", 9]]]),
    "column": with_change(["add", "fund", ["code", "name", "url"], [["x", "X", "x"]]]),
    "generated column": with_change(["add", "item", ["booklet", "language", "code"], [["THB", "ru", "THB/ru"]]]),
    "too few values": with_change(["add", "fund", ["code", "name"], [["x"]]]),
    "a list in a cell": with_change(["add", "fund", ["code", "name"], [["x", ["X"]]]]),
    "key": with_change(["change", "fund", ["name", "code"], [["x", "X"]]]),
    "schema": with_change(["upgrade", 999]),
}


def test_what_this_version_does_not_know_asks_for_an_upgrade(london: Desk, log: PlainLog) -> None:
    """And reading goes on; nothing is ever dropped because of it."""
    (batch,) = log.since(8)
    before = tables_of(london.db)
    for what, unknown in UNKNOWN.items():
        log.add(with_text(batch, unknown(text_of(batch) | {"version": "9.8.7"})))
        for words in (["sync"], ["fund", "add", "x", "X"]):
            said = london.refused(*words, code=3)
            assert said == f"Command 9{NEWER}", what
        assert tables_of(london.db) == before, what
    assert london.reads("stock")[0]["on_hand"] == 450


BREAKING: dict[str, Callable[[Text], Text]] = {
    "a place short": with_cells("movement", "quantity", 5_000),
    "a dangling reference": with_cells("entry", "place", 99),
    "another number": with_cells("command", "number", 12),
    "a count contradicted": with_cells("movement", "date", "2015-01-04"),
    "an invisible letter": with_change(["add", "fund", ["code", "name"], [["x", "X\u200b"]]]),
    "a control letter": with_cells("text", "note", "n\u001b"),
    "a text for a number": with_cells("movement", "quantity", "five"),
    "a change of what stays": with_change(["change", "entry", ["id", "place"], [[1, 6]]]),
    "a row that is not there": with_change(["change", "fund", ["code", "name"], [["none", "N"]]]),
    "a removal of what stays": with_change(["remove", "command", ["number"], [[7]]]),
    "the command not last": lambda text: text | {"changes": text["changes"][::-1]},
}


@pytest.mark.slow
def test_a_batch_that_breaks_a_rule_is_not_applied(london: Desk, log: PlainLog) -> None:
    """By a newer program, which may not have the rule, it asks for an upgrade."""
    (batch,) = log.since(8)
    before = tables_of(london.db)
    fresh = Desk(london.clerk, london.db.with_name("fresh.db"))
    for how, breaking in BREAKING.items():
        for version, asks in (("0.3.0", "of the log breaks a rule ("), ("9.8.7", NEWER)):
            log.add(with_text(batch, breaking(text_of(batch) | {"version": version})))
            said = london.refused("sync", code=3)
            assert said.startswith("Command 9 "), (how, said)
            assert asks in said, how
            assert tables_of(london.db) == before, how
        said = fresh.refused("join", url_of("fresh"), code=3)
        assert "Command 9 " in said or "The ledger made from the log at " in said, (how, said)
        assert not fresh.db.exists(), how


def test_one_of_many_is_named_and_what_comes_before_it_is_applied(riga: Desk, london: Desk, log: PlainLog) -> None:
    riga.does("fund", "add", "amif", "AMIF")
    (_, batch) = log.since(8)
    log.add(with_text(batch, BREAKING["another number"](text_of(batch))))
    assert london.refused("sync", code=3).startswith("Command 10 of the log breaks a rule (")
    assert london.reads("info")["log_command"] == 9
