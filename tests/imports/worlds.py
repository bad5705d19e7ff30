"""The ledger that sheets of shipments are imported into."""

from collections.abc import Callable
from pathlib import Path

from tracker.imports.rejects import RejectsFile
from tracker.ledger.backups import create_database
from tracker.ledger.catalogue import add_record
from tracker.ledger.commands import recorded
from tracker.ledger.places import NewPlace, add_place


def new_database(path: Path) -> None:
    """Make a database with two stores, two other places and a booklet."""
    create_database(path, NewPlace("s1", "First", "store", "LV"), "anna")
    does(path, add_place, NewPlace("s2", "Second", "store"))
    does(path, add_place, NewPlace("p1", "Embassy", "embassy", "GB"))
    does(path, add_place, NewPlace("p2", "Library", "library"))
    does(path, add_record, "booklet", {"code": "B", "title": "Booklet"})


def does(path: Path, part: Callable[..., object], *arguments: object) -> None:
    """Record a command by Anna with these changes."""
    with recorded(path, "test", "anna") as running:
        part(running, *arguments)


def rejects_to(path: Path) -> RejectsFile:
    """Return a file for rejected rows."""
    return RejectsFile(lambda: path.open("w", encoding="utf-8", newline=""), path.suffix)
