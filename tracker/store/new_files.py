"""New database files, which appear complete or not at all, and never in place of another file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.atomic_files import create_file, journal_of, keep_rights, sync
from tracker.drafts import draft_of
from tracker.errors import TargetExists
from tracker.messages import Message
from tracker.store.connection import DURABLE, Database, connected
from tracker.store.journals import journals_of

_LEFT = Message(
    "{file} was not created: {journal} is left from a file of this name. Put that file back, move the "
    "journal away, or name another file."
)


def refuse_taken(target: Path) -> None:
    """Raise TargetExists unless a new database may have that name: nothing has it, and no journal lies there for it.

    SQLite would mix such a journal into the new file, and lose what it may still heal. Raises Refused when the
    new file would itself be taken for a journal.
    """
    if os.path.lexists(target):
        raise TargetExists.of(Message("{file} already exists and was not changed; name another file.", file=target))
    for journal in journals_of(target):
        raise TargetExists.of(_LEFT.given(file=target, journal=journal))
    if (owner := journal_of(Path(os.path.realpath(target)))) is not None:
        raise TargetExists(
            "{file} has the name of a journal of {database}; name another file.", file=target, database=owner
        )


def give_name(draft: Path, target: Path) -> None:
    """Give a complete database its name, which it must be free to have, as `refuse_taken` judges."""
    refuse_taken(target)
    try:
        create_file(draft, target)
    except FileExistsError:
        refuse_taken(target)
        raise


@contextmanager
def new_file(target: Path, *, like: Path | None = None) -> Iterator[Database]:
    """Yield a new database to be filled; it gets its name after the block, and is removed when the block raises.

    Only its owner may read it, unless it is `like` another file: then it gets the permissions of that and, where that
    is allowed, its owner and group.
    Raises TargetExists when that name is not free, be it only by then, OSError when it cannot be written.
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
    """Give a closed database a random change counter, and have the disk hold it. Raises OSError.

    SQLite counts from zero in every file. Two backups would then have the same counter, and the journal of one, left
    by a killed writer, would seem to belong to the other (`is_foreign`).
    """
    changes = os.urandom(4)
    with draft.open("rb+") as file:
        for position in _COUNTERS:
            file.seek(position)
            file.write(changes)
    sync(draft)


_COUNTERS = 24, 92
"""Where the first page counts changes, and repeats the count for which its size is valid (fileformat2.html, 1.3)."""


def create_empty(draft: Path, mode: int = 0o600) -> None:
    """Create an empty file, by default one that nobody else may read until it is complete. Raises OSError."""
    os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode))
