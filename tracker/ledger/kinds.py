"""The kinds of place."""

from tracker.errors import Refused
from tracker.ledger.catalogue import change, remove
from tracker.ledger.lookup import find_code, refuse_taken
from tracker.model.catalogue import SEMINAR, STORE
from tracker.store.connection import Database, Ledger, Statement
from tracker.store.statements import delete, insert


def add_kind(ledger: Ledger, code: str, name: str) -> None:
    """Add a kind of place. Raises Refused when the code is taken, WrongUsage when it is malformed."""

    def decide(database: Database, _moment: str) -> list[Statement]:
        refuse_taken(database, "kind", code)
        if code.casefold() == "outside":
            raise Refused("The kind 'outside' is reserved; choose another code.")
        return [insert("kind", code=code, name=name)]

    change(ledger, decide)


def remove_kind(ledger: Ledger, code: str) -> None:
    """Remove an unused kind of place. Raises Refused for kinds in use, and for store and seminar."""

    def decide(database: Database) -> list[Statement]:
        found = find_code(database, "kind", code)
        if found in (STORE, SEMINAR):
            raise Refused(f"The kind {found} is built in and cannot be removed.")
        return [delete("kind", "code", found)]

    remove(ledger, f"Kind {code}", decide)
