"""Sheets of funds, of what they granted, and of seminars."""

import csv

import pytest

from tests.cli.sheets import errors, figures, imports, sheet
from tests.conftest import Clerk, made_once


@made_once
def funded(clerk: Clerk) -> Clerk:
    """A clerk with a fund, three grants of it, two of which are equal, and two seminars."""
    clerk.does("fund", "add", "riga", "Rīgas pilsētas pašvaldība")
    for amount in ("2774.60", "50", "50"):
        clerk.does("fund", "grant", "riga", 2010, amount, "--purpose", "seminars")
    people = ("--audience", "social workers=60", "--audience", "pupils=3")
    clerk.does("seminar", "add", "s1", "Seminārs", "--date", "2010-03-01", *people, "--fund", "riga", "--cost", "10")
    clerk.does("seminar", "add", "s2", "Семинар", "--date", "2099-03-01", "--country", "EE", "--note", "=1+1")
    return clerk


@pytest.mark.slow
@pytest.mark.parametrize(("table", "rows"), [("funds", 1), ("grants", 3), ("seminars", 2)])
def test_an_exported_list_gives_the_same_list_in_a_new_ledger_and_is_skipped_in_its_own(
    funded: Clerk, table: str, rows: int
) -> None:
    path, copy = funded.db.parent / "list.csv", funded.db.parent / "copy.csv"
    funded.does("export", table, "-o", path)
    funded.does("export", "funds", "-o", funded.db.parent / "funds.csv")
    assert figures(imports(funded, table, path)) == (0, rows, 0)
    other = ("--db", funded.db.parent / "other.db")
    funded.does("init", *other)
    imports(funded, "funds", funded.db.parent / "funds.csv", *other)
    if table != "funds":
        assert figures(imports(funded, table, path, *other)) == (rows, 0, 0)
    assert figures(imports(funded, table, path, *other)) == (0, rows, 0)
    funded.does("export", table, "-o", copy, *other)
    own = ("recorded_at", "recorded_by")
    told, again = (
        [{name: cell for name, cell in row.items() if name not in own} for row in csv.DictReader(text.splitlines())]
        for text in (path.read_text("utf-8"), copy.read_text("utf-8"))
    )
    assert again == told
    funded.does("check", *other)


def test_a_fund_with_another_name_is_refused(funded: Clerk) -> None:
    path = sheet(funded, "code,name", "RIGA,Rīga", "amif,AMIF", ",X")
    assert errors(funded, "funds", path) == [
        (2, "name", "Rīga", "Fund riga already exists; its name is 'Rīgas pilsētas pašvaldība', not 'Rīga'."),
        (4, "code", "", "The code is missing."),
    ]


def test_a_further_grant_for_the_same_purpose_is_recorded_and_told(funded: Clerk) -> None:
    header = "fund,year,amount,purpose"
    outcome = imports(funded, "grants", sheet(funded, header, 'Riga,2010,"60,5",seminars', "riga,2011,60,seminars"))
    assert figures(outcome) == (2, 0, 0)
    assert outcome["messages"] == ["Line 2: riga has another grant for 2010 and this purpose; both count."]
    assert [row["amount"] for row in funded.reads("export", "grants")] == [
        "2774.60",
        "50.00",
        "50.00",
        "60.50",
        "60.00",
    ]


def test_grants_say_which_cell_is_wrong(funded: Clerk) -> None:
    path = sheet(funded, "fund,year,amount,currency", "rega,10,abc,EURO", "riga,2010,,", "riga,99999,1,")
    assert errors(funded, "grants", path) == [
        (2, "fund", "rega", "There is no fund 'rega'. Did you mean riga (Rīgas pilsētas pašvaldība)?"),
        (2, "year", "10", "'10' is not a year; write one such as 2015."),
        (2, "amount", "abc", "'abc' is not an amount of money; write 862.40."),
        (2, "currency", "EURO", "'EURO' is not a currency; write its three-letter code, such as EUR."),
        (3, "amount", "", "The amount is missing."),
        (4, "year", "99999", "'99999' is not a year; write one such as 2015."),
    ]


def test_seminars_are_compared_cell_by_cell(funded: Clerk) -> None:
    path = sheet(
        funded,
        "code,name,date,audience,attendees,cost",
        "s1,Seminārs,1.3.2010,pupils=3; Social Workers=60,63,10",
        "s2,Семинар,2099-03-02,,,",
        "london,Embassy in London,2010-03-01,,,",
    )
    (audience, day, taken) = errors(funded, "seminars", path)
    assert audience == (
        2,
        "audience",
        "pupils=3; Social Workers=60",
        "Seminar s1 already exists; its audience is 'pupils=3; social workers=60', not 'Social Workers=60; pupils=3'.",
    )
    assert day[:3] == (3, "date", "2099-03-02")
    assert taken[3] == "There is already a place london; choose another code, or edit the existing one."


def test_an_audience_says_who_they_are_and_how_many(funded: Clerk) -> None:
    path = sheet(
        funded,
        "code,name,date,audience,attendees",
        "a,A,2010-03-01,pupils,",
        "b,B,2010-03-01,,60",
        "c,C,2010-03-01,pupils=20,21",
        "d,D,2010-03-01,pupils=1; Pupils=2,",
        "e,E,2010-03-01,pupils=1.5,",
        'f,F,2010-03-01,"social workers=60, police=20",',
    )
    found = errors(funded, "seminars", path)
    assert [error[:2] for error in found] == [
        (2, "audience"),
        (3, "attendees"),
        (4, "attendees"),
        (5, None),
        (6, "audience"),
        (7, None),
    ]
    assert found[5][3].startswith("'social workers=60, police' is not one group of people")
    assert "write an audience, such as social workers=60" in found[1][3]
    assert found[2][3] == "The groups of its audience are 20 people, not 21."
    assert "named twice" in found[3][3]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("funds", ("code,name", "x,X")),
        ("grants", ("fund,year,amount", "riga,2015,5")),
        ("seminars", ("code,name,date", "s,S,2015-01-01")),
    ],
)
def test_what_is_no_entry_is_not_undone_and_that_is_told(funded: Clerk, table: str, rows: tuple[str, ...]) -> None:
    imports(funded, table, sheet(funded, *rows))
    before = funded.db.read_bytes()
    said = funded.refused("undo", "--yes")
    assert said.startswith(f"Command 12 (import {table}) cannot be undone: what it did is not an entry, a request,")
    assert funded.db.read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize("order", [("places", "seminars"), ("seminars", "places")])
def test_seminars_are_places_too_and_both_lists_are_imported_in_any_order(
    funded: Clerk, order: tuple[str, str]
) -> None:
    other, folder = ("--db", funded.db.parent / "other.db"), funded.db.parent
    funded.does("place", "edit", "s1", "--city", "Rīga")
    funded.does("init", *other)
    for table in ("funds", "places", "seminars"):
        funded.does("export", table, "-o", folder / f"{table}.csv")
    for table in ("funds", "seminars") if order[0] == "seminars" else ("funds", *order):
        imports(funded, table, folder / f"{table}.csv", *other)
    if order[0] == "seminars":
        imports(funded, "places", folder / "places.csv", "--update", *other)
    for table in ("places", "seminars"):
        funded.does("export", table, "-o", folder / "copy.csv", *other)
        assert (folder / "copy.csv").read_text("utf-8") == (folder / f"{table}.csv").read_text("utf-8")
    funded.does("place", "add", "s3", "S", "--kind", "seminar")
    (error,) = errors(funded, "seminars", sheet(funded, "code,name,date", "s3,T,2010-03-01"))
    assert error == (2, "name", "T", "Place s3 already exists; its name is 'S', not 'T'.")
    funded.does("check", *other)
