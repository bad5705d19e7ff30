"""Journals: files that SQLite keeps next to a database, and would merge into the next file with its name."""

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.atomic_files import is_placed, sync_folder
from tracker.errors import Unusable, reason
from tracker.messages import Message
from tracker.store.identity import is_wal, read_header

if TYPE_CHECKING:
    from _typeshed import StrPath

_ENDINGS = "-journal", "-wal"


def journals_of(path: Path) -> list[Path]:
    """Return the existing files with the names of a file's journals; the file itself may be missing."""
    return [journal for ending in _ENDINGS if os.path.lexists(journal := Path(f"{path}{ending}"))]


def free_name(path: Path, ending: str) -> Path:
    """Return a free name for a copy next to a file: `path.ending`, with a number if that is taken."""
    number, kept = 1, path.with_name(f"{path.name}.{ending}")
    while os.path.lexists(kept) or journals_of(kept):
        number += 1
        kept = path.with_name(f"{path.name}.{ending}.{number}")
    return kept


@contextmanager
def set_aside(path: Path, kept: Path, draft: Path) -> Iterator[tuple[Path, ...]]:
    """Move the journals of a file next to the copy that is kept; back again if the block fails."""
    moved = [(journal, Path(f"{kept}{str(journal).removeprefix(str(path))}")) for journal in journals_of(path)]
    try:
        for journal, aside in moved:
            journal.rename(aside)
        Path(f"{path}-shm").unlink(missing_ok=True)  # the index of a write-ahead log, which SQLite recreates from it
        sync_folder(path.parent)
        yield tuple(aside for _, aside in moved)
    except BaseException:
        if not is_placed(draft, path):
            for journal, aside in moved:
                if os.path.lexists(aside) and not os.path.lexists(journal):
                    aside.rename(journal)
        raise


def set_foreign_journal_aside(ledger: "StrPath") -> None:
    """Rename the rollback journal next to a database if it belongs to another file, and warn.

    SQLite would write the pages of that file into this one. Raises Unusable if the journal cannot be renamed.
    """
    path = Path(os.path.realpath(ledger))
    journal = Path(f"{path}-journal")
    if not is_foreign(path, journal):
        return
    from tracker.store.connection import warn  # loads logging, which is rarely needed

    kept = free_name(path, "journal-set-aside")
    try:
        journal.rename(kept)
    except OSError as error:
        raise Unusable(
            "{journal} belongs to another file and cannot be renamed ({reason}); move it to another folder.",
            journal=journal,
            reason=reason(error),
        ) from None
    warn(_SET_ASIDE.given(journal=journal, kept=kept))


_SET_ASIDE = Message("{journal} belongs to another file. It was not used and is now {kept}.")


def is_foreign(path: Path, journal: Path) -> bool:
    """Return whether a rollback journal belongs to another file than the database at `path`.

    The first page has a change counter. A writer increments it just before the commit, so its journal has the counter
    of the file, or one less. Without a first page in the journal, SQLite decides.
    """
    if not os.path.lexists(journal):
        return False
    before = read_header(path)
    try:
        page = _first_page(journal)
    except OSError:  # no permission to read it, or its writer has removed it
        return False
    # A live writer may commit between the two reads: they are comparable only if the file did not change.
    if page is None or is_wal(before) or read_header(path)[_COUNTER] != before[_COUNTER]:
        return False
    changes, in_journal = (int.from_bytes(header[_COUNTER], "big") for header in (before, page))
    return in_journal not in (changes, changes - 1)


_COUNTER = slice(24, 28)
"""The change counter in the first page (https://www.sqlite.org/fileformat.html, section 1.3.5)."""

_MAGIC = bytes.fromhex("d9d505f920a163d7")
_TO_THE_END = 0, 0xFFFFFFFF
"""Record counts that mean all records up to the end of the file."""


def _first_page(journal: Path) -> bytes | None:
    """Return the first page of the database in a journal, or None if it has none. Raises OSError.

    A journal has sections: a header, padded to the size of a sector, then records, each a page number, a page and a
    checksum (https://www.sqlite.org/fileformat.html, section 3). The first page may be in any record.
    """
    with journal.open("rb") as file:
        section = 0
        while (header := file.read(28)).startswith(_MAGIC) and len(header) == 28:
            records, nonce, _, sector, size = struct.unpack(">5I", header[8:])
            if not (32 <= sector <= 65536 and 512 <= size <= 65536):
                return None
            position = section + sector
            for _ in count() if records in _TO_THE_END else range(records):
                file.seek(position)
                number = file.read(4)
                if number == b"\0\0\0\1":
                    page, checksum = file.read(size), file.read(4)
                    # SQLite adds every 200th byte to a random number chosen for the journal.
                    expected = (nonce + sum(page[size - 200 : 0 : -200])) & 0xFFFFFFFF
                    return page if int.from_bytes(checksum, "big") == expected else None
                if len(number) < 4:
                    return None
                position += size + 8
            section = -(-position // sector) * sector
            file.seek(section)
    return None
