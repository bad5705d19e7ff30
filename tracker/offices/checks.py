"""Whether a copy is what the log makes, and whether all of the log can be taken over."""

from collections.abc import Iterator
from itertools import chain, takewhile
from pathlib import Path

from tracker.drafts import draft_of
from tracker.errors import Unusable, reason
from tracker.messages import Joined, Message
from tracker.offices.catching_up import after, without_snapshot
from tracker.offices.connections import log_of
from tracker.offices.joining import begin
from tracker.offices.logs import Another, Batch, Log, NotTakenOver, Snapshot
from tracker.offices.taking_over import take_over, take_over_unseen
from tracker.store import sharing
from tracker.store.commands import last_number
from tracker.store.copies import Tell, differences, undisturbed
from tracker.store.replaying import replaying
from tracker.store.sharing import Cursor
from tracker.store.steps import Unfit


def against_log(path: Path, tell: Tell) -> list[Message]:
    """Return what is wrong between a copy and its log, a sentence each.

    Raises Unusable when the log does not answer, or begins after this copy.
    """
    with undisturbed(path, tell=tell) as database:
        cursor, here = sharing.cursor(database), last_number(database)
        if cursor is None:
            return []
        log = log_of(cursor)
        snapshot = log.snapshot()
        if not snapshot.body:
            raise without_snapshot(cursor.url, log.last())
        if snapshot.number > here:
            next(after(log, cursor, here), None)  # raises what is said to who cannot catch up
            raise Unusable(
                "The log at {url} begins after command {number}, the last of this copy, so that they cannot be "
                "compared; catch up first, with 'tracker sync'.",
                url=cursor.url,
                number=here,
            )
        try:
            with draft_of(path) as draft:
                made = _made(draft, path, cursor, log, snapshot, here)
                with replaying(draft, path) as replay:
                    different: list[Message] = [
                        _DIFFERENT.given(**found._asdict()) for found in differences(database, replay.database)
                    ]
                if different:
                    different[-1] = Joined(different[-1], _ANEW.given(path=path, url=cursor.url))
                return made or [*different, *_rest(draft, path, cursor, log)]
        except OSError as error:
            raise Unusable("{path} cannot be copied: {reason}.", path=path, reason=reason(error)) from None


_DIFFERENT = Message(
    "The table {table} is not what the log makes of it: first, this copy has {here} where the log has {there}."
)
_ANEW = Message(
    "What is recorded here others may not take over: put {path} away, and make a copy anew with 'tracker join {url}'. "
    "But if other offices read this of theirs, it is the snapshot in the log that is wrong: whoever keeps the log then "
    "puts another one there, with 'tracker share URL' on a copy that is right, and again with --prune."
)


def _made(draft: Path, path: Path, cursor: Cursor, log: Log, snapshot: Snapshot, here: int) -> list[Message]:
    """Make of the log what this copy should be; return why that cannot be done, if so."""
    since = cursor._replace(batch=snapshot.id)

    def batches() -> Iterator[Batch]:
        return takewhile(lambda batch: batch.number <= here, after(log, since, snapshot.number))

    begin(draft, path, since, snapshot)
    try:
        with replaying(draft, path) as replay:
            last = take_over_unseen(replay, batches(), since)
        return [] if last == here else [_LOST.given(url=cursor.url, number=last, here=here)]
    except Unfit:
        draft.unlink()
        begin(draft, path, since, snapshot)
        return list(_refused(draft, path, since, batches(), _DAMAGED))


_DAMAGED = Message(
    "Batch {number} of the log is not what it was when this copy took it over: {reason}. This copy goes on as before, "
    "but nobody can join until whoever keeps the log has a snapshot stand in its place, with 'tracker share URL "
    "--prune' on a copy that has it."
)
_LOST = Message("The log at {url} ends with command {number}, but this copy with command {here}.")


def _rest(draft: Path, path: Path, cursor: Cursor, log: Log) -> Iterator[Message]:
    """Yield what is wrong with what the log has and this copy has not."""
    with replaying(draft, path) as replay:
        here = last_number(replay.database)
    try:
        yield from _refused(draft, path, cursor, after(log, cursor, here))
    except Another as another:
        yield another.message


def _refused(
    draft: Path, path: Path, cursor: Cursor, batches: Iterator[Batch], damaged: Message | None = None
) -> Iterator[Message]:
    """Yield why one of the batches is not taken over, if so, in the words of `damaged` if those are given."""
    first = next(batches, None)
    if first is None:
        return
    with replaying(draft, path) as replay:
        try:
            take_over(replay, chain([first], batches), cursor)
        except NotTakenOver as refused:
            told = damaged and damaged.given(number=refused.number, reason=refused.why)
            yield told or refused.message
