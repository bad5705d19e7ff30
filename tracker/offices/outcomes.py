"""What became of a batch that was sent: whether the log has it, however the answer was lost or damaged."""

from enum import IntEnum
from pathlib import Path

from tracker.drafts import draft_of
from tracker.errors import Unusable, reason
from tracker.messages import Message
from tracker.offices.logs import Batch, Log, Pruned
from tracker.store.sharing import Sent


class TakenAs(IntEnum):
    """Whether a batch stands in the log, and whether by the id with which it was sent."""

    NOT = 0
    BY_ANOTHER_ID = 1
    """By what was answered: the id was damaged on its way, to the log or back."""
    AS_SENT = 2


def stands(path: Path, log: Log, batch: Batch) -> TakenAs:
    """Return whether the log has a batch under its number, or had it before it was pruned; `path` is the copy's.

    It is known by its id, or, if the answer may have been damaged, by all else; in a snapshot by its clerk and moment.
    Raises Unusable when the log does not answer.
    """
    try:
        there = next(iter(log.since(batch.number - 1)), None)
    except Pruned:
        return _stands_in_snapshot(path, log, batch)
    if there is None or _but_id(there) != _but_id(batch):
        return TakenAs.AS_SENT if there is not None and there.id == batch.id else TakenAs.NOT
    return TakenAs.AS_SENT if there.id == batch.id else TakenAs.BY_ANOTHER_ID


def _but_id(batch: Batch) -> tuple[object, ...]:
    return batch.number, batch.clerk, batch.moment, batch.body


_RECORDED = "SELECT clerk, recorded_at FROM command WHERE number = ?"


def _stands_in_snapshot(path: Path, log: Log, batch: Batch) -> TakenAs:
    from tracker.offices import snapshots  # rarely needed

    try:
        with draft_of(path) as draft, snapshots.opened(log.snapshot(), draft, path) as database:
            is_there = database.row(_RECORDED, (batch.number,)) == (batch.clerk, batch.moment)
            return TakenAs.AS_SENT if is_there else TakenAs.NOT
    except OSError as error:
        raise Unusable("{path} cannot be copied: {reason}.", path=path, reason=reason(error)) from None


_TAKEN = Message("The command of which it was not known ({name}, {moment}) is recorded, as command {number}.")
_NOT_TAKEN = Message(
    "The command of which it was not known ({name}, {moment}) was not taken by the log, and is not recorded: log it "
    "again."
)


def told(sent: Sent, *, is_taken: bool, taken: Message = _TAKEN) -> Message:
    """Return what became of a batch of which it was not known whether the log took it."""
    return (taken if is_taken else _NOT_TAKEN).given(name=sent.name, moment=sent.moment, number=sent.number)


def batch_of(sent: Sent) -> Batch:
    """Return the batch of which it is not known whether the log took it."""
    return Batch(sent.number, sent.id, sent.schema, sent.clerk, sent.moment, sent.body)
