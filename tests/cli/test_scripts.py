"""What a script reads: errors as objects, the schema of each table, and the programs that the manual shows."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from tests.adapters import COMMANDS as COMMAND_MODULES
from tests.adapters import docs
from tests.conftest import Clerk
from tracker import errors
from tracker.store.dictionary import tables

REFUSED = {
    "ship lodnon THB/lv=1": ("unknown-name", None),
    "ship london THB/lv=9999": ("not-enough-copies", None),
    "ship london THB/lv=x": ("wrong-quantity", None),
    "ship london THB/lv=1 --date 2999-01-01": ("future-date", None),
    "ship london THB/lv=1 --date soon": ("wrong-date", None),
    "ship": ("wrong-usage", "tracker ship -h"),
    "shipp": ("wrong-usage", "tracker -h"),
    "booklet add THB Title": ("code-taken", None),
    "booklet remove THB": ("still-used", None),
    "stock --nothing": ("wrong-usage", "tracker stock -h"),
    "stock --fields nothing": ("unknown-column", None),
    "stock --db none.db": ("no-ledger", "tracker init --db none.db"),
    "receive 1": ("wrong-kind", "tracker shipments"),
    "place close store": ("still-needed", None),
    "receive 2 -d 2015-01-01": ("wrong-order", None),
    "fund grant riga 2015 100 --purpose x": ("unknown-name", None),
    "redact 1": ("nothing-to-do", None),
    "import shipments no.csv": ("unreadable-file", None),
    "fix 2": ("wrong-usage", None),
    "receive 2 THB/lv=5 --key used": ("used-key", None),
    "void 4 --reason again": ("already-voided", "tracker undo --command 11"),
}
"""Commands that are refused, each with the word of its rule and its remedy."""


@pytest.fixture
def shipped(arrived: Clerk) -> Clerk:
    """A clerk who used a key, and voided a receipt."""
    arrived.does("handout", "london", "THB/lv=1", "--key", "used")
    arrived.does("void", 4, "--reason", "typed wrongly")
    return arrived


@pytest.mark.parametrize("command", REFUSED)
def test_an_error_is_one_object_on_stderr(shipped: Clerk, command: str) -> None:
    answer = shipped(*command.split(), "--format", "json")
    assert answer.code != 0
    assert answer.out == ""
    error = json.loads(answer.err)
    assert list(error) == ["error", "message", "remedy"]
    assert (error["error"], error["remedy"]) == REFUSED[command], error
    words = shipped(*command.split()).err
    assert words == f"Error: {error['message']}\n"


def test_warnings_are_not_mixed_with_an_error_in_json(shipped: Clerk) -> None:
    (shipped.db.parent / "tracker.toml").write_text('pagerr = "less"\n', encoding="utf-8")
    assert list(json.loads(shipped("ship", "lodnon", "THB/lv=1", "-f", "json").err)) == ["error", "message", "remedy"]
    answered = shipped("stock", "-f", "json")
    assert "pagerr" in answered.err
    assert json.loads(answered.out)


def test_every_refusal_has_a_word_that_the_manual_lists() -> None:
    for name, _ in COMMAND_MODULES.values():
        import_module(f"tracker.cli.{name.partition(':')[0]}")
    known = [errors.TrackerError]
    for each in known:
        known += each.__subclasses__()
    inner = {"tracker-error", "broken-rule", "reader-gone", "too-long", "ambiguous", "nothing-fits", "wrong-input"}
    inner |= {"unready"}  # its messages have the word log-unreachable
    listed = set(re.findall(r"[a-z]+(?:-[a-z]+)*", docs.topic("exit-codes").partition("never changes:")[2]))
    assert {errors.word_of(each) for each in known} - listed <= inner
    program = Path(errors.__file__).parent
    generic = [
        file for file in program.rglob("*.py") if re.search(r"(?<!class )\bRefused(\.of)?\(", file.read_text("utf-8"))
    ]
    assert generic == [], "a refusal has the word of its rule"


COMMANDS = {
    "stock": "stock",
    "stock-by-run": "stock --by run",
    "stock-by-place": "stock --by place",
    "movements": "log",
    "shipments": "shipments",
    "coverage": "report coverage",
    "coverage-by-region": "report coverage --by region",
    "refill": "report refill",
    "distribution-changes": "report distribution --by kind --known-at 2012-01-01 --against now",
    "funds-and-grants": "fund list",
    "funding": "report funding",
    "seminars-by-year": "report seminars --by year",
    "seminars-by-audience": "report seminars --by audience",
    "seminars-by-year-audience": "report seminars --by year,audience",
    "reach": "report reach",
    "evidence": "report evidence",
    "distribution": "report distribution",
    "runout": "report runout",
    "runout-orders": "report runout --months 6",
    "due": "due",
    "access": "access list",
    "inbox": "inbox",
    "why": "why THB/lv",
    "find": "find riga",
    "trace": "trace THB/lv",
    **{f"value-by-{by}": f"report value --by {by}" for by in ("item", "run", "fund", "place")},
    **{
        f"grant-{table}": f"report grant riga --table {table}"
        for table in ("money", "grants", "languages", "kinds", "regions", "countries", "seminars", "audiences", "costs")
    },
    "grant-shipments": "report grant riga --table shipments",
}
"""The command that prints a table, where it is not `export`."""


def schema(clerk: Clerk, table: str) -> Any:
    return clerk.does("help", "schema", table).json


@pytest.mark.slow
def test_each_table_is_as_its_schema_says(nobody: Clerk, sample: bytes) -> None:
    nobody.db.write_bytes(sample)
    for table in [name for name in tables() if "/" not in name and name != "distribution-lines"]:
        command = COMMANDS.get(table, f"export {table}")
        rows = nobody.reads(*command.split())
        described = schema(nobody, table)
        jsonschema.Draft202012Validator.check_schema(described)
        jsonschema.validate(rows, described)
        columns = list(described["items"]["properties"])
        changes = table == "distribution-changes"  # whose first columns are the dimensions
        assert not rows or list(rows[0])[-len(columns) if changes else 0 :] == columns, table


def test_a_table_has_the_schema_of_its_command(clerk: Clerk) -> None:
    for command, table in {"log": "movements", "place list": "places", "report coverage": "coverage"}.items():
        assert clerk.does("help", "schema", *command.split()).json["title"] == table
    others = clerk.does("help", "schema", "evidence").json["description"]
    assert others == "--by puts others in place of item: item, run, kind, country, region, place."
    assert next(iter(clerk.does("help", "schema", "report", "seminars").json["items"]["properties"])) == "year"
    assert {"movements", "value-by-item"} <= set(clerk.does("help", "schema").out.split())
    said = clerk.refused("help", "schema", "value")
    assert "value-by-item, value-by-run, value-by-fund or value-by-place" in said


def test_a_file_is_what_its_name_says(clerk: Clerk, tmp_path: Path) -> None:
    file = tmp_path / "s.xlsx"
    said = clerk.refused("stock", "-o", file, "-f", "csv", code=2)
    assert said.startswith(f"{file} ends in .xlsx, but --format is csv")
    assert not file.exists()
    clerk.does("stock", "-o", file, "-f", "xlsx")
    clerk.does("stock", "-o", tmp_path / "stock.txt", "-f", "csv")
