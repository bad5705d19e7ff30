"""count: a checkpoint. Later entries with earlier dates change its difference, never the quantity counted."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.cli.terminal import entries_in, held_by, lines_of, refusal, stock_of
from tests.conftest import Clerk, made_once

DAY_0 = date(2015, 3, 10)


def day(offset: int) -> str:
    """Return the date that many days after day 0."""
    return (DAY_0 + timedelta(days=offset)).isoformat()


def counts_of(entry: Any) -> list[tuple[str, int, int]]:
    """Return the result of a count: run, expected, counted."""
    return [(count["run"], count["expected"], count["counted"]) for count in entry["counts"]]


def by_run(clerk: Clerk, place: str) -> dict[str, int]:
    """Return the copies of each run that the place holds, added up from the log."""
    held: dict[str, int] = {}
    for row in clerk.reads("log"):
        for end, sign in (("source", -1), ("destination", 1)):
            if row[end] == place:
                held[row["run"]] = held.get(row["run"], 0) + sign * row["quantity"]
    return {run: copies for run, copies in held.items() if copies}


@made_once
def annex(clerk: Clerk) -> Clerk:
    """A clerk with 1000 copies of one run in the store, and an empty second store, the annex."""
    clerk.does("place", "add", "annex", "Annex", "--kind", "store")
    clerk.does("print", "THB/lv", 1000, "--date", day(-30))
    return clerk


@made_once
def london(clerk: Clerk) -> Clerk:
    """A clerk who printed 100 copies three times and sent 30, 20 and 10 of them to London: entries 1 to 5."""
    for number in (1, 2, 3):
        clerk.does("print", "THB/lv", 100, "--date", day(-30 + number))
    clerk.does("ship", "london", "THB/lv/1=30", "THB/lv/2=20", "THB/lv/3=10", "--date", day(-20), "--received")
    return clerk


def moved(clerk: Clerk, quantity: int, offset: int) -> Any:
    """Move copies into the annex on a date."""
    return clerk.logs("ship", "annex", f"THB/lv={quantity}", "--date", day(offset), "--received")


def shown(clerk: Clerk, first: int) -> list[int]:
    """Return the annex's copies at the end of each day from the first to day 0."""
    return [held_by(clerk, "annex", "--at", day(offset)).get("THB/lv", 0) for offset in range(first, 1)]


def test_a_count_is_a_checkpoint_of_all_days_after_it(annex: Clerk) -> None:
    moved(annex, 10, -3)
    moved(annex, 1, -2)
    moved(annex, 1, 0)
    assert shown(annex, 0) == [12]

    first = annex.logs("count", "annex", "THB/lv=6", "--date", day(-1))
    assert counts_of(first) == [("THB/lv/1", 11, 6)]
    assert lines_of(first) == [("THB/lv/1", "annex", "loss", 5)]
    assert shown(annex, -3) == [10, 11, 6, 7]

    second = annex.logs("count", "annex", "THB/lv=8", "--date", day(-4))
    assert counts_of(second) == [("THB/lv/1", 0, 8)]
    assert shown(annex, -4) == [8, 18, 19, 6, 7]
    (told,) = [said for said in second["messages"] if f"Count {first['entry']}" in said]
    assert f" of {day(-1)} at annex stays at 6 of THB/lv;" in told
    assert "from -5 to -13" in told

    third = moved(annex, 10, -5)
    assert shown(annex, -5) == [10, 8, 18, 19, 6, 7]
    (told,) = [said for said in third["messages"] if said.startswith("Count ")]
    assert f"Count {second['entry']} of {day(-4)} at annex stays at 8 of THB/lv;" in told
    assert "from +8 to -2" in told
    assert (stock_of(annex)["lost"], stock_of(annex)["on_hand"]) == (15, 985)


@pytest.mark.slow
def test_an_equal_count_moves_nothing_and_is_recorded_all_the_same(annex: Clerk) -> None:
    moved(annex, 10, -3)
    before = stock_of(annex)
    entry = annex.logs("count", "annex", "THB/lv=10", "--date", day(-1), "--ref", "R", "--note", "N")
    assert (entry["lines"], counts_of(entry)) == ([], [("THB/lv/1", 10, 10)])
    assert entries_in(annex) == 4
    (row,) = [row for row in annex.reads("log") if row["entry"] == 4]
    assert (row["type"], row["date"], row["place"], row["run"], row["counted"]) == (
        "count",
        day(-1),
        "annex",
        "THB/lv/1",
        10,
    )
    assert (row["quantity"], row["source"], row["destination"]) == (None, None, None)
    assert (row["reference"], row["note"]) == ("R", "N")
    assert stock_of(annex) == before
    moved(annex, 5, -2)
    assert held_by(annex, "annex") == {"THB/lv": 10}
    annex.does("check")


@pytest.mark.slow
def test_the_stock_by_place_says_when_each_item_was_last_counted(annex: Clerk) -> None:
    annex.does("print", "THB/ru", 50, "--date", day(-9))
    annex.does("count", "store", "THB/lv=1000", "--date", day(-5))
    annex.does("count", "store", "THB/lv=1000", "--date", day(-7))

    def last(*words: object) -> dict[str, str | None]:
        return {row["item"]: row["last_counted"] for row in annex.reads("stock", "--by", "place", *words)}

    assert last() == {"THB/lv": day(-5), "THB/ru": None}
    assert last("--at", day(-6)) == {"THB/lv": day(-7), "THB/ru": None}
    assert last("--at", day(-8)) == {"THB/lv": None, "THB/ru": None}
    annex.does("count", "store", "THB/ru=50", "THB/lv=1000", "--date", day(-4))
    assert last() == {"THB/lv": day(-4), "THB/ru": day(-4)}
    annex.does("void", 5, "--reason", "never happened")
    assert last() == {"THB/lv": day(-5), "THB/ru": None}


def test_a_full_count_says_nothing_of_a_parcel_that_was_voided(annex: Clerk) -> None:
    """It never was there, as the recall list says too; what was there and is gone was counted."""
    annex.does("print", "THB/ru", 50, "--date", day(-9))
    parcel = annex.logs("ship", "london", "THB/ru=5", "--date", day(-6), "--received")["entry"]
    annex.does("ship", "london", "THB/lv=5", "--date", day(-6), "--received")
    annex.does("handout", "london", "THB/lv=5", "--date", day(-5))
    annex.does("void", parcel, "--reason", "never sent", "--yes")
    assert annex.reads("stock", "--place", "london") == []
    annex.does("count", "london", "--full", "--date", day(-4))
    (row,) = annex.reads("stock", "--place", "london")
    assert (row["item"], row["copies"], row["last_counted"]) == ("THB/lv", 0, day(-4))
    assert [row["place"] for row in annex.reads("trace", "THB/ru")] == ["store"]
    annex.does("count", "london", "THB/ru=0", "--date", day(-3))
    assert [row["item"] for row in annex.reads("stock", "--place", "london")] == ["THB/lv", "THB/ru"]


def test_a_count_of_none_says_when_it_was_counted_where_there_never_was_any(annex: Clerk) -> None:
    annex.does("count", "london", "THB/lv=0", "--date", day(-5))
    annex.does("level", "set", "dublin", "THB/lv=5")

    def last() -> dict[str, tuple[str | None, int | None]]:
        rows = annex.reads("stock", "THB/lv", "--by", "place")
        return {row["place"]: (row["last_counted"], row["low"]) for row in rows if not row["copies"]}

    assert last() == {"dublin": (None, 5), "london": (day(-5), None)}
    annex.does("count", "dublin", "--full", "--date", day(-4))
    assert last() == {"dublin": (day(-4), 5), "london": (day(-5), None)}


def test_what_is_missing_at_a_store_is_lost_and_elsewhere_was_taken_by_visitors(annex: Clerk) -> None:
    annex.does("ship", "london", "THB/lv=100", "--date", day(-5), "--received")
    entry = annex.logs("count", "store", "THB/lv=890", "--date", day(-4))
    assert lines_of(entry) == [("THB/lv/1", "store", "loss", 10)]
    entry = annex.logs("count", "london", "THB/lv=60", "--date", day(-4))
    assert lines_of(entry) == [("THB/lv/1", "london", "public", 40)]
    assert (stock_of(annex)["lost"], stock_of(annex)["handed_out"]) == (10, 40)


@pytest.mark.parametrize("place", ["store", "london"])
def test_a_surplus_comes_from_the_losses_everywhere(annex: Clerk, place: str) -> None:
    annex.does("ship", "london", "THB/lv=100", "--date", day(-5), "--received")
    entry = annex.logs("count", place, "THB/lv=905", "--date", day(-4))
    surplus = {"store": 5, "london": 805}[place]
    assert lines_of(entry) == [("THB/lv/1", "loss", place, surplus)]
    assert [stock_of(annex)[name] for name in ("found", "lost", "handed_out")] == [surplus, 0, 0]


@pytest.mark.slow
def test_a_changed_difference_first_undoes_what_it_had_booked_then_takes_its_natural_direction(annex: Clerk) -> None:
    annex.does("ship", "london", "THB/lv=100", "--date", day(-9), "--received")
    count = annex.logs("count", "london", "THB/lv=60", "--date", day(-4))["entry"]
    assert (stock_of(annex)["handed_out"], stock_of(annex)["lost"]) == (40, 0)

    entry = annex.logs("handout", "london", "THB/lv=30", "--date", day(-6))
    assert sorted(lines_of(entry)) == [("THB/lv/1", "london", "public", 30), ("THB/lv/1", "public", "london", 30)]
    assert "from -40 to -10" in entry["messages"][0]
    assert (stock_of(annex)["handed_out"], stock_of(annex)["lost"]) == (40, 0)

    entry = annex.logs("handout", "london", "THB/lv=25", "--date", day(-6))
    assert sorted(lines_of(entry)) == [
        ("THB/lv/1", "london", "public", 25),
        ("THB/lv/1", "loss", "london", 15),
        ("THB/lv/1", "public", "london", 10),
    ]
    assert [line["date"] for line in entry["lines"]] == [day(-6), day(-4), day(-4)]
    assert "from -10 to +15" in entry["messages"][0]
    assert [stock_of(annex)[name] for name in ("handed_out", "lost", "found")] == [55, 0, 15]

    annex.does("void", entry["entry"], "--reason", "was counted twice")
    assert (stock_of(annex)["handed_out"], stock_of(annex)["lost"]) == (40, 0)
    assert counts_of(annex.reads("show", count)) == [("THB/lv/1", 70, 60)]
    assert held_by(annex, "london") == {"THB/lv": 60}
    annex.does("check")


def test_a_count_that_would_leave_a_later_day_short_is_refused_with_the_entry_that_needs_the_copies(
    annex: Clerk,
) -> None:
    moved(annex, 10, -5)
    later = annex.logs("ship", "london", "THB/lv=8", "--from", "annex", "--date", day(-1))["entry"]
    said = refusal(annex, "count", "annex", "THB/lv=7", "--date", day(-3))
    assert f"The count of 7 of THB/lv at annex on {day(-3)} is too low: later entries need 8." in said
    assert f"Entry {later} uses these copies; to correct it, run 'tracker fix {later}'." in said
    annex.does("count", "annex", "THB/lv=8", "--date", day(-3))
    assert held_by(annex, "annex") == {"THB/lv": 0}


def test_voiding_a_count_that_a_later_day_needs_is_refused_and_names_the_entry(annex: Clerk) -> None:
    moved(annex, 10, -5)
    count = annex.logs("count", "annex", "THB/lv=15", "--date", day(-3))["entry"]
    later = annex.logs("ship", "london", "THB/lv=12", "--from", "annex", "--date", day(-1))["entry"]
    said = refusal(annex, "void", count, "--reason", "miscounted")
    assert f"annex would be 2 copies of THB/lv/1 short on {day(-1)}" in said
    assert f"Entry {later} " in said
    annex.does("void", later, "--reason", "never left")
    annex.does("void", count, "--reason", "miscounted")
    assert held_by(annex, "annex") == {"THB/lv": 10}


def test_voiding_a_count_gives_its_difference_to_the_next_one(annex: Clerk) -> None:
    moved(annex, 10, -5)
    first = annex.logs("count", "annex", "THB/lv=4", "--date", day(-3))["entry"]
    second = annex.logs("count", "annex", "THB/lv=3", "--date", day(-2))["entry"]
    entry = annex.logs("void", first, "--reason", "miscounted")
    assert any(f"Count {second} " in said and "from -1 to -7" in said for said in entry["messages"])
    assert shown(annex, -3) == [10, 3, 3, 3]
    assert stock_of(annex)["lost"] == 7


def test_a_count_is_replaced_by_what_was_really_found(annex: Clerk) -> None:
    moved(annex, 10, -5)
    count = annex.logs("count", "annex", "THB/lv=4", "--date", day(-3))["entry"]
    moved(annex, 5, -1)
    entry = annex.logs("count", "annex", "THB/lv=9", "--replaces", count)
    assert (entry["date"], counts_of(entry)) == (day(-3), [("THB/lv/1", 10, 9)])
    assert shown(annex, -3) == [9, 9, 14, 14]
    assert stock_of(annex)["lost"] == 1


def test_a_count_of_one_run_says_nothing_of_the_others(london: Clerk) -> None:
    entry = london.logs("count", "london", "THB/lv/2=18", "THB/lv/3=10", "--date", day(-5))
    assert counts_of(entry) == [("THB/lv/2", 20, 18), ("THB/lv/3", 10, 10)]
    assert by_run(london, "london") == {"THB/lv/1": 30, "THB/lv/2": 18, "THB/lv/3": 10}
    entry = london.logs("ship", "london", "THB/lv/1=3", "--date", day(-8), "--received")
    assert held_by(london, "london") == {"THB/lv": 61}
    assert not any(said.startswith("Count") for said in entry["messages"])


def test_a_full_count_finds_none_of_what_is_not_named(london: Clerk) -> None:
    london.does("print", "THB/ru", 100, "--date", day(-15))
    london.does("ship", "london", "THB/ru=7", "--date", day(-14), "--received")
    entry = london.logs("count", "london", "THB/lv/2=20", "--full", "--date", day(-5))
    assert sorted(counts_of(entry)) == [
        ("THB/lv/1", 30, 0),
        ("THB/lv/2", 20, 20),
        ("THB/lv/3", 10, 0),
        ("THB/ru/1", 7, 0),
    ]
    assert held_by(london, "london") == {"THB/lv": 20, "THB/ru": 0}
    assert stock_of(london)["handed_out"] == 40


def test_a_full_count_of_nothing_says_the_place_is_empty(london: Clerk) -> None:
    entry = london.logs("count", "london", "--full", "--date", day(-5))
    assert [counted for _, _, counted in counts_of(entry)] == [0, 0, 0]
    assert by_run(london, "london") == {}
    entry = london.logs("count", "dublin", "--full", "--date", day(-5))
    assert (entry["lines"], entry["counts"]) == ([], [])
    assert [row["type"] for row in london.reads("log") if row["entry"] == entry["entry"]] == ["count"]


def test_counting_nothing_is_wrong_usage(london: Clerk) -> None:
    assert "Nothing was counted: specify ITEM=QTY, or --full" in refusal(london, "count", "london", code=2)
    said = refusal(london, "count", "london", "THB/lv=1", "THB/lv/1=1", code=2)
    assert said == "Specify either THB/lv or its print runs, not both."
    said = refusal(london, "count", "london", "THB/lv=-1", code=2)
    assert said == "'-1' is not a quantity; enter a whole number of copies, 0 or more."


@pytest.mark.parametrize("words", [("THB/lv=250",), ("--full", "THB/lv=250")], ids=["item", "full"])
def test_a_run_printed_before_an_item_count_only_later_is_part_of_its_total(
    london: Clerk, words: tuple[str, ...]
) -> None:
    count = london.logs("count", "store", *words, "--date", day(-5))["entry"]
    entry = london.logs("print", "THB/lv", 70, "--date", day(-8))
    (told,) = [said for said in entry["messages"] if f"Count {count} " in said]
    assert told == (
        f"Count {count} of {day(-5)} at store stays at 250 of THB/lv; its difference changed from +10 to -60. "
        "The print runs of the entry are now THB/lv/1 10, THB/lv/2 80, THB/lv/3 90, THB/lv/4 70."
    )
    assert held_by(london, "store", "--at", day(-6)) == {"THB/lv": 310}
    assert held_by(london, "store") == {"THB/lv": 250}


def test_a_count_of_a_run_is_no_count_of_one_that_turns_up_later(london: Clerk) -> None:
    london.does("count", "london", "THB/lv/1=30", "--date", day(-5))
    london.does("print", "THB/lv", 100, "--date", day(-15))
    london.does("ship", "london", "THB/lv/4=9", "--date", day(-8), "--received")
    assert held_by(london, "london") == {"THB/lv": 69}


def test_a_count_before_a_run_was_printed_is_refused_for_that_run(london: Clerk) -> None:
    said = refusal(london, "count", "store", "THB/lv/3=5", "--date", day(-28))
    assert "THB/lv/3" in said
    assert f"had not been printed by {day(-28)}" in said
    assert "THB/lv" in refusal(london, "count", "store", "THB/lv=5", "--date", day(-40))
    london.does("count", "store", "THB/lv/3=100", "--date", day(-27))


def test_a_print_is_not_moved_to_a_day_after_a_count_of_its_run(clerk: Clerk) -> None:
    """A count dated before its run was printed is refused, whichever of the two is logged last."""
    clerk.does("print", "THB/lv", 1000, "--date", day(-9))
    clerk.does("count", "store", "THB/lv=900", "--date", day(-7))
    said = refusal(clerk, "print", "THB/lv", 1000, "--replaces", 1, "--date", day(-5))
    assert said == (
        f"Count 2 of {day(-7)} found 900 of THB/lv, but none would be printed by then; void the count first."
    )
    clerk.does("print", "THB/lv", 1000, "--replaces", 1, "--date", day(-8))
    assert stock_of(clerk)["on_hand"] == 900


def test_a_surplus_with_parcels_in_transit_names_them(london: Clerk) -> None:
    first = london.logs("ship", "london", "THB/lv/1=5", "--date", day(-9))["entry"]
    second = london.logs("ship", "london", "THB/lv/2=6", "--date", day(-8))["entry"]
    elsewhere = london.logs("ship", "dublin", "THB/lv/2=6", "--date", day(-8))["entry"]
    (said,) = london.logs("count", "london", "THB/lv=65", "--date", day(-5))["messages"]
    assert "in transit to london" in said
    assert f"{first}, {second}" in said
    assert str(elsewhere) not in said.replace(f"{first}, {second}", "")
    assert london.logs("count", "london", "THB/lv=65", "--date", day(-4))["messages"] == []


def test_the_command_that_a_surplus_advises_can_be_typed_as_it_stands(london: Clerk) -> None:
    parcel = london.logs("ship", "london", "THB/lv/3=5", "--date", day(-9))["entry"]
    count = london.logs("count", "london", "THB/lv=65", "--date", day(-5))
    advice = f"tracker receive {parcel} --before {count['entry']}"
    assert any(advice in said for said in count["messages"]), count["messages"]
    london.does(*advice.split()[1:])
    assert (held_by(london, "london"), stock_of(london)["lost"]) == ({"THB/lv": 65}, 0)


def test_a_surplus_does_not_name_parcels_that_left_after_the_count(london: Clerk) -> None:
    parcel = london.logs("ship", "london", "THB/lv/1=5", "--date", day(-2))["entry"]
    messages = london.logs("count", "london", "THB/lv=65", "--date", day(-5))["messages"]
    assert not any(f"shipment {parcel}" in said for said in messages), messages


def test_a_surplus_names_parcels_that_were_in_transit_then_though_they_were_received_later(london: Clerk) -> None:
    parcel = london.logs("ship", "london", "THB/lv/3=5", "--date", day(-9))["entry"]
    london.does("receive", parcel, "--date", day(-3))
    messages = london.logs("count", "london", "THB/lv=65", "--date", day(-5))["messages"]
    assert any("The count found a surplus while shipments are in transit to" in said for said in messages), messages


def test_a_count_answers_in_words(london: Clerk) -> None:
    assert london.does("count", "london", "THB/lv=50", "--date", day(-5)).out.splitlines() == [
        f"Entry 6: london counted on {day(-5)}.",
        "  10  THB/lv/1  london > public",
        "  THB/lv/1: 20 counted, 30 expected",
        "  THB/lv/2: 20 counted, 20 expected",
        "  THB/lv/3: 10 counted, 10 expected",
        "10 copies count as taken by visitors.",
    ]


def test_a_receipt_logged_again_after_a_count_of_its_day_is_the_one_to_put_before_it(stocked: Clerk) -> None:
    parcel = stocked.logs("ship", "london", "THB/lv=50", "--date", "2015-01-10")["entry"]
    count = stocked.logs("count", "london", "THB/lv=50", "--date", "2015-01-12", "--yes")["entry"]
    stocked.does("receive", parcel, "--date", "2015-01-12", "--yes")
    fixed = stocked.logs("fix", parcel, "THB/lv=60", "--yes")
    advice = f"tracker fix {fixed['entry'] + 1} --before {count}"
    assert any(advice in message for message in fixed["messages"])
    stocked.does(*advice.split()[1:], "--yes")


def test_what_may_still_be_shipped_is_what_the_stock_says_is_available_also_before_a_count(annex: Clerk) -> None:
    """Of 1000, 800 left earlier on the day on which 200 were counted: the two answers must be one."""
    annex.does("ship", "london", "THB/lv=800", "--date", day(-3))
    annex.does("count", "store", "THB/lv=200", "--date", day(-3))
    available = stock_of(annex, "THB/lv", "--at", day(-8))["available"]
    said = refusal(annex, "ship", "dublin", f"THB/lv={available + 1}", "--date", day(-8))
    assert (
        f"store has only {available} copies of THB/lv available on {day(-8)}, 1 short of the {available + 1} needed."
        in said
    )
    annex.does("ship", "dublin", f"THB/lv={available}", "--date", day(-8))
    assert held_by(annex, "store") == {"THB/lv": 200}


def test_a_store_that_was_short_just_before_a_count_takes_nothing_from_what_others_have(clerk: Clerk) -> None:
    clerk.does("place", "add", "annex", "Annex", "--kind", "store")
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("ship", "annex", "THB/lv=10", "--date", "2015-01-09")
    clerk.does("receive", 2, "--date", "2015-01-10")
    clerk.does("handout", "annex", "THB/lv=10", "--date", "2015-01-10", "--before", 3)
    clerk.does("count", "annex", "THB/lv=0", "--date", "2015-01-10", "--before", 3)
    assert stock_of(clerk, "THB/lv", "--at", "2015-01-09")["available"] == 90
    clerk.does("ship", "london", "THB/lv=90", "--date", "2015-01-09")


def test_a_run_that_was_below_zero_for_a_while_is_counted_as_none_before(clerk: Clerk) -> None:
    """Copies leave before they came, within one day: a count in between failed on the database's own CHECK."""
    clerk.does("print", "THB/lv", 10, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=4", "--date", "2015-01-05")
    clerk.does("print", "THB/lv", 10, "--date", "2015-01-05")
    clerk.does("ship", "london", "THB/lv/2=5", "--before", 2)
    count = clerk.logs("count", "store", "THB/lv=3", "--before", 3)
    assert sum(counted for _, _, counted in counts_of(count)) == 3
    assert stock_of(clerk)["on_hand"] == 13


def test_what_an_item_count_finds_serves_what_is_taken_after_it_also_when_an_older_entry_is_logged(
    annex: Clerk,
) -> None:
    """All that was there before a count may still leave, if the item's copies there are of one run only."""
    for words in (
        ("count", "store", "THB/lv=10", "--date", day(2)),
        ("ship", "london", "THB/lv=10", "--date", day(3)),
        ("count", "store", "THB/lv=10", "--date", day(4)),
        ("ship", "london", "THB/lv=10", "--date", day(5)),
    ):
        annex.does(*words)
    for left, quantity in ((1000, 900), (100, 100)):
        assert stock_of(annex, "THB/lv", "--at", day(1))["available"] == left
        annex.does("ship", "london", f"THB/lv={quantity}", "--date", day(1))
    said = refusal(annex, "ship", "london", "THB/lv=1", "--date", day(1))
    assert said.startswith(f"store has only 0 copies of THB/lv available on {day(1)}, 1 short of the 1 needed.")
    stock = stock_of(annex)
    assert (stock["on_hand"], stock["in_transit"], stock["lost"], stock["found"]) == (0, 1020, 0, 20)
    assert annex.does("check").out.startswith("OK")


@made_once
def shelf(clerk: Clerk) -> Clerk:
    """A clerk who printed 20 copies and shipped 12 of them to London: entries 1 and 2."""
    clerk.does("print", "THB/lv", 20, "--date", "2015-03-01")
    clerk.does("ship", "london", "THB/lv=12", "--date", "2015-03-02")
    return clerk


def test_copies_of_a_count_s_difference_are_not_copies_of_the_entry(shelf: Clerk) -> None:
    shelf.does("receive", 2, "--date", "2015-03-03")
    shelf.does("count", "london", "THB/lv=12", "--date", "2015-03-03")
    words = "receive", 2, "THB/lv=1", "--close", "--date", "2015-03-03", "--replaces", 3
    said = shelf.does(*words).out.splitlines()
    assert said[:4] == [
        "Entry 6: 1 copy of shipment 2 received at london on 2015-03-03.",
        "   1  THB/lv/1  transit > london",
        "  11  THB/lv/1  transit > loss",
        "  11  THB/lv/1  loss > london  difference found by count 4 on 2015-03-03",
    ]
    shown = shelf.reads("show", 6)
    assert [line.get("count") for line in shown["lines"]] == [None, None, 4]
    assert shown["story"][-1]["copies"] == {"THB/lv": 1}
    rows = [row for row in shelf.reads("log") if row["entry"] == 6]
    assert [(row["quantity"], row["shipment"], row["count"]) for row in rows] == [
        (1, 2, None),
        (11, 2, None),
        (11, None, 4),
    ]


def test_the_story_of_a_parcel_leaves_out_what_a_later_count_books(shelf: Clerk) -> None:
    counted = shelf.does("count", "london", "THB/lv=15", "--date", "2015-03-05", "--format", "json").json
    assert [line["count"] for line in counted["lines"]] == [3]
    shelf.does("receive", 2, "THB/lv=3", "--close", "--date", "2015-03-03")
    told = shelf.does("show", 2).out
    assert "3 copies of shipment 2 received at london on 2015-03-03. Recorded as lost: 9." in told
    assert "Lost in transit: 9 THB/lv." in told
    assert (
        "  12  THB/lv/1  london > loss  difference found by count 3 on 2015-03-05"
        in shelf.does("void", 3, "--reason", "x").out
    )


def test_a_late_entry_gets_one_line_however_many_counts_it_changes(stocked: Clerk) -> None:
    for day in ("2015-02-01", "2015-03-01", "2015-04-01"):
        stocked.does("count", "store", "THB/lv=900", "--date", day)
    late = stocked.logs("ship", "london", "THB/lv=50", "--date", "2015-01-15")
    (said,) = [message for message in late["messages"] if "Count" in message]
    assert said.startswith("Count 2 of 2015-02-01 at store stays at 900 of THB/lv; its difference changed from -100")
    stocked.does("count", "london", "THB/lv=40", "--date", "2015-02-02")
    stocked.does("receive", 5, "--date", "2015-01-20")
    late = stocked.logs("return", "london", "THB/lv=5", "--date", "2015-01-25")
    (said,) = [message for message in late["messages"] if "Count" in message]
    assert said == "Counts 2, 6 keep their results, but their differences changed. See 'tracker show 2'."
    assert stocked.reads("show", 2)["corrections"]


def test_all_can_be_confirmed_as_expected(london: Clerk) -> None:
    later = london.logs("count", "london", "--as-expected", "--date", day(-5))
    assert counts_of(later) == [("THB/lv/1", 30, 30), ("THB/lv/2", 20, 20), ("THB/lv/3", 10, 10)]
    assert later["lines"] == []
    london.does("handout", "london", "THB/lv=15", "--date", day(-10))
    assert held_by(london, "london") == {"THB/lv": 60}, "what was counted is a fact, whatever is logged before it"
    nothing = refusal(london, "count", "dublin", "--as-expected", "--date", day(-5))
    assert nothing == (
        "dublin has no copies on 2015-03-05, so none can be confirmed. Count them: 'tracker count dublin ITEM=QTY'."
    )
    assert "future" in refusal(london, "count", "london", "--as-expected", "--date", str(date.today() + timedelta(2)))
    both = "--as-expected means that there are no differences: omit ITEM=QTY and --full, or omit --as-expected."
    assert refusal(london, "count", "london", "THB/lv=60", "--as-expected", code=2) == both
    assert london.reads("log", "--last", 1)[0]["entry"] == later["entry"] + 1
