"""Voiding: mistakes are corrected by reversals, each at the mistake's own position in time, checked together."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from tracker.deferred import NamedTuple
from tracker.errors import NothingToDo
from tracker.ledger.commands import DRY_RUN, LedgerOrCommand, recorded, refusing_broken_rules
from tracker.ledger.lookup import find_entry, refuse_unknown_command, refuse_void
from tracker.ledger.messages import describe_adjustments
from tracker.ledger.naming import find_number
from tracker.ledger.recording import ALREADY_USED, made_by, used_before
from tracker.ledger.reversals import Reversals, describe_voids, reverse, taken_back
from tracker.ledger.state import State
from tracker.messages import Joined, Message, Plural
from tracker.model.entries import Entry, EntryRange, EntryType, Particulars
from tracker.model.quantities import numbered
from tracker.store import clock, dated_facts, entry_sets, undoing
from tracker.store.connection import Database
from tracker.store.dated_facts import Turn
from tracker.store.entry_sets import EntryRow
from tracker.store.statements import insert


class Wrong(NamedTuple):
    """The entries to void, as ranges of numbers, or all of a command."""

    ranges: tuple[EntryRange, ...] = ()
    command: int | None = None

    @property
    def is_one(self) -> bool:
        """Whether a single entry was requested."""
        return self.command is None and len(self.ranges) == 1 and self.ranges[0][0] == self.ranges[0][1]


def describe_skipped(numbers: Collection[int]) -> Iterator[Message]:
    """Yield the message about skipped entries: voids, and entries already void."""
    if numbers:
        yield Plural(
            "Skipped entry {entries}: a void, or already void.",
            "Skipped entries {entries}: voids, or already void.",
            count=len(numbers),
            entries=numbered(numbers),
        )


def _read(database: Database, wrong: Wrong, ranges: Sequence[tuple[int, ...]]) -> list[EntryRow]:
    if wrong.command is not None:
        refuse_unknown_command(database, wrong.command)
        return entry_sets.added_by(database, wrong.command)
    for number in chain(*ranges):
        find_entry(database, number)
    return entry_sets.recorded(database, {number for first, last in ranges for number in range(first, last + 1)})


def by_others(rows: Iterable[EntryRow], clerk: str) -> Iterator[Message]:
    """Yield the doubt about entries that other clerks recorded."""
    others = {row.number: row.clerk for row in rows if row.clerk != clerk}
    if others:
        yield Plural(
            "Entry {entries} was recorded by {clerks}.",
            "Entries {entries} were recorded by {clerks}.",
            count=len(others),
            entries=numbered(others),
            clerks=", ".join(sorted(set(others.values()))),
        )


def doubts_about(
    database: Database, chosen: Sequence[EntryRow], reversals: Reversals, clerk: str
) -> tuple[Message, ...]:
    """Return the doubts: entries of other clerks, and receipts recorded after their shipments."""
    given = {entry.number: entry for entry in chosen}
    receipts = (number for own in reversals.receipts.values() for number in own)
    with_them = entry_sets.recorded(database, [number for number in receipts if number not in given])
    since = [receipt.number for receipt in with_them if receipt.command > given[receipt.shipment or 0].command]
    doubts = [*by_others((*chosen, *with_them), clerk)]
    if since:
        message = Plural(
            "Receipt {entries} would be voided with its shipment.",
            "Receipts {entries} would be voided with their shipments.",
        )
        doubts.append(message.given(count=len(since), entries=numbered(since)))
    return tuple(doubts)


class Voiding(NamedTuple):
    """The result of voiding; for a dry run without command, timestamp and numbers of voids."""

    command: int | None
    recorded_at: str | None
    clerk: str
    voided: tuple[int, ...]
    """The voided entries, without receipts voided with their shipments."""
    copies: int
    """The number of copies they moved."""
    voids: tuple[Entry, ...]
    requests: tuple[int, ...] = ()
    messages: tuple[Message, ...] = ()


def void(
    ledger: LedgerOrCommand, wrong: Wrong, reason: str, particulars: Particulars, *, with_voids: bool = True
) -> Voiding:
    """Void entries in one command, and return the result; voids and void entries are skipped.

    Requests of the command are cancelled. Raises Refused if there is nothing to void, if one printed a run that others
    use, or if the copies have since been moved elsewhere; Unconfirmed if there are doubts.
    """
    arguments = {
        "ranges": [f"{first}..{last}" for first, last in wrong.ranges],
        "of command": wrong.command,
        "reason": reason,
    }
    is_dry = particulars.dry_run
    with recorded(ledger, "void", particulars.clerk, **particulars.how) as running:
        database = running.database
        if existing := used_before(running, "void", arguments, particulars):
            return _again(database, existing.number, ALREADY_USED.given(key=particulars.key))
        numbers = [tuple(find_number(database, name, running.clerk) for name in names) for names in wrong.ranges]
        open_requests = [] if wrong.command is None else undoing.requests_of(database, wrong.command)
        every = _read(database, wrong, numbers)
        found = [entry for entry in every if entry.type is not EntryType.VOID and entry.voided_by is None]
        skipped = {entry.number for entry in every} - {entry.number for entry in found}
        if not (found or open_requests):
            if wrong.is_one:
                refuse_void(database, find_entry(database, numbers[0][0]))
            nothing = Joined(*describe_skipped(skipped), Message("There is nothing left to void."))
            raise NothingToDo.from_message(nothing).concerning("entries")
        state = State(database, running.holdings)
        reversals = reverse(state, found, running.next_entry, reason=reason, note=particulars.note)
        doubts = doubts_about(database, found, reversals, running.clerk)
        with refusing_broken_rules():
            for request in open_requests:
                turn = Turn(request.number, True, request.date)
                running.add(dated_facts.turned(database, "cancellation", turn, running.number))
            if wrong.command is not None and undoing.is_all_of(database, wrong.command):
                running.add([insert("undoing", undone=wrong.command, command=running.number)])
            with taken_back(running, state, reversals) as adjustments:
                running.close()
        if doubts:
            running.doubt(Joined(*doubts), Message("To void anyway, add --yes."))
        messages = (
            *((DRY_RUN, *doubts) if is_dry else ()),
            *describe_skipped(skipped),
            *(describe_voids(state, reversals) if wrong.is_one and reversals.receipts else ()),
            *(Message("Request {request} was cancelled.", request=each.number) for each in open_requests),
            *describe_adjustments(state, adjustments),
        )
        return Voiding(
            None if is_dry else running.number,
            None if is_dry else running.moment,
            running.clerk,
            tuple(entry.number for entry in reversals.targets.values()),
            entry_sets.copies_voided(database, reversals.targets),
            _recorded(database, reversals, is_dry) if with_voids else (),
            tuple(each.number for each in open_requests),
            messages,
        )


# The result --------------------------------------------------------------------------------------------


def _recorded(database: Database, reversals: Reversals, is_dry: bool) -> tuple[Entry, ...]:
    """Return the voids; those of a dry run have no numbers."""
    voids = (find_entry(database, number) for number in reversals.targets)
    return tuple(void._replace(number=None, recorded_at=None, command=None) if is_dry else void for void in voids)


def _again(database: Database, command: int, message: Message) -> Voiding:
    moment, clerk = clock.moment_of(database, command)
    read = made_by(database, command)
    voided = tuple(entry.voids for entry in read if entry.voids is not None)
    copies = entry_sets.copies_voided(database, [entry.number or 0 for entry in read])
    requests = tuple(turn.about for turn in dated_facts.turns_of(database, "cancellation", command))
    return Voiding(command, moment, clerk, voided, copies, read, requests, (message,))
