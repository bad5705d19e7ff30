"""Change the catalogue, or record facts other than entries: as a command, or as part of one."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from tracker.deferred import NamedTuple
from tracker.errors import Refused, StillUsed
from tracker.languages import worded
from tracker.ledger.commands import DRY_RUN, WOULD_RECORD, Command, LedgerOrCommand, recorded, refusing_broken_rules
from tracker.ledger.lookup import find_booklet, find_code, find_record, refuse_taken
from tracker.ledger.naming import with_aliases, with_code
from tracker.ledger.recording import ALREADY_USED, used_before
from tracker.messages import Message
from tracker.model.catalogue import SEMINAR, STORE
from tracker.model.codes import ItemCode
from tracker.model.entries import Particulars
from tracker.store import catalogue
from tracker.store.connection import BrokenRule, Database, Statement
from tracker.store.keys import is_referred_to
from tracker.store.statements import delete, insert, update

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Answer = TypeVar("Answer")


class Change(NamedTuple, Generic[Result]):
    """The planned changes of a command, and its result."""

    result: Result
    changes: Sequence[Statement] = ()
    """Statements that add to the catalogue or change it."""
    facts: Sequence[Statement] = ()
    """Statements that record one fact each."""


def changing(
    change: Callable[Concatenate[Command, Arguments], Change[Result]],
) -> Callable[Concatenate[Command, Arguments], Result]:
    """Have the changes planned by a function recorded in the running command, and return their result."""

    @wraps(change)
    def record(running: Command, /, *arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        decision = change(running, *arguments, **named)
        with refusing_broken_rules():
            if decision.changes:
                running.change(decision.changes)
            running.add(decision.facts)
        return decision.result

    return record


def remove(
    running: Command, table: str, key: str, value: object, in_use: Message, details: Sequence[Statement] = ()
) -> None:
    """Remove a record and its `details`. Raises Refused, with `in_use`, if anything else refers to it."""
    before = running.database.changes
    try:
        running.change([delete(table, **{key: value}), *details])
    except BrokenRule as broken:
        raise StillUsed.from_message(in_use) from broken
    running.removed += running.database.changes - before - 1  # the details are facts, the record itself is not
    if is_referred_to(running.database, table, [value]):  # the commit would find these too late
        raise StillUsed.from_message(in_use)


# With a key, or as a dry run ---------------------------------------------------------------------------


class MadeChange(NamedTuple, Generic[Answer]):
    """The change that a command made, now or at the first use of its key, or that a dry run would make."""

    command: int | None
    """None for a dry run, and if there was nothing to change."""
    answer: Answer | None
    """None if the changed record no longer exists."""
    messages: tuple[Message, ...] = ()
    is_planned: bool = False
    is_doubtful: bool = False
    """For a dry run: whether recording needs confirmation."""

    def report(self, done: Message) -> Message:
        """Return the message about what was done; for a dry run, about what would be."""
        return WOULD_RECORD.given(done=done) if self.is_planned else done


def make(
    ledger: LedgerOrCommand,
    name: str,
    arguments: Mapping[str, Any],
    how: Particulars,
    act: Callable[[Command], Result],
    read_answer: Callable[[Database, int, Result | None], Answer | None],
) -> MadeChange[Answer]:
    """Record the changes of `act` as one command, unless its key was used before or it is a dry run.

    The command has a name such as "place add", and its arguments as given.
    `read_answer` reads the answer from the new state, given the number of the command and the result of `act`, which is
    None if the key was used before.
    """
    with recorded(ledger, name, how.clerk, **how.how) as running:
        database = running.database
        if existing := used_before(running, name, arguments, how):
            answer = None
            with suppress(Refused):  # the record is gone
                answer = read_answer(database, existing.number, None)
            return MadeChange(existing.number, answer, (ALREADY_USED.given(key=how.key),))
        with refusing_broken_rules():
            result = act(running)
            running.close()
        answer = read_answer(database, running.number, result)
        if how.dry_run:
            return MadeChange(
                None, answer, (DRY_RUN, *running.doubts), is_planned=True, is_doubtful=bool(running.doubts)
            )
        return MadeChange(running.number, answer) if running.is_changed else MadeChange(None, answer, (_SO_ALREADY,))


_SO_ALREADY = Message("Nothing changed; nothing was recorded.")


# Kinds of places, funds and booklets: rows with a code and a name or title.


@changing
def add_record(running: Command, table: str, values: Mapping[str, Any]) -> Change[None]:
    """Add a row to the table kind, fund or booklet. Raises Refused if the code is taken, WrongUsage if malformed."""
    refuse_taken(running.database, table, str(values["code"]))
    known_since = {"command": running.number} if table == "booklet" else {}
    return Change(None, [insert(table, **_values(running, table, str(values["code"]), values), **known_since)])


def _values(running: Command, table: str, code: str, values: Mapping[str, Any]) -> dict[str, Any]:
    columns = dict(values)
    aliases = columns.pop("alias", ()), columns.pop("drop_alias", ())
    if any(aliases):
        columns["aliases"] = with_aliases(running.database, table, code, *aliases)
    return columns


@changing
def edit_record(running: Command, table: str, code: str, changes: Mapping[str, Any]) -> Change[None]:
    """Change columns of a row of one of these tables. Raises Refused for an unknown code."""
    found = find_record(running.database, table, code)
    return Change(None, [update(table, "code", found, **_values(running, table, found, changes))])


def remove_record(running: Command, table: str, code: str) -> None:
    """Remove an unused row of one of these tables. Raises Refused if it is unknown, in use, or a built-in kind."""
    found = find_record(running.database, table, code)
    if table == "kind" and found in (STORE, SEMINAR):
        raise StillUsed("Kind {found} is built in and cannot be removed.", found=worded("kind", found))
    remove(running, table, "code", found, _IN_USE[table].given(**{table: worded(table, code)}))


_IN_USE = {
    "kind": Message("Kind {kind} is in use and cannot be removed."),
    "fund": Message("Fund {fund} is in use and cannot be removed. To withdraw a grant, run 'tracker fund ungrant N'."),
    "booklet": Message("Booklet {booklet} is in use and cannot be removed."),
}


@changing
def add_item(running: Command, item: ItemCode) -> Change[str]:
    """Add a booklet in a language, as printing also does; return its code. Raises Refused if either is unknown."""
    return Change(*item_steps(running.database, item))


def item_steps(database: Database, code: ItemCode) -> tuple[str, list[Statement]]:
    """Return the item's recorded code, and the statement that adds a new item."""
    if not code.booklet:
        code = with_code(database, code)
    existing = catalogue.item(database, code)
    if existing is not None:
        return existing, []
    booklet = find_booklet(database, code.booklet)
    language = find_code(database, "language", code.language)
    if (existing := catalogue.item(database, ItemCode(booklet, language))) is not None:  # named by its title
        return existing, []
    return f"{booklet}/{language}", [insert("item", booklet=booklet, language=language)]
