"""What the corpus of odd sheets (`tests/golden/sheets`) does not cover: pipes, terminals, days, long sheets."""

import io
import sys
from datetime import date

import click
import pytest

from tests.adapters import set_date
from tests.cli.sheets import errors, figures, imports, sheet
from tests.conftest import Clerk, made_once
from tests.store.rawly import opened
from tracker.messages import Message

PLAIN = "date,place,item,quantity"


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk whose store got 1000 copies of THB/lv and 300 of THB/ru in 2013."""
    clerk.does("print", "THB/lv", 1000, "--date", "2013-01-01")
    clerk.does("print", "THB/ru", 300, "--date", "2013-01-01")
    return clerk


def test_a_sheet_can_come_through_a_pipe(stocked: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(f"{PLAIN}\r\n2015-02-01,london,THB/lv,1\r\n".encode()))
    monkeypatch.setattr(sys, "stdin", stream)
    assert stocked.does("import", "shipments", "-").out.splitlines() == [
        "1 row of standard input: 1 recorded as entry 3, 0 skipped (already recorded).",
        "Copies: 1 of THB/lv.",
    ]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{PLAIN}\n2015-02-01,london,THB/lv,1\n".encode())))
    said = "Specify the table of -; this may fit: tracker import shipments -"
    assert stocked.refused("import", "-", code=2) == said


def test_a_file_before_its_table_is_wrong_usage(stocked: Clerk) -> None:
    path = sheet(stocked, PLAIN, "2015-02-01,london,THB/lv,1")
    assert stocked.refused("import", path, "shipments", code=2).startswith("Specify a table (booklets, ")


@pytest.mark.parametrize(
    "header",
    [
        "Nr.;Kods;Nosaukums;Veids;Valsts;Kontaktpersona;Telefons;Piezīmes",
        "№;Код;Название;Вид;Страна;Контактное лицо;Телефон;Примечания",
        "No.;Code;Name;Kind;Country;Contact person;Telephone;Comments",
    ],
)
def test_an_unknown_heading_leaves_the_others_known(stocked: Clerk, header: str) -> None:
    path = sheet(stocked, header, "1;imanta;Imantas skola;skola;Latvija;Zane;67001;ok")
    unknown = header.partition(";")[0]
    assert f"Unused columns: {unknown}." in stocked.does("import", "places", path).out
    shown = stocked.does("place", "show", "imanta").out
    assert all(word in shown for word in ("Imantas skola", "Latvia", "Zane", "67001", "ok"))
    again = stocked.does("import", "places", path, "--map", f"{unknown}=").out
    assert "Unused" not in again and "1 skipped" in again


def test_headings_give_way_to_a_mapping(stocked: Clerk) -> None:
    path = sheet(stocked, "Datums;Vieta;Izdevums;Skaits;Gab.;Dokumenta numurs", "2015-02-01;london;THB/lv;9;4;D-1")
    recorded = stocked.does("import", "shipments", path, "--map", "Gab.=quantity")
    assert "Unused columns: Skaits." in recorded.out and "Copies: 4 of THB/lv." in recorded.out
    assert "D-1" in stocked.does("shipments", "-f", "csv").out


def test_at_a_terminal_known_rows_may_be_other_parcels(stocked: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def agrees(question: Message, *, default: bool) -> bool:
        asked.append(str(question))
        return not default and len(asked) > 1

    known = "2015-02-02,dublin,THB/lv,20"
    imports(stocked, "shipments", sheet(stocked, PLAIN, known))
    monkeypatch.setattr("tracker.cli.imports.at_terminal", lambda: True)
    monkeypatch.setattr("tracker.cli.imports.agrees", agrees)
    monkeypatch.setattr(click, "prompt", lambda _question, default: default)
    path = sheet(stocked, PLAIN, known, "2015-02-03,dublin,THB/lv,30", name="other.csv")
    for recorded in ("1 recorded as entry 4, 1 skipped", "2 recorded as entries 5 to 6, 0 skipped"):
        assert f"2 rows of other.csv: {recorded}" in stocked.does("import", "shipments", path).out
    assert asked[0] == "Is that row a separate entry? Record it too?"
    assert "Are those rows separate entries" in asked[1]
    assert figures(imports(stocked, "shipments", path, "--source", "OTHER")) == (0, 2, 0)


def test_the_current_period_is_the_same_tomorrow(stocked: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sheet(stocked, "place;now", "london;10")
    for day in (date(2015, 3, 1), date(2015, 3, 2)):
        set_date(monkeypatch, day)
        found = imports(stocked, "shipments", path, "--map", "now=2015", "--map", "'THB/lv'=item")
        assert (
            f"'now' is not over, so its copies are recorded today, {day}. If they change, void these entries "
            "before the next import."
        ) in found["messages"][0]
    assert figures(found) == (0, 1, 0)
    assert [row["date"] for row in stocked.reads("shipments")] == ["2015-03-01"]


def test_a_sheet_of_receipts_equals_typing_each_of_them(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=60", "THB/ru=40", "--date", "2015-01-05", "--ref", "Spring")
    stocked.does("ship", "dublin", "THB/lv=20", "--date", "2015-01-05", "--ref", "Spring")
    typed = Clerk(stocked.db.with_name("typed.db"), stocked.capture)
    typed.db.write_bytes(stocked.db.read_bytes())
    for words in ("3 THB/lv=50 THB/ru=40 --date 2015-01-11 --note wet", "3 --date 2015-01-12", "4 --date 2015-01-12"):
        typed.does("--db", typed.db, "receive", *words.split())
    rows = ("2015-01-12,3,,THB/lv,10,", "2015-01-12,Spring,dublin,,,", "2015-01-11,Spring,london,THB/lv,50,wet")
    path = sheet(stocked, "date,shipment,place,item,quantity,note", *rows, "2015-01-11,3,,THB/ru,40,")
    assert figures(imports(stocked, "receipts", path)) == (4, 0, 0)
    with opened(stocked) as imported, opened(typed) as by_hand:
        for table in ("entry", "movement", "balance", "monthly_flow", "custody"):
            columns = "id, type, date, position, place, shipment" if table == "entry" else "*"
            question = f"SELECT {columns} FROM {table} ORDER BY 1, 2, 3"
            assert imported.execute(question).fetchall() == by_hand.execute(question).fetchall()
    changed = sheet(stocked, "date,shipment,place,item,quantity,note", *rows, "2015-01-11,3,,THB/ru,41,")
    assert " of the same sheet has 40 of THB/ru." in stocked("import", "receipts", changed).err


def test_an_update_names_a_place_that_is_not_there(stocked: Clerk) -> None:
    path = sheet(stocked, "code,city", "london,London", "lodnon,London")
    assert "There is no place 'lodnon'" in str(errors(stocked, "places", path, "--update"))


def test_a_long_number_in_a_sheet_of_receipts_is_the_reference_of_a_parcel(stocked: Clerk) -> None:
    code = "9876543210987654321"
    stocked.does("ship", "london", "THB/lv=60", "--date", "2015-01-05", "--ref", code)
    path = sheet(stocked, "date,shipment", f"2015-01-12,{code}")
    assert figures(imports(stocked, "receipts", path)) == (1, 0, 0)


@pytest.mark.slow
def test_a_long_sheet_gets_an_opening_and_is_undone(stocked: Clerk) -> None:
    rows = [f"2014-01-{day:02},london,NEW/lv,{copies}" for day in range(1, 29) for copies in range(1, 41)]
    outcome = imports(stocked, "shipments", sheet(stocked, PLAIN, *rows), "--open", "--create-missing")
    assert figures(outcome) == (1120, 0, 0)
    assert (
        f"Print run NEW/lv/1 is the opening balance of NEW/lv: {28 * 820:,} copies on 2013-12-31.".replace(
            ",", "\N{NO-BREAK SPACE}"
        )
        in outcome["messages"]
    )
    stocked.does("check")
    stocked.does("undo", "--yes")
    assert "NEW/lv" not in {row["item"] for row in stocked.reads("stock") if row["printed"]}
