"""Booklets: titles with a short code."""

from tracker.ledger.catalogue import Change, change, remove
from tracker.ledger.lookup import find_code, refuse_taken
from tracker.messages import Message
from tracker.model.codes import ItemCode
from tracker.store import catalogue
from tracker.store.connection import Database, Ledger, Statement
from tracker.store.statements import delete, insert, update


def add_booklet(ledger: Ledger, code: str, title: str, note: str | None) -> None:
    """Add a booklet. Raises Refused when the code is taken, WrongUsage when it is malformed."""

    def decide(database: Database, moment: str) -> Change[None]:
        refuse_taken(database, "booklet", code)
        return Change([insert("booklet", code=code, title=title, note=note, recorded_at=moment)], None)

    change(ledger, decide)


def add_item(ledger: Ledger, item: ItemCode) -> str:
    """Add a booklet in a language, as printing also does; return its code. Raises Refused when either is unknown."""

    def decide(database: Database, _moment: str) -> Change[str]:
        code, statements = item_steps(database, item)
        return Change(statements, code)

    return change(ledger, decide)


def item_steps(database: Database, code: ItemCode) -> tuple[str, list[Statement]]:
    """Return the item's code as recorded, and the statement that adds the item when it is new."""
    existing = catalogue.item(database, code)
    if existing is not None:
        return existing, []
    booklet = find_code(database, "booklet", code.booklet)
    language = find_code(database, "language", code.language)
    return f"{booklet}/{language}", [insert("item", booklet=booklet, language=language)]


def edit_booklet(ledger: Ledger, code: str, changes: dict[str, str | None]) -> None:
    """Change a booklet's title or note. Raises Refused when it is unknown."""

    def decide(database: Database, _moment: str) -> Change[None]:
        return Change([update("booklet", "code", find_code(database, "booklet", code), **changes)], None)

    change(ledger, decide)


def remove_booklet(ledger: Ledger, code: str) -> None:
    """Remove a booklet that has no items yet. Raises Refused when it is unknown or in use."""
    in_use = Message("Booklet {booklet} is in use and cannot be removed; only unused booklets can be.", booklet=code)
    remove(ledger, in_use, lambda db: [delete("booklet", "code", find_code(db, "booklet", code))])
