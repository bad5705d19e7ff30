"""Access to the page: people with their own links, across restarts, and through a proxy or TLS."""

import asyncio
import re
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.adapters import served
from tests.conftest import Clerk
from tests.page.browsing import Serving
from tests.page.forms import Form, hidden, told
from tests.page.visitors import Visitor, visitor


@pytest.fixture
def stranger(office: Clerk, loop: asyncio.AbstractEventLoop) -> Iterator[Visitor]:
    """Somebody at a page with forms, who was not let in."""
    with served(office.db):
        yield visitor(office.db, loop, may_record=True)


def link(office: Clerk, *words: str) -> str:
    """The secret of the link that `access add` prints."""
    found = re.search(r"/\?token=(\S+)", office.does("access", "add", *words).out)
    assert found is not None
    return found[1]


def test_the_desk_file_belongs_to_the_owner_of_the_ledger(office: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may add the first person: the user of the service must be able to read the file."""
    owners: list[tuple[object, ...]] = []
    monkeypatch.setattr("os.chown", lambda path, *ids: owners.append((path.name, *ids)), raising=False)
    office.does("access", "add", "Zane")
    ledger = office.db.stat()
    assert owners == [("tracker.db.desk", ledger.st_uid, ledger.st_gid)]


def test_scripts_read_links_and_people_as_json(office: Clerk) -> None:
    made = office.logs("access", "add", "Anna", "--write")
    assert (made["name"], made["write"]) == ("Anna", True)
    assert made["link"].startswith("http://127.0.0.1:8017/?token=")
    assert [row["name"] for row in office.reads("access", "list")] == ["Anna"]
    assert office.logs("access", "revoke", "anna") == {"name": "Anna"}
    assert office.reads("access", "list") == []


def test_a_reader_reads_and_a_writer_is_the_clerk_of_that_name(office: Clerk, stranger: Visitor) -> None:
    assert "Nobody has a link." in office.does("access", "list").out
    reads, writes = link(office, "Anna"), link(office, "Jānis", "--write")
    anna, janis = office.reads("access", "list")
    assert [(row["name"], row["write"]) for row in (anna, janis)] == [("Anna", "no"), ("Jānis", "yes")]
    assert f"Anna   no     {anna['since']}" in office.does("access", "list").out
    refused = "anna already has a link. Run 'tracker access revoke anna' first."
    assert office.refused("access", "add", "anna").startswith(refused)
    desk = office.db.with_name("tracker.db.desk")
    assert reads.encode() not in desk.read_bytes()
    assert desk.stat().st_mode == office.db.stat().st_mode
    reader, writer = Visitor(stranger.app, stranger.loop), Visitor(stranger.app, stranger.loop)
    assert reader.get(f"/stock?token={reads}").headers["location"] == "/stock"
    assert writer.get(f"/?token={writes}").status == 303
    for address in ("/ship", "/fix?entry=1"):
        assert reader.get(address).status == 404
        assert reader.post(address, {"step": "check"}).status == 404
    assert 'href="/arrival?' in writer.get("/entries/342").text
    assert 'href="/arrival?' not in reader.get("/entries/342").text, "an answer is not kept for who may do less"
    form = Form(writer, "/handout?place=london")
    form.records(form.shows({"THB/lv": "1"}))
    assert office.reads("log")[-1]["recorded_by"] == "Jānis"


def test_a_link_outlasts_a_restart_and_a_restore_and_ends_when_it_is_revoked(
    office: Clerk, stranger: Visitor, loop: asyncio.AbstractEventLoop
) -> None:
    secret = link(office, "Anna", "--write")
    assert stranger.get(f"/?token={secret}").status == 303
    form = Form(stranger, "/ship")
    office.does("backup", office.db.with_name("b.db"))
    office.does("restore", office.db.with_name("b.db"), "--yes")
    again = Visitor(visitor(office.db, loop, may_record=True).app, loop, stranger.cookies)
    form.clerk = again
    sent = form.shows({"THB/lv": "4"}, place="london")
    assert told(sent)[0].startswith("Would record 4 copies shipped"), "typed before the restart"
    other = Visitor(again.app, loop)
    assert other.get(f"/stock?token={secret}").status == 303, "in a second browser"
    assert "Anna can no longer open the page." in office.does("access", "revoke", "anna").out
    for browser in (again, other, stranger):
        assert browser.get("/stock").status == 403
        assert browser.get(f"/?token={secret}").status == 403
    assert office.refused("access", "revoke", "anna").startswith("anna has no link.")
    assert not list(office.db.parent.glob("b.db*.desk"))


def test_a_foreign_form_and_a_foreign_name_say_what_to_do(office: Clerk, stranger: Visitor) -> None:
    stranger.enters()
    forged = stranger.post("/ship", {}, origin="http://evil.example")
    assert (forged.status, "Go back, reload the page and send the form again." in forged.text) == (403, True)
    foreign = stranger.get("/", host="tracker.riga.lv")
    assert (foreign.status, "behind a proxy, serve with --public-url." in foreign.text) == (421, True)
    assert "to make one, run 'tracker access add NAME'" in Visitor(stranger.app, stranger.loop).get("/").text.replace(
        "&#39;", "'"
    )
    for words, said in (
        (("--tls-cert", "c.pem"), "Specify both --tls-cert and --tls-key."),
        (("--public-url", "riga.lv"), "'riga.lv' is not an address; use one such as https://example.org."),
    ):
        assert office.refused("serve", *words, code=2).startswith(said)
    wrong = office.refused("serve", "--port", "0", "--tls-cert", office.db, "--tls-key", office.db)
    assert wrong.startswith("Cannot use the certificate")


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate of this machine, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    words = f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout {key} -out {cert}"
    subprocess.run(["openssl", *words.split()], check=True, capture_output=True)
    return cert, key


class Browser:
    """A browser that asks by TLS."""

    def __init__(self, port: int) -> None:
        """Take the port of the proxy or the page."""
        self.port, self.cookie = port, ""

    def asks(self, method: str, address: str, fields: list[tuple[str, str]] | None = None, host: str = "") -> str:
        """Send a request, and return its status, its headers and its text."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = HTTPSConnection("localhost", self.port, timeout=30, context=context)
        headers = {"Host": host or f"localhost:{self.port}", "Cookie": self.cookie}
        if fields is not None:
            headers |= {"Origin": f"https://localhost:{self.port}", "Sec-Fetch-Site": "same-origin"}
        connection.request(method, address, urlencode(fields or []), headers)
        answer = connection.getresponse()
        if (cookie := answer.getheader("set-cookie")) is not None:
            assert "Secure" in cookie
            self.cookie = cookie.partition(";")[0]
        return f"{answer.status} {answer.getheaders()} {answer.read().decode()}"

    def ships(self) -> str:
        """Record a shipment, and return the answer."""
        fields = [("place", "london"), ("item", "THB/lv"), ("quantity", "3")]
        checked = self.asks("POST", "/ship", [*fields, ("step", "check")])
        slip = hidden(checked, "slip")
        assert slip, checked
        return self.asks("POST", "/ship", [*slip, ("step", "record")])


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _proxy(certificate: tuple[Path, Path], behind: int) -> int:
    """Decrypt what comes, and pass it on as it is; return the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    listening = socket.create_server(("127.0.0.1", 0))

    def carry(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while part := source.recv(65_536):
                target.sendall(part)
            target.shutdown(socket.SHUT_WR)

    def accept() -> None:
        with suppress(OSError):
            while True:
                plain, _ = listening.accept()
                outer = context.wrap_socket(plain, server_side=True)
                inner = socket.create_connection(("127.0.0.1", behind))
                for pair in ((outer, inner), (inner, outer)):
                    threading.Thread(target=carry, args=pair, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return int(listening.getsockname()[1])


@pytest.mark.slow
@pytest.mark.parametrize("way", ["proxy", "alone"])
def test_the_page_works_behind_a_proxy_and_with_a_certificate_of_its_own(
    office: Clerk, certificate: tuple[Path, Path], way: str
) -> None:
    if way == "proxy":
        port = _free_port()
        outer = _proxy(certificate, port)
        words = ["--port", str(port), "--public-url", f"https://localhost:{outer}"]
    else:
        words = ["--tls-cert", str(certificate[0]), "--tls-key", str(certificate[1])]
    serving = Serving(office.db, "--write", *words)
    try:
        browser = Browser(serving.port)
        assert serving.base.startswith("https://")
        assert browser.asks("GET", "/stock", host="evil.example").startswith("421 ")
        assert browser.asks("GET", f"/?token={serving.token}").startswith("303 ")
        assert browser.ships().startswith("303 "), "its Origin and its Host are the proxy's"
        assert office.reads("log")[-1]["recorded_by"] == "Anna"
    finally:
        assert serving.ends()[0] == 0
