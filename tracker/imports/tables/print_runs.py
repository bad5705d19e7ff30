"""Importing print runs: each is a print entry, with the details of the run."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from tracker.errors import Refused, WrongUsage
from tracker.imports.cells import parse_sheet_date, parse_sheet_quantity
from tracker.imports.entry_rows import SheetEntry, needed
from tracker.imports.jobs import Done, ImportContext, ImportTable, Job
from tracker.imports.matching import Match, Matcher, find_existing, refuse_differences
from tracker.imports.names import read_item
from tracker.imports.rows import REST_OF, SourceRow, parse_rest_of
from tracker.imports.sources import require
from tracker.ledger.lookup import find_code, find_store
from tracker.ledger.print_runs import NewPrintRun, Recall, besides_its_run, log_print, withdraw
from tracker.messages import Message
from tracker.model.catalogue import RunDetail
from tracker.model.codes import ItemCode, RunCode, parse_run
from tracker.model.entries import EntryType, Particulars
from tracker.model.money import (
    Money,
    Share,
    format_cents,
    parse_cents,
    parse_currency,
    parse_shares,
    with_funds,
    written,
)
from tracker.model.quantities import MAX_QUANTITY, Line
from tracker.store import catalogue, entries

_REQUIRED = ("item", "printed_on", "quantity")
_OPTIONAL = (
    "booklet",
    "language",
    "run",
    "store",
    "cost",
    "currency",
    "fund",
    "printer",
    "isbn",
    "status",
    "reference",
    "note",
    "review_by",
    "mark",
    "carton",
    "weight",
)


class _ParsedRow(NamedTuple):
    """A row's item, its run if it has that column, and all its values by column."""

    row: SourceRow
    item: ItemCode
    run: RunCode | None
    values: dict[str, Any]


def _jobs(context: ImportContext) -> Iterator[Job]:
    """Yield a job for each row, those with a run first, then by date. Raises Refused when a column is missing."""
    require(context.cells.sheet, needed(context.cells.sheet, _REQUIRED))
    rows = [parsed for row in context.cells.sheet.rows if (parsed := _parse(context, row)) is not None]
    rows.sort(key=lambda parsed: (parsed.run is None, parsed.values["printed_on"]))
    events, source = [_event(context, parsed) for parsed in rows], context.request.source
    matcher = Matcher(
        context.database, EntryType.PRINT, events, source=source, keyed_days=context.cells.sheet.keyed_days
    )
    for parsed, event in zip(rows, events, strict=True):
        yield Job((parsed.row,), partial(_record, context, matcher, parsed, event))


def _parse(context: ImportContext, row: SourceRow) -> _ParsedRow | None:
    """Return the values of a row; None, with faults added, when it is invalid."""
    cells, faults = context.cells, len(context.cells.faults)
    given = cells.of(row)
    cells.has_all(row, needed(cells.sheet, _REQUIRED))
    parsers: dict[str, Callable[[str], Any]] = {
        "run": parse_run,
        "quantity": cells.quantity,
        "cost": parse_cents,
        "currency": parse_currency,
        "fund": partial(_funds, context),
        "status": _status,
        "review_by": lambda text: parse_sheet_date(text, context.request.date_formats),
        "carton": parse_sheet_quantity,
        "weight": _grams,
    }
    values = {column: cells.read(row, column, parse) for column, parse in parsers.items() if given.get(column)}
    values["item"] = _read_item(context, row)
    texts = ("printer", "isbn", "reference", "note", "store", "mark")
    values |= {column: cells.text(row, column) for column in texts}
    day = cells.day(row, "printed_on", context.request.date_formats)
    if values.get("currency") and "cost" not in values:
        cells.fault(row, "currency", Message("A currency needs a cost; write the cost too."))
    run, item = values.get("run"), values.get("item")
    if run is not None and item is not None and str(run.item).casefold() != str(item).casefold():
        cells.fault(row, "run", Message("{run} is not a run of {item}.", run=run, item=item))
    if len(cells.faults) > faults or item is None or day is None:
        return None
    values["printed_on"] = day
    return _ParsedRow(row, item, run, values)


def _read_item(context: ImportContext, row: SourceRow) -> ItemCode | None:
    """Return the item of a row, which need not be known; None, with a fault added, when it names none."""
    what = read_item(context.cells, context.names, row, may_be_new=True)
    if isinstance(what, RunCode):
        message = Message("{run} is a print run; write its item, {item}.", run=what, item=what.item)
        context.cells.fault(row, "item", message)
        return None
    item: ItemCode | None = what
    return item


def _funds(context: ImportContext, text: str) -> tuple[Share, ...]:
    """Return the funds that a cell names, each with its share. Raises Refused when one is unknown."""
    return with_funds(parse_shares(text), partial(find_code, context.database, "fund"))


def _status(text: str) -> str:
    status = text.casefold()
    if status not in ("active", "withdrawn"):
        raise WrongUsage("'{text}' is not a print run's status; write active or withdrawn.", text=text)
    return status


def _grams(text: str) -> int:
    """Return a weight in grams. Raises WrongUsage unless it is a whole number above zero."""
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= MAX_QUANTITY):
        raise WrongUsage("'{text}' is not a weight; write the grams of one copy as a whole number.", text=text)
    return int(text)


def _event(context: ImportContext, parsed: _ParsedRow) -> SheetEntry:
    values = parsed.values
    store = values["store"] and (context.names.known_place(values["store"]) or values["store"])
    place = store or catalogue.default_store(context.database).code
    lines = (Line(parsed.item, values["quantity"]),)
    rest_of = parse_rest_of(parsed.row.cell(REST_OF))
    day, reference = values["printed_on"], values["reference"]
    printer = values["printer"]  # stands for who brought it: what another one printed on the same day is another run
    return SheetEntry((parsed.row,), day, place, lines, reference=reference, carrier=printer, rest_of=rest_of)


def _record(context: ImportContext, matcher: Matcher, parsed: _ParsedRow, event: SheetEntry) -> Done | None:
    _check_item(context, parsed.item)
    key = None if parsed.run else matcher.key(event)
    run, match = _find_recorded(context, matcher, parsed, event, key)
    if run is not None:
        refuse_differences(context, parsed.row, run, _comparable(parsed, event), _existing(context, run))
    if run is not None or match is not None:
        return match.done if match else Done(False)
    clerk = context.request.clerk
    is_withdrawn = parsed.values.get("status") == "withdrawn"
    day, reference = parsed.values["printed_on"], parsed.values["reference"]
    particulars = Particulars(clerk, day, reference, row_key=key, quiet=not is_withdrawn)
    entry = log_print(context.command, _new_print_run(context, parsed, event), particulars)
    if not is_withdrawn:
        return Done(True, besides_its_run(entry))
    run = entry.movements[0].run
    withdraw(context.command, Recall(parse_run(run), "withdrawn in the imported sheet"))
    message = Message("The sheet does not say when {run} was withdrawn; it is withdrawn from today.", run=run)
    return Done(True, (*besides_its_run(entry), message))


def _check_item(context: ImportContext, item: ItemCode) -> None:
    """Raise Refused when the booklet or the language is unknown; with `create_missing`, add what is missing."""
    try:
        context.names.find_new_item(item)
    except Refused as refusal:
        raise refusal.concerning("item") from None


def _find_recorded(
    context: ImportContext, matcher: Matcher, parsed: _ParsedRow, event: SheetEntry, key: str | None
) -> tuple[str | None, Match | None]:
    """Return the code of the row's run if it is already recorded, and the entry, unless the row names the run."""
    database = context.database
    if parsed.run is not None:
        existing = catalogue.run(database, parsed.run)
        return (None if existing is None else existing.code), None
    entry = matcher.find(event, key or "")
    if entry is None or entry.voided:
        return None, entry
    return catalogue.run_code(database, entries.run_printed(database, entry.number)), entry


def _existing(context: ImportContext, run: str) -> dict[str, Any]:
    existing = find_existing(context, "print_runs", run)
    assert existing is not None  # noqa: S101  (it was just found)
    return existing


def _comparable(parsed: _ParsedRow, event: SheetEntry) -> dict[str, Any]:
    """Return the row's values in the form in which the list of print runs has them."""
    values = parsed.values
    cost = values.get("cost")
    comparable: dict[str, Any] = {
        "printed_on": values["printed_on"].isoformat(),
        "quantity": values["quantity"],
        "cost": None if cost is None else format_cents(cost),
        "currency": values.get("currency") or (None if cost is None else "EUR"),
        "fund": written(values.get("fund", ())),
        "status": values.get("status"),
        "store": event.place,
        "review_by": review_by.isoformat() if (review_by := values.get("review_by")) else None,
        "carton": values.get("carton"),
        "weight": values.get("weight"),
    }
    return comparable | {column: values[column] for column in ("printer", "isbn", "reference", "note", "mark")}


def _new_print_run(context: ImportContext, parsed: _ParsedRow, event: SheetEntry) -> NewPrintRun:
    values = parsed.values
    try:
        store = find_store(context.database, event.place, values["printed_on"]).code
    except Refused as refusal:
        raise refusal.concerning("store") from None
    cost = None if values.get("cost") is None else Money(values["cost"], values.get("currency") or "EUR")
    known = (values.get(column) for column in ("printer", "isbn", "note", "review_by", "mark", "carton", "weight"))
    detail = RunDetail(cost, values.get("fund", ()), *known)
    return NewPrintRun(parsed.item, values["quantity"], store, detail, parsed.run.number if parsed.run else None)


PRINT_RUNS = ImportTable(_REQUIRED, _OPTIONAL, ignored=(), jobs=_jobs, has_keys=True)
