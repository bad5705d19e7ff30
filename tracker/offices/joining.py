"""Sharing a ledger: starting its log, making copies, following it again, leaving it, and comparing a copy with it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from tracker.drafts import draft_of
from tracker.errors import Refused, TrackerError, Unsettled, Unusable, reason, session
from tracker.messages import Message
from tracker.offices import batches, healing
from tracker.offices.connections import Access, log_of
from tracker.offices.copying import Caught, apply, catch_up, continues
from tracker.offices.logs import Log, NoLog, Pruned
from tracker.store import sharing, texts
from tracker.store.checks import AHEAD, discrepancies
from tracker.store.commands import last_number
from tracker.store.connection import SCHEMA_VERSION, Database, connected
from tracker.store.copies import Tell, differences, undisturbed
from tracker.store.headers import check_header
from tracker.store.new_files import complete, give_name, refuse_taken
from tracker.store.replaying import Unknown
from tracker.store.restoring import put_in_place
from tracker.store.sharing import Batch, Cursor, Standing
from tracker.store.transactions import reading, writing

Confirm = Callable[[Message], None]
"""Lets somebody agree to a plan; raises otherwise."""


class ShareOutcome(NamedTuple):
    """What became of a copy, or of its log."""

    url: str
    number: int
    """The last command of the copy, or of its snapshot in the log."""
    messages: Sequence[Message] = ()
    """What else there is to know."""
    is_new: bool = False
    """Whether the log was started."""
    first: int | None = None
    """The number of the first batch that pruning left."""
    kept: Path | None = None
    """Where the old file is, if the copy was made again."""


def share(path: Path, access: Access, *, from_copy: bool, confirm: Confirm) -> ShareOutcome:
    """Start a ledger's log at a URL with a snapshot; for a ledger that is shared there already, renew the snapshot.

    `from_copy`: start the log again, of a copy whose log is lost or was put back, wherever it was. What the log at the
    URL has and the copy does not have is confirmed first. The copy follows the new log only once that is complete.
    Raises Refused when another log is there, or the ledger is shared elsewhere; Unusable when it does not answer.
    """
    with reading(path) as database:
        cursor = sharing.cursor(database)
    if from_copy and cursor is None:
        raise Refused("{path} is not a copy of a log; leave out --from-copy.", path=path)
    if cursor is not None and not from_copy:
        return _renewed(path, _of(path, cursor, access))
    log = log_of(access.cursor())
    there = None
    with suppress(NoLog):
        there = log.last()
    with writing(path, local=True) as database:
        here = last_number(database)
        if there is not None and cursor is None:
            snapshot = batches.snapshot_of(path, None)
            if there[:2] != snapshot[:2]:  # not the log whose answer was lost
                raise Refused("There is a log at {url} already; join it with 'tracker join {url}'.", url=access.url)
        if there is not None and cursor is not None and there.number > here:
            confirm(_WOULD_REMOVE.given(url=access.url, first=here + 1, last=there.number))
        snapshot = batches.snapshot_of(path, None if cursor is None else cursor.batch)
        try:
            log.publish(snapshot, alone=from_copy)
        except KeyboardInterrupt as interrupt:
            raise Unsettled(
                "Interrupted; it is unknown whether the log accepted the snapshot. Run 'tracker share {url}' again.",
                url=access.url,
            ) from interrupt
        begun_here = 1 if cursor is None else cursor.begun_here
        database.apply(sharing.follow(access.cursor(snapshot.id, begun_here=begun_here)))
    return ShareOutcome(access.url, snapshot.number, is_new=True)


_WOULD_REMOVE = Message(
    "The log at {url} has commands {first} to {last}, which this copy lacks and which would be removed."
)


def _of(path: Path, cursor: Cursor, access: Access) -> Cursor:
    """Return the cursor of a shared ledger. Raises Refused when it is shared elsewhere."""
    if cursor.url != access.url:
        raise Refused(
            "{path} is shared at {url}; run 'tracker join {other}' for another address of this log.",
            path=path,
            url=cursor.url,
            other=access.url,
        )
    return cursor


def _renewed(path: Path, cursor: Cursor) -> ShareOutcome:
    """Publish a snapshot of what the log has by now."""
    catch_up(path)
    with writing(path, local=True) as database:
        now = sharing.cursor(database)
        snapshot = batches.snapshot_of(path, now.batch if now else None)
        log_of(cursor).publish(snapshot)
    return ShareOutcome(cursor.url, snapshot.number)


def prune(path: Path, access: Access, confirm: Confirm) -> ShareOutcome:
    """Renew the snapshot, and remove the batches before the last ones, and all before the last redaction.

    An office that would be left behind is confirmed first: it has to join again.
    """
    with reading(path) as database:
        cursor = sharing.cursor(database)
        redacted = database.value("SELECT coalesce(max(redacted), 0) FROM text")
    if cursor is None:
        raise Refused("{path} is not shared; see 'tracker help offices'.", path=path)
    shared = _renewed(path, _of(path, cursor, access))
    log = log_of(cursor)
    first = max(redacted, shared.number - sharing.KEPT + 1)
    behind = [seen for seen in log.see(shared.number) if seen.number < first - 1]
    if behind:
        names = ", ".join(f"{seen.office} ({seen.number}, {seen.day})" for seen in behind)
        confirm(_BEHIND.given(first=first, offices=names))
    left = log.prune(first)
    return shared._replace(first=first, messages=[] if left is None else [_LEFT.given(reason=left)])


_LEFT = Message("The server's files may still have it ({reason}); run this again when nobody uses the log.")
_BEHIND = Message("The log would begin with command {first}; these offices would have to join again: {offices}.")


def join(path: Path, access: Access) -> ShareOutcome:
    """Make a copy of the ledger whose log is at a URL.

    Raises Refused when the name is not free; Unusable when the log does not answer, or cannot be applied.
    """
    refuse_taken(path)
    log = log_of(access.cursor())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft_of(path) as draft:
            last = fill(draft, path, access.cursor(), log)
            complete(draft)
            give_name(draft, path)
    except OSError as error:
        raise Unusable("Cannot create a database at {path}: {reason}.", path=path, reason=reason(error)) from None
    session.committed = True
    with suppress(Unusable):
        log.see(last)
    return ShareOutcome(access.url, last)


def fill(draft: Path, path: Path, cursor: Cursor, log: Log, until: int | None = None) -> int:
    """Make a file what the log makes, to its end or `until` a command; return the number of the last command.

    The batches are applied unjudged, which takes a tenth of the time, and the whole is proved; if that fails, they are
    applied one by one, to name the one that is wrong. Raises Unusable then.
    """
    snapshot = log.snapshot()

    def following() -> Iterator[Batch]:
        return takewhile(lambda batch: until is None or batch.number <= until, log.since(snapshot.number))

    for judged in (False, True):
        batches.begin(draft, path, cursor, snapshot)
        found = None
        try:
            last = apply(draft, following(), cursor, path, judged=judged)
            found = _found(draft, path)
            if found is None:
                break
        except (TrackerError, Unknown):
            if judged:
                raise
        if found is not None and judged:
            raise Unusable("The log at {url} makes a ledger with a discrepancy: {found}", url=cursor.url, found=found)
        draft.unlink()
    with connected(draft, path) as database:
        traces = texts.traces(database) is not None
    if traces:
        texts.leave_no_trace(draft)
    return last


def _found(draft: Path, path: Path) -> Message | None:
    """Return the first discrepancy of a file, None of one without, or of another schema."""
    with connected(draft, path) as database:
        if database.value("PRAGMA user_version") != SCHEMA_VERSION:
            return None
        return next(discrepancies(database, but=AHEAD), None)


def join_again(path: Path, access: Access, confirm: Confirm) -> ShareOutcome:
    """Have a copy follow its log by another address, password file or authority, and catch up.

    If the log begins after this copy, or went on without it, the copy is made again: once it is confirmed, the commands
    of this office that the log lacks are written as sheets next to it, and the old file is kept. Raises Refused when
    the file is no copy of this ledger; Unusable when the log does not answer.
    """
    try:
        check_header(path)
        before = sharing.standing(path)
    except TrackerError:
        before = None
    if before is None or before.cursor is None:
        raise Refused("There is a file at {path} already; name another one with --db.", path=path)
    old = before.cursor
    now = access.cursor(old.batch, begun_here=old.begun_here)._replace(seen_at=old.seen_at, offices=old.offices)
    if now.url == old.url:
        now = now._replace(password_file=now.password_file or old.password_file, ca=now.ca or old.ca)
    if continues(path, log_of(now), before):
        with writing(path, local=True) as database:
            database.apply(sharing.follow(now))
        caught = catch_up(path)
        return ShareOutcome(access.url, caught.last, caught.news())
    with draft_of(path) as draft:
        last = fill(draft, path, now, log_of(now))
        with connected(draft, path) as made:
            with connected(path) as present:
                missing = healing.between(present, made, now)
            if missing is not None:
                confirm(missing.plan(path))
            messages = [] if missing is None else missing.written(path)
            keeps_redacted = texts.were_emptied(made, before.here)
            is_taken = before.sent is not None and healing.has(made, before.sent)
            kept = put_in_place(path, made, _unchanged(path, before)).file
    if keeps_redacted:
        messages.append(_KEEPS_REDACTED.given(kept=kept))
    return ShareOutcome(access.url, last, [*Caught(0, last, before.sent, is_taken).news(), *messages], kept=kept)


_KEEPS_REDACTED = Message("{kept} still has texts that were redacted since; delete it when you no longer need it.")


def _unchanged(path: Path, before: Standing) -> Callable[[Database | None], None]:
    """Return what refuses, under the lock, to replace a file to which something was recorded in the meantime."""

    def agree(present: Database | None) -> None:
        if present is None or (last_number(present), sharing.sent(present)) != (before.here, before.sent):
            raise Refused("Another command was recorded in {path} in the meantime; run this again.", path=path)

    return agree


def leave(path: Path) -> ShareOutcome:
    """Make a copy independent. Raises Refused if it is already."""
    with writing(path, local=True) as database:
        cursor = sharing.cursor(database)
        if cursor is None:
            raise Refused("{path} is not shared.", path=path)
        sent = sharing.sent(database)
        database.apply(sharing.leave())
        number = last_number(database)
    messages = [] if sent is None else [_UNKNOWN.given(name=sent.name, moment=sent.moment)]
    return ShareOutcome(cursor.url, number, messages)


_UNKNOWN = Message("It is unknown whether the log accepted a command of this office ({name}, {moment}).")


def against_log(path: Path, tell: Tell, *, whole: bool = False) -> list[Message]:
    """Return how a copy differs from its log, a sentence each: in the chain of batches or, `whole`, in any row.

    Raises Unusable when the log does not answer.
    """
    with undisturbed(path, tell=tell) as database:
        cursor, here = sharing.cursor(database), last_number(database)
        if cursor is None:
            return []
        log = log_of(cursor)
        last = log.last()
        found = []
        if last.number < here:
            found.append(_SHORT.given(url=cursor.url, number=last.number, here=here))
        kept = list(sharing.kept_after(database, 0))
        for batch in kept:
            batches.content_of(batch)
        with suppress(Pruned):
            there = log.since(kept[0].number - 1) if kept else iter(())
            different = next((own.number for own, other in zip(kept, there, strict=False) if own != other), None)
            if different is not None:
                found.append(_DIFFERS.given(number=different, url=cursor.url))
        if whole and not found:
            try:
                with draft_of(path) as draft:
                    fill(draft, path, cursor, log, here)
                    with connected(draft, path) as made:
                        found = [_TABLE.given(**each._asdict()) for each in differences(database, made)]
            except OSError as error:
                raise Unusable("{path} cannot be copied: {reason}.", path=path, reason=reason(error)) from None
    return found


_SHORT = Message("The log at {url} ends with command {number}, this copy with {here}; 'tracker sync' refills it.")
_DIFFERS = Message("The log at {url} has another command {number} than this copy; run 'tracker join {url}'.")
_TABLE = Message("Table {table} differs from what the log makes: this copy has {here}, the log {there}.")


def offices_behind(path: Path) -> list[Message]:
    """Return for the office that shared the ledger how far each office has come, a sentence each."""
    before = sharing.standing(path)
    if before.cursor is None or not before.cursor.begun_here:
        return []
    return [
        Message("Office {office} has come to command {number} of {last} ({day}).", **seen._asdict(), last=before.here)
        for seen in log_of(before.cursor).see(before.here)
    ]
