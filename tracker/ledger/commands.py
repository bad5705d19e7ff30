"""Commands: everything that one run of the program records, planned together and closed with a row of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tracker import errors
from tracker.deferred import NamedTuple
from tracker.errors import Unconfirmed
from tracker.ledger.holdings import Holdings
from tracker.messages import Message
from tracker.model.entries import Draft, EntryType
from tracker.store import commands, entries
from tracker.store.commands import CommandRow
from tracker.store.connection import BrokenRule, Database, Ledger, Memory, Statement
from tracker.store.transactions import writing

DRY_RUN = Message("Dry run: nothing was recorded.")
"""The message of a dry run."""
WOULD_RECORD = Message("Would record: {done}")
"""What a dry run would have done; `done` is the message of the command."""


class Command:
    """A command being recorded: its changes are in the database, but not yet in the sums."""

    key: str | None = None
    request: str | None = None
    sheet: str | None = None
    entries = movements = facts = removed = 0
    is_changed = False
    seen: int | None = None
    """The last command that the clerk has seen; None ignores later ones."""
    confirmed = True
    depth = 0
    """The number of nested parts being carried out."""

    def __init__(self, database: Database, name: str, clerk: str, number: int, moment: str) -> None:
        self.database, self.name, self.clerk, self.number, self.moment = database, name, clerk, number, moment
        self.first_entry = commands.last_entry(database) + 1
        self.holdings = Holdings(database)
        self.doubts: list[Message] = []
        """The reasons for doubt."""

    @property
    def is_import(self) -> bool:
        """Whether it imports a sheet."""
        return self.name.startswith("import ")

    @property
    def next_entry(self) -> int:
        """The number of its next entry."""
        return self.first_entry + self.entries

    def doubt(self, why: Message, anyway: Message | None = None) -> None:
        """Record a reason for doubt. Raises Unconfirmed, with `anyway`, unless the command is confirmed."""
        if not self.confirmed:
            raise Unconfirmed(why, anyway)
        self.doubts.append(why)

    def add(self, facts: Sequence[Statement]) -> None:
        """Record facts, one row each. Raises BrokenRule if the database rejects one."""
        if facts:
            self.database.apply(facts)
            self.facts += len(facts)
            self.is_changed = True

    def change(self, statements: Sequence[Statement]) -> None:
        """Change the catalogue, which does not count as facts. Raises BrokenRule if the database rejects a change."""
        self.database.apply(statements)
        self.is_changed = True

    def enter(self, drafts: Sequence[Draft]) -> None:
        """Record entries: movements first, then the entries and their details."""
        for start in range(0, len(drafts), _AT_ONCE):
            several = drafts[start : start + _AT_ONCE]
            movements, rows, facts = entries.statements_of(several, self.number)
            self.database.apply([*movements, *rows, *facts])
            self.note(len(rows), len(movements), len(facts))
        if self.database.memory is not None and any(draft.type is EntryType.PRINT for draft in drafts):
            self.database.memory.forget("print_run")  # these entries determine their print dates
        self.holdings.keep()

    def note(self, entries: int, movements: int, facts: int) -> None:
        """Add to the row counts for rows recorded otherwise."""
        self.entries += entries
        self.movements += movements
        self.facts += facts
        self.is_changed = True

    def close(self) -> None:
        """Add the row that closes the command, unless it is nested, closed, or changed nothing.

        Raises BrokenRule if the database rejects it, Overtaken if the clerk has not seen the last command.
        """
        if self.depth > 0 or self.database.open_command is None:
            return
        if self.is_changed:
            if self.seen is not None and self.number > self.seen + 1:
                raise errors.Overtaken.from_message(_MEANWHILE.given(command=self.number - 1))
            row = CommandRow(
                self.number,
                self.name,
                self.clerk,
                self.moment,
                self.key,
                self.request,
                self.first_entry if self.entries else None,
                self.next_entry - 1 if self.entries else None,
                self.movements,
                self.facts,
                self.removed,
                self.sheet,
            )
            self.database.apply([commands.close(row)])
        self.database.open_command = self.database.memory = None
        self.holdings.clear()

    def progress(self) -> Progress:
        """Return a savepoint for `go_back`."""
        return Progress(self.entries, self.movements, self.facts, self.is_changed, self.holdings.kept)

    def go_back(self, progress: Progress) -> None:
        """Forget everything recorded since the savepoint; the database must have been rolled back to it."""
        self.entries, self.movements, self.facts, self.is_changed, kept = progress
        self.holdings.go_back(kept)


_MEANWHILE = Message("Command {command} was recorded in the meantime.")


class Progress(NamedTuple):
    """A savepoint of a command."""

    entries: int
    movements: int
    facts: int
    is_changed: bool
    kept: int
    """The number of movements recorded but not in the sums."""


_AT_ONCE = 10_000
"""The number of entries turned into statements at a time."""

LedgerOrCommand = Ledger | Command
"""A ledger: a file, a database that is being written to, or a command that is being recorded."""


@contextmanager
def recorded(
    ledger: LedgerOrCommand,
    name: str,
    clerk: str,
    *,
    keep: bool = True,
    foreign_keys: bool = True,
    any_clock: bool = False,
    erasing: bool = False,
    seen: int | None = None,
    confirmed: bool = True,
) -> Iterator[Command]:
    """Record the block's changes as one command in one transaction; for a dry run, without `keep`, roll them back.

    A command that is being recorded is yielded unchanged: the block becomes part of it. With `any_clock` the block sets
    the timestamp. Raises Unusable if the clock is wrong, Overtaken if another command came after `seen`, Unconfirmed
    for a possible mistake unless `confirmed`, BrokenRule if the database rejects it.
    """
    if isinstance(ledger, Command):
        ledger.depth += 1
        try:
            yield ledger
        finally:
            ledger.depth -= 1
        return
    with writing(ledger, keep=keep, foreign_keys=foreign_keys, erasing=erasing) as database:
        command = begin(database, name, clerk, any_clock=any_clock)
        command.seen, command.confirmed = seen, confirmed
        try:
            yield command
            command.close()
        finally:
            database.open_command = database.memory = None


@contextmanager
def refusing_broken_rules() -> Iterator[None]:
    """Raise Refused, with the broken rule, if the database rejects the block's changes."""
    try:
        yield
    except BrokenRule as broken:
        raise errors.RejectedByDatabase("The database rejected the command: {rule}.", rule=broken) from broken


def begin(database: Database, name: str, clerk: str, *, any_clock: bool = False) -> Command:
    """Return a new command of a database that is being written to; with `any_clock` without a timestamp yet."""
    number, moment = commands.next_command(database, any_clock=any_clock)
    database.open_command, database.memory = number, Memory()
    return Command(database, name, commands.name_of_clerk(database, clerk), number, moment)
