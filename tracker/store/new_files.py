"""New database files, which appear complete or not at all, and never in place of another file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.atomic_files import create_file, journal_of, keep_rights, sync
from tracker.drafts import draft_of
from tracker.errors import Refused
from tracker.messages import Message
from tracker.store.connection import DURABLE, Database, connected


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
    if (owner := journal_of(Path(os.path.realpath(target)))) is not None:
        raise Refused(
            "{file} would be taken for a journal of {database}; name another file.", file=target, database=owner
        )
    with draft_of(target) as draft:
        create_empty(draft, 0o666 if like is None else 0o600)
        with connected(draft, target) as database:
            database.apply([DURABLE])
            yield database
        sync(draft)
        if like is not None:
            keep_rights(draft, like.stat())
        try:
            create_file(draft, target)
        except FileExistsError:
            raise _exists(target) from None


def create_empty(draft: Path, mode: int = 0o600) -> None:
    """Create an empty file, by default one that nobody else may read until it is complete. Raises OSError."""
    os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode))


def free_name(path: Path, ending: str) -> Path:
    """Return the name of a copy to be kept beside a file: `path.ending`, or with a number where that is taken."""
    number, kept = 1, path.with_name(f"{path.name}.{ending}")
    while os.path.lexists(kept):
        number += 1
        kept = path.with_name(f"{path.name}.{ending}.{number}")
    return kept


def _exists(target: Path) -> TargetExists:
    return TargetExists.of(Message("{file} already exists and was not changed; name another file.", file=target))
