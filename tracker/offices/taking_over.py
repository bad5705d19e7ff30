"""Taking over: the batches of the log are carried out on a copy, if they are what commands of this version do."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tracker.messages import Message
from tracker.model.dates import current_moment
from tracker.offices.batches import Newer, steps_in, upgrades_to
from tracker.offices.logs import Batch, NotTakenOver
from tracker.store import sharing
from tracker.store.commands import last_number
from tracker.store.connection import SCHEMA_VERSION
from tracker.store.replaying import Replay
from tracker.store.sharing import Cursor
from tracker.store.steps import Unfit

AT_ONCE: Final = 256
"""How many batches are taken over in one transaction at most."""

_BYTES: Final = 4_000_000
"""The bytes of bodies after which a transaction takes no more batches."""


def take_over(replay: Replay, batches: Iterable[Batch], cursor: Cursor) -> int:
    """Take over batches, many in a transaction, and return the number of the last command then.

    Raises NotTakenOver, naming it, at a batch that is not taken over, once all before it are.
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
    here, last = last_number(replay.database), None
    with replay.judged_at_the_end():
        for last in batches:
            here = _carry_out_one(replay, last, here)
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
            here = _carry_out_one(replay, batch, here)
        if new:
            database.apply([sharing.stands_at(cursor.url, new[-1].id, current_moment())])
        replay.commit()
    except BaseException:
        database.roll_back()
        raise


def _carry_out_one(replay: Replay, batch: Batch, here: int) -> int:
    """Take over what follows the command that is here, and return its number."""
    if batch.number != here + 1:
        raise Unfit.of(Message("it is out of turn"))
    if batch.is_too_large:
        raise Unfit.of(Message("it is too large"))
    if (schema := upgrades_to(batch.body)) is not None:
        _upgrade(replay, batch, schema)
        return batch.number
    if batch.schema != replay.schema:
        raise _unfit_for_its_schema(batch)
    replay.carry_out(batch.number, batch.clerk, batch.moment, steps_in(batch.body), len(batch.body))
    return batch.number


def _upgrade(replay: Replay, batch: Batch, schema: int) -> None:
    if schema > SCHEMA_VERSION:
        raise _newer(schema)
    if not replay.schema < schema == SCHEMA_VERSION:
        raise Unfit.of(Message("it upgrades to schema {schema}, from which this version has gone on", schema=schema))
    replay.upgrade(batch.number, batch.clerk, batch.moment)


def _unfit_for_its_schema(batch: Batch) -> Unfit:
    """Return why steps of another schema are not taken over. Raises Unfit when they are no steps."""
    if batch.schema <= SCHEMA_VERSION:
        return Unfit.of(Message("it is of another schema"))
    for _ in steps_in(batch.body):
        pass
    return _newer(batch.schema)


def _newer(schema: int) -> Newer:
    return Newer.of(
        Message(
            "the offices that share this ledger use a newer version of tracker (schema {schema}, this version supports "
            "{supported})",
            schema=schema,
            supported=SCHEMA_VERSION,
        )
    )


def refused(batch: Batch, unfit: Unfit) -> NotTakenOver:
    """Return the refusal of a batch that is not taken over."""
    message = _NEWER if isinstance(unfit, Newer) else _REFUSED_OF_OFFICE if batch.office else _REFUSED
    error = NotTakenOver.of(
        message.given(
            number=batch.number,
            clerk=batch.clerk,
            moment=batch.moment,
            office=batch.office,
            reason=unfit.message,
        )
    )
    error.number, error.id, error.why = batch.number, batch.id, unfit.message
    return error


_REFUSED = Message(
    "Batch {number} of the log, sent under the name of {clerk} as of {moment}, is not taken over: {reason}. This copy "
    "ends before it, and nothing can be recorded until it is gone: whoever keeps the log removes it, and what follows "
    "it, with 'tracker share URL --drop {number}'; then the office that sent it runs 'tracker sync', and makes its "
    "copy anew only if that says so."
)
_REFUSED_OF_OFFICE = Message(
    "Batch {number} of the log, sent by the user {office} under the name of {clerk} as of {moment}, is not taken over: "
    "{reason}. This copy ends before it, and nothing can be recorded until it is gone: whoever keeps the log removes "
    "it, and what follows it, with 'tracker share URL --drop {number}'; then that office runs 'tracker sync', and "
    "makes its copy anew only if that says so."
)
_NEWER = Message(
    "Batch {number} of the log, sent under the name of {clerk} as of {moment}, is not taken over: {reason}. Upgrade "
    "tracker; if there is no newer version, whoever keeps the log removes the batch, and what follows it, with "
    "'tracker share URL --drop {number}'."
)
