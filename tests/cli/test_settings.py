"""tracker.toml: what a person likes, beside the ledger or in the application folder."""

import os
from pathlib import Path

import pytest

from tests.cli.shell import start
from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk with something to ship."""
    clerk.does("print", "THB/lv", 1000)
    return clerk


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The application folder, which is nobody's own."""
    folder = tmp_path / "application"
    folder.mkdir()
    monkeypatch.setattr("click.get_app_dir", lambda name: str(folder))
    for variable in ("PAGER", "NO_COLOR"):
        monkeypatch.setenv(variable, "")  # what a command sets is taken back
    return folder


def likes(folder: Path, text: str) -> None:
    (folder / "tracker.toml").write_text(text, encoding="utf-8")


def test_reports_come_in_the_format_that_is_liked(stocked: Clerk, home: Path) -> None:
    likes(home, 'format = "csv"')
    assert stocked.does("stock", "--fields", "item,printed").out == "item,printed\nTHB/lv,1000\n"
    assert stocked.does("stock", "--format", "table").out.startswith("Stock, as of")
    assert stocked.does("stock", "--chart").out.startswith("Stock on hand")
    assert stocked.does("ship", "london", "THB/lv=1").out.startswith("Entry 2: ")
    file = stocked.db.with_name("stock.json")
    stocked.does("stock", "-o", file)
    assert file.read_text(encoding="utf-8").startswith("[")
    likes(home, 'format = "markdown"')
    assert stocked.does("export", "funds").out.startswith("code,name")


def test_what_stands_beside_the_ledger_prevails(stocked: Clerk, home: Path) -> None:
    likes(home, 'format = "csv"\ncarrier = "post"')
    likes(stocked.db.parent, 'format = "tsv"')
    assert stocked.does("stock", "--fields", "item,printed").out == "item\tprinted\nTHB/lv\t1000\n"
    assert stocked.logs("ship", "london", "THB/lv=1")["carrier"] == "post"


def test_a_carrier_is_that_of_shipments_that_name_none(stocked: Clerk, home: Path) -> None:
    likes(home, 'carrier = "post"')
    assert stocked.logs("ship", "london", "THB/lv=1")["carrier"] == "post"
    assert stocked.logs("ship", "london", "THB/lv=2", "--carrier", "courier")["carrier"] == "courier"
    assert "carrier" not in stocked.logs("ship", "london", "THB/lv=3", "--carrier", "")
    keyed = ("ship", "dublin", "THB/lv=4", "--key", "K")
    made = stocked.logs(*keyed)
    likes(home, "")
    assert stocked.logs(*keyed)["entry"] == made["entry"]  # what is liked is no part of what was asked


def test_colours_and_pager_are_told_to_those_who_draw(stocked: Clerk, home: Path) -> None:
    likes(home, 'colours = false\npager = "less -R"\nlanguage = "lv"')
    stocked.does("stock")
    assert (os.environ["NO_COLOR"], os.environ["PAGER"]) == ("1", "less -R")


def test_a_file_beside_a_ledger_runs_no_program(stocked: Clerk, home: Path) -> None:
    likes(stocked.db.parent, 'pager = "rm"')
    answer = stocked.does("stock")
    assert answer.err == (
        f"pager in {stocked.db.parent / 'tracker.toml'} was ignored: only {home / 'tracker.toml'} may set it.\n"
    )
    assert os.environ["PAGER"] == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('fromat = "csv"', "'fromat' is unknown and was ignored. Did you mean format?"),
        (
            "quux = 1",
            "Allowed keys: db, format, language, pager, carrier, colours, letterhead, logo, public_url, answers_days.",
        ),
    ],
)
def test_what_is_not_known_is_told_and_passed_over(stocked: Clerk, home: Path, text: str, said: str) -> None:
    likes(home, text)
    answer = stocked.does("stock")
    assert answer.out.startswith("Stock")
    assert answer.err.count("\n") == 1
    assert said in answer.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('format = "csv"\ncarrier = post', "tracker.toml is not valid TOML; see 'tracker help settings'."),
        ("format = 'csv'\ncarrier = post", "Line 2 of "),
        ("format", "tracker.toml is not valid TOML; see 'tracker help settings'."),
        ('format = "xls"', "'format' must be one of table, csv, tsv, json, ndjson, markdown."),
        ("colours = 1", ": 'colours' must be true or false."),
        ('carrier = "a\\u001bb"', ": 'carrier' must be text."),
        ("letterhead = ['Riga']", "'letterhead' must be lines of text."),
        ('logo = "../logo.png"', "'logo' must be the name of a picture in the same folder (.svg, .png, .jpg,"),
        ('language = "de"', "'language' must be one of en, lv, ru."),
        ("answers_days = -1", "'answers_days' must be a number of days."),
    ],
)
def test_what_cannot_be_is_refused_and_names_the_file(stocked: Clerk, home: Path, text: str, said: str) -> None:
    likes(home, text)
    answer = refusal(stocked, "stock", code=2)
    assert said in answer
    assert str(home / "tracker.toml") in answer
    assert refusal(stocked, "ship", "london", "THB/lv=1", code=2) == answer
    assert "tracker.toml" in stocked.does("help", "settings").out
    for words in (("check",), ("info",), ("completion", "zsh")):
        assert stocked.does(*words).err == f"{answer}\n"


def test_without_a_file_nothing_is_loaded_for_it(stocked: Clerk) -> None:
    assert "tomllib" not in start("stock", db=stocked.db, python=("-X", "importtime")).stderr
