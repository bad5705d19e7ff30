"""Creating a database with its first store."""

from collections.abc import Callable
from pathlib import Path

from tracker.ledger.catalogue import Author, Change, change
from tracker.ledger.commands import Command
from tracker.ledger.places import NewPlace, new_place_steps
from tracker.store.connection import Database
from tracker.store.schema import create
from tracker.store.statements import insert


def create_database(path: Path, store: NewPlace, clerk: str, fill: Callable[[Database], None] | None = None) -> None:
    """Create a database with its first store, which becomes the default store, and the content that `fill` adds.

    This is command 1. Raises Refused when the file already exists or the country is unknown, Unusable when it
    cannot be created.
    """

    def begin(database: Database) -> None:
        def decide(running: Command) -> Change[None]:
            changes, details = new_place_steps(running, store)
            return Change(None, [*changes, insert("setting", name="default_store", value=store.code)], details)

        change(database, Author("init", clerk), decide)
        if fill is not None:
            fill(database)

    create(path, begin)
