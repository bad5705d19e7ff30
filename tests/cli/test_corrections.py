"""Mistakes in the catalogue are cheap: grants, funds, kinds, seminars and requests can be corrected or withdrawn."""

import pytest

from tests.conftest import Clerk, made_once


@made_once
def office(clerk: Clerk) -> Clerk:
    """A clerk with a fund that granted 7000 twice by mistake, a seminar that it pays for, and a request."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("fund", "add", "riga", "City of Riga")
    clerk.does("fund", "grant", "riga", 2015, 7000, "--purpose", "seminars")
    clerk.does("fund", "grant", "riga", 2015, 7000, "--purpose", "seminars")
    paid = ("--fund", "riga", "--cost", "30")
    clerk.does("seminar", "add", "sem", "Seminar", "--date", "2015-03-01", "--audience", "police=20", *paid)
    clerk.does("request", "add", "london", "THB/lv=10", "THB/ru=5", "--date", "2015-02-01")
    return clerk


def before(clerk: Clerk) -> tuple[str, str]:
    """The options that ask for the state before the last command."""
    *_, (moment,) = ((row["recorded_at"],) for row in clerk.reads("export", "grants"))
    return "--known-at", moment


@pytest.mark.slow
def test_a_repeated_grant_is_withdrawn_and_stays_known_as_it_was(office: Clerk) -> None:
    known = before(office)
    assert [row["grant"] for row in office.reads("fund", "list")] == [1, 2]
    gone = office.logs("fund", "ungrant", "#2")
    assert (gone["grant"], gone["fund"], gone["amount"]) == (2, "riga", "7000.00")
    assert [row["grant"] for row in office.reads("fund", "list")] == [1]
    (now,), (then,) = (office.reads("report", "funding", *when) for when in ((), known))
    assert (now["granted"], then["granted"]) == ("7000.00", "14000.00")
    assert office.refused("fund", "ungrant", 2).startswith("Grant 2 was already withdrawn by command ")
    assert office.refused("fund", "ungrant", 9) == "There is no grant 9; see 'tracker fund list'."
    assert "' is not a grant number; find it with 'tracker fund list'." in office.refused(
        "fund", "ungrant", "x", code=2
    )
    said = office.refused("undo")
    assert "only entries, requests, closings and withdrawals can be" in said
    assert said.endswith("To undo the previous command, 11 (request add), run 'tracker undo --command 11'."), said
    office.does("fund", "grant", "riga", 2016, 5)
    said = office.refused("undo")  # what cannot be undone either is passed over
    assert said.endswith(
        "To undo the previous command, 11 (request add), run 'tracker undo --command 11'. To withdraw the grant, run "
        "'tracker fund ungrant 3'."
    ), said
    office.does("check")


def test_a_fund_gets_another_name_and_goes_when_it_is_unused(office: Clerk) -> None:
    edited = office.logs("fund", "edit", "RIGA", "--name", "Rīga")
    assert (edited["code"], edited["name"]) == ("riga", "Rīga")
    assert office.refused("fund", "remove", "riga").startswith("Fund riga is in use and cannot be removed")
    office.does("fund", "add", "x", "X")
    removed = office.logs("fund", "remove", "X")
    assert (removed["code"], removed["name"]) == ("x", "X")
    assert office.refused("fund", "edit", "x", "--name", "Y").startswith("There is no fund 'x'.")


def test_a_kind_gets_another_name(office: Clerk) -> None:
    edited = office.logs("kind", "edit", "NGO", "--name", "biedrība")
    assert (edited["code"], edited["name"]) == ("ngo", "biedrība")


def test_what_is_known_of_a_seminar_changes_as_of_now(office: Clerk) -> None:
    moment = office.reads("show", 1)["recorded_at"]
    was = office.reads("report", "seminars", "--by", "year")
    known = office.reads("export", "seminars")
    edited = office.logs("seminar", "edit", "SEM", "--audience", "police=25", "--date", "2.3.2015", "--cost", "40")
    assert (edited["date"], edited["audience"], edited["cost"], edited["fund"]) == (
        "2015-03-02",
        "police=25",
        "40.00",
        "riga",
    )
    assert office.reads("report", "seminars", "--by", "year") != was
    assert office.reads("export", "seminars", "--known-at", moment) == []
    assert known[0]["attendees"] == 20
    said = office.refused("seminar", "edit", "sem", "--audience", "a=1", "--audience", "A=2", code=2)
    assert said.startswith("An audience group appears twice")
    assert office.refused("seminar", "edit", "london", "--cost", "1") == (
        "london is of kind embassy, not a seminar; see 'tracker seminar list'."
    )


def test_a_seminar_that_is_cancelled_is_in_no_report(office: Clerk) -> None:
    office.does("ship", "sem", "THB/lv=5", "--date", "2015-02-20", "--received")
    assert office.logs("seminar", "cancel", "sem")["code"] == "sem"
    assert office.reads("seminar", "list") == office.reads("report", "seminars", "--by", "audience") == []
    assert [row["spent"] for row in office.reads("report", "funding")] == ["0.00"]
    assert office.refused("seminar", "cancel", "sem") == "Seminar sem was already cancelled."
    assert office.refused("seminar", "edit", "sem", "--cost", "1") == (
        "Seminar sem is cancelled; if it takes place after all, set its --date."
    )
    assert office.logs("seminar", "edit", "sem", "--date", "2015-04-01")["copies"] == 5


@pytest.mark.slow
def test_a_request_is_for_what_it_is_corrected_to(office: Clerk) -> None:
    known = before(office)
    assert office.reads("request", "list", *known) == []
    edited = office.logs("request", "edit", 1, "THB/lv=12")
    assert [(line["item"], line["quantity"]) for line in edited["lines"]] == [("THB/lv", 12)]
    office.does("ship", "--request", 1, "--date", "2015-02-20")
    assert [row["status"] for row in office.reads("request", "list")] == ["shipped"]
    assert office.refused("request", "edit", 1, "THB/ru=5") == (
        "12 copies of THB/lv were already shipped for request 1; include that item too."
    )
    assert office.refused("request", "edit", 1, "THB/lv=12") == (
        "Request 1 already has these quantities; nothing was changed."
    )
    assert office.logs("request", "edit", 1, "THB/lv=15")["lines"][0]["open"] == 3
    office.does("request", "cancel", 1)
    assert office.refused("request", "edit", 1, "THB/lv=1") == "Request 1 is cancelled; add a new one."
    assert office.refused("request", "edit", 7, "THB/lv=1") == ("There is no request 7; see 'tracker request list'.")
    office.does("check")


def test_a_discreet_place_says_so(office: Clerk) -> None:
    office.does("place", "add", "shelter", "Shelter", "--kind", "ngo", "--discreet")
    assert office.reads("place", "show", "shelter")["discreet"] == "yes"
    assert office.logs("place", "edit", "shelter", "--no-discreet")["discreet"] is None
