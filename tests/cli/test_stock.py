from tests.cli.terminal import refusal, stock_of
from tests.conftest import Clerk, made_once

FIGURES = "printed,on_hand,requested,available,in_transit,at_places,handed_out,lost,found"


@made_once
def spread(clerk: Clerk) -> Clerk:
    """A clerk who printed in two languages, and sent copies to London (all there), Dublin (half) and Liepāja (none)."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("print", "THB/ru", 500, "--date", "2015-01-05")
    clerk.does("print", "THB/lv", 200, "--date", "2015-02-01")
    clerk.does("ship", "london", "THB/lv=100", "THB/ru=50", "--date", "2015-01-10", "--received")
    clerk.does("ship", "dublin", "THB/lv=80", "--date", "2015-01-11")
    clerk.does("receive", 6, "THB/lv=40", "--close", "--date", "2015-01-20")
    clerk.does("ship", "liepaja", "THB/lv=30", "--date", "2015-01-12")
    return clerk


def test_stock_by_item_has_its_promised_columns(spread: Clerk) -> None:
    title = "Cilvēku tirdzniecības novēršana"
    assert spread.does("stock", "--format", "csv").out == (
        f"item,title,{FIGURES}\nTHB/lv,{title},1200,990,0,990,30,140,0,40,0\nTHB/ru,{title},500,450,0,450,0,50,0,0,0\n"
    )
    assert spread.does("stock", "--by", "item", "--format", "csv").out == spread.does("stock", "--format", "csv").out


def test_stock_by_run_has_its_promised_columns(spread: Clerk) -> None:
    assert spread.does("stock", "--by", "run", "--format", "csv").out == (
        f"run,item,printed_on,status,{FIGURES}\n"
        "THB/lv/1,THB/lv,2015-01-01,active,1000,790,,790,30,140,0,40,0\n"
        "THB/lv/2,THB/lv,2015-02-01,active,200,200,,200,0,0,0,0,0\n"
        "THB/ru/1,THB/ru,2015-01-05,active,500,450,,450,0,50,0,0,0\n"
    )


def test_stock_by_place_has_its_promised_columns(spread: Clerk) -> None:
    assert spread.does("stock", "--by", "place", "--format", "csv").out == (
        "place,name,kind,country,item,copies,last_counted,low,high,evidence\n"
        "dublin,Embassy in Dublin,embassy,IE,THB/lv,40,,,,2015-01-20\n"
        "london,Embassy in London,embassy,GB,THB/lv,100,,,,2015-01-10\n"
        "london,Embassy in London,embassy,GB,THB/ru,50,,,,2015-01-10\n"
        "store,Store,store,LV,THB/lv,990,,,,2015-02-01\n"
        "store,Store,store,LV,THB/ru,450,,,,2015-01-05\n"
    )
    spread.does("count", "dublin", "THB/lv=40", "--date", "2015-03-01")
    spread.does("ship", "london", "THB/ru=5", "--date", "2015-03-02", "--received")
    spread.does("handout", "london", "THB/ru=55", "--date", "2015-03-03")
    spread.does("count", "london", "--full", "THB/lv=100", "--date", "2015-03-04")
    evidence = {(row["place"], row["item"]): row["evidence"] for row in spread.reads("stock", "--by", "place")}
    assert (evidence["dublin", "THB/lv"], evidence["london", "THB/lv"]) == ("2015-03-01", "2015-03-04")


def test_stock_by_place_says_what_a_place_should_hold(spread: Clerk) -> None:
    spread.does("place", "add", "riga", "Rīga", "--kind", "library")
    spread.does("level", "set", "london", "riga", "THB/lv=120:200")
    levelled = [row for row in spread.reads("stock", "THB/lv", "--by", "place") if row["low"]]
    assert [(row["place"], row["copies"], row["low"], row["high"]) for row in levelled] == [
        ("london", 100, 120, 200),
        ("riga", 0, 120, 200),
    ]
    spread.does("place", "close", "riga")
    assert [row["place"] for row in spread.reads("stock", "--by", "place") if row["low"]] == ["london"]


def test_every_copy_printed_is_somewhere_on_every_day(spread: Clerk) -> None:
    for day in ("2015-01-01", "2015-01-05", "2015-01-10", "2015-01-11", "2015-01-12", "2015-01-20", "2015-02-01"):
        for by in ("item", "run"):
            rows = spread.reads("stock", "--by", by, "--at", day)
            assert rows
            for row in rows:
                parts = (row[name] for name in ("on_hand", "in_transit", "at_places", "handed_out", "lost"))
                assert row["printed"] + row["found"] == sum(parts)


def test_copies_that_a_count_found_are_no_negative_losses(spread: Clerk) -> None:
    """The store expects 790 copies of the first run, and 40 were lost on their way to Dublin."""
    spread.does("count", "store", "THB/lv/1=2000", "--date", "2015-02-02", "--yes")
    spread.does("count", "store", "THB/lv/2=150", "--date", "2015-02-03")
    known = spread.reads("log")[-1]["recorded_at"]

    def figures(*words: str) -> list[tuple[str, int, int, int]]:
        rows = spread.reads("stock", "THB/lv", *words)
        for row in rows:
            parts = (row[name] for name in ("on_hand", "in_transit", "at_places", "handed_out", "lost"))
            assert row["printed"] + row["found"] == sum(parts)
        return [(row.get("run") or row["item"], row["on_hand"], row["lost"], row["found"]) for row in rows]

    assert figures() == [("THB/lv", 2150, 90, 1210)]
    assert figures("--by", "run") == [("THB/lv/1", 2000, 40, 1210), ("THB/lv/2", 150, 50, 0)]
    assert figures("--at", "2015-02-02") == [("THB/lv", 2200, 40, 1210)]
    # A count of the item adds its whole difference, whatever it changes by run.
    spread.does("count", "store", "THB/lv=2160", "--date", "2015-02-04", "--yes")
    assert figures() == [("THB/lv", 2160, 90, 1220)]
    spread.does("void", 10, "--reason", "mistake")
    assert figures() == [("THB/lv", 2160, 80, 1210)]
    assert figures("--known-at", known) == [("THB/lv", 2150, 90, 1210)]
    spread.does("check")
    assert [row["lost"] for row in spread.reads("trace", "THB/lv") if row["lost"] < 0] == []


def test_a_voided_print_leaves_no_row(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 20, "--date", "2015-03-01")
    clerk.does("request", "add", "london", "THB/lv=5", "--date", "2015-03-02")
    clerk.does("void", 1, "--reason", "mistake")
    assert [(row["item"], row["available"]) for row in clerk.reads("stock")] == [("THB/lv", -5)]
    clerk.does("request", "cancel", 1)
    assert clerk.reads("stock") == []


def test_one_place_or_one_item_can_be_asked_for(spread: Clerk) -> None:
    assert [(row["place"], row["item"]) for row in spread.reads("stock", "--place", "LONDON")] == [
        ("london", "THB/lv"),
        ("london", "THB/ru"),
    ]
    assert [row["item"] for row in spread.reads("stock", "thb/ru")] == ["THB/ru"]
    assert [row["run"] for row in spread.reads("stock", "THB/lv", "--by", "run")] == ["THB/lv/1", "THB/lv/2"]
    assert [row["copies"] for row in spread.reads("stock", "THB/ru", "--place", "london", "--by", "place")] == [50]


def test_what_a_place_holds_is_not_known_by_run(spread: Clerk) -> None:
    assert "--place" in refusal(spread, "stock", "--place", "london", "--by", "run", code=2)


def test_only_what_runs_low_can_be_asked_for(spread: Clerk) -> None:
    assert [row["item"] for row in spread.reads("stock", "--low", 450)] == ["THB/ru"]
    assert spread.reads("stock", "--low", 449) == []
    assert [row["run"] for row in spread.reads("stock", "--by", "run", "--low", 200)] == ["THB/lv/2"]
    assert [row["copies"] for row in spread.reads("stock", "--by", "place", "--low", 50)] == [40, 50]


def test_numbers_are_numbers_and_what_is_absent_is_null(spread: Clerk) -> None:
    (row,) = spread.reads("stock", "--by", "run", "--low", 200)
    assert row["printed"] == 200
    assert row["requested"] is None
    assert stock_of(spread)["requested"] == 0
    assert spread.reads("stock", "--place", "london")[0]["last_counted"] is None


def test_runs_sort_by_their_numbers(clerk: Clerk) -> None:
    for _ in range(10):
        clerk.does("print", "THB/lv", 1)
    assert [row["run"] for row in clerk.reads("stock", "--by", "run")] == [f"THB/lv/{n}" for n in range(1, 11)]


def test_places_sort_by_their_names_as_in_a_dictionary(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100)
    for code, name in (("a", "Žanete"), ("b", "Ādaži"), ("c", "Zilupe"), ("d", "Aloja")):
        clerk.does("place", "add", code, name, "--kind", "library")
        clerk.does("ship", code, "THB/lv=1", "--received")
    names = [row["name"] for row in clerk.reads("stock", "--by", "place")]
    assert names == ["Aloja", "Ādaži", "Store", "Zilupe", "Žanete"]


def test_an_empty_stock_says_how_to_begin(clerk: Clerk) -> None:
    assert "tracker print ITEM QTY" in clerk.does("stock").out
    assert clerk.reads("stock") == []
    assert clerk.does("stock", "--format", "csv").out == f"item,title,{FIGURES}\n"


def test_stock_is_written_to_a_file_in_the_format_of_its_name(spread: Clerk) -> None:
    file = spread.db.with_name("stock.csv")
    assert spread.does("stock", "-o", file).out == ""
    assert file.read_text(encoding="utf-8") == spread.does("stock", "--format", "csv").out
    assert "no such file or folder" in refusal(spread, "stock", "-o", file.with_name("nowhere") / "stock.csv")
    assert "database" in refusal(spread, "stock", "-o", spread.db, "--format", "csv")


def test_an_unknown_item_or_place_suggests_the_nearest(spread: Clerk) -> None:
    assert "Did you mean THB/lv" in refusal(spread, "stock", "THB/lt")
    assert "Did you mean london" in refusal(spread, "stock", "--place", "londn")


def test_copies_on_their_way_between_stores_are_in_transit(clerk: Clerk) -> None:
    clerk.does("place", "add", "annex", "Annex", "--kind", "store")
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("ship", "annex", "THB/lv=30", "--date", "2015-01-02")
    assert (stock_of(clerk)["on_hand"], stock_of(clerk)["available"], stock_of(clerk)["in_transit"]) == (70, 70, 30)
    clerk.does("receive", 2, "--date", "2015-01-03")
    assert (stock_of(clerk)["on_hand"], stock_of(clerk)["available"], stock_of(clerk)["in_transit"]) == (100, 100, 0)
