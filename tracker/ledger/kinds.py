"""The kinds of place."""

from tracker.errors import Refused
from tracker.languages import worded
from tracker.ledger.catalogue import Author, Change, Removal, change, remove
from tracker.ledger.commands import Command, Ledger
from tracker.ledger.lookup import find_named, refuse_taken
from tracker.messages import Message
from tracker.model.catalogue import SEMINAR, STORE
from tracker.store.statements import insert, update


def add_kind(ledger: Ledger, code: str, name: str, clerk: str) -> None:
    """Add a kind of place. Raises Refused when the code is taken, WrongUsage when it is malformed."""

    def decide(running: Command) -> Change[None]:
        refuse_taken(running.database, "kind", code)
        if code.casefold() == "outside":
            raise Refused("The kind 'outside' is reserved; choose another code.")
        return Change(None, [insert("kind", code=code, name=name)])

    change(ledger, Author("kind add", clerk), decide)


def edit_kind(ledger: Ledger, code: str, name: str, clerk: str) -> str:
    """Change a kind's name, and return its code. Raises Refused when it is unknown."""

    def decide(running: Command) -> Change[str]:
        found = find_named(running.database, "kind", code)
        return Change(found, [update("kind", "code", found, name=name)])

    return change(ledger, Author("kind edit", clerk), decide)


def remove_kind(ledger: Ledger, code: str, clerk: str) -> None:
    """Remove an unused kind of place. Raises Refused for kinds in use, and for store and seminar."""

    def decide(running: Command) -> Removal:
        found = find_named(running.database, "kind", code)
        if found in (STORE, SEMINAR):
            raise Refused("The kind {found} is built in and cannot be removed.", found=worded("kind", found))
        return Removal("kind", "code", found)

    in_use = Message(
        "Kind {kind} is in use and cannot be removed; only unused kinds can be.", kind=worded("kind", code)
    )
    remove(ledger, Author("kind remove", clerk), in_use, decide)
