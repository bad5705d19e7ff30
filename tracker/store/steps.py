"""The steps of a write, as they are carried out: what another copy of the ledger has to do to become the same."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final, Literal

from tracker.errors import TrackerError
from tracker.messages import Message

Parameters = Sequence[Any]

LOCAL: Final = frozenset({"backup", "setting", "log_cursor", "sent_batch"})
"""The tables of which every copy has its own, or which `init` alone writes."""

BOOKED: Final = frozenset({"balance", "monthly_flow", "custody"})
"""The sums that the trigger on `command` books: no step does."""

Keep = Callable[[str, Sequence[Parameters]], None]
"""Takes a step: an SQL statement, with the parameters of each time that it was carried out."""

_Kind = Literal["step", "mark", "back", "release", "none"]


class Unfit(TrackerError):
    """A batch does what no command of this version does, or breaks a rule: it is not taken over."""


NOT_OURS = Message("it does what no command of this version does ({what})")


class Recorder:
    """Remembers the steps of a write in their order, but for those that were taken back to a savepoint."""

    def __init__(self, keep: Keep) -> None:
        """Hand each step that cannot be taken back to a savepoint any more to `keep`."""
        self._keep = keep
        self._open: list[tuple[str, Sequence[Parameters]]] = []
        """What was done since the first of the open savepoints."""
        self._marks: list[int] = []
        self.tables: set[str] = set()
        """Where something was done that other copies have to do."""

    def see(self, sql: str, rows: Sequence[Parameters]) -> None:
        """Note that a statement was carried out, once with each of the parameters."""
        kind = kind_of(sql)
        if kind == "step":
            if self._marks:
                self._open.append((sql, rows))
            else:
                self._take(sql, rows)
        elif kind == "mark":
            self._marks.append(len(self._open))
        elif kind == "back":
            del self._open[self._marks[-1] :]
        elif kind == "release":
            self._marks.pop()
            if not self._marks:
                for done in self._open:
                    self._take(*done)
                self._open = []

    def _take(self, sql: str, rows: Sequence[Parameters]) -> None:
        self.tables.add(table_of(sql))
        self._keep(sql, rows)


@lru_cache(maxsize=1024)
def table_of(sql: str) -> str:
    """Return the table that a statement writes, nothing if it writes none."""
    found = _WRITE.match(sql)
    return found["table"] if found else ""


@lru_cache(maxsize=1024)
def kind_of(sql: str) -> _Kind:
    """Return what a statement means to the steps: what is done to the sums, or with triggers aside, means nothing."""
    if found := _WRITE.match(sql):
        return "none" if found["table"] in LOCAL | BOOKED or "." in found["table"] else "step"
    word, _, rest = sql.partition(" ")
    if word == "SAVEPOINT":
        return "mark"
    if word == "RELEASE":
        return "release"
    return "back" if word == "ROLLBACK" and rest.startswith("TO") else "none"


_WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(?P<table>[\w.]+)')
