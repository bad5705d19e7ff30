"""Dates, months, countries and empty quantities as people write them in sheets."""

import pytest

from tests.cli.sheets import imports, sheet
from tests.conftest import Clerk, made_once

HEADER = "date,place,item,quantity"


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk whose store has 9000 copies."""
    clerk.does("print", "THB/lv", 9000, "--date", "2003-01-01")
    return clerk


def test_dates_in_words_and_dates_that_the_column_decides(stocked: Clerk) -> None:
    written = {
        "02-Jun-06": "2006-06-02",
        "3 March 2015": "2015-03-03",
        "4.3.15": "2015-03-04",
        "5. marts 2015": "2015-03-05",
        "2015. gada 6. martā": "2015-03-06",
        "7 марта 2015 г.": "2015-03-07",
        "04/03/2014": "2014-03-04",
        "17/03/2014": "2014-03-17",
    }
    path = sheet(stocked, HEADER, *(f"{text},london,THB/lv,1" for text in written))
    imports(stocked, "shipments", path)
    assert {row["date"] for row in stocked.reads("shipments")} == set(written.values())


def test_one_suggestion_for_a_column_that_can_be_read_twice(stocked: Clerk) -> None:
    path = sheet(stocked, HEADER, *(f"0{day}/04/2014,london,THB/lv,1" for day in range(1, 8)))
    assert stocked.refused("import", "shipments", path).endswith(
        "sheet.csv: '01/04/2014' in date could be 2014-01-04 or 2014-04-01; choose with --date-format '%d/%m/%Y' or "
        "'%m/%d/%Y'."
    )


def test_a_serial_number_of_a_spreadsheet_is_named_with_its_day(stocked: Clerk) -> None:
    refused = stocked("import", "shipments", sheet(stocked, HEADER, "42064,london,THB/lv,1"))
    assert "'42064' may be a spreadsheet's serial number for 2015-03-01;" in refused.err


@pytest.mark.parametrize("month", ["2015-02", "02.2015", "February 2015", "2015. gada februāris"])
def test_months_get_a_day(stocked: Clerk, month: str) -> None:
    path = sheet(stocked, HEADER, f"{month},london,THB/lv,1")
    assert stocked.refused("import", "shipments", path).endswith("has no day; add --day first or --day last.")
    imports(stocked, "shipments", path, "--day", "last")
    imports(stocked, "shipments", sheet(stocked, HEADER, ",dublin,THB/lv,2"), "--date", month, "--day", "first")
    assert [row["date"] for row in stocked.reads("shipments")] == ["2015-02-01", "2015-02-28"]


def test_what_means_no_copies_is_named_with_its_option(stocked: Clerk) -> None:
    path = sheet(
        stocked, HEADER, *(f"2015-02-0{n},london,THB/lv,{text}" for n, text in enumerate(["-", "0", "", "5"], 1))
    )
    refused = stocked("import", "shipments", path).err
    assert refused.count("to omit such rows, add --skip-zero.") == 3
    assert imports(stocked, "shipments", path, "--skip-zero", "--dry-run")["recorded"] == 1
    shortened = stocked("import", "shipments", sheet(stocked, HEADER, "2015-02-05,london,THB/lv,3e+05", name="2.csv"))
    assert "'3e+05' is not a whole number of copies; enter one such as 200 or 1200." in shortened.err
    chosen = ("--where", "quantity!=", "--where", "quantity!=-", "--skip-zero")
    assert imports(stocked, "shipments", path, *chosen)["recorded"] == 1
    assert "'=x' is not a condition" in stocked.refused("import", "shipments", path, "--where", "=x", code=2)


def test_the_column_says_what_separates_thousands(stocked: Clerk) -> None:
    """Quantities are whole, so 31,200 is no fraction, unless its column has fractions."""

    def copies(*texts: str) -> int:
        """Return the copies that would be requested, 0 if they are refused."""
        rows = (f"2015-02-{day:02};london;THB/lv;{text}" for day, text in enumerate(texts, 1))
        path = sheet(stocked, HEADER.replace(",", ";"), *rows)
        outcome = stocked("import", "requests", path, "--dry-run", "--yes", "--format", "json").json
        return sum(each["copies"] for each in outcome["copies"])

    assert [copies(f"31{mark}200") for mark in (",", ".", "'", " ")] == [31200] * 4
    assert copies("12,000", "950") == 12950
    for texts in (("12,5",), ("31,200", "12,5"), ("12,000", "5,000"), ("12,000", "0"), ("31.200", "1,300")):
        assert copies(*texts) == 0, texts


def test_countries_by_former_short_and_everyday_names(stocked: Clerk) -> None:
    named = {"UK": "GB", "Holland": "NL", "Swaziland": "SZ", "Czech Republic": "CZ", "Lielbritānija": "GB", "США": "US"}
    rows = (f"p{n},Place {n},other,{name}" for n, name in enumerate(named))
    imports(stocked, "places", sheet(stocked, "code,name,kind,country", *rows))
    found = {row["code"]: row["country"] for row in stocked.reads("place", "list")}
    assert [found[f"p{n}"] for n in range(len(named))] == list(named.values())
