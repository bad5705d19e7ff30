"""However the rows of shipments or print runs are recorded, the ledger is the same, to the last column."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.adapters import BrokenRule, Particulars, import_in_sets, parse_item, run
from tests.conftest import Clerk
from tests.imports.worlds import does, new_database, rejects_to
from tests.properties import few_or_many, over
from tracker.errors import Refused
from tracker.imports import plain_entries, running
from tracker.imports.jobs import ImportRefused, ImportRequest, Outcome
from tracker.imports.plain_entries import PlainEntries
from tracker.imports.tables import entries, print_runs
from tracker.ledger.catalogue import add_record
from tracker.ledger.commands import recorded
from tracker.ledger.print_runs import NewPrintRun, log_print
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.messages import Message
from tracker.model.quantities import Line
from tracker.reports import database
from tracker.store.bulk import Rows, book, insert_entries, prove, without_triggers

HEADER = "date,place,item,quantity,store,reference,carrier,note,received_on,status,entry"
WITH_COSTS = f"{HEADER},cost,currency,fund"
DAYS = st.integers(1, 28).map(lambda day: f"2015-02-{day:02d}")
SOUND = 12 * [""]
ROW = st.tuples(
    st.one_of(*[DAYS] * 8, st.sampled_from(["", "31.2.2015"])),
    st.sampled_from([*["p1", "p2", "Embassy"] * 4, "s1", "s2", "s2", "Jauna vieta", "jauna  VIETA", "p9", "\x07"]),
    st.sampled_from([*["B/lv", "B/ru", "b/LV", "B/lv/1", "B/lv/2"] * 4, "B/de", "B/lv/9", "C/lv", "?"]),
    st.one_of(*[st.integers(1, 6).map(str)] * 6, st.sampled_from(["", "12 ou", "300"])),
    st.sampled_from(["", "", "", "", "s1", "s2", "p1", "s9"]),
    st.sampled_from(["", "", "", "r1", "r2", "R3", "r3", "\x07"]),
    st.sampled_from(["", "post"]),
    st.sampled_from(["", "", "Rēzekne", "two boxes"]),
    st.one_of(st.just(""), DAYS),
    st.sampled_from([*SOUND, "received", "in-transit", "voided", "closed", "lost"]),
    st.sampled_from([*SOUND, "2", "6", "77", "77", "n/a"]),
    st.sampled_from([*SOUND, "3.50", "0,99", "3.50", "-1"]),
    st.sampled_from([*SOUND, *SOUND, "eur", "usd"]),
    st.sampled_from([*SOUND, *SOUND, "city", "CITY", "none"]),
)
EVENTS = st.sampled_from(
    [
        ("count", "s1", "--full"),
        ("count", "s2", "B/lv=3"),
        ("count", "p1", "B/lv=0"),
        ("withdraw", "B/lv/1", "--reason", "old"),
        ("withdraw", "B/lv/2", "--reason", "old"),
        ("reinstate", "B/lv/1"),
        ("place", "close", "p2"),
        ("place", "reopen", "p2"),
        ("request", "add", "p1", "B/lv=5"),
        ("fund", "grant", "city", "2015", "90", "--purpose", "distribution"),
    ]
)
EARLIER = st.one_of(
    st.tuples(st.sampled_from(["B/lv", "B/ru"]), st.integers(1, 40), st.integers(10, 28)),
    st.tuples(EVENTS, st.integers(10, 28)),
)
"""Earlier events: shipments to the library, and events that limit others."""


PRINTS = "item,language,run,printed_on,quantity,store,cost,fund,printer,status,reference,note"
PRINT = st.tuples(
    st.sampled_from(["N", "N", "n", "O", "P", "New title", "B", "B/lv", "N/lv", "o/ru", "Q/xx", "b d"]),
    st.sampled_from(["lv", "lv", "ru", "latvian", "", "xx"]),
    st.sampled_from(["", "", "", "", "", "N/lv/1", "B/lv/9"]),
    st.integers(1, 9).map(lambda day: f"2015-02-0{day}"),
    st.integers(0, 9).map(lambda copies: str(max(copies, 1) * 10 if copies else "")),
    st.sampled_from(["", "", "", "", "s2", "Second", "p1", "s9"]),
    st.sampled_from(["", "", "", "12.50", "x"]),
    st.sampled_from(["", "", "", "city", "town"]),
    st.sampled_from(["", "", "Jana Seta"]),
    st.sampled_from(["", "", "", "", "active", "withdrawn"]),
    st.sampled_from(["", "", "", "r1", "r2"]),
    st.sampled_from(["", "", "two boxes"]),
)
BEFORE_PRINTS = st.sampled_from(
    [
        (("count", "s1", "B/lv=60"), 3),
        (("count", "s2", "B/lv=20"), 5),
        (("place", "close", "s2"), 9),
        (("booklet", "add", "O", "Other"), 1),
        (("booklet", "add", "P", "New title"), 1),
        (("print", "O/ru", "20"), 2),
        (("fund", "grant", "city", "2015", "100", "--purpose", "printing"), 1),
    ]
)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with two stores, two places, and five print runs of two items."""
    path = tmp_path_factory.mktemp("bulk") / "blank.db"
    new_database(path)
    does(path, add_record, "fund", {"code": "city", "name": "City"})
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


@pytest.fixture(scope="module")
def stocked(blank: Path) -> Path:
    """The same ledger with copies of either item at both places."""
    path = Path(shutil.copyfile(blank, blank.with_name("stocked.db")))
    for place in ("p1", "p2"):
        for day, copies in ((2, 9), (10, 14)):
            lines = Line(parse_item("B/lv"), copies), Line(parse_item("B/ru"), copies)
            log_shipment(path, Shipment(place, lines, received=True), Particulars("anna", february(day)))
    return path


def february(day: int) -> date:
    return date(2015, 2, day)


class Way(NamedTuple):
    """A way to record a sheet."""

    plain: bool
    """Whether plain rows are recorded together, and others are neither read again nor retried."""
    in_sets: bool
    """Whether the triggers are suspended meanwhile."""


ONE_BY_ONE, TOGETHER = Way(False, False), Way(True, True)
OTHERS = (Way(True, False), Way(False, True), TOGETHER)


class Sheet(NamedTuple):
    """How a sheet is imported: after which events, and with how many of its first rows already imported."""

    earlier: Sequence[Any] = ()
    received: bool = False
    """For shipments only; the command refuses it for other tables."""
    already: int = 0
    create: bool = False
    rejects: bool = False
    dry_run: bool = False
    table: str = "shipments"


def imported(blank: Path, file: Path, sheet: Sheet, way: Way) -> Any:
    """Import the sheet this way; return the rows of the ledger, and the outcome or refusal with rejected rows."""
    path, received = file.with_name(f"{way}.db"), sheet.received and sheet.table == "shipments"
    shutil.copyfile(blank, path)
    for event in sheet.earlier:
        happen(path, *event)
    if sheet.already:
        begun = file.with_name("begun.csv")
        begun.write_text("\n".join(file.read_text("utf-8").splitlines()[: 1 + sheet.already]) + "\n", encoding="utf-8")
        with suppress(Refused):
            running.import_sheet(path, ImportRequest(sheet.table, begun, "anna", received=received))
    rejects = file.with_name("rejects.csv")
    rejects.unlink(missing_ok=True)
    request = ImportRequest(
        sheet.table,
        file,
        "anna",
        received=received,
        create_missing=sheet.create,
        country="LV" if sheet.create else None,
        rejects=rejects_to(rejects) if sheet.rejects else None,
        dry_run=sheet.dry_run,
    )
    with pytest.MonkeyPatch.context() as patched:
        import_in_sets(patched, 1 if way.in_sets else 10**9)
        if not way.plain:
            patched.setattr(PlainEntries, "record", lambda _plain, _entry: False)
            patched.setattr(entries, "_known", lambda _context, _matcher, _entry: None)
            patched.setattr(print_runs._NewTitles, "record", lambda _titles, _parsed, _event: False)
        patched.setattr(plain_entries, "CHUNK", 5)
        patched.setattr(print_runs, "CHUNK", 3)
        try:
            outcome = running.import_sheet(path, request)
            results: Any = answered(outcome)
        except ImportRefused as refused:
            results = str(refused), answered(refused.outcome)
        except Refused as refusal:
            results = str(refusal)
    assert database.check(path)[0] == []
    return rows_of(path), results, rejects.read_text("utf-8") if rejects.exists() else ""


def answered(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome in a comparable form."""
    return outcome._asdict() | {"entries": tuple(outcome.entries), "errors": list(outcome.errors)}


def happen(path: Path, *event: Any) -> None:
    """Log a shipment to the library, or run a command on a day; refused ones are ignored."""
    if len(event) == 2:
        words, day = event
        dated = [] if words[0] in ("fund", "booklet") else ["--date", february(day).isoformat()]
        run(["--db", str(path), "--clerk", "anna", *words, *dated])
        return
    item, copies, day = event
    with suppress(Refused):
        log_shipment(path, Shipment("p2", (Line(parse_item(item), copies),)), Particulars("anna", february(day)))


def rows_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of every table and the SQL of the schema, without the timestamps of commands.

    Of movements for differences of counts, only the sums: single rows record parts, rows together the whole.
    """
    with closing(sqlite3.connect(path)) as connection:
        moments = connection.execute("SELECT recorded_at FROM command ORDER BY number").fetchall()
        assert moments == sorted(set(moments))
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        found = {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in tables}
        found["movement"] = [row for row in found["movement"] if row[-1] is None]
        found["booked"] = connection.execute(
            "SELECT count, run, sum((source = 3) * quantity - (destination = 3) * quantity) AS lost, "
            "sum((source = 2) * quantity - (destination = 2) * quantity) AS public "
            "FROM movement WHERE count IS NOT NULL GROUP BY count, run HAVING lost <> 0 OR public <> 0 ORDER BY 1, 2"
        ).fetchall()
        found["command"] = connection.execute(
            "SELECT number, name, clerk, key, request, first_entry, last_entry, facts, removed "
            "FROM command ORDER BY number"
        ).fetchall()
        del found["_sqlite_migrations"]  # made at the same time for both
        schema = connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").fetchall()
        return {**found, "sqlite_schema": schema}


@pytest.mark.slow
@pytest.mark.parametrize("sheets", few_or_many(2, 1_000, some=6))
def test_however_the_rows_are_recorded_the_ledger_is_the_same(
    blank: Path, stocked: Path, tmp_path: Path, sheets: int
) -> None:
    """Two sheets, six among the slow tests; a thousand in the long form."""
    file = tmp_path / "sheet.csv"

    @over(sheets)
    @given(
        rows=st.lists(ROW, min_size=1, max_size=14),
        sheet=st.builds(
            Sheet,
            earlier=st.lists(EARLIER, max_size=3),
            received=st.booleans(),
            already=st.sampled_from([0, 0, 0, 1, 2, 14]),
            create=st.booleans(),
            rejects=st.sampled_from([True, True, False]),
            dry_run=st.sampled_from([False, False, True]),
            table=st.sampled_from(["shipments", "shipments", "returns", "handouts"]),
        ),
        columns=st.sampled_from([WITH_COSTS, "date,place,item,quantity,reference,note", "date,place,item,quantity"]),
    )
    def compared(rows: list[tuple[str, ...]], sheet: Sheet, columns: str) -> None:
        at = [WITH_COSTS.split(",").index(name) for name in columns.split(",")]
        lines = [",".join(row[index] for index in at) for row in rows]
        file.write_text("\n".join([columns, *lines]) + "\n", encoding="utf-8")
        before = blank if sheet.table == "shipments" else stocked
        one_by_one = imported(before, file, sheet, ONE_BY_ONE)
        for way in OTHERS:
            assert imported(before, file, sheet, way) == one_by_one, way

    compared()


@pytest.mark.slow
@pytest.mark.parametrize("sheets", few_or_many(3, 1_000, some=20))
def test_however_new_titles_are_recorded_the_ledger_is_the_same(blank: Path, tmp_path: Path, sheets: int) -> None:
    """Three sheets of print runs, twenty among the slow tests; a thousand in the long form."""
    file = tmp_path / "sheet.csv"

    @over(sheets)
    @given(
        rows=st.lists(PRINT, min_size=1, max_size=14),
        sheet=st.builds(
            Sheet,
            earlier=st.lists(BEFORE_PRINTS, max_size=3),
            already=st.sampled_from([0, 0, 1, 14]),
            create=st.sampled_from([True, True, False]),
            rejects=st.sampled_from([True, True, False]),
            dry_run=st.sampled_from([False, False, True]),
            table=st.just("print-runs"),
        ),
    )
    def compared(rows: list[tuple[str, ...]], sheet: Sheet) -> None:
        file.write_text("\n".join([PRINTS, *map(",".join, rows)]) + "\n", encoding="utf-8")
        one_by_one = imported(blank, file, sheet, ONE_BY_ONE)
        for way in OTHERS:
            assert imported(blank, file, sheet, way) == one_by_one, way

    compared()


@pytest.mark.parametrize(
    "rows",
    [
        ("2015-02-10,p1,B/lv,5,,R1,,,,,", "2015-02-10,p1,B/ru,5,s1,R1,,,,,"),
        ("2015-02-10,p1,B/lv,5,s1,R1,,,,,", "2015-02-10,p1,B/ru,5,,R1,,,,,"),
        ("2015-02-10,p1,B/lv,5,,' R1,' post,' =x,,,", "2015-02-10,p1,B/ru,5,,' =R1,' +post,'  ,,,"),
    ],
)
def test_missing_values_and_disarmed_formulas_are_imported_the_same(
    blank: Path, tmp_path: Path, rows: tuple[str, ...]
) -> None:
    file = tmp_path / "sheet.csv"
    file.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    sheet = Sheet(received=True)
    assert imported(blank, file, sheet, TOGETHER) == imported(blank, file, sheet, ONE_BY_ONE)


def test_progress_adds_up_to_the_number_of_rows(blank: Path, tmp_path: Path) -> None:
    path, sheet = Path(shutil.copyfile(blank, tmp_path / "ledger.db")), tmp_path / "sheet.csv"
    lines = [f"2015-02-10,p1,{('B/lv', 'B/ru')[row % 2]},1,,R{row // 2},,,,," for row in range(50)]
    sheet.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    reported: list[int] = []

    @contextmanager
    def progress(_title: Message, rows: int) -> Iterator[Callable[[int], None]]:
        reported.append(-rows)
        yield reported.append

    with pytest.MonkeyPatch.context() as patched:
        import_in_sets(patched, 1)
        patched.setattr(plain_entries, "CHUNK", 7)
        running.import_sheet(path, ImportRequest("shipments", sheet, "anna", received=True, progress=progress))
    assert sum(reported) == 0
    assert len(reported) > 3


def test_plain_rows_are_recorded_together(blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the other tests would prove nothing."""
    monkeypatch.setattr(running.RunningImport, "_one", None)
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(
        f"{HEADER}\n2015-02-11,p1,B/lv,70,,r1,post,,2015-02-14,,\n2015-02-11,p1,B/ru,5,,r1,post,,2015-02-14,,\n"
        "2015-02-10,Library,B/lv/3,9,s2,,,Rēzekne,,,\n",
        encoding="utf-8",
    )
    rows, outcome, _ = imported(blank, sheet, Sheet(), TOGETHER)
    assert len(rows["movement"]) == 5 + 1 + 6
    assert outcome["recorded"] == 3
    assert outcome["entries"] == (6, 7, 8)
    assert rows["command"][-1] == (12, "import shipments", "anna", None, None, 6, 8, 3, 0)
    assert [row[1:] for row in rows["text"] if row[1] == 12] == [
        (12, 6, None, None, None, None, None, "Rēzekne", None),
        (12, 7, None, None, "r1", "post", None, None, None),
        (12, 8, None, None, "r1", None, None, None, None),
    ]
    keys = [row[-1] for row in rows["entry"]]
    assert keys[:5] + keys[7:] == [None] * 6
    assert all(key.startswith("import-") for key in keys[5:7])


def test_new_titles_are_recorded_together(blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the other tests would prove nothing."""
    monkeypatch.setattr(running.RunningImport, "_one", None)
    sheet = tmp_path / "sheet.csv"
    lines = [f"{title},{language},2015-02-10,5" for title in ("N", "New title") for language in ("lv", "ru")]
    sheet.write_text("\n".join(["booklet,language,printed_on,quantity", *lines]) + "\n", encoding="utf-8")
    rows, outcome, _ = imported(blank, sheet, Sheet(create=True, table="print-runs"), TOGETHER)
    assert len(rows["booklet"]) == 1 + 2
    assert outcome["recorded"] == 4
    assert outcome["entries"] == (6, 7, 8, 9)


def test_rows_that_are_short_or_recorded_already_leave_the_others_as_they_are(blank: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    rows = [f"2015-02-{10 + row},p1,B/lv,{row + 1},R{row}" for row in range(12)]
    sheet.write_text("\n".join(["date,place,item,quantity,reference", *rows[:2]]) + "\n", encoding="utf-8")
    path, request = Path(shutil.copyfile(blank, tmp_path / "ledger.db")), ImportRequest("shipments", sheet, "anna")
    running.import_sheet(path, request)
    rows[1] = rows[1].replace("B/lv,2", "B/lv,3")  # its reference is known as another parcel's
    rows[6:6] = ["2015-02-15,p1,B/lv,300,S1", "2015-02-15,p1,B/ru,300,S2"]
    sheet.write_text("\n".join(["date,place,item,quantity,reference", *rows]) + "\n", encoding="utf-8")
    outcome = running.import_sheet(path, request._replace(add=True, rejects=rejects_to(tmp_path / "rejects.csv")))
    assert (outcome.recorded, outcome.skipped, outcome.rejected) == (10, 1, 3)
    assert [(fault.line, fault.column, str(fault.message)) for fault in outcome.errors] == [
        (
            3,
            "reference",
            "The reference 'R1' is already used by entry 7: B/lv/1=2 on 2015-02-11, p1. To correct that entry, "
            "run 'tracker fix 7'; a different entry needs its own reference.",
        ),
        (
            8,
            "quantity",
            "s1 has only 99 copies of B/lv (B/lv/1 39, B/lv/2 60) available on 2015-02-15, 201 short "
            "of the 300 needed.",
        ),
        (
            9,
            "quantity",
            "s1 has only 90 copies of B/ru (B/ru/1 90) available on 2015-02-15, 210 short of the 300 needed.",
        ),
    ]
    assert database.check(path)[0] == []


@pytest.mark.slow
def test_who_needs_the_copies_later_is_told(blank: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    lines = ["2015-02-10,p1,B/ru,5", "2015-02-11,p1,B/ru,80", "2015-02-12,p1,B/ru,1"]
    sheet.write_text("\n".join(["date,place,item,quantity", *lines]) + "\n", encoding="utf-8")
    after = Sheet(earlier=[("B/ru", 40, 20)], rejects=True)
    found = imported(blank, sheet, after, TOGETHER)
    assert found == imported(blank, sheet, after, ONE_BY_ONE)
    assert "Entry 6 of 2015-02-20 uses the rest of B/ru/1; to correct it, " in found[2]


@pytest.mark.slow
@pytest.mark.parametrize("received", [False, True])
def test_rows_are_known_again_among_many(blank: Path, tmp_path: Path, received: bool) -> None:
    """Those of an earlier sheet, and some that come twice."""
    sheet = tmp_path / "sheet.csv"
    rows = [f"2015-02-{10 + row},p1,B/lv,1,{'' if row % 2 else f'R{row}'}" for row in range(14)]
    rows += [rows[1], rows[4], rows[4], "2015-02-20,Jauna vieta,B/lv,2,R77"]
    sheet.write_text("\n".join(["date,place,item,quantity,reference", *rows]) + "\n", encoding="utf-8")
    how = Sheet(already=3, received=received, create=True, rejects=True)
    found = imported(blank, sheet, how, TOGETHER)
    assert found == imported(blank, sheet, how, ONE_BY_ONE)
    assert [found[1][what] for what in ("recorded", "skipped", "rejected")] == [15, 3, 0]


def add_shipment(path: Path, **invalid: int) -> None:
    """Add a shipment and its movement in bulk, without triggers; some of their references may be invalid."""
    references = {"place": 7, "parent": None}
    entry = {"id": 6, "command": 12, "type": "ship", "date": "2015-02-20", **references}
    copies = {"entry": 6, "line": 1, "run": 1, "source": 5, "destination": 4, "quantity": 1}
    movement = {**copies, "date": "2015-02-20", "shipment": 6}
    if "parent" in invalid:
        entry["type"] = "receive"
    entry |= {name: value for name, value in invalid.items() if name in references}
    movement |= {name: value for name, value in invalid.items() if name not in references}
    with recorded(path, "import shipments", "anna", foreign_keys=False) as command, without_triggers(command.database):
        insert_entries(command.database, Rows([(*entry.values(), "k")], [tuple(movement.values())]))
        command.note(1, 1, 0)
        command.close()
        book(command.database, 6)
        prove(command.database, 6)


@pytest.mark.parametrize("invalid", ["place", "parent", "entry", "run", "source", "destination", "shipment"])
def test_a_reference_to_a_missing_row_is_refused(blank: Path, tmp_path: Path, invalid: str) -> None:
    path = Path(shutil.copyfile(blank, tmp_path / "ledger.db"))
    before = path.read_bytes()
    with pytest.raises(BrokenRule, match=r"FOREIGN KEY constraint failed|no_place_is_short"):
        add_shipment(path, **{invalid: 99})
    assert path.read_bytes() == before
    add_shipment(path)
    assert database.check(path)[0] == []


@pytest.mark.slow
def test_a_thousand_rows_are_one_transaction(clerk: Clerk, tmp_path: Path) -> None:
    clerk.does("print", "THB/lv", 5_000, "--date", "2015-01-01")
    sheet = tmp_path / "many.csv"
    lines = [f"2015-02-{1 + row % 28:02d},london,THB/lv,{1 + row % 3},N{row}" for row in range(1_500)]
    sheet.write_text("\n".join(["date,place,item,quantity,reference", *lines]), encoding="utf-8")
    before = clerk.db.read_bytes()
    dry = clerk.logs("import", "shipments", sheet, "--received", "--dry-run")
    assert (dry["recorded"], dry["entries"]) == (1_500, [])
    assert clerk.db.read_bytes() == before
    outcome = clerk.logs("import", "shipments", sheet, "--received")
    assert (outcome["recorded"], outcome["entries"][0], outcome["entries"][-1]) == (1_500, 2, 3_001)
    clerk.does("check")
    assert clerk.logs("import", "shipments", sheet, "--received")["skipped"] == 1_500
    sheet.write_text("\n".join(["date,place,item,quantity,reference", *lines, "2015-03-01,london,THB/lv,9999,X"]))
    before = clerk.db.read_bytes()
    answer = clerk("import", "shipments", sheet, "--received", "--format", "json")
    assert answer.code == 1
    (error,) = answer.json["errors"]
    assert error["line"] == 1_502
    assert "short of the 9\N{NO-BREAK SPACE}999 needed" in error["message"]
    assert clerk.db.read_bytes() == before
