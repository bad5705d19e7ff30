"""Dated facts of what is undone: closings, withdrawals and cancellations are said anew, as they were before."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from tracker.ledger.commands import Command
from tracker.ledger.places import refuse_occupied
from tracker.store import catalogue, turns
from tracker.store.connection import Database
from tracker.store.statements import insert
from tracker.store.turns import Turn


class Fact(NamedTuple):
    """A place, a print run or a request that is, from that day on, what it was before."""

    what: str
    """place, run or request."""
    code: str | int
    status: str
    """open or closed, active or withdrawn, open or cancelled."""
    date: str


def turn_back(running: Command, command: int) -> list[Turn]:
    """Record that what a command closed, withdrew or cancelled is so no more; return what is to be closed again."""
    closed = []
    for table in turns.TURNS:
        for turn in turns.turns_without(running.database, table, command):
            if table == "closing" and turn.is_so:
                closed.append(turn)
            else:
                _turn(running, table, turn)
    return closed


def close_again(running: Command, closed: Sequence[Turn]) -> None:
    """Close places that were reopened. Raises Refused when one is not done with."""
    for turn in closed:
        place = catalogue.place_by_id(running.database, turn.about)
        refuse_occupied(running, place, date.fromisoformat(turn.date))
        _turn(running, "closing", turn)


def _turn(running: Command, table: str, turn: Turn) -> None:
    about, is_so = turns.TURNS[table]
    number = catalogue.next_id(running.database, table)
    values = {about: turn.about, is_so: int(turn.is_so), "date": turn.date}
    running.add([insert(table, id=number, command=running.number, **values)])


def facts_of(database: Database, table: str, number: int) -> Iterator[Fact]:
    """Yield what a command said in one of the tables of dated facts."""
    for turn in turns.turns_of(database, table, number):
        if table == "closing":
            place = catalogue.place_by_id(database, turn.about).code
            yield Fact("place", place, "closed" if turn.is_so else "open", turn.date)
        elif table == "withdrawal":
            run = catalogue.run_code(database, turn.about)
            yield Fact("run", run, "withdrawn" if turn.is_so else "active", turn.date)
        else:
            yield Fact("request", turn.about, "cancelled" if turn.is_so else "open", turn.date)
