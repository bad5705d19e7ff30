"""Judging the steps of a write: whether they are what a command of this version does.

Who sends a batch asks the same as who takes it over, so that nothing is sent that others refuse.
"""

from collections.abc import Sequence
from typing import Any

from tracker.messages import Message
from tracker.store.columns import unfit
from tracker.store.shapes import Act, Shape, shape_of
from tracker.store.steps import Unfit
from tracker.store.writers import WRITES


class Judge:
    """Judges the steps of one command, in their order."""

    def __init__(self) -> None:
        """Begin with none."""
        self._done: set[tuple[Act, str]] = set()
        self._commands: set[object] = set()
        """The commands to which they say that rows belong."""

    def see(self, sql: str, rows: Sequence[Sequence[Any]]) -> Shape:
        """Take a step, and return its shape. Raises Unfit when no command does that."""
        shape = shape_of(sql)
        if shape is None:
            raise Unfit.of(NOT_OURS.given(what=sql.split(" ", 1)[0][:20]))
        if ("adds", "command") in self._done:
            raise Unfit.of(Message("it goes on after its command"))
        if (wrong := unfit(shape.table, shape.columns, rows)) is not None:
            raise Unfit.of(wrong)
        self._done.add((shape.act, shape.table))
        for column in ("command", "redacted"):
            if column in shape.columns:
                at = shape.columns.index(column)
                self._commands.update(row[at] for row in rows)
        return shape

    def has_done(self, act: Act, table: str) -> bool:
        """Return whether a step did that to a table."""
        return (act, table) in self._done

    def end(self, number: int, name: str, clerk: str) -> None:
        """Raise Unfit unless the steps are what the command of that number and name does, and both have names."""
        if not clerk or clerk != clerk.strip():
            raise Unfit.of(Message("the name of its clerk or command is none"))
        if not self._commands <= {number}:
            raise Unfit.of(Message("it writes for another command"))
        writes = WRITES.get(name)
        if writes is None:
            raise Unfit.of(Message("no command of this version that records anything is called {name}", name=name))
        for act, table in sorted(self._done):
            if table not in getattr(writes, act):
                raise Unfit.of(NOT_OURS.given(what=f"{name}: {act} {table}"))


NOT_OURS = Message("it does what no command of this version does ({what})")
