"""Whatever `check` would find is found before a batch that causes it is taken over, or sent."""

import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.adapters import Batch, Database, NotTakenOver, Statement, connected
from tests.conftest import Clerk
from tests.offices.tampered import Command, commands_that_do, rows_of
from tests.reports.conftest import eventful
from tests.reports.tampering import Bare, Statements, command, fact, finding, found, tamper, written
from tests.reports.tamperings import ALL
from tests.reports.test_leftovers import LEFT
from tests.store.rawly import place
from tracker.errors import TrackerError
from tracker.offices import sending, sharing
from tracker.offices.sharing import Office
from tracker.offices.taking_over import take_over
from tracker.store.checks import AHEAD, SENTENCES, discrepancies
from tracker.store.replaying import replaying
from tracker.store.sharing import Cursor, follow

__all__ = ["eventful"]

NOT_OURS = "it does what no command of this version does"
CURSOR = Cursor("plain://log", None, None, None, "")

LAST_YEAR = "2999-13-45T00:00:00.000000Z"
HANDED = ("handout", "store", "1 THB/lv/1 store>public")
BESIDES: dict[str, tuple[str, ...]] = {
    "entries_out_of_turn": written(*HANDED, id="(SELECT max(id) + 5 FROM entry)"),
    "key_shared": (*written(*HANDED, key="'k'"), *written(*HANDED, key="'k'")),
    "moment_invalid": (*written(*HANDED)[:-1], command(moment=LAST_YEAR)),
    "replacement_unfit": written(*HANDED, replaces=7),
    "request_elsewhere": written("ship", "dublin", "1 THB/lv/1 store>transit shipment=own", request=1),
    "request_empty": fact("request", id=3, place=place("london"), date="'2015-02-25'"),
    "restored_unfit": written(*HANDED, restores=12),
}
"""By finding, what causes it by adding rows alone, where no tampering does."""

NOT_REACHED = {
    *("balance_missing", "balance_unfounded", "balance_wrong", "copies_unaccounted"),
    *("custody_missing", "custody_wrong", "flow_missing", "flow_wrong"),
    *("object_changed", "object_missing", "object_unknown", "outside_renamed"),
    *("default_store_missing", "default_store_unfit", "first_command_missing", "text_unreadable"),
}
"""Findings of what no step reaches: sums, which each copy books, the schema, what `init` made, what is no UTF-8."""


@pytest.mark.long
def test_what_check_would_find_is_neither_taken_over_nor_sent(
    eventful: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For all that strangers do to a file in our tests: no batch does that, whatever command it says that it is.

    A finding that is new needs a tampering, and so a batch that is refused. How counts were divided, which is proved
    on the floor above over the whole of a ledger, is not among it.
    """
    monkeypatch.setattr(sending, "append", lambda *_: True)
    monkeypatch.setattr(sharing, "log_of", lambda _cursor: None)
    before, trial, alone = (tmp_path / name for name in ("before.db", "trial.db", "alone.db"))
    shutil.copyfile(eventful.db, alone)
    shutil.copyfile(eventful.db, before)
    with connected(before) as database:
        database.apply(follow(CURSOR))
    rows = rows_of(before)
    refused: dict[str, set[str]] = defaultdict(set)
    for tampering in (*ALL.values(), LEFT, *BESIDES.values()):
        shutil.copyfile(alone, eventful.db)
        names = done_to(eventful, tampering)
        commands = commands_that_do(rows, rows_of(eventful.db))
        for name in commands[0].names if commands else ():
            shutil.copyfile(before, trial)
            why = refusal(trial, [command.batch(name) for command in commands])
            if why is not None:
                for each in names:
                    refused[each].add(why)
            if len(commands) == 1 and name == commands[0].names[0]:
                shutil.copyfile(before, trial)
                assert (refusal_to_send(trial, commands[0], name) is None) == (why is None), (names, name, why)
    by_rule = {each for each, whys in refused.items() if any(not why.startswith(NOT_OURS) for why in whys)}
    assert by_rule | NOT_REACHED | AHEAD == SENTENCES.keys()


def done_to(clerk: Clerk, tampering: Statements) -> set[str]:
    """Do to a ledger's file what a stranger does, and return the names of what `check` finds then."""
    beside = {name for name, statements in BESIDES.items() if statements == tampering}
    tamper(clerk.db, *tampering, covered=not beside and not isinstance(tampering, Bare))
    names = {finding(said) for said in found(clerk)}
    assert names & (beside or names)
    return names


def refusal(file: Path, batches: Sequence[Batch]) -> str | None:
    """Return why batches are not taken over, None when they are and nothing is wrong with what they make."""
    with replaying(file) as replay:
        try:
            take_over(replay, batches, CURSOR)
        except NotTakenOver as error:
            return str(error.why)
        assert_right(replay.database)
    return None


def refusal_to_send(file: Path, command: Command, name: str) -> str | None:
    """Return why an office does not send what it did itself, None when it does and nothing is wrong with it."""
    office = Office(file)
    with connected(file) as database:
        try:
            database.apply([Statement("BEGIN IMMEDIATE")])
            office.begin(database)
            database.apply([Statement(sql, row) for sql, row in command.steps_as(name)])
            office.hand_over(database)
            database.apply([Statement("COMMIT")])
        except TrackerError as error:
            database.roll_back()
            return str(error)
        assert_right(database)
    return None


def assert_right(database: Database) -> None:
    """Assert that the database proves all that it can prove of itself."""
    wrong = next(discrepancies(database, but=AHEAD), None)
    assert wrong is None, str(wrong)
