"""Lists of entries on the screen and in files: the newest rows first, or all of them."""

import json
from collections.abc import Iterable
from typing import Any

import pytest

from tests.cli.sheets import sheet
from tests.conftest import Clerk, made_once


@made_once
def busy(clerk: Clerk) -> Clerk:
    """A clerk who shipped 60 parcels to two places on 60 days, the last with two items to London."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("print", "THB/ru", 1000, "--date", "2015-01-01")
    days = [f"2015-{2 + day // 28:02}-{1 + day % 28:02}" for day in range(60)]
    rows = [f"{day},{place},THB/lv,1" for day, place in zip(days, ["dublin", "london"] * 30, strict=True)]
    clerk.does("import", "shipments", sheet(clerk, "date,place,item,quantity", *rows))
    clerk.does("ship", "london", "THB/lv=2", "THB/ru=3", "--date", "2015-06-01")
    return clerk


def entries_of(lines: Iterable[str]) -> list[int]:
    """Return the first cells of the lines that begin with a number."""
    return [int(line.split()[0]) for line in lines if line.split()[:1] and line.split()[0].isdigit()]


@pytest.mark.parametrize("command", ["log", "shipments"])
def test_the_screen_shows_the_newest_entries_first_and_says_how_to_see_all(busy: Clerk, command: str) -> None:
    *_, last = lines = busy.does(command).out.splitlines()
    entries = entries_of(lines)
    assert (len(entries), entries[:3], entries == sorted(entries, reverse=True)) == (51, [63, 63, 62], True)
    assert last == f"Newest entries shown: 50. To see all, add -o {command}.csv."
    assert "total" not in "\n".join(lines)


@pytest.mark.parametrize("command", ["log", "shipments"])
def test_a_filter_shows_all_that_match_and_files_begin_with_the_oldest(busy: Clerk, command: str) -> None:
    lines = busy.does(command, "--since", "2015-02-01").out.splitlines()
    assert entries_of(lines)[:3] == [63, 63, 62]
    assert (len(entries_of(lines)), lines[-1].startswith("Newest")) == (62, False)
    exported = [row["entry"] for row in busy.reads(command)]
    assert exported == sorted(exported)
    assert exported[-62:] == entries_of(lines)[::-1]


@pytest.mark.parametrize("command", ["log", "shipments"])
@pytest.mark.parametrize("wanted", [1, 1000])
def test_last_takes_the_newest_entries_whole_in_each_format(busy: Clerk, command: str, wanted: int) -> None:
    every: list[dict[str, Any]] = busy.reads(command)
    newest = [row for row in every if row["entry"] > 63 - wanted]
    assert busy.reads(command, "--last", wanted) == newest
    shown = entries_of(busy.does(command, "--last", wanted).out.splitlines())
    assert shown == sorted((row["entry"] for row in newest), reverse=True)


def test_last_counts_the_entries_that_match(busy: Clerk) -> None:
    place = "--place"
    assert [row["entry"] for row in busy.reads("log", place, "dublin", "--last", 2)] == [59, 61]
    (row,) = busy.reads("shipments", "--item", "THB/ru")
    assert (row["entry"], row["quantity"]) == (63, 3)
    assert json.loads(busy.does("shipments", "--to", "dublin", "--last", 1, "-f", "json").out)[0]["entry"] == 61


def test_few_shipments_have_their_total_and_nothing_is_left_out(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("ship", "london", "dublin", "THB/lv=1", "--date", "2015-06-01")
    lines = clerk.does("shipments").out.splitlines()
    assert lines[-1].split()[:2] == ["total", "2"]


def test_the_log_of_a_place_has_both_ends_of_each_movement(clerk: Clerk) -> None:
    """Also what another place's entry brought there, and how a later entry changed its count."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=20", "--received", "--date", "2015-01-02")
    clerk.does("count", "london", "THB/lv=18", "--date", "2015-01-05")
    clerk.does("move", "london", "dublin", "THB/lv=5", "--date", "2015-01-04")
    assert [row["entry"] for row in clerk.reads("log", "--place", "london")] == [2, 3, 4, 5, 5, 5]
    assert [row["entry"] for row in clerk.reads("log", "--place", "dublin")] == [5, 5, 5]
