"""The log in rqlite: `db/offices/rqlite.sql`, in nodes of which a majority keeps each batch before it is taken."""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from os import urandom
from pathlib import Path
from time import monotonic

from tracker.errors import TrackerError, Unusable
from tracker.messages import Message
from tracker.offices import addresses
from tracker.offices import rqlite_statements as sql
from tracker.offices.addresses import Address
from tracker.offices.batches import MOST_BODY
from tracker.offices.logs import TURN_SECONDS, Batch, Snapshot, is_another
from tracker.offices.rqlite_nodes import GARBLED, Nodes, NotAnswered, Rows, SqlRefused, Statement

MOST_COMPARED = 64 * 1024
"""The bytes up to which the last part of a batch comes back, to be compared with what was sent: rqlite has no hash."""
PART_BYTES = 3 * 1024 * 1024
"""Bytes of a batch or snapshot in a request: a leader that is busy with very large ones may be deposed."""
_PARTS = -(-MOST_BODY // PART_BYTES)
_AS_TEXT = PART_BYTES // 3 * 4
"""The letters of a part."""
_PAGE = 2 * _AS_TEXT
_READ = "/db/query?level=strong&transaction"
_WRITE = "/db/request?level=strong&transaction"


class RqliteLog:
    """The log in tables `tracker_…` of rqlite."""

    def __init__(self, address: Address, password: str | None, ca: Path | None) -> None:
        """Take the address; nothing is asked yet."""
        self._address = address
        self._nodes = Nodes(address, password, ca)
        self.lacks_snapshot = False
        self._turn = urandom(16).hex()
        self._is_insisting = False
        self._others_turn, self._seen = "", 0.0
        """The other office's turn for which this one waits, and since when."""

    def last(self) -> int:
        """Return the number of the last batch, of the snapshot when none stands after it."""
        with self._understood():
            ((ends,),) = self._read([[sql.ENDS]])
            there = [int(end) for end in ends if end is not None]
            if not there:
                raise addresses.no_log(self._address)
            return there[-1]

    def since(self, number: int, known: str | None = None) -> Iterator[Batch]:
        """Yield the batches after that number, in order, unless the log is another one than is known."""
        at, part, bodies = number, -1, b""
        end = number, _PARTS
        while True:
            made: list[Batch] = []
            asked: list[Statement] = [
                [sql.ENDS],
                [sql.THERE, number, number],
                [sql.SINCE, _PARTS, _AS_TEXT, at, at if part >= 0 else 0, part, _PAGE],
            ]
            with self._understood():
                ((ends,), (there,), rows) = self._read(asked)
                self._judge(ends, rows, at if part < 0 else at - 1)
                if is_another(known, *there):
                    raise addresses.another(self._address, number)
                if rows and not end < (end := (rows[-1][0], rows[-1][6])):
                    raise ValueError(end)  # else it would go on for ever
                for at, id_, schema, clerk, moment, parts, part, body in rows:
                    if body is None:
                        made.append(Batch(at, id_, schema, clerk, moment, b"", is_too_large=True))
                        break
                    bodies += _decoded(body)
                    if part + 1 == parts:
                        made.append(Batch(at, id_, schema, clerk, moment, bodies))
                        part, bodies = -1, b""
            yield from made
            if not rows or (part < 0 and at == ends[1]) or (made and made[-1].is_too_large):
                return  # what follows one that is too large is not taken over either

    def _judge(self, ends: Sequence[int | None], rows: Rows, number: int) -> None:
        """Raise Unusable unless the log goes on after that number."""
        pruned, last = ends
        if pruned is None and last is None:
            raise addresses.no_log(self._address)
        self.lacks_snapshot = pruned is None
        if number > (end := max(pruned or 0, last or 0)):
            raise addresses.too_short(self._address, end, number)
        if number < (pruned or 0) and not (rows and rows[0][0] == number + 1):
            raise addresses.pruned(self._address, number)
        if rows and rows[0][0] > number + 1:
            raise addresses.incomplete(self._address, number + 1)

    def append(self, batch: Batch) -> bool:
        """Add a batch, and return whether it stands under its number; asks again when an answer was lost."""
        parts = [
            [sql.PART_OF_BATCH, batch.id, part, len(body), b64encode(body).decode(), batch.number, self._turn]
            for part, body in enumerate(_split(batch.body))
        ]
        row = batch.number, batch.id, batch.schema, batch.clerk, batch.moment
        last: list[Statement] = [
            [sql.BATCH, *row, len(parts), batch.number, self._turn],
            [sql.STANDING, batch.number],
            [sql.KEPT_PART, batch.id, len(parts) - 1, MOST_COMPARED],
            [sql.TURN],
        ]
        for part_ in parts[:-1]:
            self._write([part_])
        try:
            *_, standing, kept, turn = self._nodes.ask(_WRITE, [parts[-1], *last])
        except NotAnswered as error:
            if not error.doubtful:
                raise addresses.silent(self._address, error.why) from error
            raise addresses.uncertain(self._address, batch, error.why) from error
        except SqlRefused as error:
            if "parts are missing" in str(error):  # a pruning took them for what a killed office left
                return self.append(batch)  # with its parts
            raise self._refusal(error, batch) from error
        try:
            if not standing:
                raise self._not_now(batch, turn)
            self._others_turn = ""
            ((id_, *rest),) = standing
        except (ValueError, TypeError, LookupError) as error:
            raise addresses.uncertain(self._address, batch, GARBLED) from error
        if id_ != batch.id:
            return False
        if rest != [*row[2:], len(parts)] or (kept and kept != [[parts[-1][4]]]):
            raise addresses.not_as_sent(self._address, batch)
        return True

    def _not_now(self, batch: Batch, turn: Rows) -> Unusable:
        """Return the error that all wait for another office; end its turn if it takes too long, as no lock would."""
        now = monotonic()
        if turn[0][0] != self._others_turn:
            self._others_turn, self._seen = turn[0][0], now
        elif now - self._seen > TURN_SECONDS:
            with suppress(Unusable):
                self._write([[sql.RELENT, self._others_turn]])
        if self._nodes.was_in_doubt:
            return addresses.uncertain(self._address, batch, addresses.OTHERS_TURN)
        return addresses.others_turn(self._address)

    def _refusal(self, error: SqlRefused, batch: Batch) -> Unusable:
        """Return the error that a batch was not taken, or that this is not known any more."""
        if "does not follow" not in str(error):
            return self._translated(error)
        if (last := self.last()) < batch.number:
            return addresses.too_short(self._address, last, batch.number - 1)
        return addresses.pruned(self._address, batch.number - 1)

    def snapshot(self) -> Snapshot:
        """Return the newest snapshot, read in parts; of number 0 and without a body when there is no log yet."""
        newest = self._newest()
        while newest is not None:
            number, id_, schema, parts = newest
            body = bytearray()
            with self._understood():
                for part in range(parts):
                    (found,) = self._read([[sql.SNAPSHOT_PART, id_, part]])
                    if not found:
                        break
                    body += _decoded(found[0][0])
                else:
                    return Snapshot(number, schema, bytes(body))
            if (newest := self._newest()) == (number, id_, schema, parts):  # it was not pruned meanwhile
                return Snapshot(number, schema, bytes(body))
        return Snapshot(0, 0, b"")

    def publish(self, snapshot: Snapshot, *, prune: bool, ours: bool = False) -> Message | None:
        """Put a snapshot into the log; the first makes it, and one of ours makes again what somebody removed of it."""
        digest = snapshot.id
        newest = self._newest()
        known = newest is not None and newest[0] == snapshot.number and (prune or ours or newest[1] == digest)
        if newest is None or ours:
            self._write([[statement] for statement in _script()])
        if newest is not None and not known:
            last = self.last()
            if not newest[0] < snapshot.number <= last:
                raise addresses.not_its_snapshot(self._address, snapshot.number, newest[0], last)
        bodies = [] if known else _split(snapshot.body)
        for part, body in enumerate(bodies):
            self._write([[sql.PART, digest, part, len(body), b64encode(body).decode()]])
        row = (snapshot.number, digest, snapshot.schema, len(bodies))
        steps: list[Statement] = [] if known else [[sql.FIRST if newest is None else sql.FURTHER, *row]]
        if prune:
            steps += [[sql.PRUNE[0], snapshot.number], [sql.PRUNE[1], snapshot.number], [sql.PRUNE[2]]]
        with self._understood():
            *_, (standing,) = self._write([*steps, [sql.NEWEST]])
            if standing[0] != snapshot.number or (newest is None and standing[1] != digest):
                raise addresses.there_already(self._address)
        try:
            if prune:
                self._ask("/db/execute", [["VACUUM"]])
        except Unusable as error:
            return error.message
        return None

    def insist(self) -> None:
        """Have other offices' batches refused until this one has sent its own, or they have waited for too long."""
        *_, turn = self._write([[sql.INSIST, self._turn], [sql.TURN]])
        self._is_insisting = turn == [[self._turn]]

    def relent(self) -> None:
        """Let other offices go on."""
        if self._is_insisting:
            self._is_insisting = False
            self._write([[sql.RELENT, self._turn]])

    def cut(self, number: int, known: str) -> bool:
        """Remove the batch of that number, if it is the known one, and all after it."""
        (guard,) = (statement for statement in _script() if "TRIGGER IF NOT EXISTS tracker_batch_pruned" in statement)
        there, *_ = self._write(
            [
                [sql.KNOWN, number, known],
                ["DROP TRIGGER IF EXISTS tracker_batch_pruned"],
                [sql.CUT, number, number, known],
                [guard],
                [sql.PRUNE[2]],
            ]
        )
        return bool(there)

    def _newest(self) -> tuple[int, str, int, int] | None:
        """Return number, hash, schema and parts of the newest snapshot, None without a log."""
        try:
            (rows,) = self._nodes.ask(_READ, [[sql.NEWEST]])
        except NotAnswered as error:
            raise addresses.silent(self._address, error.why) from error
        except SqlRefused as error:
            if "no such table" in str(error):
                return None
            raise self._translated(error) from error
        with self._understood():
            return (int(rows[0][0]), str(rows[0][1]), int(rows[0][2]), int(rows[0][3])) if rows else None

    def close(self) -> None:
        """Let go of the nodes."""
        self._nodes.close()

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """Raise Unusable for whatever an answer raises that has other rows than what was asked for."""
        try:
            yield
        except TrackerError:
            raise
        except Exception as error:
            raise addresses.unfit(self._address, GARBLED) from error

    def _read(self, statements: Sequence[Statement]) -> list[Rows]:
        return self._ask(_READ, statements)

    def _write(self, statements: Sequence[Statement]) -> list[Rows]:
        return self._ask(_WRITE, statements)

    def _ask(self, path: str, statements: Sequence[Statement]) -> list[Rows]:
        """Return the rows of each statement, which may be asked twice. Raises Unusable."""
        try:
            return self._nodes.ask(path, statements)
        except NotAnswered as error:
            raise addresses.silent(self._address, error.why) from error
        except SqlRefused as error:
            raise self._translated(error) from error

    def _translated(self, error: SqlRefused) -> Unusable:
        """Return the sentence for what SQLite refused."""
        if "no such table: tracker_turn" in str(error):
            return addresses.without_turns(self._address, str(error))
        if "no such table" in str(error):
            return addresses.no_log(self._address)
        return addresses.unfit(self._address, Message("{reason}", reason=str(error).removeprefix("tracker: ")))


def _script() -> list[str]:
    """Return the statements that make the tables."""
    from importlib.resources import files  # rarely needed

    script = files("tracker.db.offices").joinpath("rqlite.sql").read_text(encoding="utf-8")
    return script.split("\n\n")[1:]


def _decoded(body: object) -> bytes:
    """Return a part of a body; of what a stranger put there nothing, which is no batch."""
    try:
        return b64decode(str(body))
    except ValueError:
        return b""


def _split(body: bytes) -> list[bytes]:
    """Return the parts of a body, one at least."""
    return [body[start : start + PART_BYTES] for start in range(0, len(body) or 1, PART_BYTES)]
