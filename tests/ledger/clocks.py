"""Histories for both clocks: reports as known at a moment, and what is recorded later."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from tests.conftest import Clerk

Command = tuple[object, ...]

DAYS = ("2015-01-02", "2015-01-10", "2015-01-20", "2015-02-28", "2999-12-31")

BEGUN: list[Command] = [
    ("fund", "add", "city", "City"),
    ("fund", "grant", "city", 2015, "100", "--purpose", "printing"),
    ("seminar", "add", "s", "S", "--date", "2015-01-15", "--audience", "pupils=9", "--fund", "city", "--cost", "5"),
    ("print", "THB/lv", 100, "--date", "2015-01-01", "--cost", "10", "--fund", "city"),
    ("print", "THB/lv", 100, "--date", "2015-01-05"),
    ("request", "add", "london", "THB/lv=20", "--date", "2015-01-06"),
    ("request", "add", "dublin", "THB/lv=30", "--date", "2015-01-06"),
    ("ship", "--request", 1, "--date", "2015-01-10"),
    ("receive", 3, "THB/lv=15", "--date", "2015-01-12"),
    ("level", "set", "london", "dublin", "THB/lv=20:50"),
    ("ship", "s", "THB/lv=9", "--date", "2015-01-13", "--received"),
]
"""Entries 1 to 6 of every history."""

HISTORIES: dict[str, list[Command]] = {
    "begun": [],
    "closed with a loss": [("receive", 3, "THB/lv=2", "--close", "--date", "2015-01-20")],
    "left": [
        ("handout", "s", "THB/lv=5", "--date", "2015-01-15"),
        ("return", "s", "THB/lv=2", "--date", "2015-01-16"),
        ("writeoff", "london", "THB/lv=1", "--reason", "damaged", "--date", "2015-01-16"),
    ],
    "counted": [
        ("count", "store", "THB/lv=150", "--date", "2015-01-20"),
        ("count", "london", "THB/lv=15", "--full", "--date", "2015-01-20"),
    ],
    "voided": [("void", 3, "--reason", "never left", "--yes")],
    "replaced": [("ship", "dublin", "THB/lv=33", "--replaces", 3)],
    "withdrawn": [("withdraw", "THB/lv/1", "--reason", "outdated", "--date", "2015-01-20")],
    "cancelled": [
        ("request", "cancel", 2, "--date", "2015-01-20"),
        ("place", "close", "liepaja", "--date", "2015-01-20"),
    ],
    "counted, then back-dated": [
        ("count", "store", "THB/lv=150", "--date", "2015-01-20"),
        ("ship", "dublin", "THB/lv=7", "--date", "2015-01-11", "--received"),
        ("void", 7, "--reason", "miscounted"),
    ],
}

LATER: list[Command] = [
    ("ship", "dublin", "THB/lv=4", "--date", "2015-01-10", "--received"),
    ("handout", "s", "THB/lv=1", "--date", "2015-01-15"),
    ("return", "london", "THB/lv=1", "--date", "2015-01-15"),
    ("writeoff", "store", "THB/lv=1", "--reason", "lost", "--date", "2015-01-08"),
    ("print", "THB/lv", 77, "--date", "2015-01-04", "--cost", "12", "--fund", "city"),
    ("print", "THB/ru", 50, "--date", "2015-01-04"),
    ("level", "set", "london", "THB/lv=60"),
    ("level", "remove", "dublin"),
    ("run", "edit", "THB/lv/1", "--carton", 7),
    ("count", "london", "THB/lv=3", "--date", "2015-01-14"),
    ("count", "store", "--full", "THB/lv=120", "--date", "2015-01-31"),
    ("print", "THB/lv", 110, "--replaces", 1, "--cost", "11"),
    ("void", 4, "--reason", "was another parcel"),
    ("receive", 3, "--date", "2015-01-11"),
    ("ship", "dublin", "THB/lv=21", "--replaces", 5),
    ("void", 3, "--reason", "never left", "--yes"),
    ("withdraw", "THB/lv/1", "--reason", "outdated", "--date", "2015-01-09"),
    ("reinstate", "THB/lv/1", "--date", "2015-01-21"),
    ("withdraw", "THB/lv/2", "--reason", "outdated", "--date", "2015-01-09"),
    ("run", "edit", "THB/lv/2", "--cost", "99", "--fund", "city"),
    ("request", "add", "liepaja", "THB/lv=5", "THB/en=6", "--date", "2015-01-09"),
    ("request", "cancel", 1, "--date", "2015-01-10"),
    ("request", "cancel", 2, "--date", "2015-01-10"),
    ("place", "close", "liepaja", "--date", "2015-01-10"),
    ("place", "add", "riga", "Riga", "--kind", "school"),
    ("place", "close", "riga", "--date", "2015-01-10"),
    ("place", "reopen", "riga", "--date", "2015-01-10"),
    ("booklet", "add", "ABC", "Another"),
    ("print", "ABC/lv", 5, "--date", "2015-01-03"),
    ("seminar", "add", "s2", "S", "--date", "2015-01-16", "--audience", "pupils=7", "--fund", "city", "--cost", "3"),
    ("fund", "add", "state", "State"),
    ("fund", "grant", "city", 2015, "50", "--purpose", "printing"),
    ("fund", "grant", "state", 2015, "60", "--purpose", "seminars"),
    ("ship", "s", "THB/lv=2", "--date", "2015-01-14", "--received"),
    ("place", "remove", "s2"),
]
"""Later commands, many with earlier dates; in some histories a rule forbids some of them."""

A_THIRD = [pytest.param(history, marks=[pytest.mark.long] * bool(at % 3)) for at, history in enumerate(HISTORIES)]
"""The parameters for a test of one report: a third of the histories, or all of them in the long tests."""


@dataclass(frozen=True)
class Recorded:
    """The database of a history at a moment, and after everything recorded later."""

    moment: str
    before: bytes
    after: bytes


_recorded: dict[str, Recorded] = {}


def recorded(clerk: Clerk, history: str) -> Recorded:
    """Record a history and its later commands, once for all reports."""
    if history not in _recorded:
        for command in [*BEGUN, *HISTORIES[history]]:
            clerk.does(*command)
        moment, before = last_moment(clerk), clerk.db.read_bytes()
        done = [clerk(*command).code for command in LATER]
        assert done.count(0) > len(LATER) * 2 // 3
        assert set(done) <= {0, 1}
        clerk.does("check")
        _recorded[history] = Recorded(moment, before, clerk.db.read_bytes())
    return _recorded[history]


def last_moment(clerk: Clerk, *words: object) -> str:
    """Return the timestamp of the last command, with or without entries."""
    moment: str = clerk.reads("info", *words)["last_recorded_at"]
    return moment


def printed(clerk: Clerk, database: bytes, commands: Sequence[Command]) -> list[str]:
    """Return the output of the commands on a database."""
    clerk.db.write_bytes(database)
    return [clerk.does(*command).out for command in commands]


def hold_printed_again(clerk: Clerk, history: str, commands: Sequence[Command]) -> None:
    """Assert that reports as known at a moment equal those of that moment, to the byte, whatever is recorded later."""
    then = recorded(clerk, history)
    known = [(*command, "--known-at", then.moment) for command in commands]
    before = printed(clerk, then.before, known)
    assert printed(clerk, then.before, commands) == before
    assert printed(clerk, then.after, known) == before
    assert printed(clerk, then.after, commands) != before
