"""What SQLite does not tell apart: which disk is full, and whether a file is cut off or its disk has an error."""

import errno
import os
import shutil
import tempfile
from pathlib import Path


def folder_too_full(path: Path) -> str | None:
    """Return the folder for temporary files if it has less room than that of the database, else None.

    SQLite does not say which of the two was full, and by now has removed its temporary files.
    """
    folder = _folder()
    try:
        same = Path(folder).stat().st_dev == path.parent.stat().st_dev
        return None if same or shutil.disk_usage(folder).free >= shutil.disk_usage(path.parent).free else folder
    except OSError:
        return None


def takes_no_file(folder: Path) -> bool:
    """Return whether there is no room in the folder for another file, such as a journal; SQLite does not tell why."""
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        return error.errno == errno.ENOSPC
    return False


def is_cut_off(path: Path) -> bool:
    """Return whether a database ends within a page, which SQLite may take for an error of the disk."""
    try:
        return path.stat().st_size % _SMALLEST_PAGE > 0
    except OSError:
        return False


_SMALLEST_PAGE = 512
"""The size in bytes of which that of every page is a multiple (https://sqlite.org/fileformat.html, section 1.2)."""


def _folder() -> str:
    """Return where SQLite puts its temporary files (https://sqlite.org/tempfiles.html, section 5)."""
    if os.name == "nt":
        return tempfile.gettempdir()
    named = (os.environ.get("SQLITE_TMPDIR"), os.environ.get("TMPDIR"), "/var/tmp", "/usr/tmp", "/tmp")  # noqa: S108
    return next((folder for folder in named if folder and os.access(folder, os.W_OK | os.X_OK)), ".")
