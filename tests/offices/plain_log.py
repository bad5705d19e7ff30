"""A log in a plain SQLite file, which many processes may use, and which can fail in every way that an engine can."""

import sqlite3
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from tracker.errors import Unusable
from tracker.messages import Message
from tracker.offices import logs
from tracker.offices.batches import unpacked
from tracker.offices.logs import Address, Last, Seen, Snapshot, Uncertain
from tracker.store.sharing import Batch

_TABLES = """
CREATE TABLE IF NOT EXISTS batch (number INTEGER PRIMARY KEY, id, prev, body);
CREATE TABLE IF NOT EXISTS snapshot (number INTEGER PRIMARY KEY, id, body BLOB);
CREATE TABLE IF NOT EXISTS seen (office PRIMARY KEY, number, day);
"""
_ENDS = "(SELECT number, id FROM batch UNION ALL SELECT number, id FROM snapshot)"

PLACE = Address("plain", None, (("log", 0),), "", encrypted=False)


class PlainLog:
    """A log in a file. `before` and `after` are called with a batch that is appended, and may raise."""

    def __init__(self, file: Path, office: str = "riga") -> None:
        self.file = file
        self.office = office
        self.before: Callable[[Batch], None] = lambda _: None
        self.after: Callable[[Batch], None] = lambda _: None
        self.asked = 0
        self.left: Message | None = None
        self._connection = sqlite3.connect(file, timeout=30, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.executescript(_TABLES)

    def last(self) -> Last:
        self.asked += 1
        row = self._connection.execute(f"SELECT number, id FROM {_ENDS} ORDER BY number DESC LIMIT 1").fetchone()
        if row is None:
            raise logs.no_log(PLACE)
        return Last(row[0], row[1], datetime.now(UTC).isoformat())

    def since(self, number: int) -> Iterator[Batch]:
        self.asked += 1
        rows = self._connection.execute("SELECT * FROM batch WHERE number > ? ORDER BY number", [number]).fetchall()
        if (rows[0][0] if rows else self.last().number + 1) != number + 1 and number < self.last().number:
            raise logs.pruned(PLACE, number)
        yield from map(Batch._make, rows)

    def append(self, batch: Batch, seen: int) -> bool:
        self.asked += 1
        self.before(batch)
        ends = f"EXISTS (SELECT 1 FROM {_ENDS} WHERE number = ?1 - 1 AND id = ?3)"
        self._connection.execute(f"INSERT INTO batch SELECT ?1, ?2, ?3, ?4 WHERE {ends} ON CONFLICT DO NOTHING", batch)
        self.see(seen)
        self.after(batch)
        there = self._connection.execute("SELECT id FROM batch WHERE number = ?", [batch.number]).fetchone()
        return bool(there == (batch.id,))

    def snapshot(self) -> Snapshot:
        row = self._connection.execute("SELECT * FROM snapshot ORDER BY number DESC LIMIT 1").fetchone()
        if row is None:
            raise logs.no_log(PLACE)
        return Snapshot(*row)

    def publish(self, snapshot: Snapshot, *, alone: bool = False) -> None:
        if alone:
            self.clear()
        self._connection.execute("INSERT INTO snapshot VALUES (?, ?, ?) ON CONFLICT DO NOTHING", snapshot)

    def prune(self, number: int) -> Message | None:
        self._connection.execute("DELETE FROM batch WHERE number < ?", [number])
        self._connection.execute("DELETE FROM snapshot WHERE number < (SELECT max(number) FROM snapshot)")
        return self.left

    def see(self, number: int) -> list[Seen]:
        self._connection.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, '2026-01-01')", [self.office, number])
        return [Seen(*row) for row in self._connection.execute("SELECT * FROM seen ORDER BY office")]

    def add(self, batch: Batch) -> None:
        """Have a batch that no program sent."""
        self._connection.execute("INSERT OR REPLACE INTO batch VALUES (?, ?, ?, ?)", batch)

    def forget(self, first: int) -> None:
        """Be put back to before that batch."""
        self._connection.execute("DELETE FROM batch WHERE number >= ?", [first])
        self._connection.execute("DELETE FROM snapshot WHERE number >= ?", [first])

    def keeps(self, text: str) -> bool:
        """Return whether a text is in anything that the log has."""
        bodies = self._connection.execute("SELECT body FROM batch").fetchall()
        snapshots = [Snapshot(*row) for row in self._connection.execute("SELECT * FROM snapshot")]
        everything = [zlib.decompress(body) for (body,) in bodies] + [b"".join(unpacked(each)) for each in snapshots]
        return any(text.encode() in part for part in everything)

    def clear(self) -> None:
        """Be lost."""
        self._connection.execute("DELETE FROM batch")
        self._connection.execute("DELETE FROM snapshot")

    def close(self) -> None:
        """Nothing is held."""


def unanswered(_: Batch) -> None:
    """Lose the answer, whether the batch was taken or not."""
    raise Uncertain.of(Message("The log does not answer."))


def unreachable(_: object) -> None:
    """Not answer at all."""
    raise Unusable("The log does not answer.")
