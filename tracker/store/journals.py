"""Journals: what SQLite keeps beside a database, and would mix into whatever file has that name next."""

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
from tracker.store.headers import is_wal, read_header, wal_of_another

if TYPE_CHECKING:
    from _typeshed import StrPath

_ENDINGS = "-journal", "-wal"


def journals_of(path: Path) -> list[Path]:
    """Return what lies under the names of the journals of a file, which need not be there itself."""
    return [journal for ending in _ENDINGS if os.path.lexists(journal := Path(f"{path}{ending}"))]


def free_name(path: Path, ending: str) -> Path:
    """Return the name of a copy to be kept beside a file: `path.ending`, or with a number where that is taken."""
    number, kept = 1, path.with_name(f"{path.name}.{ending}")
    while os.path.lexists(kept) or journals_of(kept):
        number += 1
        kept = path.with_name(f"{path.name}.{ending}.{number}")
    return kept


@contextmanager
def set_aside(path: Path, kept: Path, draft: Path) -> Iterator[tuple[Path, ...]]:
    """Have the journals of a file beside the copy of it that is kept; yield their names there.

    They come back when the block ends before the draft has the name of the file.
    """
    moved = [(journal, Path(f"{kept}{str(journal).removeprefix(str(path))}")) for journal in journals_of(path)]
    try:
        for journal, aside in moved:
            journal.rename(aside)
        remove_index(path)
        sync_folder(path.parent)
        yield tuple(aside for _, aside in moved)
    except BaseException:
        if not is_placed(draft, path):
            for journal, aside in moved:
                if os.path.lexists(aside) and not os.path.lexists(journal):
                    aside.rename(journal)
        raise


def set_log_aside(path: Path, kept: Path) -> Path | None:
    """Move the write-ahead log of another file to a free name; return that, None when there is no such log.

    What is left of such a log without anything in it is removed.
    """
    wal = wal_of_another(path)
    if wal is not None:
        os.rename(wal, kept)
    if not is_wal(read_header(path)):
        empty = Path(f"{path}-wal")
        if empty.is_file() and empty.stat().st_size == 0:
            empty.unlink()
        if not os.path.lexists(empty):
            remove_index(path)
    return None if wal is None else kept


def remove_index(path: Path) -> None:
    """Remove the index of a write-ahead log, which SQLite makes of the log whenever there is none."""
    Path(f"{path}-shm").unlink(missing_ok=True)


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


_SET_ASIDE = Message("{journal} belongs to another file. It was not used, and is now {kept}.")


def is_foreign(path: Path, journal: Path) -> bool:
    """Return whether a rollback journal belongs to another file than the database at `path`.

    The first page counts the changes of the file. A writer adds one just before it commits. So its journal has the
    count of the file, or one less. Without a first page in the journal, SQLite decides.
    """
    if not os.path.lexists(journal):
        return False
    before = read_header(path)
    try:
        page = _first_page(journal)
    except OSError:  # no right to read it, or its writer has removed it
        return False
    # A live writer may commit between the two readings: what they say is comparable only if the file did not change.
    if page is None or is_wal(before) or read_header(path)[_COUNTER] != before[_COUNTER]:
        return False
    changes, in_journal = (int.from_bytes(header[_COUNTER], "big") for header in (before, page))
    return in_journal not in (changes, changes - 1)


_COUNTER = slice(24, 28)
"""Where the first page counts changes (https://www.sqlite.org/fileformat.html, section 1.3.5)."""

_MAGIC = bytes.fromhex("d9d505f920a163d7")
_TO_THE_END = 0, 0xFFFFFFFF
"""Numbers of records that mean all records up to the end of the file."""


def _first_page(journal: Path) -> bytes | None:
    """Return the first page of the database as a journal holds it; None if it holds none. Raises OSError.

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
                    # SQLite adds every 200th byte to a random number that it chose for the journal.
                    expected = (nonce + sum(page[size - 200 : 0 : -200])) & 0xFFFFFFFF
                    return page if int.from_bytes(checksum, "big") == expected else None
                if len(number) < 4:
                    return None
                position += size + 8
            section = -(-position // sector) * sector
            file.seek(section)
    return None
