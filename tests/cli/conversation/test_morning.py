"""A morning's post, typed at a real terminal of 80 columns and 24 rows."""

import signal

import pytest

pytest.importorskip("pty", reason="this system has no pseudo-terminals")

from tests.cli.conversation.terminal import CTRL_C, CTRL_D, ENTER, LEFT, TAB, UP, Terminal
from tests.cli.terminal import entries_in, lines_of
from tests.conftest import Clerk, made_once

pytestmark = pytest.mark.slow

PARCELS = {
    "aloja-sd": "alo",
    "auce-sd": "auc",
    "cibla-sd": "cib",
    "daugavpils-sd": "daug",
    "dublin": "dub",
    "latgale-cb": "latg",
    "liepaja-sd": "liep",
    "limbazi-sd": "limb",
    "london": "lond",
    "marta": "mar",
    "nicosia": "nic",
    "roja-sd": "roj",
}
"""Twelve places of the sample, and what is typed for each."""


@made_once
def office(nobody: Clerk) -> Clerk:
    """A clerk in the sample, in which 38 places with long names wait."""
    nobody.does("demo", str(nobody.db))
    for entry in (255, 256, 257, 258):
        nobody.does("receive", entry, "--date", "2015-01-05")
    return nobody


def ship_all(office: Clerk) -> Terminal:
    at = Terminal(office.db, "ship")
    first, *others = PARCELS.values()
    at.answers("Place:", first).answers("Item", "lv").answers("Copies of THB/lv", "40")
    at.answers("Date").answers("Reference").answers("Carrier").answers("Record it?")
    for typed in others:
        at.answers("Another?").answers("Place:", typed).answers("Copies of THB/lv").answers("Record it?")
    at.answers("Another?", "n")
    assert at.ends() == 0
    return at


def test_twelve_parcels_and_their_receipts_take_few_keystrokes(office: Clerk) -> None:
    before = entries_in(office)
    at = ship_all(office)
    assert at.keystrokes <= 160
    parcels = [office.reads("show", before + number) for number in range(1, 13)]
    assert [parcel["place"] for parcel in parcels] == list(PARCELS)
    assert {line for parcel in parcels for line in lines_of(parcel)} == {("THB/lv/5", "store", "transit", 40)}
    assert [parcel["reference"] for parcel in parcels] == [f"2014-{number:03}" for number in range(30, 42)]

    at = Terminal(office.db, "receive")
    at.answers("Which arrived", "all").answers("Date").answers("Record it?")
    assert at.ends() == 0
    assert at.keystrokes <= 30
    assert {office.reads("show", parcel["entry"])["status"] for parcel in parcels} == {"received"}


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
    at.shows("'vent' fits 2 of them").shows("ventspils-nov-sd  Ventspils novada Sociālais dienests")
    at.types(" pilsēt", ENTER).shows("Place: ventspils-sd")
    assert at.types(CTRL_C).ends() == 130


def test_what_was_mistyped_comes_back_with_the_arrow_up(office: Clerk) -> None:
    at = Terminal(office.db, "ship").answers("Place:", "lodnon").shows("Nothing here fits 'lodnon'")
    at.types(UP).waits_for("Place: lodnon")
    assert at.types(CTRL_C).ends() == 130


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_records_nothing_and_leaves_the_terminal_as_it_was(office: Clerk, number: signal.Signals) -> None:
    at = Terminal(office.db, "ship").answers("Place:", "lond").waits_for("Item")
    at.process.send_signal(number)
    assert at.ends() == 130
    assert "nothing was recorded" in at.screen


@pytest.mark.parametrize("term", ["dumb", "unknown", ""])
def test_a_terminal_that_can_do_no_more_gets_plain_lines_and_a_numbered_list(office: Clerk, term: str) -> None:
    before = entries_in(office)
    at = Terminal(office.db, "ship", term=term).answers("Place:", "vent").shows("2  ventspils-sd")
    at.answers("Place:", "2").answers("Item", "lv").answers("Copies of THB/lv", "40")
    at.answers("Date").answers("Reference", "-").answers("Carrier", "-").answers("Record it?")
    at.answers("Another?", "n")
    assert at.ends() == 0
    assert "\x1b" not in at.screen
    assert office.reads("show", before + 1)["place"] == "ventspils-sd"
