"""Voiding: mistakes are corrected by reversals, each at the mistake's own position in time, judged as a whole."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tracker.errors import Refused
from tracker.ledger.closings import refuse_in_closed
from tracker.ledger.commands import DRY_RUN, Command, Ledger, judged, recorded
from tracker.ledger.keys import ALREADY_USED, used_before
from tracker.ledger.messages import describe_adjustments, describe_void
from tracker.ledger.recording import fingerprint
from tracker.ledger.requests import cancelled
from tracker.ledger.reversals import adjusted, refuse_short
from tracker.ledger.state import State
from tracker.ledger.void_sets import begin, begin_anew_if_many, in_full
from tracker.ledger.voidable import Wrong, find, how_many, nothing_to_void, ranges_of
from tracker.messages import Joined, Message
from tracker.model.entries import Draft, Entry, Particulars
from tracker.store import clock, entries, entry_sets, turns, undoing
from tracker.store.connection import Database


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
