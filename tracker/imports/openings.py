"""Opening stock: copies that shipments in a sheet took from stores before any recorded print.

The missing copies are the largest shortfall over time with all shipments recorded that were refused for lack of copies.
An opening is a print run of just that many, on the day before the shortfall.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import accumulate

from tracker.imports.entry_columns import day_before
from tracker.imports.jobs import Flow, ImportContext, Missing
from tracker.ledger.print_runs import NewPrintRun, log_print
from tracker.messages import Message, Plural
from tracker.model.as_of import AsOf
from tracker.model.catalogue import STORE, Place, RunDetail
from tracker.model.codes import parse_item
from tracker.model.entries import Particulars
from tracker.model.text import match_key
from tracker.reports.queries import ask
from tracker.store import catalogue

PRINTER = "opening"
"""The printer of opening stock."""


def missing(context: ImportContext, refused: Iterable[Flow]) -> list[Missing]:
    """Return the missing copies for all refused flows, by item, those that another store can spare first."""
    flows: dict[tuple[str, str], list[Flow]] = {}
    for flow in refused:
        flows.setdefault((flow.item, flow.place), []).append(flow)
    found: list[Missing] = []
    for (item, code), of_place in sorted(flows.items()):
        store = catalogue.place(context.database, code)
        if store is None or not store.is_store:
            continue
        since = day_before(str(min(flow.day for flow in of_place)))
        if (lack := _shortfall(_levels(context, store, item, of_place, since), of_place)) is None:
            continue
        title, other = context.names.title_of(parse_item(item).booklet), _can_spare(context, store, item, flows, *lack)
        found.append(Missing(item, store.code, *lack, title, other))
    return sorted(found, key=lambda each: each.other is None)


def _can_spare(
    context: ImportContext, store: Place, item: str, flows: dict[tuple[str, str], list[Flow]], copies: int, since: date
) -> str | None:
    for code, *_ in ask(context.database, "places", AsOf(), [("kind = ?", STORE)]):
        other = catalogue.place(context.database, str(code))
        if other is None or other == store:
            continue
        levels = _levels(context, other, item, flows.get((item, match_key(other.code)), []), day_before(str(since)))
        before = [level for day, level in levels if day < since]
        if before and min([before[-1], *(level for day, level in levels if day >= since)]) >= copies:
            return other.code
    return None


def _shortfall(levels: list[tuple[date, int]], flows: list[Flow]) -> tuple[int, date] | None:
    """Return the missing copies, and the first day of a refused flow that takes any.

    Later copies cannot help it: the entries recorded after it keep their print runs.
    """
    least = min((level for _, level in levels), default=0)
    return None if least >= 0 else (-least, min(flow.day for flow in flows if flow.copies < 0))


def _levels(context: ImportContext, store: Place, item: str, flows: list[Flow], since: str) -> list[tuple[date, int]]:
    changes: dict[date, int] = {}
    for flow in flows:
        changes[flow.day] = changes.get(flow.day, 0) + flow.copies
    for run in catalogue.runs_of(context.database, item):
        before = 0
        for day, copies in context.command.holdings.days(store.id, run.id, since):
            on = date.fromisoformat(day)
            changes[on] = changes.get(on, 0) + copies - before
            before = copies
    days = sorted(changes)
    return list(zip(days, accumulate(changes[day] for day in days), strict=True))


def together(first: Iterable[Missing], further: Iterable[Missing]) -> list[Missing]:
    """Return the missing copies of both rounds, added up."""
    found = {(each.item, each.store): each for each in first}
    for more in further:
        known = found.get((more.item, more.store), more._replace(copies=0))
        found[more.item, more.store] = more._replace(
            copies=known.copies + more.copies, since=min(known.since, more.since)
        )
    return list(found.values())


def record_openings(context: ImportContext, openings: Iterable[Missing]) -> Iterator[Message]:
    """Record a print run of each missing item in its store, and yield messages. Raises Refused for a closed store."""
    note = str(Message("opening of command {command}", command=context.command.number))
    for opening in openings:
        day, item = opening.since - timedelta(days=1), parse_item(opening.item)
        context.names.expect(item.booklet, opening.title)
        context.names.find_or_add_item(item)
        printing = NewPrintRun(item, opening.copies, opening.store, RunDetail(printer=PRINTER, note=note))
        entry = log_print(context.command, printing, Particulars(context.command.clerk, day, note=note))
        yield Plural(
            "Print run {run} is the opening balance of {item}: {count} copy on {day}.",
            "Print run {run} is the opening balance of {item}: {count} copies on {day}.",
            run=entry.movements[0].run,
            item=opening.item,
            count=opening.copies,
            day=day,
        )
