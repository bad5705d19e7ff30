"""The number of times that a command waits for a remote log's answer."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.offices.conftest import InPostgresql, InRqlite, Place
from tests.offices.offices import founded, joined
from tests.offices.proxies import ASKS_FOR_TLS, Proxy

pytestmark = pytest.mark.slow

Proxied = Callable[..., Proxy]

TWO_QUESTIONS = [b"Q", b"Q"]
LET_IN = [ASKS_FOR_TLS[:1], b"\0", b"p", b"p"]
"""Whether it is encrypted, who asks, and two for the password; before them the line is opened."""

GOES = b"X"


def sent_by_a_shipment(place: Place, proxied: Proxied, folder: Path) -> list[bytes]:
    """What an office sends that ships, one answer after the other."""
    line, sent = proxied(place.ports[0]), list[bytes]()
    berta = joined(founded(place, folder, 100), "berta", url=place.url("london", line.port))

    def note(data: bytes) -> bytes:
        sent.append(data)
        return data

    line.passed_on = note
    berta.does("ship", "dublin", "THB/lv=1")
    return sent


def test_a_shipment_asks_postgresql_twice_and_to_be_let_in(
    in_postgresql: InPostgresql, proxied: Proxied, tmp_path: Path
) -> None:
    sent = [data[:1] for data in sent_by_a_shipment(in_postgresql, proxied, tmp_path)]
    assert [what for what in sent if what != GOES] == [*LET_IN, *TWO_QUESTIONS]


def test_a_shipment_asks_rqlite_twice(in_rqlite: InRqlite, proxied: Proxied, tmp_path: Path) -> None:
    assert b"".join(sent_by_a_shipment(in_rqlite, proxied, tmp_path)).count(b"POST /db/") == 2
