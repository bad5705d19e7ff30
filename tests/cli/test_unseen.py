"""Invisible characters: two names that look the same are the same, or are refused."""

import pytest

from tests.cli.sheets import imports, sheet
from tests.conftest import Clerk
from tests.faults.calls import poisonings

LETTERS = ["\u200b", "\u00ad", "\ufeff", "\U000e0041", "\u2800"]
MARKS = ["\u200e", "\u200f", "\u061c"]
"""Marks of direction, which come with pasted text, and are refused in notes, too."""
PROSE = ("--note", "--reason")


@pytest.mark.parametrize("letter", [LETTERS[0], *(pytest.param(each, marks=pytest.mark.slow) for each in LETTERS[1:])])
def test_names_and_codes_have_none_in_any_command(clerk: Clerk, letter: str) -> None:
    text = f"lon{letter}don"
    before = clerk.db.read_bytes()
    asked = 0
    for words in poisonings(text):
        if words[words.index(text) - 1] in (*PROSE, "--clerk") or words[0] in ("init", "import", "find"):
            continue
        if words[:2] == ["inbox", "add"]:  # takes a mail as it is pasted
            continue
        answer = clerk(*words)
        assert answer.code == 2, (words, answer)
        if "is not one of" not in answer.err and "No such command" not in answer.err:
            asked += f"' contains the invisible character U+{ord(letter):04X}; remove it." in answer.err
    assert clerk.db.read_bytes() == before
    assert asked > 150
    said = clerk.refused("ship", "london", f"THB/lv{letter}=1", code=2)
    assert f"' contains the invisible character U+{ord(letter):04X}; remove it." in said


def test_a_clerk_has_none_in_the_name(clerk: Clerk) -> None:
    said = clerk.refused("booklet", "add", "X", "X", "--clerk", "an\u200bna", code=2)
    assert said == "'an​na' contains the invisible character U+200B; remove it."


@pytest.mark.parametrize("mark", MARKS)
def test_marks_of_direction_are_passed_over_in_sheets_and_searches(clerk: Clerk, mark: str) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    rows = f"{mark}date,place,item,quantity", f"{mark}2015-02-01,lon{mark}don,THB/lv{mark},{mark}5"
    assert imports(clerk, "shipments", sheet(clerk, *rows))["recorded"] == 1
    assert [row["code"] for row in clerk.reads("find", f"embassy{mark} in london")][:1] == ["london"]
    said = clerk.refused("place", "add", f"x{mark}", "X", "--kind", "other", code=2)
    assert f"' contains the invisible character U+{ord(mark):04X}; remove it." in said


def test_a_header_with_a_character_that_changes_the_direction_is_shown(clerk: Clerk) -> None:
    """Windows puts such a character before what is copied."""
    rows = "\u202adate,place,item,quantity", "2015-02-01,london,THB/lv,5"
    said = clerk.refused("import", "shipments", sheet(clerk, *rows))
    assert "has no column for date; its columns are \N{REPLACEMENT CHARACTER}date, place, item, quantity." in said


def test_notes_keep_what_emoji_are_made_of(clerk: Clerk) -> None:
    family = "👨\u200d👩\u200d👧 ❤\ufe0f"
    clerk.does("place", "edit", "london", "--note", family)
    assert clerk.reads("place", "list")[1]["note"] == family or family in clerk.does("place", "show", "london").out


@pytest.mark.parametrize("letter", LETTERS)
def test_in_sheets_they_are_passed_over(clerk: Clerk, letter: str) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    rows = (
        f"da{letter}te,{letter}place,item{letter},quantity,reference,note",
        f"{letter}2015-02-01,lon{letter}don,THB/{letter}lv,{letter}5,R{letter}1,a{letter}b",
        f"2015-02-02,Embassy in{letter} London,THB/lv,6{letter},R2,",
    )
    made = imports(clerk, "shipments", sheet(clerk, *rows))
    assert made["recorded"] == 2
    shipped = clerk.reads("shipments")
    assert [row["place"] for row in shipped] == ["london", "london"]
    assert [row["reference"] for row in shipped] == ["R1", "R2"]
    assert shipped[0]["note"] == f"a{letter}b"
    again = sheet(clerk, rows[0].replace(letter, ""), rows[1].replace(letter, "").replace("ab", f"a{letter}b"))
    assert imports(clerk, "shipments", again)["skipped"] == 1
    constant = sheet(clerk, "code,name,country", "new,New place,LV")
    imports(clerk, "places", constant, "--map", f"'sch{letter}ool'=kind")
