"""Whether a count of an item as a whole is divided over its runs by the rule is proved from what was known then."""

import shlex
from itertools import permutations

import pytest

from tests.conftest import Clerk, made_once
from tests.reports.tampering import found, tamper, written
from tests.store.rawly import LOSS, opened


@made_once
def printed(clerk: Clerk) -> Clerk:
    """A clerk with two runs of 60, of each 10 in London."""
    clerk.does("print", "THB/lv", 60, "--date", "2015-01-01")
    clerk.does("print", "THB/lv", 60, "--date", "2015-02-01")
    clerk.does("ship", "london", "THB/lv/1=10", "THB/lv/2=10", "--date", "2015-03-01", "--received")
    return clerk


STORIES = {
    "a shortage": ["count london THB/lv=15 --date 2015-03-05"],
    "a shortage of more than the oldest run": ["count london THB/lv=7 --date 2015-03-05"],
    "a surplus": ["count london THB/lv=25 --date 2015-03-05"],
    "at the store": ["count store THB/lv=85 --date 2015-03-05"],
    "later entries take of both": [
        "handout london THB/lv/1=4 THB/lv/2=9 --date 2015-03-10",
        "count london THB/lv=16 --date 2015-03-05",
    ],
    "a parcel turns up": [
        "count london THB/lv=18 --date 2015-03-05",
        "ship london THB/lv/1=5 --date 2015-03-02 --received",
    ],
    "a parcel turns up whose copies were taken": [
        "count london THB/lv=12 --date 2015-03-05",
        "handout london THB/lv/2=9 --date 2015-03-07",
        "ship london THB/lv/2=5 --date 2015-03-02 --received",
    ],
    "a parcel is void": [
        "ship london THB/lv/2=5 --date 2015-03-02 --received",
        "count london THB/lv=18 --date 2015-03-05",
        "void 5 --reason 'was never sent'",
    ],
    "a parcel is another one": [
        "count london THB/lv=18 --date 2015-03-05",
        "ship london THB/lv/2=7 --date 2015-03-02 --received",
        "ship london THB/lv/1=3 --date 2015-03-02 --received --replaces 6",
    ],
    "several are void": [
        "ship london THB/lv/2=5 --date 2015-03-02 --received",
        "handout london THB/lv/1=2 --date 2015-03-03",
        "count london THB/lv=18 --date 2015-03-05",
        "handout london THB/lv/2=3 --date 2015-03-06",
        "void 5 7 9 --reason mistyped --yes",
    ],
    "what was void is not": [
        "ship london THB/lv/2=5 --date 2015-03-02 --received",
        "count london THB/lv=18 --date 2015-03-05",
        "void 5 --reason mistyped --yes",
        "undo --yes",
    ],
    "a count is another one": [
        "count london THB/lv=18 --date 2015-03-05",
        "count london THB/lv=13 --date 2015-03-05 --replaces 5",
    ],
    "one count after the other": [
        "count london THB/lv=18 --date 2015-03-05",
        "count london THB/lv/2=7 --date 2015-03-06",
        "count london THB/lv=21 --date 2015-03-07",
        "handout london THB/lv/1=2 --date 2015-03-03",
    ],
    "three runs": [
        "print THB/lv 30 --date 2015-02-15",
        "ship london THB/lv/3=6 --date 2015-03-02 --received",
        "count london THB/lv=19 --date 2015-03-05",
        "handout london THB/lv/3=6 --date 2015-03-09",
        "return london THB/lv/2=1 --date 2015-03-04",
    ],
    "a print turns up": ["count store THB/lv=125 --date 2015-03-05", "print THB/lv 30 --date 2015-03-03"],
    "a print is void": [
        "print THB/lv 30 --date 2015-03-03",
        "count store THB/lv=125 --date 2015-03-05",
        "void 5 --reason mistyped",
    ],
    "a print is another one": [
        "print THB/lv 30 --date 2015-03-03",
        "count store THB/lv=125 --date 2015-03-05",
        "print THB/lv 20 --date 2015-03-04 --replaces 5",
    ],
}


def live(clerk: Clerk, name: str) -> None:
    for words in STORIES[name]:
        clerk.does(*shlex.split(words))


@pytest.mark.slow
@pytest.mark.parametrize("name", STORIES)
def test_copies_shifted_from_one_run_to_another_are_found_in_every_entry_that_divides(
    printed: Clerk, name: str
) -> None:
    """In either direction, and with all sums right: in the entry of the count, and in each that had it divided anew."""
    live(printed, name)
    printed.does("check")
    with opened(printed) as connection:
        booked = connection.execute(
            "SELECT DISTINCT movement.entry, movement.count, entry.place, entry.date, entry.position FROM movement "
            "JOIN entry ON entry.id = movement.count JOIN count_line ON count_line.count = entry.id "
            "JOIN entry AS whose ON whose.id = movement.entry "
            "WHERE item IS NOT NULL AND whose.voids IS NOT movement.count"
        ).fetchall()
        runs = [run for (run,) in connection.execute("SELECT DISTINCT run FROM movement WHERE source = 1")]
    assert booked
    blank = printed.db.read_bytes()
    for entry, count, at, date, position in booked:
        for more, less in permutations(runs, 2):
            printed.db.write_bytes(blank)
            values = f"{{}}, {{}}, {{}}, 1, '{date}', {position}, NULL, {count}"
            line = f"(SELECT max(line) + 1 FROM movement WHERE entry = {entry})"
            ends = ((more, LOSS, at), (less, at, LOSS))
            tamper(
                printed,
                *(f"INSERT INTO movement VALUES ({entry}, {line}, {values.format(*end)})" for end in ends),
            )
            assert any(f"Count {count} found " in said and "should be of" in said for said in found(printed))


def test_it_is_said_which_command_divided_it_and_how_it_should_have(printed: Clerk) -> None:
    live(printed, "a parcel turns up")
    tamper(
        printed,
        "UPDATE movement SET quantity = quantity - 2 WHERE entry = 7 AND count = 5 AND run = 1",
        "INSERT INTO movement SELECT 7, 9, 2, source, destination, 2, date, position, NULL, 5 "
        "FROM movement WHERE entry = 7 AND count = 5 AND run = 1",
    )
    assert found(printed) == [
        "Count 5 found 18 of THB/lv at london, of which 8 should be of THB/lv/1, but command 10 made it 10.",
        "Count 5 found 18 of THB/lv at london, of which 10 should be of THB/lv/2, but command 10 made it 8.",
    ]


def test_an_entry_after_a_count_does_not_divide_it_anew(printed: Clerk) -> None:
    """Not even as it would have been divided, had that been known."""
    printed.does("count", "london", "THB/lv=10", "--date", "2015-03-05")
    given = (
        "1 THB/lv/1 public>london at=5 count=5",
        "1 THB/lv/2 london>public at=5 count=5",
        "1 THB/lv/1 london>public",
    )
    tamper(printed, *written("handout", "london", *given, date="2015-03-10"))
    assert found(printed) == [
        "Count 5 found 10 of THB/lv at london, of which 0 should be of THB/lv/1, but command 10 made it 1.",
        "Count 5 found 10 of THB/lv at london, of which 10 should be of THB/lv/2, but command 10 made it 9.",
    ]


def test_how_a_count_that_is_void_was_divided_is_found_too(printed: Clerk) -> None:
    """What was known then can still be asked."""
    printed.does("count", "london", "THB/lv=15", "--date", "2015-03-05")
    printed.does("void", 5, "--reason", "mistyped")
    tamper(printed, *("UPDATE movement SET run = 2 WHERE count = 5",))
    assert found(printed) == [
        "Count 5 found 15 of THB/lv at london, of which 5 should be of THB/lv/1, but command 9 made it 10.",
        "Count 5 found 15 of THB/lv at london, of which 10 should be of THB/lv/2, but command 9 made it 5.",
    ]


def test_where_the_total_is_wrong_nothing_is_said_of_its_runs(printed: Clerk) -> None:
    """That its movements make another total is what is found."""
    printed.does("count", "london", "THB/lv=15", "--date", "2015-03-05")
    tamper(printed, "UPDATE count_line SET quantity = 14")
    assert found(printed) == ["Count 5 found 14 of THB/lv at london on 2015-03-05, but by the movements there were 15."]
