"""Words that people try instead of commands lead to the right ones."""

import pytest

from tests.cli.terminal import refusal
from tests.conftest import Clerk


@pytest.mark.parametrize(
    ("words", "lead"),
    [
        ("delete", "Correct an entry with 'tracker fix', or undo it with 'tracker undo'"),
        ("edit", "To correct an entry, run 'tracker fix'."),
        ("Delete", "Correct an entry with 'tracker fix', or undo it with 'tracker undo'"),
        ("list", "Use 'tracker access list', 'tracker booklet list', "),
        ("add", "Use 'tracker access add', 'tracker booklet add', "),
        ("runout", "Use 'tracker report runout'."),
        ("coverage", "Use 'tracker report coverage'."),
        ("grant", "Use 'tracker fund grant' or 'tracker report grant'."),
        ("report stock", "There is no command 'report stock'. Use 'tracker stock'. See 'tracker report -h'."),
        ("place delete", "Use 'tracker place remove'."),
        ("place new", "Use 'tracker place add'."),
        ("quit", "There is no session to exit. Press Ctrl-C to leave a prompt."),
        ("change", "To correct an entry, run 'tracker fix'."),
        ("labot", "To correct an entry, run 'tracker fix'."),
        ("исправить", "To correct an entry, run 'tracker fix'."),
        ("rediģēt", "To correct an entry, run 'tracker fix'."),
        ("help delete", "There is no topic or command 'delete'. Nothing is deleted."),
        ("shiip", "Did you mean ship?"),
        ("quux", "There is no command 'quux'. See 'tracker -h'."),
    ],
)
def test_a_word_that_people_try_leads_to_the_command(clerk: Clerk, words: str, lead: str) -> None:
    assert lead in refusal(clerk, *words.split(), code=1 if words.startswith("help ") else 2)


def test_first_mistakes_are_answered_with_what_works(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "-d", "2015-01-01")
    for words in (("ship", "london"), ("return", "london"), ("count", "london"), ("request", "add", "london")):
        said = refusal(clerk, *words, "THB/lv", "40", code=2)
        assert said == "Write an item and its quantity without spaces: THB/lv=40."
    said = refusal(clerk, "stock", "Embassy in London", code=2)
    assert said == "'Embassy in London' is a place, not an item. Run 'tracker stock --place london'."
    assert "'nowhere' is not an item" in refusal(clerk, "stock", "nowhere", code=2)


def test_a_language_is_an_item_where_one_booklet_has_it(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "-d", "2015-01-01")
    assert clerk.logs("ship", "london", "lv=40", "-d", "2015-01-02")["lines"][0]["item"] == "THB/lv"
    assert clerk.logs("print", "LV", 5)["lines"][0]["item"] == "THB/lv"
    clerk.does("level", "set", "london", "lv=4")
    clerk.does("request", "add", "london", "lv=4")
    assert [row["item"] for row in clerk.reads("stock", "lv")] == ["THB/lv"]
    assert "THB/lv appears twice" in refusal(clerk, "ship", "london", "lv=1", "THB/lv=1", code=2)
    assert "'de' is not an item" in refusal(clerk, "ship", "london", "de=1", code=2)
    clerk.does("booklet", "add", "HELP", "Help")
    clerk.does("print", "HELP/lv", 5)
    said = refusal(clerk, "ship", "london", "lv=1")
    assert said == "Several booklets have the language lv. Enter THB/lv or HELP/lv."
