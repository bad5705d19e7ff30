"""Catching up: a copy takes over, in their order, the batches of the log that it does not have yet."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tracker.errors import Unusable
from tracker.messages import Message
from tracker.model.dates import current_moment
from tracker.offices.batches import steps_in, upgrades_to
from tracker.offices.connections import log_of
from tracker.offices.logs import Batch, Log, Pruned
from tracker.store import sharing, texts
from tracker.store.commands import last_number
from tracker.store.connection import SCHEMA_VERSION, Database
from tracker.store.replaying import Replay, Unfit, replaying
from tracker.store.sharing import Cursor, Sent
from tracker.store.transactions import reading

AT_ONCE: Final = 256
"""How many batches are taken over in one transaction at most."""

_BYTES: Final = 4_000_000
"""The bytes of bodies after which a transaction takes no more batches."""


@dataclass(frozen=True)
class Caught:
    """What a copy took over, and what became of a batch of which it was not known whether the log took it."""

    commands: int
    last: int
    """The number of the last command."""
    sent: Sent | None = None
    is_taken: bool = False
    """Whether the log has the batch that was sent."""


def catch_up(path: Path) -> Caught:
    """Take over all that the log has and this copy has not.

    Raises Unusable when the log does not answer, is not the one that this copy followed, or has a batch that is not
    taken over: what comes before that one is taken over then.
    """
    cursor, here, sent, has_traces, is_current = sharing.standing(path)
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
    with replaying(path) as replay:
        return take_over(replay, _joined(first, batches), cursor)


def _joined(first: Batch, others: Iterator[Batch]) -> Iterator[Batch]:
    yield first
    yield from others


def erase(path: Path) -> None:
    """Leave no trace of texts that others emptied; if the file is held by another program, the next time does it."""
    with reading(path) as database:
        left = texts.traces(database) is not None
    if left:
        with suppress(Unusable):
            texts.leave_no_trace(path)


def after(log: Log, cursor: Cursor, here: int) -> Iterator[Batch]:
    """Yield the batches of the log after the command that is here.

    Raises Unusable when the log does not have the batch that stands here as the last, or begins later.
    """
    if here > cursor.since and cursor.batch is not None:
        with suppress(Pruned):  # then it cannot be compared
            found = iter(log.since(here - 1))
            last = next(found, None)
            if last is None:
                raise Unusable.of(_LOST.given(url=cursor.url, number=here))
            if (last.number, last.id) != (here, cursor.batch):
                raise Unusable.of(_OTHER.given(url=cursor.url, number=here))
            yield from found
            return
    try:
        yield from log.since(here)
    except Pruned:
        raise Unusable.of(_BEGINS_LATER.given(url=cursor.url, number=here)) from None


_LOST = Message(
    "The log at {url} does not have command {number} any more, which stands in this copy: it was put back to an older "
    "state. Ask who keeps it; this copy is as it was."
)
_OTHER = Message(
    "The log at {url} has another command {number} than this copy: it was put back to an older state, or is another "
    "ledger's. Ask who keeps it; this copy is as it was."
)
_BEGINS_LATER = Message(
    "The log at {url} begins after command {number}, the last of this copy; put this file away, and make a new copy "
    "with 'tracker join {url}'."
)


def take_over(replay: Replay, batches: Iterable[Batch], cursor: Cursor) -> int:
    """Take over batches, many in a transaction, and return the number of the last command then.

    Raises Unusable, naming it, at a batch that is not taken over, once all before it are.
    """
    for some in _together(batches):
        try:
            _carry_out(replay, some, cursor)
        except Unfit as unfit:
            if len(some) == 1:
                raise refused(some[0], unfit) from unfit
            for one in some:
                try:
                    _carry_out(replay, [one], cursor)
                except Unfit as alone:
                    raise refused(one, alone) from alone
    return last_number(replay.database)


def take_over_unseen(replay: Replay, batches: Iterable[Batch], cursor: Cursor) -> int:
    """Take over batches in a file that nobody sees yet, and return the number of the last command then.

    They are judged as a whole: the caller must prove the ledger. Raises Unfit when one is not what it should be.
    """
    replay.begin()
    last = None
    with replay.judged_at_the_end():
        for last in batches:
            _carry_out_one(replay, last)
    if last is not None:
        replay.database.apply([sharing.stands_at(cursor.url, last.id, current_moment())])
    replay.commit()
    return last_number(replay.database)


def _together(batches: Iterable[Batch]) -> Iterator[list[Batch]]:
    some: list[Batch] = []
    size = 0
    for batch in batches:
        some.append(batch)
        size += len(batch.body)
        if len(some) == AT_ONCE or size >= _BYTES:
            yield some
            some, size = [], 0
    if some:
        yield some


def _carry_out(replay: Replay, batches: Sequence[Batch], cursor: Cursor) -> None:
    """Take over batches in one transaction, but for those that another command of this office took over meanwhile."""
    database = replay.database
    replay.begin()
    try:
        here = last_number(database)
        new = [batch for batch in batches if batch.number > here]
        for batch in new:
            _carry_out_one(replay, batch)
        if new:
            database.apply([sharing.stands_at(cursor.url, new[-1].id, current_moment())])
        replay.commit()
    except BaseException:
        database.roll_back()
        raise


def _carry_out_one(replay: Replay, batch: Batch) -> None:
    if batch.number != last_number(replay.database) + 1:
        raise Unfit.of(Message("it is out of turn"))
    if (schema := upgrades_to(batch.body)) is not None:
        _upgrade(replay, batch, schema)
        return
    if batch.schema != _schema(replay.database):
        raise _newer(batch.schema) if batch.schema > SCHEMA_VERSION else Unfit.of(Message("it is of another schema"))
    replay.carry_out(batch.number, batch.clerk, batch.moment, steps_in(batch.body))


def _upgrade(replay: Replay, batch: Batch, schema: int) -> None:
    if schema > SCHEMA_VERSION:
        raise _newer(schema)
    if not _schema(replay.database) < schema == SCHEMA_VERSION:
        raise Unfit.of(Message("it upgrades to schema {schema}, from which this version has gone on", schema=schema))
    replay.upgrade(batch.number, batch.clerk, batch.moment)


def _schema(database: Database) -> int:
    return int(database.value("PRAGMA user_version"))


def _newer(schema: int) -> Unusable:
    return Unusable(
        "The offices that share this ledger use a newer version of tracker (schema {schema}, this version supports "
        "{supported}); upgrade tracker.",
        schema=schema,
        supported=SCHEMA_VERSION,
    )


def refused(batch: Batch, unfit: Unfit) -> Unusable:
    """Return the refusal of a batch that is not taken over."""
    return Unusable(
        "Batch {number} of the log, sent by {clerk} at {moment}, is not taken over: {reason}. This copy ends before "
        "it, and nothing can be recorded until it is gone; ask who keeps the log.",
        number=batch.number,
        clerk=batch.clerk,
        moment=batch.moment,
        reason=unfit.message,
    )
