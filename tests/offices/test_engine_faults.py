"""Broken connections, wrong, frozen or dead servers, and too few nodes."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.adapters import Log, Uncertain, wait_at_most
from tests.offices.conftest import Authority, InPostgresql, InRqlite, Opening, Place
from tests.offices.engines import free_port
from tests.offices.proxies import Proxy
from tests.offices.test_logs import batch, begun, chain
from tracker.errors import Unusable
from tracker.offices import logs

pytestmark = pytest.mark.slow

Proxied = Callable[..., Proxy]


@pytest.fixture
def log(place: Place, opened: Opening) -> Log:
    return begun(place, opened)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the time that offices wait."""
    monkeypatch.setattr(logs, "SILENT_SECONDS", 2)
    wait_at_most(monkeypatch, 1.0)


def test_an_answer_that_was_lost_is_asked_for_again(log: Log, place: Place, opened: Opening, proxied: Proxied) -> None:
    line = proxied(place.ports[0], drop_after=b"INSERT INTO tracker")
    sent = batch(4, "three")
    assert opened(place, "london", line.port).append(sent, 3)
    assert line.dropped == 1
    assert list(log.since(3)) == [sent]


@pytest.mark.usefixtures("impatient")
def test_it_is_told_when_no_other_answer_comes(log: Log, place: Place, opened: Opening, proxied: Proxied) -> None:
    line = proxied(place.ports[0], drop_after=b"INSERT INTO tracker")
    london = opened(place, "london", line.port)
    assert london.last().number == 3
    line.close()  # to further connections
    sent = batch(4, "three")
    with pytest.raises(Uncertain, match=r"The log at localhost:\d+.* is not responding: "):
        london.append(sent, 3)
    assert list(log.since(3)) == [sent], "here it did"


def test_where_nothing_listens_nothing_answers(place: Place, opened: Opening) -> None:
    nobody = opened(place, "london", free_port())
    for ask in (nobody.last, nobody.snapshot, lambda: nobody.append(batch(4, "three"), 3)):
        with pytest.raises(Unusable, match=r"The log at localhost:\d+\S* is not responding: .*refused\.$") as told:
            ask()
        assert not isinstance(told.value, Uncertain)


def test_the_next_host_is_asked_when_one_is_dead(log: Log, place: Place, opened: Opening) -> None:
    london = opened(place, "london", free_port(), *place.ports)
    assert london.last().number == 3
    assert london.append(batch(4, "three"), 3)


def test_only_the_right_server_is_told_anything_and_a_broken_line_is_no_wrong_server(
    log: Log, place: Place, opened: Opening, proxied: Proxied, authorities: list[Authority]
) -> None:
    ours, theirs = authorities
    right = proxied(place.ports[0], ours.right)
    assert opened(place, "london", right.port, ca=ours.file).append(batch(4, "three"), 3)
    wrong_name = proxied(place.ports[0], ours.other)
    for server, ca in ((right.port, theirs.file), (wrong_name.port, ours.file)):
        with pytest.raises(
            Unusable, match=r"has no trusted certificate \(.*; specify the certificate of its authority with --ca FILE"
        ):
            opened(place, "london", server, ca=ca).last()
    with closed_at_once() as port, pytest.raises(Unusable, match="is not responding: "):
        opened(place, "london", port, ca=ours.file).last()


@contextmanager
def closed_at_once() -> Iterator[int]:
    """A port at which every connection breaks at once."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    listening.accept()[0].close()

        threading.Thread(target=accept, daemon=True).start()
        yield int(listening.getsockname()[1])
        listening.shutdown(socket.SHUT_RDWR)


def test_an_authority_need_not_say_what_its_certificates_are_for(
    log: Log, place: Place, opened: Opening, proxied: Proxied, tmp_path: Path
) -> None:
    """As one that `openssl req -x509` has made does not."""
    file, proof = plain_authority(tmp_path)
    line = proxied(place.ports[0], proof)
    assert opened(place, "london", line.port, ca=file).append(batch(4, "three"), 3)
    assert log.last().number == 4


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


def test_a_server_that_is_killed_keeps_what_it_accepted(in_postgresql: InPostgresql, opened: Opening) -> None:
    log = begun(in_postgresql, opened)
    sent = chain(4, "three", 3)
    assert [log.append(one, 3) for one in sent[:2]] == [True, True]
    in_postgresql.server.restart()
    assert log.append(sent[2], 3), "over a new connection"
    assert list(log.since(3)) == sent


def test_in_rqlite_rights_and_a_transaction_that_was_left_open_are_told(in_rqlite: InRqlite, opened: Opening) -> None:
    log = begun(in_rqlite, opened)
    reader = opened(in_rqlite, "reader")
    assert reader.last().number == 3
    with pytest.raises(Unusable, match="User reader may not do this in the log at"):
        reader.append(batch(4, "three"), 3)
    with pytest.raises(Unusable, match="User writer may not do this in the log at"):
        opened(in_rqlite, "writer").last()
    with pytest.raises(Unusable, match="rejects user writer or the password"):
        opened(in_rqlite, "writer", password="wrong").last()  # noqa: S106
    in_rqlite.nodes.ask("/db/execute", ["SAVEPOINT stray"])
    try:
        with pytest.raises(Unusable, match=r"is unusable: .*transaction within a transaction"):
            log.append(batch(4, "three"), 3)
    finally:
        in_rqlite.nodes.ask("/db/execute", ["RELEASE stray"])
    assert log.append(batch(4, "three"), 3)


@pytest.mark.usefixtures("impatient")
def test_a_server_that_falls_silent_within_an_answer_is_given_up(
    log: Log, place: Place, opened: Opening, proxied: Proxied
) -> None:
    """Within the seconds that a command waits, whatever it asks."""
    sent = batch(4, "three")
    for ask in (Log.last, partial(Log.append, batch=sent, seen=3)):
        line = proxied(place.ports[0])
        london = opened(place, "london", line.port)
        assert london.last().number == 3
        line.passed_back = lambda data: data[:9]
        began = time.monotonic()
        with pytest.raises(Uncertain, match="no data for "):
            ask(london)
        assert time.monotonic() - began < 4
    assert list(log.since(3)) == [sent]
