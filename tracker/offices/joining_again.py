"""Joining again: a copy that is there already takes another way to its log, or is made anew if the log begins later."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tracker.drafts import draft_of
from tracker.errors import Refused, TrackerError
from tracker.offices.catching_up import Caught, catch_up, erase
from tracker.offices.connections import log_of
from tracker.offices.joining import Access, exists, fill
from tracker.offices.logs import Another, Log, Pruned
from tracker.offices.outcomes import batch_of, stands
from tracker.store import sharing, texts
from tracker.store.commands import Since, last_shared, since
from tracker.store.connection import Database, connected
from tracker.store.headers import check_header
from tracker.store.restoring import put_in_place
from tracker.store.sharing import Cursor, Sent
from tracker.store.transactions import writing


class JoinedAgain(NamedTuple):
    """A copy that goes on by what it was told now."""

    caught: Caught
    """What it has taken over, and what became of a batch of which it was not known whether the log took it."""
    kept: Path | None
    """Where the old file is, if the copy was made anew."""
    keeps_redacted: bool = False
    """Whether that still holds texts that were redacted since."""


class Lacking(NamedTuple):
    """What a copy has and its log has not, so that a copy made anew will not have it."""

    path: Path
    url: str
    is_other: bool
    """Whether the log is another ledger's."""
    since: Since
    """All that follows the last command which both have."""


Confirm = Callable[[Lacking], None]
"""Lets somebody agree to do without it; raises otherwise."""


def join_again(path: Path, access: Access, confirm: Confirm) -> JoinedAgain:
    """Have a copy follow its log by another address, password file or authority, and catch up.

    If the log begins after this copy by now, the copy is made anew, once it is agreed to what the log does not have
    of it, and the old file is kept beside it. What is not given stays, as long as the address does. Raises Refused when
    the file is no copy, or one of another log; Unusable when the log does not answer.
    """
    before = _cursor(path)
    now = access.cursor()
    if now.url == before.url:
        now = now._replace(password_file=now.password_file or before.password_file, ca=now.ca or before.ca)
    log = log_of(now)
    try:
        next(iter(log.since(sharing.standing(path).here, before.batch)), None)
    except Pruned:
        return _made_anew(path, now, log, confirm)
    except Another:
        raise Refused(
            "{path} is a copy of another log than the one at {url}, or of another state of it; put it away, or name "
            "another file with --db.",
            path=path,
            url=now.url,
        ) from None
    with writing(path, local=True) as database:
        database.apply([sharing.goes_by(now)])
    return JoinedAgain(catch_up(path), None)


def _cursor(path: Path) -> Cursor:
    """Return which log the file is a copy of. Raises Refused if it is none."""
    try:
        check_header(path)
        cursor = sharing.standing(path).cursor
    except TrackerError:
        raise exists(path) from None
    if cursor is None:
        raise exists(path)
    return cursor


def _made_anew(path: Path, cursor: Cursor, log: Log, confirm: Confirm) -> JoinedAgain:
    snapshot, before = log.snapshot(), sharing.standing(path)
    is_taken = before.sent is not None and bool(stands(path, log, batch_of(before.sent)))
    with draft_of(path) as draft:
        last = fill(draft, path, cursor._replace(batch=snapshot.id), log, snapshot)
        erase(draft)
        with connected(draft, path) as copied:
            with connected(path) as present:
                missing = _missing(path, present, copied, cursor.url)
            if missing is not None:
                confirm(missing)
            keeps_redacted = texts.were_emptied(copied, before.here)
            kept = put_in_place(path, copied, _still(path, before.sent, missing, copied))
    return JoinedAgain(Caught(last - before.here, last, before.sent, is_taken), kept.file, keeps_redacted)


def _missing(path: Path, present: Database, copied: Database, url: str) -> Lacking | None:
    """Return what a ledger has and the copy of its log has not, None when there is nothing."""
    shared = last_shared(present, copied)
    lost = since(present, shared)
    return None if lost is None else Lacking(path, url, shared == 0, lost)


def _still(
    path: Path, sent: Sent | None, missing: Lacking | None, copied: Database
) -> Callable[[Database | None], None]:
    """Return what refuses, under the lock, to replace a file that is no copy any more, or knows what would be lost."""

    def agree(present: Database | None) -> None:
        if present is None or (cursor := sharing.cursor(present)) is None:
            raise exists(path)
        url = cursor.url if missing is None else missing.url
        if sharing.sent(present) != sent or _missing(path, present, copied, url) != missing:
            raise Refused("Another command was recorded in {path} meanwhile; run this one again.", path=path)

    return agree
