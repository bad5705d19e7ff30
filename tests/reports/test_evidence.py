"""report evidence and why: how certain each copy is, and what made each figure what it is.

A model knows of the ledger only what `log --format csv` says, which places are stores, and when seminars are.
"""

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest

from tests.cli.terminal import refusal
from tests.conftest import Clerk
from tests.golden.histories import BEGUN, history
from tests.properties import few_or_many

FIGURES = ("printed", "found", "counted", "arrived", "silent", "over", "in_transit", "given", "taken", "lost")
SEMINAR = "2015-01-04"
SEVERAL_DAYS = ("2015-01-02", "2015-01-04", "2015-01-06")
EXPLAINED = ("printed", "on_hand", "requested", "available", "in_transit", "at_places", "handed_out", "lost", "found")
BEFORE_A_YEAR = {"2016-01-04": "2015-01-04", "2015-01-05": "2014-01-05", "2016-02-29": "2015-02-28"}
"""Days to report on, each with the day since which evidence is fresh."""


@dataclass(frozen=True)
class Model:
    """The log at a day: its rows, whose entries are known by their numbers."""

    rows: list[dict[str, Any]]
    day: str

    def entries(self) -> dict[int, dict[str, Any]]:
        """Return a row of each entry that is not void, with its own day."""
        own = (row for row in self.rows if row["count"] in (None, row["entry"]))
        return {row["entry"]: row for row in own if row["type"] != "void" and row["voided_by"] is None}

    def moved(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Yield each movement up to the day, with its entry or the count whose difference it books."""
        known = self.entries()
        for row in self.rows:
            entry = known.get(row["count"] or row["entry"])
            if row["quantity"] is not None and row["date"] <= self.day and entry is not None:
                yield row, entry

    def certainty(self, place: str, run: str, since: str) -> Counter[str]:
        """Return the classes of the copies of a run at a place: those that came last, up to the last count."""
        copies = sum(
            row["quantity"] * ((row["destination"] == place) - (row["source"] == place))
            for row, _ in self.moved()
            if row["run"] == run
        )
        proofs = []
        for row, entry in self.moved():
            if row["count"] is None and (row["run"], row["destination"]) == (run, place):
                proofs.append((entry["date"], entry["entry"], "arrived", row["quantity"]))
        counted = {row["entry"] for row in self.rows if row["run"] == run and row["counted"] is not None}
        for number, entry in self.entries().items():
            if number in counted and entry["place"] == place and entry["date"] <= self.day:
                proofs.append((entry["date"], number, "counted", copies))
        found = Counter[str]()
        for day, _, proof, quantity in sorted(proofs, reverse=True):
            some = min(quantity, copies)
            copies -= some
            if place == "p2" and self.day > SEMINAR and (proof == "arrived" or day < SEMINAR):
                found["over"] += some
            else:
                found[proof if day >= since else "silent"] += some
        assert copies == 0, (place, run, found)
        return found

    def by_place(self, since: str) -> dict[str, Counter[str]]:
        """Return the figures of each place."""
        parcels = {row["entry"]: row["place"] for row in self.rows if row["type"] == "ship"}
        runs = {row["run"] for row in self.rows} - {None}
        figures: dict[str, Counter[str]] = {place: Counter() for place in ("s1", "s2", "p1", "p2", "p3", "new")}
        for row, entry in self.moved():
            end = Counter({row["destination"]: row["quantity"]})
            end.subtract({row["source"]: row["quantity"]})
            place = parcels.get(row["shipment"], entry["place"])
            figures[place]["in_transit"] += end["transit"]
            figures[place]["given" if row["count"] is None else "taken"] += end["public"]
            figures[place]["printed"] -= end["printer"]
        for place, found in figures.items():
            for run in runs:
                found += self.certainty(place, run, since)
        return figures


def begin(clerk: Clerk) -> bytes:
    """Begin a ledger one of whose places is a seminar, and return its file."""
    begun = BEGUN.replace("place add p2 Library --kind library", f"seminar add p2 Library --date {SEMINAR}")
    for command in begun.strip().splitlines():
        clerk.does(*shlex.split(command))
    return clerk.db.read_bytes()


def live(clerk: Clerk, seed: int, folder: Path) -> list[str | None]:
    """Live through a history whose entries are logged in order of time within each day; return some of its moments."""
    for command in history(seed, folder):
        words = shlex.split(command)
        if words[0] != "undo" and not {"--before", "--replaces"} & {*words}:
            clerk(*words)
    moments = [row["recorded_at"] for row in clerk.reads("log")]
    return [None, moments[-1 - len(moments) // 4]]


@pytest.mark.slow
@pytest.mark.parametrize("seeds", few_or_many([840, *range(6)], range(1000)))
def test_a_model_of_the_log_alone_agrees_and_registers_end_with_the_stock(
    nobody: Clerk, seeds: Iterable[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    begun = begin(nobody)
    for seed in seeds:
        nobody.db.write_bytes(begun)
        for sheet in tmp_path.glob("*.csv"):
            sheet.unlink()
        known = [("--known-at", moment) if moment else () for moment in live(nobody, seed, tmp_path)]
        for then in known:
            rows = nobody.reads("log", *then)
            for day, since in BEFORE_A_YEAR.items():
                agrees(nobody, Model(rows, day), since, ("--at", day, *then))
        days: list[tuple[str, ...]] = [(), *(("--at", day) for day in SEVERAL_DAYS)]
        explains(nobody, (*days[seed % 4], *known[seed // 4 % 2]), seed)


def agrees(clerk: Clerk, model: Model, since: str, when: tuple[str, ...]) -> None:
    """Hold the report against the model, and its sums against the stock."""
    wanted = model.by_place(since)
    told = {row["place"]: row for row in clerk.reads("report", "evidence", "--by", "place", *when)}
    for place, figures in wanted.items():
        for name in (*FIGURES[2:-1], "printed"):
            assert told.get(place, {}).get(name, 0) == figures[name], (place, name, when)
    for by, stock in (("item", ()), ("run", ("--by", "run"))):
        rows = {row[by]: row for row in clerk.reads("report", "evidence", "--by", by, *when)}
        for row in clerk.reads("stock", *stock, *when):
            if not row["printed"]:
                continue
            here = rows[row[by]]
            assert here["printed"] + here["found"] == sum(here[name] for name in FIGURES[2:]), (here, when)
            assert [here[name] for name in ("printed", "found", "in_transit", "lost")] == [
                row[name] for name in ("printed", "found", "in_transit", "lost")
            ]
            assert here["given"] + here["taken"] == row["handed_out"]
            assert sum(here[name] for name in FIGURES[2:6]) == row["on_hand"] + row["at_places"]
    totals = [{name: sum(row[name] for row in found) for name in FIGURES} for found in (rows.values(), told.values())]
    for name in {*FIGURES} - {"found", "lost"}:
        assert totals[0][name] == totals[1][name], (name, when)
    assert totals[1]["printed"] + totals[1]["found"] == sum(totals[1][name] for name in FIGURES[2:])


def explains(clerk: Clerk, when: tuple[str, ...], turn: int) -> None:
    """Hold the last row of the register of some figures against the stock."""

    def last(*words: object) -> int:
        rows = clerk.reads("why", *words, *when)
        assert [row["balance"] for row in rows] == list(accumulate(row["change"] for row in rows)), (words, when)
        return int(rows[-1]["balance"]) if rows else 0

    figures = [EXPLAINED[(turn + more) % len(EXPLAINED)] for more in (0, 4, 7)]
    for by in ("item", "run"):
        for row in clerk.reads("stock", "--by", by, *when):
            for figure in figures:
                if row[figure] is not None:
                    assert last(row[by], figure) == row[figure], (row, figure, when)
    for row in clerk.reads("stock", "--by", "place", *when)[turn % 3 :: 3]:
        assert last(row["item"], "--place", row["place"]) == row["copies"], (row, when)


def test_a_run_that_was_voided_since_is_found_as_it_was_known(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 5, "--date", "2015-01-01")
    moment = clerk.reads("log", "--last", 1)[0]["recorded_at"]
    clerk.does("void", 1, "--reason", "typing error")
    known = ("--known-at", moment)
    assert [row["balance"] for row in clerk.reads("why", "THB/lv/1", *known)] == [5]
    assert [row["entry"] for row in clerk.reads("log", "--item", "THB/lv/1", *known)] == [1]
    assert clerk.reads("trace", "THB/lv/1", *known) == clerk.reads("trace", "THB/lv", *known)
    assert "has not been printed yet" in refusal(clerk, "why", "THB/lv/1")


CLASSES = FIGURES[2:]


def test_a_count_of_a_place_changes_its_row_only_and_yesterdays_report_stays(nobody: Clerk, sample: bytes) -> None:
    nobody.db.write_bytes(sample)
    before = nobody.reads("report", "evidence", "--by", "place")
    moment = nobody.reads("log", "--last", 1)[0]["recorded_at"]
    nobody.does("count", "riga-sd", "THB/lv=1800", "THB/ru=1040")
    changed = {row["place"]: row for row in nobody.reads("report", "evidence", "--by", "place") if row not in before}
    assert list(changed) == ["riga-sd"]
    figures = {name: changed["riga-sd"][name] for name in FIGURES}
    assert figures == {**dict.fromkeys(FIGURES, 0), "counted": 2840, "taken": 90}
    assert nobody.reads("report", "evidence", "--by", "place", "--known-at", moment) == before


@pytest.mark.slow
def test_the_classes_of_the_sample_sum_to_what_was_printed_at_the_end_of_every_month(
    nobody: Clerk, sample: bytes
) -> None:
    nobody.db.write_bytes(sample)
    (first, *_), today = nobody.reads("log"), date.today()
    day = date.fromisoformat(first["date"]).replace(day=1)
    while day < today:
        day = (day + timedelta(32)).replace(day=1)
        for row in nobody.reads("report", "evidence", "--at", day - timedelta(1)):
            assert row["printed"] + row["found"] == sum(row[name] for name in CLASSES), (row, day)
    rows = {row["item"]: row for row in nobody.reads("report", "evidence")}
    assert (rows["THB/lv"]["printed"], rows["THB/ru"]["printed"]) == (12500, 7500)


def test_seminars_that_are_over_are_over_until_they_are_counted(nobody: Clerk) -> None:
    for words in (
        "init", "booklet add B Title", "seminar add one One --date 2015-02-10", "print B/lv 100 --date 2015-01-01",
        "ship one B/lv=40 --date 2015-02-01 --received", "seminar add two Two --date 2015-06-01",
        "ship two B/lv=20 --date 2015-02-01 --received",
    ):  # fmt: skip
        nobody.does(*words.split())

    def classes(place: str, *when: str) -> list[int]:
        (row,) = [row for row in nobody.reads("report", "evidence", "--by", "place", *when) if row["place"] == place]
        return [row[name] for name in ("counted", "arrived", "silent", "over")]

    assert classes("one", "--at", "2015-02-10") == [0, 40, 0, 0], "the day itself is not over"
    assert classes("one", "--at", "2015-02-11") == [0, 0, 0, 40]
    assert classes("two", "--at", "2015-05-31") == [0, 20, 0, 0]
    nobody.does("count", "one", "B/lv=30", "--date", "2015-02-09")
    assert classes("one", "--at", "2015-02-11") == [0, 0, 0, 30], "counted before it took place"
    nobody.does("count", "one", "B/lv=12", "--date", "2015-02-12")
    assert classes("one", "--at", "2015-02-12") == [12, 0, 0, 0]
    assert classes("one", "--at", "2016-02-13") == [0, 0, 12, 0], "over no more, but long ago"
    nobody.does("seminar", "cancel", "two")
    assert classes("two", "--at", "2015-05-31") == [0, 0, 0, 20]


def test_what_cannot_be_reported_or_explained_is_refused_in_a_sentence(clerk: Clerk) -> None:
    assert refusal(clerk, "report", "evidence", "--months", "0", code=2) == (
        "0 is not allowed here; enter a whole number, 1 or more."
    )
    assert "There is no item 'THB/en'" in refusal(clerk, "why", "THB/en")
    clerk.does("print", "THB/lv", 10, "--date", "2015-01-01")
    assert refusal(clerk, "why", "THB/lv", "lost", "--place", "london", code=2) == (
        "A place only has copies; omit lost or --place."
    )
    assert refusal(clerk, "why", "THB/lv/1", "requested", code=2) == (
        "Requests name items, not print runs. Run 'tracker why THB/lv requested'."
    )
    clerk.does("print", "THB/ru", 5, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/ru=5", "--date", "2015-01-02", "--received")
    assert clerk.does("why", "THB/lv", "--place", "london").out.endswith("No entry changed this figure: it is 0.\n")


def test_what_is_available_is_explained_by_requests_withdrawals_and_later_entries(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("print", "THB/lv", 50, "--date", "2015-01-02")
    clerk.does("request", "add", "dublin", "THB/lv=15", "--date", "2015-01-03")
    clerk.does("ship", "london", "THB/lv/2=30", "--date", "2015-02-01", "--ref", "P-1")
    clerk.does("withdraw", "THB/lv/1", "--reason", "outdated", "--date", "2015-01-10")
    rows = [list(row.values()) for row in clerk.reads("why", "THB/lv", "available", "--at", "2015-01-31")]
    assert rows == [
        [1, "2015-01-01", "print", "store", 100, 100, None, None],
        [2, "2015-01-02", "print", "store", 50, 150, None, None],
        [None, None, "withdrawn", None, -100, 50, "THB/lv/1", None],
        [None, "2015-01-03", "request", "dublin", -15, 35, None, 1],
        [None, None, "later", None, -30, 5, None, None],
    ]
    assert clerk.reads("stock", "--at", "2015-01-31")[0]["available"] == 5
    shown = clerk.does("why", "THB/lv", "--last", "1").out.splitlines()
    assert shown[0].startswith("THB/lv on hand: 120, as of")
    assert shown[-2:] == [
        "3      2015-02-01  ship  london     -30      120  P-1",
        "Newest rows shown: 1. To see all, add -o why.csv.",
    ]
