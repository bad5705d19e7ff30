"""A database is exported as a data package and restored exactly."""

import csv
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from frictionless import validate
from hypothesis import given
from hypothesis import strategies as st

from tests.adapters import SCHEMA_VERSION
from tests.conftest import Clerk, made_once
from tests.ledger.replay_facts import Wish
from tests.ledger.replay_room import BEGINNING, desk, room
from tests.ledger.test_replay import wishes
from tests.properties import few_or_many, over
from tests.test_drafts import writing
from tracker.imports.data_package import restore_package
from tracker.render.folders import write_package
from tracker.reports.exports import about, packaged
from tracker.store.answers import LINK_SECRET

pytestmark = pytest.mark.slow

__all__ = ["room"]


@made_once
def busy(clerk: Clerk) -> Clerk:
    """A clerk whose database has rows in every table."""
    clerk.does("fund", "add", "riga", "=Rīga")
    clerk.does("fund", "grant", "riga", 2014, "862.40", "--purpose", "printing")
    clerk.does("kind", "add", "prison", "Prison")
    clerk.does("kind", "remove", "police")
    clerk.does("place", "edit", "liepaja", "--phone", "+371 67105048", "--note", '\'tis "quoted", and; so on')
    clerk.does("print", "THB/lv", 100, "--date", "2014-01-10", "--cost", "52.40", "--fund", "riga")
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-10")
    clerk.does("level", "set", "london", "THB/lv=10:50")
    clerk.does(
        "run", "edit", "THB/lv/2", "--review-by", "2027-01-31", "--mark", "=blue", "--carton", 50, "--weight", 12
    )
    clerk.does("ship", "london", "THB/lv=40", "--date", "2015-02-01", "--ref", "=1+1", "--key", "k", "--received")
    clerk.does("ship", "dublin", "THB/lv=30", "--date", "2015-02-02")
    clerk.does("receive", 5, "THB/lv=20", "--close", "--date", "2015-02-05")
    clerk.does("count", "london", "THB/lv=25", "--date", "2015-03-01")
    clerk.does("ship", "london", "THB/lv=5", "--date", "2015-02-20", "--received")
    clerk.does("ship", "liepaja", "THB/lv=25", "--date", "2015-02-03", "--replaces", 5)
    clerk.does("withdraw", "THB/lv/1", "--reason", "the hotline has a new number", "--date", "2015-05-01")
    clerk.does("request", "add", "liepaja", "THB/lv=7", "--date", "2015-05-02")
    clerk.does("request", "add", "dublin", "THB/lv=8", "--date", "2015-05-02")
    clerk.does("request", "cancel", 2, "--date", "2015-05-03", "--note", "@ the door")
    clerk.does("ship", "--request", 1, "--date", "2015-05-04")
    clerk.does("place", "add", "old", "Old library", "--kind", "library")
    clerk.does("place", "close", "old", "--date", "2015-06-01")
    clerk.does("seminar", "add", "s-2015", "Seminar", "--date", "2015-06-02", "--audience", "social workers=12")
    return clerk


def restored(clerk: Clerk, folder: Path) -> Path:
    """Export the clerk's database to a folder, restore it, and return the path of the restored one."""
    clerk.does("export", "--all", folder)
    new = folder.with_suffix(".db")
    clerk.does("--db", new, "import", "--all", folder)
    return new


def rows_of(path: Path) -> dict[str, list[Any]]:
    """Return all rows of all tables of a database, without the secret of its links, which is in no package."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {
            name: sorted(
                (row for row in connection.execute(f"SELECT * FROM {name}") if row[0] != LINK_SECRET), key=repr
            )
            for name in tables
            if not name.startswith(("sqlite_", "_"))
        }


def test_every_row_of_every_table_is_restored(busy: Clerk, tmp_path: Path) -> None:
    assert rows_of(restored(busy, tmp_path / "package")) == rows_of(busy.db)


def test_a_restored_database_is_valid_and_can_be_used(busy: Clerk, tmp_path: Path) -> None:
    new = restored(busy, tmp_path / "package")
    busy.does("--db", new, "check")
    repeated = busy.does(
        "--db",
        new,
        "ship",
        "london",
        "THB/lv=40",
        "--date",
        "2015-02-01",
        "--ref",
        "=1+1",
        "--key",
        "k",
        "--received",
        "--format",
        "json",
    )
    assert repeated.json["entry"] == 3
    assert (
        busy.logs("--db", new, "handout", "london", "THB/lv=1")["entry"]
        == busy.logs("handout", "london", "THB/lv=1")["entry"]
    )
    with closing(sqlite3.connect(new)) as connection, pytest.raises(sqlite3.IntegrityError, match="never deleted"):
        connection.execute("DELETE FROM entry")


def test_the_package_is_valid_for_frictionless(busy: Clerk, tmp_path: Path) -> None:
    busy.does("export", "--all", tmp_path / "package")
    report = validate(str(tmp_path / "package" / "datapackage.json"))
    assert report.valid, report.to_summary()
    assert report.stats["tasks"] == 49


def test_the_package_describes_its_columns(busy: Clerk, tmp_path: Path) -> None:
    busy.does("export", "--all", tmp_path / "package")
    described = json.loads((tmp_path / "package" / "datapackage.json").read_text(encoding="utf-8"))
    schemas = {resource["name"]: resource["schema"] for resource in described["resources"]}
    received = next(field for field in schemas["shipments"]["fields"] if field["name"] == "received")
    assert received["type"] == "integer"
    assert received["unit"] == "copies"
    assert received["description"]
    assert schemas["shipments"]["primaryKey"] == ["entry", "item"]
    assert {"fields": ["place"], "reference": {"resource": "places", "fields": ["code"]}} in schemas["shipments"][
        "foreignKeys"
    ]


def test_formulas_are_disarmed_unless_raw_and_restored_either_way(busy: Clerk, tmp_path: Path) -> None:
    busy.does("export", "--all", tmp_path / "safe")
    busy.does("export", "--all", tmp_path / "raw", "--raw")
    assert "'=Rīga" in (tmp_path / "safe" / "funds.csv").read_text(encoding="utf-8")
    assert "'=Rīga" not in (tmp_path / "raw" / "funds.csv").read_text(encoding="utf-8")
    for name in ("safe", "raw"):
        busy.does("--db", tmp_path / f"{name}.db", "import", "--all", tmp_path / name)
        assert rows_of(tmp_path / f"{name}.db") == rows_of(busy.db)


def test_a_nightly_export_replaces_the_previous_one(busy: Clerk, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    busy.does("export", "--all", folder)
    busy.does("handout", "london", "THB/lv=1")
    busy.does("export", "--all", folder)
    with (folder / "entries.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file))[-1]["type"] == "handout"


def test_a_folder_with_other_files_is_not_replaced(busy: Clerk, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    busy.does("export", "--all", folder)
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert "notes.txt" in busy.refused("export", "--all", folder)
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_an_existing_database_is_not_overwritten(busy: Clerk, tmp_path: Path) -> None:
    busy.does("export", "--all", tmp_path / "package")
    before = busy.db.read_bytes()
    assert "already exists" in busy.refused("import", "--all", tmp_path / "package")
    assert busy.db.read_bytes() == before


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: (folder / "tables" / "entry.csv").unlink(), "entry.csv is missing; export the package again."),
        (lambda folder: (folder / "tables" / "entry.csv").write_text("x"), "was changed"),
        (lambda folder: (folder / "datapackage.json").unlink(), "does not contain datapackage.json"),
        (lambda folder: (folder / "datapackage.json").write_text("{"), "cannot be read"),
        (lambda folder: (folder / "datapackage.json").write_text("[]"), "is not the description of"),
        (
            lambda folder: (folder / "datapackage.json").write_text(f'{{"tracker": {{"schema": {SCHEMA_VERSION}}}}}'),
            "is not the description of",
        ),
        (
            lambda folder: (folder / "datapackage.json").write_text('{"tracker": {"schema": 99, "version": "9.8.7"}}'),
            "was written by tracker 9.8.7, but this is ",
        ),
    ],
    ids=["missing", "changed", "no descriptor", "no JSON", "other JSON", "no resources", "other schema"],
)
def test_an_incomplete_or_changed_package_is_refused(busy: Clerk, tmp_path: Path, damage: Any, message: str) -> None:
    folder = tmp_path / "package"
    busy.does("export", "--all", folder)
    damage(folder)
    assert message in busy.refused("--db", tmp_path / "new.db", "import", "--all", folder)
    assert [path.name for path in tmp_path.iterdir() if path.suffix not in ("", ".db")] == []
    assert not (tmp_path / "new.db").exists()


def forged(folder: Path, table: str, change: Any) -> None:
    """Change a table of a package, and its hash."""
    path = folder / "tables" / f"{table}.csv"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="")
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    import hashlib

    for resource in descriptor["resources"]:
        if resource["path"] == f"tables/{table}.csv":
            resource["hash"] = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")


@pytest.mark.parametrize(
    ("table", "change", "message"),
    [
        ("movement", lambda text: text.replace(",100,", ",10,", 1), "balance of -30 for THB/lv/1 at the end"),
        ("movement", lambda text: text.rstrip("\n").rsplit("\n", 1)[0] + "\n", "breaks a rule"),
        ("entry", lambda text: text.replace("2015-02-01", "2015-02-31"), "breaks a rule"),
        ("entry", lambda text: text.replace("id,command", "id,kind"), "does not have the form that tracker exports"),
        ("place", lambda text: text.replace("london", "dublin"), "breaks a rule"),
        ("place", lambda text: text + '"', "cannot be read"),
        ("place", lambda text: text + "1,2\n", "does not have the form that tracker exports"),
    ],
    ids=["shortage", "missing movement", "invalid date", "columns", "duplicate", "quotes", "cells"],
)
def test_a_forged_package_is_checked_against_the_rules_of_the_ledger(
    busy: Clerk, tmp_path: Path, table: str, change: Any, message: str
) -> None:
    folder = tmp_path / "package"
    busy.does("export", "--all", folder)
    forged(folder, table, change)
    assert message in busy.refused("--db", tmp_path / "new.db", "import", "--all", folder)
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize(("histories", "length"), few_or_many((3, 14), (300, 40)))
def test_any_history_is_restored(room: Clerk, histories: int, length: int) -> None:
    """Three histories; three hundred longer ones in the long form."""
    folder, new = room.db.parent / "package", room.db.parent / "new.db"

    @over(histories)
    @given(st.lists(wishes, min_size=length, max_size=2 * length))
    def prove(wanted: list[Wish]) -> None:
        history = desk(room)
        for wish in (*BEGINNING, *wanted):
            history.do(wish)
        with packaged(room.db) as resources:
            write_package(resources, str(folder), about=about(), raw=False)
        new.unlink(missing_ok=True)
        restore_package(new, folder)
        assert rows_of(new) == rows_of(room.db)
        shutil.rmtree(folder)

    prove()


def test_a_package_that_a_killed_export_moved_out_of_the_way_is_restored(clerk: Clerk, tmp_path: Path) -> None:
    package, elsewhere = tmp_path / "disk" / "package", tmp_path / "elsewhere" / "tracker.db"
    for folder in (package, elsewhere):
        folder.parent.mkdir()
    clerk.does("export", "--all", package)
    with writing(package, "aside") as (_, kill):
        assert not package.exists()
        kill()
    clerk.does("import", "--all", package, "--db", tmp_path / "new.db")
    assert package.exists()
