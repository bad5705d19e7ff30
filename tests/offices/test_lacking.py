"""What the log lost is recorded again from sheets and commands, with the same result."""

import random
from collections import Counter
from collections.abc import Callable

import pytest

from tests.offices.desks import Desk, join, log, riga, url_of
from tests.offices.plain_log import PlainLog
from tests.store.test_twin import tables_of

__all__ = ["join", "log", "riga"]


def shelves(desk: Desk) -> Counter[tuple[str, ...]]:
    """How many copies of each item are at each place and on their way, and how many are requested and fulfilled."""
    found: Counter[tuple[str, ...]] = Counter()
    for row in desk.reads("stock", "--by", "place"):
        found["here", row["place"], row["item"]] += row["copies"]
    for row in desk.reads("shipments"):
        if row["status"] in ("in-transit", "partly-received"):
            found["sent", row["place"], row["item"]] += row["quantity"] - row["received"] - row["lost"]
    for row in desk.reads("request", "list"):
        found["open", row["place"], row["item"]] += row["open"]
        found["fulfilled", row["place"], row["item"]] += row["shipped"]
    return found


def record_again(desk: Desk) -> None:
    """Join again, and run the commands that the answer names."""
    commands = desk.logs("join", url_of(desk.db.stem), "--yes")["messages"][1:]
    for command in commands:
        answer = desk.types(command)
        assert answer.code == 0, "\n".join(commands) + answer.err


PLACES = "london", "leeds"
ITEMS = "THB/lv", "THB/ru", "THB/en"


def busy(chance: random.Random, day: int, number: int) -> list[str]:
    """Words that a clerk types on a day, or on one of the three before; many are refused."""
    place = chance.choice(PLACES)
    some = f"{chance.choice(ITEMS)}={chance.randint(1, 9)}"
    late = ["--date", f"2015-03-{max(5, day - chance.choice((0, 0, 0, 1, 3))):02}"]
    return chance.choice(
        (
            ["ship", place, some, *late],
            ["ship", place, some, *late, "--cost", "4.50", "--ref", f"L{number}"],
            ["ship", place, "THB/lv=7", "THB/ru=2", *late, "--received"],
            ["receive", "last", *late],
            ["receive", "--to", place, *late],
            ["receive", chance.choice(("S1", "S2")), "THB/lv=2", *late],
            ["receive", chance.choice(("S1", "S2", "last")), "THB/lv=1", "--close", *late],
            ["count", place, some, *late],
            ["count", place, "THB/lv=12", "--full", *late],
            ["handout", place, some, *late],
            ["handout", place, some, *late, "--audience", "pupils=12"],
            ["return", place, some, *late],
            ["move", "london", "leeds", some, *late],
            ["writeoff", place, some, "--reason", "damaged", *late],
            ["print", "THB/en", "20", *late],
            ["undo", "--yes"],
            ["void", "last", "--reason", "mistyped", "--yes"],
            ["void", chance.choice(("S1", "S2", "H1")), "--reason", "mistyped", "--yes"],
            ["fix", "last", some],
            ["fix", chance.choice(("S1", "S2", "H1")), some],
            ["fix", chance.choice(("S1", "H1")), "--note", "a note"],
            ["request", "add", place, some, *late],
            ["request", "add", place, "THB/lv=3", "THB/ru=2", "--note", f"n{number}", *late],
            ["request", "cancel", chance.choice("123"), *late],
            ["request", "edit", chance.choice("23"), some],
            ["ship", "--request", chance.choice("123"), *late],
            ["ship", place, "THB/lv=2", "--request", chance.choice("23"), *late],
            ["fix", "last", "--request", chance.choice("23")],
            ["level", "set", place, f"THB/lv={chance.randint(1, 9)}"],
            ["place", "edit", place, "--phone", str(number)],
        )
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_what_a_branch_lacks_is_recorded_again(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, seed: int
) -> None:
    """Each place has what it had, and what the branch brought it."""
    chance = random.Random(seed)  # noqa: S311
    riga.does("print", "THB/lv", 300, "--date", "2015-03-01")
    riga.does("print", "THB/ru", 300, "--date", "2015-03-01")
    london = join("london")
    london.does("place", "add", "leeds", "Leeds", "--kind", "library", "--country", "GB")
    london.does("ship", "london", "THB/lv=40", "THB/ru=40", "--date", "2015-03-02", "--ref", "S1", "--received")
    london.does("ship", "leeds", "THB/lv=30", "--date", "2015-03-02", "--ref", "S2")
    london.does("handout", "london", "THB/lv=3", "--date", "2015-03-03", "--ref", "H1")
    london.does("request", "add", "leeds", "THB/lv=9", "--date", "2015-03-04")
    riga.does("sync")
    shared, last = shelves(london), log.last().number
    done = 0
    for number in range(400):
        done += london(*busy(chance, 6 + done // 2, number)).code == 0
        if done == 30:
            break
    before = shelves(london)
    log.forget(last + 1)
    riga.does("print", "THB/en", 11, "--date", "2015-03-30")
    riga.does("ship", "dublin", "THB/lv=10", "--date", "2015-03-06")
    expected = Counter(before)
    expected.update(shelves(riga))
    expected.subtract(shared)
    record_again(london)
    assert +shelves(london) == +expected
    assert london.does("check").out.startswith("OK")
    riga.does("sync")
    assert tables_of(riga.db) == tables_of(london.db)
