"""What a write of a shared ledger goes through."""

from typing import Protocol

from tracker.store.connection import Database


class Committing(Protocol):
    """An office that shares the ledger: what it records is committed only when the log has accepted it."""

    def catch_up(self, database: Database, *, resend: bool = True) -> None:
        """Apply what others recorded, before anything is decided; the ledger is open, and in no transaction.

        A batch of which it is unknown whether the log accepted it is sent again if `resend`.
        Raises Unusable when the log does not answer.
        """

    def begin(self, database: Database) -> None:
        """Collect what the transaction that begins here records."""

    def hand_over(self, database: Database, *, upgraded: bool = False) -> None:
        """Hand over what was recorded, or that the ledger was upgraded, just before it is committed.

        Raises DecideAgain when another office was faster, Unusable when the log did not accept it.
        """

    def not_committed(self, error: BaseException) -> BaseException:
        """Return what to report when the commit fails here: the error itself, unless the log has the command."""
