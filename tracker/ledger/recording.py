"""One command, one transaction: an entry is decided from what was read, and all of it recorded or none.

The rules of keys: each entry has one of its own, and the same key with the same request, as it was
given, records nothing and answers with the entry it made the first time.
"""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tracker.errors import Refused
from tracker.ledger.messages import explain, say_changes, say_standing, say_undone
from tracker.ledger.reversals import undo
from tracker.ledger.state import CountAdjustment, State
from tracker.ledger.timeline import time_for
from tracker.model.dates import next_moment
from tracker.model.entries import Draft, Entry, Particulars, Time
from tracker.store import entries
from tracker.store.connection import BrokenRule, Ledger, Statement
from tracker.store.transactions import writing


@dataclass(frozen=True)
class Now:
    """The time and the number of the entry that is being decided, and the moment of recording."""

    time: Time
    number: int
    recorded_at: str

    @property
    def day(self) -> date:
        """The business date."""
        return date.fromisoformat(self.time[0])


@dataclass(frozen=True)
class Decision:
    """What a command would record: drafts, the steps that must come before them, words for the clerk."""

    drafts: tuple[Draft, ...]
    before: tuple[Statement, ...] = ()
    messages: tuple[str, ...] = ()


_CODES = ("place", "store", "item", "fund")
"""The words of a request that name things by their codes, whatever their case."""

Decide = Callable[[State, Now], Decision]


def record(ledger: Ledger, particulars: Particulars, command: str, given: dict[str, Any], decide: Decide) -> Entry:
    """Record what `decide` makes of the ledger's present state, and return the (first) entry.

    `given` is the request as the clerk gave it. With `replaces`, the entry it mends is voided first,
    and all is judged on the result. A dry run does all but the commit. Raises Refused for a future
    date, a key used for another request, a shortage, and whatever `decide` refuses.
    """
    asked = fingerprint(command, given, particulars)
    with writing(ledger, keep=not particulars.dry_run) as database:
        known = entries.by_key(database, particulars.key) if particulars.key else None
        if known is not None:
            return _answer_again(State(database), known, asked, particulars)
        state = State(database)
        first = entries.last_number(database) + 1
        moment = next_moment(entries.last_moment(database))
        by_print = command == "print"
        voids = undo(state, particulars.replaces, first, by_print=by_print) if particulars.replaces else ()
        settled, adjusted = _adjust_counts(state, voids)
        number = first + len(voids)
        now = Now(time_for(database, particulars, number), number, moment)
        decision = decide(state, now)
        database.apply(decision.before)
        drafts = tuple(_with_particulars(draft, particulars, turn) for turn, draft in enumerate(decision.drafts))
        more, more_adjusted = _adjust_counts(state, drafts)
        _write(state, (*settled, *more), particulars, asked, moment)
        entry = entries.read(database, number)
        assert entry is not None  # noqa: S101  (it was just written)
        undone = [say_undone(void) for void in voids]
        messages = [
            *undone,
            *decision.messages,
            *say_standing(state, drafts, dry_run=particulars.dry_run),
            *say_changes(state, adjusted + more_adjusted),
        ]
        return _answer(entry, particulars, len(drafts) > 1, messages)


def fingerprint(command: str, given: dict[str, Any], particulars: Particulars) -> str:
    """Return a request as given, before allocation and defaults, in one form for all its spellings."""
    words = {
        **given,
        "date": particulars.day,
        "reference": particulars.reference,
        "note": particulars.note,
        "replaces": particulars.replaces,
        "before": particulars.before,
        "brought by": particulars.carrier,
    }
    said = {name: _plainly(name, value) for name, value in words.items() if value not in (None, (), False)}
    return json.dumps({"command": command, **said}, sort_keys=True, ensure_ascii=False)


def _plainly(name: str, value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return sorted(str(each).casefold() for each in value)
    if isinstance(value, (bool, int)):
        return value
    return str(value).casefold() if name in _CODES else str(value)


def _with_particulars(draft: Draft, particulars: Particulars, turn: int) -> Draft:
    """Return the draft with what the clerk said of the request; the first one replaces what is mended."""
    return replace(
        draft,
        reference=particulars.reference,
        note=particulars.note,
        carrier=draft.carrier or particulars.carrier,
        replaces=None if turn else particulars.replaces,
    )


def _adjust_counts(state: State, drafts: Sequence[Draft]) -> tuple[tuple[Draft, ...], list[CountAdjustment]]:
    """Return the drafts with the movements by which counts' differences are booked anew."""
    settled, adjusted = [], []
    for draft in drafts:
        counted = None if draft.counting is None else (draft.number, draft.place, draft.time, draft.counting)
        extra, changes = state.adjust_counts(draft.moves, voided=draft.voids, counted=counted)
        settled.append(replace(draft, moves=(*draft.moves, *extra)))
        adjusted += changes
    return tuple(settled), adjusted


def _write(
    state: State,
    drafts: Sequence[Draft],
    particulars: Particulars,
    asked: str | None,
    moment: str,
) -> None:
    asked = None if particulars.brief else asked  # an import's keys are made of what was asked
    keyed = next(number for number, draft in enumerate(drafts) if draft.voids is None or len(drafts) == 1)
    keys = [os.urandom(8).hex() for _ in drafts]
    keys[keyed] = particulars.key or keys[keyed]
    moments = [moment]
    for _ in drafts[1:]:
        moments.append(next_moment(moments[-1]))
    steps = entries.record(drafts, particulars, keys=keys, asked=asked, moments=moments)
    try:
        state.database.apply([Statement("SAVEPOINT judged"), *steps])
    except BrokenRule as broken:
        state.database.apply([Statement("ROLLBACK TO judged")])
        raise explain(state, broken) from broken


def _answer(entry: Entry, particulars: Particulars, with_receipt: bool, messages: Sequence[str]) -> Entry:
    if particulars.dry_run:
        said = ("Dry run: nothing was recorded.", *messages)
        return replace(entry, number=None, recorded_at=None, messages=said)
    receipt = entry.number + 1 if with_receipt and entry.number else None
    return replace(entry, receipt=receipt, messages=tuple(messages))


def _answer_again(state: State, known: tuple[int, str | None], asked: str, particulars: Particulars) -> Entry:
    number, asked_then = known
    if asked_then != asked:
        raise Refused(
            f"The key '{particulars.key}' was used for entry {number}, which was another request; "
            "give this one a key of its own."
        )
    entry = entries.read(state.database, number)
    assert entry is not None  # noqa: S101  (its key was just found)
    messages = (f"The key '{particulars.key}' was used before: nothing new was recorded.",)
    return replace(entry, receipt=number + 1 if json.loads(asked).get("received") else None, messages=messages)
