"""Fix an entry: record it again with the wrong values changed, keeping all others.

Changed figures replace the entry through its type's own function, like `--replaces`. Changed texts alone become a new
version of them, and changed details of a print run new details: the entry itself stays.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.deferred import NamedTuple
from tracker.errors import NoChange, NothingToDo, Refused, UnknownName, WrongUsage
from tracker.languages import worded
from tracker.ledger.commands import DRY_RUN, Command, LedgerOrCommand, recorded, refusing_broken_rules
from tracker.ledger.counts import Count, log_count
from tracker.ledger.departures import Departure, Relocation, log_handout, log_move, log_return, log_writeoff
from tracker.ledger.lookup import find_entry, find_place, refuse_void
from tracker.ledger.naming import booklet_named, find_number, place_named, with_code, with_codes
from tracker.ledger.print_runs import NewPrintRun, edit_run, log_print
from tracker.ledger.receipts import Arrival, log_receipt
from tracker.ledger.recording import ALREADY_USED, as_recorded, made_by, used_before
from tracker.ledger.replacements import is_closing, lines_of
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.ledger.voids import by_others
from tracker.messages import Message
from tracker.model.catalogue import SEMINAR
from tracker.model.codes import ItemCode, RunCode, parse_run
from tracker.model.entries import LAST, Entry, EntryName, EntryType, Particulars, TextVersion
from tracker.model.money import Money, priced, settled, summed
from tracker.model.quantities import Line, check_distinct
from tracker.model.sentences import described_texts
from tracker.store import catalogue, entries, entry_sets, texts
from tracker.store.connection import Database, Statement


@dataclass(frozen=True)
class Fix:
    """A correction as typed: the entry and the values to change."""

    entry: EntryName
    place: str | None = None
    """The destination; for departures and counts, the place itself."""
    lines: tuple[Line, ...] = ()
    """The quantities to change. Zero removes an item, except in counts and closed shipments."""
    without: tuple[ItemCode | RunCode, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    """Other values, by their names in `OPTIONS`; empty text removes one."""


_DETAILS = "cost", "currency", "funds", "grants", "printer", "isbn", "review_by", "mark", "carton", "weight", "url"
"""The details of a print run, which are not figures of its entry."""

OPTIONS = {
    EntryType.PRINT: ("store", *_DETAILS),
    EntryType.SHIP: ("source", "carrier", "request", "received", "cost", "currency", "funds", "grants"),
    EntryType.RECEIVE: ("close", "carrier"),
    EntryType.MOVE: ("source",),
    EntryType.RETURN: ("store",),
    EntryType.HANDOUT: ("audience",),
    EntryType.WRITEOFF: ("reason",),
    EntryType.COUNT: ("full",),
    EntryType.VOID: (),
}
"""The other values of each entry type that can change, besides place, quantities, date, reference and note."""

_OPTION_NAMES = {"source": "from", "store": "to", "funds": "fund", "grants": "grant"}

_TEXTS = ("reference", "carrier", "note")


class Fixed(NamedTuple):
    """The corrected entry, with messages."""

    entry: Entry
    is_anew: bool
    """Whether it was recorded again, with a new number."""


def fix(ledger: LedgerOrCommand, wrong: Fix, particulars: Particulars) -> Fixed:
    """Correct an entry, its texts and, for a print, its run's details; return the corrected entry.

    Raises WrongUsage for a value that its type does not have; Refused if it is void, nothing is left of it, or no text,
    line, place or date changes; and the errors of the entry's own command.
    """
    options = {f"new {name}": value if value else f"'{value}'" for name, value in wrong.values.items()}
    named = {"entry": wrong.entry, "place": wrong.place, "lines": wrong.lines, "without": wrong.without}
    with recorded(ledger, "fix", particulars.clerk, **particulars.how) as running:
        if existing := used_before(running, "fix", named | options, particulars):
            return _fixed_before(running.database, existing.number, ALREADY_USED.given(key=particulars.key))
        entry = find_entry(running.database, _find(running.database, wrong.entry, particulars.clerk))
        _refuse_others(wrong, entry)
        number = [entry.number or 0]
        rows = [*entry_sets.recorded(running.database, number), *entry_sets.receipts_of(running.database, number)]
        for doubt in by_others(rows, running.clerk):
            running.doubt(doubt)
        particulars = particulars._replace(key=None)
        if _is_figure(running, wrong, entry, particulars):
            made = _record_again(running, wrong, entry, particulars)
            return Fixed(made._replace(doubts=tuple(running.doubts)), True)
        return Fixed(_rewritten(running, wrong, entry, particulars), False)


def _fixed_before(database: Database, command: int, message: Message) -> Fixed:
    if made := made_by(database, command):
        return Fixed(made[0]._replace(messages=(message,)), True)
    fixed = find_entry(database, texts.rewritten_by(database, command))
    return Fixed(fixed._replace(messages=(message,)), False)


# Find the entry ----------------------------------------------------------------------------------------


def _find(database: Database, name: EntryName, clerk: str) -> int:
    """Return the number of the entry. For the name of something else, raises Refused with the command that edits it."""
    try:
        return find_number(database, name, clerk)
    except Refused:
        if isinstance(name, int) or name.casefold() == LAST or (command := _command_for(database, name)) is None:
            raise
        raise UnknownName(
            "'{name}' is not an entry. To change it, run '{command}'.", name=name, command=command
        ) from None


def _command_for(database: Database, name: str) -> str | None:
    if (place := catalogue.place(database, name) or place_named(database, name)) is not None:
        family = "seminar" if place.kind == SEMINAR else "place"
        return f"tracker {family} edit {place.code}"
    booklet, *parts = name.split("/")
    if (code := catalogue.code_of(database, "booklet", booklet) or booklet_named(database, booklet)) is not None:
        return f"tracker run edit {name}" if len(parts) > 1 else f"tracker booklet edit {code}"
    for table in ("fund", "kind"):
        if (code := catalogue.code_of(database, table, name)) is not None:
            return f"tracker {table} edit {code}"
    return None


def find_fixable(database: Database, name: EntryName, clerk: str) -> Entry:
    """Return the entry that a clerk names. Raises Refused if it is unknown or void."""
    entry = find_entry(database, _find(database, name, clerk))
    refuse_void(database, entry)
    return entry


def _refuse_others(wrong: Fix, entry: Entry) -> None:
    for name in wrong.values:
        if name not in OPTIONS[entry.type]:
            raise WrongUsage(
                "Entry {entry} is of type {type}, which has no {option}. See 'tracker fix -h'.",
                entry=entry.number,
                type=worded("type", entry.type),
                option=f"--{_OPTION_NAMES.get(name, name).replace('_', '-')}",
            )


# The changes -------------------------------------------------------------------------------------------


def _is_figure(running: Command, wrong: Fix, entry: Entry, particulars: Particulars) -> bool:
    """Return whether figures change, so that the entry must be recorded again. Raises Refused if it is void."""
    database = running.database
    options = set(wrong.values) - {*_TEXTS, *(_DETAILS if entry.type is EntryType.PRINT else ())}
    if not (options or wrong.lines or wrong.without or wrong.place or particulars.day or particulars.before):
        return False
    refuse_void(database, entry)
    if options or wrong.without or particulars.before is not None:
        return True
    if particulars.day is not None and particulars.day != date.fromisoformat(entry.date):
        return True
    if wrong.place is not None:
        if entry.type is EntryType.RECEIVE:
            raise WrongUsage(
                "Entry {entry} is the receipt of shipment {shipment}. If a different shipment was received, run "
                "'tracker void {entry} --reason TEXT' and record that one. To correct the place, run 'tracker fix "
                "{shipment} PLACE'.",
                entry=entry.number,
                shipment=entry.shipment,
            )
        if find_place(database, wrong.place).code != entry.place:
            return True
    if not wrong.lines:
        return False
    kept = as_typed(running, entry)
    return set(_merged(database, wrong, entry, kept)) != set(kept)


def _merged(database: Database, wrong: Fix, entry: Entry, lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the `lines` with the changes. Raises Refused if a removed item is not in them, or nothing is left."""
    kept = list(lines)
    named = with_codes(database, wrong.lines)
    removed = [what if isinstance(what, RunCode) else with_code(database, what) for what in wrong.without]
    for line in named:
        if line.what in removed and line.quantity:
            raise WrongUsage("Specify a quantity for {item}, or omit it with --without, but not both.", item=line.what)
    if entry.type is EntryType.PRINT:
        if (wrong.without and not named) or not all(line.quantity for line in named):
            raise _nothing_left(entry)
        return named[-1:] or tuple(kept)
    keeps_zero = entry.type is EntryType.COUNT or (
        entry.type is EntryType.RECEIVE and wrong.values.get("close", is_closing(database, entry))
    )
    kept = [line for line in kept if line.quantity or keeps_zero]
    removed += [line.what for line in named if not (line.quantity or keeps_zero)]
    for what in removed:
        if not any(_concerns(what, line.what) for line in kept):
            raise UnknownName("Entry {entry} has no {item} to remove.", entry=entry.number, item=what)
        kept = [line for line in kept if not _concerns(what, line.what)]
    for line in named:
        if line.what in removed:
            continue
        same = [other for other in kept if _concerns(line.what, other.what)]
        if same and isinstance(line.what, ItemCode) and sum(other.quantity for other in same) == line.quantity:
            continue  # it is already right, and keeps its print runs
        at = kept.index(same[0]) if same else len(kept)
        kept = [other for other in kept if other not in same]
        kept.insert(at, line)
    if not kept:
        raise _nothing_left(entry)
    check_distinct(kept)
    return tuple(kept)


def _nothing_left(entry: Entry) -> Refused:
    return NothingToDo(
        "Nothing would be left of entry {entry}. Run 'tracker void {entry} --reason TEXT'.", entry=entry.number
    )


def as_typed(running: Command, entry: Entry) -> tuple[Line, ...]:
    """Return the lines that record an entry again as typed: by item, or by run if the clerk named runs.

    The typed form is not stored. If recording the items in its place takes the same runs, the clerk named none.
    """
    by_run = lines_of(running.database, entry)
    if entry.type in (EntryType.PRINT, EntryType.COUNT) or all(isinstance(line.what, ItemCode) for line in by_run):
        return by_run
    by_item = lines_of(running.database, entry, by_item=True)
    progress, doubts, confirmed = running.progress(), len(running.doubts), running.confirmed
    running.confirmed = True
    running.database.apply([Statement("SAVEPOINT trial")])
    try:
        trial = Particulars(running.clerk, replaces=entry.number)
        made = _replacement_entry(running, entry, entry.place, by_item, {}, False, trial)
        lines = by_item if _moved(made) == _moved(entry) else by_run
    except Refused:
        lines = by_run
    running.database.apply([Statement("ROLLBACK TO trial"), Statement("RELEASE trial")])
    running.go_back(progress)
    running.confirmed = confirmed
    del running.doubts[doubts:]
    return lines


def _moved(entry: Entry) -> list[tuple[str, str, str, int]]:
    moved = (each for each in entry.movements if each.count is None)
    return sorted((each.run, each.source, each.destination, each.quantity) for each in moved)


def _concerns(what: ItemCode | RunCode, line: ItemCode | RunCode) -> bool:
    """Return whether a change concerns a line: the same thing, a run of the item, or the item of the run."""
    one, other = str(what).casefold(), str(line).casefold()
    return one == other or other.startswith(f"{one}/") or one.startswith(f"{other}/")


# Record the entry again --------------------------------------------------------------------------------


def _record_again(running: Command, wrong: Fix, entry: Entry, particulars: Particulars) -> Entry:
    database, values = running.database, wrong.values
    particulars = particulars._replace(replaces=entry.number)
    lines, place = _merged(database, wrong, entry, as_typed(running, entry)), wrong.place or entry.place
    made = _replacement_entry(running, entry, place, lines, values, bool(wrong.without), particulars)
    with refusing_broken_rules():
        running.close()
    return as_recorded(database, made)


def _replacement_entry(
    running: Command,
    entry: Entry,
    place: str,
    lines: tuple[Line, ...],
    values: dict[str, Any],
    is_partial: bool,
    particulars: Particulars,
) -> Entry:
    moved = entry.movements[0] if entry.movements else None
    source = values.get("source") or (moved.source if moved else "")
    match entry.type:
        case EntryType.PRINT:
            (line,) = lines
            if isinstance(line.what, RunCode):
                line = line._replace(what=line.item)
            details = _details(values)
            store = values.get("store") or place
            grants = details.pop("grants", ())
            made = NewPrintRun(line.item, line.quantity, store, changes=details, grants=grants)
            return log_print(running, made, particulars)
        case EntryType.SHIP:
            shares = values.get("funds") or ()
            grants = values.get("grants") or ()
            if max(len(shares), len(grants)) > 1:
                raise WrongUsage(
                    "A shipment is paid for by one fund and one of its grants; specify --fund and --grant once each."
                )
            sent = Shipment(
                place,
                lines,
                source,
                values.get("carrier"),
                values.get("received", False),
                values.get("request"),
                _cost(entry, values),
                shares[0].fund if shares else None,
                grant=grants[0] if grants else None,
                currency=values.get("currency"),
                keeps_cost=values.get("cost") != "" and values.get("funds") != (),
            )
            return log_shipment(running, sent, particulars)
        case EntryType.RECEIVE:
            close = values.get("close", is_closing(running.database, entry))
            return log_receipt(running, Arrival(entry.shipment or 0, lines, close), particulars)
        case EntryType.MOVE:
            return log_move(running, Relocation(source, place, lines), particulars)
        case EntryType.COUNT:
            full = values.get("full", entries.is_full_count(running.database, entry.number or 0) and not is_partial)
            return log_count(running, Count(place, lines, full), particulars)
        case EntryType.RETURN:
            store = values.get("store") or (moved.destination if moved else None)
            return log_return(running, Departure(place, lines, store), particulars)
        case EntryType.HANDOUT:
            return log_handout(running, Departure(place, lines, audience=values.get("audience")), particulars)
        case _:
            return log_writeoff(running, Departure(place, lines, reason=values.get("reason")), particulars)


def _cost(entry: Entry, values: dict[str, Any]) -> Money | None:
    """Return the shipping cost if it is given, or if only its currency or payer changes."""
    is_known = "cost" not in values and ("currency" in values or values.get("funds") == ())
    if is_known and len(known := summed(each.cost for each in entry.costs)) == 1:
        return known[0]._replace(currency=values.get("currency", known[0].currency))
    return priced(None if values.get("cost") == "" else values.get("cost"), values.get("currency"))


def _details(values: dict[str, Any]) -> dict[str, Any]:
    changes = {name: None if value == "" else value for name, value in values.items() if name in _DETAILS}
    if shares := changes.get("funds"):
        changes["funds"] = settled(shares)
    return changes


# Texts, and print run details --------------------------------------------------------------------------


def _rewritten(running: Command, wrong: Fix, entry: Entry, particulars: Particulars) -> Entry:
    """Record a new version of an entry's texts and its print run's details; return the entry.

    A receipt recorded with its shipment gets the new texts if it had the same ones.
    """
    database, number = running.database, entry.number or 0
    given = {**wrong.values, "reference": particulars.reference, "note": particulars.note}
    changes: dict[str, Any] = {name: given[name] or None for name in _TEXTS if given.get(name) is not None}
    details = _details(wrong.values) if entry.type is EntryType.PRINT else {}
    run = parse_run(entry.movements[0].run) if details else None
    known = texts.versions(database, number)
    was = (known[-1] if known else TextVersion(0, None, None))._replace(redacted=None)
    now = was._replace(**changes)
    if was == now and not details:
        raise NoChange("Entry {entry} already has these values. See 'tracker show {entry}'.", entry=number)
    with refusing_broken_rules():
        if was != now:
            along = [each for each in entries.receipts_with(database, number) if _same(database, each, was)]
            running.add([texts.amend(running.number, each, now) for each in (number, *along)])
        if run is not None:
            edit_run(running, run, details)
        running.close()
    messages = tuple(_fix_messages(entry, was, now, run, particulars))
    command = None if particulars.dry_run else running.number
    return find_entry(database, number)._replace(command=command, messages=messages)


def _same(database: Database, receipt: int, version: TextVersion) -> bool:
    known = texts.versions(database, receipt)
    return bool(known) and (known[-1].reference, known[-1].note) == (version.reference, version.note)


def _fix_messages(
    entry: Entry, was: TextVersion, now: TextVersion, run: RunCode | None, particulars: Particulars
) -> Iterator[Message]:
    if particulars.dry_run:
        yield DRY_RUN
    if was != now:
        yield Message(
            "Entry {entry}: {was}; now {now}.", entry=entry.number, was=described_texts(was), now=described_texts(now)
        )
    if run is not None:
        yield Message("The details of print run {run} were changed. See 'tracker run show {run}'.", run=run)
