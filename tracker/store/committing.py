"""What a write of a ledger goes through that several offices share."""

from typing import Protocol

from tracker.store.connection import Database


class Committing(Protocol):
    """An office that shares the ledger: what is recorded here is committed only when the log has taken it."""

    def catch_up(self, database: Database, *, again: bool = True) -> None:
        """Take over what others recorded, before anything is decided; the ledger is open, and in no transaction.

        What this office sent and may not have arrived is sent `again`.
        Raises Unusable when the log does not answer.
        """

    def begin(self, database: Database) -> None:
        """Remember the steps of the transaction that begins here."""

    def hand_over(self, database: Database, *, upgraded: bool = False) -> None:
        """Hand over what was recorded, or that the ledger was upgraded, just before it is committed.

        Raises DecideAgain when another office was faster, Unusable when the log did not take it.
        """

    def end(self, database: Database) -> None:
        """Let others go on, however it ended, if they were made to wait for this."""

    def not_committed(self, error: BaseException) -> BaseException:
        """Return what is to be said when it is not committed here: the error itself, unless the log has taken it."""
