"""Only some rows of a sheet are imported: those that --where names, and with --skip-zero those that have copies."""

import pytest

from tests.cli.sheets import errors, imports, sheet
from tests.cli.terminal import entries_in, refusal
from tests.conftest import Clerk, made_once

HEADER = "Datums,Kam,item,quantity,Nozare"
MAP = ("--map", "Datums=date", "--map", "Kam=place")


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk whose store got 1000 copies of THB/lv on the first of January 2015."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    return clerk


def test_rows_without_copies_are_passed_over_and_counted(stocked: Clerk) -> None:
    rows = ("2015-02-01,london,THB/lv,0,", "2015-02-01,dublin,THB/lv,,", "2015-02-01,london,THB/lv,0.0,")
    path = sheet(stocked, HEADER, *rows, "2015-02-02,london,THB/lv,20,")
    answer = stocked.does("import", "shipments", path, *MAP, "--skip-zero")
    assert (
        "4 rows of sheet.csv: 1 recorded as entry 2, 0 skipped (already recorded), 3 passed over.\n"
        "Copies: 20 of THB/lv.\n"
    ) in answer.out
    outcome = imports(stocked, "shipments", path, *MAP, "--skip-zero")
    assert [outcome[name] for name in ("read", "recorded", "skipped", "passed_over")] == [4, 0, 1, 3]


def test_a_count_of_0_is_no_row_without_copies(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=20", "--date", "2015-02-01", "--received")
    path = sheet(stocked, "date,place,item,quantity", "2015-03-01,london,THB/lv,0", "2015-03-01,dublin,THB/lv,")
    outcome = imports(stocked, "counts", path, "--skip-zero")
    assert (outcome["recorded"], outcome["passed_over"]) == (1, 1)


@pytest.mark.parametrize(
    ("conditions", "lines"),
    [
        (["Nozare=Izglītība"], [2, 3]),
        (["nozare= IZGLITIBA "], [2, 3]),
        (["NOZARE=izglitiba", "kam=dublin"], [3]),
        (["place=london", "Nozare="], [4]),
        (["Nozare=nothing"], []),
    ],
)
def test_only_the_rows_with_a_value_are_imported(stocked: Clerk, conditions: list[str], lines: list[int]) -> None:
    """By the sheet's name of the column or ours, whatever the case and the diacritics; all conditions must be met."""
    path = sheet(
        stocked,
        HEADER,
        "2015-02-01,london,THB/lv,2,izglītība",
        "2015-02-01,dublin,THB/lv,3, Izglitiba",
        "2015-02-01,london,THB/lv,4,",
        "2015-02-01,nowhere,THB/lv,5,Policija",
    )
    words = [word for condition in conditions for word in ("--where", condition)]
    outcome = imports(stocked, "shipments", path, *MAP, *words)
    assert outcome["passed_over"] == 4 - len(lines)
    assert sorted(row["quantity"] for row in stocked.reads("shipments")) == lines


def test_a_text_for_every_row_is_a_value_too(stocked: Clerk) -> None:
    path = sheet(stocked, "date,item,quantity", "2015-02-01,THB/lv,2")
    words = ("--map", "'london'=place", "--where")
    assert imports(stocked, "shipments", path, *words, "place=dublin")["passed_over"] == 1
    assert imports(stocked, "shipments", path, *words, "place=London")["recorded"] == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--where", "Nozar=x"), 1, "has no column 'Nozar'. Did you mean Nozare?"),
        (("--where", "plce=x"), 1, "has no column 'plce'. Did you mean place?"),
        (("--where", "Nozare"), 2, "'Nozare' is not a condition; write \"Column=value\"."),
        (("--where", "=x"), 2, "'=x' is not a condition;"),
    ],
)
def test_a_condition_that_cannot_be_met_is_refused(
    stocked: Clerk, words: tuple[str, ...], code: int, said: str
) -> None:
    path = sheet(stocked, HEADER, "2015-02-01,london,THB/lv,2,x")
    assert said in refusal(stocked, "import", "shipments", path, *MAP, *words, code=code)
    assert entries_in(stocked) == 1


def test_a_table_without_quantities_has_no_rows_without_copies(stocked: Clerk) -> None:
    assert "only to tables with quantities" in refusal(stocked, "import", "places", "x.csv", "--skip-zero", code=2)


def test_a_column_that_a_condition_names_is_used(clerk: Clerk) -> None:
    path = sheet(clerk, "code,title,Valsts,Krāsa", "A,Alpha,GB,red", "B,Beta,IE,red")
    assert imports(clerk, "booklets", path, "--where", "Valsts=GB")["messages"] == ["Columns not used: Krāsa."]
    assert imports(clerk, "booklets", path)["messages"] == ["Columns not used: Valsts, Krāsa."]


def test_a_column_that_is_called_like_ours_but_is_not_it_is_left_out(stocked: Clerk) -> None:
    rows = ("2015-02-01,london,THB/lv,5,sent", "2015-02-01,dublin,THB/lv,6,planned")
    path = sheet(stocked, "date,place,item,quantity,Status", *rows)
    ((line, column, value, message),) = errors(stocked, "shipments", path, "--where", "Status=sent")
    assert (line, column, value) == (2, "Status", "sent")
    assert message.endswith('or leave out the column with --map "Its name=".')
    outcome = imports(stocked, "shipments", path, "--where", "Status=sent", "--map", "Status=")
    assert (outcome["recorded"], outcome["copies"]) == (1, [{"item": "THB/lv", "copies": 5}])
    assert "Columns not used" not in str(outcome["messages"])
    assert "is not a mapping" in refusal(stocked, "import", "shipments", path, "--map", "'sent'=", code=2)
