"""The world that sheets of shipments are imported into."""

from pathlib import Path

from tracker.ledger.booklets import add_booklet
from tracker.ledger.database import create_database
from tracker.ledger.places import NewPlace, add_place


def new_database(path: Path) -> None:
    """Make a database with two stores, two other places and a booklet."""
    create_database(path, NewPlace("s1", "First", "store", "LV"), "anna")
    add_place(path, NewPlace("s2", "Second", "store"), "anna")
    add_place(path, NewPlace("p1", "Embassy", "embassy", "GB"), "anna")
    add_place(path, NewPlace("p2", "Library", "library"), "anna")
    add_booklet(path, "B", "Booklet", None, "anna")
