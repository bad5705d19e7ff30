"""A log in a plain SQLite file, which many processes may use, and which can fail in every way that an engine can."""

import re
import sqlite3
import zlib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

from tracker.errors import Unusable
from tracker.messages import Message
from tracker.offices.logs import Address, Log, Rows, Uncertain
from tracker.store.sharing import Batch


class PlainLog(Log):
    """A log in a file. `before` and `after` are called with a batch that is appended, and may raise."""

    clock = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"

    def __init__(self, file: Path, office: str = "riga") -> None:
        super().__init__(Address("plain", office, (("log", 0),), "", False))
        self.file = file
        self.before: Callable[[Batch], None] = lambda _: None
        self.after: Callable[[Batch], None] = lambda _: None
        self.left: Unusable | None = None
        self._connection = sqlite3.connect(file, timeout=30, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA synchronous = OFF")
        script = files("tracker.db.offices").joinpath("rqlite.sql").read_text(encoding="utf-8")
        self._connection.executescript(re.sub("body TEXT", "body BLOB", script))

    def called(self, office: str) -> None:
        """Set the office that uses the log from now on."""
        self.address = self.address._replace(user=office)

    def _do(self, *statements: str, **values: Any) -> list[Rows]:
        batch = Batch(*(values[name] for name in Batch._fields)) if "prev" in values else None
        if batch is not None:
            self.before(batch)
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            found = [
                self._connection.execute(sql.replace("tracker.", "tracker_"), values).fetchall() for sql in statements
            ]
        finally:
            self._connection.execute("COMMIT")
        if batch is not None:
            self.after(batch)
        return found

    def _make_tables(self) -> None:
        """Nothing to do: the tables exist."""

    def compact(self) -> None:
        if self.left is not None:
            raise self.left

    def add(self, batch: Batch) -> None:
        """Add a batch that no program sent."""
        self._connection.execute("INSERT OR REPLACE INTO tracker_batch VALUES (?, ?, ?, ?)", batch)

    def forget(self, first: int) -> None:
        """Remove that batch and all later ones."""
        self._connection.execute("DELETE FROM tracker_batch WHERE number >= ?", [first])
        self._connection.execute("DELETE FROM tracker_snapshot WHERE number >= ?", [first])

    def keeps(self, text: str) -> bool:
        """Return whether any part of the log contains a text."""
        bodies = self._connection.execute("SELECT body FROM tracker_batch UNION ALL SELECT body FROM tracker_snapshot")
        return any(text.encode() in zlib.decompress(body) for (body,) in bodies)

    def clear(self) -> None:
        """Delete everything."""
        self.forget(0)


def unanswered(_: Batch) -> None:
    """Lose the answer, whether or not the batch was accepted."""
    raise Uncertain.from_message(Message("The log does not answer."))


def unreachable(_: object) -> None:
    """Do not answer."""
    raise Unusable("The log does not answer.")
