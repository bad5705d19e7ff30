"""Connections to logs: one per log and thread, opened on first use."""

import os
import stat
import sys
from pathlib import Path
from threading import get_ident

from tracker.errors import ExtraMissing, Unusable, reason, session
from tracker.messages import Message
from tracker.model.dates import current_moment
from tracker.offices.logs import PASSWORD, Log, read_address
from tracker.store.sharing import Cursor


def cursor_of(url: str, password_file: Path | None = None, ca: Path | None = None) -> Cursor:
    """Return the cursor of a copy that has applied no batches yet. File paths become absolute."""
    password, trusted = (None if file is None else str(file.absolute()) for file in (password_file, ca))
    return Cursor(url, password, trusted, read_address(url).user, 0, "", current_moment())


_open: dict[tuple[str, str | None, str | None, int], Log] = {}


def log_of(cursor: Cursor) -> Log:
    """Return the log that a ledger is a copy of; it stays open until the program ends.

    Raises WrongUsage for an invalid address, Refused without the engine's library, Unusable for an unreadable file.
    """
    named = *cursor[:3], get_ident()
    if named not in _open:
        ca = None if cursor.ca is None else Path(cursor.ca)
        _open[named] = open_log(cursor.url, _password(cursor.password_file), ca)
        if _close not in session.at_end:
            session.at_end.append(_close)
    return _open[named]


def _close() -> None:
    while _open:
        _open.popitem()[1].close()


def open_log(url: str, password: str | None, ca: Path | None) -> Log:
    """Return the log at a URL without connecting to it. Raises Unusable if the certificates cannot be used."""
    address = read_address(url, encrypted=ca is not None)
    if ca is not None:
        import ssl  # slow to load

        try:
            ssl.create_default_context(cafile=ca)
        except OSError as error:
            why = Message("it has no certificate") if isinstance(error, ssl.SSLError) else reason(error)
            raise Unusable("The file {file} of --ca cannot be used: {reason}.", file=ca, reason=why) from None
    if address.engine == "rqlite":
        from tracker.offices.rqlite import RqliteLog

        return RqliteLog(address, password, ca)
    try:
        from tracker.offices.postgresql import PostgresqlLog
    except ImportError as error:
        raise ExtraMissing(
            "A log in PostgreSQL requires psycopg, which is not installed; run {command}",
            command='pip install ".[offices]"',
        ) from error
    return PostgresqlLog(address, password, ca)


def _password(file: str | None) -> str | None:
    """Return the password from TRACKER_PASSWORD, else from the file. Raises Unusable if others can read it."""
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
