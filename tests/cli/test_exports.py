"""export: whole tables in all formats."""

import csv
import io
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.adapters import tables
from tests.conftest import Clerk, made_once

HEADERS = {
    "booklets": "code,title,languages,note,aliases,url",
    "places": "code,name,kind,country,city,address,contact,email,phone,note,status,region,discreet,postcode,aliases",
    "print-runs": "run,item,printed_on,quantity,store,cost,currency,fund,printer,isbn,status,reference,note,"
    "review_by,mark,carton,weight,url,grant",
    "entries": "entry,type,date,place,reference,carrier,reason,note,shipment,request,voids,voided_by,replaces,"
    "recorded_at,recorded_by,command",
    "movements": "entry,type,date,place,run,quantity,source,destination,reference,note,recorded_at,recorded_by,"
    "voids,voided_by,counted,command,shipment,count",
    "shipments": "entry,date,place,name,kind,country,item,quantity,received,lost,status,reference,carrier,note,"
    "store,received_on,cost,currency,fund,days,grant",
    "stock": "item,title,printed,on_hand,requested,available,in_transit,at_places,handed_out,lost,found",
    "distribution": "year,kind,language,shipments,copies,received,returned",
    "funds": "code,name",
    "grants": "fund,year,amount,currency,purpose,recorded_at,recorded_by,grant,until,reference,date,note",
    "seminars": "code,name,date,audience,attendees,copies,fund,cost,currency,country,note,grant",
    "requests": "request,date,place,name,kind,country,item,quantity,shipped,open,status,note,needed",
    "levels": "place,item,low,high",
}


@made_once
def office(clerk: Clerk) -> Clerk:
    """A clerk with a row or more in every table."""
    clerk.does("fund", "add", "riga", "Rīga")
    clerk.does("fund", "grant", "riga", 2014, "862.40", "--purpose", "printing")
    clerk.does("print", "THB/lv", 100, "--date", "2014-01-10", "--cost", "52.40", "--fund", "riga")
    clerk.does("ship", "london", "THB/lv=40", "--date", "2014-02-01", "--ref", "=1+1", "--received")
    clerk.does("return", "london", "THB/lv=4", "--date", "2014-03-01")
    clerk.does("request", "add", "liepaja", "THB/lv=7", "--date", "2014-05-02")
    clerk.does("seminar", "add", "s-2014", "Seminar", "--date", "2014-06-02", "--audience", "social workers=12")
    clerk.does("level", "set", "london", "THB/lv=10:50")
    return clerk


@pytest.mark.parametrize("table", HEADERS)
def test_a_table_has_its_documented_columns(office: Clerk, table: str) -> None:
    said = office.does("export", table)
    assert said.out.splitlines()[0] == HEADERS[table]
    assert HEADERS[table].split(",") == [field.name for field in tables()[table]]


@pytest.mark.slow
@pytest.mark.parametrize("table", HEADERS)
def test_every_format_has_the_same_rows(office: Clerk, table: str) -> None:
    objects = office.reads("export", table)
    assert objects
    texts = [{name: "" if value is None else str(value) for name, value in row.items()} for row in objects]
    assert list(csv.DictReader(io.StringIO(office.does("export", table, "--raw").out))) == texts
    tabs = office.does("export", table, "--format", "tsv", "--raw").out
    assert list(csv.DictReader(io.StringIO(tabs), delimiter="\t")) == texts
    lines = office.does("export", table, "--format", "ndjson").out.splitlines()
    assert [json.loads(line) for line in lines] == objects
    assert len(office.does("export", table, "--format", "markdown").out.splitlines()) == len(objects) + 2


def test_an_empty_table_is_its_header(nobody: Clerk) -> None:
    nobody.does("init")
    assert nobody.does("export", "shipments").out == HEADERS["shipments"] + "\n"
    assert nobody.reads("export", "shipments") == []


def test_an_export_is_what_the_lists_say(office: Clerk) -> None:
    for table, command in {
        "booklets": ("booklet", "list"),
        "places": ("place", "list"),
        "print-runs": ("run", "list"),
        "movements": ("log",),
        "shipments": ("shipments",),
        "stock": ("stock",),
        "distribution": ("report", "distribution"),
        "seminars": ("seminar", "list"),
        "requests": ("request", "list"),
    }.items():
        exported, listed = office.reads("export", table), office.reads(*command)
        assert sorted(map(str, exported)) == sorted(map(str, listed)), table


def test_it_can_be_asked_as_of_a_day(office: Clerk) -> None:
    assert office.reads("export", "stock", "--at", "2014-01-31")[0]["on_hand"] == 100
    assert len(office.reads("export", "entries", "--at", "2014-01-31")) == 1


def test_the_suffix_of_the_file_tells_the_format(office: Clerk, tmp_path: Path) -> None:
    office.does("export", "funds", "-o", tmp_path / "funds.json")
    assert json.loads((tmp_path / "funds.json").read_text(encoding="utf-8")) == [{"code": "riga", "name": "Rīga"}]
    office.does("export", "funds", "-o", tmp_path / "funds")
    assert (tmp_path / "funds").read_text(encoding="utf-8") == "code,name\nriga,Rīga\n"
    office.does("export", "funds", "-o", tmp_path / "funds.dat", "--format", "csv")
    assert (tmp_path / "funds.dat").read_text(encoding="utf-8") == "code,name\nriga,Rīga\n"
    for words in (("export", "funds"), ("stock",), ("place", "list")):
        said = office.refused(*words, "-o", tmp_path / "new.DOC", code=2)
        assert said.startswith("No format has the extension .DOC; use one of .txt, .csv, ")
    assert not (tmp_path / "new.DOC").exists()


def test_a_formula_is_disarmed_unless_raw(office: Clerk) -> None:
    assert ",'=1+1," in office.does("export", "shipments").out
    assert ",=1+1," in office.does("export", "shipments", "--raw").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export",), "Specify one table (booklets, places,"),
        (("export", "loss"), "'loss' is not one of 'booklets', 'places',"),
        (("export", "stock", "--all", "x"), "Specify one table (booklets, places,"),
        (
            ("export", "--all", "x", "--format", "json"),
            "--all writes the current state as csv; combine it only with --raw and --public.",
        ),
        (
            ("export", "--all", "x", "--at", "2014-01-01"),
            "--all writes the current state as csv; combine it only with --raw and --public.",
        ),
        (
            ("export", "--all", "x", "-o", "y"),
            "--all writes the current state as csv; combine it only with --raw and --public.",
        ),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(
    office: Clerk, words: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert said in office.refused(*words, code=2)
    assert not (tmp_path / "x").exists()


def test_a_file_that_is_there_stays_when_the_export_fails(office: Clerk, tmp_path: Path) -> None:
    kept = tmp_path / "stock.csv"
    kept.write_text("mine", encoding="utf-8")
    said = office.refused("--db", tmp_path / "none.db", "export", "stock", "-o", kept, code=3)
    assert f"There is no ledger at {tmp_path / 'none.db'};" in said
    assert kept.read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["stock.csv", "tracker.db"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_device_is_said(office: Clerk) -> None:
    assert "no space left" in office.refused("export", "movements", "-o", "/dev/full")


EXPORT = """
import resource, sys
from tracker.entry_point import run
assert run(["--db", sys.argv[1], "export", "movements", "-o", sys.argv[2]]) == 0
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def memory_of_export(db: Path, output: Path) -> int:
    """The peak memory (KiB) of an export in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", EXPORT, str(db), str(output)], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def log_handouts(db: Path, number: int) -> None:
    """Add hand-outs of one command directly to a database, without triggers, to save time."""
    with closing(sqlite3.connect(db)) as connection, connection:
        last, command = connection.execute("SELECT max(last_entry), max(number) FROM command").fetchone()
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        (place,) = connection.execute("SELECT id FROM place WHERE code = 'london'").fetchone()
        rows = [(entry, place) for entry in range(last + 1, last + number + 1)]
        connection.executemany(
            "INSERT INTO entry (id, command, type, date, position, place, key) "
            f"VALUES (?1, {command + 1}, 'handout', '2014-03-02', ?1, ?2, 'k' || ?1)",
            rows,
        )
        connection.executemany(
            "INSERT INTO movement (entry, line, run, source, destination, quantity, date, position) "
            "VALUES (?1, 1, 1, ?2, 2, 1, '2014-03-02', ?1)",
            rows,
        )
        connection.execute(
            "INSERT INTO command (number, name, clerk, recorded_at, first_entry, last_entry, movements, facts) "
            "VALUES (?, 'import handouts', 'x', '2098-01-01T00:00:00.000000Z', ?, ?, ?, 0)",
            (command + 1, last + 1, last + number, number),
        )
        for _, trigger in triggers:
            connection.execute(trigger)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="it is measured with the resource module")
@pytest.mark.parametrize(
    "suffix", ["csv", *(pytest.param(each, marks=pytest.mark.slow) for each in ("ndjson", "xlsx"))]
)
def test_memory_does_not_grow_with_the_rows(office: Clerk, tmp_path: Path, suffix: str) -> None:
    few = memory_of_export(office.db, tmp_path / f"few.{suffix}")
    log_handouts(office.db, 40_000)
    many = memory_of_export(office.db, tmp_path / f"many.{suffix}")
    assert (tmp_path / f"many.{suffix}").stat().st_size > 400_000
    assert many < few + 12_000, "40,000 rows held at once take more than that"
