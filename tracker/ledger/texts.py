"""Redaction: erase texts permanently, leaving a visible mark."""

from pathlib import Path

from tracker.deferred import NamedTuple
from tracker.errors import NothingToDo, Refused, TrackerError, UnknownName, Unusable, session
from tracker.ledger.commands import DRY_RUN, recorded, refusing_broken_rules
from tracker.ledger.lookup import find_entry, refuse_unknown_command
from tracker.ledger.naming import find_number
from tracker.ledger.recording import ALREADY_USED, used_before
from tracker.messages import Joined, Message
from tracker.model.entries import EntryName, Particulars
from tracker.store import clock, commands, texts
from tracker.store.connection import Database
from tracker.store.transactions import reading

# Redact texts ------------------------------------------------------------------------------------------


class Redaction(NamedTuple):
    """The redacted texts; for a dry run without command and timestamp."""

    command: int | None
    recorded_at: str | None
    clerk: str
    texts: int
    """The number of texts redacted, counting each version."""
    entries: tuple[int, ...]
    requests: tuple[int, ...]
    runs: tuple[str, ...]
    commands: tuple[int, ...]
    """The commands with texts about other things, such as the closing of a place."""
    copies: tuple[str, ...]
    """The files that may still contain copies of the texts, as far as the ledger knows."""
    messages: tuple[Message, ...]
    failure: TrackerError | None = None


class RedactionTarget(NamedTuple):
    """The texts to redact: of entries, of a request, or of a command."""

    entries: tuple[EntryName, ...] = ()
    request: int | None = None
    command: int | None = None


def redact(path: Path, target: RedactionTarget, particulars: Particulars) -> Redaction:
    """Redact all versions of the texts, and rewrite the file so that no trace remains.

    With an entry, the texts of its receipts, their voids and the run it printed are redacted; with a request, those of
    its cancellation; with a command, all versions of the same texts. Raises Refused if there is nothing to redact.
    """
    wanted = {"entries": sorted(set(target.entries), key=str), "request": target.request, "of command": target.command}
    keep = not particulars.dry_run
    with recorded(path, "redact", particulars.clerk, keep=keep, erasing=True) as running:
        database = running.database
        if existing := used_before(running, "redact", wanted, particulars):
            made = _redaction(database, existing.number, (), ALREADY_USED.given(key=particulars.key))
            remains = Unusable("The file {path} has not been rewritten since the redaction.", path=database.path)
            return made._replace(failure=None if texts.traces(database) is None else remains)
        found = _find(database, target, particulars.clerk)
        ids = texts.not_yet_empty(database, found)
        if not ids:
            raise _nothing_there(database, texts.last_redaction(database, found), target.command)
        copies = _copies(database, texts.first_written(database, ids))
        with refusing_broken_rules():
            running.change(texts.empty(running.number, ids))
            running.close()
        made = _redaction(database, running.number, copies)
        session.remains = TRACES_REMAIN
    if particulars.dry_run:
        return made._replace(command=None, recorded_at=None, messages=(DRY_RUN, *made.messages))
    try:
        texts.leave_no_trace(path)
    except Unusable as failure:
        return made._replace(failure=failure)
    session.remains = None
    return made


TRACES_REMAIN = Message(
    "Traces of the redacted texts may remain in the file; remove them with 'tracker redact --finish'."
)


def finish(path: Path) -> bool:
    """Rewrite the file if traces of redacted texts may remain in it; return whether that was the case."""
    with reading(path) as database:
        pending = texts.traces(database) is not None
    if pending:
        texts.leave_no_trace(path)
    return pending


def _find(database: Database, target: RedactionTarget, clerk: str) -> list[int]:
    if target.request is not None:
        if not texts.has_request(database, target.request):
            raise UnknownName("There is no request {request}; see 'tracker request list'.", request=target.request)
        return texts.of_request(database, target.request)
    if target.command is not None:
        refuse_unknown_command(database, target.command)
        return texts.of_command(database, target.command)
    numbers = [find_number(database, name, clerk) for name in target.entries]
    for number in numbers:
        find_entry(database, number)
    return texts.of_entries(database, numbers)


def _nothing_there(database: Database, redacted: int | None, of_command: int | None) -> Refused:
    if redacted is None and of_command is not None:
        return NothingToDo(
            "Command {command} ({name}) has no texts to redact. To erase a note on a place, seminar or booklet, "
            "use its 'edit', such as 'tracker place edit CODE --note \"\"'.",
            command=of_command,
            name=commands.name_of(database, of_command),
        )
    if redacted is None:
        return NothingToDo("There are no texts to redact.")
    already = Message("The texts were already redacted by command {command}.", command=redacted)
    return NothingToDo.from_message(already if texts.traces(database) is None else Joined(already, TRACES_REMAIN))


def _redaction(database: Database, command: int, copies: tuple[str, ...], *messages: Message) -> Redaction:
    subjects = texts.redacted_by(database, command)
    entries = tuple(dict.fromkeys(subject.entry for subject in subjects if subject.entry is not None))
    recorded_at, clerk = clock.moment_of(database, command)
    left = tuple(_LEFT.given(entry=entry) for entry in texts.still_written(database, entries))
    left += tuple(_NAMES.given(command=number) for number in texts.named_by(database, command))
    return Redaction(
        command,
        recorded_at,
        clerk,
        len(subjects),
        entries,
        tuple(dict.fromkeys(subject.request for subject in subjects if subject.request is not None)),
        tuple(dict.fromkeys(subject.run for subject in subjects if subject.run is not None)),
        tuple(dict.fromkeys(subject.command for subject in subjects if subject.command is not None)),
        copies,
        (*messages, *left, *(_COPY.given(file=file) for file in copies), _ELSEWHERE),
    )


_LEFT = Message("The related entry {entry} still has texts; see 'tracker show {entry}'.")
_NAMES = Message(
    "Command {command} still has its --key or, for an import, the file name, --source and --where; they cannot be "
    "erased."
)
_COPY = Message("A copy of the texts may still be in {file}.")
_ELSEWHERE = Message(
    "Copies of the texts may also be in earlier exports, printouts and copies of the file, which tracker does not know."
)


def _copies(database: Database, since: str | None) -> tuple[str, ...]:
    """Return the files that may contain texts written since then: recorded backups, old versions, and sheets of
    commands that a log lacked.

    A backup missing from an existing folder was removed; a missing folder may be on a disk that is not connected.
    """
    made = [Path(file) for file, recorded_at in texts.backups(database) if since is None or recorded_at >= since]
    found = [file for file in dict.fromkeys(made) if file.exists() or not file.parent.exists()]
    path = Path(database.path).absolute()
    names = f"{path.name}.schema-", f"{path.name}.before-restore", f"{path.stem}.lacking-"
    kept = sorted(file for file in path.parent.iterdir() if file.name.startswith(names))
    return tuple(map(str, (*found, *kept)))
