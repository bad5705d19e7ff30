"""The log of a ledger, opened once in a run of the program."""

import os
from pathlib import Path
from threading import get_ident

from tracker.errors import Unusable, reason, session
from tracker.offices.logs import Log
from tracker.store.sharing import Cursor

PASSWORD = "TRACKER_PASSWORD"  # noqa: S105  (the name of a variable)

_open: dict[tuple[str, str | None, str | None, int], Log] = {}


def log_of(cursor: Cursor) -> Log:
    """Return the log that a ledger is a copy of."""
    return opened(cursor.url, cursor.password_file, cursor.ca)


def opened(url: str, password_file: str | None, ca: str | None) -> Log:
    """Return the log at a URL, which stays open until the run ends; each thread has its own.

    Raises Unusable when it does not answer, or the file of the password cannot be read.
    """
    named = url, password_file, ca, get_ident()
    if named not in _open:
        from tracker.offices.opening import open_log  # which loads an engine

        _open[named] = open_log(url, password=_password(password_file), ca=None if ca is None else Path(ca))
        if _let_go not in session.at_end:
            session.at_end.append(_let_go)
    return _open[named]


def _let_go() -> None:
    while _open:
        _open.popitem()[1].close()


def _password(file: str | None) -> str | None:
    """Return the password: of TRACKER_PASSWORD, else of the file; None without either."""
    given = os.environ.get(PASSWORD)
    if given or file is None:
        return given or None
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else error
        raise Unusable("The file of the password, {file}, cannot be read: {reason}.", file=file, reason=why) from None
