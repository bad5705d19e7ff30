"""Text that looks like markup, an emoji code, a command or a formula stays text, and comes back as typed."""

import csv
import io
import unicodedata

import pytest

from tests.adapters import EXPORTS
from tests.conftest import Clerk
from tests.faults.screens import LITERAL, on_a_screen

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("text", LITERAL)
def test_what_only_looks_like_more_is_kept_and_shown_as_it_is(busy: Clerk, text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    group = text.replace("=", ":").replace(";", ",")  # a group's name has neither
    for words in (
        ("booklet", "edit", "THB", "--title", text, "--note", text),
        ("place", "edit", "london", *(f"--{name}={text}" for name in ("name", "city", "address", "contact", "phone"))),
        ("seminar", "add", "s2", text, "--date", "2015-01-05", "--audience", f"{group}=5", "--note", text),
        ("kind", "add", "x", text),
        ("fund", "add", "x", text),
        ("fund", "grant", "x", "2015", "5", "--purpose", text),
        ("request", "add", "london", "THB/lv=1", "--note", text),
    ):
        busy.does(*words)
    shipped = ("ship", "london", "THB/lv=1", "--ref", text, "--note", text, "--carrier", text, "--clerk", text)
    assert busy.logs(*shipped)["carrier"] == text
    busy.does("run", "edit", "THB/lv/1", "--printer", text, "--note", text)
    busy.does("region", "set", text)
    busy.does("receive", 13, "--note", text)
    for words in (("return",), ("handout",), ("count",)):
        busy.does(*words, "london", "THB/lv=1", "--note", text, "--yes")
    for table in set(EXPORTS) - {"distribution", "levels"}:
        kept = busy.does("export", table, "--format", "json").json
        assert text in {value for row in kept for value in row.values()}, table
        kept = csv.DictReader(io.StringIO(busy.does("export", table, "--format", "csv", "--raw").out))
        assert text in {value for row in kept for value in row.values()}, table
    assert text in busy.does("place", "list").out
    assert text in busy.does("show", 13).out
    assert f"london ({text})" in busy.refused("ship", "londn", "THB/lv=1")


def test_a_name_of_ten_thousand_letters_is_kept_whole(busy: Clerk) -> None:
    name = "Ļoti garš nosaukums " * 500
    busy.does("place", "edit", "london", "--name", name)
    busy.does("booklet", "edit", "THB", "--title", "ķ" * 10_000)
    for words in (("place", "list"), ("shipments",), ("stock", "--by", "place"), ("trace", "THB/lv")):
        assert name.strip() in busy.does(*words, "--format", "csv").out
        assert name.strip() in busy.does(*words).out
    screen = on_a_screen(busy.db, [("place", "list"), ("stock", "--wide")])
    assert all(len(line) <= 80 for line in screen.split("\r\n") if not line.startswith(">>> "))
    assert screen.count("ķ") == 10_000
    assert "Ļoti garš nosau…garš nosaukums" in screen
    busy.does("export", "places", "-o", busy.db.with_name("places.xlsx"))


FORMULAS = [
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    '=HYPERLINK("http://e")',
    "＝1+1",
    "'=1",
    "''=1",
    " =1+1",
]
NUMBERS = ["+371 67105048", "-5", "+371-67-105-048", "(+371) 67105048", "2014", "'tis", "a=b", "e-mail"]


@pytest.mark.parametrize("name", ["csv", "tsv", "xlsx"])
def test_formulas_are_disarmed_and_come_back(busy: Clerk, name: str) -> None:
    """A cell of a workbook needs no mark; if it has one, it came from a csv, and loses it."""
    texts = [text for text in FORMULAS + NUMBERS if not (name == "xlsx" and text.startswith("'"))]
    for number, text in enumerate(texts):
        busy.does("place", "add", f"--contact={text}", f"--phone={text}", "--kind", "ngo", "--", f"f{number}", text)
    file, new = busy.db.with_name(f"places.{name}"), busy.db.with_name("new.db")
    busy.does("export", "places", "-o", file)
    busy.does("init", "--db", new)
    busy.does("kind", "add", "bad", "Kind", "--db", new)
    busy.does("import", "places", file, "--db", new)
    assert busy.reads("place", "list", "--db", new, "--kind", "ngo") == busy.reads("place", "list", "--kind", "ngo")


def test_formulas_are_marked_in_text_unless_raw_and_numbers_never(busy: Clerk) -> None:
    for number, text in enumerate(FORMULAS + NUMBERS):
        busy.does("place", "add", f"f{number}", "x", "--kind", "ngo", f"--phone={text}")
    for name, mark in (("csv", ","), ("tsv", "\t")):
        for raw in ([], ["--raw"]):
            out = busy.does("place", "list", "--kind", "ngo", "--format", name, *raw).out
            phones = {row["code"]: row["phone"] for row in csv.DictReader(io.StringIO(out), delimiter=mark)}
            for number, text in enumerate(FORMULAS + NUMBERS):
                runs = text in FORMULAS and not raw
                assert phones[f"f{number}"] == ("'" if runs else "") + text.strip(), text
