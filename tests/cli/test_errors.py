from pathlib import Path

import pytest

from tests.cli.terminal import entries_in, refusal
from tests.conftest import Clerk, made_once


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk whose store got 1000 copies, of which 100 are in transit to London."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=100", "--date", "2015-01-02")
    return clerk


@pytest.mark.parametrize(
    "quantity",
    [
        *("0", "-1", "2.5", "many", "1e3", "١٢", "１２", "", " 5", "+5", "1_000", "0x10", "²", "1000000000", "5 5"),
        *("1,000", "1 00", "1000 000", "1 0000", "½"),
    ],
)
def test_what_is_not_a_whole_number_of_copies_is_wrong_usage(stocked: Clerk, quantity: str) -> None:
    others = {
        "0": "0 is not allowed here; enter a whole number, 1 or more.",
        "1000000000": "1000000000 is too large; the maximum is 999999999.",
    }
    said = others.get(quantity, f"'{quantity}' is not a quantity; enter a whole number of copies, ")
    assert said in refusal(stocked, "ship", "london", f"THB/lv={quantity}", code=2)
    assert said in refusal(stocked, "print", "--", "THB/lv", quantity, code=2)
    if quantity != "0":
        assert said in refusal(stocked, "receive", 2, f"THB/lv={quantity}", "--close", code=2)
    assert entries_in(stocked) == 2


def test_a_quantity_may_have_groups_of_three_digits_and_leading_zeros(nobody: Clerk) -> None:
    nobody.does("init")
    nobody.does("booklet", "add", "THB", "Title")
    for text, copies in (("007", 7), ("000000000000001", 1), ("1 000", 1000), ("12\u00a0345\u202f678", 12345678)):
        assert nobody.logs("print", "thb/LV", text)["lines"][0]["quantity"] == copies


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("THB/lv", "'THB/lv' has no quantity; enter ITEM=QTY, such as THB/lv=200."),
        ("THB=5", "'THB' is not an item; enter BOOKLET/LANGUAGE, such as THB/lv."),
        ("=5", "'' is neither an item (THB/lv) nor a print run (THB/lv/2)."),
        ("THB/lv/=5", "'THB/lv/' is not an item; enter BOOKLET/LANGUAGE, such as THB/lv."),
        ("/lv=5", "'/lv' is not an item; enter BOOKLET/LANGUAGE, such as THB/lv."),
        ("THB/lv/1/1=5", "'THB/lv/1/1' is not a print run; enter BOOKLET/LANGUAGE/NUMBER, such as THB/lv/2."),
        ("THB/l=5", "'THB/l' is not an item; enter BOOKLET/LANGUAGE, such as THB/lv."),
        *(
            (f"{item}=5", f"'{item}' is not an item; enter BOOKLET/LANGUAGE, such as THB/lv.")
            for item in ("THB/latv", "THB/l1", "THB/lv/-1", "THB/lv/1.0")
        ),
        *(
            (f"THB/lv/{run}=5", f"'THB/lv/{run}' is not a print run; enter BOOKLET/LANGUAGE/NUMBER, such as THB/lv/2.")
            for run in ("0", "01", "١")
        ),
    ],
)
def test_a_malformed_item_is_wrong_usage(stocked: Clerk, line: str, said: str) -> None:
    assert refusal(stocked, "ship", "london", line, code=2) == said


@pytest.mark.parametrize(
    "day",
    ["2015-02-30", "30.2.2015", "2015-13-01", "0000-01-01", "2015-2-3", "20150203", "3/4/2015", "1.3", "soon", ""],
)
def test_a_malformed_or_impossible_date_is_wrong_usage(stocked: Clerk, day: str) -> None:
    if day in ("2015-02-30", "30.2.2015", "2015-13-01", "0000-01-01"):
        wrong = f"'{day}' is not a valid date: there is no such day."
    else:
        wrong = f"'{day}' is not a date; enter 2015-03-01, 1.3.2015, 1.3.15, 1.3., 1 March, today, yesterday or monday."
    assert refusal(stocked, "ship", "london", "THB/lv=1", "--date", day, code=2) == wrong
    period = wrong.split(";")[0].replace("is not a date", "is neither a date nor a period")
    assert refusal(stocked, "stock", "--at", day, code=2).startswith(period)


def test_an_impossible_date_is_said_to_be_impossible(stocked: Clerk) -> None:
    said = refusal(stocked, "ship", "london", "THB/lv=1", "--date", "2015-02-30", code=2)
    assert said == "'2015-02-30' is not a valid date: there is no such day."
    said = refusal(stocked, "stock", "--at", "1.14.", code=2)
    assert said == "'1.14.' is not a valid date: there is no such day."
    for period in ("2015-13", "2015-00"):
        said = refusal(stocked, "stock", "--at", period, code=2)
        assert said == f"'{period}' is not a valid period; enter 2015, 2015-03 or 2015-Q1."


def test_an_unknown_name_suggests_the_nearest(stocked: Clerk) -> None:
    assert "Did you mean london (Embassy in London)?" in refusal(stocked, "ship", "Londn", "THB/lv=1")
    assert "Did you mean store (Store)?" in refusal(stocked, "ship", "london", "THB/lv=1", "--from", "stores")
    assert "Did you mean THB/lv (Cilvēku" in refusal(stocked, "ship", "london", "THB/ru=1")
    assert "no item 'THB/vl'. Did you mean THB/lv (Cilvēku" in refusal(stocked, "ship", "london", "THB/vl=1")
    assert "no language 'vl'. Did you mean lv (Latvian)," in refusal(stocked, "print", "THB/vl", 5)
    assert "existing print runs: THB/lv/1" in refusal(stocked, "ship", "london", "THB/lv/2=1")
    assert "THB" in refusal(stocked, "ship", "london", "THV/lv=1")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("stok",), "Did you mean stock?"),
        (("shipment",), "shipments"),
        (("place", "lst"), "Did you mean list?"),
        (("stock", "--formt", "csv"), "--format"),
        (("stock", "--format", "xml"), "csv"),
        (("ship", "--form", "store"), "No such option"),
        (("show",), "ENTRY"),
        (("place", "add", "x"), "NAME"),
        (("place", "add", "x", "X"), "--kind"),
        (("check", "now"), "unexpected extra argument (now)"),
        (("completion", "tcsh"), "bash"),
    ],
    ids=str,
)
def test_an_unknown_command_or_option_is_wrong_usage(stocked: Clerk, words: tuple[str, ...], hint: str) -> None:
    assert hint in refusal(stocked, *words, code=2)


def test_a_text_file_is_left_as_it_is(nobody: Clerk) -> None:
    for content in (b"a diary\n", b"SQLite format 3\0", b"x" * 5000):
        nobody.db.write_bytes(content)
        for words in (("stock",), ("booklet", "add", "THB", "T"), ("check",)):
            assert "not a tracker database" in refusal(nobody, *words, code=3)
        assert "already exists" in refusal(nobody, "init")


def test_an_empty_file_is_left_as_it_is(nobody: Clerk) -> None:
    nobody.db.touch()
    assert "is empty" in refusal(nobody, "stock", code=3)
    assert "is empty" in refusal(nobody, "booklet", "add", "THB", "T", code=3)


def test_a_folder_is_no_database(nobody: Clerk) -> None:
    nobody.db.mkdir()
    assert "is a folder" in nobody.refused("stock", code=3)
    assert list(nobody.db.iterdir()) == []


def test_an_output_that_cannot_be_written_is_refused(stocked: Clerk) -> None:
    said = refusal(stocked, "log", "-o", stocked.db.parent)
    assert "folder" in said


CONTROLS = ["a\nb", "a\tb", "a\x1b[2Jb", "a\x07b", "a\x9b31mb", "a\u202eb", "a\u2028b", "a\x00b", "a\x7fb"]


@pytest.mark.parametrize("text", CONTROLS, ids=ascii)
def test_control_characters_are_refused_and_never_reach_the_terminal(stocked: Clerk, text: str) -> None:
    said = refusal(stocked, "booklet", "add", "X", text, code=2)
    assert "contains a control character, U+" in said
    found = f"contains a control character, U+{ord(text[1]):04X}; remove it."
    assert refusal(stocked, "booklet", "edit", "THB", "--note", text, code=2) == f"The note {found}"
    assert refusal(stocked, "place", "add", "x", text, "--kind", "other", code=2) == f"The name {found}"
    assert refusal(stocked, "place", "edit", "london", "--contact", text, code=2) == f"The contact {found}"
    assert refusal(stocked, "fund", "add", "x", text, code=2) == f"The name {found}"
    assert refusal(stocked, "kind", "add", "x", text, code=2) == f"The name {found}"
    assert refusal(stocked, "run", "edit", "THB/lv/1", "--isbn", text, code=2) == f"The ISBN {found}"
    shipping = {"ref": "reference", "note": "note", "carrier": "carrier", "key": "key", "clerk": "clerk's name"}
    for option, field in shipping.items():
        said = refusal(stocked, "ship", "london", "THB/lv=1", f"--{option}", text, code=2)
        assert said == f"The {field} {found}"
    for option, field in (("--printer", "printer"), ("--isbn", "ISBN")):
        assert refusal(stocked, "print", "THB/lv", 1, option, text, code=2) == f"The {field} {found}"


@pytest.mark.parametrize("text", CONTROLS, ids=ascii)
def test_what_was_mistyped_is_repeated_without_its_control_characters(stocked: Clerk, text: str) -> None:
    shown = f"a\ufffd{text[2:]}"
    assert f"'{shown}' is not a valid code" in refusal(stocked, "booklet", "edit", text, "--title", "T", code=2)
    assert f"'{shown}' has no quantity" in refusal(stocked, "handout", "london", text, code=2)
    assert f"'{shown}' is not a date" in refusal(stocked, "ship", "london", "THB/lv=1", "--date", text, code=2)
    assert f"'--format': {text!r} is not one of" in refusal(stocked, "stock", "--format", text, code=2)
    assert f"There is no command '{shown}'." in refusal(stocked, text, code=2)


def test_a_file_name_with_control_characters_is_shown_without_them(nobody: Clerk) -> None:
    file = nobody.db.with_name("a\x07\x9b31mb.db")
    shown = nobody.db.with_name("a\ufffd\ufffd31mb.db")
    assert f"There is no ledger at {shown};" in nobody.refused("stock", "--db", file, code=3)
    for words in (("init",), ("info",)):
        said = nobody.does(*words, "--db", file).out
        assert "\x07" not in said
        assert "\x9b" not in said


HOSTILE = ["[red]x[/red]", ":smile:", "[/]", "[link=https://evil.example]x[/link]", "a\\[b]", "%s {0} $HOME", "=1+1"]


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE)
def test_markup_and_emoji_codes_are_shown_as_they_were_typed(stocked: Clerk, text: str) -> None:
    stocked.does("booklet", "edit", "THB", "--title", text)
    stocked.does("place", "edit", "london", "--name", text, "--note", text)
    stocked.does("receive", 2, "--date", "2015-01-03", "--ref", text, "--note", text)
    for words in (
        ("stock",),
        ("stock", "--by", "place"),
        ("stock", "--place", "london"),
        ("shipments",),
        ("log",),
        ("show", 3),
        ("place", "list"),
        ("place", "show", "london"),
        ("booklet", "list"),
    ):
        assert text in stocked.does(*words).out
    assert text in stocked.does("booklet", "edit", "THB", "--note", "n").out
    assert stocked.reads("stock")[0]["title"] == text


def test_a_text_that_a_spreadsheet_would_run_is_disarmed_in_csv_unless_raw(stocked: Clerk) -> None:
    stocked.does("booklet", "edit", "THB", "--title", "=1+1")
    assert "THB/lv,'=1+1,1000" in stocked.does("stock", "--format", "csv").out
    assert "THB/lv,=1+1,1000" in stocked.does("stock", "--format", "csv", "--raw").out
    assert stocked.reads("stock")[0]["title"] == "=1+1"


def test_names_are_kept_in_one_form_however_they_were_composed(stocked: Clerk) -> None:
    decomposed = "Ri\u0304ga"
    assert stocked.logs("booklet", "edit", "THB", "--title", decomposed)["title"] == "R\u012bga"


def test_a_damaged_file_makes_no_traceback(stocked: Clerk) -> None:
    content = stocked.db.read_bytes()
    stocked.db.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    damaged = f"Error: The database {stocked.db} is damaged; run 'tracker restore BACKUP'.\n"
    for words in (("stock",), ("ship", "london", "THB/lv=1"), ("check",), ("info",), ("place", "list")):
        answer = stocked(*words)
        assert answer.code in (1, 3), answer
        assert answer.err == damaged
    stocked.db.write_bytes(content[: len(content) // 2])
    for words in (("stock",), ("ship", "london", "THB/lv=1"), ("check",)):
        answer = stocked(*words)
        assert answer.code in (1, 3), answer
        assert answer.err == damaged


def test_a_file_in_a_folder_that_is_a_file_cannot_be_opened(nobody: Clerk) -> None:
    Path(nobody.db).write_text("x", encoding="utf-8")
    file = nobody.db / "tracker.db"
    said = nobody.refused("stock", "--db", file, code=3)
    assert f"The database {file} cannot be opened: there is no such " in said
    said = nobody.refused("init", "--db", file, code=3)
    assert f"Cannot create a database at {file}: there is no such " in said


def test_a_quantity_with_an_item_of_its_own_is_told_where_it_belongs(stocked: Clerk) -> None:
    said = refusal(stocked, "print", "THB/lv=1000", code=2)
    assert said == ("'THB/lv=1000' contains more than an item; enter THB/lv, then the quantity after a space.")
    assert entries_in(stocked) == 2
