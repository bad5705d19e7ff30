"""Recording in a shared ledger: what a command did is handed over to the log, and committed when it is taken."""

import os
from collections.abc import Sequence
from pathlib import Path

from tracker.attempts import patience
from tracker.errors import DecideAgain, Refused, Unanswered, Unsettled, Unusable
from tracker.messages import Message
from tracker.model.dates import current_moment
from tracker.offices import sending
from tracker.offices.batches import Packer, upgrade_to, upgrades_to
from tracker.offices.catching_up import catch_up
from tracker.offices.connections import log_of
from tracker.offices.logs import Batch, Uncertain
from tracker.offices.outcomes import TakenAs, told
from tracker.store import sharing
from tracker.store.connection import DURABLE, SCHEMA_VERSION, Database, Statement, connected
from tracker.store.judging import Judge
from tracker.store.proving import prove
from tracker.store.sharing import Closed, Sent
from tracker.store.steps import Parameters, Recorder, Unfit


class Office:
    """What a write of a shared ledger is handed over to."""

    def __init__(self, path: Path) -> None:
        """Stand for this office's copy."""
        self.path = path
        self._packer, self._judge = Packer(), Judge()
        self._unfit: Unfit | None = None
        """Why others would not take over what was recorded."""
        self._sends_again = True
        self._handed: int | None = None
        """The command that the log has taken and that is not committed here yet."""

    def catch_up(self, database: Database, *, again: bool = True) -> None:
        """Take over what others recorded, and send `again` what may not have arrived.

        When only now it turns out that the log took a command without a key, that is told instead of recording what may
        be the same: raises Unusable then, and when the log does not answer, or holds a stranger's batch.
        """
        self._sends_again = again
        caught = catch_up(self.path, database, again=again)
        if caught.sent is None:
            return
        if caught.is_taken and caught.sent.key is None:
            raise Unusable.of(told(caught.sent, is_taken=True, taken=_TAKEN_BEFORE))
        from tracker.store.warnings import warn  # loads logging, which is rarely needed

        warn(told(caught.sent, is_taken=caught.is_taken))

    def begin(self, database: Database) -> None:
        """Remember the steps of the transaction that begins here.

        Raises DecideAgain when it turned out, while this waited for the file, that of an earlier command it is not
        known whether the log took it: that is to be known first.
        """
        if self._sends_again and sharing.sent(database) is not None:
            raise DecideAgain
        database.apply([_MARK])
        self._packer, self._judge, self._unfit = Packer(), Judge(), None
        database.recorder = Recorder(self._keep)

    def _keep(self, sql: str, rows: Sequence[Parameters]) -> None:
        """Pack a step, if others would take it over as far as that is known."""
        if self._unfit is None:
            try:
                self._judge.see(sql, rows)
                self._packer.add(sql, rows)
            except Unfit as unfit:
                self._unfit = unfit

    def _body(self, database: Database, closed: Closed) -> bytes:
        """Return what was recorded. Raises Refused when others would not take it over."""
        try:
            if self._unfit is not None:
                raise self._unfit
            self._judge.end(closed.number, closed.clerk, closed.moment)
            prove(database, closed.number, self._judge)
        except Unfit as unfit:
            raise Refused(
                "Other offices would not take over what this command records: {reason}; nothing was recorded.",
                reason=unfit.message,
            ) from unfit
        return self._packer.body()

    def hand_over(self, database: Database, *, upgraded: bool = False) -> None:
        """Hand over what was recorded, if anything was, or that the ledger was upgraded, just before it is committed.

        Raises DecideAgain when another office was faster, Unusable when the log did not take it, Refused when others
        would not take it over, BrokenRule when it could not be committed here.
        """
        recorder, database.recorder = database.recorder, None
        if not upgraded and (recorder is None or not recorder.tables):
            return
        closed, cursor = sharing.closed(database), sharing.cursor(database)
        if cursor is None:
            raise Unusable("{path} was made a file of its own meanwhile; try again.", path=self.path)
        batch = _batch(closed, upgrade_to(SCHEMA_VERSION) if upgraded else self._body(database, closed))
        database.apply([sharing.stands_at(cursor.url, batch.id, current_moment())])
        log = log_of(cursor)
        try:
            standing = sending.append(self.path, log, batch)
        except (Uncertain, KeyboardInterrupt) as error:
            raise self._not_known(database, closed, batch, error) from error
        if standing is TakenAs.NOT:
            raise DecideAgain
        if standing is TakenAs.BY_ANOTHER_ID:  # which the next batch tells
            database.apply([sharing.stands_at(cursor.url, None, current_moment())])
        self._handed = closed.number

    def end(self, database: Database) -> None:
        """Let others go on, if they were made to wait for this."""
        if patience.is_over and (cursor := sharing.cursor(database)) is not None:
            log_of(cursor).relent()

    def not_committed(self, error: BaseException) -> BaseException:
        """Return what is to be said when the commit fails here: that the log took it, if it did."""
        if self._handed is None:
            return error
        if isinstance(error, KeyboardInterrupt):
            return Unsettled.of(_NOT_HERE.given(number=self._handed, path=self.path, reason=_INTERRUPTED))
        return Unanswered.of(_NOT_HERE.given(number=self._handed, path=self.path, reason=error))

    def _not_known(self, database: Database, closed: Closed, batch: Batch, error: BaseException) -> Unusable:
        """Keep a batch of which it is not known whether the log took it, and return the sentence that says so.

        The file is not let go of meanwhile: what waits for it is to find that batch.
        """
        kept = sharing.keep_sent(_sent(closed, batch))
        if upgrades_to(batch.body) is None:
            database.apply([_BACK, *kept, Statement("COMMIT")])
        else:  # of which nothing else can be recorded before
            database.roll_back()
            with connected(self.path) as old:
                old.apply([DURABLE, Statement("BEGIN IMMEDIATE"), *kept, Statement("COMMIT")])
        message = _NOT_KNOWN if closed.key is None else _NOT_KNOWN_WITH_KEY
        kind = Unsettled if isinstance(error, KeyboardInterrupt) else Uncertain
        return kind.of(message.given(name=closed.name, key=closed.key))


_MARK = Statement("SAVEPOINT deciding")
_BACK = Statement("ROLLBACK TO deciding")


def _batch(closed: Closed, body: bytes) -> Batch:
    return Batch(closed.number, os.urandom(16).hex(), SCHEMA_VERSION, closed.clerk, closed.moment, body)


def _sent(closed: Closed, batch: Batch) -> Sent:
    return Sent(batch.number, batch.id, batch.schema, batch.clerk, batch.moment, closed.name, closed.key, batch.body)


_NOT_KNOWN = Message(
    "It is not known whether the log has taken this command ({name}): the answer did not come. It is not in this copy; "
    "'tracker sync' sends it again, so that it is recorded once at most, and says what became of it."
)
_NOT_KNOWN_WITH_KEY = Message(
    "It is not known whether the log has taken this command ({name}): the answer did not come. It is not in this copy; "
    "'tracker sync', or the same command again with --key {key}, sends it again, so that it is recorded once."
)
_NOT_HERE = Message(
    "The command was recorded as number {number} by the log, but not in {path}: {reason} 'tracker sync' brings it here."
)
_INTERRUPTED = Message("It was interrupted.")
_TAKEN_BEFORE = Message(
    "The command of which it was not known ({name}, {moment}) is recorded, as command {number}: see 'tracker log "
    "--command {number}'. Nothing was recorded now; if this is another one, run it again."
)
