"""New database files, which appear complete or not at all, and never in place of another file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.atomic_files import create_file, keep_rights, sync
from tracker.drafts import draft_of
from tracker.errors import Refused
from tracker.messages import Message
from tracker.store.connection import Database, connected


class TargetExists(Refused):
    """Something already has the name of the new file."""


@contextmanager
def new_file(target: Path, *, like: Path | None = None) -> Iterator[Database]:
    """Yield a new database to be filled; it gets its name after the block, and is removed when the block raises.

    It gets the permissions of the file that it is `like` and, where that is allowed, its owner and group.
    Raises TargetExists when something has that name, be it only by then, OSError when it cannot be written.
    """
    if os.path.lexists(target):
        raise _exists(target)
    with draft_of(target) as draft:
        # Python creates it, so that the system reports why if that fails; a private file never is anything else.
        draft.touch(0o666 if like is None else 0o600, exist_ok=False)
        with connected(draft) as database:
            yield database
        sync(draft)
        if like is not None:
            keep_rights(draft, like.stat())
        try:
            create_file(draft, target)
        except FileExistsError:
            raise _exists(target) from None


def _exists(target: Path) -> TargetExists:
    return TargetExists.of(Message("{file} already exists and was not changed; name another file.", file=target))
