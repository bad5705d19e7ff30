"""Create database files completely or not at all, never replacing another file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.atomic_files import create_file, keep_rights, sync
from tracker.drafts import draft_of
from tracker.errors import TargetExists
from tracker.messages import Message
from tracker.store.connection import DURABLE, Database, connected
from tracker.store.journals import journals_of

_LEFT = Message(
    "{file} was not created: {journal} is left from a file of this name. Put that file back, move the journal "
    "away, or choose another file name."
)


def refuse_taken(target: Path) -> None:
    """Raise TargetExists if a new database cannot have this name: a file or a journal has it.

    SQLite would merge such a journal into the new file, and lose its content.
    """
    if os.path.lexists(target):
        raise TargetExists.from_message(
            Message("{file} already exists and was not changed; choose another file.", file=target)
        )
    for journal in journals_of(target):
        raise TargetExists.from_message(_LEFT.given(file=target, journal=journal))


def give_name(draft: Path, target: Path) -> None:
    """Give a complete database its name, subject to `refuse_taken`."""
    refuse_taken(target)
    try:
        create_file(draft, target)
    except FileExistsError:
        refuse_taken(target)
        raise


@contextmanager
def new_file(target: Path, *, like: Path | None = None) -> Iterator[Database]:
    """Yield a new database to fill; it gets its name after the block, or is removed on errors.

    Only its owner may read it, unless it is `like` another file: then it gets that file's permissions and, where
    allowed, its owner and group. Raises TargetExists if the name is taken, even in the meantime, OSError if it cannot
    be written.
    """
    refuse_taken(target)
    with draft_of(target) as draft:
        create_empty(draft)
        with connected(draft, target) as database:
            database.apply([DURABLE])
            yield database
        complete(draft)
        if like is not None:
            keep_rights(draft, like.stat())
        give_name(draft, target)


def complete(draft: Path) -> None:
    """Give a closed database a random change counter, and sync it to disk. Raises OSError.

    SQLite counts from zero in every file. Two backups would then have the same counter, and the journal of one, left by
    a killed writer, would seem to belong to the other (`is_foreign`).
    """
    changes = os.urandom(4)
    with draft.open("rb+") as file:
        for position in _COUNTERS:
            file.seek(position)
            file.write(changes)
    sync(draft)


_COUNTERS = 24, 92
"""The change counter in the first page, and the counter for which its size is valid (fileformat2.html, 1.3)."""


def create_empty(draft: Path, mode: int = 0o600) -> None:
    """Create an empty file, by default unreadable by others until it is complete. Raises OSError."""
    os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode))
