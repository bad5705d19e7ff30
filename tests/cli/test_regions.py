"""region: what the regions of places mean, and coverage for each 1,000 people."""

from tests.conftest import Clerk, made_once


@made_once
def regional(stocked: Clerk) -> Clerk:
    """A ledger in which two of four places are in a region, and one of these has copies."""
    stocked.does("place", "add", "rezekne", "Rēzekne", "--kind", "library", "--region", "Latgale")
    stocked.does("place", "edit", "liepaja", "--region", "Kurzeme")
    stocked.does("ship", "rezekne", "THB/lv=30", "--received", "--date", "2015-02-01")
    return stocked


def test_copies_are_compared_with_the_people_of_each_region(regional: Clerk) -> None:
    """Regions without a place come first, then those without copies; without numbers, no rate is made up."""
    made = regional.does("region", "set", "latgale", "--inhabitants", "20 000", "--speakers", "lv=8000")
    assert made.out == "Recorded region Latgale (Latvia).\n"
    regional.does("region", "set", "Sēlija", "--country", "LV", "--inhabitants", "500")
    rows = regional.reads("report", "coverage", "--by", "region", "--item", "THB/lv")
    assert [tuple(row.values()) for row in rows] == [
        ("Sēlija", "LV", 500, 0, 0, 0, 0.0, None),
        ("Kurzeme", None, None, 1, 0, 0, None, None),
        ("Latgale", "LV", 20000, 1, 1, 30, 1.5, 3.8),
        (None, None, None, 2, 0, 0, None, None),
    ]
    assert regional.reads("report", "coverage", "--by", "region")[2]["per_1000_speakers"] is None


def test_what_is_set_later_stays_apart_from_what_was_known(regional: Clerk) -> None:
    """Numbers obey the second clock, what is not given again stays, and a region without places can be removed."""
    regional.does("region", "set", "Latgale", "--inhabitants", "20000", "--speakers", "lv=8000")
    before = regional.reads("log")[-1]["recorded_at"]
    regional.does("region", "set", "Latgale", "--speakers", "ru=900")
    regional.does("region", "set", "Sēlija")
    assert list(regional.reads("region", "list")[0].values())[-2:] == [20000, "lv=8000; ru=900"]
    then = regional.reads("report", "coverage", "--by", "region", "--known-at", before)
    assert {row["inhabitants"] for row in then} == {None}
    assert "Places are in the region Latgale" in regional.refused("region", "remove", "latgale")
    regional.does("region", "remove", "sēlija")
    assert [row["name"] for row in regional.reads("region", "list")] == ["Latgale"]
    assert "There is no language 'xx'" in regional.refused("region", "set", "Latgale", "--speakers", "xx=5")
    regional.does("check")


def test_a_sheet_sets_regions(regional: Clerk) -> None:
    """What is exported is skipped; another number is refused without --update, and nothing of the sheet is recorded."""
    sheet = regional.db.parent / "regions.csv"
    sheet.write_text("name,country,inhabitants,speakers\nLatgale,LV,20000,lv=8000; ru=900\nKurzeme,,,\n")
    regional.does("import", "regions", sheet)
    exported = regional.does("export", "regions").out
    assert exported == "name,country,inhabitants,speakers\nKurzeme,LV,,\nLatgale,LV,20000,lv=8000; ru=900\n"
    sheet.write_text(exported.replace("20000", "19000"))
    assert "its number of inhabitants is '20000', not '19000'" in regional("import", "regions", sheet).err
    regional.does("import", "regions", sheet, "--update")
    assert regional.reads("region", "list")[1]["inhabitants"] == 19000
