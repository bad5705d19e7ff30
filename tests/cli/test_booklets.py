from tests.cli.terminal import refusal
from tests.conftest import Clerk

TITLE = "Cilvēku tirdzniecības novēršana"


def test_booklets_are_listed_with_the_languages_they_were_printed_in(clerk: Clerk) -> None:
    clerk.does("booklet", "add", "ABC", "Drošība", "--note", "for schools")
    for item in ("THB/ru", "THB/lv", "THB/ru"):
        clerk.does("print", item, 10)
    assert clerk.does("booklet", "list", "--format", "csv").out == (
        f"code,title,languages,note,aliases,url\nABC,Drošība,,for schools,,\nTHB,{TITLE},lv ru,,,\n"
    )


def test_a_new_booklet_answers_with_what_it_is(clerk: Clerk) -> None:
    made = clerk.logs("booklet", "add", "ABC", " Drošība ", "--note", "n")
    assert made == {
        "code": "ABC",
        "title": "Drošība",
        "languages": None,
        "note": "n",
        "url": None,
        "aliases": None,
        "command": 6,
        "messages": [],
    }
    assert clerk.does("booklet", "add", "X1", "X").out.startswith("Added booklet X1.")


def test_a_code_is_taken_whatever_its_case(clerk: Clerk) -> None:
    assert "The code thb already exists; choose another code, or run 'tracker booklet edit thb'." in refusal(
        clerk, "booklet", "add", "thb", "T"
    )


def test_a_booklet_is_edited_and_an_empty_note_removes_it(clerk: Clerk) -> None:
    clerk.does("booklet", "edit", "thb", "--title", "Новое", "--note", "n")
    assert clerk.logs("booklet", "edit", "THB", "--note", "") == {
        "code": "THB",
        "title": "Новое",
        "languages": None,
        "note": None,
        "url": None,
        "aliases": None,
        "command": 7,
        "messages": [],
    }
    assert "Nothing to change" in refusal(clerk, "booklet", "edit", "THB", code=2)
    assert "title is empty" in refusal(clerk, "booklet", "edit", "THB", "--title", "", code=2)


def test_an_unknown_booklet_suggests_the_nearest(clerk: Clerk) -> None:
    assert f"Did you mean THB ({TITLE})?" in refusal(clerk, "booklet", "edit", "TBH", "--title", "X")
    assert "tracker booklet add" in refusal(clerk, "booklet", "remove", "zzz")


def test_a_booklet_is_removed_only_while_it_was_never_printed(clerk: Clerk) -> None:
    clerk.does("booklet", "add", "ABC", "A")
    clerk.does("print", "THB/lv", 10)
    assert clerk.does("booklet", "remove", "abc").out == "Removed booklet ABC.\n"
    assert "Booklet THB is in use" in refusal(clerk, "booklet", "remove", "THB")
    assert [row["code"] for row in clerk.reads("booklet", "list")] == ["THB"]


def test_an_empty_list_says_what_to_do_next(nobody: Clerk) -> None:
    nobody.does("init")
    assert "tracker booklet add" in nobody.does("booklet", "list").out
    assert nobody.reads("booklet", "list") == []
    assert nobody.does("booklet", "list", "--format", "csv").out == "code,title,languages,note,aliases,url\n"
