"""Rows that belong to no command: a program that does not check foreign keys can leave them; they count nowhere."""

from pathlib import Path

import pytest

from tests.conftest import Clerk
from tests.golden.cases import EXPORTS
from tests.reports.tampering import found, inserted
from tests.store.rawly import opened, place

OPEN = 37
"""The number of the command that is never closed."""

AT = {"date": "'2015-02-12'", "position": "(SELECT position FROM entry WHERE id = 17)"}

REPORTS = (
    *("info", "stock", "stock --by run", "stock --by place", "stock --known-at 2999-01-01", "shipments", "log"),
    *("trace THB/lv", "trace THB/ru/1", "place list", "place show london", "booklet list", "run list"),
    *("run show THB/lv/1", "request list", "seminar list", "fund list", "report distribution", "report coverage"),
    *("report funding", "report seminars --by year", "report seminars --by audience", "report runout"),
)

DELETED = {
    "movement": "entry > 22",
    "voided": "void > 22",
    "count_line": "count > 22",
    "shipment_cost": "shipment > 22",
    "handout_audience": "handout > 22",
    "text": "command > 36",
    "cancellation": "command > 36",
    "entry": "command > 36",
    "request_line": "command > 36",
    "request": "command > 36",
    "closing": "command > 36",
    "withdrawal": "command > 36",
    "grant_withdrawal": "command > 36",
    "funding_grant": "command > 36",
    "run_share": "command > 36",
    "run_detail": "command > 36",
    "place_detail": "command > 36",
    "level": "command > 36",
    "audience": "command > 36",
    "seminar": "command > 36",
    "clock_fix": "command > 36",
    "undoing": "command > 36",
    "place": "command > 36",
    "booklet": "command > 36",
}
"""The tables that can have rows of no command, and which rows these are; what refers to others is deleted first."""

STATEMENTS = [f"DELETE FROM {table} WHERE {which};" for table, which in DELETED.items()]

LEFT = (
    inserted("place", id=50, code="'riga'", name="'Riga'", is_store=0, command=OPEN),
    inserted("place_detail", place=50, command=OPEN, kind="'school'", country="'LV'"),
    inserted("place_detail", place=place("london"), command=OPEN, kind="'school'", country="'LV'"),
    inserted("booklet", code="'ABC'", title="'Alphabet'", command=OPEN),
    inserted("movement", entry=23, line=1, run=1, source=place("store"), destination=2, quantity=5, **AT),
    inserted("movement", entry=24, line=1, run=1, source=1, destination=place("store"), quantity=5, **AT),
    inserted("movement", entry=25, line=1, run=1, source=place("london"), destination=2, quantity=3, count=10, **AT),
    inserted("entry", id=23, command=OPEN, type="'handout'", place=place("store"), **AT),
    inserted("entry", id=24, command=OPEN, type="'print'", place=place("store"), **AT),
    inserted("entry", id=25, command=OPEN, type="'count'", place=place("london"), is_full=1, **AT),
    inserted("entry", id=26, command=OPEN, type="'void'", place=place("london"), voids=4, **AT),
    inserted("entry", id=27, command=OPEN, type="'receive'", place=place("dublin"), shipment=12, **AT),
    inserted("count_line", count=25, line=1, run=1, quantity=7),
    inserted("voided", entry=4, void=26),
    inserted("text", command=OPEN, entry=4, note="'never mind'"),
    inserted("closing", command=OPEN, place=place("dublin"), closed=1, date="'2015-01-01'"),
    inserted("withdrawal", command=OPEN, run=1, withdrawn=1, date="'2015-01-01'"),
    inserted("request", id=3, command=OPEN, place=place("london"), date="'2015-01-01'"),
    inserted("request_line", request=3, command=OPEN, item="'THB/lv'", quantity=400),
    inserted("cancellation", request=1, command=OPEN, cancelled=1, date="'2015-01-01'"),
    inserted("funding_grant", command=OPEN, fund="'riga'", year=2015, until=2015, amount=1, currency="'EUR'"),
    inserted("grant_withdrawal", funding_grant=1, command=OPEN),
    inserted("run_detail", run=1, command=OPEN, printer="'Another'"),
    inserted("level", place=place("london"), item="'THB/lv'", command=OPEN, low=500, high=500),
    inserted("run_share", run=1, command=OPEN, fund="'riga'", share=10000),
    inserted("shipment_cost", shipment=23, item="'THB/lv'", cost=99, whole=99, currency="'EUR'"),
    inserted("seminar", place=place("talsi"), command=OPEN, date="'2014-01-01'"),
    inserted("audience", seminar=place("talsi"), command=OPEN, name="'teachers'", people=99, line=1),
    inserted("handout_audience", handout=23, name="'pupils'", people=99),
    inserted("clock_fix", fixed=20, command=OPEN, moment="'2015-01-01T00:00:00.000000Z'"),
    inserted("undoing", undone=20, command=OPEN),
)

LEFT_SAID = [
    f"Rows of table {table} belong to no command; to delete them, run: {statement}"
    for table, statement in zip(DELETED, STATEMENTS, strict=True)
]


@pytest.fixture
def left(eventful: Clerk) -> Clerk:
    """A clerk in whose file a command was begun and never closed."""
    leave(eventful)
    return eventful


def leave(clerk: Clerk) -> None:
    """Leave the rows of a command that is never closed, with all that protects the file in place."""
    with opened(clerk) as connection:
        connection.execute("BEGIN")
        for statement in LEFT:
            connection.execute(statement)
        connection.execute("COMMIT")


def everything(clerk: Clerk) -> list[str]:
    """Return all that the file holds, as SQL."""
    with opened(clerk) as connection:
        return list(connection.iterdump())


def told(clerk: Clerk, folder: Path) -> dict[str, str]:
    """Return all that the reports say, and the tables that are exported."""
    said = {words: clerk.does(*words.split()).out for words in (*REPORTS, *(f"export {table}" for table in EXPORTS))}
    clerk.does("export", "--all", folder)
    return said | {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.csv")}


def test_each_table_with_rows_of_no_command_is_named(left: Clerk) -> None:
    said = found(left)
    assert [each for each in said if not each.endswith("a missing row of table command.")] == LEFT_SAID
    assert len(said) == len(LEFT_SAID) + 22


@pytest.mark.slow
def test_no_report_counts_them(eventful: Clerk, tmp_path: Path) -> None:
    before = told(eventful, tmp_path / "before")
    leave(eventful)
    assert told(eventful, tmp_path / "after") == before


@pytest.mark.parametrize("foreign_keys", ["ON", "OFF"])
def test_the_statements_delete_them_and_nothing_else(eventful: Clerk, foreign_keys: str) -> None:
    before = everything(eventful)
    leave(eventful)
    delete(eventful, foreign_keys)
    eventful.does("check")
    assert everything(eventful) == before


def delete(clerk: Clerk, foreign_keys: str = "OFF") -> None:
    """Carry out the statements that `check` gives, one after the other."""
    with opened(clerk) as connection:
        connection.execute(f"PRAGMA foreign_keys = {foreign_keys}")
        for statement in STATEMENTS:
            connection.execute(statement)


def test_nothing_is_recorded_before_they_are_deleted(left: Clerk) -> None:
    assert left.refused("handout", "london", "THB/ru=1") == (
        f"Another program left rows in {left.db} that belong to no command; nothing can be recorded "
        f"until you delete them: {' '.join(STATEMENTS)}"
    )
    delete(left)
    left.does("handout", "london", "THB/ru=1")
