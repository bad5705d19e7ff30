"""A copy follows its log: it applies new batches, hands over what it records, and repairs a log that was put back."""

import random
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from tracker import retries
from tracker.errors import DecideAgain, TrackerError, Unanswered, Unsettled, Unusable
from tracker.messages import Message, Plural
from tracker.model.dates import current_moment, format_moment
from tracker.offices import batches
from tracker.offices.connections import log_of
from tracker.offices.logs import Branched, Last, Log, Pruned, Uncertain
from tracker.store import sharing, texts
from tracker.store.commands import last_number
from tracker.store.connection import DURABLE, SCHEMA_VERSION, BrokenRule, Database, Statement, connected
from tracker.store.replaying import Replay, Unknown, replaying
from tracker.store.sharing import Batch, Cursor, Sent, Standing

AT_ONCE, BYTES_AT_ONCE = 256, 4_000_000
"""The maximum number of batches in one transaction, and of bytes after which it takes no more."""

_HOUR = timedelta(hours=1)
_SOON = timedelta(seconds=30)


class Caught(NamedTuple):
    """What became of a copy that caught up."""

    commands: int
    """How many commands of others it applied."""
    last: int
    """The number of the last command."""
    sent: Sent | None = None
    """A batch of which it was unknown whether the log accepted it."""
    is_taken: bool = False
    """Whether it did."""
    refilled: int = 0
    """How many batches the log got back from this copy."""

    def news(self) -> list[Message]:
        """Return what became of the batch that was unknown, and of the log."""
        news = list[Message]()
        if self.sent is not None:
            became = _TAKEN if self.is_taken else _NOT_TAKEN
            news.append(became.given(name=self.sent.name, moment=self.sent.moment, number=self.sent.number))
        return [*news, _REFILLED.given(count=self.refilled)] if self.refilled else news


_TAKEN = Message("The earlier command ({name}, {moment}) is recorded, as command {number}.")
_NOT_TAKEN = Message("The log did not accept the earlier command ({name}, {moment}); record it again.")
_REFILLED = Plural(
    "The log had lost {count} command, and has it again from this copy.",
    "The log had lost {count} commands, and has them again from this copy.",
    count=0,
)


def catch_up(path: Path, present: Database | None = None, *, resend: bool = True) -> Caught:
    """Apply all that the log has and this copy does not have, and give the log back what it has lost.

    If the office records in the file, which is `present`, its clock is judged by the server's. A batch of which it is
    unknown whether the log accepted it is sent again if `resend`. Raises Unusable when the log does not answer,
    continues from another command than this copy, or has a batch that cannot be applied: the copy then has what comes
    before that.
    """
    cursor, here, sent, is_current, has_traces = sharing.standing(present or path)
    if cursor is None:
        raise Unusable("{path} is not shared; see 'tracker help offices'.", path=path)
    log = log_of(cursor)
    last = log.last()
    if present is not None:
        _refuse_clock(last.clock)
    if sent is not None and resend and (last.number, last.id) == (here, sent.prev):
        append(log, Batch(*sent[:4]), here)
        last = log.last()
    refilled, now = 0, here
    if last.number < here:
        refilled = _refill(path, log, last, cursor, here)
    elif last.number > here:
        now = apply(path, islice(log.since(here), last.number - here), cursor)
    elif last.id != cursor.batch:
        raise branched(cursor.url)
    is_taken = False
    if sent is not None and resend:
        with connected(path) as database:
            is_taken = sharing.id_at(database, sent.number) == sent.id
        sharing.settle(path, sent)
    if is_current and (now > here or has_traces):
        _erase_traces(path)
    if present is None and (resend or cursor.in_touch < format_moment(datetime.now(UTC) - _SOON)):
        _note(path, log, cursor, now)
    return Caught(now - here, now, sent if resend else None, is_taken, refilled)


def _refuse_clock(server: str) -> None:
    """Raise Unusable when the clocks of this computer and of the server are more than an hour apart."""
    now, there = datetime.fromisoformat(current_moment()), datetime.fromisoformat(server)
    if abs(now - there) > _HOUR:
        raise Unusable(
            "The clock of this computer shows {now}, the server's {server}; set this clock right.",
            now=current_moment(),
            server=server,
        )


def append(log: Log, batch: Batch, seen: int) -> bool:
    """Have the log accept a batch; return whether it did. When an answer is lost, send it again for a while.

    Raises Uncertain when it is still unknown then.
    """
    lost: Unusable | None = None
    end = time.monotonic() + retries.MOST_SECONDS
    while True:
        try:
            return log.append(batch, seen)
        except Uncertain as error:
            lost = error
        except Unusable:
            if lost is None:
                raise
        if time.monotonic() >= end:
            raise Uncertain.of(lost.message) from lost
        time.sleep(random.uniform(0, 0.5))  # noqa: S311  (so that those who wait do not all come at once)


def _refill(path: Path, log: Log, last: Last, cursor: Cursor, here: int) -> int:
    """Give a log that was put back what this copy keeps after its end; return how many batches that is."""
    with connected(path) as database:
        if sharing.id_at(database, last.number) != last.id:
            raise branched(cursor.url)
        missing = list(sharing.kept_after(database, last.number))
    if len(missing) < here - last.number:
        raise Unusable(
            "The log at {url} lost commands {first} to {last}; its owner starts it again with "
            "'tracker share {url} --from-copy'.",
            url=cursor.url,
            first=last.number + 1,
            last=here,
        )
    for batch in missing:
        if not append(log, batch, here):
            raise DecideAgain  # another office refills it too
    return len(missing)


def continues(path: Path, log: Log, before: Standing) -> bool:
    """Return whether a log continues a copy, or is continued by it."""
    last = log.last()
    if last.number > before.here:
        with suppress(Pruned):
            return before.cursor is not None and next(log.since(before.here)).prev == before.cursor.batch
        return False
    with connected(path) as database:
        return sharing.id_at(database, last.number) == last.id


def branched(url: str) -> Branched:
    """Return the error that a log went on without what this copy has."""
    return Branched(
        "The log at {url} was put back and went on without this copy; 'tracker join {url}' lists what it lacks.",
        url=url,
    )


def apply(path: Path, new: Iterable[Batch], cursor: Cursor, name: Path | None = None, *, judged: bool = True) -> int:
    """Apply batches to a copy, many in a transaction, and return the number of its last command.

    In a file that nobody sees yet they need not be `judged` one by one: they are one transaction, which the caller
    proves as a whole. Raises NotTaken, once all before it are applied.
    """
    with replaying(path, name, judged=judged) as replay:
        for some in _together(new) if judged else [new]:
            try:
                _apply(replay, some, cursor)
            except (TrackerError, Unknown):
                if not judged or len(list(some)) == 1:
                    raise
                for batch in some:
                    _apply(replay, [batch], cursor)
        return last_number(replay.database)


def _together(new: Iterable[Batch]) -> Iterator[list[Batch]]:
    some: list[Batch] = []
    size = 0
    for batch in new:
        some.append(batch)
        size += len(batch.body)
        if len(some) == AT_ONCE or size >= BYTES_AT_ONCE:
            yield some
            some, size = [], 0
    if some:
        yield some


def _apply(replay: Replay, new: Iterable[Batch], cursor: Cursor) -> None:
    """Apply batches in one transaction, without those that another command of this office applied in the meantime."""
    database, batch = replay.database, None
    version = ""
    try:
        with replay.transaction():
            here = last_number(database)
            head = database.value("SELECT batch FROM log_cursor")
            for batch in new:
                if batch.number <= here:
                    continue
                content = batches.content_of(batch)
                if batch.number != here + 1 or content.prev != head:
                    raise branched(cursor.url)
                version, changes = content.version, content.changes
                if changes and changes[0][0] == batches.UPGRADE:
                    if changes[0][1] > SCHEMA_VERSION:
                        raise batches.newer(batch.number, version)
                    replay.upgrade()
                    changes = changes[1:]
                replay.carry_out(batch.number, changes)
                database.apply(sharing.keep(batch))
                here, head = batch.number, batch.id
            database.apply([sharing.note(cursor.url, batch=head, in_touch=current_moment())])
    except BrokenRule as broken:
        raise batches.broken(here + 1, version, broken) from broken
    except (Unknown, LookupError, TypeError) as error:
        raise batches.newer(here + 1, version) from error


def _erase_traces(path: Path) -> None:
    """Leave no trace of texts that others redacted; if another program holds the file, the next time does it."""
    with suppress(Unusable):
        with connected(path) as database:
            left = texts.traces(database) is not None
        if left:
            texts.leave_no_trace(path)


def _note(path: Path, log: Log, cursor: Cursor, now: int) -> None:
    """Note that the log answered and, at most hourly, in the log how far this copy has come."""
    moment = current_moment()
    notes = {"in_touch": moment}
    if not cursor.seen_at or datetime.fromisoformat(moment) - datetime.fromisoformat(cursor.seen_at) > _HOUR:
        with suppress(Unusable):
            notes |= {"seen_at": moment, "offices": offices_of(log, now)}
    with suppress(Unusable), connected(path) as database:
        database.apply([Statement("PRAGMA busy_timeout = 1000"), sharing.note(cursor.url, **notes)])


def offices_of(log: Log, now: int) -> str:
    """Note how far this copy has come, and return how far each office has, as `dublin 95, london 118`."""
    return ", ".join(f"{seen.office} {seen.number}" for seen in log.see(now))


_refreshed: dict[Path, float] = {}
"""When a copy catches up again by itself, by a monotonic clock."""
_SECONDS, _MINUTE = 5, 60


def refresh(path: Path) -> None:
    """Catch up a copy that somebody looks at, at most every few seconds.

    If the log does not answer, the copy stays as it is for a minute. The next command that records reports what is
    wrong.
    """
    now = time.monotonic()
    if now < _refreshed.get(path, 0):
        return
    _refreshed[path] = now + _MINUTE
    with suppress(TrackerError, DecideAgain):
        if sharing.standing(path).cursor is not None:
            catch_up(path, resend=False)
            _refreshed[path] = now + _SECONDS


class Office:
    """What a write of a shared ledger goes through: `store.transactions` calls its methods in turn."""

    def __init__(self, path: Path) -> None:
        """Take the file of this office's copy."""
        self.path = path
        self._handed: int | None = None
        """The command that the log has accepted, and that is not committed here yet."""
        self._resend = True
        self._recorder: sharing.Recorder | None = None

    def catch_up(self, database: Database, *, resend: bool = True) -> None:
        """Apply what others recorded.

        Raises Unusable when the log turns out to have an earlier command without a key: this one may be the same.
        """
        self._resend = resend
        caught = catch_up(self.path, database, resend=resend)
        news = caught.news()
        if caught.is_taken and caught.sent is not None and caught.sent.key is None:
            raise Unusable("{known} Nothing was recorded now; if this is another one, run it again.", known=news[0])
        for message in news:
            _warn(message)

    def begin(self, database: Database) -> None:
        """Collect what the transaction that begins here records.

        Raises DecideAgain when, while this waited for the file, another command was sent and its answer lost.
        """
        if self._resend and sharing.sent(database) is not None:
            raise DecideAgain
        database.apply([_MARK])
        self._recorder = sharing.Recorder(database)

    def hand_over(self, database: Database, *, upgraded: bool = False) -> None:
        """Hand over what was recorded, or that the ledger was upgraded, just before it is committed.

        Raises DecideAgain when another office was faster, Unusable when the log does not accept it.
        """
        changes = _upgrade(database) if self._recorder is None else self._recorder.changes()
        if changes is None:
            return
        closed, cursor = sharing.closed(database), sharing.cursor(database)
        if cursor is None:
            raise Unusable("{path} left the log in the meantime; run this again.", path=self.path)
        batch = batches.pack(closed.number, cursor.batch, changes)
        try:
            is_taken = append(log_of(cursor), batch, batch.number)
        except (Uncertain, KeyboardInterrupt) as error:
            sent = Sent(*batch, closed.name, closed.moment, closed.key)
            raise self._unknown(database, sent, error, upgraded=upgraded) from error
        if not is_taken:
            raise DecideAgain
        self._handed = closed.number
        database.apply([*sharing.keep(batch), sharing.note(cursor.url, batch=batch.id, in_touch=current_moment())])
        if '["change","text",' in changes:  # a redaction; the same words in a text have their quotes escaped
            database.apply([sharing.forget_before(batch.number)])

    def not_committed(self, error: BaseException) -> BaseException:
        """Return what to report when the commit fails here: that the log has the command, if so."""
        if self._handed is None:
            return error
        kind, why = (
            (Unsettled, Message("it was interrupted")) if isinstance(error, KeyboardInterrupt) else (Unanswered, error)
        )
        return kind.of(_NOT_HERE.given(number=self._handed, path=self.path, reason=why))

    def _unknown(self, database: Database, sent: Sent, error: BaseException, *, upgraded: bool) -> Unusable:
        """Keep a batch of which it is unknown whether the log accepted it, and return the sentence that says so.

        The file stays locked meanwhile: what waits for it must find that batch.
        """
        if upgraded:  # the migration is taken back, and nothing else can be recorded before
            database.roll_back()
            with connected(self.path) as old:
                old.apply([DURABLE, Statement("BEGIN IMMEDIATE"), *sharing.keep_sent(sent), Statement("COMMIT")])
        else:
            database.apply([_BACK, *sharing.keep_sent(sent), Statement("COMMIT")])
        kind = Unsettled if isinstance(error, KeyboardInterrupt) else Uncertain
        message = _UNKNOWN if sent.key is None else _UNKNOWN_WITH_KEY
        return kind.of(message.given(name=sent.name, key=sent.key))


def _upgrade(database: Database) -> str:
    command = sharing.shared_table(database, "command")
    assert command is not None  # noqa: S101  (each version has it)
    row = database.row(f"SELECT {', '.join(command.columns)} FROM command ORDER BY number DESC")
    return sharing.json_of([[batches.UPGRADE, SCHEMA_VERSION], ["add", "command", command.columns, [row]]])


def _warn(message: Message) -> None:
    from tracker.store.connection import warn  # loads logging, which is rarely needed

    warn(message)


_MARK = Statement("SAVEPOINT deciding")
_BACK = Statement("ROLLBACK TO deciding")
_UNKNOWN = Message(
    "It is unknown whether the log accepted this command ({name}): the answer was lost. Run 'tracker sync'."
)
_UNKNOWN_WITH_KEY = Message(
    "It is unknown whether the log accepted this command ({name}): the answer was lost. Run it again with --key {key}."
)
_NOT_HERE = Message("Command {number} is in the log, but not in {path}: {reason}. Run 'tracker sync'.")
