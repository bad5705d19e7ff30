"""Journals: what SQLite keeps beside a database, and would mix into whatever file has that name next."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.atomic_files import is_placed, sync_folder
from tracker.store.headers import is_wal, read_header, wal_of_another

_ENDINGS = "-journal", "-wal"


def journals_of(path: Path) -> list[Path]:
    """Return what lies under the names of the journals of a file, which need not be there itself."""
    return [journal for ending in _ENDINGS if os.path.lexists(journal := Path(f"{path}{ending}"))]


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
        wal.rename(kept)
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
