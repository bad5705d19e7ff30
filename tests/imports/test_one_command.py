"""An import is one command: rejected rows leave nothing behind."""

import csv
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.adapters import Particulars, parse_item
from tests.cli.sheets import sheet
from tests.cli.terminal import refusal
from tests.conftest import Clerk
from tests.imports.worlds import does, rejects_to
from tests.properties import few_or_many, over
from tests.store.rawly import opened
from tracker.imports.jobs import ImportRequest, Outcome
from tracker.imports.running import import_sheet
from tracker.ledger.backups import create_database
from tracker.ledger.catalogue import add_record
from tracker.ledger.places import NewPlace, add_place, close_place
from tracker.ledger.print_runs import NewPrintRun, log_print
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.model.quantities import Line
from tracker.reports import database

Rows = list[tuple[str, ...]]


def ledger_rows(path: Path) -> dict[str, list[Any]]:
    """Return all rows of all tables of a database, except the timestamps of commands."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        found = {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in tables}
        del found["_sqlite_migrations"]
        found["command"] = [row[:3] + row[4:] for row in found["command"]]
        return found


days = st.integers(1, 9).map(lambda day: f"2015-02-0{day}")
places = st.sampled_from(["p1", "p2", "p3", "p3", "s2", "new", "New place", "Embassy", "lost?"])
items = st.sampled_from(["B/lv", "B/lv", "B/ru", "B/lv/1", "B/lv/2", "B/en", "C/lv", "B/xx", "B/lv/9"])
quantities = st.integers(0, 60).map(str)
references = st.sampled_from(["", "", "", "r1", "r2"])
notes = st.sampled_from(["", "", "two boxes"])

SHEETS: dict[str, tuple[str, st.SearchStrategy[tuple[str, ...]]]] = {
    "shipments": (
        "date,place,item,quantity,store,reference,note,received_on",
        st.tuples(
            days, places, items, quantities, st.sampled_from(["", "", "s2"]), references, notes, st.just("") | days
        ),
    ),
    "returns": (
        "date,place,item,quantity,reference,note",
        st.tuples(days, places, items, quantities, references, notes),
    ),
    "handouts": (
        "date,place,item,quantity,reference,note",
        st.tuples(days, places, items, quantities, references, notes),
    ),
    "counts": (
        "date,place,item,quantity,reference,note",
        st.tuples(days, places, items, quantities, references, notes),
    ),
    "places": (
        "code,name,kind,country,city,status",
        st.tuples(
            st.sampled_from(["p1", "p2", "s2", "new", "other"]),
            st.sampled_from(["Embassy", "Library", "New", ""]),
            st.sampled_from(["embassy", "library", "store", "palace", ""]),
            st.sampled_from(["", "LV", "GB", "XX"]),
            st.sampled_from(["", "Ogre"]),
            st.sampled_from(["", "open", "closed"]),
        ),
    ),
    "print-runs": (
        "item,run,printed_on,quantity,store,cost,status,note",
        st.tuples(
            st.sampled_from(["B/lv", "B/ru", "B/en", "C/lv", "B/xx"]),
            st.sampled_from(["", "", "", "B/lv/3", "B/lv/9", "C/lv/1"]),
            days,
            quantities,
            st.sampled_from(["", "", "s2", "p1", "s9"]),
            st.sampled_from(["", "12.50", "-1"]),
            st.sampled_from(["", "active", "withdrawn"]),
            notes,
        ),
    ),
    "booklets": (
        "code,title,note",
        st.tuples(st.sampled_from(["B", "C", "D", "b c"]), st.sampled_from(["Booklet", "Other", ""]), notes),
    ),
}


@pytest.fixture(scope="module")
def blank() -> Iterator[Path]:
    """A ledger with two stores, two places with copies, one that closes, and print runs of two items."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "blank.db"
        create_database(path, NewPlace("s1", "First", "store", "LV"), "anna")
        does(path, add_place, NewPlace("s2", "Second", "store"))
        does(path, add_place, NewPlace("p1", "Embassy", "embassy", "GB"))
        does(path, add_place, NewPlace("p2", "Library", "library"))
        does(path, add_record, "booklet", {"code": "B", "title": "Booklet"})
        for item, copies in (("B/lv", 60), ("B/lv", 40), ("B/ru", 50)):
            log_print(path, NewPrintRun(parse_item(item), copies, "s1"), Particulars("anna", date(2015, 1, 1)))
        for place in ("p1", "p2"):
            lines = (Line(parse_item("B/lv"), 15), Line(parse_item("B/ru"), 10))
            log_shipment(path, Shipment(place, lines, received=True), Particulars("anna", date(2015, 1, 2)))
        does(path, add_place, NewPlace("p3", "School", "school"))
        does(path, close_place, "p3", date(2015, 2, 6), None)
        yield path


def write(path: Path, header: str, rows: Rows, lines: Iterable[int]) -> None:
    """Write these rows of a sheet, each with its number in an unused column."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([(*header.split(","), "number"), *((*rows[line], line) for line in lines)])


def imported(blank: Path, folder: Path, request: ImportRequest, rejected: Path) -> tuple[dict[str, list[Any]], Outcome]:
    """Import into a copy of the ledger; return its rows, and the outcome."""
    path = Path(shutil.copyfile(blank, folder / "ledger.db"))
    outcome = import_sheet(path, request._replace(rejects=rejects_to(rejected)))
    assert database.check(path)[0] == []
    return ledger_rows(path), outcome


def leaves_nothing_behind(blank: Path, folder: Path, request: ImportRequest, rows: Rows) -> None:
    """Assert that a sheet leaves the same ledger with its rejected rows as without, and the same after a dry run."""
    header, rejected = SHEETS[request.table][0], folder / "rejected.csv"
    write(request.file, header, rows, range(len(rows)))
    dry, outcome_of_dry_run = imported(blank, folder, request._replace(dry_run=True), folder / "none.csv")
    assert dry == ledger_rows(blank)
    found, outcome = imported(blank, folder, request, rejected)
    same = ("read", "recorded", "skipped", "rejected")
    assert all(getattr(outcome, name) == getattr(outcome_of_dry_run, name) for name in same)
    assert list(outcome.errors) == list(outcome_of_dry_run.errors)
    with rejected.open(encoding="utf-8", newline="") as stream:
        refused = {int(row["number"]) for row in csv.DictReader(stream)}
    assert len(refused) == outcome.rejected
    assert {error.line - 2 for error in outcome.errors} <= refused
    write(request.file, header, rows, (line for line in range(len(rows)) if line not in refused))
    without, outcome_without = imported(blank, folder, request, rejected)
    assert outcome_without.rejected == 0, outcome_without.errors
    assert without == found
    assert (len(found["command"]) > len(ledger_rows(blank)["command"])) == (outcome.recorded > 0)


@pytest.mark.slow
@pytest.mark.parametrize("table", SHEETS)
@pytest.mark.parametrize("sheets", few_or_many(3, 1_000))
def test_what_is_rejected_leaves_nothing_behind(blank: Path, table: str, sheets: int) -> None:
    """Three sheets of each table; a thousand in the long form."""

    @over(sheets)
    @given(rows=st.lists(SHEETS[table][1], min_size=1, max_size=10), create=st.booleans())
    def left(rows: Rows, create: bool) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            request = ImportRequest(table, folder / "sheet.csv", "anna", create_missing=create)
            leaves_nothing_behind(blank, folder, request, rows)

    left()


def test_what_the_database_rejects_as_a_whole_is_refused_in_a_sentence(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No row was refused, and none is recorded."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    monkeypatch.setattr("tracker.store.transactions.refuse_strangers", lambda _, **_missing: None)
    with opened(clerk) as stranger:
        stranger.execute("CREATE TRIGGER x BEFORE INSERT ON command BEGIN SELECT RAISE(ABORT, 'not today'); END")
    path = sheet(clerk, "date,place,item,quantity", "2015-02-01,london,THB/lv,1", "2015-02-02,dublin,THB/lv,2")
    rejects = clerk.db.with_name("rejected.csv")
    for words in ((), ("--rejects", rejects), ("--dry-run",)):
        assert refusal(clerk, "import", "shipments", path, *words) == "The database rejected the command: not today."
    assert not rejects.exists()
