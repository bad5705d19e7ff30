"""Access, refusals, and what browsers are allowed to load."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.adapters import served
from tests.conftest import Clerk
from tests.page.visitors import HOST, TOKEN, Visitor, visitor
from tracker.page.security import MOST_BODY

PAGES = "/", "/stock", "/shipments", "/places/london", "/log", "/entries/1", "/stock?format=csv"


def test_who_has_the_token_is_let_in_and_the_token_leaves_the_address(stranger: Visitor) -> None:
    assert stranger.get("/stock").status == 403
    assert stranger.send("HEAD", f"/stock?token={TOKEN}", b"", {}).status == 403, "which leaves the token unused"
    entered = stranger.get(f"/stock?by=run&token={TOKEN}")
    assert (entered.status, entered.headers["location"]) == (303, "/stock?by=run")
    cookie = entered.headers["set-cookie"]
    assert cookie.startswith("tracker-8017=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert stranger.get("/stock?by=run").status == 200
    assert stranger.get(f"/stock?token={TOKEN}").headers["location"] == "/stock", "this browser was let in"
    other = Visitor(stranger.app, stranger.loop)
    assert other.get(f"/stock?token={TOKEN}").status == 403


def test_without_the_token_nothing_is_answered(stranger: Visitor) -> None:
    for address in PAGES:
        assert stranger.get(address).status == 403, address
        assert stranger.get(address, cookie="tracker-8017=guessed; x=1").status == 403
    assert stranger.get("/?token=wrong").status == stranger.post("/ship", {"token": TOKEN}).status == 403
    assert "THB" not in stranger.get("/stock").text
    assert stranger.get("/style.css").status == 200, "which says nothing of the ledger"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1", "127.0.0.1:80", "localhost.evil.example:8017", "a@" + HOST, HOST + "#", HOST + "?"],
)
def test_a_page_that_is_called_by_another_name_is_refused(manager: Visitor, host: str) -> None:
    refused = manager.get("/stock", host=host)
    assert (refused.status, "THB" in refused.text) == (421, False)
    assert manager.get("/stock", host="LOCALHOST:8017").status == 200


def test_a_form_of_another_site_does_nothing(manager: Visitor) -> None:
    for foreign in ("http://evil.example", "null", "", f"https://{HOST}", "http://127.0.0.1:80"):
        assert manager.post("/leave", {}, origin=foreign).status == 403
    assert manager.get("/stock").status == 200, "nobody was sent away"
    assert manager.post("/leave", {}, origin=f"http://{HOST}").status == 200
    assert manager.get("/stock").status == 403


def test_a_browser_loads_nothing_from_elsewhere(manager: Visitor) -> None:
    for answer in (manager.get("/"), manager.get("/nowhere"), manager.get("/style.css"), manager.get("/", host="x")):
        policy = answer.headers["content-security-policy"].split("; ")
        assert policy[0] == "default-src 'none'"
        assert all(rule.endswith(("'self'", "'none'")) for rule in policy)
        assert answer.headers["x-content-type-options"] == "nosniff"
    page = manager.get("/places/london").page
    assert "style" not in page.texts
    assert page.texts["script"] == [""], "the script is a file of ours"
    assert all(each.startswith("/page.js?") for each in page.attributes["src"])
    assert "style" not in page.attributes
    assert [each for each in page.attributes["href"] if not each.startswith(("/", "#"))] == []
    assert manager.get("/").headers["cache-control"] == "no-store"


def test_what_is_too_long_or_no_such_request_is_refused(manager: Visitor) -> None:
    assert manager.post("/leave", {"x": "x" * MOST_BODY}).status == 413
    assert manager.send("POST", "/leave", b"&".join([b"x=1"] * 2000), {}).status == 413
    assert manager.send("POST", "/stock", b"", {}).status == 405
    assert manager.send("DELETE", "/stock", b"", {}).status == 405


def test_a_path_with_two_slashes_leads_nowhere_else(stranger: Visitor) -> None:
    assert stranger.get(f"//evil.example/?token={TOKEN}").headers["location"] == "/evil.example/"


@pytest.fixture
def open_page(office: Clerk, loop: asyncio.AbstractEventLoop) -> Iterator[Visitor]:
    """A page that others in the network reach."""
    with served(office.db):
        yield visitor(office.db, loop, "0.0.0.0")  # noqa: S104  (nobody listens)


def test_a_page_for_the_network_gives_nothing_without_the_token(open_page: Visitor) -> None:
    assert open_page.get("/page.js").status == 403
    assert open_page.get("/", host="192.0.2.7:8017").status == 403
    assert open_page.get("/", host="evil.example:8017").status == 421
    open_page.enters()
    assert open_page.get("/stock", host="192.0.2.7:8017").status == 200
