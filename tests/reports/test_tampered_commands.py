"""Commands that are not what they state, or not in order, and dates that lie ahead."""

import pytest

from tests.conftest import Clerk
from tests.reports.tampering import NEXT, Tampering, command, fact, inserted, written
from tests.store.rawly import place

pytestmark = pytest.mark.slow

COMMANDS: dict[str, Tampering] = {
    "the first command is gone": Tampering(
        ("DELETE FROM command WHERE number = 1",),
        (
            "A row of the table place_detail refers to a missing row of the table command.",
            "Row 5 of the table place refers to a missing row of the table command.",
            "Command 1 is missing: the first one is 2.",
            "The commands should have 33 facts besides entries, but there are 34.",
        ),
        covered=False,
    ),
    "a command says that it removed what is there": Tampering(
        ("UPDATE command SET removed = 2 WHERE number = 36",),
        ("The commands should have 32 facts besides entries, but there are 34.",),
        covered=False,
    ),
    "a command is gone": Tampering(
        ("DELETE FROM command WHERE number = 32",), ("Command 32 is missing.",), covered=False
    ),
    "a command was renumbered": Tampering(
        ("UPDATE command SET number = 40 WHERE number = 36",),
        (
            "Row 22 of the table entry refers to a missing row of the table command.",
            "Command 36 is missing.",
            "Command 40 should have 1 entries of its own, but has 0.",
            "Command 40 should have 1 movements, but has 0.",
        ),
        covered=False,
    ),
    "a moment is not later than the one before": Tampering(
        ("UPDATE command SET recorded_at = (SELECT recorded_at FROM command WHERE number = 9) WHERE number = 10",),
        ("Command 10 was recorded at MOMENT, not later than the command before it.",),
        covered=False,
    ),
    "a moment lies ahead": Tampering(
        (command("+2 hours"),),
        (
            "Command 37 was recorded at MOMENT, which lies ahead; if the clock was wrong then, correct "
            "it with 'tracker clock fix 37 MOMENT'.",
        ),
    ),
    "moments lie ahead": Tampering(
        (command("+2 hours"), command("+3 hours")),
        (
            "Commands 37 to 38 were recorded up to MOMENT, which lies ahead; set the clock right or, if it was wrong "
            "then, correct them with 'tracker clock fix 37..38 MOMENT'.",
        ),
    ),
    "the moments of several clerks lie ahead": Tampering(
        (command("+2 hours"), command("+3 hours"), "UPDATE command SET clerk = 'berta' WHERE number = 38"),
        (
            "Commands 37 to 38, by several clerks, were recorded up to MOMENT, which lies ahead; set the clock of this "
            "computer right. If it is, 'tracker clock fix -h' says what helps.",
        ),
    ),
    "a moment lies in the last year of all": Tampering(
        (command(), "UPDATE command SET recorded_at = '9999-12-31T23:59:59.999999Z' WHERE number = 37"),
        (
            "Command 37 was recorded at 9999-12-31T23:59:59.999999Z, which lies ahead; if the clock "
            "was wrong then, correct it with 'tracker clock fix 37 MOMENT'.",
        ),
    ),
    "a moment is none": Tampering(
        ("UPDATE command SET recorded_at = 'yesterday' WHERE number = 36",),
        (
            "SQLite reports damage: CHECK constraint failed in command.",
            "Command 36 was recorded at 'yesterday', which is not a valid timestamp.",
        ),
        covered=False,
    ),
    "a moment is of a day that does not exist": Tampering(
        ("UPDATE command SET recorded_at = '9998-02-30T10:00:00.000000Z' WHERE number = 36",),
        (
            "SQLite reports damage: CHECK constraint failed in command.",
            "Command 36 was recorded at '9998-02-30T10:00:00.000000Z', which is not a valid timestamp.",
        ),
        covered=False,
    ),
    "a moment is written with a blank": Tampering(
        ("UPDATE command SET recorded_at = '9998-01-01 10:00:00.000000Z' WHERE number = 36",),
        (
            "SQLite reports damage: CHECK constraint failed in command.",
            "Command 36 was recorded at '9998-01-01 10:00:00.000000Z', which is not a valid timestamp.",
        ),
        covered=False,
    ),
    "a moment has no time zone": Tampering(
        ("UPDATE command SET recorded_at = '9998-01-01T10:00:00.000000' WHERE number = 36",),
        (
            "SQLite reports damage: CHECK constraint failed in command.",
            "Command 36 was recorded at '9998-01-01T10:00:00.000000', which is not a valid timestamp.",
        ),
        covered=False,
    ),
    "an entry is gone": Tampering(
        (
            "DELETE FROM movement WHERE entry = 19",
            "DELETE FROM count_line WHERE count = 18",
            "DELETE FROM voided WHERE void = 19",
            "DELETE FROM text WHERE entry = 19",
            "DELETE FROM entry WHERE id IN (18, 19)",
            "DELETE FROM movement WHERE entry = 18",
        ),
        (
            "The balance of THB/lv/2 at liepaja on 2015-02-13 is 0, but nothing moved there on that day.",
            "What became of THB/lv/2 at liepaja is not the sum of its movements: shipped 0, in transit 0, supplied 0, "
            "returned 0, handed out 0, lost 0, moved in 0, moved out 0.",
            "Command 23 should have 1 entries of its own, but has 0.",
            "Command 24 should have 1 entries of its own, but has 0.",
            "Command 23 should have 1 movements, but has 0.",
            "Command 24 should have 1 movements, but has 0.",
            "The commands should have 34 facts besides entries, but there are 31.",
            "The monthly flow of THB/lv/2 in 2015-02 is not the sum of its movements: printed 0, on "
            "hand 0, in transit 0, at places 0, handed out 0, net loss 0, sent 0, used 0.",
        ),
        covered=False,
    ),
    "entries are gone, and their commands say so": Tampering(
        (
            "DELETE FROM movement WHERE entry IN (18, 19)",
            "DELETE FROM count_line WHERE count = 18",
            "DELETE FROM voided WHERE void = 19",
            "DELETE FROM text WHERE entry = 19",
            "DELETE FROM entry WHERE id IN (18, 19)",
        ),
        ("The first entry of command 25 is 20, but should be 18.",),
    ),
    "an entry is of another command": Tampering(
        ("UPDATE entry SET command = 15 WHERE id = 7",),
        (
            "Command 14 should have 1 entries of its own, but has 0.",
            "Command 15 should have 1 entries of its own, but has 2.",
            "Command 14 should have 1 movements, but has 0.",
            "Command 15 should have 1 movements, but has 2.",
        ),
        covered=False,
    ),
    "a command states the entries of another": Tampering(
        ("UPDATE command SET first_entry = 8, last_entry = 8 WHERE number = 14",),
        (
            "Command 14 should have 1 entries of its own, but has 0.",
            "The first entry of command 14 is 8, but should be 7.",
            "The first entry of command 15 is 8, but should be 9.",
        ),
        covered=False,
    ),
    "a command states more movements": Tampering(
        ("UPDATE command SET movements = 2 WHERE number = 36",),
        ("Command 36 should have 2 movements, but has 1.",),
        covered=False,
    ),
    "a movement is gone": Tampering(
        (
            "DELETE FROM movement WHERE entry = 6 AND line = 3",
            "UPDATE monthly_flow SET in_transit = 10, loss = 0 WHERE run = 1 AND month = '2015-01'",
            f"UPDATE custody SET in_transit = 10, lost = 5 WHERE run = 1 AND place = {place('london')}",
        ),
        ("Command 13 should have 3 movements, but has 2.",),
        covered=False,
    ),
    "a fact is added to a closed command": Tampering(
        (inserted("closing", command=20, place=place("depot"), closed=0, date="'2015-02-20'"),),
        (
            "Command 20 should have 3 facts besides entries, but has 4.",
            "The commands should have 34 facts besides entries, but there are 35.",
        ),
        covered=False,
    ),
    "a fact of a closed command is gone": Tampering(
        ("DELETE FROM withdrawal",),
        ("The commands should have 34 facts besides entries, but there are 33.",),
        covered=False,
    ),
    "a corrected moment is too late": Tampering(
        ("INSERT INTO clock_fix SELECT 10, 37, recorded_at FROM command WHERE number = 12", command()),
        (
            "Command 11 was recorded at MOMENT, not later than the command before it.",
            "The corrected moment MOMENT of command 10 is not between those of its neighbours.",
        ),
    ),
    "a corrected moment is too early": Tampering(
        ("INSERT INTO clock_fix SELECT 10, 37, recorded_at FROM command WHERE number = 8", command()),
        (
            "Command 10 was recorded at MOMENT, not later than the command before it.",
            "The corrected moment MOMENT of command 10 is not between those of its neighbours.",
        ),
    ),
    "a command is undone in name only": Tampering(
        ("INSERT INTO undoing VALUES (8, 37)", command(facts=1)),
        ("Command 37 says that it undid command 8, which it did not, or which cannot be undone.",),
    ),
    "an entry is dated ahead": Tampering(
        written("handout", "store", "1 THB/lv/1 store>public", date="2999-01-01"),
        ("The entry 23 is dated 2999-01-01, after the moment of its command 37, MOMENT.",),
    ),
    "an entry is dated ahead under a clock that was": Tampering(
        (
            *fact("withdrawal", run=1, withdrawn=1, date="'2998-12-31'")[:1],
            command(moment="2999-01-01T00:00:00.000000Z", facts=1),
        ),
        (
            "Command 37 was recorded at MOMENT, which lies ahead; if the clock was wrong then, "
            "correct it with 'tracker clock fix 37 MOMENT'.",
            "The withdrawal 2 is dated 2998-12-31, which lies ahead.",
        ),
    ),
    "a closing is dated ahead": Tampering(
        fact("closing", place=place("depot"), closed=1, date="'2999-01-01'"),
        ("The closing 2 is dated 2999-01-01, after the moment of its command 37, MOMENT.",),
    ),
    "a withdrawal is dated ahead": Tampering(
        fact("withdrawal", run=1, withdrawn=1, date="'2999-01-01'"),
        ("The withdrawal 2 is dated 2999-01-01, after the moment of its command 37, MOMENT.",),
    ),
    "a request is dated ahead": Tampering(
        (
            f"INSERT INTO request_line VALUES (3, {NEXT}, 'THB/lv', 1)",
            *fact("request", id=3, place=place("dublin"), date="'2999-01-01'"),
        ),
        ("The request 3 is dated 2999-01-01, after the moment of its command 37, MOMENT.",),
    ),
    "a cancellation is dated ahead": Tampering(
        fact("cancellation", request=1, cancelled=1, date="'2999-01-01'"),
        ("The cancellation 1 is dated 2999-01-01, after the moment of its command 37, MOMENT.",),
    ),
}


@pytest.mark.parametrize("name", [*COMMANDS])
def test_it_is_found(eventful: Clerk, name: str) -> None:
    COMMANDS[name].is_told(eventful)
