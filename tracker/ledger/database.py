"""Making a database, with the store that it begins with."""

from collections.abc import Callable
from pathlib import Path

from tracker.ledger.catalogue import change
from tracker.ledger.places import NewPlace, new_place_steps
from tracker.store.connection import Database, Statement
from tracker.store.schema import create
from tracker.store.statements import insert


def create_database(path: Path, store: NewPlace, fill: Callable[[Database], None] | None = None) -> None:
    """Make a database with its first store, which is then the default store, and with what `fill` adds.

    Raises Refused when the file is there already or the country is unknown, Unusable when it cannot
    be made.
    """

    def begin(database: Database) -> None:
        def decide(database: Database, moment: str) -> list[Statement]:
            return [
                *new_place_steps(database, store, moment),
                insert("setting", name="default_store", value=store.code),
            ]

        change(database, decide)
        if fill is not None:
            fill(database)

    create(path, begin)
