"""Recording in a shared ledger: a command is handed over to the log, and committed here when the log accepts it."""

from pathlib import Path

from tracker.errors import DecideAgain, Unanswered, Unsettled, Unusable
from tracker.messages import Message
from tracker.model.dates import current_moment
from tracker.offices import batches, copying
from tracker.offices.connections import log_of
from tracker.offices.logs import Uncertain
from tracker.store import sharing
from tracker.store.connection import DURABLE, SCHEMA_VERSION, Database, Statement, connected
from tracker.store.sharing import Sent


class Office:
    """What a write of a shared ledger is handed over to: a `tracker.store.connection.Committing`."""

    def __init__(self, path: Path) -> None:
        """Take the file of this office's copy."""
        self.path = path
        self._handed: int | None = None
        """The command that the log has accepted, and that is not committed here yet."""
        self._resend = True
        self._recorder: sharing.Recorder | None = None

    def catch_up(self, database: Database, *, resend: bool = True) -> None:
        """Apply what others recorded.

        Raises Unusable when the log turns out to have an earlier command without a key: this one may be the same.
        """
        self._resend = resend
        caught = copying.catch_up(self.path, database, resend=resend)
        if caught.refilled:
            _warn(copying.refilled(caught))
        if caught.sent is None:
            return
        message = copying.became(caught.sent, is_taken=caught.is_taken)
        if caught.is_taken and caught.sent.key is None:
            raise Unusable("{known} Nothing was recorded now; if this is another one, run it again.", known=message)
        _warn(message)

    def begin(self, database: Database) -> None:
        """Collect what the transaction that begins here records.

        Raises DecideAgain when, while this waited for the file, another command was sent and its answer lost.
        """
        if self._resend and sharing.sent(database) is not None:
            raise DecideAgain
        database.apply([_MARK])
        self._recorder = sharing.Recorder(database)

    def hand_over(self, database: Database, *, upgraded: bool = False) -> None:
        """Hand over what was recorded, or that the ledger was upgraded, just before it is committed.

        Raises DecideAgain when another office was faster, Unusable when the log does not accept it.
        """
        changes = _upgrade(database) if self._recorder is None else self._recorder.changes()
        if changes is None:
            return
        closed, cursor = sharing.closed(database), sharing.cursor(database)
        if cursor is None:
            raise Unusable("{path} left the log in the meantime; run this again.", path=self.path)
        batch = batches.pack(closed.number, cursor.batch, changes)
        try:
            is_taken = copying.append(log_of(cursor), batch, batch.number)
        except (Uncertain, KeyboardInterrupt) as error:
            sent = Sent(*batch, closed.name, closed.moment, closed.key)
            raise self._unknown(database, sent, error, upgraded=upgraded) from error
        if not is_taken:
            raise DecideAgain
        self._handed = closed.number
        database.apply([*sharing.keep(batch), sharing.note(cursor.url, batch=batch.id, in_touch=current_moment())])
        if '["change","text",' in changes:  # a redaction; the same words in a text have their quotes escaped
            database.apply([sharing.forget_before(batch.number)])

    def not_committed(self, error: BaseException) -> BaseException:
        """Return what to report when the commit fails here: that the log has the command, if so."""
        if self._handed is None:
            return error
        kind, why = (
            (Unsettled, Message("it was interrupted")) if isinstance(error, KeyboardInterrupt) else (Unanswered, error)
        )
        return kind.of(_NOT_HERE.given(number=self._handed, path=self.path, reason=why))

    def _unknown(self, database: Database, sent: Sent, error: BaseException, *, upgraded: bool) -> Unusable:
        """Keep a batch of which it is unknown whether the log accepted it, and return the sentence that says so.

        The file stays locked meanwhile: what waits for it must find that batch.
        """
        if upgraded:  # the migration is taken back, and nothing else can be recorded before
            database.roll_back()
            with connected(self.path) as old:
                old.apply([DURABLE, Statement("BEGIN IMMEDIATE"), *sharing.keep_sent(sent), Statement("COMMIT")])
        else:
            database.apply([_BACK, *sharing.keep_sent(sent), Statement("COMMIT")])
        kind = Unsettled if isinstance(error, KeyboardInterrupt) else Uncertain
        message = _UNKNOWN if sent.key is None else _UNKNOWN_WITH_KEY
        return kind.of(message.given(name=sent.name, key=sent.key))


def _upgrade(database: Database) -> str:
    command = sharing.shared_table(database, "command")
    assert command is not None  # noqa: S101  (each version has it)
    row = database.row(f"SELECT {', '.join(command.columns)} FROM command ORDER BY number DESC")
    return sharing.json_of([[batches.UPGRADE, SCHEMA_VERSION], ["add", "command", command.columns, [row]]])


def _warn(message: Message) -> None:
    from tracker.store.connection import warn  # loads logging, which is rarely needed

    warn(message)


_MARK = Statement("SAVEPOINT deciding")
_BACK = Statement("ROLLBACK TO deciding")
_UNKNOWN = Message(
    "It is unknown whether the log accepted this command ({name}): the answer was lost. Run 'tracker sync'."
)
_UNKNOWN_WITH_KEY = Message(
    "It is unknown whether the log accepted this command ({name}): the answer was lost. Run it again with --key {key}."
)
_NOT_HERE = Message("Command {number} is in the log, but not in {path}: {reason}. Run 'tracker sync'.")
