"""The manager's overview on one page."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from tracker.languages import decimal, heading, short_date, worded
from tracker.messages import Joined, Message, Plural
from tracker.model.charts import Bar, BarChart
from tracker.model.dates import END_OF_TIME, is_far_in_future, today
from tracker.model.overview import ItemLeft, Overview, evidence_fact
from tracker.model.page_blocks import Figure, Figures, Lines, ListedLine, Pictured, Sides, Stack, StackGroup, StackPart
from tracker.model.table import Table
from tracker.page.content import Block, Content
from tracker.page.pages import WebPage
from tracker.reports.charts import not_over
from tracker.reports.evidence import HELD, certainty
from tracker.reports.overview import due, overview, waiting
from tracker.reports.queries import Database

_MOST = 3

_MOST_LINES = 6


def overview_content(database: Database) -> Content:
    """Return the figures of items, open tasks, the location of all copies, and recent entries."""
    waits = waiting(database)
    found = overview(database, waits)
    figures = [_figure(item) for item in found.items[:_MOST]]
    blocks: list[Block] = [Figures(figures, _waiting(due(database, waits=waits), found))]
    groups = _groups(certainty(database))
    if copies := sum(group.copies for group in groups):
        title = Message("Where all copies are, and how certain that is: {copies}", copies=copies)
        known = evidence_fact(found)
        blocks.append(Stack(title, groups, Joined(known.label, known.value, separator=": "), "/coverage"))
    entries = [
        ListedLine(entry.place, str(entry.entry), f"{worded('type', entry.type)}, {short_date(entry.date)}", address)
        for entry in found.entries[:_MOST_LINES]
        for address in [f"/entries/{entry.entry}"]
    ]
    more = Message("All entries"), "/log"
    last = Lines(Message("Last entries"), entries, Message("Nothing recorded yet."), more if entries else None)
    blocks.append(Sides([Pictured(_monthly(found))], [last]))
    return Content(Message("Overview, as of {day}", day=found.date), blocks)


def _figure(item: ItemLeft) -> Figure:
    why = "/why?of={item}&show={figure}"
    about: list[tuple[Message, str | None]] = [
        (Message("of {copies} on hand", copies=item.on_hand), why.format(item=item.item, figure="on_hand"))
    ]
    if item.months_left is not None:
        left: Message = Message("more than 10 years")
        if not is_far_in_future(item.runs_out_on or END_OF_TIME):
            left = Plural("{shown} month left", "{shown} months left", count=int(item.months_left))
            left = left.given(shown=decimal(f"{item.months_left:.1f}"))
            left = Message("{left}, until {day}", left=left, day=item.runs_out_on)
        about.append((left, "/runout?lead=8"))
        about.append((Message("{copies} per month", copies=round(item.per_month or 0)), None))
    runway = None if item.months_left is None else min(100, round(item.months_left * 100 / 12))
    address = why.format(item=item.item, figure="available")
    return Figure(item.title, item.item, item.available, Message("available"), address, about, runway)


_FORMS = {"answer": "/inbox", "parcel": "/entries/{}", "request": "/due", "level": "/refill", "grant": "/funding"}
"""The links of open tasks, by kind; all others are on the page of due tasks."""


_SEVERAL = {
    "answer": Message("Answers from places"),
    "parcel": Message("Overdue shipments"),
    "request": Message("Open requests"),
    "level": Message("Places below their levels"),
    "over": Message("Past seminars that still have copies"),
    "silent": Message("Kinds of place with copies unconfirmed for a year"),
}
"""The headings of open tasks too numerous to list."""


def _waiting(tasks: Table, found: Overview) -> Lines:
    lines = []
    for what, same in groupby(tasks.rows, lambda row: str(row[0])):
        rows, subject = list(same), str(worded("what", what))
        several = len(rows) > _MOST
        for _, place, _, days, about, visit, needed, *_ in rows[: 0 if several else _MOST]:
            about = str(worded("about", about))
            name = (tasks.names or {}).get(str(place)) or about
            is_late = what == "parcel" or bool(needed and str(needed) < today().isoformat())
            for_days = int(days or 0)
            waits = Plural("{count} day", "{count} days", count=for_days)
            if for_days < 0:
                waits = Plural("in {count} day", "in {count} days", count=-for_days)
            address = _FORMS.get(what, "/due").format(str(visit).rpartition(" ")[2])
            lines.append(ListedLine(name, waits, subject if name == about else f"{subject}: {about}", address, is_late))
        if several:
            lines.append(ListedLine(_SEVERAL.get(what, subject), str(len(rows)), "", "/due", what == "parcel"))
    more = Plural("{count} task is due", "{count} tasks are due", count=found.due), "/due"
    if not found.places:
        lines.append(ListedLine(Message("There are no places yet."), ""))
    if never := sum(served.never for served in found.served):
        text = Plural("{count} place never received copies", "{count} places never received copies", count=never)
        lines.append(ListedLine(text, "", "", "/coverage"))
    return Lines(Message("Due"), lines[:_MOST_LINES], Message("Nothing is due."), more if found.due else None)


def _groups(sums: Sequence[Mapping[str, int]]) -> list[StackGroup]:
    """Return all copies grouped by location and by certainty, from their sums outside and at other places."""

    def parts(sums: Mapping[str, int], *names: str) -> list[StackPart]:
        return [
            StackPart(Message("{text}", text=heading(name)), sums[name], _LOOKS[name]) for name in names if sums[name]
        ]

    stores, places = sums
    groups = [
        StackGroup(Message("On hand"), parts(stores, *HELD)),
        StackGroup(Message("In transit"), parts(stores, "in_transit")),
        StackGroup(Message("At places"), parts(places, *HELD)),
        StackGroup(Message("Handed out or lost"), parts(stores, "given", "taken", "lost")),
    ]
    return [group for group in groups if group.parts]


_LOOKS = {
    "counted": "counted",
    "arrived": "told",
    "silent": "silent",
    "over": "over",
    "in_transit": "told",
    "given": "counted",
    "taken": "told",
    "lost": "gone",
}


def _monthly(found: Overview) -> BarChart:
    months, unit = found.months[-12:], heading("copies")
    bars = tuple(Bar(each.month, (each.copies,)) for each in months)
    last = date.fromisoformat(f"{months[-1].month}-01")
    return BarChart(
        Message("Copies sent each month"),
        unit,
        (),
        bars if any(each.copies for each in months) else (),
        True,
        Message("Nothing shipped yet."),
        not_over(last, 1, date.fromisoformat(found.date)),
    )


OVERVIEW = WebPage(
    "/", Message("Overview"), lambda database, _: overview_content(database), ("overview",), has_clocks=False
)
