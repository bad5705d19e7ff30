"""The log in rqlite: tables of `db/offices/rqlite.sql`, in nodes of which a majority keeps each batch."""

import json
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from importlib.resources import files
from pathlib import Path
from ssl import VERIFY_X509_STRICT, SSLCertVerificationError, create_default_context
from typing import Any

from tracker import retries
from tracker.errors import Unusable, reason
from tracker.messages import Message
from tracker.model.dates import current_moment
from tracker.offices import logs
from tracker.offices.logs import Address, Last, Seen, Snapshot
from tracker.store.sharing import Batch

SILENT_SECONDS = 5
"""How long a node may send nothing before the next is asked."""
PRUNED_AT_ONCE = 5_000
"""The number of batches that are removed in one request, so that offices do not wait."""
_PART = 3 * 1024 * 1024
"""Bytes of a snapshot in a request, and of batches in an answer: very large ones make a busy leader step down."""

# An unknown level is taken for `weak` in silence. In a transaction, a SAVEPOINT that somebody left open is an error.
_READ = "/db/query?level=strong&transaction"
_WRITE = "/db/request?level=strong&transaction"

_LAST = """
SELECT number, id, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
FROM (SELECT number, id FROM tracker_batch UNION ALL SELECT number, id FROM tracker_snapshot WHERE part = 0)
ORDER BY number DESC LIMIT 1"""
_SINCE = """
SELECT number, id, prev, body FROM (
    SELECT *, sum(length(body)) OVER (ORDER BY number) - length(body) AS before
    FROM (SELECT * FROM tracker_batch WHERE number > ? ORDER BY number LIMIT 1000)
) WHERE before < ? ORDER BY number"""
_APPEND = """
INSERT INTO tracker_batch (number, id, prev, office, body) SELECT ?1, ?2, ?3, ?4, ?5
WHERE NOT EXISTS (SELECT 1 FROM tracker_batch WHERE number = ?1)
AND (EXISTS (SELECT 1 FROM tracker_batch WHERE number = ?1 - 1 AND id = ?3)
    OR EXISTS (SELECT 1 FROM tracker_snapshot WHERE number = ?1 - 1 AND id = ?3))"""
_ID = "SELECT id FROM tracker_batch WHERE number = ?"
_NEWEST = "SELECT max(number), id FROM tracker_snapshot WHERE part = 0"
_BODY = "SELECT body FROM tracker_snapshot WHERE number = ? AND part = ?"
_PUBLISH = "INSERT OR IGNORE INTO tracker_snapshot (number, part, id, body) VALUES (?, ?, ?, ?)"
_PRUNE = "DELETE FROM tracker_batch WHERE number < min(?, (SELECT min(number) FROM tracker_batch) + ?)"
_OLD_SNAPSHOTS = (
    "DELETE FROM tracker_snapshot WHERE number <> (SELECT max(number) FROM tracker_snapshot WHERE part = 0)"
)
_SEE = "INSERT OR REPLACE INTO tracker_seen (office, number, at) VALUES (?, ?, ?)"
_SEEN = "SELECT office, number, at FROM tracker_seen ORDER BY office"

_NO_LEADER = ("leader not found", "not leader", "node is not the leader")
_GARBLED = Message("its answer cannot be understood")

Statement = Sequence[object]
Rows = list[list[Any]]


class _Doubtful(Exception):
    """No node gave an answer, and one of them may have done what was asked."""


class RqliteLog:
    """The log in tables `tracker_…` of rqlite, asked through one connection to one of the nodes."""

    def __init__(self, address: Address, password: str | None, ca: Path | None) -> None:
        """Take the address; nothing is asked yet."""
        self._address = address
        self._hosts = list(address.hosts)
        self._connection: HTTPConnection | None = None
        self._headers = {"Content-Type": "application/json"}
        if address.user is not None:
            login = b64encode(f"{address.user}:{password or ''}".encode()).decode()
            self._headers["Authorization"] = f"Basic {login}"
        self._proof = create_default_context(cafile=ca) if address.encrypted else None
        if self._proof is not None:  # what `openssl req -x509` makes does not say what it is for
            self._proof.verify_flags &= ~VERIFY_X509_STRICT

    def last(self) -> Last:
        """Return the end of the log."""
        (rows,) = self._ask(_READ, [_LAST])
        if not rows:
            raise logs.no_log(self._address)
        return Last(*rows[0])

    def since(self, number: int) -> Iterator[Batch]:
        """Yield the batches after that number, a page at a time."""

        def page(after: int) -> list[Batch]:
            (rows,) = self._ask(_READ, [_SINCE, after, _PART])
            return [Batch(at, id_, prev, b64decode(body)) for at, id_, prev, body in rows]

        return logs.in_pages(self, self._address, page, number)

    def append(self, batch: Batch, seen: int) -> bool:
        """Add a batch if it continues the chain; return whether it is there now."""
        number, id_, prev, body = batch
        office = self._address.user
        steps: list[Statement] = [[_APPEND, number, id_, prev, office, b64encode(body).decode()]]
        try:
            *_, there = self._ask(_WRITE, *steps, [_SEE, office or "", seen, current_moment()[:10]], [_ID, number])
        except _Doubtful as error:
            raise logs.uncertain(self._address, error.args[0]) from error
        return there == [[id_]]

    def snapshot(self) -> Snapshot:
        """Return the newest snapshot, read in parts."""
        ((number, id_),) = self._ask(_READ, [_NEWEST])[0]
        if number is None:
            raise logs.no_log(self._address)
        body, part = bytearray(), 0
        while rows := self._ask(_READ, [_BODY, number, part])[0]:
            body += b64decode(rows[0][0])
            part += 1
        return Snapshot(number, id_, bytes(body))

    def publish(self, snapshot: Snapshot, *, alone: bool = False) -> None:
        """Add a snapshot; the first makes the tables."""
        script = files("tracker.db.offices").joinpath("rqlite.sql").read_text(encoding="utf-8")
        gone = ["DELETE FROM tracker_batch", "DELETE FROM tracker_snapshot"] if alone else []
        self._write(*([statement] for statement in [*script.split("\n\n")[1:], *gone]))
        starts = range(0, len(snapshot.body), _PART)
        for part, start in reversed(list(enumerate(starts))):
            body = b64encode(snapshot.body[start : start + _PART]).decode()
            self._write([_PUBLISH, snapshot.number, part, snapshot.id, body])

    def prune(self, number: int) -> Message | None:
        """Remove batches in parts, and rewrite the file without them."""
        while (first := self._ask(_READ, ["SELECT min(number) FROM tracker_batch"])[0][0][0]) and first < number:
            self._write([_PRUNE, number, PRUNED_AT_ONCE])
        self._write([_OLD_SNAPSHOTS])
        try:
            self._ask("/db/execute", ["VACUUM"])
        except (Unusable, _Doubtful) as error:
            return error.message if isinstance(error, Unusable) else error.args[0]
        return None

    def see(self, number: int) -> list[Seen]:
        """Note the last command in this office's copy, and return how far each office has come."""
        return [
            Seen(*row)
            for row in self._write([_SEE, self._address.user or "", number, current_moment()[:10]], [_SEEN])[-1]
        ]

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _write(self, *statements: Statement) -> list[Rows]:
        """Do what may be done twice."""
        try:
            return self._ask(_WRITE, *statements)
        except _Doubtful as error:
            raise logs.silent(self._address, error.args[0]) from error

    def _ask(self, path: str, *statements: Statement) -> list[Rows]:
        """Return the rows of each statement. Asks one node after the other, and again while none leads.

        Raises Unusable, or _Doubtful when a node may have done it.
        """
        body = json.dumps(statements).encode()
        is_doubtful, unreached = False, 0
        end = time.monotonic() + retries.MOST_SECONDS
        while True:
            try:
                return self._answer(path, body)
            except _Doubtful as error:
                why, unreached, is_doubtful = error.args[0], 0, path != _READ
            except OSError as error:
                why, unreached = reason(error), unreached + 1
            except _Leaderless as error:
                why, unreached = error.args[0], 0
            self.close()
            self._hosts.append(self._hosts.pop(0))
            if time.monotonic() >= end or (unreached >= len(self._hosts) and not is_doubtful):
                raise _Doubtful(why) if is_doubtful else logs.silent(self._address, why)
            time.sleep(0.1)

    def _answer(self, path: str, body: bytes) -> list[Rows]:
        """Return what one node answers. Raises OSError when it was not reached."""
        status, text = self._post(path, body)
        if status == 401:
            is_known = any(self._post(other, b'[["SELECT 1"]]')[0] != 401 for other in ("/db/query", "/db/execute"))
            raise logs.no_right(self._address) if is_known else logs.unknown_user(self._address)
        try:
            answer = json.loads(text)
            results, wrong = answer.get("results") or [], answer.get("error")  # with status 200
        except (ValueError, AttributeError):
            results, wrong = [], text.decode(errors="replace").strip() or str(status)
        wrong = wrong or next((result["error"] for result in results if "error" in result), None)
        if wrong is None:
            return [result.get("values") or [] for result in results]
        if wrong.rpartition(": ")[2] in _NO_LEADER:
            raise _Leaderless(Message("no node leads; a majority of them must run"))
        if "no such table" in wrong:
            raise logs.no_log(self._address)
        if results or "transaction within a transaction" in wrong:
            raise logs.unfit(self._address, Message("{reason}", reason=wrong))
        raise _Doubtful(Message("{reason}", reason=wrong.rstrip(".")))

    def _post(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Send a request to the first of the hosts, and return its status and answer."""
        if self._connection is None:
            connection = HTTPConnection(*self._hosts[0], timeout=SILENT_SECONDS)
            if self._proof is not None:
                connection = HTTPSConnection(*self._hosts[0], timeout=SILENT_SECONDS, context=self._proof)
            try:
                connection.connect()
            except SSLCertVerificationError as error:
                why = Message("{reason}", reason=error.verify_message.rstrip("."))
                raise logs.untrusted(self._address, why) from error
            self._connection = connection
        try:
            self._connection.request("POST", path, body, self._headers)
            answer = self._connection.getresponse()
            return answer.status, answer.read()
        except TimeoutError as error:
            raise _Doubtful(logs.no_answer(SILENT_SECONDS)) from error
        except (OSError, HTTPException) as error:
            raise _Doubtful(reason(error) if isinstance(error, OSError) else Message("the answer broke off")) from error


class _Leaderless(Exception):
    """No node leads, so nothing was done."""
