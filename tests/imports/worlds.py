"""The world that sheets of shipments are imported into."""

from pathlib import Path

from tracker.imports.rejects import RejectsFile
from tracker.ledger.backups import create_database
from tracker.ledger.catalogue import add_record
from tracker.ledger.places import NewPlace, add_place


def new_database(path: Path) -> None:
    """Make a database with two stores, two other places and a booklet."""
    create_database(path, NewPlace("s1", "First", "store", "LV"), "anna")
    add_place(path, NewPlace("s2", "Second", "store"), "anna")
    add_place(path, NewPlace("p1", "Embassy", "embassy", "GB"), "anna")
    add_place(path, NewPlace("p2", "Library", "library"), "anna")
    add_record(path, "booklet", {"code": "B", "title": "Booklet"}, "anna")


def rejects_to(path: Path) -> RejectsFile:
    """Return a file for rejected rows."""
    return RejectsFile(lambda: path.open("w", encoding="utf-8", newline=""), path.suffix)
