"""A log in a plain SQLite file, which many processes may use, and which can fail in every way that an engine can."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from tracker.errors import Refused, Unusable
from tracker.messages import Message
from tracker.offices import addresses
from tracker.offices.addresses import Address
from tracker.offices.batches import steps_in
from tracker.offices.logs import Batch, Pruned, Snapshot, Uncertain, is_another
from tracker.offices.snapshots import unpacked

_TABLES = """
CREATE TABLE IF NOT EXISTS batch (number INTEGER PRIMARY KEY, id, schema, clerk, moment, body);
CREATE TABLE IF NOT EXISTS snapshot (number INTEGER, schema INTEGER, body BLOB);
"""

PLACE = Address("plain", None, (("log", 0),), "", encrypted=False)


class PlainLog:
    """A log in a file. `before` and `after` are called with a batch that is appended, and may raise.

    `answer`, `line` and `request` make of an answer, of a batch that is read and of one that is appended what comes of
    it on a bad line.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.before: Callable[[Batch], None] = lambda _: None
        self.after: Callable[[Batch], None] = lambda _: None
        self.answer: Callable[[bool], bool] = bool
        self.line: Callable[[Batch], Batch] = lambda batch: batch
        self.request: Callable[[Batch], Batch] = lambda batch: batch
        self.asked = self.insisted = self.relented = 0
        self.left: Message | None = None
        self.cutting: Callable[[int], object] = lambda _: None
        """Is called with the number before anything is cut off."""
        self._connection = sqlite3.connect(file, timeout=30, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.executescript(_TABLES)

    def last(self) -> int:
        (last,) = self._connection.execute(
            "SELECT max(number) FROM (SELECT number FROM batch UNION SELECT number FROM snapshot)"
        ).fetchone()
        if last is None:
            raise addresses.no_log(PLACE)
        return int(last)

    @property
    def lacks_snapshot(self) -> bool:
        return not self.snapshot().body

    def since(self, number: int, known: str | None = None) -> Iterator[Batch]:
        self.asked += 1
        there = self._connection.execute("SELECT id FROM batch WHERE number = ?", [number]).fetchone()
        if number > self.last():
            raise addresses.too_short(PLACE, self.last(), number)
        begun = self.snapshot()
        if is_another(known, there and there[0], begun.id if begun.number == number else None):
            raise addresses.another(PLACE, number)
        if (
            number < begun.number
            and not self._connection.execute("SELECT 1 FROM batch WHERE number = ?", [number + 1]).fetchone()
        ):
            raise Pruned("The log begins later.")
        rows = self._connection.execute("SELECT * FROM batch WHERE number > ? ORDER BY number", [number]).fetchall()
        yield from (self.line(Batch(*row)) for row in rows)

    def append(self, batch: Batch) -> bool:
        self.asked += 1
        self.before(batch)
        kept = self.request(batch)
        row = (kept.number, kept.id, kept.schema, kept.clerk, kept.moment, kept.body)
        known = self._connection.execute("SELECT 1 FROM batch WHERE number = ?", [batch.number]).fetchone()
        if batch.number <= self.snapshot().number and not known:
            raise addresses.pruned(PLACE, batch.number - 1)
        self._connection.execute("INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", row)
        there = Batch(*self._connection.execute("SELECT * FROM batch WHERE number = ?", [batch.number]).fetchone())
        self.after(batch)
        if there.id == batch.id and there != batch:
            raise addresses.not_as_sent(PLACE, batch)
        return self.answer(there.id == batch.id)

    def snapshot(self) -> Snapshot:
        row = self._connection.execute("SELECT * FROM snapshot ORDER BY number DESC LIMIT 1").fetchone()
        return Snapshot(*row) if row else Snapshot(0, 0, b"")

    def publish(self, snapshot: Snapshot, *, prune: bool, ours: bool = False) -> Message | None:
        if self.snapshot().body and snapshot.number > self.last():
            raise Refused("It is another ledger's.")
        self._connection.execute(
            "INSERT INTO snapshot VALUES (?, ?, ?)", [snapshot.number, snapshot.schema, snapshot.body]
        )
        if prune:
            self._connection.execute("DELETE FROM snapshot WHERE number < ?", [snapshot.number])
            self._connection.execute("DELETE FROM batch WHERE number <= ?", [snapshot.number])
        return self.left

    def insist(self) -> None:
        self.insisted += 1

    def relent(self) -> None:
        self.relented += 1

    def cut(self, number: int, known: str) -> bool:
        self.cutting(number)
        row = self._connection.execute("SELECT id FROM batch WHERE number = ?", [number]).fetchone()
        if row != (known,):
            return False
        self.forget(number)
        return True

    def forget(self, first: int) -> None:
        """Be put back to before that batch."""
        self._connection.execute("DELETE FROM batch WHERE number >= ?", [first])

    def keeps(self, text: str) -> bool:
        """Return whether a text is in anything that the log has."""
        bodies = [line for batch in self.since(self.snapshot().number) for line in steps_in(batch.body)]
        return text in str(bodies) or text.encode() in b"".join(unpacked(self.snapshot()))

    def lose_snapshot(self) -> None:
        """Be damaged by somebody who may do everything."""
        self._connection.execute("DELETE FROM snapshot")

    def clear(self) -> None:
        """Begin anew, with nothing in it."""
        self._connection.execute("DELETE FROM batch")
        self._connection.execute("DELETE FROM snapshot")

    def close(self) -> None:
        """Nothing is held."""


def unanswered(_: Batch) -> None:
    """Lose the answer, whether the batch was taken or not."""
    raise Uncertain.of(Message("The log does not answer."))


def unreachable(_: Batch) -> None:
    """Not answer at all."""
    raise Unusable("The log does not answer.")


def others_turn(_: Batch) -> None:
    """Take nothing from others than who was overtaken."""
    raise addresses.others_turn(PLACE)
