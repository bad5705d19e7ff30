"""A line that breaks, a server that is not the right one, frozen or dead, and nodes that are too few."""

import ssl
import time
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.adapters import Batch, Log, OthersTurn, Snapshot, Uncertain, wait_at_most
from tests.offices.conftest import Authority, InPostgresql, InRqlite, Opening, Place
from tests.offices.engines import Rqlite, free_port, until
from tests.offices.proxies import Proxy
from tests.offices.test_logs import BEGIN, batch
from tracker.errors import Refused, Unusable
from tracker.offices import postgresql_connection, rqlite, rqlite_nodes
from tracker.offices.sending import append

pytestmark = pytest.mark.slow

Proxied = Callable[..., Proxy]


@pytest.fixture
def log(place: Place, opened: Opening) -> Log:
    """A log in which there is one command."""
    made = opened(place)
    made.publish(BEGIN, prune=False)
    place.let_in()
    assert made.append(batch(4))
    return made


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for as long as an office would."""
    monkeypatch.setattr(postgresql_connection.Connection, "patience", 0.5)
    monkeypatch.setattr(postgresql_connection, "CONNECT_SECONDS", 2)
    wait_at_most(monkeypatch, 1.0)
    monkeypatch.setattr(rqlite_nodes, "SILENT_SECONDS", 0.5)


def test_an_answer_that_was_lost_is_asked_for_again(log: Log, place: Place, opened: Opening, proxied: Proxied) -> None:
    line = proxied(place.ports[0], drop_after=b"INSERT INTO tracker")
    sent = batch(5, "berta")
    assert opened(place, "london", line.port).append(sent)
    assert line.dropped == 1
    assert [one.id for one in log.since(4)] == [sent.id]


@pytest.mark.usefixtures("impatient")
def test_an_answer_that_was_damaged_is_no_answer(
    log: Log, place: Place, opened: Opening, proxied: Proxied, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it was, and is not taken for that of another office."""
    wait_at_most(monkeypatch, 20.0)
    line = proxied(place.ports[0])
    sent: list[Batch] = []
    for eighth, letter in product(range(8), (0x01, 0xB7)):

        def spoiled(answer: bytes, eighth: int = eighth, letter: int = letter) -> bytes:
            at = len(answer) * (2 * eighth + 1) // 16
            return answer[:at] + bytes([answer[at] ^ letter]) + answer[at + 1 :]

        line.spoil_after, line.spoiled = b"INSERT INTO tracker", spoiled
        sent.append(batch(5 + len(sent), "berta"))
        assert append(tmp_path / "copy.db", opened(place, "london", line.port), sent[-1])
        assert line.spoil_after is None
    assert list(log.since(4)) == sent


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "what",
    [
        "FROM tracker.snapshot ORDER BY",
        *(pytest.param(each, marks=pytest.mark.long) for each in ("to_regclass", "coalesce((SELECT max", "unlock")),
    ],
)
def test_an_answer_of_postgresql_that_was_damaged_is_told_whatever_was_asked(
    in_postgresql: InPostgresql, opened: Opening, proxied: Proxied, what: str
) -> None:
    """And what is asked again is done."""
    line = proxied(in_postgresql.ports[0])
    log = opened(in_postgresql)
    log.publish(BEGIN, prune=False)
    last = 3
    for eighth, letter in product(range(16), (0x01, 0x40, 0xB7)):

        def spoiled(answer: bytes, eighth: int = eighth, letter: int = letter) -> bytes:
            at = len(answer) * (2 * eighth + 1) // 32
            return answer[:at] + bytes([answer[at] ^ letter]) + answer[at + 1 :]

        last += 1
        assert log.append(batch(last))
        damaged = opened(in_postgresql, "riga", line.port)
        assert damaged.last() == last
        if what == "unlock":
            damaged.insist()
        line.spoil_after, line.spoiled = what.encode(), spoiled
        with suppress(Unusable, Refused):
            damaged.relent() if what == "unlock" else damaged.publish(Snapshot(last, 1, b"as of"), prune=False)
        assert line.spoil_after is None
        damaged.close()
        log.publish(Snapshot(last, 1, b"as of"), prune=False)


@pytest.mark.usefixtures("impatient")
def test_what_was_damaged_when_it_was_sent_is_told(
    log: Log, place: Place, opened: Opening, proxied: Proxied, tmp_path: Path
) -> None:
    """However the engine writes bytes; and the very same is taken when the damaged one is removed."""
    line, sent = proxied(place.ports[0]), batch(5, "berta", b"steps!")
    forms = [(form(b"steps!"), form(b"stepz!")) for form in (bytes, lambda some: some.hex().encode(), b64encode)]

    def passed_on(data: bytes) -> bytes:
        for right, wrong in forms:
            data = data.replace(right, wrong)
        return data

    line.passed_on = passed_on
    london = opened(place, "london", line.port)
    with pytest.raises(Uncertain, match="has as batch 5 is not what was sent, but was damaged on its way"):
        append(tmp_path / "copy.db", london, sent)
    assert [one.body for one in log.since(4)] == [b"stepz!"]
    assert log.cut(5, sent.id)
    line.passed_on = bytes
    assert append(tmp_path / "copy.db", london, sent)
    assert list(log.since(4)) == [sent]


@pytest.mark.usefixtures("impatient")
def test_it_is_told_when_no_other_answer_comes(log: Log, place: Place, opened: Opening, proxied: Proxied) -> None:
    line = proxied(place.ports[0], drop_after=b"INSERT INTO tracker")
    london = opened(place, "london", line.port)
    assert london.last() == 4
    line.close()  # to further connections
    sent = batch(5, "berta")
    with pytest.raises(Uncertain, match=r"It is not known whether the log at localhost:\d+.* took command 5: "):
        london.append(sent)
    assert [one.id for one in log.since(4)] == [sent.id], "here it did"


def test_where_nothing_listens_nothing_answers(place: Place, opened: Opening) -> None:
    nobody = opened(place, "london", free_port())
    for ask in (nobody.last, nobody.snapshot, lambda: nobody.append(batch(5)), lambda: list(nobody.since(4))):
        with pytest.raises(Unusable, match=r"The log at localhost:\d+\S* does not answer: .*refused\.$") as told:
            ask()
        assert not isinstance(told.value, Uncertain)


def test_the_next_host_is_asked_when_one_is_dead(log: Log, place: Place, opened: Opening) -> None:
    london = opened(place, "london", free_port(), *place.ports)
    assert london.last() == 4
    assert london.append(batch(5, "berta"))


def test_only_the_right_server_is_told_anything(
    log: Log, place: Place, opened: Opening, proxied: Proxied, authorities: list[Authority]
) -> None:
    ours, theirs = authorities
    right = proxied(place.ports[0], ours.right)
    assert opened(place, "london", right.port, ca=ours.file).append(batch(5, "berta"))
    for server, ca, why in (
        (
            right.port,
            theirs.file,
            "self.signed certificate|unable to get local issuer|certificate verify failed|CERTIFICATE_VERIFY_FAILED",
        ),
        (proxied(place.ports[0], ours.other).port, ours.file, "localhost|CERTIFICATE_VERIFY_FAILED"),
        (place.ports[0], ours.file, "SSL|WRONG_VERSION_NUMBER"),
    ):
        with pytest.raises(Unusable, match=rf"does not prove that it is the right one \(.*({why})"):
            opened(place, "london", server, ca=ca).last()


def test_an_authority_need_not_say_what_its_certificates_are_for(
    log: Log, place: Place, opened: Opening, proxied: Proxied, tmp_path: Path
) -> None:
    """As one that `openssl req -x509` has made does not."""
    file, proof = plain_authority(tmp_path)
    line = proxied(place.ports[0], proof)
    assert opened(place, "london", line.port, ca=file).append(batch(5, "berta"))
    assert log.last() == 5


def plain_authority(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Return the certificate of an authority that does not say what it is for, and what it lets localhost prove."""
    now = datetime.now(UTC)
    authority, server = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer, host = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("The office", "localhost"))
    certificates = []
    for name, key, extension in (
        (issuer, authority, x509.BasicConstraints(ca=True, path_length=None)),
        (host, server, x509.SubjectAlternativeName([x509.DNSName("localhost")])),
    ):
        made = x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(key.public_key())
        made = made.serial_number(x509.random_serial_number()).add_extension(extension, critical=False)
        made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        certificates.append(made.sign(authority, hashes.SHA256()).public_bytes(Encoding.PEM))
    file, served = folder / "plain.pem", folder / "served.pem"
    file.write_bytes(certificates[0])
    served.write_bytes(certificates[1] + server.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    proof = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    proof.load_cert_chain(served)
    return file, proof


@pytest.mark.long
@pytest.mark.usefixtures("impatient")
def test_a_frozen_server_is_given_up(in_postgresql: InPostgresql, opened: Opening) -> None:
    log = opened(in_postgresql)
    log.publish(BEGIN, prune=False)
    fresh, server = opened(in_postgresql), in_postgresql.server
    assert log.last() == 3
    with server.frozen():
        began = time.monotonic()
        with pytest.raises(Unusable, match=r"does not answer: .*timeout"):
            fresh.last()
        with pytest.raises(Uncertain, match=r"whether the log at .* took command 4"):
            log.append(sent := batch(4))
        assert time.monotonic() - began < 8
    until(lambda: log.last() == 4)
    assert log.append(sent), "it was taken when the server came to"


def test_a_server_that_is_killed_keeps_what_it_took(in_postgresql: InPostgresql, opened: Opening) -> None:
    log = opened(in_postgresql)
    log.publish(BEGIN, prune=False)
    sent = [batch(number) for number in range(4, 7)]
    assert [log.append(one) for one in sent[:2]] == [True, True]
    in_postgresql.server.restart()
    assert log.append(sent[2]), "over a new connection"
    assert list(log.since(3)) == sent


@pytest.mark.long
def test_a_leader_that_is_frozen_or_killed_is_followed_by_another(in_rqlite: InRqlite, opened: Opening) -> None:
    log, nodes = opened(in_rqlite), in_rqlite.nodes
    log.publish(BEGIN, prune=False)
    sent = [batch(number) for number in range(4, 7)]
    assert log.append(sent[0])
    with nodes.without_leader(frozen=True):
        assert log.append(sent[1])
    with nodes.without_leader(frozen=False):
        assert log.append(sent[2])
        assert list(log.since(3)) == sent
    assert list(opened(in_rqlite, "london").since(3)) == sent


@pytest.mark.long
@pytest.mark.usefixtures("impatient")
def test_without_a_majority_nothing_is_recorded(in_rqlite: InRqlite, opened: Opening) -> None:
    log, nodes = opened(in_rqlite), in_rqlite.nodes
    log.publish(BEGIN, prune=False)
    with nodes.only_one():
        for ask in (log.last, lambda: list(log.since(3)), log.snapshot):
            with pytest.raises(Unusable, match="does not answer"):
                ask()
        with pytest.raises(Unusable, match=r"does not answer: .*no node leads|It is not known whether"):
            log.append(batch(4))


def test_who_may_only_ask_adds_nothing(in_rqlite: InRqlite, opened: Opening) -> None:
    opened(in_rqlite).publish(BEGIN, prune=False)
    for asks_before in (True, False):
        reader = opened(in_rqlite, "reader")
        if asks_before:
            assert reader.last() == 3
        with pytest.raises(Unusable, match="The user reader has no right to do this"):
            reader.append(batch(4))


def test_who_may_only_write_is_told_so_unless_the_password_is_wrong(in_rqlite: InRqlite, opened: Opening) -> None:
    opened(in_rqlite).publish(BEGIN, prune=False)
    with pytest.raises(Unusable, match="The user writer has no right to do this"):
        opened(in_rqlite, "writer").last()
    with pytest.raises(Unusable, match="does not accept the user writer with this password"):
        opened(in_rqlite, "writer", password="wrong").last()  # noqa: S106


def test_a_transaction_that_was_left_open_is_told(in_rqlite: InRqlite, opened: Opening) -> None:
    log = opened(in_rqlite)
    log.publish(BEGIN, prune=False)
    in_rqlite.nodes.ask("/db/execute", ["SAVEPOINT stray"])
    try:
        with pytest.raises(Unusable, match="A transaction that somebody left open blocks the log at localhost"):
            log.append(batch(4))
    finally:
        in_rqlite.nodes.ask("/db/execute", ["RELEASE stray"])
    assert log.append(batch(4))


def test_the_tables_in_rqlite_refuse_mistakes(in_rqlite: InRqlite, opened: Opening) -> None:
    log = opened(in_rqlite)
    log.publish(BEGIN, prune=False)
    sent = batch(4)
    assert log.append(sent)
    for sql in (
        "UPDATE tracker_batch SET clerk = 'x'",
        "UPDATE tracker_part SET body = ''",
        "UPDATE tracker_snapshot SET parts = 2",
        "DELETE FROM tracker_batch",
        "DELETE FROM tracker_part",
        "DELETE FROM tracker_snapshot",
        "INSERT INTO tracker_batch SELECT 9, 'x', schema, clerk, moment, 0 FROM tracker_batch",
        "INSERT INTO tracker_batch SELECT 5, id, schema, clerk, moment, parts FROM tracker_batch",
        "INSERT INTO tracker_batch SELECT 5, 'x', schema, clerk, moment, 1 FROM tracker_batch",
    ):
        assert "tracker: " in str(in_rqlite.nodes.ask("/db/execute", [sql], user="riga")), sql
    in_rqlite.nodes.ask("/db/execute", ["INSERT OR REPLACE INTO tracker_part VALUES ('" + sent.id + "', 0, 0, '')"])
    assert list(log.since(3)) == [sent]


def test_offices_that_upload_parts_are_not_harmed_by_a_pruning(
    in_rqlite: InRqlite, opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, london = opened(in_rqlite), opened(in_rqlite, "london")
    log.publish(BEGIN, prune=False)
    assert log.append(batch(4))
    monkeypatch.setattr(rqlite, "PART_BYTES", 100)
    long, ask = batch(5, body=b"long" * 100), rqlite_nodes.Nodes.ask
    pruned: list[bool] = []

    def ask_late(nodes: rqlite_nodes.Nodes, path: str, statements: list[object]) -> object:
        if "tracker_batch (" in str(statements) and not pruned:
            pruned.append(True)
            log.publish(BEGIN.__class__(4, 1, b"as of 4"), prune=True)
        return ask(nodes, path, statements)  # type: ignore[arg-type]

    monkeypatch.setattr(rqlite_nodes.Nodes, "ask", ask_late)
    assert london.append(long)
    assert (pruned, list(log.since(4))) == ([True], [long])
    assert rows(in_rqlite.nodes, "SELECT count(DISTINCT id) FROM tracker_part") == [[2]]


def rows(nodes: Rqlite, sql: str) -> object:
    answer = nodes.ask("/db/query?level=strong", [sql])
    assert isinstance(answer, dict)
    return answer["results"][0]["values"]


def test_the_turn_of_who_was_killed_is_ended_by_who_waits_for_it(
    in_rqlite: InRqlite, opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And by nobody who does not wait long enough."""
    log, london, dublin = opened(in_rqlite), opened(in_rqlite, "london"), opened(in_rqlite, "dublin")
    log.publish(BEGIN, prune=False)
    london.insist()
    for _ in range(3):
        with pytest.raises(OthersTurn):
            log.append(batch(4))
    monkeypatch.setattr(rqlite, "TURN_SECONDS", 0)
    for waits in (dublin, log):
        with pytest.raises(OthersTurn):
            waits.append(batch(4))
    assert dublin.append(batch(4))
    dublin.insist()
    with pytest.raises(OthersTurn):
        london.append(batch(5))


def test_anothers_turn_says_nothing_of_an_answer_that_was_lost(
    place: Place, log: Log, opened: Opening, proxied: Proxied
) -> None:
    """What was sent before may still be on its way."""
    line = proxied(place.ports[0], drop_after=b"INSERT INTO tracker")
    london, sent = opened(place, "london", line.port), batch(5, "berta")
    log.insist()
    with pytest.raises(Uncertain, match=r"took command 5: .*it is the turn of an office that was overtaken"):
        london.append(sent)
    assert line.dropped == 1
    log.relent()
    assert london.append(sent)


@pytest.mark.long
def test_threads_that_add_while_the_leader_changes_lose_nothing(in_rqlite: InRqlite, opened: Opening) -> None:
    opened(in_rqlite).publish(BEGIN, prune=False)

    def send(office: int) -> list[str]:
        own = opened(in_rqlite)
        taken: list[str] = []
        while len(taken) < 10:
            one = batch(own.last() + 1)
            if own.append(one):
                taken.append(one.id)
        return taken

    with ThreadPoolExecutor(4) as crew:
        sending = [crew.submit(send, office) for office in range(4)]
        time.sleep(0.3)
        with in_rqlite.nodes.without_leader(frozen=False):
            taken = [id_ for one in sending for id_ in one.result()]
    assert sorted(one.id for one in opened(in_rqlite).since(3)) == sorted(taken)
