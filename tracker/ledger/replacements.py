"""Replace an entry: its void and its replacement are recorded together, and checked by their result.

The replacement takes its position in time, and keeps values not given again. The receipts of a shipment are voided with
it, and recorded again if requested.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from tracker.errors import ReceiptInTheWay, WrongKind
from tracker.languages import worded
from tracker.ledger.commands import Command
from tracker.ledger.lookup import find_entry, refuse_void
from tracker.ledger.recounting import CountAdjustment, new_counts
from tracker.ledger.reversals import Rebooked, adjust, describe_voids, record_voids, reverse
from tracker.ledger.state import Earlier, State
from tracker.messages import Message, Plural
from tracker.model.codes import parse_named
from tracker.model.entries import LOSS, TRANSIT, Draft, Entry, EntryType, Move, Time
from tracker.model.quantities import Line, numbered
from tracker.store import catalogue, entries, entry_sets
from tracker.store.connection import Database


class Replacement:
    """The void of an entry that the next recorded one replaces."""

    def __init__(self, state: State, number: int, void: int, kind: EntryType) -> None:
        """Plan the void with number `void` of an entry, for a replacement of type `kind`."""
        database = state.database
        self.replaced = find_replaceable(database, number, kind)
        found = entry_sets.recorded(database, (number,))
        kept = [entries.run_printed(database, number)] if kind is EntryType.PRINT else []
        self.reversals = reverse(state, found, void, reason=f"replaced by entry {void + 1}", printed_again=kept)
        self._state = state
        self.moves = self.reversals.moves(database)
        """The movements of the void."""
        self._adjusted = Rebooked({}, [])

    def take_out(self) -> None:
        """Remove the entry from the state until `discard`; earlier counts keep their division."""
        if self.replaced.type is EntryType.PRINT:  # its run is printed again
            self._state.holdings.add(list(self.moves))
        else:
            self._adjust(self.moves, (), Earlier.NONE)

    def adjust(self, drafts: Sequence[Draft]) -> tuple[tuple[Draft, ...], list[CountAdjustment]]:
        """Return the replacement drafts with the movements that adjust counts, and the adjustments."""
        moves = [*self.moves, *(move for draft in drafts for move in draft.moves)]
        self._adjusted = self._adjust(moves, drafts, Earlier.ALL)
        more = self._adjusted.moves
        whole = tuple(draft._replace(moves=(*draft.moves, *more.get(draft.number, ()))) for draft in drafts)
        return whole, self._adjusted.adjustments

    def _adjust(self, moves: Sequence[Move], drafts: Sequence[Draft], earlier: Earlier) -> Rebooked:
        last = drafts[-1].number if drafts else next(iter(self.reversals.targets))
        return adjust(self._state, self.reversals, moves, new_counts(drafts), last, earlier)

    def record_void(self, running: Command) -> None:
        """Record the void."""
        record_voids(running, self.reversals, self._adjusted)

    def describe(self) -> Iterator[Message]:
        """Yield the message about the void."""
        yield from describe_voids(self._state, self.reversals)


def find_replaceable(database: Database, number: int, kind: EntryType) -> Entry:
    """Return an entry that one of type `kind` can replace. Raises Refused if it is void, or of another type."""
    found = find_entry(database, number)
    refuse_void(database, found)
    if found.type is not kind:
        raise WrongKind(
            "Entry {entry} is a {type}; a {kind} cannot replace it. Run 'tracker void {entry} --reason TEXT' and "
            "log this entry without --replaces.",
            entry=number,
            type=worded("type", found.type),
            kind=worded("type", kind),
        )
    return found


# The lines that record an entry again.


def lines_of(database: Database, entry: Entry, *, by_item: bool = False) -> tuple[Line, ...]:
    """Return the lines that record an entry again, without copies that a receipt recorded as lost.

    A count has its counted lines, and 0 for copies missing in a full count. Other entries have a line for each item
    with a single print run, and for each run of the others; with `by_item` a line for each item.
    """
    found = _counted(database, entry) if entry.type is EntryType.COUNT else _moved(database, entry, by_item)
    return tuple(Line(parse_named(what), quantity) for what, quantity in found.items())


def is_closing(database: Database, receipt: Entry) -> bool:
    """Return whether a valid receipt closed its shipment, even if all copies had been received."""
    if entries.shipment_status(database, receipt.shipment or 0) in ("in-transit", "partly-received"):
        return False
    return entries.books_loss(database, receipt.number or 0)


def _counted(database: Database, entry: Entry) -> dict[str, int]:
    number = entry.number or 0
    counting = entry_sets.counted_in(database, entry_sets.recorded(database, [number]))[number]
    codes = {run.id: run.code for run in catalogue.runs(database)}
    runs = {codes[run]: quantity for run, quantity in counting.runs.items()}
    named = {*counting.items, *(run.rpartition("/")[0] for run in runs)}
    missing = {item: 0 for each in entry.counts if (item := each.run.rpartition("/")[0]) not in named}
    return runs | counting.items | missing


def _moved(database: Database, entry: Entry, by_item: bool) -> dict[str, int]:
    found: dict[str, int] = {}
    is_receipt = entry.type is EntryType.RECEIVE
    for moved in entries.contained(database, entry.type, [entry.number or 0]):
        is_known = by_item or len(catalogue.run_ids_of(database, str(moved.item))) == 1
        what = str(moved.item if is_known else moved.what)
        found[what] = found.get(what, 0) + (0 if is_receipt and moved.is_lost else moved.quantity)
    return found


# Receipts of a replaced shipment: each is recorded again with the replacement, at its own position in time.


def receipts_again(
    database: Database, sent: Draft, replaced: int, after: Callable[[Database, Time, int, int], Time]
) -> tuple[Draft, ...]:
    """Return the drafts of a replaced shipment's receipts for the replacement `sent`, numbered consecutively.

    Each receipt keeps its received copies by item, and records the remaining ones as lost if it did so before. One on
    the shipment's day comes right `after` it. Raises Refused if one would be earlier, or has more copies than are left.
    """
    former = sorted(entry_sets.receipts_of(database, [replaced]), key=lambda row: row.time)
    numbers = [receipt.number for receipt in former]
    moves, texts = entry_sets.moves_of(database, numbers), entry_sets.texts_of(database, numbers)
    left, lost, time, drafts = _by_run(database, sent.moves), Counter[int](), sent.time, list[Draft]()
    for number, receipt in enumerate(former, sent.number + 1):
        refuse_earlier(receipt, sent)
        time = receipt.time if receipt.time > time else after(database, time, number, replaced)
        received = [move for move in moves[receipt.number] if move.destination != LOSS]
        closes = len(received) < len(moves[receipt.number])
        arrived = _taken(database, receipt, [move for move in received if move.source == TRANSIT], left, closes)
        found = _taken(database, receipt, [move for move in received if move.source == LOSS], lost, closes)
        left, lost = left - arrived, lost - found
        away = left if closes else Counter[int]()
        left, lost = left - away, lost + away
        ends = (TRANSIT, sent.place, arrived), (LOSS, sent.place, found), (TRANSIT, LOSS, away)
        again = tuple(
            Move(run, source, to, copies, time, sent.number)
            for source, to, runs in ends
            for run, copies in runs.items()
        )
        if not again:  # it closed the shipment, whose copies have all been received now
            raise ReceiptInTheWay(
                "Receipt {receipt} would have nothing left. First run 'tracker void {receipt} --reason TEXT'.",
                receipt=receipt.number,
            )
        draft = Draft(EntryType.RECEIVE, number, time, sent.place, again, shipment=sent.number)
        written = texts.get(receipt.number, entry_sets.Texts())
        drafts.append(draft._replace(replaces=receipt.number, **written._asdict()))
    return tuple(drafts)


def refuse_earlier(receipt: entry_sets.EntryRow, sent: Draft) -> None:
    """Raise Refused if a receipt would come before its shipment."""
    if receipt.date < sent.time.date:
        raise ReceiptInTheWay(
            "Receipt {receipt} of {day} would come before the shipment of {dispatched_on}. "
            "First run 'tracker fix {receipt} --date {dispatched_on}'.",
            receipt=receipt.number,
            day=receipt.date,
            dispatched_on=sent.time.date,
        ).concerning("date")


def _taken(
    database: Database, receipt: entry_sets.EntryRow, moves: Sequence[Move], left: Counter[int], closes: bool
) -> Counter[int]:
    """Return the copies that a receipt takes: its own runs as far as possible, then the item's oldest runs."""
    taken, wanted = Counter[int](), _by_run(database, moves)
    for run, copies in wanted.items():
        same = [other for other in left if catalogue.item_of(database, other) == catalogue.item_of(database, run)]
        for other in (run, *same):
            more = min(copies, left[other] - taken[other])
            taken[other] += more
            copies -= more
        if copies:
            item, fits = catalogue.item_of(database, run), sum(left[other] for other in same)
            had = sum(n for other, n in wanted.items() if catalogue.item_of(database, other) == item)
            command = f"tracker fix {receipt.number} {item}={fits}"
            if not (fits or closes) and had == wanted.total():
                command = f"tracker void {receipt.number} --reason TEXT"
            raise ReceiptInTheWay(
                "Receipt {receipt} of {day} has {had} of {item}, but the shipment would have only {fits}. "
                "First run '{command}'.",
                receipt=receipt.number,
                day=receipt.date,
                had=had,
                item=item,
                fits=fits,
                command=command,
            )
    return Counter({run: taken[run] for run in left if taken[run]})


def _by_run(database: Database, moves: Sequence[Move]) -> Counter[int]:
    """Return the moved copies of each run, oldest run first."""
    copies = Counter[int]()
    for move in moves:
        copies[move.run] += move.quantity
    if len(copies) < 2:
        return copies
    return Counter({run.id: copies[run.id] for run in catalogue.runs(database) if run.id in copies})


def describe_again(drafts: Sequence[Draft]) -> Message:
    """Return the message about the receipts that are recorded again with their shipment."""
    return Plural(
        "Receipt {receipts} is logged again as entry {entries}.",
        "Receipts {receipts} are logged again as entries {entries}.",
        count=len(drafts),
        receipts=numbered(draft.replaces or 0 for draft in drafts),
        entries=numbered(draft.number for draft in drafts),
    )
