"""All reports of the program, as of any day and as known at any moment, compared with the replay.

Each function reads the rows by column names and reports differences from the model.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from tests.conftest import Clerk
from tests.ledger.replay import PRINTER, item_of, outward
from tests.ledger.replay_reports import Picture
from tests.ledger.replay_world import World

FIGURES = "printed", "on_hand", "in_transit", "at_places", "handed_out", "lost", "found"
TRACED = ("shipped", "in_transit", "returned", "handed_out", "lost", "here", "moved_in", "moved_out", "counted_in")
GRANTED = 100

Row = dict[str, Any]


class Asked(NamedTuple):
    """How the program is queried."""

    clerk: Clerk
    at: str | None
    """The day; None means everything valid."""
    known: str | None
    """The moment; None means now."""

    def rows(self, *words: str) -> list[Row]:
        """Return the rows of a report."""
        when = [*(("--at", self.at) if self.at else ()), *(("--known-at", self.known) if self.known else ())]
        rows: list[Row] = self.clerk.reads(*words, *when)
        return rows


def same(told: object, expected: object) -> None:
    """Assert that the program's rows are the expected ones."""
    if isinstance(told, dict) and isinstance(expected, dict):
        both = {key: (told.get(key), expected.get(key)) for key in told.keys() | expected.keys()}
        differ = {key: pair for key, pair in both.items() if pair[0] != pair[1]}
        assert not differ, "\n".join(f"{key}: told {pair[0]}, expected {pair[1]}" for key, pair in differ.items())
    assert told == expected


def log(asked: Asked, picture: Picture) -> None:
    """The movements, each on its own date, add up to the balances at the end of every day."""
    rows, world = asked.rows("log"), picture.world
    numbers = {row["entry"] for row in rows}
    assert numbers == set(range(1, world.entries + 1))
    first = {row["entry"]: row for row in reversed(rows) if row["type"] != "void"}  # others may be on a count's date
    told = {number: (row["type"], row["date"], row["place"]) for number, row in first.items()}
    same(told, {event.number: (event.type, event.day, event.place) for event in world.line.events})
    same({row["entry"]: row["voided_by"] for row in rows if row["voided_by"]}, world.line.voided)
    for day in world.calendar:
        summed = Counter[tuple[str, str]]()
        for row in rows:
            if row["quantity"] is not None and row["date"] <= day:
                summed[row["source"], row["run"]] -= row["quantity"]
                summed[row["destination"], row["run"]] += row["quantity"]
        expected = Counter[tuple[str, str]]()
        for (holder, run), copies in picture.replay.at(day).items():
            expected[outward(holder), run] += copies
        same({key: n for key, n in summed.items() if n}, {key: n for key, n in expected.items() if n})
    counted = {(found.event.number, found.run): found.counted for found in picture.replay.found}
    for row in rows:
        if row["type"] == "count" and row["counted"] is not None and not row["voided_by"]:
            found = counted.get((row["entry"], row["run"]), 0)
            assert row["counted"] == found, f"count {row['entry']} of {row['run']} should say {found}"


def counts(asked: Asked, picture: Picture) -> None:
    """Each standing count shows what was expected and counted of each run."""
    if asked.at or asked.known:
        return
    for event in picture.events:
        if event.type == "count":
            shown = asked.clerk.reads("show", str(event.number))["counts"]
            told = {each["run"]: (each["expected"], each["counted"]) for each in shown}
            found = [each for each in picture.replay.found if each.event.number == event.number]
            expected = {each.run: (each.expected, each.counted) for each in found}
            none = {run for run, each in {**told, **expected}.items() if each == (0, 0)}
            below = {run for run, each in expected.items() if each[0] < 0}  # as it was, or as zero: left open
            aside = none | below
            same(
                {run: each for run, each in told.items() if run not in aside},
                {run: each for run, each in expected.items() if run not in aside},
            )


def stock_by_run(asked: Asked, picture: Picture) -> None:
    """Where the copies of each run are."""
    rows = asked.rows("stock", "--by", "run")
    told = {row["run"]: (row["printed_on"], row["status"], *(row[name] for name in FIGURES)) for row in rows}
    same(told, picture.runs())
    for row in rows:
        same((row["run"], row["available"]), (row["run"], picture.available(row["run"])))
        assert row["printed"] + row["found"] == sum(row[name] for name in FIGURES[1:-1])
        assert min(row["lost"], row["found"]) >= 0


def stock_by_item(asked: Asked, picture: Picture) -> None:
    """Where the copies of each item are, and what of them is asked for."""
    rows, requested = asked.rows("stock"), picture.requested()
    same({row["item"]: [row[name] for name in FIGURES] for row in rows if row["printed"]}, picture.items())
    for row in rows:
        assert row["requested"] == requested[row["item"]], row["item"]


def stock_by_place(asked: Asked, picture: Picture) -> None:
    """What each place holds."""
    columns = "kind", "country", "copies", "last_counted"
    rows = asked.rows("stock", "--by", "place")
    told = {(row["place"], row["item"]): tuple(row[name] for name in columns) for row in rows if row["copies"]}
    same(told, picture.places())


def shipments(asked: Asked, picture: Picture) -> None:
    """What became of each item of each shipment."""
    columns = ["date", "place", "kind", "country", "quantity", "received", "lost", "status", "store", "received_on"]
    rows = asked.rows("shipments")
    same({(row["entry"], row["item"]): tuple(row[name] for name in columns) for row in rows}, picture.shipments())


def trace(asked: Asked, picture: Picture) -> None:
    """The recall list: all that a place got is accounted for."""
    told = {}
    for item in picture.items():
        for row in asked.rows("trace", item):
            told[row["place"], row["run"]] = +Counter({name: row[name] for name in TRACED})
            if not picture.is_store(row["place"]):
                got = row["shipped"] + row["moved_in"] + row["counted_in"]
                assert got == sum(row[name] for name in TRACED) - got, row
    same(told, picture.recall_list())


def coverage(asked: Asked, picture: Picture) -> None:
    """What each place last got."""
    columns = ["kind", "country", "copies", "last_shipped", "received", "last_received", "here"]
    rows = asked.rows("report", "coverage")
    same({row["place"]: tuple(row[name] for name in columns) for row in rows}, picture.coverage())


def distribution(asked: Asked, picture: Picture) -> None:
    """What was shipped to places other than stores, and what came back."""
    columns = ["shipments", "copies", "received", "returned"]
    by = "run", "place", "kind", "country"
    rows = asked.rows("report", "distribution", "--by", ",".join(by))
    told = {tuple(row[name] for name in by): tuple(row[name] for name in columns) for row in rows}
    same(told, picture.distribution())


def runout(asked: Asked, picture: Picture) -> None:
    """How long each item will last."""
    if asked.at is None:
        return
    stock = {row["item"]: row for row in asked.rows("stock")}
    for row in asked.rows("report", "runout"):
        if row["item"] not in picture.items():
            continue
        used, known = picture.use(row["item"])
        assert (row["on_hand"], row["available"]) == tuple(
            stock[row["item"]][name] for name in ("on_hand", "available")
        )
        assert row["months_known"] == pytest.approx(known * 12 / 365, abs=0.051)
        assert row["per_month"] == pytest.approx(used / (known * 12 / 365), abs=0.051)
        lasts = timedelta(max(row["available"], 0) * known // used) if used > 0 else None
        until = None if lasts is None else str(date.fromisoformat(asked.at) + lasts)
        assert row["runs_out_on"] == until, (row, used, known)
    for row in asked.rows("report", "runout", "--lead", "3", "--months", "7"):
        if row["item"] in picture.items():
            used, known = picture.use(row["item"])
            enough = -(-used * 365 * 7 // (12 * known)) if used > 0 else 0
            assert row["order"] == enough + max(-row["available"], 0), (row, used, known)
            until = row["runs_out_on"]
            assert row["order_by"] == (until and str(date.fromisoformat(until) - timedelta(weeks=3)))


def funding(asked: Asked, picture: Picture) -> None:
    """What was granted, and what print runs, seminars and sending cost, over all funds to the cent."""
    told: dict[str, tuple[int, int, int]] = {}
    for row in asked.rows("report", "funding"):
        granted, spent, left = (cents(row[name]) for name in ("granted", "spent", "left"))
        same(left, granted - spent)
        before = told.get(row["purpose"], (0, 0, 0))
        told[row["purpose"]] = before[0] + granted, before[1] + spent, before[2] + row["copies"]
    same(told, picture.funding())
    sent = [row for row in asked.rows("shipments") if row["cost"] and row["status"] != "voided"]
    same(sum(cents(row["cost"]) for row in sent), picture.funding().get("distribution", (0, 0, 0))[1])


def value(asked: Asked, picture: Picture) -> None:
    """What the stock is worth: of each run its part of the cost, and the same however it is divided."""
    paid = {move.run: (event.cost, move.quantity) for event, move in picture.moves("print") if event.cost}
    held = {
        row["run"]: row["on_hand"] + row["in_transit"] + row["at_places"] for row in asked.rows("stock", "--by", "run")
    }
    worth = sum((2 * cost * held[run] + printed - 1) // (2 * printed) for run, (cost, printed) in paid.items())
    for by in ("item", "run", "fund", "place"):
        rows = asked.rows("report", "value", "--by", by)
        same(sum(cents(row["value"]) for row in rows if row["value"]), worth)
        same(sum(row["copies"] for row in rows), sum(held.values()))


def cents(amount: str) -> int:
    return int(Decimal(amount) * 100)


def seminars(asked: Asked, picture: Picture) -> None:
    """What seminars were held, for whom, and what was sent there."""
    told = [
        (row["year"], row["seminars"], row["attendees"], row["copies"], row["cost"])
        for row in asked.rows("report", "seminars", "--by", "year")
    ]
    held = picture.seminar()
    same(told, [(2015, 1, held.people, picture.sent_to_seminar(), f"{held.cents / 100:.2f}")] if held else [])
    people = [(row["audience"], row["attendees"]) for row in asked.rows("report", "seminars", "--by", "audience")]
    same(people, [("pupils", held.people)] if held else [])


def requests(asked: Asked, picture: Picture) -> None:
    """What was asked for, and how much of it is open."""
    told = {}
    for row in asked.rows("request", "list"):
        told[row["request"], row["item"]] = row["place"], row["kind"], row["quantity"], row["shipped"], row["open"]
    expected = {}
    for each in picture.world.requests:
        if each.day <= picture.at:
            shipped, wanted = picture.world.shipped(each, picture.at), picture.world.still_wanted(each, picture.at)
            kind = picture.world.kinds[each.place]
            for item, quantity in each.items:
                expected[each.number, item] = each.place, kind, quantity, shipped[item], wanted.get(item, 0)
    same(told, expected)


def due(asked: Asked, picture: Picture) -> None:
    """What waits to be done."""
    if asked.at or asked.known:
        return
    rows = [row for row in asked.rows("due") if row["what"] not in ("backup", "level")]
    wanted = [each for each in picture.world.requests if picture.world.still_wanted(each, picture.at)]
    same(
        sorted((row["place"], row["since"]) for row in rows if row["what"] == "request"),
        sorted((each.place, each.day) for each in wanted),
    )
    told = {(row["what"], row["command"]): (row["place"], row["since"]) for row in rows if row["what"] != "request"}
    stores = {key for key in told if key[0] == "count" and picture.is_store(str(told[key][0]))}
    expected = picture.due()
    same(told.keys(), expected.keys())
    same({key: told[key] for key in told.keys() - stores}, {key: expected[key] for key in told.keys() - stores})
    for row in rows:
        assert row["days"] == (date.today() - date.fromisoformat(row["since"])).days


def nothing_vanishes(asked: Asked, picture: Picture) -> None:
    """Over all places each run sums to zero, in the model too."""
    total = Counter[str]()
    for (_, run), copies in picture.ends.items():
        total[run] += copies
    assert not any(total.values())
    assert {item_of(run) for holder, run in picture.ends if holder == PRINTER} == set(picture.items())
    assert asked.clerk.reads("check")["discrepancies"] == []


Question = Callable[[Asked, Picture], None]
QUESTIONS: tuple[Question, ...] = (
    nothing_vanishes,
    log,
    counts,
    stock_by_run,
    stock_by_item,
    stock_by_place,
    shipments,
    trace,
    coverage,
    distribution,
    runout,
    funding,
    value,
    seminars,
    requests,
    due,
)


def all_agree(clerk: Clerk, world: World, at: str | None, known: str | None, questions: tuple[Question, ...]) -> None:
    """Run all queries of the program, and compare them with the replay."""
    asked, picture = Asked(clerk, at, known), Picture(world, at or world.calendar[-1])
    for question in questions:
        if question is log and at is not None:
            continue
        try:
            question(asked, picture)
        except AssertionError as error:
            when = f"{f' --at {at}' if at else ''}{f' --known-at {known}' if known else ''}"
            raise AssertionError(f"{question.__name__.replace('_', ' ')}{when}: {error}") from error
