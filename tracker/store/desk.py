"""The desk file, `LEDGER.desk`: people with access to the page, their browser sessions, and answers.

It is next to the ledger, with the same owner and permissions, but not part of it: no backup, package or log contains
it, and a restored ledger keeps it. Links and cookies are stored as hashes only.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from typing import NamedTuple

from tracker.atomic_files import keep_rights
from tracker.errors import CodeTaken, UnknownName, Unusable, reason

SESSION_DAYS = 30
"""The number of days that a browser stays signed in."""

_SECONDS = 15
"""Seconds to wait for other programs."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS person (
    name TEXT PRIMARY KEY COLLATE NOCASE, writes INTEGER NOT NULL, link TEXT NOT NULL UNIQUE, since TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS session (
    cookie TEXT PRIMARY KEY, name TEXT NOT NULL REFERENCES person (name) ON DELETE CASCADE, until TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS session_name ON session (name);
CREATE TABLE IF NOT EXISTS answer (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, place TEXT NOT NULL, received_at TEXT NOT NULL,
    day TEXT NOT NULL, lines TEXT NOT NULL, name TEXT, words TEXT, settled_on TEXT, rejected TEXT,
    replaced_by INTEGER
) STRICT;
"""


class Person(NamedTuple):
    """A person with access to the page; one who writes is the clerk with this name."""

    name: str
    writes: bool
    since: str


def new_secret() -> str:
    """Return a random secret of 128 bits."""
    return token_urlsafe(16)


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


class DeskFile:
    """The desk file of a ledger. It is created with the first person; without it nobody has a link."""

    def __init__(self, ledger: Path) -> None:
        self._ledger = ledger
        self.path = ledger.with_name(f"{ledger.name}.desk")

    def add(self, name: str, *, writes: bool) -> str:
        """Add a person and return the secret of the link. Raises Refused if the name already has a link."""
        secret = new_secret()
        with self.opened(create=True) as database:
            try:
                row = name, writes, _hash(secret), datetime.now(UTC).date().isoformat()
                database.execute("INSERT INTO person VALUES (?, ?, ?, ?)", row)
            except sqlite3.IntegrityError:
                raise CodeTaken(
                    "{name} already has a link. Run 'tracker access revoke {name}' first.", name=name
                ) from None
        return secret

    def people(self) -> list[Person]:
        """Return the people with a link, by name."""
        with self.opened() as database:
            rows = database.execute("SELECT name, writes, since FROM person ORDER BY name COLLATE NOCASE")
            return [Person(name, bool(writes), since) for name, writes, since in rows]

    def revoke(self, name: str) -> str:
        """Remove a person's link and sessions, and return the name. Raises Refused for a name without a link."""
        with self.opened() as database:
            found = database.execute("DELETE FROM person WHERE name = ? RETURNING name", (name,)).fetchall()
        if not found:
            raise UnknownName("{name} has no link. To see who has one, run 'tracker access list'.", name=name)
        return str(found[0][0])

    def person_of_link(self, secret: str) -> Person | None:
        """Return the person with this secret, or None."""
        return self._person("SELECT name, writes, since FROM person WHERE link = ?", _hash(secret))

    def begin(self, name: str) -> str:
        """Begin a session and return the value of its cookie."""
        cookie, now = token_urlsafe(32), datetime.now(UTC)
        with self.opened() as database:
            database.execute("DELETE FROM session WHERE until < ?", (now.isoformat(),))
            until = (now + timedelta(SESSION_DAYS)).isoformat()
            database.execute("INSERT INTO session VALUES (?, ?, ?)", (_hash(cookie), name, until))
        return cookie

    def person_of(self, cookie: str) -> Person | None:
        """Return the person with this session cookie, or None if it has ended or was revoked."""
        query = "SELECT name, writes, since FROM person JOIN session USING (name) WHERE cookie = ? AND until >= ?"
        return self._person(query, _hash(cookie), datetime.now(UTC).isoformat())

    def end(self, cookie: str) -> None:
        """End a session."""
        with self.opened() as database:
            database.execute("DELETE FROM session WHERE cookie = ?", (_hash(cookie),))

    def _person(self, query: str, *values: str) -> Person | None:
        with self.opened() as database:
            row = database.execute(query, values).fetchone()
        return None if row is None else Person(row[0], bool(row[1]), row[2])

    @contextmanager
    def opened(self, *, create: bool = False) -> Iterator[sqlite3.Connection]:
        """Open the file, or an empty in-memory one if it does not exist. Raises Unusable if it cannot be used."""
        where: Path | str = self.path if create or self.path.exists() else ":memory:"
        try:
            with closing(sqlite3.connect(where, timeout=_SECONDS, isolation_level=None)) as database:
                if create:
                    keep_rights(self.path, self._ledger.stat())
                database.executescript(f"PRAGMA foreign_keys = ON; PRAGMA synchronous = EXTRA; {_SCHEMA}")
                yield database
        except (sqlite3.Error, OSError) as error:
            why = reason(error) if isinstance(error, OSError) else error
            raise Unusable("Cannot use {file}: {reason}.", file=self.path, reason=why) from None
