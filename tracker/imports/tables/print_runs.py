"""Import print runs: each becomes a print entry with the run's details."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from tracker.errors import Refused, WrongUsage
from tracker.imports.cells import parse_sheet_date, parse_sheet_quantity, parse_word
from tracker.imports.corrections import correct
from tracker.imports.entry_columns import NamedPlace, SheetEntry, named_item, needed
from tracker.imports.jobs import Done, ImportContext, ImportTable, Job, Known, Step
from tracker.imports.matching import Matcher, find_existing, refuse_differences
from tracker.imports.names import read_new_item
from tracker.imports.plain_entries import CHUNK
from tracker.imports.rows import REST_OF, SourceRow, parse_rest_of
from tracker.ledger.funds import refuse_unfunded
from tracker.ledger.lookup import find_code, find_store
from tracker.ledger.print_runs import NewPrintRun, Recall, detail_steps, log_print, log_recall, messages_without_run
from tracker.messages import Message
from tracker.model.catalogue import PRINTING, RunDetail
from tracker.model.codes import ItemCode, RunCode, is_code, parse_run, parse_url
from tracker.model.entries import PRINTER, Draft, EntryType, Move, Particulars, Time
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
from tracker.model.quantities import MAX_QUANTITY, parse_grant
from tracker.model.text import match_key
from tracker.store import bulk, catalogue, entries
from tracker.store.connection import Statement, table_of
from tracker.store.entries import POSITION_STEP, statements_of
from tracker.store.statements import insert

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
    "url",
    "grant",
)


class _ParsedRow(NamedTuple):
    """A row's item, its run if it has that column, and all its values by column."""

    row: SourceRow
    item: ItemCode
    run: RunCode | None
    values: dict[str, Any]


def _jobs(context: ImportContext) -> Iterator[Step]:
    """Yield the first prints of new items together, and a job for each other row; by date, those with a run first."""
    rows = [parsed for row in context.cells.sheet.rows if (parsed := _parse(context, row)) is not None]
    rows.sort(key=lambda parsed: (parsed.run is None, parsed.values["printed_on"]))
    events = [_event(context, parsed, first) for first, parsed in enumerate(rows)]
    matcher = Matcher(context, ())  # the details are compared with those of the run
    without_run = [event for parsed, event in zip(rows, events, strict=True) if parsed.run is None]
    matcher.look_up(without_run)
    if len(without_run) == len(rows):
        correct(context, events, matcher)
    titles = _NewTitles(context, matcher)
    for parsed, event in zip(rows, events, strict=True):
        is_new = titles.record(parsed, event)
        if not is_new or len(titles.rows) == CHUNK:
            yield titles.write()
        if not is_new:
            yield Job((parsed.row,), partial(_record, context, matcher, parsed, event))
    yield titles.write()


class _NewTitles:
    """Records prints of new items: planned in memory, written together.

    Nothing can refuse them: their items have no earlier entries, and their store was never closed or counted.
    """

    def __init__(self, context: ImportContext, matcher: Matcher) -> None:
        self._context, self._matcher, self._database = context, matcher, context.database
        self._limits = bulk.limits(self._database)
        self._funds_pay = catalogue.has_grants_for(self._database, PRINTING)
        self._begin()

    def _begin(self) -> None:
        self.rows: list[SourceRow] = []
        self._statements: list[Statement] = []
        self._booklets: dict[str, str] = {}
        """The codes of unwritten booklets, by match_key."""
        self._items: set[str] = set()
        self._run = self._entry = 0
        """The next print run and entry."""

    def record(self, parsed: _ParsedRow, event: SheetEntry) -> bool:
        """Record a row if it is the first print of a new item; return whether it is."""
        if not self._context.names.create or parsed.run is not None or parsed.values.get("status") == "withdrawn":
            return False
        store, detail, item = event.place.place, _detail(parsed), self._new_item(parsed.item)
        if item is None or store is None or not store.is_store:
            return False
        if store.id in self._limits.closed or store.id in self._limits.counted:
            return False
        if parsed.values.get("grant") or (self._funds_pay and detail.cost is not None and not detail.funds):
            return False
        if event.first in self._matcher.doubtful:
            return False
        self._add(parsed, detail, item, store.id, self._matcher.key(event))
        return True

    def write(self) -> Known:
        """Write the recorded rows, before anything else is recorded, and return them."""
        rows, statements = self.rows, self._statements
        if rows:
            self._database.apply(sorted(statements, key=lambda statement: table_of(statement.sql)))
            tables = Counter(table_of(statement.sql) for statement in statements)
            facts = sum(tables[table] for table in ("run_detail", "run_share", "text"))
            self._context.command.note(tables["entry"], tables["movement"], facts)
            self._begin()
        return Known(rows, Done(True))

    def _new_item(self, code: ItemCode) -> ItemCode | None:
        """Return the code of an item to add, or None if it exists or cannot be added."""
        database = self._database
        language = catalogue.code_of(database, "language", code.language)
        booklet = self._booklets.get(match_key(code.booklet)) or catalogue.code_of(database, "booklet", code.booklet)
        if language is None or (booklet is None and not is_code(code.booklet)):
            return None
        item = ItemCode(booklet or code.booklet, language)
        is_there = match_key(str(item)) in self._items or (booklet and catalogue.item(database, item) is not None)
        return None if is_there else item

    def _add(self, parsed: _ParsedRow, detail: RunDetail, item: ItemCode, store: int, key: str) -> None:
        names, command, day = self._context.names, self._context.command, parsed.values["printed_on"].isoformat()
        if not self.rows:
            self._run, self._entry = catalogue.next_id(self._database, "print_run"), command.next_entry
        if match_key(item.booklet) not in self._booklets:
            if catalogue.code_of(self._database, "booklet", item.booklet) is None:
                title = names.title_of(item.booklet)
                self._statements.append(insert("booklet", code=item.booklet, title=title, command=command.number))
                names.note_booklet(item.booklet)
            self._booklets[match_key(item.booklet)] = item.booklet
        self._items.add(match_key(str(item)))
        names.note_item(str(item))
        time = Time(day, self._entry * POSITION_STEP)
        move = Move(self._run, PRINTER, store, parsed.values["quantity"], time)
        reference = parsed.values["reference"]
        draft = Draft(EntryType.PRINT, self._entry, time, store, (move,), reference=reference, row_key=key)
        self._statements += [
            insert("item", booklet=item.booklet, language=item.language),
            insert("print_run", id=self._run, item=str(item), number=1),
            *detail_steps(self._run, detail, command.number),
            *chain(*statements_of([draft], command.number)),
        ]
        self.rows.append(parsed.row)
        self._run += 1
        self._entry += 1


def _parse(context: ImportContext, row: SourceRow) -> _ParsedRow | None:
    cells, faults = context.cells, len(context.cells.faults)
    given = cells.cells_of(row)
    cells.has_all(row, needed(cells.sheet, _REQUIRED))
    parsers: dict[str, Callable[[str], Any]] = {
        "run": parse_run,
        "quantity": cells.quantity,
        "cost": parse_cents,
        "currency": parse_currency,
        "fund": partial(_funds, context),
        "status": partial(parse_word, words=("active", "withdrawn")),
        "review_by": lambda text: parse_sheet_date(text, context.request.dates),
        "carton": parse_sheet_quantity,
        "weight": _grams,
        "url": parse_url,
        "grant": lambda text: tuple(map(parse_grant, text.split("+"))),
    }
    values = {column: cells.read(row, column, parse) for column, parse in parsers.items() if given.get(column)}
    values["item"] = read_new_item(cells, context.names, row)
    texts = ("printer", "isbn", "reference", "note", "store", "mark")
    values |= {column: cells.text(row, column) for column in texts}
    day = cells.day(row, "printed_on", context.request.dates)
    if values.get("currency") and "cost" not in values:
        cells.fault(row, "currency", Message("A currency requires a cost; enter the cost too."))
    run, item = values.get("run"), values.get("item")
    if run is not None and item is not None and str(run.item).casefold() != str(item).casefold():
        cells.fault(row, "run", Message("{run} is not a run of {item}.", run=run, item=item))
    if len(cells.faults) > faults or item is None or day is None:
        return None
    values["printed_on"] = day
    return _ParsedRow(row, item, run, values)


def _funds(context: ImportContext, text: str) -> tuple[Share, ...]:
    return with_funds(parse_shares(text), partial(find_code, context.database, "fund"))


def _grams(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= MAX_QUANTITY):
        raise WrongUsage(
            "'{text}' is not a weight; enter the weight of one copy in grams as a whole number.", text=text
        )
    return int(text)


def _event(context: ImportContext, parsed: _ParsedRow, first: int) -> SheetEntry:
    values, database = parsed.values, context.database
    store = values["store"] and (context.names.known_place(values["store"]) or values["store"])
    code = store or catalogue.default_store(database).code
    place = NamedPlace(code, catalogue.place(database, code))
    # The printer stands for who brought it: what another one printed on the same day is another run.
    texts = values["reference"] or "", values["printer"] or "", ""
    lines = ((named_item(parsed.item), values["quantity"]),)
    day, rest_of = values["printed_on"].isoformat(), parse_rest_of(parsed.row.cell(REST_OF))
    return SheetEntry(EntryType.PRINT, first, day, place, None, None, None, rest_of, texts, lines)


def _record(context: ImportContext, matcher: Matcher, parsed: _ParsedRow, event: SheetEntry) -> Done | None:
    _concerning("item", context.names.check_new_item, parsed.item)
    run, known = _find_recorded(context, matcher, parsed, event)
    if run is not None:
        refuse_differences(
            context, parsed.row, run, _comparable(parsed, event), find_existing(context, "print_runs", run) or {}
        )
    if run is not None or known is not None:
        return known or Done(False)
    # Checks come before adding its booklet: with triggers suspended, a rollback takes 5 ms.
    day, detail = parsed.values["printed_on"], _detail(parsed)
    store = _concerning("store", find_store, context.database, event.place.code, day).code
    grants = parsed.values.get("grant", ())
    if detail.cost is not None and not (detail.funds or grants):
        refuse_unfunded(context.database, PRINTING, day, detail.cost)
    _concerning("item", context.names.find_new_item, parsed.item)
    clerk = context.request.clerk
    is_withdrawn = parsed.values.get("status") == "withdrawn"
    key = None if parsed.run and not isinstance(event.rest_of, str) else matcher.key(event)
    particulars = Particulars(clerk, day, parsed.values["reference"], row_key=key, quiet=not is_withdrawn)
    run_number = parsed.run.number if parsed.run else None
    printing = NewPrintRun(parsed.item, parsed.values["quantity"], store, detail, run_number, grants=grants)
    entry = log_print(context.command, printing, particulars)
    if not is_withdrawn:
        return Done(True, messages_without_run(entry))
    run = entry.movements[0].run
    log_recall(context.command, Recall(parse_run(run), "withdrawn in the imported sheet"))
    message = Message("The sheet has no withdrawal date for {run}; it is withdrawn as of today.", run=run)
    return Done(True, (*messages_without_run(entry), message))


def _concerning(column: str, ask: Callable[..., Any], *about: Any) -> Any:
    """Return the result of `ask`, adding the column to a Refused error."""
    try:
        return ask(*about)
    except Refused as refusal:
        raise refusal.concerning(column) from None


def _find_recorded(
    context: ImportContext, matcher: Matcher, parsed: _ParsedRow, event: SheetEntry
) -> tuple[str | None, Done | None]:
    """Return the code of the row's run if already recorded, and its entry unless the row has the run's code."""
    database = context.database
    if parsed.run is not None and not isinstance(event.rest_of, str):
        existing = catalogue.run(database, parsed.run)
        return (None if existing is None else existing.code), None
    known = matcher.find(event)
    if known is None or known.is_void or known.entry is None:
        return None, known
    return catalogue.run_code(database, entries.run_printed(database, known.entry)), known


def _comparable(parsed: _ParsedRow, event: SheetEntry) -> dict[str, Any]:
    values = parsed.values
    cost = values.get("cost")
    comparable: dict[str, Any] = {
        "printed_on": values["printed_on"].isoformat(),
        "quantity": values["quantity"],
        "cost": None if cost is None else format_cents(cost),
        "currency": values.get("currency") or (None if cost is None else "EUR"),
        "fund": written(values.get("fund", ())),
        "status": values.get("status"),
        "store": event.place.code,
        "review_by": review_by.isoformat() if (review_by := values.get("review_by")) else None,
        "carton": values.get("carton"),
        "weight": values.get("weight"),
        "url": values.get("url"),
        "grant": "+".join(map(str, values.get("grant", ()))) or None,
    }
    return comparable | {column: values[column] for column in ("printer", "isbn", "reference", "note", "mark")}


def _detail(parsed: _ParsedRow) -> RunDetail:
    values = parsed.values
    cost = None if values.get("cost") is None else Money(values["cost"], values.get("currency") or "EUR")
    known = (
        values.get(column) for column in ("printer", "isbn", "note", "review_by", "mark", "carton", "weight", "url")
    )
    return RunDetail(cost, values.get("fund", ()), *known)


PRINT_RUNS = ImportTable(_REQUIRED, _OPTIONAL, ignored=(), jobs=_jobs, has_keys=True, in_sets="print")
