"""One command, one transaction: an entry is decided from what was read, and all of it recorded or none.

The rules of keys: each entry has one of its own, and the same key with the same request, as it was
given, records nothing and answers with the entry it made the first time.
"""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tracker.errors import Refused
from tracker.model.dates import next_moment, not_in_future, today
from tracker.model.entries import Draft, Entry, Particulars
from tracker.store import entries
from tracker.store.connection import BrokenRule, Database, Ledger, Statement, writing


@dataclass(frozen=True)
class Decision:
    """What a command would record: drafts, the steps that must come before them, words for the clerk."""

    drafts: tuple[Draft, ...]
    before: tuple[Statement, ...] = ()
    messages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Moment:
    """When and as which number an entry is recorded, if it is recorded now."""

    day: date
    number: int
    recorded_at: str


def record(
    ledger: Ledger,
    particulars: Particulars,
    command: str,
    given: dict[str, Any],
    decide: Callable[[Database, Moment], Decision],
) -> Entry:
    """Record what `decide` makes of the ledger's present state, and return the (first) entry.

    `given` is the request as the clerk gave it. A dry run does all but the commit. Raises Refused for
    a future date, a key used for another request, and whatever `decide` refuses.
    """
    asked = fingerprint(command, given, particulars)
    with writing(ledger, keep=not particulars.dry_run) as database:
        known = entries.by_key(database, particulars.key) if particulars.key else None
        if known is not None:
            return _answer_again(database, known, asked, particulars)
        moment = _now(database, particulars)
        decision = decide(database, moment)
        _write(database, particulars, asked if particulars.key else None, moment, decision)
        entry = entries.read(database, moment.number)
        assert entry is not None  # noqa: S101  (it was just written)
        messages = decision.messages
        if particulars.dry_run:
            entry = replace(entry, number=None, recorded_at=None)
            messages = ("Dry run: nothing was recorded.", *messages)
        elif len(decision.drafts) > 1:
            entry = replace(entry, receipt=moment.number + 1)
        return replace(entry, messages=messages)


def fingerprint(command: str, given: dict[str, Any], particulars: Particulars) -> str:
    """Return a request as given, before allocation and defaults, in one form for all its spellings."""
    words = {
        **given,
        "date": particulars.day,
        "reference": particulars.reference,
        "note": particulars.note,
    }
    said = {name: _plainly(value) for name, value in words.items() if value not in (None, (), False)}
    return json.dumps({"command": command, **said}, sort_keys=True, ensure_ascii=False)


def _plainly(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return sorted(str(each).casefold() for each in value)
    return value if isinstance(value, (bool, int)) else str(value)


def _now(database: Database, particulars: Particulars) -> Moment:
    day = today() if particulars.day is None else not_in_future(particulars.day)
    return Moment(day, entries.last_number(database) + 1, next_moment(entries.last_moment(database)))


def _write(database: Database, particulars: Particulars, asked: str | None, moment: Moment, decision: Decision) -> None:
    drafts = decision.drafts
    keys = [particulars.key or secrets.token_hex(8), *(secrets.token_hex(8) for _ in drafts[1:])]
    moments = [moment.recorded_at]
    for _ in drafts[1:]:
        moments.append(next_moment(moments[-1]))
    steps: Sequence[Statement] = entries.record(database, drafts, particulars, keys=keys, asked=asked, moments=moments)
    try:
        database.apply([*decision.before, *steps])
    except BrokenRule as broken:
        raise Refused(f"The ledger refused it: {broken}.") from broken


def _answer_again(database: Database, known: tuple[int, str | None], asked: str, particulars: Particulars) -> Entry:
    number, asked_then = known
    if asked_then != asked:
        raise Refused(
            f"The key '{particulars.key}' was used for entry {number}, which was another request; "
            "give this one a key of its own."
        )
    entry = entries.read(database, number)
    assert entry is not None  # noqa: S101  (its key was just found)
    return replace(
        entry,
        receipt=number + 1 if json.loads(asked).get("received") else None,
        messages=(f"The key '{particulars.key}' was used before: nothing new was recorded.",),
    )
