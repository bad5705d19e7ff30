"""Share a ledger, join and leave its log, and compare a copy with it."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import takewhile, zip_longest
from pathlib import Path
from typing import NamedTuple

from tracker.drafts import draft_of
from tracker.errors import NotShared, Overtaken, TargetExists, TrackerError, Unusable, reason, session
from tracker.messages import Message
from tracker.offices import batches, connections
from tracker.offices.copying import apply, branched, catch_up, continues, erase_traces
from tracker.offices.healing import reject_lost_answers, write_lacking
from tracker.offices.logs import NoLog
from tracker.store import base_tables, sharing, texts
from tracker.store.checks import AHEAD, discrepancies
from tracker.store.commands import last_number, last_shared
from tracker.store.connection import DURABLE, SCHEMA_VERSION, Database, Statement, connected, warn
from tracker.store.identity import check_header
from tracker.store.new_files import complete, create_empty, give_name, refuse_taken
from tracker.store.restoring import put_in_place
from tracker.store.sharing import Cursor
from tracker.store.transactions import reading, writing

Confirm = Callable[[Message], None]
"""Asks the user to confirm a plan; raises an error otherwise."""


class ShareOutcome(NamedTuple):
    """The result of sharing, pruning or joining."""

    number: int
    """The last command of the copy or of its new snapshot."""
    messages: Sequence[Message] = ()
    """Further messages for the user."""
    first: int | None = None
    """The number of the first batch left after pruning."""
    kept: Path | None = None
    """The path of the old file, if a new copy replaced it."""


def share(path: Path, new: Cursor, *, from_copy: bool, confirm: Confirm) -> ShareOutcome:
    """Start a ledger's log at a URL with a snapshot; with `from_copy`, a log that was lost or restored, at any URL.

    Commands there that the copy lacks are confirmed first. Raises Refused if another log is there or the ledger is
    already shared; Unusable if the log does not respond.
    """
    with reading(path) as database:
        cursor = sharing.cursor(database)
    if from_copy and cursor is None:
        raise NotShared("{path} is not a copy of a log; omit --from-copy.", path=path)
    if cursor is not None and not from_copy:
        raise TargetExists(
            "{path} is already shared at {url}; to renew its snapshot, add --prune; to recreate a lost log, add "
            "--from-copy.",
            path=path,
            url=cursor.url,
        )
    new = new._replace(begun_here=1) if cursor is None else _moved(cursor, new)
    log = connections.log_of(new)
    last = None
    with suppress(NoLog):
        last = log.last()
    with writing(path, local=True) as database:
        snapshot = batches.snapshot_of(path, None if cursor is None else cursor.batch)
        if last is not None and cursor is None and last[:2] != snapshot[:2]:  # not a lost answer's snapshot
            raise TargetExists("There is already a log at {url}; run 'tracker join {url}'.", url=new.url)
        if last is not None and from_copy and not (last.number <= snapshot.number and continues(database, log)):
            confirm(_WOULD_REMOVE.given(url=new.url, number=last.number, here=snapshot.number))
        log.publish(snapshot, alone=from_copy)
        database.apply(sharing.follow(new._replace(batch=snapshot.id)))
    return ShareOutcome(snapshot.number)


def _moved(old: Cursor, new: Cursor) -> Cursor:
    """Return the cursor of a copy whose log has a new address; files that are not given stay the same."""
    password_file, ca = new.password_file or old.password_file, new.ca or old.ca
    return old._replace(url=new.url, password_file=password_file, ca=ca, office=new.office, offices="")


_WOULD_REMOVE = Message(
    "The log at {url} ends with command {number}, this copy with command {here}; commands of the log that this copy "
    "lacks would be removed. To keep them, run 'tracker join {url}' instead."
)


def prune(path: Path, url: str, confirm: Confirm) -> ShareOutcome:
    """Renew the snapshot and remove old batches, including all before the last redaction.

    Asks for confirmation if offices would have to join again; these are no longer listed. Raises Refused if the ledger
    is not shared at `url`.
    """
    catch_up(path)
    with writing(path, local=True) as database:
        cursor = sharing.cursor(database)
        if cursor is None or cursor.url != url:
            raise NotShared("{path} is not shared at {url}; see 'tracker info'.", path=path, url=url)
        redacted = database.value("SELECT coalesce(max(redacted), 0) FROM text")
        snapshot, log = batches.snapshot_of(path, cursor.batch), connections.log_of(cursor)
        log.publish(snapshot)
    first = max(redacted, snapshot.number - sharing.KEPT + 1)
    if behind := [seen for seen in log.see(snapshot.number) if seen.number < first - 1]:
        names = ", ".join(f"{seen.office} ({seen.number}, {seen.day})" for seen in behind)
        confirm(_BEHIND.given(first=first, offices=names))
    outcome = ShareOutcome(snapshot.number, first=log.prune(first))
    try:
        log.compact()
    except Unusable as error:
        return outcome._replace(messages=[_LEFT.given(reason=error)])
    return outcome


_LEFT = Message(
    "Removed commands may still be in the server's files; run this again when nobody uses the log. {reason}"
)
_BEHIND = Message("The log would begin with command {first}; these offices would have to join again: {offices}.")


def join(path: Path, new: Cursor) -> ShareOutcome:
    """Make a copy of the ledger whose log is at a URL. Raises Refused if the file exists, or Unusable."""
    refuse_taken(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft_of(path) as draft:
            last = _fill(draft, path, new)
            complete(draft)
            give_name(draft, path)
    except OSError as error:
        raise Unusable("Cannot create a database at {path}: {reason}.", path=path, reason=reason(error)) from None
    session.committed = True
    with suppress(Unusable):
        connections.log_of(new).see(last)
    return ShareOutcome(last)


def _fill(draft: Path, path: Path, cursor: Cursor, until: int | None = None) -> int:
    """Fill a draft from the log, up to command `until` if given; return the number of its last command.

    `path` names the ledger in messages. Batches are applied without individual checks, ten times as fast, and the
    result is checked as a whole. Raises Unusable if a check fails, OSError if the disk is full.
    """
    log = connections.log_of(cursor)
    snapshot = log.snapshot()
    create_empty(draft)
    try:
        draft.write_bytes(zlib.decompress(snapshot.body))
    except zlib.error:
        raise Unusable(
            "The snapshot of command {number} is damaged; the log's owner renews it with 'tracker share URL --prune'.",
            number=snapshot.number,
        ) from None
    check_header(draft)
    with connected(draft, path) as database:
        database.apply([DURABLE, *sharing.follow(cursor._replace(batch=snapshot.id))])
    following = takewhile(lambda batch: until is None or batch.number <= until, log.since(snapshot.number))
    last = apply(draft, following, cursor, path, judged=False)
    with connected(draft, path) as database:
        if database.value("PRAGMA user_version") == SCHEMA_VERSION:
            for found in discrepancies(database, but=AHEAD):
                raise Unusable(
                    "The ledger made from the log at {url} has a discrepancy: {found}", url=cursor.url, found=found
                )
    erase_traces(draft)
    return last


def join_again(path: Path, new: Cursor, confirm: Confirm) -> ShareOutcome:
    """Have a copy follow its log with a new address, password file or authority, and catch up.

    If the log begins after this copy or has branched from it, a new copy replaces it after confirmation, and commands
    that the log lacks are written as sheets. Raises Refused if the file is no copy, Unusable without a response.
    """
    try:
        check_header(path)
        before = sharing.standing(path)
    except TrackerError:
        before = None
    if before is None or before.cursor is None:
        raise TargetExists("{path} already exists; choose another file with --db.", path=path)
    old = before.cursor
    now = _moved(old, new)
    with connected(path) as database:
        follows = continues(database, connections.log_of(now))
    if follows:
        with writing(path, local=True) as database:
            database.apply(sharing.follow(now))
        return ShareOutcome(catch_up(path).last)

    with draft_of(path) as draft:
        last = _fill(draft, path, now)
        with connected(draft, path) as made:
            with connected(path) as present:
                shared = last_shared(present, made)
                messages = write_lacking(present, made, shared, now.url, path, confirm)
                kept_backups = present.rows("SELECT id, file, recorded_at, recorded_by FROM backup")
                made.apply_many("INSERT INTO backup VALUES (?, ?, ?, ?)", list(kept_backups))
            keeps_redacted = texts.were_emptied(made, before.here)

            def reject_answers(present: Database | None) -> None:
                messages.extend(reject_lost_answers(path, _unchanged(present, before.here), made, shared))

            kept = put_in_place(path, made, reject_answers).file
    if keeps_redacted:
        messages.append(_KEEPS_REDACTED.given(kept=kept))
    return ShareOutcome(last, messages, kept=kept)


def _unchanged(database: Database | None, here: int) -> Database:
    """Return a copy that still ends with command `here`. Raises Overtaken if it does not."""
    if database is None or last_number(database) != here:
        raise Overtaken("Another command was recorded in the meantime; run the command again.")
    return database


_KEEPS_REDACTED = Message(
    "{kept} still contains texts that have since been redacted; delete it when you no longer need it."
)


_SHORT = Message(
    "The log at {url} ends with command {number}, but this copy ends with command {here}. To send the missing "
    "commands to the log, run 'tracker sync'."
)


def leave(path: Path) -> str:
    """Make a copy independent and return the URL of its log. Raises Refused if it is not shared."""
    with writing(path, local=True) as database:
        cursor = sharing.cursor(database)
        if cursor is None:
            raise NotShared("{path} is not shared.", path=path)
        database.apply([Statement("DELETE FROM log_cursor"), Statement("DELETE FROM kept_batch")])
    return cursor.url


def against_log(path: Path, *, whole: bool) -> list[Message]:
    """Return a message for each difference between a copy and its log: in the chain or, if `whole`, in any row.

    The office that shared the ledger is also shown the progress of each office.

    Raises Unusable if the log does not respond or, if `whole`, cannot be replayed up to the last command of the copy.
    """
    before = sharing.standing(path)
    if before.cursor is None:
        return []
    log = connections.log_of(before.cursor)
    with connected(path) as database:
        if not continues(database, log):
            return [branched(before.cursor.url).message]
    if (last := log.last().number) < before.here:
        return [_SHORT.given(url=before.cursor.url, number=last, here=before.here)]
    if before.cursor.begun_here:
        for seen in log.see(before.here):
            warn(_PROGRESS.given(**seen._asdict(), last=last))
    if not whole:
        return []
    here = catch_up(path).last  # the snapshot may be newer
    try:
        with draft_of(path) as draft:
            _fill(draft, path, before.cursor, here)
            with reading(path) as database, connected(draft, path) as made:
                return list(_differences(_unchanged(database, here), made))
    except OSError as error:
        raise Unusable("{path} cannot be copied: {reason}.", path=path, reason=reason(error)) from None


def _differences(database: Database, made: Database) -> Iterator[Message]:
    """Yield a message for each shared table of a copy that differs from the rebuilt ledger."""
    for table in sorted({*base_tables.exported(database)} - sharing.LOCAL):
        rows = zip_longest(base_tables.dump(database, table), base_tables.dump(made, table))
        if any(here != there for here, there in rows):
            yield Message("Table {table} differs from the log.", table=table)


_PROGRESS = Message("Office {office} has applied commands up to {number} of {last} ({day}).")
