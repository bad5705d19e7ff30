"""Keep a copy up to date with its log: apply new batches, send its own, and repair a log that was restored."""

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from tracker.errors import LostRace, TrackerError, Unanswered, Unsettled, Unusable
from tracker.messages import Message, Plural
from tracker.model.dates import current_moment, format_moment
from tracker.offices import batches, connections
from tracker.offices.logs import Last, Log, Uncertain
from tracker.store import sharing, texts
from tracker.store.commands import last_number
from tracker.store.connection import SCHEMA_VERSION, BrokenRule, Database, Statement, connected, warn
from tracker.store.replaying import Replay, Unknown, replaying
from tracker.store.sharing import Batch, Cursor

AT_ONCE = 256
"""The maximum number of batches in one transaction."""

_HOUR = timedelta(hours=1)
_SOON = timedelta(seconds=30)


class Caught(NamedTuple):
    """The result of catching up."""

    commands: int
    """The number of commands of other offices that were applied."""
    last: int
    """The number of the last command."""


_REFILLED = Plural(
    "The log had lost {count} command; this copy restored it.",
    "The log had lost {count} commands; this copy restored them.",
    count=0,
)


def catch_up(path: Path, present: Database | None = None, *, see: bool = True) -> Caught:
    """Apply the batches that the log has and this copy lacks, and return to the log those that it lost.

    Records this copy's progress in the log; without `see`, only if it advanced. An open file is passed as `present`.
    Raises Unusable for a wrong clock, no response, another branch, or a batch that cannot be applied after others.
    """
    cursor, here = sharing.standing(present or path)
    if cursor is None:
        raise Unusable("{path} is not shared; see 'tracker help offices'.", path=path)
    log = connections.log_of(cursor)
    last = log.last()
    _refuse_clock(last.clock)
    now = here
    if last.number > here:
        now = apply(path, islice(log.since(here), last.number - here), cursor)
        if now < last.number:
            raise branched(cursor.url)
    elif last.id != cursor.batch:
        _refill(path, log, last, cursor, here)
    if now > here:
        with suppress(Unusable):  # if another program has the file locked, the next call erases them
            erase_traces(path)
    if present is None:
        _note(path, log, cursor, now, see=see or now > here)
    return Caught(now - here, now)


def _refuse_clock(server: str) -> None:
    now, server_time = datetime.fromisoformat(current_moment()), datetime.fromisoformat(server)
    if abs(now - server_time) > _HOUR:
        raise Unusable(
            "This computer's clock shows {now}, the server's {server}; set the clock.",
            now=current_moment(),
            server=server,
            rule="wrong-clock",
        )


def _refill(path: Path, log: Log, last: Last, cursor: Cursor, here: int) -> None:
    """Append to a restored log the batches that this copy keeps after its end, and report it."""
    with connected(path) as database:
        if sharing.id_at(database, last.number) != last.id:  # if the ids match, this copy keeps everything after them
            raise branched(cursor.url)
        missing = list(sharing.kept_after(database, last.number))
    for batch in missing:
        if not log.append(batch, here):
            raise LostRace  # another office is refilling it too
    warn(_REFILLED.given(count=len(missing)))


def continues(database: Database, log: Log) -> bool:
    """Return whether a log continues a copy, or the copy the log: whether the last command in both is the same."""
    number = min(log.last().number, last_number(database))
    return log.id_at(number) == sharing.id_at(database, number)


def branched(url: str) -> Unusable:
    """Return the error for a log that does not continue this copy."""
    return Unusable(
        "The log at {url} does not continue this copy: the log was restored to an earlier state, or no longer has the "
        "next command; run 'tracker join {url}'.",
        url=url,
    )


def apply(path: Path, new: Iterator[Batch], cursor: Cursor, name: Path | None = None, *, judged: bool = True) -> int:
    """Apply batches to a copy, many per transaction, and return the number of its last command.

    Without `judged` (checks per batch), for a file not yet in use, they are applied in one transaction that the caller
    checks as a whole. Raises Unusable for a batch that cannot be applied, after applying those before it.
    """
    with replaying(path, name, judged=judged) as replay:
        if not judged:
            _apply(replay, new, cursor)
        while some := list(islice(new, AT_ONCE)):
            try:
                _apply(replay, some, cursor)
            except TrackerError:
                for batch in some:
                    _apply(replay, [batch], cursor)
        return last_number(replay.database)


def _apply(replay: Replay, new: Iterable[Batch], cursor: Cursor) -> None:
    """Apply batches in one transaction, skipping those that another command of this office applied in the meantime."""
    database = replay.database
    number, version = 0, ""
    try:
        with replay.transaction():
            here = last_number(database)
            head = database.value("SELECT batch FROM log_cursor")
            for batch in new:
                number = batch.number
                if number <= here:
                    continue
                version, prev, changes = batches.content_of(batch)
                if number != here + 1 or prev != head:
                    raise branched(cursor.url)
                if changes and changes[0][0] == batches.UPGRADE:
                    if changes[0][1] > SCHEMA_VERSION:
                        raise batches.newer(number, version)
                    replay.upgrade()
                    changes = changes[1:]
                replay.carry_out(number, changes)
                database.apply(sharing.keep(batch))
                here, head = number, batch.id
            database.apply([sharing.note(cursor.url, batch=head, in_touch=current_moment())])
    except BrokenRule as broken:
        raise batches.broken(number, version, broken) from broken
    except (Unknown, LookupError, TypeError, ValueError, OverflowError) as error:
        raise batches.newer(number, version) from error


def erase_traces(path: Path) -> None:
    """Erase all traces of texts that others redacted. Raises Unusable if that is not possible now."""
    with connected(path) as database:
        left = texts.traces(database) is not None
    if left:
        texts.leave_no_trace(path)


def _note(path: Path, log: Log, cursor: Cursor, now: int, *, see: bool) -> None:
    """Record that the log answered, unless it just did, and with `see` record this copy's progress in the log."""
    is_recent = cursor.in_touch > format_moment(datetime.now(UTC) - _SOON)
    notes = {} if is_recent else {"in_touch": current_moment()}
    with suppress(Unusable):
        if see:
            notes["offices"] = ", ".join(f"{seen.office} {seen.number}" for seen in log.see(now))
        if notes:
            with connected(path) as database:
                database.apply([Statement("PRAGMA busy_timeout = 1000"), sharing.note(cursor.url, **notes)])


_refreshed: dict[Path, float] = {}
"""The monotonic time at which each copy may be refreshed again."""
_SECONDS, _MINUTE = 5, 60


def refresh(path: Path) -> None:
    """Catch up a copy that is being viewed, at most every few seconds; after a failure, not for a minute."""
    now = time.monotonic()
    if now < _refreshed.get(path, 0):
        return
    _refreshed[path] = now + _MINUTE
    with suppress(TrackerError, LostRace):
        catch_up(path, see=False)
        _refreshed[path] = now + _SECONDS


class Office:
    """The steps of a write to a shared ledger; `store.transactions` calls the methods in turn."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handed: int | None = None
        """The number of the command that the log accepted and that is not yet committed here."""
        self._recorder: sharing.Recorder | None = None

    def catch_up(self, database: Database) -> None:
        """Apply the commands of other offices."""
        catch_up(self.path, database)

    def begin(self, database: Database) -> None:
        """Start collecting the changes of a transaction."""
        self._recorder = sharing.Recorder(database)

    def hand_over(self, database: Database) -> None:
        """Append the changes to the log just before they are committed. Raises LostRace or Unusable."""
        changes = _upgrade(database) if self._recorder is None else self._recorder.changes()
        if changes is None:
            return
        cursor = sharing.cursor(database)
        if cursor is None:
            raise Unusable("{path} left the log in the meantime; run the command again.", path=self.path)
        number, name, key = database.row(_CLOSED) or ()
        batch = batches.pack(number, cursor.batch, changes)
        try:
            is_taken = connections.log_of(cursor).append(batch, number)
        except (Uncertain, KeyboardInterrupt) as error:
            kind = Unsettled if isinstance(error, KeyboardInterrupt) else Uncertain
            raise kind.from_message((_UNKNOWN_WITH_KEY if key else _UNKNOWN).given(name=name, key=key)) from error
        if not is_taken:
            raise LostRace
        self._handed = number
        database.apply([*sharing.keep(batch), sharing.note(cursor.url, batch=batch.id, in_touch=current_moment())])
        if '["change","text",' in changes:  # a redaction; in the text of a value these quotes would be escaped
            database.apply([sharing.forget_before(number)])

    def not_committed(self, error: BaseException) -> BaseException:
        """Return the error to report if the commit fails here: that the log already has the command, if so."""
        if self._handed is None:
            return error
        kind, why = (
            (Unsettled, Message("it was interrupted")) if isinstance(error, KeyboardInterrupt) else (Unanswered, error)
        )
        return kind.from_message(_NOT_HERE.given(number=self._handed, path=self.path, reason=why))


def _upgrade(database: Database) -> str:
    command = sharing.shared_table(database, "command")
    assert command is not None  # noqa: S101  (every version has one)
    row = database.row(f"SELECT {', '.join(command.columns)} FROM command ORDER BY number DESC")
    return sharing.json_of([[batches.UPGRADE, SCHEMA_VERSION], ["add", "command", command.columns, [row]]])


_CLOSED = "SELECT number, name, key FROM command ORDER BY number DESC LIMIT 1"
_UNKNOWN = Message(
    "It is unknown whether the log accepted the command ({name}): the answer was lost. Run 'tracker sync', then see "
    "'tracker log'."
)
_UNKNOWN_WITH_KEY = Message(
    "It is unknown whether the log accepted the command ({name}): the answer was lost. Run it again with '--key {key}'."
)
_NOT_HERE = Message("Command {number} is in the log, but not in {path}: {reason}. Run 'tracker sync'.")
