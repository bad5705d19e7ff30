"""Over random histories any distribution table adds up to the movements behind it, summed again in plain Python."""

import io
import itertools
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.adapters import run, speak_english
from tests.golden import histories
from tests.properties import few_or_many, over
from tracker.reports.distribution import DIMENSIONS, FIGURES

pytestmark = pytest.mark.slow

DAYS = [date.fromisoformat(day) for day in ("2015-01-04", "2015-03-31", "2015-04-01", "2015-12-31", "2016-01-01")]
"""On which things happen: at both ends of months, quarters and years."""

# The same from the movements -------------------------------------------------------------------------

Sums = dict[tuple[Any, ...], tuple[int, ...]]
"""The FIGURES of each combination of dimensions."""


@dataclass(frozen=True)
class Ledger:
    """The rows of the tables, as anybody can read them."""

    entries: dict[int, dict[str, Any]]
    movements: list[dict[str, Any]]
    details: list[dict[str, Any]]
    """What became known of each run, in the order in which it did."""
    places: list[dict[str, Any]]
    """What became known of each place."""

    @classmethod
    def read(cls, path: Path) -> "Ledger":
        """Read the file."""
        with closing(sqlite3.connect(path)) as connection:
            connection.row_factory = sqlite3.Row
            entries, movements, details, places = (
                [dict(row) for row in connection.execute(sql)]
                for sql in (
                    "SELECT entry.*, code, recorded_at FROM entry JOIN place ON place.id = entry.place "
                    "JOIN command ON command.number = entry.command ORDER BY entry.id",
                    "SELECT movement.*, code FROM movement JOIN print_run ON print_run.id = run",
                    "SELECT code, (SELECT group_concat(fund, '+') FROM run_share WHERE run_share.run = detail.run "
                    "AND run_share.command = detail.command) AS fund, recorded_at FROM run_detail AS detail "
                    "JOIN print_run ON print_run.id = run JOIN command ON command.number = command "
                    "ORDER BY command.number",
                    "SELECT place, kind, country, region, city, recorded_at FROM place_detail "
                    "JOIN command ON command.number = command ORDER BY command.number",
                )
            )
        return cls({entry["id"]: entry for entry in entries}, movements, details, places)

    def known(self, at: str, moment: str) -> "Ledger":
        """Return what is left of it on a day, as known at a moment, without all that is voided."""
        entries = {number: each for number, each in self.entries.items() if each["recorded_at"] <= moment}
        voided = {entry["voids"] for entry in entries.values()} - {None}
        standing = {
            number: entry
            for number, entry in entries.items()
            if entry["date"] <= at and not {number, entry["shipment"]} & voided
        }
        details, places = (
            [each for each in known if each["recorded_at"] <= moment] for known in (self.details, self.places)
        )
        return Ledger(standing, [each for each in self.movements if each["entry"] in standing], details, places)

    def place(self, number: int) -> dict[str, Any]:
        """Return what is known of a place."""
        return [each for each in self.places if each["place"] == number][-1]

    def lines(self) -> Iterator[tuple[dict[str, Any], tuple[int | None, int, int, int]]]:
        """Yield all that was distributed: its dimensions, then shipment, copies, received and returned."""
        for move in self.movements:
            entry = self.entries[move["entry"]]
            sent = self.entries.get(move["shipment"], entry)
            if move["count"] is not None or self.place(sent["place"])["kind"] == "store":
                continue
            if entry["type"] == "ship":
                yield self.dimensions(sent, move["code"]), (sent["id"], move["quantity"], 0, 0)
            elif entry["type"] == "receive" and move["destination"] == sent["place"]:
                yield self.dimensions(sent, move["code"]), (sent["id"], 0, move["quantity"], 0)
            elif entry["type"] == "return":
                yield self.dimensions(entry, move["code"]), (None, 0, 0, move["quantity"])

    def dimensions(self, entry: dict[str, Any], run_code: str) -> dict[str, Any]:
        """Return what an entry and a run say of every dimension."""
        day = date.fromisoformat(entry["date"])
        booklet, language, _ = run_code.split("/")
        funds = [detail["fund"] for detail in self.details if detail["code"] == run_code]
        return {
            "year": day.year,
            "quarter": f"{day.year}-Q{1 + (day.month - 1) // 3}",
            "month": f"{day:%Y-%m}",
            "booklet": booklet,
            "language": language,
            "item": f"{booklet}/{language}",
            "run": run_code,
            **{name: self.place(entry["place"])[name] for name in ("kind", "country", "region", "city")},
            "place": entry["code"],
            "fund": funds[-1] if funds else None,
            "date": entry["date"],
        }


@dataclass(frozen=True)
class Question:
    """What a manager asks for."""

    by: tuple[str, ...]
    columns: str | None
    show: str
    since: date | None
    until: date | None
    at: date | None
    back: int
    """As it was known so many entries ago."""

    def words(self, moment: str) -> list[str]:
        """Return the command."""
        words = ["report", "distribution", "--by", ",".join(self.by), "--known-at", moment]
        for name in ("since", "until", "at"):
            if (day := getattr(self, name)) is not None:
                words += [f"--{name}", day.isoformat()]
        return words if self.columns is None else [*words, "--columns", self.columns, "--show", self.show]

    def sums(self, ledger: Ledger, *by: str) -> Sums:
        """Return the FIGURES of what is asked for, by any dimensions."""
        found: dict[tuple[Any, ...], list[tuple[int | None, int, int, int]]] = defaultdict(list)
        for dimensions, figures in ledger.lines():
            if str(self.since or "") <= dimensions["date"] <= str(self.until or "9999"):
                found[tuple(dimensions[name] for name in by)].append(figures)
        return {
            key: (
                len({line[0] for line in lines} - {None}),
                *(sum(line[at] or 0 for line in lines) for at in (1, 2, 3)),
            )
            for key, lines in found.items()
        }


days = st.sampled_from([None, None, None, *DAYS])
questions = st.builds(
    Question,
    st.lists(st.sampled_from(DIMENSIONS), min_size=1, max_size=4, unique=True).map(tuple),
    st.one_of(st.none(), st.sampled_from(DIMENSIONS)),
    st.sampled_from(FIGURES),
    days,
    days,
    st.sampled_from([None, *DAYS]),
    st.sampled_from([0, 0, 0, 1, 2, 5]),
).filter(lambda asked: asked.columns not in asked.by and (asked.since or DAYS[0]) <= (asked.until or DAYS[-1]))


def said(path: Path, *words: str) -> str:
    """Return what the program writes."""
    with redirect_stdout(io.StringIO()) as screen:
        assert run([*words, "--db", str(path)]) == 0
    return screen.getvalue()


def foot_of(table: str) -> list[int]:
    """Return the figures of a drawn table's last line, none when it has no totals."""
    last = table.splitlines()[-1].split()
    return [int(number) for number in last[1:]] if last[0] == "total" else []


def check_listed(path: Path, question: Question, ledger: Ledger, words: list[str]) -> None:
    """The rows and the totals of a table with all figures are those of the movements."""
    rows = json.loads(said(path, *words, "--format", "json"))
    expected = question.sums(ledger, *question.by)
    assert all(list(row) == [*question.by, *FIGURES] for row in rows)
    found = [tuple(row.values()) for row in rows]
    assert len(found) == len(expected)
    assert {row[: len(question.by)]: row[len(question.by) :] for row in found} == expected
    if len(expected) > 1:
        assert foot_of(said(path, *words)) == list(question.sums(ledger)[()])


def check_crossed(path: Path, question: Question, ledger: Ledger, words: list[str]) -> None:
    """The cells and the totals of a table with a dimension across are those of the movements."""
    assert question.columns is not None
    rows = json.loads(said(path, *words, "--format", "json"))
    at = FIGURES.index(question.show)
    cells = question.sums(ledger, *question.by, question.columns)
    across = {"(none)" if value is None else str(value): value for (value,) in question.sums(ledger, question.columns)}
    assert {tuple(row[name] for name in question.by) for row in rows} == set(question.sums(ledger, *question.by))
    for row in rows:
        key = tuple(row.pop(name) for name in question.by)
        assert set(row) == set(across)
        for name, value in across.items():
            assert row[name] == cells.get((*key, value), (0,) * 4)[at], (key, name)
    if len(rows) > 1:
        foot = foot_of(said(path, *words))
        shown = [across[name] for name in rows[0]]
        of_column, of_all = question.sums(ledger, question.columns), question.sums(ledger)[()]
        # the screen sorts columns by their names, JSON by their codes
        assert sorted(foot[: len(shown)]) == sorted(of_column[value,][at] for value in shown)
        assert foot[len(shown) :] == ([of_all[at]] if len(shown) > 1 else [])


def check_views(path: Path, ledger: Ledger) -> None:
    """What other programs read in the file is what the report says."""
    with closing(sqlite3.connect(path)) as connection:
        listed = connection.execute("SELECT * FROM distribution").fetchall()
        by = ",".join(DIMENSIONS)
        summed = connection.execute(
            f"SELECT {by}, count(DISTINCT shipment), sum(copies), sum(received), sum(returned) "
            f"FROM distribution_lines GROUP BY {by}"
        ).fetchall()
    report = [tuple(row.values()) for row in json.loads(said(path, "report", "distribution", "--format", "json"))]
    assert sorted(listed) == sorted(report)
    rows = json.loads(said(path, "report", "distribution", "--by", by, "--format", "json"))
    assert sorted(summed, key=str) == sorted((tuple(row.values()) for row in rows), key=str)
    assert sum(row[-3] for row in summed) == sum(figures[1] for _, figures in ledger.lines())


def lived(seed: int, folder: Path) -> Path:
    """Return the ledger that a random history leaves."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(histories, "DAYS", [str(day) for day in DAYS])
        office, _ = histories.live(seed, folder, patched)
    speak_english()
    return office.ledger


@pytest.mark.parametrize("examples", few_or_many(6, 2_000))
def test_any_table_adds_up_to_the_movements_behind_it(examples: int) -> None:
    """Six histories, and some tables of each; two thousand in the long form."""

    @over(examples)
    @given(st.integers(1, 10_000), st.lists(questions, min_size=4, max_size=8))
    def any_table_adds_up(seed: int, asked: list[Question]) -> None:
        with TemporaryDirectory() as folder:
            path = lived(seed, Path(folder))
            ledger = Ledger.read(path)
            moments = [entry["recorded_at"] for entry in ledger.entries.values()]
            for question in asked:
                moment = moments[-1 - question.back] if question.back else "9999-12-31T00:00:00.000000Z"
                known = ledger.known(str(question.at or "9999"), moment)
                check = check_listed if question.columns is None else check_crossed
                check(path, question, known, question.words(moment))
            check_views(path, ledger.known("9999", "9999"))

    any_table_adds_up()


def test_every_dimension_crosses_every_other_one(tmp_path: Path) -> None:
    path = lived(1, tmp_path)
    ledger = Ledger.read(path).known("9999", "9999")
    for (row, column), show in zip(itertools.permutations(DIMENSIONS, 2), itertools.cycle(FIGURES), strict=False):
        question = Question((row,), column, show, None, None, None, 0)
        check_crossed(path, question, ledger, question.words("9999-12-31T00:00:00.000000Z"))
