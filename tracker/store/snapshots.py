"""Reading a large ledger for long: a copy of it, so that nobody who logs has to wait meanwhile."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from tracker.drafts import draft_of
from tracker.errors import Unusable, reason
from tracker.messages import Message
from tracker.store.backups import copy_pages
from tracker.store.connection import Database, Statement, connected, translated
from tracker.store.new_files import create_empty
from tracker.store.transactions import reading
from tracker.store.warnings import warn

LARGE = 16 * 1024 * 1024
"""The bytes of a ledger that it takes long to read: about half a second to check, in which others may have to wait."""

_MEGABYTE = 1024 * 1024

Tell = Callable[[Message], None]

_ROOM = Message("{path} is read in a copy beside it, which takes {size} MB for that time; others can go on logging.")
_NO_ROOM = Message(
    "{path} cannot be copied to be read ({reason}; it takes {size} MB beside it), so that others may have to wait "
    "until this is done."
)


@contextmanager
def undisturbed(path: Path, *, strangers: bool = False, tell: Tell) -> Iterator[Database]:
    """Open the ledger for reading, as `reading` does, for a long time in which others can write.

    Of a large one this is a copy in its folder, removed afterwards, for which others wait only as long as it takes to
    read the file once, out of memory; `tell` is given the message that says what room it takes. Where there is no
    room, it warns, and reads the ledger itself.
    """
    size = _size(path)
    if size >= LARGE:
        with ExitStack() as held:
            draft = _draft(held, Path(os.path.realpath(path)), size)
            if draft is not None and _copied(path, draft, size, strangers=strangers, tell=tell):
                with connected(draft, path) as database:
                    database.apply([Statement("PRAGMA query_only = ON"), Statement("BEGIN")])
                    database.value("SELECT count(*) FROM sqlite_schema")
                    with suppress(OSError):  # Windows removes no file that is open: that is done at the end
                        draft.unlink()
                    yield database
                return
    with reading(path, strangers=strangers) as database:
        yield database


@contextmanager
def temporary_copy(path: Path) -> Iterator[Path]:
    """Yield a copy of the ledger, in its folder, as of its last commit; it is removed at the end.

    Raises Unusable when the ledger cannot be read or the copy cannot be written.
    """
    try:
        with draft_of(Path(os.path.realpath(path))) as draft:
            create_empty(draft)
            with reading(path) as database, connected(draft, path) as copied, translated(path):
                copy_pages(database, copied)
            yield draft
    except OSError as error:
        raise Unusable("{path} cannot be copied for a dry run: {reason}.", path=path, reason=reason(error)) from None


def _draft(held: ExitStack, path: Path, size: int) -> Path | None:
    """Return the name for a copy beside the ledger, None, with a warning, where none can be made."""
    try:
        return held.enter_context(draft_of(path))
    except OSError as error:
        warn(_NO_ROOM.given(path=path, size=-(-size // _MEGABYTE), reason=reason(error)))
        return None


def _copied(path: Path, draft: Path, size: int, *, strangers: bool, tell: Tell) -> bool:
    """Copy the ledger as of its last commit; return False if it cannot, or need not be, as in WAL mode.

    First the file is copied while others write, so that the copy may be of several moments. Then they are kept from
    committing by a read lock, while that is put right. SQLite's own copying begins again whenever others write.
    """
    from shutil import copyfile, disk_usage  # slow to load

    megabytes = -(-size // _MEGABYTE)
    if _has_a_log(path, strangers=strangers):
        return False
    try:
        if disk_usage(draft.parent).free < size + _MEGABYTE:
            warn(_NO_ROOM.given(path=path, size=megabytes, reason=Message("the disk is full")))
            return False
        create_empty(draft)
        tell(_ROOM.given(path=path, size=megabytes))
        copyfile(path, draft)
        # When the first of these files is closed, POSIX takes away all locks on it: so it is closed after the database.
        with path.open("rb") as ledger, draft.open("r+b") as copy, reading(path, strangers=strangers) as database:
            if _is_logged(database):
                return False
            _catch_up(ledger, copy)
    except OSError as error:
        warn(_NO_ROOM.given(path=path, size=megabytes, reason=reason(error)))
        return False
    return True


def _has_a_log(path: Path, *, strangers: bool) -> bool:
    """Return whether the ledger is in WAL mode. Raises Unusable when it cannot be read."""
    with reading(path, strangers=strangers) as database:
        return _is_logged(database)


def _is_logged(database: Database) -> bool:
    return bool(database.value("PRAGMA journal_mode") == "wal")


def _catch_up(ledger: IO[bytes], copy: IO[bytes]) -> None:
    """Make the copy of the ledger what that is now. Most of it is right, and to read that is faster than to write."""
    while part := ledger.read(_MEGABYTE):
        start = copy.tell()
        if copy.read(len(part)) != part:
            copy.seek(start)
            copy.write(part)
    copy.truncate(ledger.tell())


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # opening it says why
        return 0
