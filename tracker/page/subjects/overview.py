"""What a manager wants to know, on one page."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple
from datetime import date

from tracker.languages import heading
from tracker.messages import Message, Plural
from tracker.model.as_of import AsOf
from tracker.model.charts import Chart, FlowChart, PeriodBar, Unit
from tracker.model.overview import Overview, evidence_fact, waiting_facts
from tracker.model.page_blocks import Detail, Facts, Pictured
from tracker.model.table import Column, Kind, Row, Table, forecast
from tracker.page.content import Block, Content, Tabled
from tracker.page.pages import WebPage, command
from tracker.page.visits import Visit
from tracker.reports.charts import evidence_chart, stock_chart, with_unfinished
from tracker.reports.overview import overview
from tracker.reports.queries import Database

_ITEMS = (
    Column("item", Kind.CODE),
    Column("title"),
    Column("on_hand", Kind.NUMBER),
    Column("available", Kind.NUMBER),
    Column("per_month", Kind.DECIMAL),
    Column("months_left", Kind.DECIMAL),
    Column("runs_out_on", Kind.FORECAST),
)
_SERVED = Column("kind"), Column("places", Kind.NUMBER), Column("never", Kind.NUMBER)
_MONTHS = Column("month", Kind.CODE), Column("copies", Kind.NUMBER)
_ENTRIES = Column("entry", Kind.CODE), Column("type"), Column("name"), Column("date", Kind.DATE)

_FEW_MONTHS = 3
"""An item that lasts for fewer months is marked, as in a terminal."""


def _show(database: Database, _: Visit) -> Content:
    found = overview(database)
    return overview_content(
        found, [evidence_chart(database, "kind", AsOf()), monthly(found), stock_chart(database, AsOf())]
    )


def overview_content(found: Overview, charts: Sequence[Chart] = ()) -> Content:
    """Return what is shown of it, with these charts."""
    return Content(Message("Overview, as of {day}", day=found.date), list(_blocks(found, list(map(Pictured, charts)))))


def _blocks(found: Overview, pictures: Sequence[Pictured]) -> Iterator[Block]:
    yield Facts(list(_facts(found)))
    items: list[Row] = [(*astuple(each)[:-1], forecast(each.months_left, each.runs_out_on)) for each in found.items]
    yield Tabled(
        Table(Message("What is left"), _ITEMS, items, Message("Nothing printed yet."), alarms=_low),
        "items",
        file="items",
    )
    yield from pictures
    months: list[Row] = [(each.month, each.copies) for each in found.months]
    yield Tabled(Table(_SENT, _MONTHS, months), "months", newest=("month",), file="months")
    served: list[Row] = [(each.kind, each.places, each.never) for each in found.served]
    none = Message("All places have received copies.") if found.places else Message("There are no places yet.")
    yield Tabled(
        Table(Message("Places that never received copies"), _SERVED, served, none),
        "served",
        file="never-served",
    )
    entries: list[Row] = [(each.entry, each.type, each.place, each.date) for each in found.entries]
    yield Tabled(Table(Message("Last entries"), _ENTRIES, entries), "entries", file="last-entries")


def monthly(found: Overview) -> FlowChart:
    """Return the copies sent each month."""
    periods = tuple(
        PeriodBar(each.month, date.fromisoformat(f"{each.month}-01"), (each.copies,)) for each in found.months
    )
    unit, empty = Unit(heading("copies")), Message("Nothing shipped yet.")
    chart = FlowChart(_SENT, unit, (heading("copies"),), periods, True, False, empty)
    return with_unfinished(chart, 1, date.fromisoformat(found.date))


_SENT = Message("Copies sent each month")


def _low(row: Row) -> tuple[str, ...]:
    available, months_left = int(row[3] or 0), row[5]
    return ("available",) if available <= 0 or (months_left is not None and float(months_left) < _FEW_MONTHS) else ()


def _facts(found: Overview) -> Iterator[Detail]:
    things = Plural("{count} task is due", "{count} tasks are due", count=found.due)
    yield Detail(Message("Due"), things if found.due else Message("nothing"), "/due", found.due > 0)
    yield from waiting_facts(found)
    yield evidence_fact(found)
    yield Detail(Message("Last backup"), found.backup or Message("never"), None, found.backup is None)


OVERVIEW = WebPage("/", Message("Overview"), _show, command("overview"), has_clocks=False)
