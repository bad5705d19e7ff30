"""A morning's post, typed at a real terminal of 80 columns and 24 rows."""

import re
import signal
import time
from pathlib import Path

import pytest

pytest.importorskip("pty", reason="this system has no pseudo-terminals")

from tests.adapters import docs
from tests.cli.conversation.terminal import CTRL_C, CTRL_D, ENTER, LEFT, TAB, UP, Terminal
from tests.cli.terminal import entries_in
from tests.conftest import Clerk, made_once

pytestmark = pytest.mark.slow

PLACES = [
    *("aloja-sd", "auce-sd", "cibla-sd", "daugavpils-sd", "dublin", "latgale-cb"),
    *("liepaja-sd", "limbazi-sd", "london", "marta", "nicosia", "roja-sd"),
]
ENTER_SIGN = "⏎"


@made_once
def office(nobody: Clerk) -> Clerk:
    """A clerk in the sample with 38 waiting places with long names, and some parcels in transit."""
    nobody.does("demo", str(nobody.db))
    return nobody


def on_their_way(clerk: Clerk) -> set[int]:
    """The shipments with outstanding copies."""
    rows = clerk.reads("shipments")
    return {row["entry"] for row in rows if row["status"] in ("in-transit", "partly-received")}


def shown(kind: str) -> str:
    """The block of that kind in the manual."""
    (block,) = re.findall(rf"^```{kind}\n(.*?)^```$", docs.topic("conversation"), re.MULTILINE | re.DOTALL)
    return str(block)


def typed(db: Path, lines: list[str]) -> Terminal:
    """Type these lines of keys, beginning with the command, each after the answer to the previous one."""
    command, *others = lines
    at = Terminal(db, *command.removesuffix(ENTER_SIGN).split()[1:])
    for answer in " ".join(others).split():
        at.asks_anew().types(answer.removesuffix(ENTER_SIGN), ENTER)
    assert at.ends() == 0
    return at


def test_a_mornings_post_is_as_much_typing_as_the_manual_shows(office: Clerk) -> None:
    """Twelve parcels of one item to twelve places, and twelve receipts."""
    keys = shown("keys").splitlines()
    receipts = next(number for number, line in enumerate(keys) if line.startswith("tracker receive"))
    before, others = entries_in(office), on_their_way(office)
    assert others, "what did not come that morning"
    shipping = typed(office.db, keys[:receipts])
    parcels = [office.reads("show", before + number) for number in range(1, 13)]
    assert [parcel["place"] for parcel in parcels] == PLACES
    assert [sum(line["quantity"] for line in parcel["lines"]) for parcel in parcels] == [40] * 6 + [60] + [40] * 5
    assert [parcel["reference"] for parcel in parcels] == [f"P-{number:03}" for number in range(43, 55)]
    receiving = typed(office.db, keys[receipts:])
    assert {office.reads("show", parcel["entry"])["status"] for parcel in parcels} == {"received"}
    assert on_their_way(office) == others, "just the twelve were received"
    assert entries_in(office) == before + 24
    said = f"These are {shipping.keystrokes} keystrokes for the parcels and {receiving.keystrokes} for the receipts"
    assert said in " ".join(docs.topic("conversation").split())
    at = typed(office.db, shown("correction").splitlines())
    fixed = office.reads("show", "last")
    assert (fixed["place"], fixed["lines"][0]["quantity"], fixed["reference"]) == ("roja-sd", 50, "P-054")
    assert at.keystrokes - len("tracker fix 367 ") <= 8
    assert shipping.keystrokes <= 100
    assert receiving.keystrokes <= 25
    assert "Total: 500 copies." in shipping.screen
    assert "recorded entries 368..379. Total: 500 copies." in " ".join(receiving.screen.split())


def test_a_new_place_among_the_parcels_is_twelve_keys_more(office: Clerk) -> None:
    def sent(*answers: str) -> Terminal:
        return typed(office.db, ["tracker ship⏎", *(f"{answer}⏎" for answer in answers), "n⏎"])

    known = sent("alo", "lv=40", "", "", "", "", "", "roja", "")
    new = sent("alo", "lv=40", "", "", "", "", "", "Ogre", "y", "sch", "", "")
    assert "Added place Ogre: Ogre (school, Latvia)." in new.screen
    assert new.keystrokes - known.keystrokes <= 12
    assert office.reads("show", "last")["place"] == "Ogre"


def test_a_list_opens_as_one_types_and_a_row_of_it_can_be_chosen(office: Clerk) -> None:
    at = Terminal(office.db, "ship").waits_for("Place:").types("VĒSTN")
    at.shows(" nicosia  Latvijas vēstniecība Kiprā")
    assert all(len(row) <= 80 for row in at.rows)
    at.types(TAB, TAB, ENTER).waits_for("Item").shows("Place: dublin  Latvijas vēstniecība Īrijā")
    at.types("lv", ENTER).waits_for("Copies").types("4O", ENTER).shows("'4O' is not a quantity")
    at.waits_for("Copies").types("40", LEFT, "1", ENTER).shows("Copies of THB/lv: 410")
    at.waits_for("Date").types(CTRL_D)
    assert at.ends() == 130
    assert "nothing was recorded" in at.screen


def test_what_fits_several_is_asked_again_with_the_list_open(office: Clerk) -> None:
    at = Terminal(office.db, "ship").answers("Place:", "vent")
    at.shows("'vent' matches 2 choices").shows("ventspils-nov-sd  Ventspils novada Sociālais dienests")
    at.types(" pilsēt", ENTER).shows("Place: ventspils-sd")
    assert at.types(CTRL_C).ends() == 130


def test_what_was_mistyped_or_answered_comes_back_with_the_arrow_up(office: Clerk) -> None:
    at = Terminal(office.db, "ship").answers("Place:", "lodnon").shows("Nothing matches 'lodnon'")
    at.answers("Add 'lodnon' now?", "").waits_for("Place:").types(UP).waits_for("Place: lodnon")
    at.types(*["\x7f"] * 6).answers("Place:", "lond").answers("Item", "lv")
    for prompt in ("Copies", "Date", "Reference", "Carrier", "Shipping cost", "Record it?", "Record another?"):
        at.answers(prompt, "1" if prompt == "Copies" else "")
    at.waits_for("Place:").types(UP).waits_for("Place: london")
    assert at.types(CTRL_C).ends() == 130


@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_a_number_is_that_entry_however_old_it_is_and_however_many_dates_have_it(office: Clerk, term: str) -> None:
    at = Terminal(office.db, "void", term=term)
    for number in ("12", "3"):
        at.answers("Entry", number).shows(f"Entry: {number}  ").answers("Reason", "<")
    at.answers("Entry", "99999").shows("There is no entry 99999; the last entry is ")
    assert at.types(CTRL_C).ends() == 130
    at = Terminal(office.db, "fix", term=term).answers("Entry", "12").shows("Entry: 12  ")
    assert at.types(CTRL_C).ends() == 130


def test_no_message_is_broken_within_a_word_nor_as_long_as_what_was_pasted(office: Clerk) -> None:
    at = Terminal(office.db, "handout").answers("Place:", "xyz " * 999).shows("…'.")
    assert at.screen.count("xyz") == 20, "80 letters of it"
    at.answers("Place:", "lond").answers("Item", "lv").answers("Copies", "1").answers("Date", "tomorow, or later")
    at.shows("'tomorow, or later' is not a date").waits_for("Date")
    said = at.screen.partition("'tomorow, or later'")[2]
    assert set(re.findall(r"\w+", said)) >= {"today", "yesterday"}
    assert at.types(CTRL_C).ends() == 130


@pytest.mark.long
def test_a_terminal_that_does_not_say_where_its_cursor_is_gets_no_warning(office: Clerk) -> None:
    at = Terminal(office.db, "ship", replies=False).answers("Place:", "lond").waits_for("Item")
    time.sleep(2.5)  # for so long an answer is waited for
    at.types("lv", ENTER).shows("Item: THB/lv").waits_for("Copies").types("40", ENTER)
    at.waits_for("Date").shows("(Date of the event: today, yesterday")
    assert "WARNING" not in at.screen
    assert at.types(CTRL_C).ends() == 130


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_records_nothing_and_leaves_the_terminal_as_it_was(office: Clerk, number: signal.Signals) -> None:
    at = Terminal(office.db, "ship").answers("Place:", "lond").waits_for("Item")
    at.process.send_signal(number)
    assert at.ends() == 130
    assert "nothing was recorded" in at.screen


@pytest.mark.parametrize("term", ["dumb", "unknown", ""])
def test_a_terminal_that_can_do_no_more_gets_plain_lines_and_a_list(office: Clerk, term: str) -> None:
    before = entries_in(office)
    at = Terminal(office.db, "ship", term=term).answers("Place:", "vent").shows("  ventspils-sd  Ventspils")
    at.answers("Place:", "ventspils-sd").answers("Item", "lv").answers("Copies of THB/lv", "40")
    at.answers("Date").answers("Reference", "-").answers("Carrier", "-").answers("Shipping cost").answers("Record it?")
    at.answers("Record another?", "n")
    assert at.ends() == 0
    assert "\x1b" not in at.screen
    assert office.reads("show", before + 1)["place"] == "ventspils-sd"
