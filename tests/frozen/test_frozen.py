"""What a version wrote is read by this one, and by the next: its ledger, package, log and profile."""

import base64
import csv
import json
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.adapters import share_log
from tests.faults import next_version
from tests.frozen.__main__ import FILE, PROFILED, URL
from tests.golden.office import Office
from tests.offices.plain_log import PlainLog
from tracker.offices.logs import Snapshot
from tracker.store.sharing import Batch

FILES = sorted(Path(__file__).parent.glob("*.zip"))


def test_this_version_is_frozen() -> None:
    assert FILE in FILES


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def frozen(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The folder of the office that had the version, with all that it wrote."""
    with zipfile.ZipFile(request.param) as file:
        file.extractall(tmp_path)
    return tmp_path


@pytest.mark.parametrize("program", ["this version", pytest.param("the next one", marks=pytest.mark.slow)])
def test_what_a_version_wrote_is_read_and_gives_the_same_figures(
    frozen: Path, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if program == "the next one":
        next_version.install(monkeypatch)
    office = Office(frozen, monkeypatch)
    share_log(monkeypatch, log_of(frozen))
    office.does("sync")  # if it fails after a change of the schema: see the docstring of the folder
    office.does("check --whole")
    office.does("export --all exported")
    for name, address in {
        "joined": f"join {URL.replace('riga', 'london')}",
        "restored": "import --all package",
    }.items():
        office.does(f"--db {name}.db {address}")
        office.does(f"--db {name}.db check")
        office.does(f"--db {name}.db export --all {name}")
    for name in ("exported", "joined", "restored"):
        for file in (frozen / "package").glob("*.csv"):
            assert figures(frozen / name / file.name, like=file) == figures(file, like=file), (name, file.name)
    rows = rows_of(frozen / "tracker.db")
    assert rows_of(frozen / "joined.db") == rows
    assert rows_of(frozen / "restored.db") | {"command": rows["command"]} == rows, (
        "all but an upgrade is in the package"
    )
    profiled = re.sub("(?<=sheet.csv).*", " --profile profile.toml -f json", PROFILED)
    code, out, err = office.run(["--db", "joined.db", *profiled.split()])
    assert (code, json.loads(out)["skipped"]) == (0, 2), err
    office.does("--db joined.db ship dublin NEW/lv=1")
    office.does("sync")
    assert rows_of(frozen / "joined.db") == rows_of(frozen / "tracker.db")


def test_a_frozen_ledger_has_rows_in_every_table(frozen: Path) -> None:
    assert [table for table, rows in rows_of(frozen / "tracker.db", *LOCAL).items() if not rows] == []


LOCAL = "backup", "log_cursor", "kept_batch", "setting"


def rows_of(ledger: Path, *local: str) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of all tables, of those of one file only if named."""
    with closing(sqlite3.connect(ledger)) as connection:
        named = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '[_s]*_*'")
        tables = sorted({name for (name,) in named} - set(LOCAL) | set(local))
        return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in tables}


def figures(file: Path, like: Path) -> list[dict[str, str]]:
    """Return the rows of a table, with the columns that the version had: later ones come after them."""
    with like.open(encoding="utf-8", newline="") as older, file.open(encoding="utf-8", newline="") as newer:
        columns = next(csv.reader(older))
        return [{column: row[column] for column in columns} for row in csv.DictReader(newer)]


def log_of(folder: Path) -> PlainLog:
    """Return the log that the office shared."""
    log = PlainLog(folder / "log.sqlite")
    for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines():
        number, id_, prev, body = json.loads(line)
        if prev:
            log.add(Batch(number, id_, prev, base64.b64decode(body)))
        else:
            log.publish(Snapshot(number, id_, base64.b64decode(body)))
    return log
