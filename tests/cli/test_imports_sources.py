"""An equal row of another sheet may be another parcel: its entry is named, and --source records it as another."""

import click
import pytest

from tests.cli.sheets import errors, figures, imports, sheet
from tests.conftest import Clerk, made_once
from tracker.messages import Message

PLAIN = "date,place,item,quantity"
ROWS = ("2015-02-01,london,THB/lv,10", "2015-02-02,dublin,THB/lv,20")


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk whose store got 1000 copies, and who imported a sheet of two shipments as entries 2 and 3."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    imports(clerk, "shipments", sheet(clerk, PLAIN, *ROWS))
    return clerk


def test_an_equal_row_of_another_sheet_is_told_with_its_entry(stocked: Clerk) -> None:
    path = sheet(stocked, PLAIN, *ROWS, "2015-02-03,dublin,THB/lv,30", name="other.csv")
    outcome = imports(stocked, "shipments", path)
    assert (figures(outcome), outcome["messages"]) == (
        (1, 2, 0),
        [
            "Lines 2-3 are recorded already as entries 2-3.",
            "If they are other parcels, import those rows alone with --source NAME.",
        ],
    )


@pytest.mark.parametrize("source", ["Anna", "Rīga, 2015"])
def test_a_source_keeps_its_rows_apart(stocked: Clerk, source: str) -> None:
    path = sheet(stocked, PLAIN, *ROWS, name="other.csv")
    assert figures(imports(stocked, "shipments", path, "--source", source)) == (2, 0, 0)
    assert figures(imports(stocked, "shipments", path, "--source", source.upper())) == (0, 2, 0)
    assert figures(imports(stocked, "shipments", path)) == (0, 2, 0)


@pytest.mark.parametrize(
    ("table", "words", "columns"),
    [
        ("shipments", "ship london THB/lv=10", PLAIN),
        ("handouts", "handout store THB/lv=10", PLAIN),
        ("counts", "count london THB/lv=10", PLAIN),
        ("print-runs", "print THB/lv 10", "printed_on,store,item,quantity"),
    ],
)
def test_a_row_equal_to_a_typed_entry_with_its_reference_is_recorded_with_yes(
    stocked: Clerk, table: str, words: str, columns: str
) -> None:
    entry = stocked.logs(*words.split(), "--date", "2015-03-01", "--ref", "R1")
    path = sheet(stocked, f"{columns},reference", f"2015-03-01,{entry['place']},THB/lv,10,R1")
    assert figures(imports(stocked, table, path)) == (0, 1, 0)
    why = f"Entry {entry['entry']} has the same type, place, date, copies and reference 'R1'. Record it with --yes."
    assert [message for _, _, _, message in errors(stocked, table, path, "--source", "x")] == [why]
    assert figures(imports(stocked, table, path, "--source", "x", "--yes")) == (1, 0, 0)
    assert figures(imports(stocked, table, path, "--source", "x")) == (0, 1, 0)
    assert figures(imports(stocked, table, path)) == (0, 1, 0)
    stocked.does("check")


def test_on_a_terminal_it_is_asked(stocked: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def agrees(question: Message, *, default: bool) -> bool:
        asked.append(str(question))
        return not default and len(asked) > 1

    monkeypatch.setattr("tracker.cli.imports.at_terminal", lambda: True)
    monkeypatch.setattr("tracker.cli.imports.agrees", agrees)
    monkeypatch.setattr(click, "prompt", lambda _question, default: default)
    path = sheet(stocked, PLAIN, ROWS[1], "2015-02-03,dublin,THB/lv,30", name="other.csv")
    answer = stocked.does("import", "shipments", path)
    assert "2 rows of other.csv: 1 recorded as entry 4, 1 skipped (already recorded)." in answer.out
    answer = stocked.does("import", "shipments", path)
    assert asked[0] == "Is that row another parcel, and to be recorded too?"
    assert "Are those rows other parcels" in asked[1]
    assert "2 rows of other.csv: 2 recorded as entries 5 to 6, 0 skipped (already recorded)." in answer.out
    assert figures(imports(stocked, "shipments", path, "--source", "OTHER")) == (0, 2, 0)
