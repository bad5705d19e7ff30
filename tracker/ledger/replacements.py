"""Replace an entry: its void and its replacement are recorded together, and checked by their result.

The replacement takes its position in time, and keeps values not given again. The receipts of a shipment are voided with
it, and recorded again if requested.
"""

from collections.abc import Callable, Iterator, Sequence

from tracker.deferred import NamedTuple
from tracker.errors import ReceiptInTheWay, Refused, WrongKind
from tracker.languages import worded
from tracker.ledger.commands import Command
from tracker.ledger.lookup import find_entry
from tracker.ledger.recounting import CountAdjustment, new_counts
from tracker.ledger.reversals import Rebooked, adjust, describe_voids, record_voids, refuse_unvoidable, reverse
from tracker.ledger.state import Earlier, State
from tracker.messages import Message, Plural
from tracker.model.codes import parse_item_or_run
from tracker.model.entries import LOSS, TRANSIT, Draft, Entry, EntryType, Move, Time
from tracker.model.quantities import Line
from tracker.store import catalogue, entries, entry_sets
from tracker.store.connection import Database


class Replacement:
    """The void of an entry that the next recorded one replaces."""

    def __init__(self, state: State, number: int, void: int, kind: EntryType) -> None:
        """Plan the void with number `void` of an entry, for a replacement of type `kind`.

        A print may replace the print of a run in use, because it keeps the run. Raises Refused if there is no such
        entry, it is a void or voided, printed a run in use, or has another type.
        """
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
        """Remove the entry from the state while its replacement is planned; the state's `discard` ends that.

        Earlier counts keep their division, so that its copies are available for the replacement.
        """
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
    """Return an entry that one of type `kind` can replace.

    Raises Refused if there is no such entry, it is a void or voided, or has another type.
    """
    found = find_entry(database, number)
    refuse_unvoidable(found)
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
    with a single print run, and for each run of the others, so as to take copies of the same runs; with `by_item` a
    line for each item.
    """
    found = _counted(database, entry) if entry.type is EntryType.COUNT else _moved(database, entry, by_item)
    return tuple(Line(parse_item_or_run(what), quantity) for what, quantity in found.items())


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


# Receipts of a replaced shipment: each is recorded again with the replacement, at its own position in time.  A receipt
# keeps its received copies by item, and records the remaining ones as lost if it did so before. (A receipt recorded
# with its shipment is made with the new one, as by `--received`.)


Copies = dict[int, int]
"""The copies of each run, oldest run first."""


class Former(NamedTuple):
    """A receipt of the replaced shipment: received copies, and those found after having been recorded as lost."""

    number: int
    time: Time
    arrived: Copies
    found: Copies
    closes: bool
    """Whether it recorded the rest as lost."""
    came_along: bool
    """Whether it was recorded with its shipment."""
    texts: entry_sets.Texts


def former_receipts(database: Database, shipment: int) -> list[Former]:
    """Return the valid receipts of a shipment, in order of time."""
    rows = sorted(entry_sets.receipts_of(database, [shipment]), key=lambda row: row.time)
    numbers = [row.number for row in rows]
    moves, texts = entry_sets.moves_of(database, numbers), entry_sets.texts_of(database, numbers)
    came_along = entries.receipts_with(database, shipment)
    formers = []
    for row in rows:
        from_transit = [move for move in moves[row.number] if move.source == TRANSIT]
        found = by_run(database, [move for move in moves[row.number] if move.source == LOSS])
        arrived = by_run(database, [move for move in from_transit if move.destination != LOSS])
        closes = any(move.destination == LOSS for move in from_transit)
        written = texts.get(row.number, entry_sets.Texts())
        formers.append(Former(row.number, row.time, arrived, found, closes, row.number in came_along, written))
    return formers


def log_again(
    database: Database, sent: Draft, formers: Sequence[Former], after: Callable[[Time, int], Time]
) -> tuple[Draft, ...]:
    """Return the drafts of a replaced shipment's receipts for the replacement `sent`, numbered consecutively.

    A receipt on the shipment's day comes right `after` it. Raises Refused if one would be earlier, or has more copies
    than are left.
    """
    left, lost, drafts = by_run(database, sent.moves), dict[int, int](), []
    time = sent.time
    for number, former in enumerate(formers, sent.number + 1):
        _refuse_early(sent, former)
        time = former.time if former.time > time else after(time, number)
        arrived = _taken(database, former, former.arrived, left)
        found = _taken(database, former, former.found, lost)
        left = _less(left, arrived)
        away = left if former.closes else {}
        lost = {**_less(lost, found), **away}
        left = _less(left, away)
        ends = (TRANSIT, sent.place, arrived), (LOSS, sent.place, found), (TRANSIT, LOSS, away)
        moves = tuple(
            Move(run, source, to, copies, time, sent.number)
            for source, to, runs in ends
            for run, copies in runs.items()
            if copies
        )
        if not moves:  # it closed the shipment, whose copies have all been received now
            raise ReceiptInTheWay(
                "Receipt {receipt} would have nothing left. First run 'tracker void {receipt} --reason TEXT'.",
                receipt=former.number,
            )
        draft = Draft(EntryType.RECEIVE, number, time, sent.place, moves, shipment=sent.number)
        drafts.append(draft._replace(replaces=former.number, **former.texts._asdict()))
    return tuple(drafts)


def _refuse_early(sent: Draft, former: Former) -> None:
    if former.time.date < sent.time.date:
        raise ReceiptInTheWay(
            "Receipt {receipt} of {day} would come before the shipment of {dispatched_on}. "
            "First run 'tracker fix {receipt} --date {dispatched_on}'.",
            receipt=former.number,
            day=former.time.date,
            dispatched_on=sent.time.date,
        ).concerning("date")


def _taken(database: Database, former: Former, wanted: Copies, left: Copies) -> Copies:
    """Return the copies that a receipt takes: its own runs as far as possible, then the item's oldest runs.

    Raises Refused if there are too few copies of an item.
    """
    taken = {run: min(copies, left.get(run, 0)) for run, copies in wanted.items()}
    for run, copies in wanted.items():
        missing = copies - min(copies, left.get(run, 0))
        item = catalogue.item_of(database, run)
        for other in left:
            if missing and catalogue.item_of(database, other) == item:
                more = min(missing, left[other] - taken.get(other, 0))
                taken[other] = taken.get(other, 0) + more
                missing -= more
        if missing:
            raise _too_few(database, former, item, left)
    return taken


def _too_few(database: Database, former: Former, item: str, left: Copies) -> Refused:
    had = _item_copies(database, item, former.arrived) + _item_copies(database, item, former.found)
    fits = _item_copies(database, item, left)
    is_whole = not former.closes and had == sum(former.arrived.values()) + sum(former.found.values())
    command = f"tracker fix {former.number} {item}={fits}"
    return ReceiptInTheWay(
        "Receipt {receipt} of {day} has {had} of {item}, but the shipment would have only {fits}. "
        "First run '{command}'.",
        receipt=former.number,
        day=former.time.date,
        had=had,
        item=item,
        fits=fits,
        command=f"tracker void {former.number} --reason TEXT" if is_whole and not fits else command,
    )


def _item_copies(database: Database, item: str, copies: Copies) -> int:
    return sum(quantity for run, quantity in copies.items() if catalogue.item_of(database, run) == item)


def by_run(database: Database, moves: Sequence[Move]) -> Copies:
    """Return the moved copies of each run, oldest run first."""
    copies: Copies = {}
    for move in moves:
        copies[move.run] = copies.get(move.run, 0) + move.quantity
    if len(copies) < 2:
        return copies
    return {run.id: copies[run.id] for run in catalogue.runs(database) if run.id in copies}


def _less(copies: Copies, taken: Copies) -> Copies:
    return {run: quantity - taken.get(run, 0) for run, quantity in copies.items()}


def describe_again(
    database: Database, formers: Sequence[Former], drafts: Sequence[Draft], *, dry_run: bool
) -> Iterator[Message]:
    """Yield a message for each receipt that was recorded again, or would be."""
    for former, draft in zip(formers, drafts, strict=True):
        if dry_run:
            message = Plural(
                "Receipt {receipt} would be logged again: {count} copy at {place} on {day}.",
                "Receipt {receipt} would be logged again: {count} copies at {place} on {day}.",
            )
        else:
            message = Plural(
                "Receipt {receipt} was logged again as entry {entry}: {count} copy at {place} on {day}.",
                "Receipt {receipt} was logged again as entry {entry}: {count} copies at {place} on {day}.",
                entry=draft.number,
            )
        yield message.given(
            receipt=former.number,
            count=sum(move.quantity for move in draft.moves if move.destination == draft.place),
            place=catalogue.place_by_id(database, draft.place).code,
            day=draft.time.date,
        )
