"""Openings of past years: what shipments of a sheet took from stores before it was printed, as far as is known.

What is missing is the largest shortfall over time, were all shipments recorded that were refused for want of copies.
An opening is a print run of just so many copies, on the day before they are missing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from tracker.imports.jobs import Flow, ImportContext
from tracker.ledger.print_runs import NewPrintRun, log_print
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.messages import Message, Plural
from tracker.model.catalogue import Place, RunDetail
from tracker.model.codes import parse_item, parse_run
from tracker.model.entries import Particulars
from tracker.model.quantities import Line
from tracker.store import catalogue

PRINTER = "opening"
"""The printer of an opening."""


@dataclass(frozen=True)
class Missing:
    """How many copies of an item are missing, in which stores, and from which day on."""

    item: str
    copies: Mapping[str, int]
    """By the codes of the stores."""
    since: date

    @property
    def message(self) -> Message:
        """What is said of it, where no opening was asked for."""
        return Plural(
            "{item}: {count} copy is missing from {day} on. If it was printed before, log that with 'tracker print', "
            "or let --open record it as printed the day before.",
            "{item}: {count} copies are missing from {day} on. If they were printed before, log that with "
            "'tracker print', or let --open record them as printed the day before.",
            item=self.item,
            count=sum(self.copies.values()),
            day=self.since,
        )


def missing(context: ImportContext, refused: Iterable[Flow]) -> list[Missing]:
    """Return what is missing for all the refused flows of copies, by item."""
    flows: dict[tuple[str, str], list[Flow]] = {}
    for flow in refused:
        flows.setdefault((flow.item, flow.place), []).append(flow)
    found: dict[str, list[tuple[str, int, date]]] = {}
    for (item, code), of_place in flows.items():
        place = catalogue.place(context.database, code)
        if place is not None and place.is_store and (lack := _shortfall(context, place, item, of_place)):
            found.setdefault(item, []).append((place.code, *lack))
    return [
        Missing(item, {store: copies for store, copies, _ in lacks}, min(since for _, _, since in lacks))
        for item, lacks in sorted(found.items())
    ]


def _shortfall(context: ImportContext, store: Place, item: str, flows: list[Flow]) -> tuple[int, date] | None:
    """Return the largest shortfall of an item in a store, and the first day that has one; None when there is none."""
    changes: dict[date, int] = {}
    for flow in flows:
        changes[flow.day] = changes.get(flow.day, 0) + flow.copies
    for run in catalogue.runs_of(context.database, item):
        before = 0
        for day, copies in context.command.holdings.whole(store.id, run.id).since(_FIRST):
            on = date.fromisoformat(day)
            changes[on] = changes.get(on, 0) + copies - before
            before = copies
    days = sorted(changes)
    levels = list(accumulate(changes[day] for day in days))
    if not levels or min(levels) >= 0:
        return None
    return -min(levels), next(day for day, level in zip(days, levels, strict=True) if level < 0)


_FIRST = date.min.isoformat()


def together(first: Iterable[Missing], further: Iterable[Missing]) -> list[Missing]:
    """Return what was missing first, with what is still missing when that is there."""
    found = {each.item: each for each in first}
    for more in further:
        known = found.get(more.item, Missing(more.item, {}, more.since))
        stores = {*known.copies, *more.copies}
        copies = {store: known.copies.get(store, 0) + more.copies.get(store, 0) for store in stores}
        found[more.item] = Missing(more.item, copies, min(known.since, more.since))
    return list(found.values())


def record_openings(context: ImportContext, openings: Iterable[Missing]) -> Iterator[Message]:
    """Record a print run for each item that is missing, and yield what is said of it.

    It is printed into one store, the default one if that lacks copies; the other stores get theirs from there, as
    transfers that arrived that day. Raises Refused when a store was closed then.
    """
    default = catalogue.default_store(context.database).code
    note = str(Message("opening of command {command}", command=context.command.number))
    for opening in openings:
        day = opening.since - timedelta(days=1)
        said = Particulars(context.command.clerk, day, note=note, quiet=True)
        stores = sorted(opening.copies, key=lambda code: (code != default, code))
        copies = sum(opening.copies.values())
        context.names.find_or_add_item(parse_item(opening.item))
        printing = NewPrintRun(parse_item(opening.item), copies, stores[0], RunDetail(printer=PRINTER, note=note))
        entry = log_print(context.command, printing, said)
        run = parse_run(entry.movements[0].run)
        for store in stores[1:]:
            lines = (Line(run, opening.copies[store]),)
            log_shipment(context.command, Shipment(store, lines, stores[0], received=True), said)
        yield Plural(
            "Print run {run} is the opening of {item}: {count} copy on {day}.",
            "Print run {run} is the opening of {item}: {count} copies on {day}.",
            run=run,
            item=opening.item,
            count=copies,
            day=day,
        )
