"""The server as a process: where it listens, how it ends, what it needs."""

import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.cli.shell import start
from tests.page.browsing import Serving

pytestmark = pytest.mark.slow

MOST_MEGABYTES = 150


@pytest.fixture
def ledger(tmp_path: Path, sample: bytes) -> Path:
    """The sample, in a file."""
    file = tmp_path / "tracker.db"
    file.write_bytes(sample)
    return file


def get(serving: Serving, address: str, cookie: str = "", host: str | None = None) -> tuple[int, dict[str, str], str]:
    connection = HTTPConnection("127.0.0.1", serving.port, timeout=30)
    headers = {"Host": host or f"127.0.0.1:{serving.port}", "Cookie": cookie}
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    return answer.status, dict(answer.getheaders()), answer.read().decode("utf-8")


def entered(serving: Serving) -> str:
    """The cookie of somebody who was let in."""
    return get(serving, f"/?token={serving.token}")[1]["set-cookie"].partition(";")[0]


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        pytest.param(signal.SIGINT, marks=pytest.mark.long),
        pytest.param(getattr(signal, "SIGHUP", signal.SIGTERM), marks=pytest.mark.long),
    ],
)
def test_it_ends_when_it_is_told_to_also_with_a_browser_there(ledger: Path, number: int) -> None:
    serving = Serving(ledger)
    cookie = entered(serving)
    begun = f"POST /leave HTTP/1.1\r\nHost: 127.0.0.1:{serving.port}\r\nCookie: {cookie}\r\nContent-Length: 9\r\n\r\nx"
    with socket.create_connection(("127.0.0.1", serving.port)) as gone:
        gone.sendall(begun.encode())
    unfinished = socket.create_connection(("127.0.0.1", serving.port))
    unfinished.sendall(begun.encode())
    socket.create_connection(("127.0.0.1", serving.port)).sendall(b"no request at all\r\n\r\n")
    kept = HTTPConnection("127.0.0.1", serving.port)
    kept.request("GET", "/stock")  # and the connection stays open
    assert kept.getresponse().status == 403
    assert serving.ends(number) == (0, "The page has stopped.\n", "")
    assert start("check", db=ledger).returncode == 0


def test_a_port_that_is_taken_and_a_ledger_that_is_none_are_said(ledger: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = start("serve", "--port", str(port), db=ledger)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(
        f"Error: Port {port} is in use by another program; choose another with --port, or 0 for any free one."
    )
    missing = start("serve", "--port", "0", db=ledger.with_name("none.db"))
    assert (missing.returncode, missing.stderr.startswith("Error: There is no ledger at")) == (3, True)
    nowhere = start("serve", "--host", "192.0.2.1", "--port", "0", db=ledger)
    assert (nowhere.returncode, "Cannot start the page on 192.0.2.1" in nowhere.stderr) == (1, True)


def test_a_host_for_the_network_says_that_nothing_is_encrypted(ledger: Path) -> None:
    serving = Serving(ledger, "--host", "0.0.0.0")  # noqa: S104
    try:
        assert (
            "Other computers can open this page. The connection is not encrypted; use a trusted network."
            in serving.said
        )
        assert get(serving, "/page.js")[0] == 403
        assert get(serving, "/", host="evil.example")[0] == 421
    finally:
        serving.ends()


def test_fifty_at_a_time_are_answered_in_little_memory(ledger: Path) -> None:
    serving = Serving(ledger)
    try:
        cookie = entered(serving)
        pages = ["/", "/shipments", "/log", "/stock?by=place", "/distribution?by=month&by=place"]
        addresses = [f"{pages[at % 5]}{'&' if '?' in pages[at % 5] else '?'}filter=x{at}" for at in range(50)]
        with ThreadPoolExecutor(50) as visitors:
            statuses = list(visitors.map(lambda address: get(serving, address, cookie)[0], addresses))
        assert statuses == [200] * 50
        status = Path(f"/proc/{serving.process.pid}/status")
        if status.exists():
            most = next(line.split()[1] for line in status.read_text(encoding="utf-8").splitlines() if "VmHWM" in line)
            assert int(most) / 1024 <= MOST_MEGABYTES
    finally:
        assert serving.ends()[0] == 0
