"""Judging the steps of a write: whether they are what a command of this version does.

Who sends a batch asks the same as who takes it over, so that nothing is sent that others refuse.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from tracker.messages import Message
from tracker.store.additions import Additions
from tracker.store.columns import unfit
from tracker.store.shapes import Act, Shape, shape_of
from tracker.store.statements import MANY
from tracker.store.steps import NOT_OURS, Unfit
from tracker.store.writers import WRITES


class Closing(NamedTuple):
    """What the row of a command says."""

    number: int
    clerk: str
    moment: str
    name: str
    first: int | None
    """The first of its entries, if it has any."""
    last: int | None
    facts: int
    removed: int
    """How many facts of earlier commands it removed."""


class Later:
    """Rows of small commands, whose values are judged together: a fifth of the time of one by one."""

    def __init__(self) -> None:
        """Begin with none."""
        self._rows: dict[Shape, list[Sequence[Any]]] = {}
        self._commands = 0

    def add(self, shape: Shape, rows: Sequence[Sequence[Any]]) -> None:
        """Keep rows of a step until they are judged."""
        kept = self._rows.get(shape)
        if kept is None:
            self._rows[shape] = [*rows]
        else:
            kept.extend(rows)

    def judge(self, *, end: bool = False) -> None:
        """Judge what was kept of some commands, or at the `end`. Raises Unfit at a value that commands do not write."""
        self._commands += 1
        if self._commands % _TOGETHER and not end:
            return
        for shape, rows in self._rows.items():
            if (wrong := unfit(shape.table, shape.columns, rows)) is not None:
                raise Unfit.of(wrong)
        self._rows = {}


class Judge:
    """Judges the steps of one command, in their order."""

    def __init__(self, later: Later | None = None) -> None:
        """Begin with none; what values they have is judged at once, or `later`."""
        self._later = later
        self._done: set[tuple[Act, str]] = set()
        self._commands: set[object] = set()
        """The commands to which they say that rows belong."""
        self._additions = Additions()
        self.met: dict[str, set[Any]] = {}
        """Which rows they change or remove, by table: what they find them by, or the place of which these are."""
        self.closing: Closing | None = None
        """What its row says, which is the last step."""

    def see(self, sql: str, rows: Sequence[Sequence[Any]]) -> Shape:
        """Take a step, and return its shape. Raises Unfit when no command does that."""
        shape = shape_of(sql)
        if shape is None:
            raise Unfit.of(NOT_OURS.given(what=sql.split(" ", 1)[0][:20]))
        if self.closing is not None:
            raise Unfit.of(Message("it goes on after its command"))
        if self._later is not None and MANY not in shape.columns:
            self._later.add(shape, rows)
        elif (wrong := unfit(shape.table, shape.columns, rows)) is not None:
            raise Unfit.of(wrong)
        self._done.add((shape.act, shape.table))
        if shape.act != "adds":
            self._meet(shape, rows)
        elif shape.table in _JUDGED_BY_NAME:
            self._additions.see(sql, shape.table, rows)
        if places := _of_commands(sql):
            self._belong(rows, places)
        if shape.table == "command":
            self.closing = _closing(shape, rows)
        return shape

    def _belong(self, rows: Sequence[Sequence[Any]], places: Sequence[int]) -> None:
        """Note to which commands rows belong, by these of their values."""
        try:
            for at in places:
                for row in rows:
                    self._commands.add(row[at])
        except (IndexError, TypeError):  # what is judged later may be anything
            raise Unfit.of(_FOR_ANOTHER) from None

    def _meet(self, shape: Shape, rows: Sequence[Sequence[Any]]) -> None:
        """Note which rows are changed or removed; what they are found by comes last."""
        at = shape.columns.index("place") if "place" in shape.columns else -1
        try:
            self.met.setdefault(shape.table, set()).update(row[at] for row in rows)
        except (IndexError, TypeError):  # what is judged later may be anything
            raise Unfit.of(NOT_OURS.given(what=shape.table)) from None

    @property
    def has_removed(self) -> bool:
        """Whether a step removed anything."""
        return any(act == "removes" for act, _ in self._done)

    @property
    def added_to(self) -> set[str]:
        """The tables to which a step added rows."""
        return {table for act, table in self._done if act == "adds"}

    def has_done(self, act: Act, table: str) -> bool:
        """Return whether a step did that to a table."""
        return (act, table) in self._done

    def end(self, number: int, clerk: str, moment: str) -> Closing:
        """Return what the row of the command says.

        Raises Unfit unless it is that command, and the steps are what a command of that name does.
        """
        closing = self.closing
        if closing is None or closing[:3] != (number, clerk, moment):
            raise Unfit.of(_NOT_ITSELF)
        if not self._commands <= {number}:
            raise Unfit.of(_FOR_ANOTHER)
        writes = WRITES.get(closing.name)
        if writes is None:
            raise Unfit.of(
                Message("no command of this version that records anything is called {name}", name=closing.name)
            )
        for act, table in sorted(self._done - writes.all):
            raise Unfit.of(NOT_OURS.given(what=f"{closing.name}: {act} {table}"))
        if writes.always.isdisjoint(self._done):
            raise Unfit.of(Message("it is called {name}, and does not do that", name=closing.name))
        self._additions.judge(closing.name, writes, closing.first, closing.last)
        return closing


def _closing(shape: Shape, rows: Sequence[Sequence[Any]]) -> Closing:
    """Return what the row of a command says. Raises Unfit when that is not said, or of several."""
    if len(rows) == 1 and len(rows[0]) == len(shape.columns):
        found = dict(zip(shape.columns, rows[0], strict=True))
        closing = Closing(*(found.get(column) for column in _CLOSING))  # type: ignore[arg-type]
        if isinstance(closing.name, str) and isinstance(closing.facts, int) and isinstance(closing.removed, int):
            return closing
    raise Unfit.of(_NOT_ITSELF)


@lru_cache(maxsize=1024)
def _of_commands(sql: str) -> tuple[int, ...]:
    """Return which parameters of a statement, counted from 0, say to which command a row belongs."""
    shape = shape_of(sql)
    return tuple(at for at, column in enumerate(shape.columns if shape else ()) if column in ("command", "redacted"))


_CLOSING: Final = ("number", "clerk", "recorded_at", "name", "first_entry", "last_entry", "facts", "removed")
_JUDGED_BY_NAME: Final = frozenset({"entry", "text"})
_TOGETHER: Final = 32
"""Of how many small commands the values are judged together."""

_FOR_ANOTHER = Message("it writes for another command")
_NOT_ITSELF = Message("it is not the command that it says it is")
