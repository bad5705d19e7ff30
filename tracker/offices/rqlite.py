"""The log in rqlite, in the tables of `db/offices/rqlite.sql`; a majority of nodes keeps each batch."""

import json
import re
import time
from base64 import b64decode, b64encode
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from importlib.resources import files
from pathlib import Path
from ssl import VERIFY_X509_STRICT, SSLCertVerificationError, create_default_context
from typing import Any

from tracker.errors import reason
from tracker.messages import Message
from tracker.offices import logs
from tracker.offices.logs import Address, Log, NoLog, Rows, Uncertain, Unready

# rqlite silently treats an unknown level as `weak`, and a SAVEPOINT left open in a transaction as an error.
_READ = "/db/query?level=strong&transaction"
_WRITE = "/db/request?level=strong&transaction"
_ALONE = "/db/execute"

_NAME = re.compile(r":([a-z]+)")
_NO_LEADER = ("leader not found", "not leader", "node is not the leader")


class RqliteLog(Log):
    """The log in rqlite tables named `tracker_…`, queried over one connection to one node."""

    clock = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"

    def __init__(self, address: Address, password: str | None, ca: Path | None) -> None:
        super().__init__(address, password, ca)
        self._hosts = list(address.hosts)
        self._connection: HTTPConnection | None = None
        self._headers = {"Content-Type": "application/json"}
        if address.user is not None:
            login = b64encode(f"{address.user}:{password or ''}".encode()).decode()
            self._headers["Authorization"] = f"Basic {login}"
        self._proof = create_default_context(cafile=ca) if address.encrypted else None
        if self._proof is not None:  # certificates of `openssl req -x509` do not state their purpose
            self._proof.verify_flags &= ~VERIFY_X509_STRICT

    def _make_tables(self) -> None:
        script = files("tracker.db.offices").joinpath("rqlite.sql").read_text(encoding="utf-8")
        self._ask(*script.split("\n\n")[1:])

    def compact(self) -> None:
        """Rewrite the file to erase removed rows."""
        self._ask("VACUUM")

    @staticmethod
    def bytes_of(stored: Any) -> bytes:
        """Return the bytes of a body, which is stored as base64."""
        return b64decode(stored)

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _do(self, *statements: str, **values: object) -> list[Rows]:
        is_read = all(statement.lstrip().startswith("SELECT") for statement in statements)
        path = _READ if is_read else _ALONE if statements == ("VACUUM",) else _WRITE
        texts = {key: b64encode(value).decode() if isinstance(value, bytes) else value for key, value in values.items()}
        request = [
            [sql.replace("tracker.", "tracker_"), {name: texts[name] for name in _NAME.findall(sql)}]
            for sql in statements
        ]
        body = json.dumps(request).encode()
        for _ in range(len(self._hosts)):
            try:
                return self._answer(path, body)
            except (OSError, Uncertain, Unready) as error:
                self.close()
                self._hosts.append(self._hosts.pop(0))
                if not isinstance(error, OSError):  # this node could be reached
                    raise
                why = reason(error)
        raise self.failed(logs.SILENT, why)

    def _answer(self, path: str, body: bytes) -> list[Rows]:
        status, text = self._post(path, body)
        if status == 401:
            is_known = any(self._post(other, b'[["SELECT 1"]]')[0] != 401 for other in ("/db/query", "/db/execute"))
            raise self.failed(logs.NO_RIGHT if is_known else logs.UNKNOWN_USER)
        try:
            answer = json.loads(text)
            results, wrong = answer.get("results") or [], answer.get("error")  # sent with status 200
        except (ValueError, AttributeError):
            results, wrong = [], text.decode(errors="replace").strip() or str(status)
        wrong = wrong or next((result["error"] for result in results if "error" in result), None)
        if wrong is None:
            return [list(map(tuple, result.get("values") or [])) for result in results]
        if wrong.rpartition(": ")[2] in _NO_LEADER:
            raise self.failed(logs.SILENT, Message("no node is the leader; a majority of them must run"), Unready)
        if "no such table" in wrong:
            raise self.failed(logs.NO_LOG, kind=NoLog)
        if results or "transaction within a transaction" in wrong:
            raise self.failed(logs.UNFIT, wrong)
        raise self.failed(logs.SILENT, wrong.rstrip("."), Uncertain)

    def _post(self, path: str, body: bytes) -> tuple[int, bytes]:
        seconds = min(logs.SILENT_SECONDS, max(self._end - time.monotonic(), 0.1))
        if self._connection is None:
            connection = HTTPConnection(*self._hosts[0], timeout=seconds)
            if self._proof is not None:
                connection = HTTPSConnection(*self._hosts[0], timeout=seconds, context=self._proof)
            try:
                connection.connect()
            except SSLCertVerificationError as error:
                raise self.unproven(error.verify_message.rstrip(".")) from error
            self._connection = connection
        elif self._connection.sock is not None:
            self._connection.sock.settimeout(seconds)
        try:
            self._connection.request("POST", path, body, self._headers)
            answer = self._connection.getresponse()
            return answer.status, answer.read()
        except TimeoutError as error:
            raise self.failed(logs.SILENT, logs.NO_DATA.given(seconds=logs.SILENT_SECONDS), Uncertain) from error
        except (OSError, HTTPException) as error:
            why = reason(error) if isinstance(error, OSError) else Message("the connection was lost")
            raise self.failed(logs.SILENT, why, Uncertain) from error
