"""What is told to equal an earlier entry, compared with looking at one entry after the other."""

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from tests.adapters import run
from tests.imports.worlds import new_database
from tests.properties import few_or_many, over, quick_first
from tracker.errors import Refused
from tracker.ledger import earlier_entries
from tracker.ledger.commands import Command, recorded
from tracker.ledger.counts import Count, log_count
from tracker.ledger.departures import Departure, log_handout
from tracker.ledger.print_runs import NewPrintRun, log_print
from tracker.ledger.receipts import Arrival, log_receipt
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.model.codes import RunCode, parse_item, parse_item_or_run
from tracker.model.entries import Entry, Particulars
from tracker.model.quantities import Line

DAY = date(2015, 3, 1)


class Logged(NamedTuple):
    """An entry that a clerk logs: what it does, the day after DAY, and its lines."""

    kind: str
    after: int
    lines: tuple[tuple[str, int], ...]

    @property
    def given(self) -> tuple[Line, ...]:
        """Its lines as the ledger takes them."""
        more = 60 if self.kind == "count" else 0  # else too little would be left
        return tuple(Line(parse_item_or_run(what), quantity + more) for what, quantity in self.lines)

    def log(self, ledger: Path | Command) -> Entry:
        """Log it in a ledger, or as a part of a command."""
        particulars = Particulars("anna", DAY.replace(day=DAY.day + self.after))
        if self.kind == "handout":
            return log_handout(ledger, Departure("p1", self.given), particulars)
        if self.kind == "count":
            return log_count(ledger, Count("p1", self.given), particulars)
        if self.kind == "receive":
            return log_receipt(ledger, Arrival(PARCEL, self.given), particulars)
        return log_shipment(ledger, Shipment("p1", self.given), particulars)


PARCEL = 6
"""The shipment of which receipts are logged."""

LOGGED = st.builds(
    Logged,
    st.sampled_from(["handout", "ship", "receive", "count"]),
    st.integers(0, 1),
    st.lists(
        st.tuples(st.sampled_from(["B/lv", "B/lv/1", "B/lv/2", "B/ru"]), st.integers(1, 2)),
        min_size=1,
        max_size=2,
        unique_by=lambda line: line[0][:4],
    ).map(tuple),
)
COMMANDS = st.lists(st.tuples(st.lists(LOGGED, min_size=1, max_size=5), st.booleans()), min_size=2, max_size=5)
"""The entries of each command, and whether the last of them is voided then."""


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with three print runs, copies of which are at a place and on their way there."""
    path = tmp_path_factory.mktemp("earlier") / "blank.db"
    new_database(path)
    particulars = Particulars("anna", date(2015, 1, 1))
    for item in ("B/lv", "B/lv", "B/ru"):
        log_print(path, NewPrintRun(parse_item(item), 300, "s1"), particulars)
    lines = tuple(Line(parse_item_or_run(run), 100) for run in ("B/lv/1", "B/lv/2", "B/ru"))
    log_receipt(path, Arrival(log_shipment(path, Shipment("p1", lines), particulars).number or 0), particulars)
    assert log_shipment(path, Shipment("p1", lines), particulars).number == PARCEL
    return path


def equal_to(logged: Logged, entry: Entry, others: Sequence[tuple[Logged, Entry]]) -> int | None:
    """Return the last of the others that has the same type, day and copies: by run where `logged` names runs."""
    alike = [
        other.number
        for of, other in others
        if (of.kind, of.after) == (logged.kind, logged.after)
        and content(of, other, logged) == content(logged, entry, logged)
    ]
    return alike[-1] if alike else None


def content(logged: Logged, entry: Entry, asked: Logged) -> dict[str, int]:
    """Return the copies of an entry, of the items that `asked` names by run by run; of a count as it was counted."""
    if logged.kind == "count":
        return dict(logged.lines)
    by_run = {line.item for line in asked.given if isinstance(line.what, RunCode)}
    copies: dict[str, int] = {}
    for moved in (each for each in entry.movements if each.date == entry.date):  # others adjust a later count
        what = moved.run if parse_item(moved.item) in by_run else moved.item
        copies[what] = copies.get(what, 0) + moved.quantity
    return copies


@pytest.mark.parametrize("few", quick_first([2, 0, 100], 1))
@pytest.mark.parametrize("examples", few_or_many(4, 300, some=30))
def test_an_entry_equals_the_last_one_of_an_earlier_command_that_stands(
    blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, examples: int, few: int
) -> None:
    """However many stand on its place and day, and whether or not what they contain is remembered."""
    monkeypatch.setattr(earlier_entries, "_FEW", few)
    monkeypatch.setattr(earlier_entries, "_REMEMBERED", 1)
    path = tmp_path / "ledger.db"

    @over(examples)
    @given(COMMANDS)
    def told(commands: list[tuple[list[Logged], bool]]) -> None:
        shutil.copyfile(blank, path)
        others: list[tuple[Logged, Entry]] = []
        for several, is_voided in commands:
            try:
                with recorded(path, "import handouts", "anna") as command:
                    made = [(logged, logged.log(command)) for logged in several]
            except Refused:  # a count left too few copies of a run
                reject()
            for logged, entry in made:
                equal = equal_to(logged, entry, others)
                said = [str(message) for message in entry.messages if " equals entry " in str(message)]
                assert [f"equals entry {equal}:" in each for each in said] == ([] if equal is None else [True])
            others += made
            if is_voided:
                number = str(others.pop()[1].number)
                assert run(["--db", str(path), "--clerk", "anna", "void", number, "--reason", "slip", "--yes"]) == 0

    told()
