"""Importing set-wise comes to what importing row by row comes to, to the last column."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Clerk
from tests.properties import few_or_many, over
from tracker.errors import Refused
from tracker.imports import bulk_shipments, engine
from tracker.imports.outcome import ImportRequest, Outcome
from tracker.ledger.booklets import add_booklet
from tracker.ledger.database import create_database
from tracker.ledger.places import NewPlace, add_place
from tracker.ledger.print_runs import NewPrintRun, log_print
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.model.codes import parse_item
from tracker.model.entries import Particulars
from tracker.model.quantities import Line
from tracker.reports import database
from tracker.store.connection import BrokenRule
from tracker.store.loading import add, book, triggers_aside
from tracker.store.transactions import writing

HEADER = "date,place,item,quantity,store,reference,carrier,note,received_on"
DAYS = st.integers(1, 28).map(lambda day: f"2015-02-{day:02d}")
ROW = st.tuples(
    DAYS,
    st.sampled_from(["p1", "p2", "Embassy"]),
    st.sampled_from(["B/lv", "B/ru", "b/LV", "B/lv/1", "B/lv/2"]),
    st.integers(1, 6).map(str),
    st.sampled_from(["", "", "", "", "s1", "s2", "p1"]),
    st.sampled_from(["", "", "", "r1", "r2", "R3", "r3"]),
    st.sampled_from(["", "post"]),
    st.sampled_from(["", "", "Rēzekne", "two boxes"]),
    st.one_of(st.just(""), DAYS),
)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with two stores, two places, and five print runs of two items."""
    path = tmp_path_factory.mktemp("bulk") / "blank.db"
    create_database(path, NewPlace("s1", "First", "store", "LV"))
    add_place(path, NewPlace("s2", "Second", "store"))
    add_place(path, NewPlace("p1", "Embassy", "embassy", "GB"))
    add_place(path, NewPlace("p2", "Library", "library"))
    add_booklet(path, "B", "Booklet", None)
    runs = [
        ("B/lv", 60, "s1", 1),
        ("B/lv", 60, "s1", 9),
        ("B/lv", 40, "s2", 3),
        ("B/ru", 90, "s1", 1),
        ("B/ru", 9, "s2", 2),
    ]
    for item, copies, store, day in runs:
        printing = NewPrintRun(parse_item(item), copies, store)
        log_print(path, printing, Particulars("anna", february(day)))
    return path


def february(day: int) -> date:
    return date(2015, 2, day)


def imported(blank: Path, sheet: Path, earlier: list[tuple[str, int, int]], *, at_once: bool, received: bool) -> Any:
    """What becomes of a ledger, and what is said, when the sheet is imported."""
    path = sheet.with_name(f"{at_once}.db")
    shutil.copyfile(blank, path)
    for item, copies, day in earlier:
        try:
            log_shipment(path, Shipment("p2", (Line(parse_item(item), copies),)), Particulars("anna", february(day)))
        except Refused:
            continue
    found: list[Outcome | str] = []
    fewest, bulk_shipments.FEWEST = bulk_shipments.FEWEST, 1 if at_once else 10**9
    try:
        outcome = engine.import_sheet(path, ImportRequest("shipments", sheet, "anna", received=received))
        found.append(replace(outcome, entries=tuple(outcome.entries)))
    except Refused as refusal:
        found.append(str(refusal))
    finally:
        bulk_shipments.FEWEST = fewest
    assert database.check(path)[0] == []
    return rows_of(path), found


def rows_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The ledger, without what is made of the moment and of chance."""
    with closing(sqlite3.connect(path)) as connection:
        queries = {
            "entry": "SELECT id, type, date, position, place, shipment, voids, replaces, request, reference, carrier, "
            "reason, note, lines, CASE WHEN key LIKE 'import-%' THEN key END, asked, recorded_by "
            "FROM entry ORDER BY id",
            "movement": "SELECT * FROM movement ORDER BY entry, line",
            "balance": "SELECT * FROM balance ORDER BY place, run, date",
            "monthly_flow": "SELECT * FROM monthly_flow ORDER BY run, month",
        }
        rising = connection.execute("SELECT recorded_at FROM entry ORDER BY id").fetchall()
        assert rising == sorted(set(rising))
        return {name: connection.execute(sql).fetchall() for name, sql in queries.items()}


EARLIER = st.tuples(st.sampled_from(["B/lv", "B/ru"]), st.integers(1, 40), st.integers(10, 28))


@pytest.mark.parametrize("sheets", few_or_many(20, 1_000))
def test_it_comes_to_the_same(blank: Path, tmp_path: Path, sheets: int) -> None:
    """Twenty sheets; a thousand in the long form."""
    sheet = tmp_path / "sheet.csv"

    @over(sheets)
    @given(rows=st.lists(ROW, min_size=1, max_size=14), earlier=st.lists(EARLIER, max_size=3), received=st.booleans())
    def compared(rows: list[tuple[str, ...]], earlier: list[tuple[str, int, int]], received: bool) -> None:
        sheet.write_text("\n".join([HEADER, *map(",".join, rows)]) + "\n", encoding="utf-8")
        one_by_one = imported(blank, sheet, earlier, at_once=False, received=received)
        assert imported(blank, sheet, earlier, at_once=True, received=received) == one_by_one

    compared()


@pytest.mark.parametrize(
    "rows",
    [
        ("2015-02-10,p1,B/lv,5,,R1,,,", "2015-02-10,p1,B/ru,5,s1,R1,,,"),
        ("2015-02-10,p1,B/lv,5,s1,R1,,,", "2015-02-10,p1,B/ru,5,,R1,,,"),
        ("2015-02-10,p1,B/lv,5,,' R1,' post,' =x,", "2015-02-10,p1,B/ru,5,,' =R1,' +post,'  ,"),
    ],
)
def test_what_is_told_in_part_or_behind_a_mark_comes_to_the_same(
    blank: Path, tmp_path: Path, rows: tuple[str, ...]
) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    one_by_one = imported(blank, sheet, [], at_once=False, received=True)
    assert imported(blank, sheet, [], at_once=True, received=True) == one_by_one


def test_progress_goes_to_the_end_and_no_further(blank: Path, tmp_path: Path) -> None:
    path, sheet = Path(shutil.copyfile(blank, tmp_path / "ledger.db")), tmp_path / "sheet.csv"
    lines = [f"2015-02-10,p1,{('B/lv', 'B/ru')[at % 2]},1,,R{at // 2},,," for at in range(50)]
    sheet.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    told: list[int] = []

    @contextmanager
    def progress(_title: str, rows: int) -> Iterator[Callable[[int], None]]:
        told.append(-rows)
        yield told.append

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(bulk_shipments, "FEWEST", 1)
        patched.setattr(bulk_shipments, "_CHUNK", 7)
        engine.import_sheet(path, ImportRequest("shipments", sheet, "anna", received=True, progress=progress))
    assert sum(told) == 0
    assert len(told) > 3


def test_a_plain_sheet_is_recorded_at_once(blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else all of this would prove nothing."""
    monkeypatch.setattr("tracker.imports.entries.shipments", None)
    monkeypatch.setattr(engine._Run, "_one", None)
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(
        f"{HEADER}\n2015-02-11,p1,B/lv,70,,r1,post,,2015-02-14\n2015-02-11,p1,B/ru,5,,r1,post,,2015-02-14\n"
        "2015-02-10,Library,B/lv/3,9,s2,,,Rēzekne,\n",
        encoding="utf-8",
    )
    after, said = imported(blank, sheet, [], at_once=True, received=False)
    assert len(after["movement"]) == 5 + 1 + 6
    assert said[0].recorded == 3
    assert list(said[0].entries) == [6, 7, 8]


def add_shipment(path: Path, **wrong: int) -> None:
    """Add a shipment without a look at what it refers to, as an import does; some of that may be wrong."""
    entry = {"id": 6, "type": "ship", "date": "2015-02-20", "position": 0, "of": 7, "of_shipment": None}
    told = {"reference": None, "carrier": None, "note": None, "lines": 1, "key": "k", "at": "9999", "by": "anna"}
    moved = {"entry": 6, "line": 1, "run": 1, "source": 5, "destination": 4, "quantity": 1}
    when = {"date": "2015-02-20", "position": 0, "shipment": 6}
    if "of_shipment" in wrong:
        entry["type"] = "receive"
    one = {**entry, **told, **{name: wrong[name] for name in wrong if name in entry}}
    other = {**moved, **when, **{name: wrong[name] for name in wrong if name not in entry}}
    with writing(path, foreign_keys=False) as database, triggers_aside(database):
        add(database, [tuple(one.values())], [tuple(other.values())])
        book(database, 6)


@pytest.mark.parametrize("wrong", ["of", "of_shipment", "entry", "run", "source", "destination", "shipment"])
def test_nothing_refers_to_what_is_not_there(blank: Path, tmp_path: Path, wrong: str) -> None:
    path = Path(shutil.copyfile(blank, tmp_path / "ledger.db"))
    before = path.read_bytes()
    with pytest.raises(BrokenRule):
        add_shipment(path, **{wrong: 99})
    assert path.read_bytes() == before
    add_shipment(path)
    assert database.check(path)[0] == []


def test_a_thousand_rows_are_one_transaction(clerk: Clerk, tmp_path: Path) -> None:
    clerk.does("print", "THB/lv", 5_000, "--date", "2015-01-01")
    sheet = tmp_path / "many.csv"
    lines = [f"2015-02-{1 + at % 28:02d},london,THB/lv,{1 + at % 3},N{at}" for at in range(1_500)]
    sheet.write_text("\n".join(["date,place,item,quantity,reference", *lines]), encoding="utf-8")
    said = clerk.logs("import", "shipments", sheet, "--received")
    assert (said["recorded"], said["entries"][0], said["entries"][-1]) == (1_500, 2, 3_001)
    clerk.does("check")
    assert clerk.logs("import", "shipments", sheet, "--received")["skipped"] == 1_500
    sheet.write_text("\n".join(["date,place,item,quantity,reference", *lines, "2015-03-01,london,THB/lv,9999,X"]))
    before = clerk.db.read_bytes()
    answer = clerk("import", "shipments", sheet, "--received", "--format", "json")
    assert answer.code == 1
    assert [error["line"] for error in answer.json["errors"]] == [1_502]
    assert clerk.db.read_bytes() == before
