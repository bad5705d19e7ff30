"""Shipments of a sheet dated before counts: the same as if each had been logged by its own command."""

import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.adapters import Particulars, import_in_sets, parse_item, parse_named, run
from tests.imports.worlds import new_database, rejects_to
from tests.properties import few_or_many, over
from tracker.errors import Refused
from tracker.imports import running
from tracker.imports.jobs import ImportRequest
from tracker.ledger.print_runs import NewPrintRun, log_print
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.model.quantities import Line
from tracker.reports import database


class Row(NamedTuple):
    """A row of the sheet."""

    day: int
    place: str
    item: str
    copies: int


ROWS = st.lists(
    st.builds(
        Row,
        day=st.integers(2, 24),
        place=st.sampled_from(["p1", "p2"]),
        item=st.sampled_from(["B/lv", "B/lv", "B/ru", "B/lv/2"]),
        copies=st.integers(1, 15),
    ),
    min_size=4,
    max_size=16,
)
OTHER_FIRST = [Row(2, "p1", "B/ru", 1), Row(2, "p1", "B/ru", 1), Row(5, "p1", "B/lv", 1), Row(5, "p1", "B/lv", 1)]
"""An item that was not counted comes first, then a counted one on the day of its count."""
COUNTS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                ("s1", "B/lv=25"),
                ("s1", "B/lv=25", "B/ru=20"),
                ("s1", "B/lv/1=10"),
                ("s1", "--full", "B/lv/1=12", "B/ru/1=30"),
                ("s1", "--full", "B/lv=30"),
                ("p1", "B/lv=3"),
                ("p2", "--full", "B/lv/1=2"),
            ]
        ),
        st.integers(5, 22),
    ),
    min_size=1,
    max_size=4,
)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a store that has four print runs of two items."""
    path = tmp_path_factory.mktemp("counted") / "blank.db"
    new_database(path)
    for item, copies, day in (("B/lv", 40, 1), ("B/lv", 30, 4), ("B/lv", 30, 9), ("B/ru", 60, 1)):
        log_print(path, NewPrintRun(parse_item(item), copies, "s1"), Particulars("anna", january(day)))
    return path


DIFFERENCES = """
    SELECT count, run, date, position, place, sum(copies) AS copies FROM (
        SELECT *, source AS place, -quantity AS copies FROM movement
        UNION ALL SELECT *, destination, quantity FROM movement
    ) WHERE count IS NOT NULL GROUP BY count, run, date, position, place
"""
"""The copies that each count took or gave, by run and place, including movements that adjust it."""

BALANCES = """
    SELECT place, run, date, copies FROM (
        SELECT *, lag(copies, 1, 0) OVER (PARTITION BY place, run ORDER BY date) AS former FROM balance
    ) WHERE copies <> former
"""
"""The copies at each place by date. A date with changes that cancel out may have a row, too."""


def january(day: int) -> date:
    return date(2015, 1, day)


def ledger_in(path: Path) -> Any:
    """Return all movements, the total adjustment of each count, and the copies at each place by date.

    The last of the rows recorded together records their whole change of a count.
    """
    with closing(sqlite3.connect(path)) as connection:
        return [
            connection.execute(f"SELECT {columns} FROM {rest} ORDER BY {columns}").fetchall()
            for columns, rest in (
                (
                    "entry, line, run, source, destination, quantity, date, position, shipment",
                    "movement WHERE count IS NULL",
                ),
                ("count, run, date, position, place, copies", f"({DIFFERENCES}) WHERE copies <> 0"),
                ("id, type, date, position, place, shipment", "entry"),
                ("place, run, date, copies", f"({BALANCES})"),
            )
        ]


@pytest.mark.slow
@pytest.mark.parametrize("sheets", few_or_many(4, 1_000, some=10))
def test_a_sheet_adjusts_counts_as_its_rows_would_one_after_the_other(blank: Path, tmp_path: Path, sheets: int) -> None:
    file, at_once, one_by_one = tmp_path / "sheet.csv", tmp_path / "at-once.db", tmp_path / "one-by-one.db"
    rejects = tmp_path / "rejects.csv"

    @over(sheets)
    @example(rows=OTHER_FIRST, counts=[(("s1", "B/lv=25"), 5)], received=False, in_sets=False)
    @given(rows=ROWS, counts=COUNTS, received=st.booleans(), in_sets=st.booleans())
    def compared(rows: list[Row], counts: list[Any], received: bool, in_sets: bool) -> None:
        shutil.copyfile(blank, at_once)
        for words, day in counts:
            run(["--db", str(at_once), "--clerk", "anna", "count", *words, "--date", january(day).isoformat()])
        shutil.copyfile(at_once, one_by_one)
        rejects.unlink(missing_ok=True)
        lines = [f"{january(row.day)},{row.place},{row.item},{row.copies},R{at}" for at, row in enumerate(rows)]
        file.write_text("\n".join(["date,place,item,quantity,reference", *lines]) + "\n", encoding="utf-8")
        with pytest.MonkeyPatch.context() as patched:
            import_in_sets(patched, 1 if in_sets else 10**9)
            request = ImportRequest("shipments", file, "anna", received=received, rejects=rejects_to(rejects))
            running.import_sheet(at_once, request)
        for row in sorted(rows, key=lambda row: row.day):
            line = Line(parse_named(row.item), row.copies)
            with suppress(Refused):
                log_shipment(
                    one_by_one, Shipment(row.place, (line,), received=received), Particulars("anna", january(row.day))
                )
        assert ledger_in(at_once) == ledger_in(one_by_one)
        assert database.check(at_once)[0] == []
        for path in (at_once, one_by_one):  # what the last one booked of counts for all others must stay
            with closing(sqlite3.connect(path)) as connection:
                (last,) = connection.execute("SELECT max(id) FROM entry WHERE type IN ('ship', 'count')").fetchone()
            run(["--db", str(path), "--clerk", "anna", "void", str(last), "--reason", "mistyped", "--yes"])
        assert ledger_in(at_once) == ledger_in(one_by_one)
        assert database.check(at_once)[0] == []

    compared()
