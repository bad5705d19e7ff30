"""Creating a database with its first store."""

from collections.abc import Callable
from pathlib import Path

from tracker.ledger.catalogue import Change, change
from tracker.ledger.places import NewPlace, new_place_steps
from tracker.store.connection import Database
from tracker.store.schema import create
from tracker.store.statements import insert


def create_database(path: Path, store: NewPlace, fill: Callable[[Database], None] | None = None) -> None:
    """Create a database with its first store, which becomes the default store, and the content that `fill` adds.

    Raises Refused when the file already exists or the country is unknown, Unusable when it cannot be
    created.
    """

    def begin(database: Database) -> None:
        def decide(database: Database, moment: str) -> Change[None]:
            default = insert("setting", name="default_store", value=store.code)
            return Change([*new_place_steps(database, store, moment), default], None)

        change(database, decide)
        if fill is not None:
            fill(database)

    create(path, begin)
