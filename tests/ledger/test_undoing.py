"""Undo and void over random histories: after an undo all is as it was, and what is left is what its replay makes of it.

A history is lived through as in `test_replay`, and what the reports say is remembered before each command. Then
commands are undone, the last one first, and each time the reports must say again what they said before it. Ranges of
entries are voided in the same histories, and the model voids them one by one, without asking what is short between.
"""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Clerk
from tests.ledger.replay import LOSS, PRINTER, PUBLIC, TRANSIT
from tests.ledger.replay_clerk import Busy
from tests.ledger.replay_facts import Wish
from tests.ledger.replay_questions import QUESTIONS, all_agree, requests
from tests.ledger.replay_room import BEGINNING, DAYS, LATER, Told, desk, room
from tests.ledger.replay_world import World
from tests.ledger.test_replay import wishes
from tests.properties import few_or_many, over
from tests.store.rawly import opened

pytestmark = pytest.mark.slow

__all__ = ["room"]

LOGGED = ("type", "date", "place", "run", "quantity", "source", "destination", "reference", "note", "counted")


def seen(clerk: Clerk) -> dict[str, Any]:
    """Return the reports of every day, entries without their numbers."""
    said: dict[str, Any] = {}
    for day in (*DAYS, LATER):
        for by in ("item", "run", "place"):
            rows = clerk.reads("stock", "--by", by, "--at", day)
            said[f"stock by {by} {day}"] = [row for row in rows if row.get("copies") != 0]
        rows = [row for row in clerk.reads("shipments", "--at", day) if row["status"] != "voided"]
        said[f"shipments {day}"] = sorted(repr({**row, "entry": 0}) for row in rows)
        lines = clerk.reads("request", "list", "--at", day)
        said[f"requests {day}"] = [row for row in lines if row["status"] != "cancelled"]
    standing = [row for row in clerk.reads("log") if row["type"] != "void" and row["voided_by"] is None]
    said["log"] = sorted(repr([row[name] for name in LOGGED]) for row in standing if is_own(row))
    said["places"] = clerk.reads("place", "list")
    return said


def is_own(row: dict[str, Any]) -> bool:
    """Tell whether a row of the log surely is of its entry, and not of the difference of a count that it changed."""
    ends = (row["source"], row["destination"])
    own: dict[str, bool] = {
        "print": ends[0] == PRINTER,
        "ship": ends[1] == TRANSIT,
        "receive": ends[0] == TRANSIT,
        "move": ends[1] == row["place"] and ends[0] not in (LOSS, PUBLIC),
        "return": ends[0] == row["place"] and ends[1] not in (LOSS, PUBLIC),
    }
    return own.get(row["type"], False)


NOT_UNDONE = ("edit", "request_edit", "grant", "seminar", "level")
"""Effects that undo leaves to the commands that correct them."""


def commands(clerk: Clerk) -> int:
    """Return how many commands there are."""
    with opened(clerk) as connection:
        return int(connection.execute("SELECT max(number) FROM command").fetchone()[0])


def prove_over(room: Clerk, histories: int, length: int, live: Callable[[Busy, list[Wish], list[int]], None]) -> None:
    """Live through many histories."""

    @over(histories)
    @given(
        st.lists(wishes, min_size=length, max_size=2 * length),
        st.lists(st.integers(0, 40), min_size=length, max_size=length),
    )
    def prove(wanted: list[Wish], picks: list[int]) -> None:
        history = desk(room)
        try:
            live(history, wanted, picks)
        except AssertionError as error:
            raise Told(error, history.story) from error

    prove()


@pytest.mark.parametrize(("histories", "length"), few_or_many((1, 5), (300, 20)))
def test_undone_one_after_the_other_commands_leave_what_was_before_them(
    room: Clerk, histories: int, length: int
) -> None:
    """Counts are compared by what the stock says: how a total divides over runs is worked out anew, and may differ."""

    def live(history: Busy, wanted: list[Wish], picks: list[int]) -> None:
        for wish in BEGINNING:
            history.do(wish)
        was: list[tuple[World, dict[str, Any], int]] = []
        for wish in wanted:
            if wish.kind in NOT_UNDONE:
                continue
            before, told, number = history.world, seen(room), commands(room)
            history.do(wish)
            if history.world is not before:
                was.append((before, told, commands(room) - number))
        for world, told, many in reversed(was):
            for _ in range(many):
                answer = room("undo", "--yes", "--format", "json")
                history.story.append(f"tracker undo --yes  # {answer.err}")
                assert answer.code == 0, answer.err
            now = seen(room)
            same = {name: now[name] == told[name] for name in told}
            assert all(same.values()), [(name, told[name], now[name]) for name in told if not same[name]][:1]
            history.world = world
        room.does("check")

    prove_over(room, histories, length, live)


@pytest.mark.parametrize(("histories", "length"), few_or_many((1, 8), (300, 25)))
def test_what_is_left_of_a_history_in_which_ranges_are_voided_is_what_its_replay_makes_of_it(
    room: Clerk, histories: int, length: int
) -> None:
    def live(history: Busy, wanted: list[Wish], picks: list[int]) -> None:
        for wish in BEGINNING:
            history.do(wish)
        for wish, pick in zip(wanted, picks, strict=False):
            if pick % 4:
                history.do(wish)
                continue
            void_range(history, 1 + pick % max(history.world.entries, 1), wish.quantities[0])
            all_agree(room, history.world, None, None, QUESTIONS)
        all_agree(room, history.world, None, None, QUESTIONS)
        for day in (*DAYS, LATER):
            all_agree(room, history.world, day, None, (*QUESTIONS[:1], requests))

    prove_over(room, histories, length, live)


def void_range(history: Busy, first: int, many: int) -> None:
    """Void entries that follow each other; the model is told which, and says whether that may be."""
    world, last = history.world, min(first + many - 1, history.world.entries)
    trial = world.copy()
    found = [each for number in range(first, last + 1) if (each := world.line.find(number))]
    standing = [each for each in found if each.number not in world.line.voided]
    ships = {each.number for each in standing if each.type == "ship"}
    for wrong in standing:
        if wrong.shipment in ships:
            continue
        trial.entries += 1
        trial.line.void(wrong.number, trial.entries)
    gone = {each.moves[0].run for each in standing if each.type == "print"}
    left = trial.line.standing()
    why = "; ".join(trial.faults()) if standing else "There is nothing left to void."
    why = why or next((f"entry {each.number} names {run}" for run in gone for each in left if each.names(run)), "")
    decided = not (gone and any(each.full for each in left))
    answer = history.say("void", f"{first}..{last}", "--reason", "a mistake", "--yes", logs=False)
    if answer.code:
        assert why or not decided, f"refused, though nothing forbids it: {answer.err}"
        return
    assert not why, f"recorded, though {why}"
    history.becomes(trial)
