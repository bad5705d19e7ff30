"""Reading a large ledger for long: a copy of it, so that nobody who logs has to wait meanwhile."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tracker.drafts import draft_of
from tracker.errors import reason
from tracker.messages import Message
from tracker.store.connection import Database, Statement, connected
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

    Of a large one this is a copy in its folder, made under a short lock and removed afterwards; `tell` is given the
    message that says what room it takes. Where there is no room, it warns, and reads the ledger itself.
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


def _draft(held: ExitStack, path: Path, size: int) -> Path | None:
    """Return the name for a copy beside the ledger, None, with a warning, where none can be made."""
    try:
        return held.enter_context(draft_of(path))
    except OSError as error:
        warn(_NO_ROOM.given(path=path, size=-(-size // _MEGABYTE), reason=reason(error)))
        return None


def _copied(path: Path, draft: Path, size: int, *, strangers: bool, tell: Tell) -> bool:
    """Copy the ledger as of its last commit; return False if it cannot, or need not be, as in WAL mode."""
    from shutil import copyfile, disk_usage  # slow to load

    megabytes = -(-size // _MEGABYTE)
    with reading(path, strangers=strangers) as database:
        if database.value("PRAGMA journal_mode") == "wal":
            return False
        try:
            if disk_usage(draft.parent).free < size + _MEGABYTE:
                warn(_NO_ROOM.given(path=path, size=megabytes, reason=Message("the disk is full")))
                return False
            create_empty(draft)
            tell(_ROOM.given(path=path, size=megabytes))
            # Who commits has to wait for this lock, so the file does not change meanwhile. SQLite's own copying takes
            # four times as long. As the file is closed, POSIX takes the lock away: nothing more is read here.
            copyfile(path, draft)
        except OSError as error:
            warn(_NO_ROOM.given(path=path, size=megabytes, reason=reason(error)))
            return False
    return True


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # opening it says why
        return 0
