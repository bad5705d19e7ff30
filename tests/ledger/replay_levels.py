"""Levels, and the copies proposed to reach them, computed from the replay without code of the program."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from tests.ledger.replay import TRANSIT, item_of
from tests.ledger.replay_questions import Asked, same
from tests.ledger.replay_reports import Picture
from tests.ledger.replay_world import Looking

FIRST = "s1"
"""The store that supplies the others."""


class Wanting(NamedTuple):
    """What an open place with a level has of an item, and what it wants."""

    place: str
    item: str
    here: int
    in_transit: int
    requested: int
    low: int
    high: int
    wanted: int
    served: bool

    @property
    def turn(self) -> tuple[bool, float, str, str]:
        """The sort key for the order of places."""
        return self.served, (self.here + self.in_transit) / (self.low or 1), self.place, self.item


def wanting(picture: Picture) -> Iterator[Wanting]:
    """Yield what each open place with a level has and wants."""
    world = picture.world
    active = [run for run in picture.replay.age if not world.is_withdrawn(run, picture.at)]
    for (place, item), (low, high) in world.levels.items():
        if world.is_closed(place, picture.at):
            continue
        here = sum(picture.ends.get((place, run), 0) for run in active if item_of(run) == item)
        sent = [event.number for event in picture.events if event.type == "ship" and event.place == place]
        coming = sum(
            picture.ends.get((f"{TRANSIT}/{number}", run), 0)
            for number in sent
            for run in active
            if item_of(run) == item
        )
        asked = sum(world.still_wanted(each, picture.at).get(item, 0) for each in world.requests if each.place == place)
        served = any(move.to == place and item_of(move.run) == item for event in picture.events for move in event.moves)
        has = here + coming + asked
        yield Wanting(place, item, here, coming, asked, low, high, high - has if has < low else 0, served)


def piles(picture: Picture) -> dict[str, list[tuple[str, int]]]:
    """Return the copies of each run that the first store can ship, oldest first."""
    found: dict[str, list[tuple[str, int]]] = {}
    looking = Looking(picture.world, picture.world.line.index(picture.at), FIRST, picture.at)
    for run in picture.replay.age:
        if picture.replay.printed[run] <= picture.at and not picture.world.is_withdrawn(run, picture.at):
            found.setdefault(item_of(run), []).append((run, looking.spare(run)))
    return found


def dealt(picture: Picture, there: dict[str, list[tuple[str, int]]]) -> dict[tuple[str, str], int]:
    """Return the copies for each place: copy by copy in principle, rounded to cartons at the end."""
    asked, found = picture.requested(), {}
    for item, runs in there.items():
        copies = [run for run, spare in runs for _ in range(spare)]
        there[item] = [(run, 1) for run in copies[: max(len(copies) - asked[item], 0)]]
    for each in sorted(wanting(picture), key=lambda each: each.turn):
        if each.place == FIRST:
            continue
        left, got = there.get(each.item, []), 0
        for run, spare in sorted(Counter(run for run, _ in left).items(), key=lambda pair: left.index((pair[0], 1))):
            carton = picture.world.cartons.get(run, 1)
            while carton <= min(spare, each.wanted - got):
                spare, got = spare - carton, got + carton
        there[each.item] = left[got:]
        found[each.place, each.item] = got
    return found


def levels(asked: Asked, picture: Picture) -> None:
    """What each place should hold, as it was known, and beside what it holds."""
    if asked.at is None:
        known = ["--known-at", asked.known] if asked.known else []
        told = {
            (row["place"], row["item"]): (row["low"], row["high"]) for row in asked.clerk.reads("level", "list", *known)
        }
        same(told, picture.world.levels)
    rows = asked.rows("stock", "--by", "place")
    beside = {
        (row["place"], row["item"]): (row["copies"], row["low"], row["high"]) for row in rows if row["low"] is not None
    }
    expected = {}
    for each in wanting(picture):
        runs = [run for run in picture.replay.age if item_of(run) == each.item]
        copies = sum(picture.ends.get((each.place, run), 0) for run in runs)
        expected[each.place, each.item] = copies, each.low, each.high
    same(beside, expected)


def refill(asked: Asked, picture: Picture) -> None:
    """The copies each place should receive; importing the proposal succeeds."""
    rows = asked.rows("report", "refill")
    columns = ["here", "in_transit", "requested", "low", "high", "wanted"]
    told = {(row["place"], row["item"]): tuple(row[name] for name in columns) for row in rows}
    others = sorted((each for each in wanting(picture) if each.place != FIRST), key=lambda each: each.turn)
    same(told, {each[:2]: each[2:8] for each in others})
    assert list(told) == [each[:2] for each in others], "they are not in their turns"
    there = piles(picture)
    if there is not None:
        same({(row["place"], row["item"]): row["proposed"] for row in rows}, dealt(picture, there))
    if asked.known is None:
        _import(asked, "report", "refill")
        if any(item_of(run) == "B/lv" for run in picture.replay.age):
            _import(asked, "report", "refill", "--spread", "B/lv=99")


def _import(asked: Asked, *words: str) -> None:
    """Import what is proposed into a copy of the ledger: it must be recorded, and to the copy."""
    sheet, copy = asked.clerk.db.with_name("refill.csv"), asked.clerk.db.with_name("refilled.db")
    shutil.copyfile(asked.clerk.db, copy)
    when = ["--at", asked.at] if asked.at else []
    asked.clerk.does(*words, *when, "--format", "csv", "-o", sheet)
    proposed = sum(row["proposed"] for row in asked.clerk.reads(*words, *when))
    answer = asked.clerk("--db", copy, "import", "shipments", sheet, "--date", asked.at or "today", "--format", "json")
    assert answer.code == 0, f"refused: {answer.out}{answer.err} {sheet.read_text(encoding='utf-8')}"
    assert sum(each["copies"] for each in answer.json["copies"]) == proposed


def waits(asked: Asked, picture: Picture) -> None:
    """What `due` says of requests, and of levels, which were all set today, long after all that happened."""
    there = piles(picture)
    if asked.at or asked.known or there is None:
        return
    rows = [row for row in asked.rows("due") if row["what"] in ("request", "level")]
    assert {row["since"] for row in rows if row["what"] == "level"} <= {datetime.now(UTC).date().isoformat()}
    spare = Counter({item: sum(copies for _, copies in runs) for item, runs in there.items()})
    told = sorted((row["what"], row["place"], row["command"]) for row in rows)
    same(told, sorted([*_requests(picture, spare), *_waits(picture, spare)]))


def _requests(picture: Picture, spare: Counter[str]) -> Iterator[tuple[str, str, str]]:
    """Yield what each open request gets of what is spare, the oldest first, and take it off; else it is looked at."""
    for each in sorted(picture.world.requests, key=lambda each: (each.day, each.number)):
        wanted = picture.world.still_wanted(each, picture.at)
        is_there = each.place != FIRST and all(copies <= spare[item] for item, copies in wanted.items())
        if each.place != FIRST:
            spare.subtract(wanted)
        if wanted:
            what = f"ship --request {each.number}" if is_there else f"request edit {each.number}"
            yield "request", each.place, f"tracker {what}"


def _waits(picture: Picture, spare: Counter[str]) -> Iterator[tuple[str, str, str]]:
    """Yield who waits, and for what: the first get what is spare, and for others it is looked at when items run out."""
    sent, short = dict[str, list[str]](), set[str]()
    for each in sorted(each for each in wanting(picture) if each.wanted):
        if each.place != FIRST and each.wanted <= spare[each.item]:
            sent.setdefault(each.place, []).append(f"{each.item}={each.wanted}")
        else:
            short.add(each.place)
        spare[each.item] -= each.wanted * (each.place != FIRST)
    for place, lines in sent.items():
        yield "level", place, f"tracker ship {place} {' '.join(lines)}"
    for place in short:
        yield "level", place, "tracker report runout"
