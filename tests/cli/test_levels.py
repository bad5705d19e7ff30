"""level: how many copies of an item a place should hold."""

import pytest

from tests.cli.sheets import errors, figures, imports, sheet
from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once

LONDON, DUBLIN, RUSSIAN = ("london", "THB/lv", 60, 100), ("dublin", "THB/lv", 60, 100), ("london", "THB/ru", 40, 40)


@made_once
def levelled(clerk: Clerk) -> Clerk:
    """A clerk by whom London and Dublin should hold 60 to 100 lv copies each, and London 40 ru copies."""
    clerk.does("level", "set", "london", "dublin", "THB/lv=60:100")
    clerk.does("level", "set", "london", "THB/ru=40")
    return clerk


def levels(clerk: Clerk, *words: object) -> list[tuple[str, str, int, int]]:
    """Return the rows of the list of levels."""
    return [(row["place"], row["item"], row["low"], row["high"]) for row in clerk.reads("level", "list", *words)]


def test_levels_are_set_and_removed_and_what_was_known_stays_known(levelled: Clerk) -> None:
    assert levels(levelled) == [DUBLIN, LONDON, RUSSIAN]
    assert levels(levelled, "--place", "Embassy in London", "--item", "thb/RU") == [RUSSIAN]
    known = levelled.logs("print", "THB/lv", 100)["recorded_at"]
    made = levelled.logs("level", "set", "london", "THB/lv=1 200:2 000")
    assert made["levels"] == [{"place": "london", "item": "THB/lv", "low": 1200, "high": 2000}]
    assert levelled.does("level", "remove", "london").out.splitlines() == [
        "london no longer has a level of THB/lv.",
        "london no longer has a level of THB/ru.",
    ]
    assert levels(levelled) == [DUBLIN]
    assert levels(levelled, "--known-at", known) == [DUBLIN, LONDON, RUSSIAN]


def test_all_open_places_of_a_kind_get_a_level_and_lose_it(levelled: Clerk) -> None:
    levelled.does("place", "close", "dublin")
    assert levelled.does("level", "set", "--kind", "embassy", "THB/en=5:9").out.splitlines() == [
        "Level of THB/en at london: 5 to 9."
    ]
    assert levels(levelled, "--item", "THB/en") == [("london", "THB/en", 5, 9)]
    told = levelled.does("level", "set", "dublin", "THB/en=5").out.splitlines()
    assert told[1] == "dublin is closed and receives nothing until it is reopened."
    levelled.does("level", "remove", "--kind", "embassy", "THB/en")
    assert levels(levelled, "--item", "THB/en") == [("dublin", "THB/en", 5, 5)]


def test_a_level_that_is_so_already_is_not_recorded_again(levelled: Clerk) -> None:
    before = levelled.db.read_bytes()
    answer = levelled.does("level", "set", "london", "THB/ru=40:40").out
    assert answer.splitlines()[-1] == "Nothing changed; nothing was recorded."
    assert levelled.db.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        ("set london THB/lv=9:5", "The lowest level, 9, is above the highest, 5; enter LOW:HIGH, such as 5:9.", 2),
        ("set london THB/lv=0", "A level is at least 1 copy; to remove levels, run 'tracker level remove'.", 2),
        ("set london THB/lv=many", "'many' is not a quantity; enter a whole number of copies, 0 or more.", 2),
        ("set london THB/lv/1=5", "Levels are set for items, not print runs; enter THB/lv instead of THB/lv/1.", 2),
        ("set london THB/lv=5 thb/LV=6", "THB/lv appears twice; specify one level for it.", 2),
        (
            "set THB/lv=5 london",
            "'london' after THB/lv=5 has no quantity; enter ITEM=QTY and put places and entries first.",
            2,
        ),
        ("set london --kind embassy THB/lv=5", "Specify either places or --kind, not both ('london').", 2),
        ("set lodnon THB/lv=5", "There is no place 'lodnon'. Did you mean london (Embassy in London)?", 1),
        ("set london XYZ/lv=5", "There is no booklet 'XYZ'. To add it, run 'tracker booklet add CODE TITLE'.", 1),
        (
            "set --kind library THB/lv=5",
            "There is no open place of kind library; add one with 'tracker place add CODE NAME --kind library'.",
            1,
        ),
        ("remove dublin THB/ru", "dublin has no level of THB/ru; see 'tracker level list'.", 1),
        ("remove liepaja", "liepaja has no levels; see 'tracker level list'.", 1),
        (
            "remove --kind seminar",
            "There is no open place of kind seminar; add one with 'tracker place add CODE NAME --kind",
            1,
        ),
        ("undo", " (level set) cannot be undone: only entries, ", 1),
    ],
)
def test_what_makes_no_level_is_refused_with_the_remedy(levelled: Clerk, words: str, said: str, code: int) -> None:
    command = ("undo",) if words == "undo" else ("level", *words.split())
    assert said in refusal(levelled, *command, code=code)


def test_a_level_goes_with_an_unused_place_and_keeps_an_item(levelled: Clerk) -> None:
    levelled.does("level", "set", "liepaja", "THB/et=5")
    levelled.does("place", "remove", "liepaja")
    assert levels(levelled, "--item", "THB/et") == []
    levelled.does("check")
    assert "in use" in refusal(levelled, "booklet", "remove", "THB")


def test_levels_are_imported_as_they_are_exported(levelled: Clerk) -> None:
    path = sheet(levelled, *levelled.does("export", "levels").out.splitlines())
    assert figures(imports(levelled, "levels", path)) == (0, 3, 0)
    path = sheet(levelled, "Place,Item,Low,High", "Embassy in Dublin,thb/ru,5,", "london,THB/et,1 000,2000")
    assert figures(imports(levelled, "levels", path)) == (2, 0, 0)
    assert ("dublin", "THB/ru", 5, 5) in levels(levelled)
    assert ("london", "THB/et", 1000, 2000) in levels(levelled)


def test_a_sheet_changes_levels_only_when_told_to(levelled: Clerk) -> None:
    path = sheet(levelled, "place,item,low,high", "london,THB/lv,5,9", "dublin,THB/lv,9,5", "dublin,THB/lv/1,9,")
    assert [(line, column, message) for line, column, _, message in errors(levelled, "levels", path)] == [
        (2, "low", "london already has the level THB/lv=60:100; import with --update to change it."),
        (3, "high", "The lowest level, 9, is above the highest, 5; enter LOW:HIGH, such as 5:9."),
        (4, "item", "THB/lv/1 is a print run; enter its item, THB/lv."),
    ]
    path = sheet(levelled, "place,item,low", "london,THB/lv,5", "london,THB/lv,6")
    assert figures(imports(levelled, "levels", path, "--update")) == (2, 0, 0)
    assert ("london", "THB/lv", 6, 6) in levels(levelled)
