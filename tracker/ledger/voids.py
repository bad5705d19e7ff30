"""Voiding: mistakes are corrected by reversals, each at the mistake's own position in time, judged as a whole."""

from collections.abc import Iterator, Sequence
from typing import Any

from tracker.deferred import NamedTuple
from tracker.errors import Refused
from tracker.ledger.closings import refuse_in_closed
from tracker.ledger.commands import DRY_RUN, Command, Ledger, judged, recorded
from tracker.ledger.lookup import find_entry
from tracker.ledger.messages import describe_adjustments, describe_void
from tracker.ledger.naming import find_number
from tracker.ledger.recording import ALREADY_USED, fingerprint, used_before
from tracker.ledger.requests import cancelled
from tracker.ledger.reversals import Reversals, adjusted, refuse_short, refuse_unvoidable, reverse
from tracker.ledger.state import State
from tracker.ledger.void_sets import Apart, begin, begin_anew_if_many, in_full, many_standing, of_range, set_apart
from tracker.messages import Joined, Message, Plural
from tracker.model.entries import Draft, Entry, EntryRange, EntryType, Particulars
from tracker.model.quantities import numbered
from tracker.store import clock, commands, entries, entry_sets, requests, turns, undoing
from tracker.store.connection import Database
from tracker.store.entry_sets import EntryRow

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
                "Entry {entries} is a void and was passed over.",
                "Entries {entries} are voids and were passed over.",
                count=len(self.voids),
                entries=numbered(self.voids),
            )
        if self.voided:
            yield Plural(
                "Entry {entries} was void already and was passed over.",
                "Entries {entries} were void already and were passed over.",
                count=len(self.voided),
                entries=numbered(self.voided),
            )


class Voidable(NamedTuple):
    """The voids of what is to be voided."""

    apart: Apart
    passed: Passed
    doubts: tuple[Message, ...]
    """What a clerk has to confirm."""


def find(
    running: Command,
    state: State,
    wrong: Wrong,
    ranges: Sequence[tuple[int, int]],
    reason: str,
    particulars: Particulars,
    *,
    confirmed: bool,
    read: bool,
) -> Voidable:
    """Return the voids of what stands, of which very many are not read, unless `read` says that they have to be.

    What has to be confirmed is not looked for when it is. Raises Refused when an entry or the command is unknown, or
    one of the entries printed a run that others name.
    """
    database, clerk, note = running.database, running.clerk, particulars.note
    span = None if read else _span(database, wrong, ranges)
    if span is not None:
        there = many_standing(running, *span, None if confirmed and not particulars.dry_run else clerk)
        if there is not None and not (wrong.command is not None and there.again):
            voids = () if wrong.command is not None else entry_sets.voids_among(database, *span)
            passed = Passed(voids, entry_sets.void_among(database, *span))
            return Voidable(of_range(running, there, reason, note), passed, ())
    found, passed = _read(database, wrong, ranges)
    reversals = reverse(state, found, running.next_entry, reason=reason, note=note)
    doubts = doubts_about(database, found, reversals, clerk)
    is_doubtful = bool(doubts) and not (confirmed or particulars.dry_run)
    return Voidable(set_apart(state, reversals, one_by_one=is_doubtful), passed, doubts)


def _span(database: Database, wrong: Wrong, ranges: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the first and the last entry of what is to be voided, None if it is not one range of entries."""
    if wrong.command is not None:
        return entry_sets.span_of(database, wrong.command)
    return ranges[0] if len(ranges) == 1 else None


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


def how_many(database: Database, wrong: Wrong, ranges: Sequence[tuple[int, int]]) -> int:
    """Return of how many entries it is to be found out whether they are to be voided."""
    if wrong.command is not None:
        return commands.entries_of(database, wrong.command)
    return sum(last - first + 1 for first, last in ranges)


def refuse_unknown(database: Database, command: int) -> None:
    """Raise Refused when there is no command of that number."""
    last = commands.last_number(database)
    if command > last:
        raise Refused("There is no command {command}; the last command is {last}.", command=command, last=last)


def nothing_to_void(database: Database, wrong: Wrong, ranges: Sequence[tuple[int, int]], passed: Passed) -> Refused:
    """Return why there is nothing to void. Raises it when a single entry was asked for."""
    if wrong.is_one:
        refuse_unvoidable(find_entry(database, ranges[0][0]))
    asked_for_none = wrong.command is not None and requests.request_of(database, wrong.command) is None
    if asked_for_none and not passed.voided:
        return Refused(
            "Command {command} recorded no entry and no request, so there is nothing to void; what else it did is "
            "taken back with 'tracker undo --command {command}'.",
            command=wrong.command,
        )
    return Refused.of(Joined(*passed.messages(), Message("There is nothing left to void.")))


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
            "Receipt {entries} was recorded since its shipment, and would be voided with it.",
            "Receipts {entries} were recorded since their shipments, and would be voided with them.",
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
    ledger: Ledger,
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
    asked = {"ranges": [f"{first}..{last}" for first, last in wrong.ranges], "of command": wrong.command}
    request = fingerprint("void", {**asked, "reason": reason}, particulars)
    how: dict[str, Any] = {"keep": not particulars.dry_run, "seen": particulars.seen}

    def record(foreign_keys: bool) -> Voiding:
        with recorded(ledger, "void", particulars.clerk, foreign_keys=foreign_keys, **how) as running:
            if existing := used_before(running, particulars.key, request):
                return _again(running.database, existing, ALREADY_USED.given(key=particulars.key))
            ranges = ranges_of(running.database, wrong, particulars.clerk)
            begin_anew_if_many(ledger, running, how_many(running.database, wrong, ranges))
            told = {"confirmed": confirmed, "with_voids": with_voids}
            return _void(running, wrong, ranges, reason, particulars, **told)

    return begin(record)


def _void(
    running: Command,
    wrong: Wrong,
    ranges: Sequence[tuple[int, int]],
    reason: str,
    particulars: Particulars,
    *,
    confirmed: bool,
    with_voids: bool,
) -> Voiding:
    database, is_dry, first = running.database, particulars.dry_run, running.next_entry
    state = State(database, running.holdings)
    open_requests = [] if wrong.command is None else undoing.requests_of(database, wrong.command)
    found = find(running, state, wrong, ranges, reason, particulars, confirmed=confirmed, read=with_voids)
    apart = found.apart
    if not apart.count and not open_requests:
        raise nothing_to_void(database, wrong, ranges, found.passed)
    with judged():
        _take_back_facts(running, wrong, open_requests)
        voids = apart.others.drafts(database)
        drafts, adjustments = adjusted(state, voids) if voids else ((), [])
        refuse_in_closed(state, drafts)
        if found.doubts and not (confirmed or is_dry):
            refuse_short(state)
            raise Refused.of(Joined(*found.doubts, Message("To void all the same, add --yes.")))
        with in_full(running, state, drafts, apart):
            running.close()
    last = first + apart.count - 1
    messages = (
        *((DRY_RUN,) if is_dry else ()),
        *found.passed.messages(),
        *(describe_void(state, draft) for draft in drafts if draft.receipts and wrong.is_one),
        *(Message("Request {request} was cancelled.", request=each.number) for each in open_requests),
        *describe_adjustments(state, adjustments),
    )
    return Voiding(
        None if is_dry else running.number,
        None if is_dry else running.moment,
        running.clerk,
        entry_sets.voided_from(database, first, last),
        entry_sets.copies_voided(database, first, last),
        tuple(_as_entries(database, apart.all_drafts(state, drafts), running, is_dry)) if with_voids else (),
        tuple(each.number for each in open_requests),
        messages,
        found.doubts,
    )


def _take_back_facts(running: Command, wrong: Wrong, open_requests: Sequence[undoing.Open]) -> None:
    """Cancel the requests of a command, and note that it is undone if all of it is taken back."""
    for request in open_requests:
        running.add([cancelled(running.database, request.number, running.number, request.date)])
    if wrong.command is not None and undoing.is_all_of(running.database, wrong.command):
        running.add([undoing.undone(wrong.command, running.number)])


# What was voided -------------------------------------------------------------------------------------


def _as_entries(database: Database, drafts: Sequence[Draft], running: Command, is_dry: bool) -> Iterator[Entry]:
    """Yield the voids without asking the database for each; those of a dry run have no numbers."""
    codes = entries.Codes(database)
    for draft in drafts:
        yield Entry(
            None if is_dry else draft.number,
            draft.type,
            draft.time.date,
            codes.place(draft.place),
            None,
            draft.note,
            None if is_dry else running.moment,
            running.clerk,
            None if is_dry else running.number,
            tuple(map(codes.movement, draft.moves)),
            reason=draft.reason,
            voids=draft.voids,
        )


def _again(database: Database, command: int, message: Message) -> Voiding:
    """Return what a command voided, for a key that is used again."""
    moment, clerk = clock.moment_of(database, command)
    read = [entry for number in entries.of_command(database, command) if (entry := entries.read(database, number))]
    voided = tuple(entry.voids for entry in read if entry.voids is not None)
    copies = entry_sets.copies_voided(database, read[0].number or 0, read[-1].number or 0) if read else 0
    requests = tuple(turn.about for turn in turns.turns_of(database, "cancellation", command))
    return Voiding(command, moment, clerk, voided, copies, tuple(read), requests, (message,))
