"""Catching up: a copy takes over, in their order, the batches of the log that it does not have yet."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from tracker.errors import Unusable
from tracker.messages import Message
from tracker.offices.connections import log_of
from tracker.offices.logs import Batch, Log, Pruned
from tracker.store import sharing, texts
from tracker.store.connection import Ledger
from tracker.store.sharing import Cursor, Sent
from tracker.store.transactions import reading


@dataclass(frozen=True)
class Caught:
    """What a copy took over, and what became of a batch of which it was not known whether the log took it."""

    commands: int
    last: int
    """The number of the last command."""
    sent: Sent | None = None
    is_taken: bool = False
    """Whether the log has the batch that was sent."""


def catch_up(path: Path, ledger: Ledger | None = None) -> Caught:
    """Take over all that the log has and this copy has not; `ledger` is the same file, if that is open already.

    Raises Unusable when the log does not answer, is not the one that this copy followed, or has a batch that is not
    taken over: what comes before that one is taken over then.
    """
    cursor, here, sent, has_traces, is_current = sharing.standing(ledger or path)
    if cursor is None:
        raise Unusable("{path} is shared with nobody; see 'tracker help offices'.", path=path)
    log = log_of(cursor)
    is_taken = sent is not None and log.append(_again(sent))
    last = _take_over_all(path, cursor, here, log)
    if sent is not None:
        sharing.settle(path)
    if is_current and (last > here or has_traces):
        erase(path)
    return Caught(last - here, last, sent, is_taken)


def _again(sent: Sent) -> Batch:
    return Batch(sent.number, sent.id, sent.schema, sent.clerk, sent.moment, sent.body)


def _take_over_all(path: Path, cursor: Cursor, here: int, log: Log) -> int:
    """Take over what comes after the command that is here; return the number of the last."""
    batches = after(log, cursor, here)
    first = next(batches, None)
    if first is None:
        return here
    from tracker.offices.taking_over import take_over  # most commands find nothing new, and it is slow to load
    from tracker.store.replaying import replaying

    with replaying(path) as replay:
        return take_over(replay, chain([first], batches), cursor)


def erase(path: Path) -> None:
    """Leave no trace of texts that others emptied; if the file is held by another program, the next time does it."""
    with reading(path) as database:
        left = texts.traces(database) is not None
    if left:
        with suppress(Unusable):
            texts.leave_no_trace(path)


def after(log: Log, cursor: Cursor, here: int) -> Iterator[Batch]:
    """Yield the batches of the log after the command that is here.

    Raises Unusable when the log is not the one that this copy followed, or begins later.
    """
    try:
        yield from log.since(here, cursor.batch)
    except Pruned:
        raise Unusable.of(_BEGINS_LATER.given(url=cursor.url, number=here)) from None


_BEGINS_LATER = Message(
    "The log at {url} begins after command {number}, the last of this copy; put this file away, and make a new copy "
    "with 'tracker join {url}'."
)
