"""The log of a ledger, opened once in a run of the program by each thread."""

import os
import stat
import sys
from pathlib import Path
from threading import get_ident
from typing import NamedTuple

from tracker.errors import Refused, Unusable, reason, session
from tracker.model.dates import current_moment
from tracker.offices.logs import PASSWORD, Log, read_address
from tracker.store.sharing import Cursor


class Access(NamedTuple):
    """Where a log is, and the files to reach it with."""

    url: str
    password_file: Path | None = None
    ca: Path | None = None

    def cursor(self, batch: str = "", *, begun_here: int = 0) -> Cursor:
        """Return the cursor of a copy that has all up to that batch. Its files are found from every folder."""
        password_file, ca = (None if file is None else str(file.absolute()) for file in (self.password_file, self.ca))
        office = read_address(self.url).user
        return Cursor(self.url, password_file, ca, office, begun_here, batch, current_moment())


_open: dict[tuple[str, str | None, str | None, int], Log] = {}


def log_of(cursor: Cursor) -> Log:
    """Return the log that a ledger is a copy of."""
    return opened(cursor.url, cursor.password_file, cursor.ca)


def opened(url: str, password_file: str | None, ca: str | None) -> Log:
    """Return the log at a URL, which stays open until the run ends.

    Raises WrongUsage when it is no address, Refused when the library of its engine is not installed, Unusable when a
    file cannot be used.
    """
    named = url, password_file, ca, get_ident()
    if named not in _open:
        _open[named] = open_log(url, _password(password_file), None if ca is None else Path(ca))
        if _close not in session.at_end:
            session.at_end.append(_close)
    return _open[named]


def _close() -> None:
    while _open:
        _open.popitem()[1].close()


def open_log(url: str, password: str | None, ca: Path | None) -> Log:
    """Return the log at a URL, of which nothing is asked yet."""
    address = read_address(url, encrypted=ca is not None)
    if address.engine == "rqlite":
        from tracker.offices.rqlite import RqliteLog

        return RqliteLog(address, password, ca)
    try:
        from tracker.offices.postgresql import PostgresqlLog
    except ImportError as error:
        raise Refused(
            "A log in PostgreSQL needs psycopg, which is not installed; run: {command}",
            command='pip install ".[offices]"',
        ) from error
    return PostgresqlLog(address, password, ca)


def _password(file: str | None) -> str | None:
    """Return the password: of TRACKER_PASSWORD, else of the file; None without either.

    Raises Unusable when the file cannot be read, or others can read it.
    """
    given = os.environ.get(PASSWORD)
    if given or file is None:
        return given or None
    try:
        if sys.platform != "win32" and Path(file).stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise Unusable("Others can read the password file {file}; run 'chmod 600 {file}'.", file=file)
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else error
        raise Unusable("The password file {file} cannot be read: {reason}.", file=file, reason=why) from None
