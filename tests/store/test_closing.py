"""The end of a command: it is refused unless it is numbered, complete, and valid as a whole."""

import re
from typing import Any

import pytest

from tests.conftest import Clerk
from tests.store.rawly import (
    COMMAND,
    DAY,
    DUBLIN,
    ENTRY,
    FACTS,
    JELGAVA,
    LIEPAJA,
    LONDON,
    LOSS,
    LV,
    MOMENT,
    PRINTER,
    PUBLIC,
    RU,
    STEP,
    STORE,
    TRANSIT,
    Row,
    entry,
    opened,
    picture,
    row,
    whole,
    without_rule,
    wrote,
)
from tracker.store.queries import current, question

pytestmark = pytest.mark.slow

HANDOUT = entry("handout", LONDON, (LV, LONDON, PUBLIC, 1))
AT_HANDOUT: dict[str, Any] = {"date": "2015-01-25", "position": 8 * STEP}
AT_RECEIPT: dict[str, Any] = {"date": "2015-01-20", "position": 4 * STEP}
TAKEN_BACK = (LV, PUBLIC, LONDON, 2)
TAKEN_AGAIN = (LV, LONDON, PUBLIC, 2)
"""A handout by London, the places in time of entries 8 and 10, and of 4, what takes entry 10 back, and it again."""


def void(
    voided: int, place: int, *moves: tuple[int, int, int, int], taking: tuple[int, ...] = (), **values: Any
) -> list[Row]:
    """A void of an entry, and what it takes with it."""
    number = values.get("number", ENTRY)
    takes = [row("voided", entry=taken, void=number) for taken in (voided, *taking)]
    return [*entry("void", place, *moves, voids=voided, **values), *takes]


CLOSING = {
    ("command_is_whole", "entries are numbered without gaps"): whole(
        *entry("handout", LONDON, (LV, LONDON, PUBLIC, 1), number=ENTRY + 1)
    ),
    ("command_is_whole", "a command closes just the entries that it states"): whole(*HANDOUT, last_entry=ENTRY + 1),
    ("command_is_whole", "a command closes just the movements that it states"): whole(*HANDOUT, movements=2),
    ("command_is_whole", "a command closes just the facts that it states"): whole(*HANDOUT, facts=1),
    ("command_continues", "places continue from the last number"): whole(
        row("place", id=2**63 - 1), row("place_detail", place=2**63 - 1)
    ),
    ("command_continues", "requests continue from the last number"): whole(
        row("request", id=2**63 - 1), row("request_line", request=2**63 - 1)
    ),
    ("command_continues", "closings continue from the last number"): whole(row("closing", id=2**63 - 1)),
    ("command_continues", "withdrawals continue from the last number"): whole(row("withdrawal", id=2**63 - 1)),
    ("command_closes", "movement_unfit"): whole(*entry("handout", LONDON, (LV, LONDON, LOSS, 1))),
    ("command_closes", "void_incomplete"): whole(*void(4, LONDON, (LV, LONDON, TRANSIT, 4), parcel=3, **AT_RECEIPT)),
    ("command_closes", "no_shipment_is_short"): whole(*entry("receive", LONDON, (LV, TRANSIT, LONDON, 21), shipment=3)),
    ("command_closes", "entry_unfit"): whole(*entry("handout", LONDON)),
    ("command_closes", "run_unprinted"): whole(
        *entry("count", STORE, date="2014-12-31"), row("count_line", quantity=0)
    ),
    ("command_closes", "time_shared"): whole(*entry("handout", LONDON, (LV, LONDON, PUBLIC, 1), **AT_HANDOUT)),
    ("command_closes", "key_shared"): whole(
        row("entry", key="k"), row("entry", id=ENTRY + 1, position=(ENTRY + 1) * STEP, key="k")
    ),
    ("command_fits", "undoing_unfit"): whole(row("undoing", undone=10)),
    ("command_closes", "entry_at_closed_place"): whole(*entry("count", LIEPAJA, is_full=1)),
    ("command_closes", "withdrawn_shipped"): whole(*entry("ship", DUBLIN, (RU, STORE, TRANSIT, 1))),
    ("command_fits", "date_ahead"): whole(*entry("handout", LONDON, (LV, LONDON, PUBLIC, 1), date="9999-12-31")),
    ("command_fits", "fact_unfit"): whole(row("place_detail", kind="store")),
    ("command_fits", "shares_unfit"): whole(row("run_detail"), row("run_share", share=9999)),
    ("command_fits", "clock_fix_unfit"): whole(row("clock_fix", moment="9997-01-01T00:00:00.000000Z")),
    ("command_closes", "no_closed_place_holds"): whole(
        *entry("move", LIEPAJA, (LV, LONDON, LIEPAJA, 1), date="2015-01-21")
    ),
    ("command_fits", "no_closed_place_asks"): whole(row("request", place=LIEPAJA), row("request_line")),
}
"""The rules by which a command is judged, each with a whole command that breaks it."""


@pytest.mark.parametrize(("trigger", "words"), CLOSING)
def test_a_command_is_refused_by_the_rule_that_it_breaks_and_by_no_other(
    world: Clerk, trigger: str, words: str
) -> None:
    was = picture(world)
    assert wrote(world, CLOSING[trigger, words], foreign_keys=True) == words
    assert picture(world) == was
    without_rule(world, trigger, words)
    assert wrote(world, CLOSING[trigger, words], foreign_keys=True) is None


FINDINGS = {
    "receipt_elsewhere": [entry("receive", DUBLIN, (LV, TRANSIT, DUBLIN, 1), shipment=3)],
    "receipt_early": [
        [
            *entry("ship", DUBLIN, (LV, STORE, TRANSIT, 1), position=20 * STEP),
            *entry("receive", DUBLIN, (LV, TRANSIT, DUBLIN, 1), shipment=ENTRY, number=ENTRY + 1),
        ]
    ],
    "request_for_others": [entry("ship", LONDON, (RU, STORE, TRANSIT, 1), request=1, date="2015-02-20")],
    "request_elsewhere": [entry("ship", DUBLIN, (LV, STORE, TRANSIT, 1), request=1)],
    "replacement_unfit": [
        entry("handout", LONDON, (LV, LONDON, PUBLIC, 1), replaces=10),
        [*void(10, LONDON, TAKEN_BACK, **AT_HANDOUT), *entry("count", LONDON, is_full=1, replaces=10, number=14)],
    ],
    "restored_unfit": [
        entry("handout", LONDON, TAKEN_AGAIN, restores=10, **AT_HANDOUT),
        *(
            [*void(10, LONDON, TAKEN_BACK, **AT_HANDOUT), *entry(kind, LONDON, moved, restores=10, number=14, **values)]
            for kind, moved, values in (
                ("handout", TAKEN_AGAIN, {**AT_HANDOUT, "position": 9 * STEP}),
                ("handout", TAKEN_AGAIN, {**AT_HANDOUT, "key": "k"}),
                ("writeoff", (LV, LONDON, LOSS, 2), {**AT_HANDOUT, "reason": "lost"}),
            )
        ),
    ],
    "void_unfit": [
        void(9, LONDON, (LV, LONDON, PUBLIC, 1), **AT_HANDOUT),
        void(10, STORE, TAKEN_BACK, **AT_HANDOUT),
        [*entry("void", LONDON, TAKEN_BACK, **AT_HANDOUT)[:1], *void(10, LONDON, date=DAY, position=8 * STEP)],
        [*entry("void", LONDON, TAKEN_BACK, **AT_HANDOUT)[:1], *void(10, LONDON, date="2015-01-25", position=0)],
        entry("void", LONDON, voids=10, **AT_HANDOUT),
        void(10, LONDON, TAKEN_BACK, taking=(11,), **AT_HANDOUT),
        [*entry("count", LONDON, is_full=1), row("voided", entry=11)],
    ],
    "receipt_left": [
        void(3, LONDON, (LV, TRANSIT, STORE, 30), parcel=3, date="2015-01-10", position=3 * STEP),
        entry("receive", DUBLIN, (LV, TRANSIT, DUBLIN, 1), shipment=5),
    ],
    "count_empty": [entry("count", LONDON)],
    "not_a_count": [[*HANDOUT, row("count_line")]],
    "cost_unfit": [
        [*HANDOUT, row("shipment_cost")],
        [*entry("ship", DUBLIN, (LV, STORE, TRANSIT, 1)), row("shipment_cost", item="THB/ru")],
    ],
    "audience_unfit": [[*entry("count", LONDON, is_full=1), row("handout_audience")]],
    "moved_nothing": [entry("handout", LONDON)],
    "printed_twice": [entry("print", STORE, (LV, PRINTER, STORE, 1))],
    "kind_unfit": [[row("place_detail", kind="store")], [row("place_detail", place=STORE)]],
    "kind_missing": [[row("place")]],
    "request_empty": [[row("request")]],
    "closed_too_soon": [[*entry("ship", DUBLIN, (LV, STORE, TRANSIT, 1)), row("closing")]],
}
"""What is found of entries and facts that do not fit, each with rows of which it is found."""

OF_FACTS = {"kind_unfit", "kind_missing", "request_empty", "closed_too_soon"}


def test_each_finding_is_tried() -> None:
    questions = [question(name) for name in ("_entry_unfit", "_fact_unfit")]
    found = {
        finding
        for sql in questions
        for finding in re.findall(r"(?:SELECT \w+\.command,|SELECT|THEN|ELSE) '(\w+)'", sql)
    }
    assert found == set(FINDINGS)


@pytest.mark.parametrize(("finding", "rows"), [(name, rows) for name, many in FINDINGS.items() for rows in many])
def test_what_does_not_fit_is_found(world: Clerk, finding: str, rows: list[Row]) -> None:
    rule = "fact_unfit" if finding in OF_FACTS else "entry_unfit"
    assert wrote(world, whole(*rows), foreign_keys=True) == rule
    with opened(world) as connection:
        connection.execute("DROP TRIGGER command_closes")
        connection.execute("DROP TRIGGER command_fits")
        assert wrote(world, whole(*rows), foreign_keys=True) is None
        assert connection.execute(current(f"SELECT DISTINCT finding FROM _{rule}")).fetchall() == [(finding,)]


def test_an_entry_that_is_recorded_again_with_other_copies_is_found(world: Clerk) -> None:
    again = entry("handout", LONDON, (LV, LONDON, PUBLIC, 1), restores=10, number=14, **AT_HANDOUT)
    assert wrote(world, whole(*void(10, LONDON, TAKEN_BACK, **AT_HANDOUT), *again), foreign_keys=True) is None
    assert "Entry 14 (handout) repeats entry 10 (handout), but differs from it" in world("check").out


def test_a_count_of_an_item_and_of_one_of_its_runs_is_found(world: Clerk) -> None:
    lines = [row("count_line", line=2, run=LV), row("count_line", item="THB/lv", run=None)]
    with opened(world) as connection:
        connection.execute("DROP TRIGGER count_line_is_added")
    assert wrote(world, whole(*entry("count", LONDON), *lines), foreign_keys=True) is None
    assert "Count 13 counts both an item and one of its runs." in world("check").out


def difference(source: int, destination: int, **values: Any) -> Row:
    """A movement that books one copy of what the count of London, entry 11, missed or found."""
    count = {"line": 2, "count": 11, "date": "2015-02-01", "position": 11 * STEP}
    return row("movement", source=source, destination=destination, **{**count, **values})


RIGHT = {
    "print": [row("print_run"), *entry("print", JELGAVA, (3, PRINTER, JELGAVA, 9))],
    "ship": [*entry("ship", JELGAVA, (LV, STORE, TRANSIT, 1)), row("shipment_cost")],
    "receive": entry("receive", LONDON, (LV, TRANSIT, LONDON, 18), (LV, TRANSIT, LOSS, 2), shipment=3),
    "move": entry("move", DUBLIN, (LV, LONDON, DUBLIN, 9)),
    "return": entry("return", LONDON, (LV, LONDON, JELGAVA, 9)),
    "handout": HANDOUT,
    "writeoff": entry("writeoff", STORE, (LV, STORE, LOSS, 70), reason="damaged"),
    "count": [*entry("count", DUBLIN), row("count_line", run=None, item="THB/lv", quantity=0)],
    "void": [*void(10, LONDON, TAKEN_BACK, **AT_HANDOUT), difference(LONDON, LOSS), difference(LONDON, PUBLIC, line=3)],
}


@pytest.mark.parametrize("kind", RIGHT)
def test_what_is_right_is_booked(world: Clerk, kind: str) -> None:
    """And nothing is found but that the stranger's clock is ahead."""
    assert wrote(world, whole(*RIGHT[kind]), foreign_keys=True) is None
    (found,) = world("check").out.splitlines()
    assert f"Command {COMMAND} was recorded at {MOMENT}, in the future" in found


def test_the_order_within_a_command_does_not_matter_before_it_closes(world: Clerk) -> None:
    *rows, closes = whole(*RIGHT["print"], *entry("handout", LONDON, (LV, LONDON, PUBLIC, 1), number=14))
    assert wrote(world, [*reversed(rows), closes], foreign_keys=True) is None


def test_each_table_of_facts_is_counted(world: Clerk) -> None:
    with opened(world) as connection:
        (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'command_is_whole'").fetchone()
    assert set(re.findall(r"FROM (\w+)", sql)) == {"command", "entry", "movement"} | FACTS


@pytest.mark.parametrize("table", sorted(FACTS))
@pytest.mark.parametrize("missing", [1, -1])
def test_a_fact_is_not_left_out_nor_made_up(world: Clerk, table: str, missing: int) -> None:
    asked = [row("request")] if table == "request_line" else []
    statements = whole(*entry("count", STORE, is_full=1), *asked, row(table), facts=1 + len(asked) - missing)
    assert wrote(world, statements) == "a command closes just the facts that it states"


def test_an_entry_lies_within_what_its_command_states(world: Clerk) -> None:
    rows = [*HANDOUT, row("entry", id=ENTRY + 7)]
    assert wrote(world, whole(*rows, last_entry=ENTRY + 1)) == "a command closes just the entries that it states"
    assert wrote(world, whole(*rows, last_entry=ENTRY)) == "a command closes just the entries that it states"
    assert wrote(world, whole(*rows)) == "a command closes just the entries that it states"


@pytest.mark.parametrize(
    ("quantity", "day"), [(71, "2015-02-01"), (71, "2015-01-05"), (71, "2015-01-10"), (1, "2014-12-31")]
)
def test_no_place_is_made_short_on_any_day(world: Clerk, quantity: int, day: str) -> None:
    taken = entry("writeoff", STORE, (LV, STORE, LOSS, quantity), date=day, reason="lost")
    assert wrote(world, whole(*taken)) == "no_place_is_short"
    ignored = [statement.replace("INSERT", "INSERT OR IGNORE", 1) for statement in whole(*taken)]
    assert wrote(world, ignored) == "no_place_is_short"


def test_what_a_place_can_spare_on_every_day_may_be_taken(world: Clerk) -> None:
    """What makes the test above fail is the quantity, not something else that is wrong with the entry."""
    taken = entry("writeoff", STORE, (LV, STORE, LOSS, 70), date="2015-01-05", reason="lost")
    assert wrote(world, whole(*taken)) is None
    with opened(world) as connection:
        left = "SELECT date, copies FROM balance WHERE place = 5 AND run = 1 ORDER BY date"
        days = dict(connection.execute(left).fetchall())
    assert days == {"2015-01-01": 100, "2015-01-05": 30, "2015-01-10": 0, "2015-01-12": 0}


@pytest.mark.parametrize(
    ("quantity", "day"), [(20, "2015-01-10"), (21, "2015-02-01"), (21, "2015-01-15"), (1, "2015-01-09")]
)
def test_no_shipment_gives_more_than_it_took(world: Clerk, quantity: int, day: str) -> None:
    arrived = entry("receive", LONDON, (LV, TRANSIT, LONDON, quantity), shipment=3, date=day)
    assert wrote(world, whole(*arrived)) == (None if quantity == 20 else "no_shipment_is_short")


def test_one_shipment_does_not_arrive_out_of_another(world: Clerk) -> None:
    sent = entry("ship", DUBLIN, (LV, STORE, TRANSIT, 5))
    arrived = entry("receive", DUBLIN, (LV, TRANSIT, DUBLIN, 6), shipment=ENTRY, number=ENTRY + 1)
    assert wrote(world, whole(*sent, *arrived)) == "no_shipment_is_short"
