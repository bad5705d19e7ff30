"""Judging the steps of a write: whether they are what a command of this version does.

Who sends a batch asks the same as who takes it over, so that nothing is sent that others refuse.
"""

from collections.abc import Sequence
from typing import Any

from tracker.messages import Message
from tracker.model.text import is_unsafe, unseen_in
from tracker.store.columns import unfit
from tracker.store.shapes import Act, Shape, shape_of
from tracker.store.steps import Unfit
from tracker.store.writers import WRITES


class Judge:
    """Judges the steps of one command, in their order."""

    def __init__(self) -> None:
        """Begin with none."""
        self._done: set[tuple[Act, str]] = set()

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
        return shape

    def end(self, name: str, clerk: str) -> None:
        """Raise Unfit unless the steps are what the command of that name does, and both are names."""
        if not _is_name(clerk):
            raise Unfit.of(Message("the name of its clerk or command is none"))
        writes = WRITES.get(name)
        if writes is None:
            raise Unfit.of(Message("no command of this version that records anything is called {name}", name=name))
        for act, table in sorted(self._done):
            if table not in getattr(writes, act):
                raise Unfit.of(NOT_OURS.given(what=f"{name}: {act} {table}"))


def _is_name(name: str) -> bool:
    """Return whether a name is one that a clerk could have."""
    return bool(name) and name == name.strip() and unseen_in(name) is None and not any(map(is_unsafe, name))


NOT_OURS = Message("it does what no command of this version does ({what})")
