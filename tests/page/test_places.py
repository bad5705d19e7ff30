"""The pages of places: a link is all that they need, and it reaches nothing but the inbox."""

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pypdf
import pytest

from tests.adapters import served
from tests.conftest import Clerk
from tests.page.forms import Form
from tests.page.visitors import Sent, Visitor, visitor
from tracker.page import answering

BASE = "https://tracker.example.org"


@pytest.fixture
def office(office: Clerk) -> Clerk:
    """A clerk at the sample, whose page has an address."""
    office.db.with_name("tracker.toml").write_text(f'public_url = "{BASE}"\n', encoding="utf-8")
    return office


@pytest.fixture
def world(office: Clerk, loop: asyncio.AbstractEventLoop) -> Iterator[Visitor]:
    """Anybody in the world, without a session."""
    with served(office.db):
        yield visitor(office.db, loop, may_record=True)


def link(office: Clerk, place: str, *words: str) -> str:
    """The path of a place's link."""
    (found,) = office.logs("place", "link", place, *words)["links"]
    assert found["link"].startswith(f"{BASE}/a/")
    return str(found["link"].removeprefix(BASE))


def field(page: Sent, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found is not None
    return found[1]


def sends(world: Visitor, path: str, fields: dict[str, str], key: str | None = None) -> Sent:
    """Open the page, fill in fields, and send them."""
    key = key or field(world.get(path), "key")
    return world.post(path, {"key": key, **fields}, x_forwarded_for="10.0.0.1")


def inbox(office: Clerk) -> list[tuple[Any, ...]]:
    """What waits: place, what, shipment, item, quantity."""
    names = ("place", "what", "shipment", "item", "quantity")
    return [tuple(row[name] for name in names) for row in office.reads("inbox") if row["status"] == "waiting"]


def test_a_place_answers_with_its_link_alone_and_is_thanked_once(office: Clerk, world: Visitor) -> None:
    path, before = link(office, "dublin"), office.db.read_bytes()
    page = world.get(path)
    assert (page.status, page.headers["cache-control"], page.headers["referrer-policy"]) == (
        200,
        "no-store",
        "no-referrer",
    )
    assert "noindex" in page.headers["x-robots-tag"]
    assert "set-cookie" not in page.headers
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "Latvijas vēstniecība Īrijā" in page.text
    assert "Parcel 350-M" in page.text
    assert inbox(office) == [], "GET changes nothing"
    fields = {"arrived 350 THB/lv": "60", "arrived 350 THB/ru": "28", "counted THB/lv": "1 020", "wanted THB/ru": "50"}
    fields |= {"needed": "2027-01-31", "words": "Two were\r\nwet <b>", "name": "Anna Ozola"}
    sent = sends(world, path, fields, key := "k" * 22)
    assert (sent.status, "Thank you! We received your answer." in sent.text) == (200, True)
    assert "Two were / wet &lt;b&gt;" in sent.text
    assert "<dd>Anna Ozola</dd>" in sent.text
    assert "<dd>50 by 31 January 2027</dd>" in sent.text
    assert f"{date.today():%-d %B %Y}" in sent.text
    again = sends(world, path, fields, key)
    assert "We already had this answer; it counts once." in again.text
    assert office.db.read_bytes() == before, "the ledger's tables are as they were"
    assert inbox(office) == [
        ("dublin", "arrived", 350, "THB/lv", 60),
        ("dublin", "arrived", 350, "THB/ru", 28),
        ("dublin", "counted", None, "THB/lv", 1020),
        ("dublin", "wanted", None, "THB/ru", 50),
    ]
    done = office.logs("inbox", "accept", 1)["accepted"][0]
    assert [entry["type"] for entry in done["entries"]] == ["receive", "count"]
    request = office.reads("request", "list")[0]
    assert (request["place"], request["quantity"], request["needed"]) == ("dublin", 50, "2027-01-31")
    office.does("check")
    office.does("undo", "--yes")
    assert len(inbox(office)) == 4
    office.does("redact", "--answer", 1)
    assert {row["name"] for row in office.reads("inbox")} == {None}


def test_a_changed_answer_replaces_only_what_it_names_and_says_so(office: Clerk, world: Visitor) -> None:
    path, key = link(office, "dublin"), "k" * 22
    first = {"arrived 350 THB/lv": "60", "arrived 350 THB/ru": "28"}
    sends(world, path, first, key)
    changed = sends(world, path, {"arrived 350 THB/lv": "59"}, key)
    assert "Thank you! We received your answer." in changed.text
    assert "<dd>59 (before: 60)</dd>" in changed.text
    assert "<h2>You have already told us</h2>" in changed.text
    assert "<dd>28</dd>" in changed.text
    lines = [("dublin", "arrived", 350, "THB/ru", 28), ("dublin", "arrived", 350, "THB/lv", 59)]
    assert inbox(office) == lines
    assert "counts once" in sends(world, path, {"arrived 350 THB/lv": "59"}, key).text
    assert inbox(office) == lines
    sends(world, path, first, key)
    assert [row[-1] for row in inbox(office)] == [28, 60], "the first numbers, sent again, are the last"


def test_a_form_sent_again_after_it_was_accepted_records_only_what_changed(office: Clerk, world: Visitor) -> None:
    path, key = link(office, "dublin"), "k" * 22
    first = {"all 350": "yes", "counted THB/lv": "7", "wanted THB/ru": "4"}
    sends(world, path, first, key)
    office.does("inbox", "accept", "--all")
    assert "We already had this answer" in sends(world, path, first, key).text
    assert "We already had this answer" in sends(world, path, {"arrived 350 THB/lv": "60"}, key).text
    again = sends(world, path, first | {"counted THB/lv": "8", "words": "Call us"}, key)
    assert "<dd>4</dd>" in again.text, "all that was sent is shown"
    assert inbox(office) == [("dublin", "counted", None, "THB/lv", 8)]
    sends(world, path, {"words": "The lift is broken"}, "m" * 22)
    sends(world, path, {"words": "New address"}, "n" * 22)
    sends(world, path, {"counted THB/lv": "9"}, "o" * 22)
    told = office.does("inbox", "accept", "--all").out
    assert "dublin writes: The lift is broken / New address" in told
    assert "dublin writes: Call us" in told


def test_numbers_for_a_parcel_received_meanwhile_are_kept_in_the_message(office: Clerk, world: Visitor) -> None:
    path = link(office, "dublin")
    office.does("receive", 350)
    fields = {"arrived 350 THB/lv": "59", "counted THB/lv": "2", "words": "Hello"}
    wrong = sends(world, path, fields)
    assert (wrong.status, ">Hello / 350-M THB/lv=59</textarea>" in wrong.text, 'value="2"' in wrong.text) == (
        400,
        True,
        True,
    )


def test_wrong_input_is_one_friendly_sentence_and_keeps_what_was_typed(office: Clerk, world: Visitor) -> None:
    path = link(office, "dublin")
    for fields, said in (
        ({"arrived 350 THB/lv": "61"}, "THB/lv in transit is 60, not 61."),
        ({"counted THB/lv": "many"}, "&#39;many&#39; is not a quantity; enter a whole number of copies, 0 or more."),
        ({"counted THB/lv": "-3"}, "&#39;-3&#39; is not a quantity"),
        ({"counted THB/lv": "9" * 12}, "is too large"),
        ({"arrived 352 THB/lv": "3"}, "Parcel 352 is no longer on its way to you;"),
        ({"counted THB/lv": "90000"}, "copies of THB/lv ever printed is"),
        ({"wanted THB/lv": "5", "needed": "soon"}, "is not a date"),
        ({"wanted THB/lv": "5", "needed": "2026-01-01"}, "1 January 2026 has passed."),
        ({}, "Please fill in at least one number"),
    ):
        world.app.places.limits.counts.clear()
        wrong = sends(world, path, {**fields, "words": "kept" if fields else ""})
        assert (wrong.status, said in wrong.text) == (400, True), wrong.text
        assert all(
            f'value="{text}"' in wrong.text
            for name, text in fields.items()
            if name[:3] in ("cou", "arr") and "352" not in name
        )
    assert inbox(office) == []
    sends(world, path, {"all 350": "yes", "arrived 350 THB/lv": "3"})
    assert [row[-1] for row in inbox(office)] == [3, 30], "a number beside the tick is what arrived of that item"
    sends(world, path, {"all 350": "yes"})
    office.does("inbox", "accept", "--all")
    world.app.places.limits.counts.clear()
    assert (
        "Parcel 350 is no longer on its way to you;"
        in sends(world, path, {"all 350": "yes"}, "overnight-overnight").text
    )


def test_a_link_reaches_nothing_else(office: Clerk, world: Visitor) -> None:
    path, other = link(office, "dublin"), link(office, "london")
    number, _, code = path.removeprefix("/a/").partition("-")
    nowhere = world.get("/a/x")
    assert nowhere.status == 404
    for wrong in (
        f"/a/{number}-{other.partition('-')[2]}",
        f"{path}x",
        f"{path}/stock",
        f"/a/{number}-",
        f"/a/99999-{code}",
        f"/a/0{number}-{code}",
        f"/a/ {number}-{code}",
        f"/a/{chr(0x0660 + int(number[0]))}{number[1:]}-{code}",
        "/a/",
    ):
        world.app.places.limits.counts.clear()
        assert (world.get(wrong).status, world.get(wrong).text) == (404, nowhere.text)
    for address in ("/stock", "/log", "/places/dublin", "/ship", f"/stock?token={code}"):
        assert world.get(address).status == 403
    assert "london" not in world.get(path).text.lower()
    assert world.send("DELETE", path, b"", {}).status == 404
    renewed = link(office, "dublin", "--renew")
    assert (world.get(path).status, world.get(renewed).status) == (404, 200)
    office.does("place", "link", "dublin", "--off")
    assert world.get(renewed).status == 404
    renewed = link(office, "dublin", "--renew")
    office.does("place", "add", "cork", "Cork", "--kind", "embassy", "--country", "IE")
    cork = link(office, "cork")
    assert world.get(cork).status == 200
    office.does("place", "remove", "cork")
    office.does("place", "add", "galway", "Galway", "--kind", "embassy", "--country", "IE")
    galway = link(office, "galway")
    assert (world.get(cork).status, world.get(galway).status) == (404, 200), "its number may be used again"
    office.does("place", "close", "galway")
    assert world.get(galway).status == 404


def test_a_discreet_place_is_not_named(office: Clerk, world: Visitor) -> None:
    office.does("place", "edit", "dublin", "--discreet")
    page = world.get(link(office, "dublin")).text
    assert "Your booklets" in page
    assert "Īrijā" not in page
    assert "dublin" not in page.lower()


def test_a_body_that_does_not_arrive_is_not_waited_for(
    office: Clerk, world: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert world.send("POST", "/a/1-x", None, {}).status == 404
    monkeypatch.setattr(answering, "MOST_SECONDS", 0.1)
    slow = world.send("POST", link(office, "dublin"), None, {})
    assert (slow.status, "was not received completely" in slow.text) == (408, True)
    assert slow.headers["connection"] == "close"


def test_requests_bytes_and_waiting_answers_are_limited(office: Clerk, world: Visitor) -> None:
    path, other = link(office, "dublin"), link(office, "london")
    assert [world.get(path).status for _ in range(12)] == [200] * 10 + [429] * 2
    often = world.post(path, {"words": "All is well"})
    assert (often.status, ">All is well</textarea>" in often.text) == (429, True), "what was typed is kept"
    assert "Please wait a minute" in world.get(path).text
    assert world.get(other).status == 200
    assert [world.get("/a/1-x").status for _ in range(60)][-1] == 429, "60 for an address"
    world.app.places.limits.counts.clear()
    long = world.send("POST", path, b"name=Anna&words=" + b"x" * 20_000, {})
    assert (long.status, 'value="Anna"' in long.text, "xxx</textarea>" in long.text) == (413, True, True)
    key = field(world.get(path), "key")
    assert "2000 characters at most" in sends(world, path, {"words": "x" * 2_001}, key).text.replace("\u202f", "")
    sends(world, path, {"counted THB/lv": "1"})
    sends(world, path, {"counted THB/lv": "2"})
    page = world.get(path)
    assert "You have already told us" in page.text
    assert [row[-1] for row in inbox(office)] == [2], "one waits for each place and shipment"
    with closing(sqlite3.connect(f"{office.db}.desk")) as desk, desk:
        desk.executemany(
            "INSERT INTO answer (number, key, place, received_at, day, lines) "
            "VALUES (?, ?, 'riga', '', '2026-01-01', '[]')",
            [(number, f"k{number}") for number in range(10, 509)],
        )
    full = sends(world, path, {"wanted THB/lv": "2"})
    assert (full.status, "Too many answers are pending." in full.text) == (503, True)
    world.app.places.limits.counts.clear()
    assert sends(world, path, {"counted THB/lv": "3"}).status == 200, "it replaces the one that waits"
    Path(f"{office.db}.desk").write_bytes(b"no desk")
    broken = sends(world, path, {"counted THB/lv": "4"}, "k" * 22)
    assert (broken.status, 'value="4"' in broken.text) == (503, True)


@pytest.mark.slow
def test_papers_print_the_link_and_a_line_in_the_language_of_the_recipient(office: Clerk, tmp_path: Path) -> None:
    url, file = f"{BASE}{link(office, 'dublin')}", tmp_path / "p.pdf"
    office.does("withdraw", "THB/lv/5", "--reason", "old")
    for words, said in (
        (("note", 350, "--language", "ru"), "Сообщите, что получено"),
        (("note", 350, "--language", "lv"), "350-M lv=60 ru=30"),
        (("sheet", "count", "dublin", "--language", "lv"), "Atbildēt var arī tiešsaistē"),
        (("letters", "THB/lv/5", "--language", "en"), "You can also report your stock online"),
    ):
        office.does("paper", *words, "-o", file)
        text = "".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
        assert "".join(said.split()) in "".join(text.split())
        assert words[0] == "letters" or url in text.split(), "the link is on one line"
    for mailed in (("sheet", "count", "dublin"), ("note", "350")):
        office.does("paper", *mailed, "-o", tmp_path / "n.eml")
        mail = message_from_bytes((tmp_path / "n.eml").read_bytes(), policy=default)
        body = mail.get_body(("plain",))
        assert body is not None
        assert f"You can also answer online: {url}" in body.get_content().splitlines()
        assert (tmp_path / "n.eml").stat().st_mode & 0o077 == 0
    settings = office.db.with_name("tracker.toml")
    written = settings.read_text(encoding="utf-8")
    settings.unlink()
    assert "set public_url" in office.refused("place", "link", "dublin", code=2)
    office.does("place", "link", "dublin", "--off")
    settings.write_text(written, encoding="utf-8")
    office.does("paper", "note", 350, "-o", file)
    assert "/a/" not in "".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
    assert "No line" not in office.does("inbox", "add", "350-M lv=60 ru=30").out


def test_the_page_lists_answers_and_records_one_with_a_form(office: Clerk, world: Visitor) -> None:
    sends(world, link(office, "dublin"), {"all 350": "yes", "words": "All is well"})
    sends(world, link(office, "london"), {"counted THB/lv": "9"})
    world.enters()
    page = world.get("/inbox")
    assert "/accept?answer=1" in page.text
    assert "All is well" in page.text
    assert "/accept?answer=1" in world.get("/due").text
    assert 'href="/inbox"' in world.get("/").text, "the menu leads to it"
    assert "350-M:THB/lv=60" in world.get("/accept?answer=1").text
    form = Form(world, "/accept?answer=1")
    form.records(form.shows({}, corrections="lv=59"))
    received = {row["item"]: row["received"] for row in office.reads("shipments", 350)}
    assert received == {"THB/lv": 59, "THB/ru": 30}
    assert office.reads("log")[-1]["recorded_by"] == "Anna"
    assert "/accept?answer=1" not in world.get("/inbox").text
    assert "/reject?answer=2" in world.get("/accept?answer=2").text
    form = Form(world, "/reject?answer=2")
    form.records(form.shows({}, reason="another shelf"))
    assert inbox(office) == []
    office.does("inbox", "add", "350-M ok")
    sends(world, link(office, "london"), {"counted THB/lv": "8", "words": "All is well here"})
    assert "/accept-all" in world.get("/inbox").text
    form = Form(world, "/accept-all")
    plan = form.shows({})
    assert "All is well here" in plan.text
    form.records(plan)
    assert inbox(office) == []
