"""Words that people try lead to the right command."""

import pytest

from tests.cli.terminal import refusal
from tests.cli.test_help import all_commands
from tests.conftest import Clerk
from tracker.cli.synonyms import _LEADS, _SAME


@pytest.mark.parametrize(
    ("words", "lead"),
    [
        ("search", "There is no command 'search'. Use 'tracker find'. See 'tracker -h'."),
        ("send", "Use 'tracker ship'."),
        ("cancel", "Use 'tracker void', 'tracker undo' or 'tracker request cancel'."),
        (
            "delete",
            (
                "Entries are never deleted: use 'tracker void' or 'tracker undo'. Remove unused things with 'tracker "
                "place remove', 'tracker booklet remove' and the like."
            ),
        ),
        (
            "edit",
            (
                "To correct an entry, log it again with --replaces ENTRY; its texts, with 'tracker amend'; a place "
                "or booklet, with 'tracker place edit' or 'tracker booklet edit'."
            ),
        ),
        (
            "Delete",
            (
                "Entries are never deleted: use 'tracker void' or 'tracker undo'. Remove unused things with 'tracker "
                "place remove', 'tracker booklet remove' and the like."
            ),
        ),
        ("list", "Use 'tracker booklet list', 'tracker fund list', "),
        ("add", "Use 'tracker booklet add', 'tracker fund add', "),
        ("new", "Use 'tracker init', 'tracker booklet add', 'tracker place add' or 'tracker print'."),
        ("runout", "Use 'tracker report runout'."),
        ("coverage", "Use 'tracker report coverage'."),
        ("grant", "Use 'tracker fund grant' or 'tracker report grant'."),
        ("report stock", "There is no command 'report stock'. Use 'tracker stock'. See 'tracker report -h'."),
        ("place delete", "Use 'tracker place remove'."),
        ("place new", "Use 'tracker place add'."),
        ("forget", "Use 'tracker redact'."),
        ("ledger", "Use 'tracker log'."),
        ("cat", "Use 'tracker show' or 'tracker log'."),
        ("quit", "There is no session to exit. Press Ctrl-C to leave a prompt."),
        (
            "modify",
            (
                "To correct an entry, log it again with --replaces ENTRY; its texts, with 'tracker amend'; a place "
                "or booklet, with 'tracker place edit' or 'tracker booklet edit'."
            ),
        ),
        ("help delete", "There is no topic or command 'delete'. Entries are never deleted"),
        ("shiip", "Did you mean ship?"),
        (
            "dleete",
            (
                "Entries are never deleted: use 'tracker void' or 'tracker undo'. Remove unused things with 'tracker "
                "place remove', 'tracker booklet remove' and the like."
            ),
        ),
        ("serach", "Use 'tracker find'."),
        ("quux", "There is no command 'quux'. See 'tracker -h'."),
    ],
)
def test_a_word_that_people_try_leads_to_the_command(clerk: Clerk, words: str, lead: str) -> None:
    assert lead in refusal(clerk, *words.split(), code=1 if words.startswith("help ") else 2)


def test_words_lead_to_commands_that_there_are() -> None:
    known = {" ".join(words) for words in all_commands()} | {"--version"}
    for word, leads in _LEADS.items():
        assert word not in known, word
        for lead in leads.split(", "):
            assert lead in known or lead.rpartition(" ")[0].partition(" --")[0] in known, lead
    assert not set(_SAME) & set(_SAME.values())
