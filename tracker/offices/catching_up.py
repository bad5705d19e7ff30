"""Catching up: a copy takes over, in their order, the batches of the log that it does not have yet."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from tracker.attempts import patience
from tracker.errors import Unusable
from tracker.messages import Joined, Message
from tracker.offices.connections import log_of
from tracker.offices.logs import Batch, Log, Pruned
from tracker.offices.outcomes import batch_of, told
from tracker.offices.sending import append
from tracker.store import sharing, texts
from tracker.store.connection import Ledger
from tracker.store.sharing import Cursor, Sent
from tracker.store.transactions import reading


class Caught(NamedTuple):
    """What a copy took over, and what became of a batch of which it was not known whether the log took it."""

    commands: int
    last: int
    """The number of the last command."""
    sent: Sent | None = None
    is_taken: bool = False
    """Whether the log has the batch that was sent."""


def catch_up(path: Path, ledger: Ledger | None = None, *, again: bool = True, whole: bool = True) -> Caught:
    """Take over all that the log has and this copy has not; `ledger` is the same file, if that is open already.

    A batch of which it is not known whether the log took it is sent `again`, so that it is.
    Raises Unusable when the log does not answer, is not the one that this copy followed, or has a batch that is not
    taken over: what comes before that one is taken over then; and, if it is to be `whole`, when it has no snapshot:
    then all is taken over.
    """
    cursor, here, sent, has_traces, is_current = sharing.standing(ledger or path)
    if cursor is None:
        raise Unusable("{path} is shared with nobody; see 'tracker help offices'.", path=path)
    log = log_of(cursor)
    if patience.is_over:
        log.insist()
    is_taken = again and sent is not None and _is_taken(path, sent, log)
    try:
        last = _take_over_all(path, cursor, here, log)
    except Pruned as error:
        if sent is None or not again:
            raise
        raise Pruned.of(Joined(told(sent, is_taken=is_taken), error.message)) from None
    if sent is not None and again:
        sharing.settle(path, sent)
    if is_current and (last > here or has_traces):
        erase(path)
    if whole and log.lacks_snapshot:
        raise without_snapshot(cursor.url, last)
    return Caught(last - here, last, sent if again else None, is_taken)


def without_snapshot(url: str, last: int) -> Unusable:
    """Return the error that a log, whose last command is that one, has no snapshot."""
    return Unusable(
        "The log at {url} is damaged: it has commands, up to {last}, but no snapshot with which an office could begin. "
        "Whoever keeps it puts one there, with 'tracker share URL' on a copy that follows it.",
        url=url,
        last=last,
    )


def _is_taken(path: Path, sent: Sent, log: Log) -> bool:
    """Send a batch again of which it is not known whether the log took it, and return whether it stands there now."""
    try:
        return bool(append(path, log, batch_of(sent), again=True))
    except Unusable as error:
        raise Unusable.of(_STILL.given(name=sent.name, moment=sent.moment, reason=error.message)) from error


_STILL = Message(
    "It is still not known whether the log has taken an earlier command of this office ({name}, {moment}), and nothing "
    "else is recorded before that is known. {reason}"
)


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
        raise Pruned.of(_BEGINS_LATER.given(url=cursor.url, number=here)) from None


_BEGINS_LATER = Message(
    "The log at {url} begins after command {number}, the last of this copy; make it anew with 'tracker join {url}', "
    "which keeps the old file beside it."
)
