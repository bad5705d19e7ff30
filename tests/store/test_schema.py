"""What the tables themselves refuse: each CHECK, each unique index and each foreign key is tried."""

import re
import sqlite3

import pytest

from tests.conftest import Clerk
from tests.store.rawly import (
    COMMAND,
    ENTRY,
    LOSS,
    LV,
    ROWS,
    TRANSIT,
    opened,
    row,
    without_check,
    without_triggers,
    wrote,
)

pytestmark = pytest.mark.slow

CHECKS = {
    "number_is_positive": row("command", number=0),
    "name_is_there": row("command", name=""),
    "recorded_at_is_a_moment": row("command", recorded_at="9998-01-01 00:00:00"),
    "movements_are_counted": row("command", movements=-1),
    "facts_are_counted": row("command", facts=-1),
    "removed_facts_are_counted": row("command", removed=-1),
    "entries_begin_and_end": row("command", last_entry=ENTRY),
    "entries_are_in_order": row("command", first_entry=ENTRY, last_entry=ENTRY - 1),
    "key_has_its_request": row("command", key="k"),
    "moment_is_a_moment": row("clock_fix", moment="2001-02-30T00:00:00.000000Z"),
    "a_later_command_fixes": row("clock_fix", fixed=COMMAND),
    "a_later_command_undoes": row("undoing", undone=COMMAND),
    "cancelled_is_yes_or_no": row("cancellation", cancelled=2),
    "what_is_recorded_again_is_itself": row("entry", restores=ENTRY),
    "title_is_there": row("booklet", title=""),
    "run_number_is_positive": row("print_run", number=0),
    "fund_name_is_there": row("fund", name=""),
    "year_has_four_digits": row("funding_grant", year=15),
    "years_are_in_order": row("funding_grant", until=2014),
    "decision_is_on_a_day": row("funding_grant", date="2015"),
    "reached_group_has_a_name": row("handout_audience", name=""),
    "people_reached_are_counted": row("handout_audience", people=0),
    "amount_is_not_negative": row("funding_grant", amount=-1),
    "currency_has_three_letters": row("funding_grant", currency="euro"),
    "cost_is_not_negative": row("run_detail", cost=-1),
    "cost_currency_has_three_letters": row("run_detail", currency="€"),
    "share_is_part_of_the_whole": row("run_share", share=0),
    "sending_cost_is_not_negative": row("shipment_cost", cost=-1),
    "sending_currency_has_three_letters": row("shipment_cost", currency="EURO"),
    "cost_has_a_currency": row("run_detail", currency=None),
    "review_by_is_a_day": row("run_detail", review_by="2027"),
    "carton_holds_copies": row("run_detail", carton=0),
    "weight_is_positive": row("run_detail", weight=0),
    "place_name_is_there": row("place", name=""),
    "is_store_is_yes_or_no": row("place", is_store=2),
    "is_discreet_is_yes_or_no": row("place", is_discreet=2),
    "link_is_positive": row("place", link=0),
    "place_number_is_positive": row("place", id=0, command=None),
    "outside_is_of_no_command": row("place", command=None),
    "outside_has_no_details": row("place_detail", place=LOSS),
    "region_has_a_name": row("region", name=""),
    "inhabitants_are_positive": row("region", inhabitants=0),
    "outside_has_no_levels": row("level", place=LOSS),
    "low_is_not_negative": row("level", low=-1),
    "high_is_positive": row("level", low=0, high=0),
    "low_and_high_go_together": row("level", low=None),
    "low_is_not_over_high": row("level", low=10),
    "outside_is_not_closed": row("closing", place=LOSS),
    "closed_is_yes_or_no": row("closing", closed=2),
    "closing_date_is_a_day": row("closing", date="2015-02-30"),
    "withdrawn_is_yes_or_no": row("withdrawal", withdrawn=2),
    "withdrawal_date_is_a_day": row("withdrawal", date="2015-2-3"),
    "seminar_date_is_a_day": row("seminar", date="yesterday"),
    "seminar_cost_is_not_negative": row("seminar", cost=-1),
    "seminar_currency_has_three_letters": row("seminar", currency=""),
    "seminar_cost_has_a_currency": row("seminar", cost=None),
    "is_cancelled_is_yes_or_no": row("seminar", is_cancelled=2),
    "audience_name_is_there": row("audience", name=""),
    "people_are_counted": row("audience", people=0),
    "outside_asks_for_nothing": row("request", place=TRANSIT),
    "request_date_is_a_day": row("request", date="2015"),
    "requested_quantity_is_positive": row("request_line", quantity=0),
    "needed_is_a_day": row("request_line", needed="soon"),
    "cancellation_date_is_a_day": row("cancellation", date=""),
    "entry_number_is_positive": row("entry", id=0),
    "type_is_known": row("entry", type="gift", is_full=0),
    "entry_date_is_a_day": row("entry", date="2015-04-31"),
    "nothing_happens_outside": row("entry", place=TRANSIT),
    "receipts_have_a_shipment": row("entry", shipment=3),
    "voids_have_what_they_void": row("entry", voids=3),
    "voids_replace_nothing": row("entry", type="void", voids=3, replaces=4, is_full=0),
    "shipments_fulfil_requests": row("entry", request=1),
    "writeoffs_have_a_reason": row("entry", type="writeoff", reason="gone", is_full=0),
    "counts_are_full": row("entry", type="handout"),
    "line_is_positive": row("movement", line=0),
    "quantity_is_positive": row("movement", quantity=0),
    "movement_date_is_a_day": row("movement", date="2015-04-01T00:00"),
    "movements_have_two_ends": row("movement", source=LOSS),
    "transit_is_of_a_shipment": row("movement", source=TRANSIT),
    "count_line_is_positive": row("count_line", line=0),
    "counted_quantity_is_not_negative": row("count_line", quantity=-1),
    "item_or_run_is_counted": row("count_line", item="THB/lv"),
    "text_is_of_one_thing": row("text", entry=1, run=1),
    "redacted_text_is_empty": row("text", redacted=COMMAND),
}
"""A row that each CHECK refuses, and nothing else."""

ANSWERED = {
    "number_is_positive": "commands are numbered without gaps",
    "movements_are_counted": "a command closes just the movements that it states",
    "facts_are_counted": "a command closes just the facts that it states",
    "entry_number_is_positive": "a closed command gets no more entries",
}
"""The CHECKs that matter only where triggers are set aside, and the trigger that answers otherwise."""

UNIQUE = {
    "language.code": (row("language"), row("language")),
    "country.code": (row("country"), row("country")),
    "kind.code": (row("kind"), row("kind", code="SHOP")),
    "setting.name": (row("setting"), row("setting")),
    "backup.id": (row("backup"), row("backup")),
    "log_cursor.url": (row("log_cursor"), row("log_cursor")),
    "kept_batch.number": (row("kept_batch"), row("kept_batch")),
    "command.number": (row("command"), row("command")),
    "command.key": (row("command", key="k", request="r"), row("command", number=27, key="k", request="s")),
    "clock_fix.fixed, clock_fix.command": (row("clock_fix"), row("clock_fix")),
    "booklet.code": (row("booklet"), row("booklet", code="new")),
    "item.booklet, item.language": (row("item"), row("item", booklet="thb")),
    "item.code": (row("item"), row("item", language="EN")),
    "print_run.id": (row("print_run"), row("print_run", number=3)),
    "print_run.item, print_run.number": (row("print_run"), row("print_run", id=4)),
    "fund.code": (row("fund"), row("fund", code="STATE")),
    "funding_grant.id": (row("funding_grant"), row("funding_grant")),
    "grant_withdrawal.funding_grant": (row("grant_withdrawal"), row("grant_withdrawal", command=COMMAND + 1)),
    "run_detail.run, run_detail.command": (row("run_detail"), row("run_detail")),
    "run_share.run, run_share.command, run_share.fund": (row("run_share"), row("run_share", fund="RIGA")),
    "shipment_cost.shipment, shipment_cost.item": (row("shipment_cost"), row("shipment_cost", item="thb/LV")),
    "handout_audience.handout, handout_audience.name": (row("handout_audience"), row("handout_audience")),
    "place.id": (row("place"), row("place", code="cesis")),
    "place.code": (row("place"), row("place", id=12, code="Ogre")),
    "place_detail.place, place_detail.command": (row("place_detail"), row("place_detail")),
    "region.name, region.command": (row("region"), row("region")),
    "level.place, level.item, level.command": (row("level"), row("level", item="thb/LV")),
    "closing.id": (row("closing"), row("closing")),
    "withdrawal.id": (row("withdrawal"), row("withdrawal")),
    "seminar.place, seminar.command": (row("seminar"), row("seminar")),
    "audience.seminar, audience.command, audience.name": (row("audience"), row("audience")),
    "request.id": (row("request"), row("request")),
    "request_line.request, request_line.command, request_line.item": (
        row("request_line"),
        row("request_line", item="thb/RU"),
    ),
    "undoing.undone, undoing.command": (row("undoing"), row("undoing")),
    "cancellation.id": (row("cancellation"), row("cancellation")),
    "entry.id": (row("entry"), row("entry")),
    "entry.voids": (
        row("entry", type="void", voids=1, is_full=0),
        row("entry", type="void", voids=1, is_full=0, id=14),
    ),
    "entry.replaces": (row("entry", replaces=1), row("entry", id=14, replaces=1)),
    "voided.entry": (row("voided"), row("voided", void=14)),
    "movement.entry, movement.line": (row("movement"), row("movement")),
    "count_line.count, count_line.line": (row("count_line"), row("count_line", run=2)),
    "count_line.item, count_line.count": (
        row("count_line", item="THB/lv", run=None),
        row("count_line", item="THB/LV", run=None, line=2),
    ),
    "count_line.run, count_line.count": (row("count_line"), row("count_line", line=2)),
    "text.id": (row("text"), row("text")),
    "text.entry, text.command": (row("text", entry=1), row("text", entry=1, id=10)),
    "text.request, text.command": (row("text", request=1), row("text", request=1, id=10)),
    "text.run, text.command": (row("text", run=LV), row("text", run=LV, id=10)),
    "balance.place, balance.run, balance.date": (row("balance"), row("balance")),
    "monthly_flow.run, monthly_flow.month": (row("monthly_flow"), row("monthly_flow")),
    "custody.place, custody.run": (row("custody"), row("custody")),
}
"""For each unique index two rows, of which the second has the same there, and nowhere else."""

UNGUARDED = {
    *("language", "country", "kind", "setting", "fund"),
    *("balance", "monthly_flow", "custody", "backup", "log_cursor", "kept_batch"),
}
"""Tables whose rows may be replaced: names, what is booked anew, and what the program keeps for itself."""


ASKED_LATER = {"item.booklet, item.language": "item.code"}
"""A key that cannot be taken twice unless that of another index is, which SQLite asks first."""


def test_each_check_is_tried(world: Clerk) -> None:
    with opened(world) as connection:
        tables = connection.execute("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name <> 'sqlite_sequence'")
        sql = "\n".join(sql for (sql,) in tables)
    names = re.findall(r"CONSTRAINT (\w+) CHECK \(", sql)
    assert len(names) == len(re.findall(r"\bCHECK\b", sql)), "each has a name"
    assert sorted(names) == sorted(CHECKS)


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_refuses_what_nothing_else_refuses(world: Clerk, name: str) -> None:
    statements = [CHECKS[name].sql()]
    failed = f"CHECK constraint failed: {name}"
    assert wrote(world, statements) == ANSWERED.get(name, failed)
    without_triggers(world)
    assert wrote(world, statements) == failed
    without_check(world, name)
    assert wrote(world, statements) is None


def unique_indexes(connection: sqlite3.Connection) -> dict[str, str | None]:
    """The columns of every unique index, as SQLite names them, with its name when it can be dropped."""
    found: dict[str, str | None] = {}
    for table in ROWS:
        columns = connection.execute("SELECT name, type, pk FROM pragma_table_info(?) ORDER BY pk", [table]).fetchall()
        key = [(name, kind) for name, kind, rank in columns if rank]
        found[", ".join(f"{table}.{name}" for name, _ in key)] = None
        for name, origin in connection.execute(
            "SELECT name, origin FROM pragma_index_list(?) WHERE \"unique\" AND origin <> 'pk'", [table]
        ).fetchall():
            parts = connection.execute("SELECT name FROM pragma_index_info(?) ORDER BY seqno", [name]).fetchall()
            found[", ".join(f"{table}.{part}" for (part,) in parts)] = name if origin == "c" else None
    return found


def test_each_unique_index_is_tried(world: Clerk) -> None:
    with opened(world) as connection:
        assert set(unique_indexes(connection)) == set(UNIQUE)
        tables = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 1) <> '_'"
        ).fetchall()
    assert {name for (name,) in tables} - {"sqlite_sequence"} == set(ROWS)


@pytest.mark.parametrize("columns", UNIQUE)
def test_nothing_is_there_twice(world: Clerk, columns: str) -> None:
    """A trigger sees to it before the index does, so that INSERT OR REPLACE is refused too."""
    first, second = UNIQUE[columns]
    failed = f"UNIQUE constraint failed: {columns}"
    for verb in ("INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE"):
        if first.table not in UNGUARDED:
            assert "only ever added" in str(wrote(world, [first.sql(), second.sql(verb)]))
    with opened(world) as connection:
        name = unique_indexes(connection)[columns]
    without_triggers(world)
    if columns in ASKED_LATER:
        assert wrote(world, [first.sql(), second.sql()]) == f"UNIQUE constraint failed: {ASKED_LATER[columns]}"
        with opened(world) as connection:
            connection.execute(f"DROP INDEX {unique_indexes(connection)[ASKED_LATER[columns]]}")
    assert wrote(world, [first.sql(), second.sql()]) == failed
    if name is not None:
        with opened(world) as connection:
            connection.execute(f"DROP INDEX {name}")
        assert wrote(world, [first.sql(), second.sql()]) is None
