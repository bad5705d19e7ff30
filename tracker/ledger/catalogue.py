"""Changing the catalogue, or recording facts that are no entries: a command of its own, or part of another."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from tracker.deferred import NamedTuple
from tracker.errors import Refused, StillUsed
from tracker.languages import worded
from tracker.ledger.commands import DRY_RUN, Command, LedgerOrCommand, judged, recorded
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
    """What a command decided, and what it returns when that is done."""

    result: Result
    changes: Sequence[Statement] = ()
    """What it adds to the catalogue, or changes there."""
    facts: Sequence[Statement] = ()
    """What it records, a row each."""


def changing(
    change: Callable[Concatenate[Command, Arguments], Change[Result]],
) -> Callable[Concatenate[Command, Arguments], Result]:
    """Have what a function decides recorded as a part of the running command, and its result returned.

    Raises Refused when the database rejects it.
    """

    @wraps(change)
    def record(running: Command, /, *arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        decided = change(running, *arguments, **named)
        with judged():
            if decided.changes:
                running.change(decided.changes)
            running.add(decided.facts)
        return decided.result

    return record


class Removal(NamedTuple):
    """A record to be removed: its table and its primary key, with the statements that take its own details along."""

    table: str
    key: str
    value: object
    details: Sequence[Statement] = ()
    facts: int = 0
    """How many facts the details are."""


def remove(running: Command, removal: Removal, in_use: Message) -> None:
    """Remove a record that nothing but its own details refers to. Raises Refused, with `in_use`, when it is in use."""
    try:
        running.change([delete(removal.table, **{removal.key: removal.value}), *removal.details])
    except BrokenRule as broken:
        raise StillUsed.of(in_use) from broken
    running.removed += removal.facts
    if is_referred_to(running.database, removal.table, [removal.value]):  # which the commit would find too late
        raise StillUsed.of(in_use)


# With a key, or as a dry run -------------------------------------------------------------------------


class AskedChange(NamedTuple):
    """What a clerk asked for: the command, by its name such as "place add", its arguments as given, and how."""

    name: str
    arguments: Mapping[str, Any]
    particulars: Particulars


class MadeChange(NamedTuple, Generic[Answer]):
    """What was made by a command, now or when its key was first used, or would be by a dry run."""

    command: int | None
    """None of a dry run, and when nothing had to be changed."""
    answer: Answer | None
    """None when what was made then is not there any more."""
    messages: tuple[Message, ...] = ()
    is_planned: bool = False
    is_doubtful: bool = False
    """Of a dry run: whether it is recorded only when it is confirmed."""


def make(
    ledger: LedgerOrCommand,
    asked: AskedChange,
    act: Callable[[Command], Result],
    told: Callable[[Database, int, Result | None], Answer | None],
) -> MadeChange[Answer]:
    """Record, as one command, what `act` adds to it, unless the key was used before or it is a dry run.

    What is answered is `told` by the state of the ledger then, the number of the command, and what `act` returned:
    None when it was the key's first use that made it. Raises Refused for a key that was used for another request, and
    for whatever `act` is refused.
    """
    how = asked.particulars
    with recorded(ledger, asked.name, how.clerk, **how.how) as running:
        database = running.database
        if existing := used_before(running, asked.name, asked.arguments, how):
            answer = None
            with suppress(Refused):  # what it made is gone
                answer = told(database, existing.number, None)
            return MadeChange(existing.number, answer, (ALREADY_USED.given(key=how.key),))
        with judged():
            result = act(running)
            running.close()
        answer = told(database, running.number, result)
        if how.dry_run:
            return MadeChange(
                None, answer, (DRY_RUN, *running.doubts), is_planned=True, is_doubtful=bool(running.doubts)
            )
        return MadeChange(running.number, answer) if running.is_changed else MadeChange(None, answer, (_SO_ALREADY,))


_SO_ALREADY = Message("Nothing changed; nothing was recorded.")


# Kinds of place, funds and booklets: rows that have a code, and a name or a title.


@changing
def add_record(running: Command, table: str, values: Mapping[str, Any]) -> Change[None]:
    """Add a row to one of the tables kind, fund and booklet; `values` has its columns, and of a booklet its `alias`.

    Raises Refused when the code is taken, WrongUsage when it is malformed.
    """

    refuse_taken(running.database, table, str(values["code"]))
    known_since = {"command": running.number} if table == "booklet" else {}
    return Change(None, [insert(table, **_values(running, table, str(values["code"]), values), **known_since)])


def _values(running: Command, table: str, code: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of columns, with the aliases that are added or dropped."""
    columns = dict(values)
    aliases = columns.pop("alias", ()), columns.pop("drop_alias", ())
    if any(aliases):
        columns["aliases"] = with_aliases(running.database, table, code, *aliases)
    return columns


@changing
def edit_record(running: Command, table: str, code: str, changes: Mapping[str, Any]) -> Change[None]:
    """Change columns of a row of one of these tables. Raises Refused when the code is unknown."""

    found = find_record(running.database, table, code)
    return Change(None, [update(table, "code", found, **_values(running, table, found, changes))])


def remove_record(running: Command, table: str, code: str) -> None:
    """Remove an unused row of one of these tables. Raises Refused when it is unknown, in use, or a built-in kind."""
    found = find_record(running.database, table, code)
    if table == "kind" and found in (STORE, SEMINAR):
        raise StillUsed("The kind {found} is built in and cannot be removed.", found=worded("kind", found))
    remove(running, Removal(table, "code", found), _IN_USE[table].given(**{table: worded(table, code)}))


_IN_USE = {
    "kind": Message("Kind {kind} is in use and cannot be removed."),
    "fund": Message("Fund {fund} is in use and cannot be removed. To withdraw a grant, run 'tracker fund ungrant N'."),
    "booklet": Message("Booklet {booklet} is in use and cannot be removed."),
}


@changing
def add_item(running: Command, item: ItemCode) -> Change[str]:
    """Add a booklet in a language, as printing also does; return its code. Raises Refused when either is unknown."""

    return Change(*item_steps(running.database, item))


def item_steps(database: Database, code: ItemCode) -> tuple[str, list[Statement]]:
    """Return the item's code as recorded, and the statement that adds the item when it is new."""
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
