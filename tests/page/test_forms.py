"""The forms of the page record what the commands record, once, with the same messages."""

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
from tracker.model.codes import short_code
from tracker.page.recording import inputs

ADDRESSES = (
    *("/ship", "/receive", "/move", "/return", "/handout", "/count", "/request", "/undo"),
    *("/void?entry=1", "/fix?entry=1", "/arrival?shipment=342", "/writeoff", "/print", "/place-add", "/seminar"),
    *("/level", "/withdraw"),
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
    assert recorded.headers["location"].startswith("/ship?told=")
    assert shown(office, last) == expected
    following = clerk.get(recorded.headers["location"])
    assert told(following)[0] == f"Recorded {last}: 20 THB/lv to Latvijas vēstniecība Apvienotajā Karalistē"
    assert f'href="/entries/{last}"' in following.text
    assert re.search(r'name="place" value=""[^>]* autofocus', following.text), "typing starts at the next place"
    kept = {"input-date": "2026-11-01", "input-ref": "P-10", "input-note": "", "quantity-0": "20", "quantity-1": ""}
    for name, value in kept.items():
        assert (
            f'id="{name}" name="{name.removeprefix("input-").removesuffix("-0").removesuffix("-1")}" value="{value}"'
            in (following.text)
        )

    assert re.search(r'id="quantity-0"[^>]* class="n kept"', following.text), "marked as of the last parcel"
    assert "can still ship" not in plan.text + following.text, "the form shows what is available"
    assert 'name="known-at"' not in form.begun + plan.text, "nothing is recorded as of another day"
    again = form.records(plan)
    assert again.headers["location"] == recorded.headers["location"]
    assert told(clerk.get(again.headers["location"]))[-1] == "This was already recorded; nothing new was recorded."
    back = form.shows({"THB/lv": "20", "THB/ru": ""}, place="london", date="1.11.2026", ref="P-9", note="a < b")
    assert back.headers["location"] == recorded.headers["location"], "sent again from the page before"
    other = form.shows({"THB/lv": "30"}, place="london")
    assert hidden(other.text, "slip")[0] != hidden(plan.text, "slip")[0], "another shipment has another key"
    assert office.reads("log")[-1]["entry"] == last
    assert office.does("check").code == 0


@pytest.mark.slow
def test_what_would_be_something_else_by_now_is_shown_again_and_not_recorded(
    office: Clerk, clerk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.does("ship", "dublin", "THB/lv=4")
    parcel = office.reads("log")[-1]["entry"]
    assert "1\xa0208 on record, 1\xa0108 available" in clerk.get("/ship").text, "100 are asked for"
    form = Form(clerk, f"/void?entry={parcel}")
    plan = form.shows(reason="mistyped")
    office.does("receive", str(parcel))
    again = form.records(plan)
    assert "The record was changed in the meantime. Nothing was recorded; check the form and try again." in again.text
    assert any("receipts" in line for line in told(again)), told(again)
    assert office.reads("log")[-1]["entry"] == parcel + 1
    assert "told=" in form.records(again).headers["location"]
    assert shown(office, parcel)["voided_by"] == parcel + 2

    form = Form(clerk, "/handout?place=london")
    plan = form.shows({"THB/lv": "1"}, date="yesterday")
    monkeypatch.setattr(inputs, "today", lambda: today() + timedelta(days=1))  # it was left open over night
    office.does("handout", "dublin", "THB/lv=1")  # which is nothing to what is done in London
    assert "told=" in form.records(plan).headers["location"]
    assert office.reads("log")[-1]["date"] == str(today() - timedelta(days=1)), "of the day that was shown"


def test_each_form_records_and_says_what_its_command_does(office: Clerk, clerk: Visitor) -> None:
    entry = office.reads("log")[-1]["entry"] + 1

    def recorded(address: str, said: str, lines: dict[str, str] | None = None, **texts: str) -> None:
        form = Form(clerk, address)
        sent = form.records(form.shows(lines, **texts))
        assert said in " ".join(told(clerk.get(sent.headers["location"]))), address

    recorded("/arrival?shipment=342", f"Recorded {entry}: 10 copies of shipment 342 received", {"THB/lv": "10"})
    recorded("/receive", f"Recorded {entry + 1}: 30 copies of shipment 342 received at", shipment="342")
    recorded("/move?place=london", "2 copies moved from london to dublin", {"THB/lv": "2"}, to="dublin")
    recorded("/return?place=london", "copies returned from london to store", all="yes")
    recorded("/handout?place=dublin", "2 copies handed out at dublin", {"THB/lv": "2"})
    recorded("/count?place=dublin", "dublin counted", {"THB/lv": "0"})
    recorded("/request", "dublin requests THB/lv=5. To ship it, run", {"THB/lv": "5"}, place="dublin")
    recorded(f"/fix?entry={entry}", f"Entry {entry}: ", new_note="torn")
    recorded(f"/void?entry={entry}", f"entry {entry} voided on", reason="mistyped")
    recorded("/writeoff?place=nicosia", "1 copy at nicosia written off as damaged", {"THB/lv": "1"}, reason="damaged")
    assert 'id="quantity-0" name="quantity" value="1"' in clerk.get(f"/fix?entry={entry + 7}").text
    assert re.findall('name="item" value="(.*?)"', clerk.get(f"/fix?entry={entry + 5}").text) == ["THB/lv"], "counted"
    recorded("/print", "500 copies of THB/lv/7 printed for store", new_item="THB/lv", copies="500", cost="10")
    recorded("/place-add", "Place bern: Bern", code="bern", name="Bern", kind="embassy", country="CH")
    recorded("/seminar", "Seminar s27: A seminar", code="s27", name="A seminar", day="2027-01-09", audience="pupils=12")
    recorded("/level", "Level of THB/lv: 5:9 at bern, dublin", places="bern, dublin", level_item="THB/lv", level="5:9")
    recorded("/withdraw", "Print run THB/lv/1 withdrawn", run="THB/lv/1", reason="old number")
    recorded("/undo", "withdraw")
    assert office.reads("run", "list")[0]["status"] != "withdrawn"
    assert [(row["place"], row["low"], row["high"]) for row in office.reads("level", "list")] == [
        ("bern", 5, 9),
        ("dublin", 5, 9),
    ]
    assert office.does("check").code == 0
    assert {row["recorded_by"] for row in office.reads("log") if row["entry"] >= entry} == {"Anna"}


def test_several_places_and_several_shipments_are_recorded_at_once(office: Clerk, clerk: Visitor) -> None:
    last = office.reads("log")[-1]["entry"]
    form = Form(clerk, "/ship")
    sent = form.records(form.shows({"THB/lv": "4"}, place="london, dublin, nicosia"))
    lines = told(clerk.get(sent.headers["location"]))
    assert [line.partition(":")[0] for line in lines[:3]] == [f"Recorded {last + at}" for at in (1, 2, 3)]
    wrong = form.shows({"THB/lv": "4"}, place="london, lodnon")
    assert (wrong.status, 'aria-invalid="true"' in wrong.text) == (422, True)
    page = clerk.get("/receive").text
    assert [int(number) for number in re.findall(r'name="arrived" value="(\d+)"', page)][-3:] == [
        last + 1,
        last + 2,
        last + 3,
    ]
    assert "checked" not in page, "nothing is ticked by itself"
    form = Form(clerk, "/receive")
    plan = form.shows(shipment=f"{last + 1}..{last + 2}", arrived=str(last + 3))
    assert len([line for line in told(plan) if line.startswith("Would record 4 copies of shipment")]) == 3
    form.records(plan)
    parcels = {row["entry"]: row["status"] for row in office.reads("shipments")}
    assert [parcels[last + at] for at in (1, 2, 3)] == ["received"] * 3
    form = Form(clerk, "/receive")
    office.does("ship", "london", "THB/lv=4", "THB/ru=3")
    form.records(form.shows(shipment=f"{short_code(last + 7)} lv=2 ru=3"))
    assert [row["received"] for row in office.reads("shipments", last + 7)] == [2, 3], "the line of its note"
    form = Form(clerk, "/receive")
    form.records(form.shows(shipment=f"{short_code(last + 7)} ok"))
    assert [row["received"] for row in office.reads("shipments", last + 7)] == [4, 3]
    nothing = Form(clerk, "/receive").shows(shipment="")
    assert problem(nothing) == "Type the number of a shipment, or tick one."


def test_a_shipment_is_found_by_the_short_code_of_its_note(office: Clerk, clerk: Visitor) -> None:
    office.does("ship", "london", "THB/lv=4")
    number = office.reads("log")[-1]["entry"]
    found = clerk.get(f"/find?text={short_code(number).lower()}").text
    assert f'class="button first" href="/arrival?shipment={number}">Receive {number}</a>' in found
    assert f">Shipment {number}: 4\xa0THB/lv to Latvijas vēstniecība Apvienotajā Karalistē</a>" in found
    office.does("receive", str(number))
    assert "/arrival" not in clerk.get(f"/find?text={number}").text, "all of it arrived"
    assert "its letter does not match 342. Check the paper." in clerk.get(f"/find?text=342-{short_code(343)[-1]}").text


def test_the_note_of_a_corrected_parcel_leads_to_its_replacement_and_another_year_is_marked(
    office: Clerk, clerk: Visitor
) -> None:
    office.does("ship", "london", "THB/lv=4")
    number = office.reads("log")[-1]["entry"]
    office.does("fix", str(number), "THB/lv=5")
    refused = problem(Form(clerk, "/receive").shows(shipment=short_code(number)))
    assert f"is void, and was recorded again as entry {number + 2}." in refused
    plan = told(Form(clerk, "/ship").shows({"THB/lv": "2"}, place="london", date="2.12.2025"))
    assert plan[0] == "Check the year: 2025-12-02 is not in this year."


def test_an_entry_is_corrected_and_the_rest_of_it_stays(office: Clerk, clerk: Visitor) -> None:
    office.does("ship", "london", "THB/lv=40", "THB/ru=20", "--ref", "P-9", "--carrier", "post")
    wrong = office.reads("log")[-1]["entry"]
    form = Form(clerk, f"/fix?entry={wrong}")
    assert 'id="quantity-0" name="quantity" value="40"' in form.begun
    texts = {"new_reference": "P-9", "new_carrier": "post", "new_note": "", "new_place": "dublin"}
    plan = form.shows({"THB/lv": "30", "THB/ru": "20"}, new_date=str(today()), **texts)
    assert "Would record 50 copies shipped from store to dublin" in told(plan)[0]
    leads = form.records(plan).headers["location"]
    anew = shown(office, leads.split("?")[0].rpartition("/")[2])
    assert (anew["place"], anew["reference"], anew["carrier"], anew["replaces"]) == ("dublin", "P-9", "post", wrong)
    assert [(line["item"], line["quantity"]) for line in anew["lines"]] == [("THB/lv", 30), ("THB/ru", 20)]


def test_what_was_recorded_is_taken_back_after_it_was_shown(office: Clerk, clerk: Visitor) -> None:
    form = Form(clerk, "/ship")
    sent = form.records(form.shows({"THB/lv": "4"}, place="london"))
    entry, page = office.reads("log")[-1]["entry"], clerk.get(sent.headers["location"])
    command = re.search(r'name="command" value="(\d+)"', page.text)
    assert command is not None
    plan = clerk.post("/undo", {"command": command[1], "step": "check"})
    assert f"entry {entry}" in " ".join(told(plan)).lower()
    assert "voided_by" not in shown(office, entry)
    form.path = "/undo"
    form.records(plan)
    assert shown(office, entry)["voided_by"] == entry + 1


def test_a_form_that_is_refused_keeps_what_was_written_and_says_where_it_is_wrong(
    office: Clerk, clerk: Visitor
) -> None:
    last = office.reads("log")[-1]["entry"]
    form = Form(clerk, "/ship")
    unknown = form.shows({"THB/lv": "20"}, place="lodnon", ref="P-9")
    assert unknown.status == 422
    assert "<title>Error: Ship" in unknown.text
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
        ({"other": "THB/lv/9", "quantity": "5"}, "THB/lv/9"),
        ({"other": "THB/lv", "quantity": ""}, "'THB/lv' has no quantity"),
    ):
        refused = form.shows({"THB/ru": "1"}, place="london", **texts)
        assert (refused.status, said in problem(refused)) == (422, True), texts
    for each in (form, Form(clerk, "/request")):
        assert "of at least one item" in problem(each.shows({"THB/lv": ""}, place="london"))
    assert "'-1' is not a quantity" in problem(form.shows({"THB/lv": "-1"}, place="london"))
    assert "short of the 99\u00a0999 needed" in problem(form.shows({"THB/lv": "99999"}, place="london"))
    assert "The reason is empty" in problem(Form(clerk, "/void?entry=1").shows(reason=" "))
    assert "There is no request 999" in problem(clerk.get("/ship?request=999"))
    assert "There is no entry 4711" in problem(clerk.get("/fix?entry=4711"))
    assert clerk.get("/arrival?shipment=nothing").status == 422
    assert clerk.get("/count?place=VESTNIECIBA").status == 422
    assert office.reads("log")[-1]["entry"] == last


@pytest.mark.slow
def test_what_may_be_a_slip_is_shown_and_recorded_once_it_is_confirmed(office: Clerk, clerk: Visitor) -> None:
    office.does("ship", "london", "THB/lv=20", "--date", "1.11.2026", "--ref", "P-9")
    last = office.reads("log")[-1]["entry"]
    form = Form(clerk, "/ship")
    plan = form.shows({"THB/lv": "20"}, place="london", date="1.11.2026", ref="P-9")
    assert f"Possible duplicate of entry {last}: same type, place, date, copies and reference 'P-9'." in told(plan)
    form.records(plan)
    assert office.reads("log")[-1]["entry"] == last + 1
    form = Form(clerk, "/request")
    plan = form.shows({"THB/lv": "999999"}, place="london")
    assert any("london requests 999" in line for line in told(plan))
    assert form.records(plan).headers["location"].startswith("/request?told=")


def test_nothing_is_recorded_without_forms_or_for_another_site(
    office: Clerk, clerk: Visitor, loop: asyncio.AbstractEventLoop
) -> None:
    last = office.reads("log")[-1]["entry"]
    reader = visitor(office.db, loop).enters()
    texts = {"place": "london", "item": "THB/lv", "quantity": "1", "step": "record"}
    for address in ADDRESSES:
        assert reader.get(address).status == 404, address
        assert reader.post(address, texts).status in (404, 405), address
    assert reader.post("/stock", texts).status == 405
    for page in ("/places/london", "/entries/342", "/due"):
        assert not re.search('href="/(ship|receive|arrival)["?]', reader.get(page).text), page
        assert re.search('href="/(ship|receive|arrival)["?]', clerk.get(page).text), page
    for foreign in ("http://evil.example", "null", ""):
        assert clerk.post("/ship", texts, origin=foreign).status == 403
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
    assert recorded.headers["location"].startswith("/ship?told=")
    assert log.last().number == office.reads("log")[-1]["command"]
