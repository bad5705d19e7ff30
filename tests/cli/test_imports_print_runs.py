import pytest

from tests.cli.sheets import errors, figures, imports, sheet
from tests.cli.terminal import held_by, stock_of
from tests.conftest import Clerk

HEADER = "run,item,printed_on,quantity,store,cost,currency,fund,printer,isbn,status,reference,note"
WHOLE = f"{HEADER},review_by,mark,carton,weight"
PLAIN = "item,printed_on,quantity"


def runs(clerk: Clerk, *columns: str) -> list[tuple[object, ...]]:
    """Return these columns of the list of print runs."""
    return [tuple(row[column] for column in columns) for row in clerk.reads("run", "list")]


def test_print_runs_are_recorded_with_all_their_columns(clerk: Clerk) -> None:
    clerk.does("fund", "add", "SKUF", "Sabiedriskās kārtības uzturēšanas fonds")
    path = sheet(
        clerk,
        WHOLE,
        "THB/lv/1,thb/LV,1.1.2015,1 000,,862.40,EUR,skuf,SIA Druka,978-1,active,PO7,first,31.1.2027,blue cover,50,12",
    )
    assert clerk.does("import", "print-runs", path).out.splitlines() == [
        "1 row of sheet.csv: 1 recorded as entry 1, 0 skipped (already recorded).",
        "Copies: 1000 of THB/lv.",
    ]
    (run,) = clerk.reads("run", "list")
    assert run == {
        "run": "THB/lv/1",
        "item": "THB/lv",
        "printed_on": "2015-01-01",
        "quantity": 1000,
        "store": "store",
        "cost": "862.40",
        "currency": "EUR",
        "fund": "SKUF",
        "printer": "SIA Druka",
        "isbn": "978-1",
        "status": "active",
        "reference": "PO7",
        "note": "first",
        "review_by": "2027-01-31",
        "mark": "blue cover",
        "carton": 50,
        "weight": 12,
    }
    assert held_by(clerk, "store") == {"THB/lv": 1000}
    clerk.does("check")


def test_a_run_that_equals_one_logged_by_hand_is_recorded_and_told(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 3000, "--date", "2014-01-02")
    outcome = imports(clerk, "print-runs", sheet(clerk, PLAIN, "THB/lv,2014-01-02,3000", "THB/lv,2014-01-03,3000"))
    assert figures(outcome) == (2, 0, 0)
    assert outcome["messages"] == [
        "Line 2: Entry 2 equals entry 1: same type, place, date and copies; if it was logged twice, void it with "
        "'tracker void 2 --reason TEXT'."
    ]


def test_a_new_item_is_added_but_a_new_booklet_only_with_create_missing(clerk: Clerk) -> None:
    imports(clerk, "print-runs", sheet(clerk, PLAIN, "THB/ru,2015-01-01,100"))
    path = sheet(clerk, PLAIN, "DV/lv,2015-01-01,100", "THB/xx,2015-01-01,100")
    booklet, language = errors(clerk, "print-runs", path)
    assert booklet[:3] == (2, "item", "DV/lv")
    assert "There is no booklet 'DV'" in booklet[3]
    assert language[:3] == (3, "item", "THB/xx")
    path = sheet(clerk, PLAIN, "DV/lv,2015-01-01,100")
    assert imports(clerk, "print-runs", path, "--create-missing")["messages"] == [
        "Added the booklet DV; set its title with 'tracker booklet edit'.",
        "Added the item DV/lv.",
    ]
    assert runs(clerk, "run") == [("DV/lv/1",), ("THB/ru/1",)]


def test_runs_without_numbers_get_them_in_order_of_their_dates(clerk: Clerk) -> None:
    path = sheet(clerk, PLAIN, "THB/lv,2016-01-01,300", "THB/lv,2014-01-01,100", "THB/lv,2015-01-01,200")
    imports(clerk, "print-runs", path)
    assert runs(clerk, "run", "quantity") == [("THB/lv/1", 100), ("THB/lv/2", 200), ("THB/lv/3", 300)]
    assert figures(imports(clerk, "print-runs", path)) == (0, 3, 0)


def test_equal_rows_are_separate_runs(clerk: Clerk) -> None:
    path = sheet(clerk, PLAIN, "THB/lv,2014-01-01,100", "THB/lv,2014-01-01,100")
    assert figures(imports(clerk, "print-runs", path)) == (2, 0, 0)
    assert figures(imports(clerk, "print-runs", path)) == (0, 2, 0)
    assert stock_of(clerk)["printed"] == 200


def test_runs_keep_their_numbers_gaps_included_and_others_come_after(clerk: Clerk) -> None:
    header = f"run,{PLAIN}"
    path = sheet(clerk, header, ",THB/lv,2013-01-01,1", "THB/lv/7,THB/lv,2015-01-01,7", "THB/lv/3,THB/lv,2016-01-01,3")
    imports(clerk, "print-runs", path)
    assert sorted(runs(clerk, "run", "quantity")) == [("THB/lv/3", 3), ("THB/lv/7", 7), ("THB/lv/8", 1)]
    assert figures(imports(clerk, "print-runs", path)) == (0, 3, 0)


def test_the_number_of_a_run_that_was_voided_is_not_used_again(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("void", 1, "--reason", "never printed")
    path = sheet(clerk, f"run,{PLAIN}", "THB/lv/1,THB/lv,2015-01-01,100")
    ((line, _, _, message),) = errors(clerk, "print-runs", path)
    assert line == 2
    assert "The print run number THB/lv/1 has been used before" in message


def test_an_existing_run_with_other_content_is_refused_cell_by_cell(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01", "--cost", "10", "--printer", "SIA Druka")
    path = sheet(clerk, HEADER, "thb/lv/1,THB/lv,2015-01-01,101,,10.01,,,SIA Druka,,withdrawn,,new")
    assert errors(clerk, "print-runs", path) == [
        (2, "quantity", "101", "THB/lv/1 already exists; its quantity is '100', not '101'."),
        (2, "cost", "10.01", "THB/lv/1 already exists; its cost is '10.00', not '10.01'."),
        (2, "status", "withdrawn", "THB/lv/1 already exists; its status is 'active', not 'withdrawn'."),
        (2, "note", "new", "THB/lv/1 already exists; its note is empty, not 'new'."),
    ]
    path = sheet(clerk, f"run,{PLAIN},cost,status", "THB/lv/1,THB/lv,2015-01-01,100,10,")
    assert figures(imports(clerk, "print-runs", path)) == (0, 1, 0)


def test_a_run_logged_by_hand_is_recognized_by_its_reference(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01", "--ref", "PO7")
    header = f"{PLAIN},reference"
    assert figures(imports(clerk, "print-runs", sheet(clerk, header, "THB/lv,2015-01-01,100,PO7"))) == (0, 1, 0)
    (error,) = errors(clerk, "print-runs", sheet(clerk, header, "THB/lv,2015-01-01,110,PO7"))
    assert error[:3] == (2, "reference", "PO7")
    assert "as entry 1: THB/lv/1=100 on 2015-01-01" in error[3]


def test_several_runs_may_have_the_same_reference(clerk: Clerk) -> None:
    rows = ["THB/lv,2015-01-01,100,PO7", "THB/ru,2015-01-01,50,PO7"]
    header = f"{PLAIN},reference"
    assert figures(imports(clerk, "print-runs", sheet(clerk, header, *rows))) == (2, 0, 0)
    assert figures(imports(clerk, "print-runs", sheet(clerk, header, *rows, "THB/en,2015-02-01,50,PO7"))) == (1, 2, 0)


def test_a_withdrawn_run_is_withdrawn_from_today_and_the_clerk_is_informed(clerk: Clerk) -> None:
    path = sheet(clerk, f"{PLAIN},status", "THB/lv,2015-01-01,100,Withdrawn")
    assert imports(clerk, "print-runs", path)["messages"] == [
        "Line 2: The sheet does not say when THB/lv/1 was withdrawn; it is withdrawn from today."
    ]
    assert runs(clerk, "run", "status") == [("THB/lv/1", "withdrawn")]
    assert figures(imports(clerk, "print-runs", path)) == (0, 1, 0)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("THB/lv/2,THB/ru,2015-01-01,100,,,,,,,,,", "run"),
        ("2,THB/lv,2015-01-01,100,,,,,,,,,", "run"),
        (",THB,2015-01-01,100,,,,,,,,,", "item"),
        (",THB/lv,1/2/2015,100,,,,,,,,,", "printed_on"),
        (",THB/lv,2999-01-01,100,,,,,,,,,", "printed_on"),
        (",THB/lv,2015-01-01,0,,,,,,,,,", "quantity"),
        (",THB/lv,2015-01-01,100,london,,,,,,,,", "store"),
        (",THB/lv,2015-01-01,100,,ten,,,,,,,", "cost"),
        (",THB/lv,2015-01-01,100,,10,euro,,,,,,", "currency"),
        (",THB/lv,2015-01-01,100,,,EUR,,,,,,", "currency"),
        (",THB/lv,2015-01-01,100,,,,nobody,,,,,", "fund"),
        (",THB/lv,2015-01-01,100,,,,,,,old,,", "status"),
    ],
)
def test_an_invalid_cell_is_reported_with_its_column(clerk: Clerk, row: str, column: str) -> None:
    (error,) = errors(clerk, "print-runs", sheet(clerk, HEADER, row))
    assert error[:2] == (2, column)


def test_an_empty_cell_is_named_in_words(clerk: Clerk) -> None:
    assert errors(clerk, "print-runs", sheet(clerk, PLAIN, "THB/lv,,100", "THB/lv,2015-01-01,")) == [
        (2, "printed_on", "", "The print date is missing."),
        (3, "quantity", "", "The quantity is missing."),
    ]


@pytest.mark.slow
def test_exported_runs_give_the_same_list_in_a_new_ledger_and_are_skipped_in_their_own(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01", "--cost", "10.50", "--isbn", "978", "--ref", "PO7")
    clerk.does("print", "THB/lv", 100, "--date", "2014-01-01")
    clerk.does("print", "THB/lv", 100, "--date", "2016-01-01")
    clerk.does("void", 2, "--reason", "never printed")
    clerk.does("print", "THB/ru", 50, "--date", "2014-01-01", "--note", "-reprint")
    clerk.does("withdraw", "THB/lv/3", "--reason", "outdated")
    path, copy = clerk.db.parent / "runs.csv", clerk.db.parent / "copy.csv"
    clerk.does("export", "print-runs", "-o", path)
    assert figures(imports(clerk, "print-runs", path)) == (0, 3, 0)
    other = ("--db", clerk.db.parent / "other.db")
    clerk.does("init", *other)
    clerk.does("booklet", "add", "THB", "Title", *other)
    assert figures(imports(clerk, "print-runs", path, *other)) == (3, 0, 0)
    clerk.does("export", "print-runs", "-o", copy, *other)
    assert copy.read_bytes() == path.read_bytes()
    clerk.does("check", *other)


def test_what_another_printer_printed_on_the_same_day_is_another_run(clerk: Clerk) -> None:
    header = "item,printed_on,quantity,printer"
    first = sheet(clerk, header, "THB/lv,2015-01-01,100,Jelgava", name="first.csv")
    assert figures(imports(clerk, "print-runs", first)) == (1, 0, 0)
    both = sheet(clerk, header, "THB/lv,2015-01-01,100,Jelgava", "THB/lv,2015-01-01,100,Liepāja")
    assert figures(imports(clerk, "print-runs", both)) == (1, 1, 0)
    assert figures(imports(clerk, "print-runs", both)) == (0, 2, 0)
    assert [(row["run"], row["printer"]) for row in clerk.reads("run", "list")] == [
        ("THB/lv/1", "Jelgava"),
        ("THB/lv/2", "Liepāja"),
    ]
    same = sheet(clerk, f"{header},reference", "THB/lv,2015-02-01,100,Jelgava,P-1", name="same.csv")
    imports(clerk, "print-runs", same)
    other = sheet(clerk, f"{header},reference", "THB/lv,2015-02-01,100,Liepāja,P-1", name="other.csv")
    (error,) = errors(clerk, "print-runs", other)
    assert error[:3] == (2, "printer", "Liepāja")


def test_what_is_known_of_a_run_besides_is_read_or_refused_cell_by_cell(clerk: Clerk) -> None:
    path = sheet(clerk, "item,printed_on,quantity,review_by,carton,weight", "THB/lv,2015-01-01,9,soon,0,12.5 g")
    assert [(column, message) for _, column, _, message in errors(clerk, "print-runs", path)] == [
        (
            "review_by",
            "'soon' is not a date; write 2015-03-01 or 1.3.2015, or name the file's format with --date-format.",
        ),
        ("carton", "A quantity of 0 copies is not allowed here; write a whole number, 1 or more."),
        ("weight", "'12.5 g' is not a weight; write the grams of one copy as a whole number."),
    ]
    clerk.does("print", "THB/lv", 9, "--date", "2015-01-01")
    clerk.does("run", "edit", "THB/lv/1", "--review-by", "2027-01-31", "--mark", "blue", "--carton", 5, "--weight", 12)
    path = sheet(clerk, *clerk.does("export", "print-runs").out.splitlines())
    assert figures(imports(clerk, "print-runs", path)) == (0, 1, 0)


def test_each_row_sees_what_the_rows_before_it_added_or_took_back(clerk: Clerk) -> None:
    path = sheet(
        clerk,
        f"{PLAIN},store",
        "New title/lv,2015-01-01,10,nowhere",
        "new title/lv,2015-01-02,20,store",
        "NEW-TITLE/lv,2015-01-03,30,store",
        "New title/ru,2015-01-03,40,store",
        "NEW-TITLE/lv,2015-01-04,50,nowhere",
        "NEW-TITLE/lv,2015-01-05,60,store",
    )
    clerk.does("import", "print-runs", path, "--create-missing", "--rejects", clerk.db.with_name("rejects.csv"))
    new = [row for row in runs(clerk, "run", "quantity") if row[0] != "THB/lv/1"]
    assert new == [("new-title/lv/1", 20), ("new-title/lv/2", 30), ("new-title/lv/3", 60), ("new-title/ru/1", 40)]
    clerk.does("check")
