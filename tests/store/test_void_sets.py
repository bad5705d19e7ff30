"""The proof of voids that are written as a set: what is tampered with is refused, and whatever the slow way refuses."""

import shlex
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Clerk, made_once
from tests.properties import few_or_many, over
from tests.store.test_twin import tables_of
from tracker.errors import TrackerError
from tracker.store import bulk, keys
from tracker.store.connection import BrokenRule, Database, Statement
from tracker.store.void_sets import VoidSet


@made_once
def arrived(clerk: Clerk) -> Clerk:
    """A clerk who sent and received parcels by a sheet, which is to be voided, between other entries."""
    sheet = clerk.db.with_name("sheet.csv")
    lines = "10,london,2\n11,dublin,3\n11,london,4\n12,liepaja,5\n"
    rows = "".join(f"2015-01-{day},{place},THB/lv,{n},2015-01-15\n" for day, place, n in _split(lines))
    sheet.write_text(f"date,place,item,quantity,received_on\n{rows}", encoding="utf-8")
    for words in (
        "print THB/lv 100 --date 2015-01-01",  # entry 1
        "print THB/ru 100 --date 2015-01-01",  # entry 2
        "ship london THB/lv=30 --received --date 2015-01-05",  # entries 3 and 4
        "ship dublin THB/lv=7 --date 2015-01-05",  # entry 5
        f"import shipments '{sheet.as_posix()}'",  # entries 6 to 13, shipments and receipts
        "handout london THB/lv=1 --date 2015-01-20",  # entry 14
    ):
        clerk.does(*shlex.split(words))
    return clerk


def _split(lines: str) -> list[list[str]]:
    return [line.split(",") for line in lines.splitlines()]


VOID = ("void", "6..13", "--reason", "mistyped", "--yes")
"""Records voids 15 to 18: each of a shipment, and of its receipt."""

TAMPERED = {
    "a copy more": "UPDATE movement SET quantity = quantity + 1 WHERE entry = 15 AND line = 1",
    "another run": "UPDATE movement SET run = 2 WHERE entry = 15",
    "another place": "UPDATE movement SET source = 8 WHERE entry = 16 AND source = 7",
    "another day": "UPDATE movement SET date = '2015-01-09' WHERE entry = 15 AND line = 1",
    "another position": "UPDATE movement SET position = position + 1 WHERE entry = 15 AND line = 1",
    "another parcel": "UPDATE movement SET shipment = 8 WHERE entry = 15",
    "of a count": "UPDATE movement SET count = 14 WHERE entry = 15 AND line = 1",
    "a line less": "DELETE FROM movement WHERE entry = 15 AND line = 1",
    "a line more": "INSERT INTO movement SELECT 15, 9, run, 5, 6, 1, date, position, NULL, NULL FROM movement LIMIT 1",
    "a line of another void": "UPDATE movement SET entry = 16, line = 9 WHERE entry = 15 AND line = 1",
    "nothing": "DELETE FROM movement WHERE entry = 15",
    "elsewhere": "UPDATE entry SET place = 7 WHERE id = 15",
    "on another day": "UPDATE entry SET date = '2015-01-09' WHERE id = 15",
    "at another place in time": "UPDATE entry SET position = position + 1 WHERE id = 15",
    "of another entry": "UPDATE entry SET voids = 5 WHERE id = 15",
    "of another parcel of the set": "UPDATE entry SET voids = iif(id = 15, 100, 6) WHERE voids IN (6, 8)",
    "of a receipt": "UPDATE entry SET voids = 7 WHERE id = 15",
    "no void": "UPDATE entry SET type = 'handout', voids = NULL WHERE id = 15",
    "a key": "UPDATE entry SET key = 'row' WHERE id = 15",
    "of another command": "UPDATE entry SET command = 1 WHERE id = 15",
    "gone": "DELETE FROM entry WHERE id = 18",
    "an entry more": "INSERT INTO entry (id, command, type, date, position, place) "
    "SELECT 19, command, 'handout', date, position + 1, place FROM entry WHERE id = 15",
    "a receipt left": "DELETE FROM voided WHERE entry = 7",
    "a shipment left": "DELETE FROM voided WHERE entry = 6",
    "a receipt undone by another void": "UPDATE voided SET void = 16 WHERE entry = 7",
    "a shipment undone by another void": "UPDATE voided SET void = 16 WHERE entry = 6",
    "another entry void, too": "INSERT INTO voided VALUES (5, 15)",
    "another receipt void, too": "INSERT INTO voided VALUES (4, 15)",
    "a void void, too": "INSERT INTO voided VALUES (15, 16)",
    "what is not there void, too": "INSERT INTO voided VALUES (99, 16)",
    "a line of a count": "INSERT INTO count_line (count, line, run, quantity) VALUES (15, 1, 1, 5)",
    "a cost": "INSERT INTO shipment_cost (shipment, item, cost, whole, currency) VALUES (15, 'THB/lv', 1, 1, 'EUR')",
}
"""What is wrong with the voids, and the statement that makes it so."""


@pytest.mark.slow
@pytest.mark.parametrize("statement", TAMPERED.values(), ids=TAMPERED)
def test_voids_of_a_set_that_are_tampered_with_are_not_recorded(
    arrived: Clerk, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    before = tables_of(arrived.db)
    _, fast = verdicts(arrived, monkeypatch, statement)
    assert fast
    assert tables_of(arrived.db) == before
    arrived.does("check")


def test_voids_of_a_set_are_recorded(arrived: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it would prove nothing that others are refused."""
    assert verdicts(arrived, monkeypatch, "SELECT 1") == (False, False)
    arrived.does("check")


VALUES = st.one_of(
    st.integers(0, 20), st.sampled_from(["NULL", "'2015-01-11'", "'2015-01-15'", "'void'", "'receive'", "'ship'"])
)
COLUMNS = {
    "movement": "entry line run source destination quantity date position shipment count",
    "entry": "id command type date position place shipment voids replaces restores key",
    "voided": "entry void",
}
CHANGES = [(table, column) for table, columns in COLUMNS.items() for column in columns.split()]


@pytest.mark.slow
@pytest.mark.parametrize("tries", few_or_many(8, 1000, some=60))
def test_what_the_slow_way_refuses_is_refused(arrived: Clerk, monkeypatch: pytest.MonkeyPatch, tries: int) -> None:
    """Whatever column of whatever row is changed, and whatever row is taken away."""
    content = arrived.db.read_bytes()

    @over(tries)
    @given(st.sampled_from(CHANGES), VALUES, st.integers(0, 7), st.booleans())
    def prove(change: tuple[str, str], value: object, row: int, is_removed: bool) -> None:
        table, column = change
        which = {"movement": "entry >= 15", "entry": "id >= 15", "voided": "void >= 15"}[table]
        keys = {"movement": "entry, line", "entry": "id", "voided": "entry"}[table]
        those = f"WHERE ({keys}) = (SELECT {keys} FROM {table} WHERE {which} ORDER BY {keys} LIMIT 1 OFFSET {row})"
        statement = f"DELETE FROM {table} {those}" if is_removed else f"UPDATE {table} SET {column} = {value} {those}"
        slow, fast = verdicts(arrived, monkeypatch, statement)
        assert fast or not slow, statement
        arrived.db.write_bytes(content)

    prove()


def verdicts(clerk: Clerk, monkeypatch: pytest.MonkeyPatch, statement: str) -> tuple[bool, bool]:
    """Void the sheet as a set, tampered with by the statement when it is to be proved; return which proofs refuse that.

    The first is the slow way, rule by rule and reference by reference; the second is that of the set.
    """
    slow, fast = True, True
    book, prove_alone = bulk.update_balances, VoidSet.prove_alone

    def tampered(database: Database, first: int, **how: Any) -> None:
        book(database, first, **how)
        with suppress(TrackerError):  # no table takes it
            database.apply([Statement(statement)])

    def both(of_set: VoidSet, database: Database, command: int) -> None:
        nonlocal slow, fast
        slow = any([is_refused(bulk.prove, database, command), is_refused(keys.prove, database, command)])
        fast = is_refused(prove_alone, of_set, database, command)
        prove_alone(of_set, database, command)

    with monkeypatch.context() as patched:
        patched.setattr("tracker.ledger.void_sets.FEWEST", 1)
        patched.setattr(bulk, "update_balances", tampered)
        patched.setattr(VoidSet, "prove_alone", both)
        answer = clerk(*VOID)
    assert answer.code == int(fast), answer.err
    return slow, fast


def is_refused(proof: Callable[..., None], *of: object) -> bool:
    """Return whether a proof fails."""
    try:
        proof(*of)
    except BrokenRule:
        return True
    return False
