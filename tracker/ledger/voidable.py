"""What is to be voided: all that stands of it, what is passed over, and what a clerk has to confirm."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.errors import Refused
from tracker.ledger.commands import Command
from tracker.ledger.lookup import find_entry
from tracker.ledger.naming import find_number
from tracker.ledger.reversals import Reversals, refuse_unvoidable, reverse
from tracker.ledger.state import State
from tracker.ledger.void_sets import Apart, many_standing, of_range, set_apart
from tracker.messages import Joined, Message, Plural
from tracker.model.entries import EntryRange, EntryType, Particulars
from tracker.model.quantities import numbered
from tracker.store import commands, entry_sets, requests
from tracker.store.connection import Database
from tracker.store.entry_sets import EntryRow


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
    database, clerk, note = running.database, particulars.clerk, particulars.note
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
