"""The address of a log says which engine, where and who, and never a password."""

import builtins
import json
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.adapters import Address, Batch, Log, OthersTurn, Snapshot, Uncertain, wait_at_most
from tests.conftest import Clerk
from tracker.errors import Refused, Unusable, WrongUsage
from tracker.offices import rqlite, rqlite_nodes
from tracker.offices.opening import open_log, read_address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (
            "postgresql://riga@db.example/booklets",
            Address("postgresql", "riga", (("db.example", 5432),), "booklets", False),
        ),
        (
            "Postgres://riga@db.example:6000,[::1]/b%20c",
            Address("postgresql", "riga", (("db.example", 6000), ("::1", 5432)), "b c", False),
        ),
        ("rqlite://r%C4%ABga@a.example", Address("rqlite", "rīga", (("a.example", 4001),), "", False)),
        ("RQLITES://a:4001,b:4003/", Address("rqlite", None, (("a", 4001), ("b", 4003)), "", True)),
        ("https://riga@a.example:443", Address("rqlite", "riga", (("a.example", 443),), "", True)),
    ],
)
def test_an_address_is_read(url: str, address: Address) -> None:
    assert read_address(url) == address
    assert read_address(url, encrypted=True).encrypted


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "booklets",
            "ledger.db",
            "mysql://riga@db.example/booklets",
            "http://a.example:4001",
            "postgresql://riga@",
        ),
        *(
            "postgresql://riga@db.example",
            "postgresql://riga@db.example/",
            "postgresql://riga@db.example/b?sslmode=disable",
        ),
        *(
            "rqlite://a.example:4001/booklets",
            "rqlite://a:b:4001",
            "rqlite://a.example:port",
            "rqlite://a,,b",
            "rqlite://",
        ),
        *("postgresql://db.example/a/b", "rqlite://a.example#b", " rqlite://a.example", "rqlite://a b"),
    ],
)
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(
        WrongUsage, match="That is not the address of a log; write postgresql://USER@HOST/DATABASE or rq"
    ):
        open_log(url, password=None, ca=None)


def test_an_address_in_postgresql_names_the_user(clerk: Clerk) -> None:
    said = clerk.refused("share", "postgresql://db.example/booklets", code=2)
    assert said == "The address of a log in PostgreSQL names the user; write postgresql://USER@HOST/DATABASE."


@pytest.mark.parametrize("port", ["0", "65536", "99999"])
def test_a_port_that_there_is_not_is_told(clerk: Clerk, port: str) -> None:
    for url in (f"postgresql://riga@db.example:{port}/b", f"rqlite://a.example:4001,b.example:{port}"):
        said = clerk.refused("share", url, code=2)
        assert said == f"There is no port {int(port)}; ports go from 1 to 65535."


@pytest.mark.parametrize("url", ["postgresql://riga@localhost:1/b", "rqlite://riga@localhost:1"])
def test_a_file_of_certificates_that_is_none_is_told_as_that(clerk: Clerk, tmp_path: Path, url: str) -> None:
    """Before anything is asked; also later, when it is not there any more."""
    empty, lost = tmp_path / "empty.pem", tmp_path / "lost.pem"
    empty.write_text("nothing", encoding="utf-8")
    for file, why in ((lost, "there is no such file or folder"), (empty, "there is no certificate in it")):
        sentence = f"The file of certificates, {file}, cannot be read: {why}."
        for words in (["share", url], ["--db", tmp_path / "new.db", "join", url]):
            assert clerk.refused(*words, "--ca", file, code=2) == sentence
        with pytest.raises(Unusable, match=re.escape(sentence)):
            open_log(url, password=None, ca=file)


@pytest.mark.parametrize(
    "url",
    ["postgresql://riga:kaķis@db.example/b", "rqlite://riga:ka/ķis@a:4001", "https://riga:ka@ķis@a", "x://:kaķis@"],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(WrongUsage, match="A password does not belong in the address of a log") as told:
        open_log(url, password=None, ca=None)
    assert "ķis" not in str(told.value)


def test_a_library_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    importing = builtins.__import__

    def without_psycopg(name: str, *rest: Any) -> Any:
        if name.startswith("tracker.offices.postgresql"):
            raise ModuleNotFoundError(name="psycopg")
        return importing(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_psycopg)
    with pytest.raises(
        Refused, match=r'PostgreSQL needs psycopg, which is not installed; run: pip install "\.\[offices\]"'
    ):
        open_log("postgresql://riga@db.example/booklets", password=None, ca=None)
    open_log("rqlite://a.example", password=None, ca=None).close()


Answer = tuple[int, str]


@pytest.fixture
def node() -> Iterator[Callable[[list[Answer]], str]]:
    """A node of rqlite that answers as it is told, and the last answer again and again; returns its address.

    What stands after a star it gives for each statement.
    """
    answers: list[Answer] = []

    class Node(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            statements = json.loads(asked)
            assert statements
            status, text = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response(status)
            self.end_headers()
            first, star, values = text.partition("*")
            each, _, end = values.rpartition("]")
            self.wfile.write(f"{first}{','.join([each] * len(statements))}]{end}".encode() if star else text.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    def told(what: list[Answer]) -> str:
        answers[:] = what
        return f"rqlite://riga@localhost:{server.server_port}"

    with HTTPServer(("localhost", 0), Node) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield told
        server.shutdown()


OURS = Batch(4, "ours", 1, "anna", "2015-03-01T10:00:00.000000Z", b"steps")
STANDING = '[["ours", 1, "anna", "2015-03-01T10:00:00.000000Z", 1]]'
TAKEN = (200, f'{{"results":[{{}},{{}},{{"values":{STANDING}}},{{"values":[["c3RlcHM="]]}},{{"values":[]}}]}}')
OTHERS_TURN = (200, '{"results":[{},{},{"values":[]},{"values":[]},{"values":[["theirs"]]}]}')
LOST = (200, '{"results":[],"error":"leadership lost while committing log"}')
NO_LEADER = (503, "leader not found\n")


@pytest.mark.parametrize(
    ("answers", "becomes"),
    [
        ([TAKEN], True),
        ([(200, TAKEN[1].replace("ours", "theirs"))], False),
        ([NO_LEADER, TAKEN], True),
        ([LOST, NO_LEADER, TAKEN], True),
        ([OTHERS_TURN], "cannot be used: it is the turn of an office that was overtaken."),
        ([LOST, OTHERS_TURN], "It is not known whether the log at localhost:N took command 4: it is the turn of"),
        ([(200, '{"results":[]}')], "It is not known whether the log at localhost:N took command 4: its answer cannot"),
        ([(200, '{"error":""}')], "It is not known whether the log at localhost:N took command 4: its answer cannot"),
        (
            [(200, '{"results":[{},{},{"values":[1]},{},{}]}')],
            "It is not known whether the log at localhost:N took command 4: its answer cannot",
        ),
        ([(500, "[" * 100_000)], "It is not known whether the log at localhost:N took command 4: ["),
        ([NO_LEADER], "does not answer: no node leads; it takes a majority of them."),
        ([LOST, NO_LEADER], "It is not known whether the log at localhost:N took command 4: no node leads; it takes"),
        ([(500, "")], "It is not known whether the log at localhost:N took command 4: 500."),
        (
            [(401, "Unauthorized")],
            "The log at localhost:N does not accept the user riga with this password; it is taken from",
        ),
        (
            [(200, '{"results":[{},{"error":"no such table: tracker_part"}]}')],
            "There is no log at localhost:N. If one was lost there, the office",
        ),
        ([(200, '{"results":[{"error":"database or disk is full"}]}')], "cannot be used: database or disk is full."),
        (
            [(200, '{"results":[],"error":"node 2: cannot start a transaction within a transaction"}')],
            "somebody left open blocks",
        ),
    ],
)
def test_what_a_node_answers_is_understood(
    node: Callable[[list[Answer]], str], monkeypatch: pytest.MonkeyPatch, answers: list[Answer], becomes: bool | str
) -> None:
    """rqlite has no codes of errors, and says some with 200."""
    wait_at_most(monkeypatch, 0.25)
    with closing(open_log(node(answers), password="kaķis", ca=None)) as log:  # noqa: S106
        if isinstance(becomes, bool):
            assert log.append(OURS) is becomes
            return
        with pytest.raises(Unusable) as told:
            log.append(OURS)
    assert becomes.rpartition("localhost:N")[2] in str(told.value)
    assert isinstance(told.value, Uncertain) == becomes.startswith("It is not known")


SHAPES = [
    *("", "null", "[]", "1", "{}", "[" * 100_000, '{"results":[]}', '{"results":{}}', '{"results":' + "[" * 100_000),
    *('{"error":1}', '{"error":""}', '{"results":[1]}', "<html>"),
]
VALUES = [
    *("[]", "[[]]", "[[1]]", '[["x","y"]]', "[[null,null]]", "[[{},[]]]", "[[3,3],[4,4]]", '[[3,"a",1,"q"]]', "{}"),
    *('"x"', "[{}]", '[[4,"x",1,"c","m",1,0,7]]', '[["x","a",1,1,1,1,1,1]]', "[[true,1e400]]", '[[9,"a",1,-1]]'),
    '[[9,"a",1,2]]',
]
"""What stands in an answer as a whole, and in that to each statement, where rows should be."""


@pytest.mark.parametrize("answer", [*SHAPES, *(f'{{"results":[*{{"values":{values}}}]}}' for values in VALUES)])
def test_an_answer_of_another_shape_is_told_and_no_error_of_ours(
    node: Callable[[list[Answer]], str], monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    """Whatever was asked; and nothing goes on for ever."""
    wait_at_most(monkeypatch, 0.0)
    for ask in (
        Log.last,
        lambda log: list(log.since(3)),
        lambda log: log.append(OURS),
        Log.snapshot,
        Log.insist,
        lambda log: log.cut(4, "x"),
        lambda log: log.publish(Snapshot(4, 1, b"x"), prune=True),
    ):
        with closing(open_log(node([(200, answer)]), password="k", ca=None)) as log, suppress(Refused, Unusable):  # noqa: S106
            ask(log)


def test_who_has_its_turn_again_is_not_taken_for_dead(
    node: Callable[[list[Answer]], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only who has had all wait since it was first seen, without anything being taken meanwhile."""
    monkeypatch.setattr(rqlite, "TURN_SECONDS", 0)
    wait_at_most(monkeypatch, 0.25)
    asked: list[str] = []
    ask = rqlite_nodes.Nodes.ask

    def seen(nodes: rqlite_nodes.Nodes, path: str, statements: Sequence[rqlite_nodes.Statement]) -> object:
        asked.append(str(statements))
        return ask(nodes, path, statements)

    monkeypatch.setattr(rqlite_nodes.Nodes, "ask", seen)
    with closing(open_log(node([OTHERS_TURN, TAKEN, OTHERS_TURN]), password="k", ca=None)) as log:  # noqa: S106
        for ends in (False, False, False, True):
            with suppress(OthersTurn):
                log.append(OURS)
            assert ("DELETE FROM tracker_turn" in str(asked)) is ends
