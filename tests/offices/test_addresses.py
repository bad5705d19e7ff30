"""The address of a log names engine, hosts and user, never a password; the answers of rqlite are understood."""

import builtins
import json
import re
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme

from tests.adapters import Batch, Uncertain, wait_at_most
from tests.conftest import Clerk
from tracker.errors import Refused, Unusable, WrongUsage
from tracker.offices.connections import open_log
from tracker.offices.logs import read_address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("postgresql://riga@db.example/booklets", ("postgresql", "riga", (("db.example", 5432),), "booklets", True)),
        (
            "PostgreSQL://riga@localhost:6000,127.0.0.1/b%20c",
            ("postgresql", "riga", (("localhost", 6000), ("127.0.0.1", 5432)), "b c", False),
        ),
        ("rqlite://r%C4%ABga@a.example", ("rqlite", "rīga", (("a.example", 4001),), "", False)),
        ("RQLITES://a:4001,b:4003/", ("rqlite", None, (("a", 4001), ("b", 4003)), "", True)),
        ("rqlite://riga@[::1]:4003,a", ("rqlite", "riga", (("::1", 4003), ("a", 4001)), "", False)),
    ],
)
def test_an_address_is_read(url: str, address: tuple[object, ...]) -> None:
    """A line to PostgreSQL on another computer is encrypted."""
    assert read_address(url) == address
    assert read_address(url, encrypted=True).encrypted


WRONG = """
booklets|ledger.db|mysql://riga@db.example/booklets|http://a.example:4001|postgresql://riga@|postgresql://riga@db.example
postgresql://riga@db.example/|postgresql://riga@db.example/b?sslmode=disable|rqlite://a:b:4001|rqlite://a.example:port
rqlite://a:4001,b:65536
rqlite://a,,b|rqlite://|postgresql://db.example/a/b|postgresql://db.example/a|rqlite://a.example#b
"""


def test_what_is_no_address_is_told(clerk: Clerk) -> None:
    for url in WRONG.strip().replace("\n", "|").split("|"):
        with pytest.raises(WrongUsage, match="This is not the address of a log; enter postgresql://USER@HOST/DATABASE"):
            open_log(url, None, None)
    assert "This is not the address of a log" in clerk.refused("share", "rqlite://a/b", code=2)
    for url in ("postgresql://riga:kaķis@db.example/b", "rqlite://riga:ka/ķis@a:4001", "x://:kaķis@"):
        with pytest.raises(WrongUsage, match=r"must not contain the password|is not the address") as told:
            open_log(url, None, None)
        assert "ķis" not in str(told.value)


def test_files_of_certificates_and_passwords_that_cannot_be_used_are_told(clerk: Clerk, tmp_path: Path) -> None:
    empty, lost, secret = tmp_path / "empty.pem", tmp_path / "lost.pem", tmp_path / "secret"
    empty.write_text("nothing", encoding="utf-8")
    url = "rqlite://riga@localhost:1"
    for file, why in ((lost, "there is no such file or folder"), (empty, "it has no certificate")):
        for address in (url, "postgresql://riga@localhost:1/booklets"):
            said = clerk.refused("share", address, "--ca", file, code=3)
            assert said == f"The file {file} of --ca cannot be used: {why}."
    said = clerk.refused("share", url, "--password-file", secret, code=3)
    assert said == f"The password file {secret} cannot be read: there is no such file or folder."
    if sys.platform != "win32":
        secret.write_text("x", encoding="utf-8")
        secret.chmod(0o640)
        said = clerk.refused("share", url, "--password-file", secret, code=3)
        assert said == f"Others can read the password file {secret}; run 'chmod 600 {secret}'."


def test_a_certificate_that_is_not_valid_now_may_be_seen_by_a_wrong_clock(clerk: Clerk, tmp_path: Path) -> None:
    authority, proof = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    past = datetime(2001, 1, 1, tzinfo=UTC)
    authority.issue_cert("localhost", not_before=past, not_after=past + timedelta(days=9)).configure_cert(proof)
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.socket = proof.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    said = clerk.refused("share", f"rqlites://riga@localhost:{server.server_port}", "--ca", tmp_path / "ca.pem", code=3)
    server.shutdown()
    server.server_close()
    assert (
        f"(certificate has expired, or this computer's clock is wrong: it shows {datetime.now(UTC):%Y-%m-%d}T" in said
    )


def test_a_library_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    importing = builtins.__import__

    def without_psycopg(name: str, *rest: Any) -> Any:
        if name.startswith("tracker.offices.postgresql"):
            raise ModuleNotFoundError(name="psycopg")
        return importing(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_psycopg)
    with pytest.raises(
        Refused,
        match=re.escape('A log in PostgreSQL requires psycopg, which is not installed; run pip install ".[offices]"'),
    ):
        open_log("postgresql://riga@db.example/b", None, None)


Answer = tuple[int, str]


@pytest.fixture
def node() -> Iterator[Callable[[list[Answer]], str]]:
    """An rqlite node that gives these answers one by one, and then repeats the last one."""
    answers: list[Answer] = []

    class Node(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.headers["Authorization"] == "Basic cmlnYTprYcS3aXM=", "riga and kaķis"
            status, text = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    def told(what: list[Answer]) -> str:
        answers[:] = what
        return f"rqlite://riga@localhost:{server.server_port}"

    with HTTPServer(("localhost", 0), Node) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield told
        server.shutdown()


OURS = Batch(4, "ours", "three", b"rows")
TAKEN = (200, '{"results":[{},{},{"values":[["ours"]]}]}')
LOST = (200, '{"results":[],"error":"leadership lost while committing log"}')
NO_LEADER = (503, "leader not found\n")


@pytest.mark.parametrize(
    ("answers", "becomes"),
    [
        ([TAKEN], True),
        ([(200, TAKEN[1].replace("ours", "theirs"))], False),
        ([NO_LEADER, TAKEN], True),
        ([LOST, NO_LEADER, TAKEN], True),
        ([NO_LEADER], "is not responding: no node is the leader; a majority of them must run."),
        ([LOST], "is not responding: leadership lost while committing log."),
        ([LOST, NO_LEADER], "is not responding: leadership lost while committing log."),
        ([(500, "")], "is not responding: 500."),
        ([(401, "Unauthorized")], "rejects user riga or the password"),
        ([(200, '{"results":[{},{"error":"no such table: tracker_batch"}]}')], "There is no log at localhost"),
        ([(200, '{"results":[{"error":"database or disk is full"}]}')], "is unusable: database or disk is full."),
        (
            [(200, '{"results":[],"error":"node 2: cannot start a transaction within a transaction"}')],
            "is unusable: node 2: cannot start a transaction",
        ),
    ],
)
def test_what_a_node_answers_is_understood(
    node: Callable[[list[Answer]], str], monkeypatch: pytest.MonkeyPatch, answers: list[Answer], becomes: bool | str
) -> None:
    """rqlite has no codes of errors, and says some with 200."""
    wait_at_most(monkeypatch, 0.3)
    with closing(open_log(node(answers), "kaķis", None)) as log:
        if isinstance(becomes, bool):
            assert log.append(OURS, 3) is becomes
            return
        with pytest.raises(Unusable) as told:
            log.append(OURS, 3)
    assert becomes in str(told.value)
    assert re.search(r" at localhost:\d+[ .]", str(told.value)), "the address of the log"
    assert isinstance(told.value, Uncertain) == (answers[0] in (LOST, (500, "")))
