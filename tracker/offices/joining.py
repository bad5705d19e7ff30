"""Sharing a ledger: putting its log where others find it, making a copy of it, and leaving it."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from tracker.drafts import draft_of
from tracker.errors import Refused, Unsettled, Unusable, reason, session
from tracker.messages import Message
from tracker.model.dates import current_moment
from tracker.offices import snapshots
from tracker.offices.addresses import NO_LOG
from tracker.offices.catching_up import Caught, after, catch_up, erase, without_snapshot
from tracker.offices.connections import log_of
from tracker.offices.logs import Log, NoLog, Snapshot
from tracker.offices.taking_over import take_over, take_over_unseen
from tracker.store import sharing
from tracker.store.checks import AHEAD, discrepancies
from tracker.store.commands import clerks
from tracker.store.connection import DURABLE, SCHEMA_VERSION
from tracker.store.new_files import complete, give_name, refuse_taken
from tracker.store.replaying import replaying
from tracker.store.sharing import Cursor, Sent
from tracker.store.steps import Unfit
from tracker.store.transactions import reading, writing


class Access(NamedTuple):
    """Access a log is, and how one gets at it."""

    url: str
    password_file: Path | None = None
    ca: Path | None = None

    def cursor(self, batch: str | None = None) -> Cursor:
        """Return what a copy notes that follows the log from that batch or snapshot on. Files are found everywhere."""
        return Cursor(self.url, _absolute(self.password_file), _absolute(self.ca), batch, current_moment())


def _absolute(file: Path | None) -> str | None:
    return None if file is None else str(file.absolute())


class Shared(NamedTuple):
    """A ledger that is shared now, or whose snapshot was renewed."""

    url: str
    number: int
    """The command up to which its snapshot goes."""
    is_new: bool
    is_pruned: bool
    left: Message | None = None
    """Why what was removed may still lie in the engine's files."""


def share(path: Path, access: Access, *, prune: bool) -> Shared:
    """Put a ledger's log at a URL, beginning with a snapshot of it; of one that is there already renew the snapshot.

    With `prune` what came before the snapshot is removed from the log. Nothing is recorded here meanwhile. Raises
    Refused when another log is there, or the ledger is shared elsewhere; Unusable when it does not answer.
    """
    with reading(path) as database:
        cursor = sharing.cursor(database)
    if cursor is not None:
        if cursor.url != access.url:
            raise Refused(
                "{path} is shared already, at {url}; 'tracker join {other}' has it go to the same log by another "
                "address, 'tracker leave' makes it a file of its own.",
                path=path,
                url=cursor.url,
                other=access.url,
            )
        refuse_other_files(path, cursor, access)
        return _renew(path, cursor, prune=prune)
    log = log_of(access.cursor())
    with writing(path, local=True) as database:
        snapshot = replace(snapshots.taken(path), clerks=clerks(database))
        _refuse_others(log, snapshot, access.url)
        _publish(log, snapshot, access.url, prune=False)
        database.apply(sharing.follow(access.cursor(snapshot.id)))
    return Shared(access.url, snapshot.number, is_new=True, is_pruned=False)


def refuse_other_files(path: Path, cursor: Cursor, access: Access) -> None:
    """Raise Refused when other files are named than those with which a copy goes to its log: they would not be used."""
    wanted = access.cursor()
    for given, used in ((wanted.password_file, cursor.password_file), (wanted.ca, cursor.ca)):
        if given is not None and not _is_same(given, used):
            raise Refused(
                "{path} goes to this log without {file}; 'tracker join {url}' with the same options has it use them "
                "from then on.",
                path=path,
                file=given,
                url=cursor.url,
            )


def _is_same(file: str, other: str | None) -> bool:
    with suppress(OSError):
        return other is not None and Path(file).samefile(other)
    return file == other


def _renew(path: Path, cursor: Cursor, *, prune: bool) -> Shared:
    """Publish a snapshot of what the log has by now."""
    catch_up(path, whole=False)
    log = log_of(cursor)
    with writing(path, local=True):
        snapshot = snapshots.taken(path)
        if snapshot.number > log.last():
            raise Unusable("The log at {url} is behind this copy; ask who keeps it.", url=cursor.url)
        left = _publish(log, snapshot, cursor.url, prune=prune, ours=True)
    return Shared(cursor.url, snapshot.number, is_new=False, is_pruned=prune, left=left)


def _publish(log: Log, snapshot: Snapshot, url: str, *, prune: bool, ours: bool = False) -> Message | None:
    try:
        return log.publish(snapshot, prune=prune, ours=ours)
    except KeyboardInterrupt as interrupt:
        raise Unsettled.of(_INTERRUPTED.given(url=url)) from interrupt


_INTERRUPTED = Message(
    "Interrupted; it is not known whether the log at {url} has taken the snapshot. Nothing was recorded here: "
    "'tracker share {url}' again, before anything else is recorded, settles it."
)


def _refuse_others(log: Log, snapshot: Snapshot, url: str) -> None:
    """Raise Refused when another log is there, and not this one, of which the answer was lost."""
    there = log.snapshot()
    last = _last(log)
    if last is not None and (there != snapshot or last != snapshot.number):
        raise Refused("There is a log at {url} already; make a copy of it with 'tracker join {url}'.", url=url)


def _last(log: Log) -> int | None:
    """Return the number of the last command of a log, None when nobody shared a ledger there."""
    try:
        return log.last()
    except NoLog:
        return None


def join(path: Path, access: Access) -> Caught:
    """Make a copy of the ledger whose log is at a URL, as of now.

    Raises Refused when the name is not free, or nothing at the URL; Unusable when the log does not answer, or holds
    what is not taken over.
    """
    refuse_taken(path)
    log = log_of(access.cursor())
    snapshot = log.snapshot()
    if not snapshot.body:
        if (last := _last(log)) is not None:
            raise without_snapshot(access.url, last)
        raise Refused.of(NO_LOG.given(place=access.url))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft_of(path) as draft:
            last = fill(draft, path, access.cursor(snapshot.id), log, snapshot)
            erase(draft)
            complete(draft)
            give_name(draft, path)
    except OSError as error:
        raise Unusable("Cannot create a database at {path}: {reason}.", path=path, reason=reason(error)) from None
    session.committed = True
    return Caught(last, last)


def exists(path: Path) -> Refused:
    """Return the refusal to write over a file."""
    return Refused("There is a file at {path} already; name another one with --db.", path=path)


def fill(draft: Path, path: Path, cursor: Cursor, log: Log, snapshot: Snapshot) -> int:
    """Make a file what the log makes, to its end, and return the number of the last command.

    Raises Unusable when the snapshot, or a batch after it, is not what this version makes; what is wrong in many is
    looked for one by one.
    """
    if snapshot.schema == SCHEMA_VERSION:
        begin(draft, path, cursor, snapshot)
        with replaying(draft, path) as replay, suppress(Unfit):
            last = take_over_unseen(replay, after(log, cursor, snapshot.number), cursor)
            if next(discrepancies(replay.database, but=AHEAD), None) is None:
                return last
        draft.unlink()
    begin(draft, path, cursor, snapshot)
    with replaying(draft, path) as replay:
        last = take_over(replay, after(log, cursor, snapshot.number), cursor)
        is_current = replay.database.value("PRAGMA user_version") == SCHEMA_VERSION
        found = next(discrepancies(replay.database, but=AHEAD), None) if is_current else None
    if found is not None:
        raise Unusable("The log at {url} makes a ledger with a discrepancy: {found}", url=cursor.url, found=found)
    return last


def begin(draft: Path, path: Path, cursor: Cursor, snapshot: Snapshot) -> None:
    """Make a file what the snapshot holds, as a copy of the log. Raises Unusable unless that is what it says it is."""
    with snapshots.opened(snapshot, draft, path) as database:
        database.apply([DURABLE, *sharing.follow(cursor)])


class Parting(NamedTuple):
    """A ledger that is a file of its own again."""

    url: str
    sent: Sent | None
    """What it had sent of which it is not known whether the log took it."""


def leave(path: Path) -> Parting:
    """Make a copy a file of its own. Raises Refused if it is one."""
    with writing(path, local=True) as database:
        cursor = sharing.cursor(database)
        if cursor is None:
            raise Refused("{path} is shared with nobody.", path=path)
        sent = sharing.sent(database)
        database.apply(sharing.leave())
    return Parting(cursor.url, sent)


def sync_with(path: Path) -> Caught:
    """Take over what others recorded, and note when. Raises Refused when the ledger is not shared."""
    with reading(path) as database:
        cursor = sharing.cursor(database)
    if cursor is None:
        raise Refused("{path} is shared with nobody; see 'tracker help offices'.", path=path)
    caught = catch_up(path)
    with writing(path, local=True) as database:
        now = sharing.cursor(database)
        if now is not None:
            database.apply([sharing.stands_at(now.url, now.batch, current_moment())])
    return caught
