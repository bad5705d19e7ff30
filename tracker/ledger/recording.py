"""One command, one transaction: an entry is decided from the current state, and recorded completely or not at all.

Keys make logging idempotent: each entry has a unique key, and the same key with the same request, as it was
given, records nothing and returns the entry that was recorded the first time.
"""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tracker.errors import Refused
from tracker.ledger.closings import refuse_in_closed
from tracker.ledger.messages import describe_adjustments, describe_earlier_counts, describe_void, explain
from tracker.ledger.reversals import reverse_replaced
from tracker.ledger.state import CountAdjustment, NewCount, State
from tracker.ledger.timeline import time_for
from tracker.messages import Message
from tracker.model.dates import next_moment
from tracker.model.entries import TRANSIT, Draft, Entry, EntryType, Particulars, Time
from tracker.store import entries, entry_statements
from tracker.store.connection import BrokenRule, Ledger, Statement
from tracker.store.transactions import writing


@dataclass(frozen=True)
class Now:
    """The position in time and the number of the entry that is being decided, and when it is recorded."""

    time: Time
    number: int
    recorded_at: str

    @property
    def day(self) -> date:
        """The business date."""
        return date.fromisoformat(self.time.date)


@dataclass(frozen=True)
class Decision:
    """What a command records: drafts, the statements that must precede them, and messages to the clerk."""

    drafts: tuple[Draft, ...]
    before: tuple[Statement, ...] = ()
    messages: tuple[Message, ...] = ()
    afterwards: Callable[[State], Sequence[Message]] = lambda _state: ()
    """Returns the messages that depend on the state of the ledger with the entries in it."""


_CODES = ("place", "store", "item", "fund")
"""The arguments of a request that are codes, whose case does not matter."""

Decide = Callable[[State, Now], Decision]


def record(ledger: Ledger, particulars: Particulars, command: str, arguments: dict[str, Any], decide: Decide) -> Entry:
    """Record what `decide` returns for the ledger's current state, and return the (first) entry.

    `arguments` is the request as the clerk gave it. With `replaces`, the entry to be corrected is voided
    first, and the rules apply to the result. A dry run does everything except the commit. Raises Refused
    for a future date, a key used for another request, a shortage, and whatever `decide` refuses.
    """
    request = fingerprint(command, arguments, particulars)
    with writing(ledger, keep=not particulars.dry_run) as database:
        existing = entries.by_key(database, particulars.key) if particulars.key else None
        if existing is not None:
            return _repeated(State(database), existing, request, particulars)
        state = State(database)
        first = entries.last_number(database) + 1
        moment = next_moment(entries.last_moment(database))
        voids = reverse_replaced(state, particulars.replaces, first, EntryType(command)) if particulars.replaces else ()
        adjusted_voids, adjustments = _adjust_counts(state, voids)
        number = first + len(voids)
        now = Now(time_for(database, particulars, number), number, moment)
        decision = decide(state, now)
        database.apply(decision.before)
        drafts = tuple(_with_particulars(draft, particulars, index) for index, draft in enumerate(decision.drafts))
        adjusted_drafts, further_adjustments = _adjust_counts(state, drafts)
        _write(state, (*adjusted_voids, *adjusted_drafts), particulars, request, moment)
        refuse_in_closed(database, _places((*adjusted_voids, *adjusted_drafts)))
        entry = entries.read(database, number)
        assert entry is not None  # noqa: S101  (it was just written)
        messages = [
            *(describe_void(state, void) for void in voids),
            *decision.messages,
            *decision.afterwards(State(database)),
            *describe_earlier_counts(state, drafts, dry_run=particulars.dry_run),
            *describe_adjustments(state, adjustments + further_adjustments),
        ]
        return _recorded(entry, particulars, len(drafts) > 1, messages)


def fingerprint(command: str, arguments: dict[str, Any], particulars: Particulars) -> str:
    """Return a request as given, before allocation and defaults, in a normalized form."""
    values = {
        **arguments,
        "date": particulars.day,
        "reference": particulars.reference,
        "note": particulars.note,
        "replaces": particulars.replaces,
        "before": particulars.before,
        "brought by": particulars.carrier,
    }
    normalized = {name: _normalized(name, value) for name, value in values.items() if value not in (None, (), False)}
    return json.dumps({"command": command, **normalized}, sort_keys=True, ensure_ascii=False)


def _normalized(name: str, value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return sorted(str(line).casefold() for line in value)
    if isinstance(value, (bool, int)):
        return value
    return str(value).casefold() if name in _CODES else str(value)


def _with_particulars(draft: Draft, particulars: Particulars, index: int) -> Draft:
    """Return the draft with the particulars of the request; only the first draft replaces the corrected entry."""
    return replace(
        draft,
        reference=particulars.reference,
        note=particulars.note,
        carrier=draft.carrier or particulars.carrier,
        replaces=None if index else particulars.replaces,
    )


def _adjust_counts(state: State, drafts: Sequence[Draft]) -> tuple[tuple[Draft, ...], list[CountAdjustment]]:
    """Return the drafts with the movements that adjust counts' differences, and the adjustments."""
    adjusted, adjustments = [], []
    for draft in drafts:
        counting = draft.counting
        counted = None if counting is None else NewCount(draft.number, draft.place, draft.time, counting)
        result = state.adjust_counts(draft.moves, voided=draft.voids, counted=counted)
        adjusted.append(replace(draft, moves=(*draft.moves, *result.moves)))
        adjustments += result.adjustments
    return tuple(adjusted), adjustments


def _places(drafts: Sequence[Draft]) -> set[int]:
    """Return the places that the drafts are about, and those whose holdings they change."""
    ends = {end for draft in drafts for move in draft.moves for end in (move.source, move.destination)}
    return {draft.place for draft in drafts} | {end for end in ends if end > TRANSIT}


def _write(
    state: State,
    drafts: Sequence[Draft],
    particulars: Particulars,
    request: str | None,
    moment: str,
) -> None:
    request = None if particulars.quiet else request  # an import derives its keys from the request
    keyed = next(number for number, draft in enumerate(drafts) if draft.voids is None or len(drafts) == 1)
    keys = [os.urandom(8).hex() for _ in drafts]
    keys[keyed] = particulars.key or keys[keyed]
    moments = [moment]
    for _ in drafts[1:]:
        moments.append(next_moment(moments[-1]))
    statements = entry_statements.record(drafts, particulars, keys=keys, request=request, moments=moments)
    try:
        state.database.apply([Statement("SAVEPOINT before_entries"), *statements])
    except BrokenRule as broken:
        state.database.apply([Statement("ROLLBACK TO before_entries")])
        raise explain(state, broken) from broken


def _recorded(entry: Entry, particulars: Particulars, with_receipt: bool, messages: Sequence[Message]) -> Entry:
    if particulars.dry_run:
        dry_run = Message("Dry run: nothing was recorded.")
        return replace(entry, number=None, recorded_at=None, messages=(dry_run, *messages))
    receipt = entry.number + 1 if with_receipt and entry.number else None
    return replace(entry, receipt=receipt, messages=tuple(messages))


def _repeated(state: State, existing: tuple[int, str | None], request: str, particulars: Particulars) -> Entry:
    number, first_request = existing
    if first_request != request:
        raise Refused(
            "The key '{key}' was already used for entry {entry}, which was a different request; use another key.",
            key=particulars.key,
            entry=number,
        )
    entry = entries.read(state.database, number)
    assert entry is not None  # noqa: S101  (its key was just found)
    message = _already_used(entry).given(key=particulars.key)
    return replace(entry, receipt=number + 1 if json.loads(request).get("received") else None, messages=(message,))


def _already_used(entry: Entry) -> Message:
    if entry.voided_by is None:
        return Message("The key '{key}' was already used; nothing new was recorded.")
    return Message(
        "The key '{key}' was already used for entry {entry}, which entry {void} has voided; nothing new was recorded.",
        entry=entry.number,
        void=entry.voided_by,
    )
