"""Sheets of other shapes: titles, repeated cells, tables side by side, old workbooks."""

import base64
import zlib
from datetime import date
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]

from tests.cli.sheets import figures, imports, sheet
from tests.conftest import Clerk, made_once

PLAIN = "date,place,item,quantity"


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk whose store has 9000 copies of two items."""
    for item in ("THB/lv", "THB/ru"):
        clerk.does("print", item, 9000, "--date", "2007-01-01")
    return clerk


def shipped(clerk: Clerk) -> list[tuple[str, str, str, int]]:
    return sorted((row["date"], row["place"], row["item"], row["quantity"]) for row in clerk.reads("shipments"))


def test_places_as_columns(stocked: Clerk) -> None:
    path = sheet(stocked, "date,london,dublin,Total", "2015-01-01,5,6,11", "2015-02-01,7,,7")
    assert figures(imports(stocked, "shipments", path, "--across", "place", "--map", "'THB/lv'=item")) == (2, 0, 0)
    assert [row[1:] for row in shipped(stocked)] == [
        ("dublin", "THB/lv", 6),
        ("london", "THB/lv", 5),
        ("london", "THB/lv", 7),
    ]


def test_months_and_languages_in_two_header_lines(stocked: Clerk) -> None:
    one = sheet(stocked, "place,2015-01,,March 2015,", ",lv,ru,lv,ru", "london,1,2,3,4", name="one.csv")
    two = sheet(stocked, ",2015-01,,March 2015,", "place,lv,ru,lv,ru", "london,1,2,3,4", name="two.csv")
    words = "--across", "date,language", "--map", "'THB'=booklet"
    imports(stocked, "shipments", one, *words, "--day", "first")
    imports(stocked, "shipments", two, *words, "--source", "two")
    at_first = [("2015-01-01", 1, 2), ("2015-01-31", 1, 2), ("2015-03-01", 3, 4), ("2015-03-31", 3, 4)]
    assert shipped(stocked) == [
        (day, "london", item, copies) for day, lv, ru in at_first for item, copies in (("THB/lv", lv), ("THB/ru", ru))
    ]


def test_a_heading_over_both_header_lines_and_the_row_that_the_reply_names(stocked: Clerk) -> None:
    path = stocked.db.with_name("merged.xlsx")
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.merge_range("A1:A2", "Place"), page.merge_range("B1:C1", "July 2014")
        page.write_row("B2", ["Latvian", "Russian"]), page.write_row("A3", ["london", 10, 5])
    words = "--across", "date,language", "--map", "'THB'=booklet"
    imports(stocked, "shipments", path, *words)
    copies = [("2014-07-31", "london", "THB/lv", 10), ("2014-07-31", "london", "THB/ru", 5)]
    assert shipped(stocked) == copies
    path = sheet(stocked, "Sent,,", ",July 2014,", "place,Latvian,Russian", "london,10,5")
    (message, *_) = imports(stocked, "shipments", path, *words, "--source", "two")["messages"]
    assert message == "The header row is row 2: place, July 2014 Latvian, July 2014 Russian."
    imports(stocked, "shipments", path, *words, "--source", "three", "--header-row", 2)
    assert shipped(stocked) == sorted(copies * 3)


def test_a_code_is_a_language_across_if_it_is_in_use_or_mapped(stocked: Clerk) -> None:
    path = sheet(stocked, "place,lv,de,Kg", "london,5,6,7")
    words = "shipments", path, "--date", "2015-01-01", "--map", "'THB'=booklet", "--across", "language"
    outcome = imports(stocked, *words, "--map", "de=", "--map", "Kg=", "--dry-run")
    assert outcome["copies"] == [{"item": "THB/lv", "copies": 5}]
    outcome = imports(stocked, *words, "--map", "de=German", "--map", "Kg=", "--open", "--create-missing")
    assert outcome["copies"] == [{"item": "THB/de", "copies": 6}, {"item": "THB/lv", "copies": 5}]
    assert stocked.refused("import", *words, "--map", "de=", "--map", "Kg=THB/kg", code=2) == (
        '--map "Kg=THB/kg" conflicts with --across language; omit one of them.'
    )


def test_row_numbers_are_no_place(stocked: Clerk) -> None:
    words = "--across", "place", "--map", "'THB/lv'=item"
    path = sheet(stocked, "Npk,date,london,dublin", "1,2015-01-01,5,6", "2,2015-02-01,7,")
    assert imports(stocked, "shipments", path, *words)["copies"] == [{"item": "THB/lv", "copies": 18}]
    path = sheet(stocked, "ID,date,london,dublin", "7,2015-01-02,5,6", "9,2015-02-02,7,", name="ids.csv")
    assert stocked.refused("import", "shipments", path, *words).endswith('to omit the column, add --map "ID=".')
    assert imports(stocked, "shipments", path, *words, "--map", "ID=")["copies"] == [{"item": "THB/lv", "copies": 18}]
    assert {row[1] for row in shipped(stocked)} == {"london", "dublin"}


def test_languages_are_abbreviated_and_headings_of_two_lines_mapped(stocked: Clerk) -> None:
    words = "shipments", "--across", "date,language", "--map", "'THB'=booklet"
    path = sheet(stocked, ",Июль 2014,,Август 2014,", "place,лат.,рус.,latv.,kriev.", "london,1,2,3,4")
    imports(stocked, words[0], path, *words[1:])
    copies = [
        ("2014-07-31", "london", "THB/lv", 1),
        ("2014-07-31", "london", "THB/ru", 2),
        ("2014-08-31", "london", "THB/lv", 3),
        ("2014-08-31", "london", "THB/ru", 4),
    ]
    assert shipped(stocked) == copies
    path = sheet(stocked, ",Июль,,Август,", "place,Л,Р,Л,Р", "london,1,2,3,4")
    meant = ("Июль=2014-07", "Август=2014-08", "Л=Latvian", "Р=Russian")
    imports(
        stocked, words[0], path, *words[1:], "--source", "two", *(word for each in meant for word in ("--map", each))
    )
    assert shipped(stocked) == sorted(copies * 2)
    refused = stocked.refused("import", words[0], path, *words[1:], "--map", "Сентябрь=2014-09")
    assert f"{path} has no column 'Сентябрь'." in refused
    assert "no column '2014-07'." in stocked.refused("import", words[0], path, "--map", "'x'=2014-07", code=2)


def test_months_without_a_year_are_mapped(stocked: Clerk) -> None:
    path = sheet(stocked, "place,Jūlijs", "london,5")
    words = "shipments", path, "--across", "date", "--map", "'THB/lv'=item"
    year = date.today().year
    assert stocked.refused("import", *words) == (
        f'The headings have no year; add --map "Jūlijs={year}-07" for each month.'
    )
    imports(stocked, *words, "--map", "Jūlijs=2014-07")
    assert shipped(stocked) == [("2014-07-31", "london", "THB/lv", 5)]


def test_numbers_below_a_misspelled_heading_are_not_left_out_silently(stocked: Clerk) -> None:
    path = sheet(stocked, "nr,place,Latvian,Rusian,Phone", "1,london,5,3,+371 6701", "2,dublin,2,2,")
    words = "shipments", path, "--date", "2015-01-01", "--map", "'THB'=booklet", "--across", "language"
    assert stocked.refused("import", *words) == (
        f"Column Rusian of {path} has numbers, but its heading does not match --across language. Correct "
        'the heading; to omit the column, add --map "Rusian=".'
    )
    imports(stocked, *words, "--map", "Rusian=Russian")
    assert sorted(shipped(stocked)) == [
        ("2015-01-01", "dublin", "THB/lv", 2),
        ("2015-01-01", "dublin", "THB/ru", 2),
        ("2015-01-01", "london", "THB/lv", 5),
        ("2015-01-01", "london", "THB/ru", 3),
    ]


def test_marks_and_words_that_repeat_the_cell_above(stocked: Clerk) -> None:
    marks = ("-//-", "//", "—»—", "То же", "tas pats", "-''-")
    path = sheet(stocked, PLAIN, "2015-01-01,london,THB/lv,5", *(f"{mark},{mark},THB/lv,5" for mark in marks))
    imports(stocked, "shipments", path, "--fill-down", "date,place")
    assert shipped(stocked) == [("2015-01-01", "london", "THB/lv", 5)] * 7


def test_many_months_need_no_mapping(stocked: Clerk) -> None:
    months = [f"{year}-{month:02}" for year in range(2008, 2025) for month in range(1, 13)]
    path = sheet(stocked, ",".join(["place", *months]), ",".join(["london", *["1"] * len(months)]))
    outcome = imports(stocked, "shipments", path, "--across", "date", "--map", "'THB/lv'=item")
    assert outcome["copies"] == [{"item": "THB/lv", "copies": 204}]
    path = sheet(stocked, "place,2008-04,2008-05,2008", "london,1,2,3", "dublin,1,2,3", ",2,4,6")
    words = "shipments", path, "--across", "date", "--map", "'THB/lv'=item", "--source", "totals"
    assert stocked.refused("import", *words, code=2) == (
        "The columns '2008' and '2008-04' overlap, so copies would be counted twice; omit the totals "
        'with --map "2008=".'
    )
    outcome = imports(stocked, *words, "--map", "2008=")  # the last line is a total without a word for it
    assert (outcome["copies"], outcome["passed_over"]) == ([{"item": "THB/lv", "copies": 6}], 1)


def test_cells_that_repeat_and_tables_side_by_side(stocked: Clerk) -> None:
    path = sheet(stocked, PLAIN, "2015-01-01,london,THB/lv,5", ",,THB/ru,6", '"""",dublin,THB/lv,7')
    imports(stocked, "shipments", path, "--fill-down", "date,place")
    assert shipped(stocked) == [
        ("2015-01-01", "dublin", "THB/lv", 7),
        ("2015-01-01", "london", "THB/lv", 5),
        ("2015-01-01", "london", "THB/ru", 6),
    ]
    path = sheet(stocked, f"{PLAIN},,{PLAIN}", "2015-01-02,london,THB/lv,1,,2015-01-03,dublin,THB/lv,2")
    for cells, copies in (("A:D", 1), ("F:I", 2)):
        (item,) = imports(stocked, "shipments", path, "--cells", cells)["copies"]
        assert item["copies"] == copies


def test_a_title_above_a_second_sheet_that_fits_and_an_old_workbook(stocked: Clerk) -> None:
    path = stocked.db.with_name("second.xlsx")
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("About").write(0, 0, "Distribution of 2015")
        page = book.add_worksheet("Data")
        page.write(0, 0, "A title")
        for row, cells in enumerate((PLAIN.split(","), ["2015-01-01", "london", "THB/lv", 4])):
            page.write_row(row + 2, 0, cells)
    outcome = imports(stocked, "shipments", path)
    assert outcome["copies"] == [{"item": "THB/lv", "copies": 4}]
    assert any(told.startswith("Only the sheet Data was read, not About;") for told in outcome["messages"])
    old = Path(stocked.db.with_name("old.xls"))
    old.write_bytes(zlib.decompress(base64.b85decode(OLD)))
    assert imports(stocked, "shipments", old)["copies"] == [{"item": "THB/lv", "copies": 12}]


def test_a_printed_table_repeats_its_header_and_breaks_its_lines(stocked: Clerk) -> None:
    rows = ('"Date', 'sent",place,item,quantity')
    page = ("2015-01-01,london,THB/lv,5", '2015-01-02,dublin,"THB/\nlv",6')
    path = sheet(stocked, *rows, *page, *rows, "2015-01-03,london,THB/lv,7", *rows, "Total,,,18")
    words = "shipments", path, "--map", "Date sent=date", "--create-missing", "--country", "LV"
    outcome = imports(stocked, *words)
    assert (outcome["recorded"], outcome["passed_over"]) == (3, 3)
    assert "Skipped lines 6, 9, which repeat the header row." in outcome["messages"]
    assert shipped(stocked) == [
        ("2015-01-01", "london", "THB/lv", 5),
        ("2015-01-02", "dublin", "THB/lv", 6),
        ("2015-01-03", "london", "THB/lv", 7),
    ]
    sheet(stocked, *rows, page[0], *rows, page[1].replace("6", "4"))
    told = stocked.does("import", *words, "--update").out
    assert "1 recorded" in told


OLD = (
    "c-rk)O=uHA6#izDG(V(C8q-26gi^3-Z4vR}rAAA%UQ((EYAMxClS63S)Q}4Gpw*hAQ1GO9Db$0PsuzFIgWfy{6+H-okm%8qpx~j+"
    "`sVFK(;A@xtyuP3=FR(=_vY=+&(7|vrIynC{f;u$U_TtFm|is1=mZsSRS1FXrYYHK?V)1Y_^;sg&_Fi1@TB>rTaKX|?=m#pb3P{u"
    "e4sLlNetzTbms<QfOF7=%%PvCz%9}Q(9T(fnT|8v!t^e;e9H6yYpyZvr?w?Af~D9{&ptJaPikFk3qZzw$Ug5_vj?qsA!qTWIbpSR"
    ";b1<aXE%!>>hxm)G}41<Bb}FW5Vzq2P7(SNiN1Kegb2-o1$;F-fiKnN{;bp1Z>(N`^xszN-M`U$Xb|h^y>;~0H776w^9--5BK#P2"
    "N{bV5y`V26&ilBVHAv}&v<sNb>f>n=Glle7vYwmLjY6g{O`AnFXQXllF~^S#?9QGiCN-7JW(=QvSMc5vTD7+{^P2M$O(Dp93$MHo"
    "^}2lL^Xo)%ICh#fGn|L@*4ZX=hKbA4gPa3walpzO=wXjtOs{a%t;}~YjnM3;x_h`)F^6Zl%~iH`Q$KqdZ(`eP_#MO-KOKD(Eq;vc"
    "Bz|$Qd?B*<Ha3qgdafz*m)9(MMX$JdL*j9)S_`#9y=U6~%Wmb-LMnGty;_4<k;{<K!qk%F(-A);O+711a**UuvBa8K7d0R2!Wfy;"
    "xV_+5PUS5)77eUwDPy&%SX!M}R_0?WmNjZkDweh?md3H7@&uuU@jyD#e*6<Y*sx*4h7B7wY}ojh5PYt*&eHO9=u+o&xB9QMLZxE="
    "CfT$&h8$f5`bInigX%n{8=60DaEWRxu}+`r|3Zlq)O#KiNOB$%4bNZt&Jwlvvu?-GpIbtW_Friv&%fONcc``MT>"
)
"""A workbook of 1997, compressed: 5 copies to London and 7 to Dublin."""
