"""Plan an entry from the state of the ledger, and record it completely or not at all.

Keys make logging idempotent: the same key with the same request records nothing and returns the entry that was recorded
the first time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tracker import errors
from tracker.deferred import NamedTuple
from tracker.errors import WrongUsage, session
from tracker.ledger.commands import DRY_RUN, Command, LedgerOrCommand, recorded, refusing_broken_rules
from tracker.ledger.lookalikes import describe_lookalikes, doubts_of, find_equal
from tracker.ledger.lookup import find_entry
from tracker.ledger.messages import describe_adjustments, describe_earlier_counts, refuse_in_closed, short
from tracker.ledger.naming import find_number, with_codes
from tracker.ledger.recounting import CountAdjustment, new_counts
from tracker.ledger.state import State
from tracker.messages import Message
from tracker.model.codes import RunCode
from tracker.model.dates import Today, not_in_future, today
from tracker.model.entries import Draft, Entry, EntryType, Particulars, Time
from tracker.model.quantities import Line
from tracker.store import catalogue, commands, entries
from tracker.store.connection import Database, Statement
from tracker.store.entries import POSITION_STEP, Following

# The order of entries in time: by business date and, within a day, by order of logging or as requested.


def time_for(database: Database, given: date | None, replaces: int | None, before: int | None, number: int) -> Time:
    """Return the position in time of the entry with this number; `given` is the date from the clerk.

    It is just before the entry that it should precede, or in the place of the one it replaces if that has the same
    date, or at the end of its day. Raises Refused for a future date, or another one than that of the entry to precede.
    """
    if before is not None:
        return _just_before(database, before, given)
    if replaces is not None:
        day, position = entries.time_of(database, replaces)
        if given is None or given.isoformat() == day:
            if date.fromisoformat(day) > today() + timedelta(days=1):  # a wrong clock; tomorrow is today elsewhere
                not_in_future(date.fromisoformat(day))
            return Time(day, position)
    day = (today() if given is None else not_in_future(given)).isoformat()
    return Time(day, number * POSITION_STEP)


def _just_before(database: Database, number: int, given: date | None) -> Time:
    find_entry(database, number)
    day, position = entries.time_of(database, number)
    if given is not None and given.isoformat() != day:
        raise errors.WrongOrder(
            "Entry {entry} is dated {day}; with --before {entry}, use --date {day} or no date.", entry=number, day=day
        )
    return Time(day, _between(day, entries.position_before(database, day, position), Following(number, position)))


def right_after(database: Database, time: Time, number: int, replaced: int | None) -> Time:
    """Return the position right after another, for the entry with this number; `replaced` may be between the two."""
    following = entries.next_standing(database, time, replaced)
    if following is None:
        return Time(time.date, number * POSITION_STEP)
    return Time(time.date, _between(time.date, time.position, following))


def _between(day: str, low: int, following: Following) -> int:
    """Return a position of the day between `low` and that of the following entry.

    Before an entry in logging order, it is nearer to the preceding entry, so that many more fit before that same entry.
    """
    high = following.position
    gap = high - low
    position = low + max(gap // (8 if high % POSITION_STEP == 0 else 2), 1)
    if position >= high:
        raise errors.WrongOrder(
            "No more entries fit before entry {entry}. Log this one without --before; then void entry {entry} "
            "and the later ones of {day}, and log them again in order.",
            entry=following.number,
            day=day,
        )
    return position


# Idempotency keys: a command whose key was used for the same request records nothing again.


ALREADY_USED = Message("The key '{key}' was already used; nothing new was recorded.")


def used_before(
    running: Command, name: str, arguments: Mapping[str, Any], particulars: Particulars
) -> commands.KeyedCommand | None:
    """Return the command that used the key for the same request; None for a new key, which this command gets.

    In a shared ledger, a command without a key gets one, needed if a response is lost. Raises Refused if the key was
    used for another request.
    """
    key = particulars.key or (None if running.depth else commands.new_key(running.database))
    if not key:
        return None
    request = fingerprint(name, arguments, particulars)
    existing = commands.by_key(running.database, key)
    if existing is None:
        running.key, running.request = key, request
        return None
    if existing.request != request:
        made = entries.of_command(running.database, existing.number)
        refusal = _OF_ENTRY.given(entry=made[0]) if made else _OF_COMMAND
        raise errors.UsedKey.from_message(refusal.given(key=key, command=existing.number))
    session.committed = True  # from here on, no error may say that nothing was recorded
    return existing


_OF_COMMAND = Message("The key '{key}' was already used for command {command}, with other arguments; use another key.")
_OF_ENTRY = Message("The key '{key}' was already used for entry {entry}, with other arguments; use another key.")


class Now(NamedTuple):
    """The position in time and number of the entry being drafted, and the command that records it."""

    time: Time
    number: int
    command: Command
    replaced: Entry | None = None
    """The entry that the drafted one replaces, whose values are kept unless given again."""

    @property
    def day(self) -> date:
        """The business date."""
        return date.fromisoformat(self.time.date)


class Decision(NamedTuple):
    """What a command records: drafts, the statements that their catalogue changes and facts require, and messages."""

    drafts: tuple[Draft, ...]
    changes: tuple[Statement, ...] = ()
    facts: tuple[Statement, ...] = ()
    messages: tuple[Message, ...] = ()
    afterwards: Callable[[State], Sequence[Message]] = lambda _state: ()
    """Returns the messages that depend on the ledger's state after recording."""


_CODES = ("place", "store", "item", "fund")
"""The arguments of a request that are codes, whose case does not matter."""

Decide = Callable[[State, Now], Decision]


def record_entry(
    ledger: LedgerOrCommand, particulars: Particulars, command: str, arguments: dict[str, Any], decide: Decide
) -> Entry:
    """Record the entry that `decide` returns for the ledger's current state, and return it (the first, if several).

    `arguments` is the request as typed. Raises Refused for a future date, a key used for another request and a
    shortage, and the errors of `decide`.
    """
    with recorded(ledger, command, particulars.clerk, **particulars.how) as running:
        if existing := used_before(running, command, arguments, particulars):
            return _made_before(running.database, existing, particulars)[-1]
        try:
            with refusing_broken_rules():
                number, with_receipt, describe = _record_drafts(
                    running, particulars, EntryType(command), arguments.get("lines", ()), decide
                )
                running.close()  # here, not in `recorded`: the entry is read back with its command's row
        finally:
            running.holdings.discard()
        entry = entries.read(running.database, number, brief=particulars.quiet)
        assert entry is not None  # noqa: S101  (it was just written)
        return _recorded(entry, particulars, with_receipt, describe())._replace(doubts=tuple(running.doubts))


def _record_drafts(
    running: Command, particulars: Particulars, kind: EntryType, lines: Sequence[Line], decide: Decide
) -> tuple[int, bool, Callable[[], list[Message]]]:
    """Record the decision; return the entry's number, whether it has a receipt, and a function for its messages."""
    state = State(running.database, running.holdings)
    number = running.next_entry
    replaces, before = (
        None if name is None else find_number(running.database, name, particulars.clerk, of)
        for name, of in ((particulars.replaces, kind), (particulars.before, None))
    )
    replacement = replaced = None
    if replaces is not None:
        from tracker.ledger.replacements import Replacement  # few entries replace another

        replacement = Replacement(state, replaces, number, kind)
        number, replaced = number + 1, replacement.replaced
    now = Now(time_for(running.database, particulars.day, replaces, before, number), number, running, replaced)
    particulars = _with_texts(particulars, replaced)._replace(replaces=replaces, before=before)

    if replacement is not None:
        replacement.take_out()
    decision = decide(state, now)
    if decision.changes:
        running.change(decision.changes)
    running.add(decision.facts)
    drafts = tuple(_with_particulars(each, particulars, index) for index, each in enumerate(decision.drafts))
    if replacement is None:
        whole, adjustments = _adjust_counts(state, drafts)
    else:
        state.discard()
        whole, adjustments = replacement.adjust(drafts)
    if (shortage := state.shortage()) is not None:
        raise short(state, shortage)
    moves = state.holdings.pending  # `enter` begins a new list
    if replacement is not None:
        replacement.record_void(running)
    running.enter(whole)
    # After the rows are written: a request that a void opens again is found by reading them.
    refuse_in_closed(state, moves, () if replacement is None else replacement.reversals.targets.values())

    of_runs = with_codes(state.database, (line for line in lines if isinstance(line.what, RunCode)))
    equal = find_equal(state, drafts[0], of_runs, running.first_entry)
    doubts = list(doubts_of(state, drafts[0], equal))
    if particulars.asks:
        doubts += _found_again(state, adjustments)
    for doubt in doubts:
        running.doubt(doubt)

    def describe() -> list[Message]:
        return [
            *(() if replacement is None else replacement.describe()),
            *(doubts if particulars.dry_run else ()),
            *describe_lookalikes(state, drafts[0], equal, dry_run=particulars.dry_run),
            *decision.messages,
            *decision.afterwards(State(running.database, running.holdings)),
            *describe_earlier_counts(state, drafts),
            *(() if running.is_import else describe_adjustments(state, adjustments)),
        ]

    return number, any(draft.replaces is None for draft in drafts[1:]), describe


def _with_texts(particulars: Particulars, replaced: Entry | None) -> Particulars:
    reference, note, carrier = particulars.reference, particulars.note, particulars.carrier
    if replaced is not None:
        reference = replaced.reference if reference is None else reference
        note = replaced.note if note is None else note
        carrier = replaced.carrier
    return particulars._replace(reference=reference or None, note=note or None, carrier=carrier)


def _found_again(state: State, adjustments: Sequence[CountAdjustment]) -> Iterator[Message]:
    for adjustment in adjustments:
        found = sum(adjustment.after.values())
        if found > max(sum(adjustment.before.values()), 0):
            yield Message(
                "Count {count} of {day} at {place} would then have {found} more of {item} than expected.",
                count=adjustment.count.number,
                day=adjustment.count.time.date,
                place=catalogue.place_by_id(state.database, adjustment.place).code,
                found=found,
                item=adjustment.item,
            )


def fingerprint(command: str, arguments: Mapping[str, Any], particulars: Particulars) -> str:
    """Return a digest of a normalized request as typed, before allocation and defaults."""
    import hashlib  # loads OpenSSL, which takes as long as the command
    import json

    values = {
        "date": particulars.day,
        "reference": particulars.reference,
        "note": particulars.note,
        "replaces": particulars.replaces,
        "before": particulars.before,
        "brought by": particulars.carrier,
        **arguments,
    }
    if isinstance(particulars.day, Today) and particulars.replaces is particulars.before is None:
        values["date"] = None  # the date defaults to today
    normalized = {name: _normalized(name, value) for name, value in values.items() if value not in (None, (), False)}
    text = json.dumps({"command": command, **normalized}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _normalized(name: str, value: Any) -> Any:
    if isinstance(value, Today):
        return "today"
    if type(value) in {list, tuple}:
        return sorted(str(line).casefold() for line in value)
    if isinstance(value, (bool, int)):
        return value
    return str(value).casefold() if name in _CODES else str(value)


def _with_particulars(draft: Draft, particulars: Particulars, index: int) -> Draft:
    """Return the draft with the particulars of the request; a receipt may replace an entry of its own."""
    if index and draft.replaces is not None:
        return draft
    carrier = None if index and particulars.replaces is not None else particulars.carrier
    return draft._replace(
        reference=particulars.reference,
        note=particulars.note,
        carrier=(carrier if draft.carrier is None else draft.carrier) or None,
        replaces=None if index or not isinstance(particulars.replaces, int) else particulars.replaces,
        row_key=None if index else particulars.row_key,
    )


def _adjust_counts(state: State, drafts: Sequence[Draft]) -> tuple[tuple[Draft, ...], list[CountAdjustment]]:
    adjusted_drafts: list[Draft] = []
    adjustments: list[CountAdjustment] = []
    for draft in drafts:
        result = state.adjust_counts(draft.moves, new_counts((draft,)))
        adjusted_drafts.append(draft._replace(moves=(*draft.moves, *result.moves)) if result.moves else draft)
        adjustments += result.adjustments
    return tuple(adjusted_drafts), adjustments


def _recorded(entry: Entry, particulars: Particulars, with_receipt: bool, messages: Sequence[Message]) -> Entry:
    if particulars.dry_run:
        unnumbered = entry._replace(number=None, recorded_at=None, command=None, would_arrive=with_receipt)
        moved = tuple(each._replace(count=None) if each.count == entry.number else each for each in entry.movements)
        return unnumbered._replace(movements=moved, messages=(DRY_RUN, *messages))
    receipt = entry.number + 1 if with_receipt and entry.number else None
    return entry._replace(receipt=receipt, messages=tuple(messages))


def made_by(database: Database, command: int) -> tuple[Entry, ...]:
    """Return the entries that a command made, each shipment with the receipt recorded with it."""
    made = (find_entry(database, number) for number in entries.of_command(database, command))
    return tuple(
        entry._replace(receipt=next(iter(entries.receipts_with(database, entry.number or 0)), None)) for entry in made
    )


def _made_before(database: Database, existing: commands.KeyedCommand, particulars: Particulars) -> tuple[Entry, ...]:
    *others, last = made_by(database, existing.number)
    message = ALREADY_USED
    if last.voided_by is not None:
        message = _USED_AND_VOIDED.given(entry=last.number, void=last.voided_by)
    return *others, last._replace(messages=(message.given(key=particulars.key),))


_USED_AND_VOIDED = Message(
    "The key '{key}' was already used for entry {entry}, now voided by entry {void}; nothing was recorded."
)


# Several entries requested together: one command, all or none.


Part = Callable[[Command, Particulars], Entry]
"""Records one of the entries as part of a command, and returns it."""


def record_together(
    ledger: LedgerOrCommand,
    particulars: Particulars,
    command: str,
    arguments: dict[str, Any],
    list_parts: Callable[[Command], Sequence[Part]],
    *,
    tells_each: bool = False,
) -> tuple[Entry, ...]:
    """Record the entries that `list_parts` returns for the ledger's current state as one command; return them.

    `arguments` is the request as typed. Only the last entry has the usual messages, unless `tells_each`.
    """
    with recorded(ledger, command, particulars.clerk, **particulars.how) as running:
        if existing := used_before(running, command, arguments, particulars):
            return _made_before(running.database, existing, particulars)
        parts = list_parts(running)
        each = particulars._replace(key=None)
        made = [
            part(running, each._replace(quiet=index < len(parts) and not tells_each))
            for index, part in enumerate(parts, 1)
        ]
        with refusing_broken_rules():
            running.close()
        return tuple(as_recorded(running.database, entry, is_last=entry is made[-1]) for entry in made)


def refuse_linked(particulars: Particulars) -> None:
    """Raise WrongUsage if several entries should replace or precede a single one."""
    for option, entry in (("--replaces", particulars.replaces), ("--before", particulars.before)):
        if entry is not None:
            raise WrongUsage(
                "{option} applies to one entry, but you specified several; log that entry separately.", option=option
            )


def as_recorded(database: Database, entry: Entry, *, is_last: bool = True) -> Entry:
    """Return the entry after its command closed; only the last one has the message that nothing was recorded."""
    if entry.number is None:
        messages = entry.messages if is_last else tuple(each for each in entry.messages if each is not DRY_RUN)
        return entry._replace(messages=messages)
    return find_entry(database, entry.number)._replace(receipt=entry.receipt, messages=entry.messages)
