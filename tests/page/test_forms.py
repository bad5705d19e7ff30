"""The forms of the page record what the commands record, once, and say what they say."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.adapters import served, share_log, today
from tests.conftest import Clerk
from tests.offices.plain_log import PlainLog
from tests.page.forms import Form, hidden, problem, told
from tests.page.visitors import Visitor, visitor
from tracker.page.recording import steps

ADDRESSES = (
    *("/ship", "/receive", "/move", "/return", "/handout", "/count", "/request", "/undo", "/clerk"),
    *("/void?entry=1", "/fix?entry=1"),
)


@pytest.fixture
def clerk(office: Clerk, loop: asyncio.AbstractEventLoop) -> Iterator[Visitor]:
    """Somebody who was let in to a page with forms."""
    with served(office.db):
        yield visitor(office.db, loop, may_record=True).enters()


def shown(office: Clerk, entry: int | str) -> dict[str, Any]:
    """What `show` tells of an entry, but for who recorded it, and when."""
    found: dict[str, Any] = office.reads("show", str(entry))
    return {name: value for name, value in found.items() if name not in ("recorded_at", "recorded_by")}


def test_a_shipment_is_recorded_as_the_command_records_it_and_once_however_often_it_is_sent(
    office: Clerk, clerk: Visitor
) -> None:
    before = office.db.read_bytes()
    office.does("ship", "london", "THB/lv=20", "--date", "1.11.2026", "--ref", "P-9", "--note", "a < b")
    last = office.reads("log")[-1]["entry"]
    expected = shown(office, last)
    office.db.write_bytes(before)

    form = Form(clerk, "/ship")
    plan = form.shows({"THB/lv": "20", "THB/ru": ""}, place="london", date="1.11.2026", ref="P-9", note="a < b")
    assert told(plan)[0] == "Would record 20 copies shipped from store to london on 2026-11-01."
    assert "Dry run: nothing was recorded." in told(plan)
    assert office.reads("log")[-1]["entry"] == last - 1
    recorded = form.records(plan)
    assert recorded.headers["location"].startswith(f"/entries/{last}?told=")
    assert shown(office, last) == expected
    assert told(clerk.get(recorded.headers["location"]))[0].startswith(f"Entry {last}: 20 copies shipped from store")

    again = form.records(plan)
    assert again.headers["location"] == recorded.headers["location"]
    assert told(clerk.get(again.headers["location"]))[-1] == "This was already recorded; nothing new was recorded."
    assert told(recorded_before := clerk.get(f"/ship?draft={recorded.headers['location'].rpartition('=')[2]}")) == []
    assert f'href="{recorded.headers["location"]}"' in recorded_before.text, "back to what would be recorded"
    back = form.shows({"THB/lv": "20", "THB/ru": ""}, place="london", date="1.11.2026", ref="P-9", note="a < b")
    assert back.headers["location"] == recorded.headers["location"], "sent again from the page before"
    other = form.shows({"THB/lv": "30"}, place="london")
    assert hidden(other.text, "planned")[1] != hidden(plan.text, "planned")[1], "another shipment has another key"
    assert office.reads("log")[-1]["entry"] == last
    assert office.does("check").code == 0


@pytest.mark.slow
def test_what_would_be_something_else_by_now_is_shown_again_and_not_recorded(
    office: Clerk, clerk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.does("ship", "dublin", "THB/lv=4")
    parcel = office.reads("log")[-1]["entry"]
    assert "1\xa0208 there, 1\xa0108 available" in clerk.get("/ship").text, "100 are asked for"
    form = Form(clerk, f"/void?entry={parcel}")
    plan = form.shows(reason="mistyped")
    office.does("receive", str(parcel))
    again = clerk.get(form.records(plan).headers["location"])
    assert "This changed in the meantime. Nothing was recorded; check the form and try again." in again.text
    assert any("receipts" in line for line in told(again)), told(again)
    assert office.reads("log")[-1]["entry"] == parcel + 1
    assert "told=" in form.records(again).headers["location"]
    assert shown(office, parcel)["voided_by"] == parcel + 2

    form = Form(clerk, "/handout?place=london")
    plan = form.shows({"THB/lv": "1"}, date="yesterday")
    monkeypatch.setattr(steps, "today", lambda: today() + timedelta(days=1))  # it was left open over night
    office.does("handout", "dublin", "THB/lv=1")  # which is nothing to what is done in London
    assert "told=" in form.records(plan).headers["location"]
    assert office.reads("log")[-1]["date"] == str(today() - timedelta(days=1)), "of the day that was shown"


def test_each_form_records_and_says_what_its_command_does(office: Clerk, clerk: Visitor) -> None:
    entry = office.reads("log")[-1]["entry"] + 1

    def recorded(address: str, said: str, lines: dict[str, str] | None = None, **texts: str) -> None:
        form = Form(clerk, address)
        sent = form.records(form.shows(lines, **texts))
        assert said in " ".join(told(clerk.get(sent.headers["location"]))), address

    recorded("/receive?shipment=342", f"Entry {entry}: 10 copies of shipment 342 received", {"THB/lv": "10"})
    recorded("/receive?shipment=342", f"Entry {entry + 1}: 30 copies of shipment 342 received at")
    recorded("/move?place=london", "2 copies moved from london to dublin", {"THB/lv": "2"}, to="dublin")
    recorded("/return?place=london", "copies returned from london to store", all="yes")
    recorded("/handout?place=dublin", "2 copies handed out at dublin", {"THB/lv": "2"})
    recorded("/count?place=dublin", "dublin counted", {"THB/lv": "0"})
    recorded("/request", "dublin requests THB/lv=5. Ship it with", {"THB/lv": "5"}, place="dublin")
    recorded(f"/fix?entry={entry}", f"Entry {entry}: ", new_note="torn")
    recorded(f"/void?entry={entry}", f"entry {entry} voided on", reason="mistyped")
    recorded("/undo", "(void) by Anna.")
    assert office.does("check").code == 0
    assert {row["recorded_by"] for row in office.reads("log") if row["entry"] >= entry} == {"Anna"}


def test_a_form_that_is_refused_keeps_what_was_written_and_says_where_it_is_wrong(
    office: Clerk, clerk: Visitor
) -> None:
    last = office.reads("log")[-1]["entry"]
    form = Form(clerk, "/ship")
    unknown = form.shows({"THB/lv": "20"}, place="lodnon", ref="P-9")
    assert unknown.status == 422
    assert problem(unknown).startswith("There is no place 'lodnon'. Did you mean london")
    wrong = re.search(r'<input id="input-place"[^>]*>', unknown.text)
    assert wrong is not None
    assert 'value="lodnon"' in wrong[0]
    assert 'aria-describedby="problem input-place-hint" aria-invalid="true"' in wrong[0]
    assert 'value="P-9"' in unknown.text
    assert 'name="quantity" value="20"' in unknown.text
    for texts, said in (
        ({"date": "soon"}, "'soon' is not a date"),
        ({"cost": "much"}, "'much' is not an amount of money"),
        ({"request": "999"}, "There is no request 999"),
        ({"other": "THB/lv/9", "other_quantity": "5"}, "THB/lv/9"),
    ):
        refused = form.shows({"THB/ru": "1"}, place="london", **texts)
        assert (refused.status, said in problem(refused)) == (422, True), texts
    assert "of at least one item" in problem(form.shows({"THB/lv": ""}, place="london"))
    assert "'-1' is not a quantity" in problem(form.shows({"THB/lv": "-1"}, place="london"))
    assert "short of 99\u00a0999" in problem(form.shows({"THB/lv": "99999"}, place="london"))
    assert "Your name" in clerk.get("/clerk").text
    assert "The reason is empty" in problem(Form(clerk, "/void?entry=1").shows(reason=" "))
    assert "There is no request 999" in problem(clerk.get("/ship?request=999"))
    assert "There is no entry 4711" in problem(clerk.get("/fix?entry=4711"))
    assert clerk.get("/receive?shipment=nothing").status == 422
    some = clerk.get("/count?place=VESTNIECIBA")
    assert (some.status, 'href="/count?place=nicosia"' in some.text) == (422, True), "what has that in its name"
    assert office.reads("log")[-1]["entry"] == last


@pytest.mark.slow
def test_what_may_be_a_slip_is_shown_and_recorded_once_it_is_confirmed(office: Clerk, clerk: Visitor) -> None:
    office.does("ship", "london", "THB/lv=20", "--date", "1.11.2026", "--ref", "P-9")
    last = office.reads("log")[-1]["entry"]
    form = Form(clerk, "/ship")
    plan = form.shows({"THB/lv": "20"}, place="london", date="1.11.2026", ref="P-9")
    assert f"Possible duplicate of entry {last}: same type, place, date, copies and reference 'P-9'." in told(plan)
    assert form.records(plan).headers["location"].startswith(f"/entries/{last + 1}?told=")
    form = Form(clerk, "/request")
    plan = form.shows({"THB/lv": "999999"}, place="london")
    assert any("london requests 999" in line for line in told(plan))
    assert form.records(plan).headers["location"].startswith("/due?told=")


def test_each_browser_has_its_own_clerk_who_can_be_changed(office: Clerk, clerk: Visitor) -> None:
    other = clerk.another()
    for who, name in ((clerk, "Anna"), (other, "Jānis")):
        form = Form(who, "/handout?place=london", name)
        form.records(form.shows({"THB/lv": "1"}))
    assert [row["recorded_by"] for row in office.reads("log")[-2:]] == ["Anna", "Jānis"]
    assert "Anna" in clerk.get("/stock").text
    assert "Anna" not in other.get("/stock").text
    nobody = Form(clerk.another(), "/handout?place=london", " ")
    assert problem(nobody.shows({"THB/lv": "1"})) == "The clerk's name is empty; enter at least one character."
    assert clerk.post("/clerk", {"csrf": clerk.csrf, "clerk": "Ilze"}).status == 303
    assert "Ilze" in clerk.get("/ship").text


def test_nothing_is_recorded_without_forms_or_for_another_site(
    office: Clerk, clerk: Visitor, loop: asyncio.AbstractEventLoop
) -> None:
    last = office.reads("log")[-1]["entry"]
    reader = visitor(office.db, loop).enters()
    texts = {"csrf": reader.csrf, "place": "london", "item": "THB/lv", "quantity": "1", "step": "record", "clerk": "A"}
    for address in ADDRESSES:
        assert reader.get(address).status == 404, address
        assert reader.post(address, texts).status in (404, 405), address
    assert reader.post("/stock", texts).status == 405
    for page in ("/places/london", "/entries/342", "/due"):
        assert not re.search('href="/(ship|receive)["?]', reader.get(page).text), page
        assert re.search('href="/(ship|receive)["?]', clerk.get(page).text), page
    for forged in ({}, {"csrf": "guessed"}, {"csrf": reader.csrf}):
        assert clerk.post("/ship", texts | {"csrf": ""} | forged).status == 403
    own = texts | {"csrf": clerk.csrf}
    assert clerk.post("/ship", own, origin="http://evil.example").status == 403
    assert clerk.post("/ship", own, sec_fetch_site="cross-site").status == 403
    assert office.reads("log")[-1]["entry"] == last


@pytest.mark.slow
def test_who_is_slower_than_another_office_records_all_the_same(
    office: Clerk, clerk: Visitor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = PlainLog(tmp_path / "log.sqlite")
    share_log(monkeypatch, log)
    office.does("share", "rqlite://riga@log")
    append, chances = log.append, iter([False])
    monkeypatch.setattr(log, "append", lambda *given: next(chances, True) and append(*given))
    form = Form(clerk, "/ship")
    recorded = form.records(form.shows({"THB/lv": "20"}, place="london"))
    assert recorded.headers["location"].startswith("/entries/")
    assert log.last().number == office.reads("log")[-1]["command"]
