"""The errors of a sheet: as many as a person reads, one per line."""

import pytest

from tests.cli.sheets import sheet
from tests.conftest import Clerk

HEADER = "date,place,item,quantity"
LONG = "x" * 500


def test_the_first_twenty_errors_are_shown_and_how_many_there_are(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 5)
    for count, more in ((20, []), (21, ["1 more error is not shown;"]), (1000, ["980 more errors are not"])):
        path = sheet(clerk, HEADER, *(f"2015-01-{1 + n % 9:02},london,THB/lv,x{n}" for n in range(count)))
        answer = clerk("import", "handouts", path)
        lines = answer.err.splitlines()
        assert [line.partition(",")[0] for line in lines[:20]] == [f"Line {number}" for number in range(2, 22)]
        assert len(lines) == 21 + len(more), "the last one says that nothing was recorded"
        assert all(line.startswith(start) for line, start in zip(lines[20:], more, strict=False))
        made = clerk("import", "handouts", path, "--format", "json").json
        assert [error["line"] for error in made["errors"]] == list(range(2, 2 + count))
        assert (made["rejected"], made["command"], made["copies"]) == (count, None, [])


def test_equal_errors_are_told_once_with_their_lines(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 5000, "--date", "2015-01-01")
    good, bad = "2015-01-02,london,THB/lv,1", "2015-01-02,london,THB/lv,12 ou"
    rows = [bad, bad, good, bad, "2015-01-02,lodnon,THB/lv,12 ou", bad, bad, bad, "2015-01-02,london,THB/lv"]
    lines = clerk("import", "shipments", sheet(clerk, HEADER, *rows)).err.splitlines()
    assert lines[:2] == [
        "Lines 2-3, 5-9, quantity: '12 ou' is not a whole number of copies; enter one such as 200 or 1200.",
        "Line 6, place: There is no place 'lodnon'. Did you mean london (Embassy in London)?",
    ]
    assert lines[2].startswith("Line 10: ")
    assert len(lines) == 4
    rows = [row for _ in range(500) for row in (good, bad)]
    (told, refusal) = clerk("import", "shipments", sheet(clerk, HEADER, *rows)).err.splitlines()
    assert told == (
        "Lines 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33 and others, 500 in all, quantity: '12 "
        "ou' is not a whole number of copies; enter one such as 200 or 1200."
    )
    assert "500 of 1\u00a0000 rows" in refusal


def test_many_items_are_told_together(clerk: Clerk) -> None:
    languages = ["lv", "ru", "en", "de", "fr", "es", "it", "pl", "lt", "et", "fi", "sv", "da"]
    rows = [f"2015-01-01,THB/{language},{number}" for number, language in enumerate(languages, 1)]
    made = clerk.does("import", "print-runs", sheet(clerk, "printed_on,item,quantity", *rows), "--create-missing").out
    assert made.splitlines()[-1] == "Copies: 91, items: 13."


def test_no_more_of_a_cell_is_quoted_than_fits_into_a_line(clerk: Clerk) -> None:
    row = f"2015-01-01,{LONG},THB/lv,{LONG}"
    answer = clerk("import", "handouts", sheet(clerk, HEADER, row))
    assert "x" * 81 not in answer.err
    assert f"Line 2, place: There is no place '{'x' * 80}…'." in answer.err
    assert f"'{'x' * 80}…' is not a whole number of copies;" in answer.err
    made = clerk("import", "handouts", sheet(clerk, HEADER, row), "--format", "json")
    assert "x" * 81 not in made.out
    assert made.json["errors"][0]["value"] == f"{'x' * 80}…"


def test_a_header_is_not_quoted_whole_either(clerk: Clerk) -> None:
    for words in ((), ("--map", "x=place")):
        answer = clerk("import", "handouts", sheet(clerk, f"{HEADER},{LONG}", "2015-01-01,london,THB/lv,1,"), *words)
        assert "x" * 81 not in answer.out + answer.err
    assert f"{'x' * 80}…" in clerk("import", "handouts", sheet(clerk, f"date,{LONG}", "2015-01-01,x")).err


def test_similar_names_are_looked_for_until_there_are_too_many(clerk: Clerk) -> None:
    path = sheet(clerk, HEADER, *(f"2015-01-01,londo{'n' * (1 + n)},THB/lv,1" for n in range(1, 60)))
    errors = clerk("import", "handouts", path, "--format", "json").json["errors"]
    lines = [error["message"] for error in errors]
    assert "Did you mean london (Embassy in London)?" in lines[0]
    assert "To add it, run 'tracker place add CODE NAME --kind KIND'." in lines[58]
    assert sum("Did you mean" in line for line in lines) < 50
    assert "Did you mean" in clerk.refused("ship", "londn", "THB/lv=1"), "the next command looks again"


TITLE = "Cilvēku tirdzniecības novēršana"
NAMES = (
    *("THB/lv", "thb lv", "THB, Latvian", "THB-lv", "THB (lv)", f"{TITLE}/lv", f"{TITLE}: latvian", "THB", "THB/lv/1"),
    *(
        "nothing",
        "nothing 5",
        "nothing lv",
        "nothing (lv)",
        "no\tthing",
        "THB\tlv",
        "THB  lv ",
        "Ļaudis lv",
        ",",
        "THB/xx",
    ),
)
TEXTS = ("a", "a\tb", "a\nb", "a\x7f", "ā\x7f", "ā", "\x85", " a")


@pytest.mark.parametrize("table", ["handouts", "requests", "receipts"])
def test_as_many_errors_are_counted_as_are_listed(clerk: Clerk, monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    clerk.does("print", "THB/lv", 50, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=40", "--date", "2015-01-02", "--received")
    cells = [(name, text) for name in NAMES for text in TEXTS]
    rows = [f'2015-01-03,3,london,"{name}",1,"{text}"' for name, text in cells]
    path = sheet(clerk, f"{HEADER},note".replace("place", "shipment,place"), "bad,bad,bad,bad,bad,a", *rows)
    listed = clerk("import", table, path, "--format", "json").json["errors"]
    monkeypatch.setattr("tracker.cli.imports._MOST_ERRORS", 0)
    assert f"{len(listed)} more errors are not shown" in clerk("import", table, path).err
    assert len(listed) > 100


def test_of_very_many_columns_that_are_not_used_the_first_are_named(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 50, "--date", "2015-01-01")
    names = ["n" * 500, *(f"c{number}" for number in range(99))]
    path = sheet(clerk, ",".join([HEADER, *names]), "2015-01-02,london,THB/lv,1" + ",x" * 100)
    (told,) = clerk.logs("import", "shipments", path)["messages"]
    assert told.startswith(f"Unused columns: {'n' * 80}…, c0, c1, ")
    assert told.endswith(", c48, 50 more.")


def test_of_very_many_columns_of_a_sheet_that_lacks_one_the_first_are_named(clerk: Clerk) -> None:
    header = ",".join(["date", "place", "item", *(f"c{number}" for number in range(100))])
    said = clerk.refused("import", "handouts", sheet(clerk, header, "2015-01-02"))
    assert "its columns are date, place, item, c0, " in said
    assert ', c46, 53 more. Use --map "Their column=' in said
