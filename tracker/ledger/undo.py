"""Undo: what a command added is voided, what it took back is recorded again, and what it closed is reopened."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tracker.errors import Refused
from tracker.ledger.closings import refuse_in_closed
from tracker.ledger.commands import DRY_RUN, Command, Ledger, judged, recorded
from tracker.ledger.keys import ALREADY_USED, used_before
from tracker.ledger.messages import describe_adjustments
from tracker.ledger.print_runs import set_details_back
from tracker.ledger.recording import fingerprint
from tracker.ledger.recording_again import refuse_unprinted
from tracker.ledger.reversals import adjusted, refuse_short
from tracker.ledger.setting_back import Back, Parts, back_of, back_unread, parts_of
from tracker.ledger.state import State
from tracker.ledger.turns import Fact, close_again, facts_of, turn_back
from tracker.ledger.void_sets import begin, begin_anew_if_many, in_full
from tracker.ledger.voidable import Passed, refuse_unknown
from tracker.messages import Joined, Message, Plural
from tracker.model.entries import Particulars
from tracker.model.quantities import numbered
from tracker.store import clock, commands, entry_sets, turns, undoing
from tracker.store.connection import Database
from tracker.store.undoing import Numbers, SetBack, Undoable

_NAMES = 20
"""How many places are named one by one."""

_NEAR = 100
"""How many commands are looked at, at most, for one that can be undone."""

_LINES = 20
"""Of how many entries it is told what they were."""


class Undo(NamedTuple):
    """What was undone, or would be: a dry run's has neither a command nor a moment."""

    command: int | None
    recorded_at: str | None
    clerk: str
    undone: Undoable
    entries: int
    """How many entries were voided or recorded again."""
    numbers: Numbers
    """Which they were, if that was wanted."""
    first: tuple[SetBack, ...]
    """The first of them, what they were included."""
    facts: tuple[Fact, ...]
    """What else was set back."""
    messages: tuple[Message, ...] = ()
    doubts: tuple[Message, ...] = ()
    """What a clerk has to confirm."""


def undo(
    ledger: Ledger,
    number: int | None,
    particulars: Particulars,
    *,
    confirmed: bool = False,
    with_numbers: bool = False,
) -> Undo:
    """Set back, as one command, all that a command recorded: the clerk's last one that is neither an undo nor undone.

    With `number` it is that command, whoever's. `with_numbers` returns the numbers of all that is set back, which
    may be very many. Raises Refused when there is none, when it cannot be set back, when nothing of it stands any more,
    when the ledger's rules are broken then, and, unless it is `confirmed`, when there is something that has to be.
    """
    request = fingerprint("undo", {"of command": number}, particulars)
    how: dict[str, Any] = {"keep": not particulars.dry_run, "seen": particulars.seen}

    def record(foreign_keys: bool) -> Undo:
        with recorded(ledger, "undo", particulars.clerk, foreign_keys=foreign_keys, **how) as running:
            if existing := used_before(running, particulars.key, request):
                return _again(running.database, existing, ALREADY_USED.given(key=particulars.key))
            which = number or undoing.before(running.database, particulars.clerk)
            begin_anew_if_many(ledger, running, commands.entries_of(running.database, which or 0))
            what = _find(running.database, number, particulars.clerk)
            with judged():
                made = _set_back(running, what, particulars, confirmed=confirmed, with_numbers=with_numbers)
            if particulars.dry_run:
                return made._replace(command=None, recorded_at=None, messages=(DRY_RUN, *made.messages))
            return made

    return begin(record)


def _set_back(
    running: Command, what: Undoable, particulars: Particulars, *, confirmed: bool, with_numbers: bool
) -> Undo:
    database, first = running.database, running.next_entry
    state = State(database, running.holdings)
    is_sure = confirmed and not particulars.dry_run
    unread = back_unread(running, what.number, particulars.clerk, is_sure=is_sure)
    parts = Parts() if unread else _decide(database, what)
    reopened = turn_back(running, what.number)
    runs = set_details_back(running, what.number)
    running.add([undoing.undone(what.number, running.number)])
    refusing = not (confirmed or particulars.dry_run)
    back = unread or back_of(state, parts, first, particulars.clerk, refusing=refusing)
    voids = back.apart.others.drafts(database)
    drafts, adjustments = adjusted(state, voids, back.again) if voids or back.again else ((), [])
    refuse_in_closed(state, drafts)
    refuse_unprinted(state, back.again)
    if back.doubts and refusing:
        refuse_short(state)
        raise Refused.of(Joined(*back.doubts, Message("To undo it all the same, add --yes.")))
    with in_full(running, state, drafts, back.apart):
        close_again(running, reopened)
        running.close()
    details = Plural(
        "The details of print run {runs} are again those before command {command}.",
        "The details of print runs {runs} are again those before command {command}.",
        count=len(runs),
        runs=_first(runs),
        command=what.number,
    )
    passed = _passed_over(database, what, back)
    messages = (*([details] if runs else []), *passed, *describe_adjustments(state, adjustments))
    last = running.next_entry - 1
    entries = entry_sets.how_many_void_from(database, first, last) + len(back.numbers)
    numbers = Numbers(entry_sets.void_from(database, first, last), back.numbers) if with_numbers else Numbers((), {})
    made = _described(database, running.number, what, messages)
    return made._replace(entries=entries, numbers=numbers, doubts=back.doubts)


# Which command, and what of it -----------------------------------------------------------------------


def _find(database: Database, number: int | None, clerk: str) -> Undoable:
    """Return the command to undo. Raises Refused when there is none, or it cannot be set back."""
    if number is not None:
        refuse_unknown(database, number)
    found = number or undoing.before(database, clerk)
    what = None if found is None else undoing.command(database, found)
    if what is None:
        raise Refused("There is no command of {clerk} that could be undone.", clerk=clerk)
    if what.name == "undo":
        raise Refused(
            "Command {command} is an undo, which cannot be undone; log again what it set back.", command=what.number
        )
    if what.undone_by is not None:
        raise Refused(
            "Command {command} ({name}) was already undone by command {undone_by}.",
            command=what.number,
            name=what.name,
            undone_by=what.undone_by,
        )
    if not what.is_undoable:
        if instead := _INSTEAD.get(what.name):
            refusal = instead.given(command=what.number, name=what.name)
            raise Refused.of(Joined(refusal, *_one_before(database, what, clerk)))
        refusal = Message(
            "Command {command} ({name}) cannot be undone: what it did is not an entry, a request, a closing or a "
            "withdrawal.",
            command=what.number,
            name=what.name,
        )
        raise Refused.of(Joined(refusal, *_one_before(database, what, clerk)))
    return what


_INSTEAD = {
    "request edit": Message(
        "Command {command} ({name}) cannot be undone; set the request right with 'tracker request edit'."
    ),
    "fund grant": Message(
        "Command {command} ({name}) cannot be undone; withdraw the grant with 'tracker fund ungrant'."
    ),
    "fund ungrant": Message(
        "Command {command} ({name}) cannot be undone; record the grant again with 'tracker fund grant'."
    ),
    "level set": Message(
        "Command {command} ({name}) cannot be undone; set the levels right with 'tracker level set', or take them away "
        "with 'tracker level remove'."
    ),
    "level remove": Message(
        "Command {command} ({name}) cannot be undone; set the levels again with 'tracker level set'."
    ),
    "run edit": Message("Command {command} ({name}) cannot be undone; set the run right with 'tracker run edit'."),
    "seminar edit": Message(
        "Command {command} ({name}) cannot be undone; set the seminar right with 'tracker seminar edit'."
    ),
    "seminar cancel": Message(
        "Command {command} ({name}) cannot be undone; if the seminar takes place after all, give its date with "
        "'tracker seminar edit --date'."
    ),
}
"""What to do instead of an undo, by the name of the command."""


def _one_before(database: Database, what: Undoable, clerk: str) -> Iterator[Message]:
    """Yield a message that names the nearest command before which can be undone, of those that are near."""
    number = what.number
    for _ in range(_NEAR):
        before = undoing.before(database, clerk, number)
        other = None if before is None else undoing.command(database, before)
        if other is None:
            return
        if other.is_undoable and _is_left(database, other):
            yield Message(
                "Before it, command {command} ({name}) can be undone, with 'tracker undo --command {command}'.",
                command=other.number,
                name=other.name,
            )
            return
        number = other.number


def _is_left(database: Database, what: Undoable) -> bool:
    """Return whether anything of a command is left to undo."""
    parts = parts_of(database, what.number)
    return bool(parts.wrong or parts.again or turns.has_facts(database, what.number))


def _decide(database: Database, what: Undoable) -> Parts:
    """Return the parts of a command. Raises Refused when there is nothing to set back."""
    parts = parts_of(database, what.number)
    if not (parts.wrong or parts.again or turns.has_facts(database, what.number)):
        nothing = Message("Nothing of command {command} ({name}) is left to undo.", command=what.number, name=what.name)
        raise Refused.of(Joined(nothing, *_one_before(database, what, what.clerk)))
    return parts


def _passed_over(database: Database, what: Undoable, back: Back) -> Iterator[Message]:
    yield from Passed(voided=tuple(back.void)).messages()
    if back.left:
        yield Plural(
            "Entry {entries} was not recorded again: its own command is undone, or it stands again already.",
            "Entries {entries} were not recorded again: their own commands are undone, or they stand again already.",
            count=len(back.left),
            entries=numbered(back.left),
        )
    places = undoing.places_added(database, what.number)
    if places:
        yield Plural(
            "The place {places}, which it added, stays; remove it with 'tracker place remove' if it is unused, else "
            "close it.",
            "The places {places}, which it added, stay; remove them with 'tracker place remove' if they are unused, "
            "else close them.",
            count=len(places),
            places=_first(places),
        )


def _first(names: Sequence[str]) -> Message:
    """Return the first of many names, and how many more there are."""
    more = len(names) - _NAMES
    told = Message("{names} … and {count} more") if more > 0 else Message("{names}")
    return told.given(names=", ".join(names[:_NAMES]), count=more)


# What was undone -------------------------------------------------------------------------------------


def _again(database: Database, number: int, message: Message) -> Undo:
    """Return what an undo did, for a key that is used again."""
    what = undoing.command(database, undoing.undone_by(database, number))
    assert what is not None  # noqa: S101  (its undoing refers to it)
    numbers = undoing.numbers_set_back(database, number)
    entries = len(numbers.voided) + len(numbers.recorded)
    return _described(database, number, what, (message,))._replace(entries=entries, numbers=numbers)


def _described(database: Database, number: int, what: Undoable, messages: tuple[Message, ...]) -> Undo:
    """Return what an undo did, but for how many entries it set back, and which."""
    moment, clerk = clock.moment_of(database, number)
    facts = tuple(fact for table in turns.TURNS for fact in facts_of(database, table, number))
    first = tuple(undoing.set_back_by(database, number, _LINES))
    return Undo(number, moment, clerk, what, 0, Numbers((), {}), first, facts, messages)
