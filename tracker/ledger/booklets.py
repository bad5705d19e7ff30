"""Booklets: titles with a short code."""

from tracker.ledger.catalogue import Author, Change, Removal, change, remove
from tracker.ledger.commands import Command, Ledger
from tracker.ledger.lookup import find_booklet, find_code, refuse_taken
from tracker.messages import Message
from tracker.model.codes import ItemCode
from tracker.store import catalogue
from tracker.store.connection import Database, Statement
from tracker.store.statements import insert, update


def add_booklet(ledger: Ledger, code: str, title: str, note: str | None, clerk: str) -> None:
    """Add a booklet. Raises Refused when the code is taken, WrongUsage when it is malformed."""

    def decide(running: Command) -> Change[None]:
        refuse_taken(running.database, "booklet", code)
        return Change(None, [insert("booklet", code=code, title=title, note=note, command=running.number)])

    change(ledger, Author("booklet add", clerk), decide)


def add_item(ledger: Ledger, item: ItemCode, clerk: str) -> str:
    """Add a booklet in a language, as printing also does; return its code. Raises Refused when either is unknown."""

    def decide(running: Command) -> Change[str]:
        return Change(*item_steps(running.database, item))

    return change(ledger, Author("item add", clerk), decide)


def item_steps(database: Database, code: ItemCode) -> tuple[str, list[Statement]]:
    """Return the item's code as recorded, and the statement that adds the item when it is new."""
    existing = catalogue.item(database, code)
    if existing is not None:
        return existing, []
    booklet = find_booklet(database, code.booklet)
    language = find_code(database, "language", code.language)
    if (existing := catalogue.item(database, ItemCode(booklet, language))) is not None:  # named by its title
        return existing, []
    return f"{booklet}/{language}", [insert("item", booklet=booklet, language=language)]


def edit_booklet(ledger: Ledger, code: str, changes: dict[str, str | None], clerk: str) -> None:
    """Change a booklet's title or note. Raises Refused when it is unknown."""

    def decide(running: Command) -> Change[None]:
        return Change(None, [update("booklet", "code", find_code(running.database, "booklet", code), **changes)])

    change(ledger, Author("booklet edit", clerk), decide)


def remove_booklet(ledger: Ledger, code: str, clerk: str) -> None:
    """Remove a booklet that has no items yet. Raises Refused when it is unknown or in use."""
    in_use = Message("Booklet {booklet} is in use and cannot be removed; only unused booklets can be.", booklet=code)

    def decide(running: Command) -> Removal:
        return Removal("booklet", "code", find_code(running.database, "booklet", code))

    remove(ledger, Author("booklet remove", clerk), in_use, decide)
