"""The nodes of rqlite: each request goes to one of them, and to the next when it does not answer."""

import json
import time
from base64 import b64encode
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from ssl import VERIFY_X509_STRICT, SSLContext, SSLError, create_default_context
from typing import Any

from tracker import attempts
from tracker.errors import Unusable, reason
from tracker.messages import Message
from tracker.offices import addresses
from tracker.offices.addresses import Address

SILENT_SECONDS = 5
"""How long a node may send nothing before the next is asked."""

Statement = Sequence[object]
Rows = list[list[Any]]

_NO_LEADER = ("leader not found", "not leader", "node is not the leader")
_STRAY = "cannot start a transaction within a transaction"


class NotAnswered(Exception):
    """No node gave an answer. `doubtful`: one of them may have done what was asked."""

    def __init__(self, why: Message, *, doubtful: bool) -> None:
        """Take the last node's reason."""
        super().__init__()
        self.why = why
        self.doubtful = doubtful


class SqlRefused(Exception):
    """SQLite refused a statement, so that nothing of the transaction was done; rqlite has no codes, only this text."""


class Nodes:
    """The nodes at an address, asked through one connection to one of them."""

    def __init__(self, address: Address, password: str | None, ca: Path | None) -> None:
        """Take the address; nothing is asked yet. `ca` is a file of certificates that can be read."""
        self._address = address
        self._hosts = list(address.hosts)
        self._connection: HTTPConnection | None = None
        self._welcome = False
        self.was_in_doubt = False
        """Whether an answer was lost before the last one came."""
        self._headers = {"Content-Type": "application/json"}
        if address.user is not None:
            login = b64encode(f"{address.user}:{password or ''}".encode()).decode()
            self._headers["Authorization"] = f"Basic {login}"
        self._proof = _proof_by(ca) if address.encrypted else None

    def ask(self, path: str, statements: Sequence[Statement]) -> list[Rows]:
        """Return the rows of each statement. Asks one node after the other, and again while none leads.

        Raises NotAnswered, SqlRefused, or Unusable when the user is not accepted or a transaction blocks all others.
        """
        body = json.dumps(statements).encode()
        doubtful, unreached = False, 0
        said: Message | None = None
        end = time.monotonic() + attempts.MOST_SECONDS
        while True:
            try:
                results = self._results(path, body, len(statements))
                self.was_in_doubt = doubtful
                return results
            except NotAnswered as error:
                if error.doubtful or self._connection is not None:
                    unreached, said, doubtful = 0, error.why, doubtful or error.doubtful
                else:
                    unreached += 1
                if time.monotonic() >= end or (unreached == len(self._hosts) and not doubtful):
                    raise NotAnswered(said or error.why, doubtful=doubtful) from error
                self.close()
                self._hosts.append(self._hosts.pop(0))
                time.sleep(0.1)

    def close(self) -> None:
        """Let go of the node that was asked last."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _results(self, path: str, body: bytes, statements: int) -> list[Rows]:
        """Return what one node answers, the rows of each of so many statements."""
        status, text = self._post(path, body)
        if status == 401:
            is_known = self._welcome or self._is_known()
            raise addresses.no_right(self._address) if is_known else addresses.unknown_user(self._address)
        try:
            answer = json.loads(text)
        except (ValueError, RecursionError):
            answer = {"results": [], "error": text.decode(errors="replace").strip() or str(status)}
        if not _is_answer(answer):
            raise NotAnswered(GARBLED, doubtful=True)
        if wrong := answer.get("error"):  # rqlite answers 200 with it
            self._judge(wrong)
        self._welcome = True
        if refused := next((result["error"] for result in answer["results"] if "error" in result), None):
            raise SqlRefused(refused)
        if len(answer["results"]) != statements:
            raise NotAnswered(GARBLED, doubtful=True)
        return [result.get("values") or [] for result in answer["results"]]

    def _is_known(self) -> bool:
        """Return whether the node, which refused something, accepts user and password for anything an office asks."""
        return any(self._post(path, b'[["SELECT 1"]]')[0] != 401 for path in ("/db/query", "/db/execute"))

    def _judge(self, wrong: str) -> None:
        """Raise what an error of the node as a whole means."""
        if _STRAY in wrong:
            raise Unusable(
                "A transaction that somebody left open blocks the log at {place}; whoever looks after it must end it.",
                place=self._address,
            )
        if wrong.rpartition(": ")[2] in _NO_LEADER:
            raise NotAnswered(Message("no node leads; it takes a majority of them"), doubtful=False)
        raise NotAnswered(Message("{reason}", reason=wrong.rstrip(".")), doubtful=True)

    def _post(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Send a request to the first of the hosts, and return its status and answer."""
        try:
            connection = self._connected()
        except SSLError as error:
            why = getattr(error, "verify_message", None) or error.reason or error
            raise addresses.untrusted(self._address, Message("{reason}", reason=str(why).rstrip("."))) from error
        except OSError as error:
            raise NotAnswered(_why(error), doubtful=False) from error
        try:
            connection.request("POST", path, body, self._headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, HTTPException) as error:
            raise NotAnswered(_why(error), doubtful=True) from error

    def _connected(self) -> HTTPConnection:
        if self._connection is None:
            host, port = self._hosts[0]
            connection = (
                HTTPConnection(host, port, timeout=SILENT_SECONDS)
                if self._proof is None
                else HTTPSConnection(host, port, timeout=SILENT_SECONDS, context=self._proof)
            )
            connection.connect()
            self._connection = connection
        return self._connection


GARBLED = Message("its answer cannot be understood")
_OF_RESULT = {"columns", "types", "values", "rows_affected", "last_insert_id", "time", "error"}


def _is_answer(answer: object) -> bool:
    """Tell whether an answer has the names that rqlite gives, so that none was damaged on its way."""
    if not (isinstance(answer, dict) and isinstance(answer.get("error", ""), str)):
        return False
    results = answer.get("results", [] if answer.get("error") else None)
    return isinstance(results, list) and all(
        isinstance(result, dict)
        and result.keys() <= _OF_RESULT
        and isinstance(result.get("error", ""), str)
        and isinstance(rows := result.get("values") or [], list)
        and all(isinstance(row, list) for row in rows)
        for result in results
    )


def _why(error: OSError | HTTPException) -> Message:
    """Return the reason in words: of an error of the system, or of an answer that broke off."""
    if isinstance(error, TimeoutError):
        return addresses.no_answer(SILENT_SECONDS)
    return reason(error) if isinstance(error, OSError) else Message("the answer broke off")


def _proof_by(ca: Path | None) -> SSLContext:
    """Return what a server must prove, by these certificates or those of the system.

    They need not say what they are for: what `openssl req -x509` makes does not, nor does PostgreSQL ask that.
    """
    context = create_default_context(cafile=ca)
    context.verify_flags &= ~VERIFY_X509_STRICT
    return context
