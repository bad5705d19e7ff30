"""Voiding: mistakes are corrected by reversals, each at the mistake's own position in time, judged as a whole."""

from collections.abc import Iterator, Sequence

from tracker.deferred import NamedTuple
from tracker.errors import NothingToDo, Refused, UnknownName
from tracker.ledger.commands import DRY_RUN, Command, LedgerOrCommand, judged, recorded
from tracker.ledger.lookup import find_entry
from tracker.ledger.messages import describe_adjustments
from tracker.ledger.naming import find_number
from tracker.ledger.recording import ALREADY_USED, used_before
from tracker.ledger.requests import cancelled
from tracker.ledger.reversals import Reversals, describe_voids, refuse_unvoidable, reverse, taken_back
from tracker.ledger.state import State
from tracker.messages import Joined, Message, Plural
from tracker.model.entries import Entry, EntryRange, EntryType, Particulars
from tracker.model.quantities import numbered
from tracker.store import catalogue, clock, commands, dated_facts, entries, entry_sets, requests, undoing
from tracker.store.connection import Database
from tracker.store.entry_sets import EntryRow
from tracker.store.statements import insert

# What is to be voided: all that stands of it, what is passed over, and what a clerk has to confirm.


class Wrong(NamedTuple):
    """What is to be voided: entries, given by the first and the last number of each range, or all of a command."""

    ranges: tuple[EntryRange, ...] = ()
    command: int | None = None

    @property
    def is_one(self) -> bool:
        """Whether a single entry was asked for."""
        return self.command is None and len(self.ranges) == 1 and self.ranges[0][0] == self.ranges[0][1]


class Passed(NamedTuple):
    """What is not voided: voids, and what is void already."""

    voids: tuple[int, ...] = ()
    voided: tuple[int, ...] = ()

    def messages(self) -> Iterator[Message]:
        """Yield what is said of them."""
        if self.voids:
            yield Plural(
                "Skipped void: {entries}.",
                "Skipped voids: {entries}.",
                count=len(self.voids),
                entries=numbered(self.voids),
            )
        if self.voided:
            yield Plural(
                "Skipped entry {entries}, already void.",
                "Skipped entries {entries}, already void.",
                count=len(self.voided),
                entries=numbered(self.voided),
            )


def ranges_of(database: Database, wrong: Wrong, clerk: str) -> list[tuple[int, int]]:
    """Return the first and the last number of what is to be voided. Raises Refused as `find_number`."""
    return [(find_number(database, first, clerk), find_number(database, last, clerk)) for first, last in wrong.ranges]


def _read(database: Database, wrong: Wrong, ranges: Sequence[tuple[int, int]]) -> tuple[list[EntryRow], Passed]:
    """Return the entries to void, and those to pass over. Raises Refused when one is unknown."""
    if wrong.command is not None:
        refuse_unknown(database, wrong.command)
        every = entry_sets.added_by(database, wrong.command)
    else:
        for first, last in ranges:
            find_entry(database, first)
            find_entry(database, last)
        every = entry_sets.recorded(database, {number for first, last in ranges for number in range(first, last + 1)})
    found = [entry for entry in every if entry.kind != EntryType.VOID.value and entry.voided_by is None]
    voids = tuple(entry.number for entry in every if entry.kind == EntryType.VOID.value)
    return found, Passed(voids, tuple(entry.number for entry in every if entry.voided_by is not None))


def refuse_unknown(database: Database, command: int) -> None:
    """Raise Refused when there is no command of that number."""
    last = commands.last_number(database)
    if command > last:
        raise UnknownName("There is no command {command}; the last command is {last}.", command=command, last=last)


def nothing_to_void(database: Database, wrong: Wrong, ranges: Sequence[tuple[int, int]], passed: Passed) -> Refused:
    """Return why there is nothing to void. Raises it when a single entry was asked for."""
    if wrong.is_one:
        refuse_unvoidable(find_entry(database, ranges[0][0]))
    asked_for_none = wrong.command is not None and requests.request_of(database, wrong.command) is None
    if asked_for_none and not passed.voided:
        return NothingToDo(
            "Command {command} recorded no entry or request to void. To undo the rest, run 'tracker undo "
            "--command {command}'.",
            command=wrong.command,
        )
    nothing = NothingToDo.of(Joined(*passed.messages(), Message("There is nothing left to void.")))
    return nothing.concerning("entries")


def doubts_about(
    database: Database, asked: Sequence[EntryRow], reversals: Reversals, clerk: str
) -> tuple[Message, ...]:
    """Return what a clerk has to confirm: what others recorded, and receipts recorded since their shipments."""
    given = {entry.number: entry for entry in asked}
    receipts = (number for own in reversals.receipts.values() for number in own)
    with_them = entry_sets.recorded(database, [number for number in receipts if number not in given])
    since = [receipt.number for receipt in with_them if receipt.command > given[receipt.shipment or 0].command]
    others = {entry.number: entry.clerk for entry in (*asked, *with_them) if entry.clerk != clerk}
    doubts: list[Message] = []
    if others:
        message = Plural("Entry {entries} was recorded by {clerks}.", "Entries {entries} were recorded by {clerks}.")
        clerks = ", ".join(sorted(set(others.values())))
        doubts.append(message.given(count=len(others), entries=numbered(sorted(others)), clerks=clerks))
    if since:
        message = Plural(
            "Receipt {entries} would be voided with its shipment.",
            "Receipts {entries} would be voided with their shipments.",
        )
        doubts.append(message.given(count=len(since), entries=numbered(since)))
    return tuple(doubts)


class Voiding(NamedTuple):
    """What was voided, or would be: a dry run's has neither a command nor a moment, and its voids no numbers."""

    command: int | None
    recorded_at: str | None
    clerk: str
    voided: tuple[int, ...]
    """The entries that are void by it, receipts that went with their shipments aside."""
    copies: int
    """How many copies these moved."""
    voids: tuple[Entry, ...]
    """The voids, if they were wanted."""
    requests: tuple[int, ...] = ()
    """The requests that were cancelled."""
    messages: tuple[Message, ...] = ()
    doubts: tuple[Message, ...] = ()
    """What a clerk has to confirm."""


def void(
    ledger: LedgerOrCommand,
    wrong: Wrong,
    reason: str,
    particulars: Particulars,
    *,
    confirmed: bool = False,
    with_voids: bool = True,
) -> Voiding:
    """Record the voids of entries, in one command, and return what was done; a shipment's also voids its receipts.

    Voids, and what is void already, are passed over; requests of the command are cancelled. `with_voids` returns the
    voids themselves, which may be very many. Raises Refused when there is no such entry or command, or nothing to void;
    when one printed a run that others refer to; when copies have since been moved elsewhere; and, unless it is
    `confirmed`, when there is something that has to be.
    """
    asked = {
        "ranges": [f"{first}..{last}" for first, last in wrong.ranges],
        "of command": wrong.command,
        "reason": reason,
    }
    is_dry = particulars.dry_run
    with recorded(ledger, "void", particulars.clerk, keep=not is_dry, seen=particulars.seen) as running:
        database = running.database
        if existing := used_before(running, "void", asked, particulars):
            return _again(database, existing.number, ALREADY_USED.given(key=particulars.key))
        numbers = ranges_of(database, wrong, running.clerk)
        open_requests = [] if wrong.command is None else undoing.requests_of(database, wrong.command)
        found, passed = _read(database, wrong, numbers)
        if not (found or open_requests):
            raise nothing_to_void(database, wrong, numbers, passed)
        state = State(database, running.holdings)
        reversals = reverse(state, found, running.next_entry, reason=reason, note=particulars.note)
        doubts = doubts_about(database, found, reversals, running.clerk)
        unless = None if confirmed or is_dry or not doubts else Joined(*doubts, _CONFIRM)
        with judged():
            _take_back_facts(running, wrong, open_requests)
            with taken_back(running, state, reversals, unless=unless) as adjustments:
                running.close()
        messages = (
            *((DRY_RUN,) if is_dry else ()),
            *passed.messages(),
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
            tuple(_as_entries(reversals, running, is_dry)) if with_voids else (),
            tuple(each.number for each in open_requests),
            messages,
            doubts,
        )


_CONFIRM = Message("To void anyway, add --yes.")


def _take_back_facts(running: Command, wrong: Wrong, open_requests: Sequence[undoing.Open]) -> None:
    """Cancel the requests of a command, and note that it is undone if all of it is taken back."""
    for request in open_requests:
        running.add([cancelled(running.database, request.number, running.number, request.date)])
    if wrong.command is not None and undoing.is_all_of(running.database, wrong.command):
        running.add([insert("undoing", undone=wrong.command, command=running.number)])


# What was voided -------------------------------------------------------------------------------------


def _as_entries(reversals: Reversals, running: Command, is_dry: bool) -> Iterator[Entry]:
    """Yield the voids without asking the database for each; those of a dry run have no numbers."""
    moves = entries.movements_of(running.database, min(reversals.targets, default=0), running.next_entry)
    ids = {entry.place for entry in reversals.targets.values()}
    places = {place: catalogue.place_by_id(running.database, place).code for place in ids}
    for number, entry in reversals.targets.items():
        yield Entry(
            None if is_dry else number,
            EntryType.VOID,
            entry.date,
            places[entry.place],
            None,
            reversals.note,
            None if is_dry else running.moment,
            running.clerk,
            None if is_dry else running.number,
            tuple(moves.get(number, ())),
            reason=reversals.reason,
            voids=entry.number,
        )


def _again(database: Database, command: int, message: Message) -> Voiding:
    """Return what a command voided, for a key that is used again."""
    moment, clerk = clock.moment_of(database, command)
    read = [entry for number in entries.of_command(database, command) if (entry := entries.read(database, number))]
    voided = tuple(entry.voids for entry in read if entry.voids is not None)
    copies = entry_sets.copies_voided(database, [entry.number or 0 for entry in read])
    requests = tuple(turn.about for turn in dated_facts.turns_of(database, "cancellation", command))
    return Voiding(command, moment, clerk, voided, copies, tuple(read), requests, (message,))
