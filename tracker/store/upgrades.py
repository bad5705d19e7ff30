"""Bringing a database from an earlier version up to date: in place, in one transaction, a backup beside it."""

import logging
import os
from contextlib import suppress
from pathlib import Path

from tracker.errors import Refused, Unusable
from tracker.model.text import plain
from tracker.store.backups import copy
from tracker.store.connection import SCHEMA_VERSION, Database, Statement, connected
from tracker.store.locks import patiently
from tracker.store.schema import migrate


def upgrade(database: Database) -> None:
    """Upgrade the database of an open connection, and say so on the log, which goes to stderr.

    Interrupted, it is the old one or the new one. Raises Unusable when the file is from a newer
    version, or cannot be written.
    """
    _carry_out(database, _BEGIN)
    kept = None
    try:
        version = database.value("PRAGMA user_version")
        if version > SCHEMA_VERSION:
            raise Unusable(f"The database {database.path} was made by a newer tracker; upgrade tracker.")
        if version < SCHEMA_VERSION:  # else another command did it while this one waited
            kept = _keep(database.path, version)
            migrate(database)
        _carry_out(database, _COMMIT)
    except BaseException:
        database.give_up()
        if kept is not None:  # the ledger is as it was before, so that is not needed
            with suppress(OSError):
                kept.unlink()
        raise
    if kept is not None:
        logging.getLogger(__name__).warning(
            "%s was upgraded from schema %d to %d; as it was before, it is kept as %s.",
            plain(str(database.path)),
            version,
            SCHEMA_VERSION,
            plain(str(kept)),
        )


# A file that is read-only lets BEGIN pass, but no write, not even of nothing.
_BEGIN = Statement("BEGIN IMMEDIATE"), Statement("DELETE FROM setting WHERE 0")
_COMMIT = (Statement("COMMIT"),)


def _carry_out(database: Database, steps: tuple[Statement, ...]) -> None:
    """Carry out steps of which the first may have to wait for a lock; say what they were for if they are refused."""
    try:
        patiently(lambda: database.apply(steps))
    except Unusable as error:
        raise Unusable(f"{error} It is from an earlier tracker, and must be upgraded before it is used.") from None


def _keep(path: Path, version: int) -> Path:
    """Copy the file beside itself, under a name that is free; the connection that upgrades it holds the write lock."""
    number, kept = 1, path.with_name(f"{path.name}.schema-{version}")
    while os.path.lexists(kept):
        number += 1
        kept = path.with_name(f"{path.name}.schema-{version}.{number}")
    try:
        with connected(path) as reader:
            copy(reader, kept, _prove)
    except Refused as refused:
        raise Unusable(
            f"The database {path} must be upgraded, and no backup can be made before that. {refused}"
        ) from None
    return kept


def _prove(copied: Database) -> None:
    found = copied.value("PRAGMA integrity_check(1)")
    if found != "ok":
        raise Unusable(f"The database {copied.path} is damaged; restore a backup. SQLite says: {found}")
