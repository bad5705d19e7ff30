"""Errors with a message and an exit code, printed by the outermost layer."""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING, Any, Self

from tracker.messages import Joined, Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from _typeshed import StrPath


class TrackerError(Exception):
    """An error with a message that says what was refused and what to do."""

    exit_code = 1

    def __init__(self, template: str, /, **fields: object) -> None:
        super().__init__(template)
        self.message = Message(template, **fields)

    @property
    def rule(self) -> str:
        """The stable word for the rule, for scripts: from the message or else the name of the class."""
        rule = self.message.rule
        return rule if isinstance(rule, str) else word_of(type(self))

    @classmethod
    def from_message(cls, message: Message) -> Self:
        """Return an error with this message."""
        error = cls.__new__(cls)
        error.message = message
        return error

    def __str__(self) -> str:
        return str(self.message)


def word_of(error: type[TrackerError]) -> str:
    """Return the word for a class of errors, such as "unknown-name" for UnknownName."""
    return _word(next(each.__name__ for each in error.__mro__ if not each.__name__.startswith("_")))


def _word(name: str) -> str:
    return re.sub("(?<!^)(?=[A-Z])", "-", name).lower()


class Refused(TrackerError):
    """A rule of the ledger or an unknown name: nothing was recorded. Exit code 1.

    `about` is the one of several things requested together that was refused, if known.
    """

    about: object = None

    def concerning(self, about: object) -> Self:
        """Return the error with its subject."""
        self.about = about
        return self


class Unconfirmed(Refused):
    """A possible mistake, which is recorded only after confirmation. Exit code 1."""

    def __init__(self, doubt: Message, anyway: Message | None = None) -> None:
        """Take the reason for doubt and, unless something is to be recorded, a sentence about --yes."""
        recorded = Message("{doubt} To record it anyway, add --yes.", doubt=doubt)
        self.message = recorded if anyway is None else Joined(doubt, anyway)
        self.doubt = doubt


class WrongUsage(TrackerError):
    """A quantity, date or code that is malformed. Exit code 2."""

    exit_code = 2


class Declined(TrackerError):
    """The clerk answered no to a confirmation. Exit code 1."""


class Unwritten(Refused):
    """The output cannot be written to its destination. Exit code 1."""


class Unanswered(TrackerError):
    """The command was recorded, but its output cannot be written; a repeat would record it twice. Exit code 4."""

    exit_code = 4


class ReaderGone(TrackerError):
    """The reader of the output has closed it, as `head` does, which is fine. Exit code 0."""

    exit_code = 0

    def __init__(self) -> None:
        """Set no message: nobody would read it."""
        super().__init__("")


class Unusable(TrackerError):
    """The database cannot be used: missing, locked, full, damaged, foreign, newer. Exit code 3."""

    exit_code = 3


class Unsettled(Unusable):
    """Interrupted when the command had been recorded, or may have been. Exit code 130."""

    exit_code = 130


class TooLong(Unusable):
    """A query exceeded its time limit and was stopped. Exit code 3."""


# The rules as classes for scripts. Classes of exceptions slow the start, so each is made when a module first imports
# it.


_RULES = frozenset(
    (
        *("AlreadyUndone", "AlreadyVoided", "AmbiguousName", "CodeReserved", "CodeTaken", "CorrectedSheet"),
        *("CountInTheWay", "Discrepancies", "ExtraMissing", "FutureDate", "InboxFull", "NamedTwice", "NoChange"),
        *("NotEnoughCopies", "NotOpen", "NotOutstanding", "NotReversible", "NotShared", "NotYetPrinted"),
        *("NothingToDo", "Overtaken", "PlaceClosed", "PlaceNotEmpty", "PortInUse", "ReceiptInTheWay"),
        *("RejectedByDatabase", "RowsOfNoCommand", "RunWithdrawn", "SamePlace", "StillNeeded", "StillUsed"),
        *("TargetExists", "TooLarge", "UnreadableFile", "UsedKey", "WrongFile", "WrongGrant", "WrongKind"),
        *("WrongOrder", "WrongRow"),
    )
)
"""The names of the classes of refusals."""


def __getattr__(name: str) -> type[Refused]:
    """Return the class of refusals with this name, creating it if necessary."""
    if name not in _RULES:
        raise AttributeError(name)
    globals()[name] = made = type(name, (Refused,), {"__module__": __name__})
    return made


class UnknownName(Refused):
    """There is no record with this name, code or number."""


class UnknownColumn(WrongUsage):
    """The table has no such column."""


class WrongAmount(WrongUsage):
    """Not an amount of money."""


class WrongCode(WrongUsage):
    """Not a code, item or print run."""


class WrongDate(WrongUsage):
    """Not a date or period."""


class WrongQuantity(WrongUsage):
    """Not a number of copies."""


class LedgerDamaged(Unusable):
    """The file is damaged."""


class NewerVersion(Unusable):
    """A newer version of tracker made the file."""


class NoLedger(Unusable):
    """There is no file."""

    def __init__(self, path: StrPath) -> None:
        self.message = Message("There is no ledger at {path}; create one with 'tracker init'.", path=path)


class NotALedger(Unusable):
    """The file is not a ledger."""


class LostRace(Exception):
    """Another office recorded first: the command was rolled back and must be planned again.

    `tracker.retries` does that.
    """


_ELSEWHERE = (
    *("disk-full", "ledger-locked", "log-unreachable", "read-only", "wrong-clock"),
    *("import-refused", "interrupted", "memory", "no-log", "not-set", "uncertain", "unexpected"),
)
"""The rule words of messages, and of errors defined in other modules."""


def words() -> list[str]:
    """Return the words of all errors, as --format json prints them."""
    unseen = (ReaderGone, TooLong, TrackerError)
    known = [each for each in globals().values() if isinstance(each, type) and issubclass(each, TrackerError)]
    return sorted({*(word_of(each) for each in known if each not in unseen), *map(_word, _RULES), *_ELSEWHERE})


_REASONS: dict[type[OSError], Message] = {
    FileNotFoundError: Message("there is no such file or folder"),
    FileExistsError: Message("it already exists"),
    NotADirectoryError: Message("there is no such folder"),
    IsADirectoryError: Message("it is a folder"),
    PermissionError: Message("permission denied"),
    BrokenPipeError: Message("the reader closed the output"),
}
_FULL = Message("no space left on device")


def reason(error: OSError) -> Message:
    """Return the operating system's reason in a few words, without the path; untranslated if unknown."""
    for kind, message in _REASONS.items():
        if isinstance(error, kind):
            return message
    if error.errno == errno.ENOSPC:
        return _FULL
    text = error.strerror or str(error) or type(error).__name__
    return Message("{reason}", reason=text[:1].lower() + text[1:])


class Session:
    """State of one run of the program that the store needs or reports without arguments."""

    def __init__(self) -> None:
        self.in_json = False
        """Whether to print an error as a JSON object."""
        self.database: Callable[[], str | None] = lambda: None
        """Returns the path given with --db."""
        self.committed = False
        """Whether something was committed or created, or recorded earlier with the given key.

        Determines what to report after an interruption.
        """
        self.made: Path | None = None
        """The last file or folder that was put in place, complete."""
        self.restored: Path | None = None
        """The ledger that was replaced by a backup, which its log does not show."""
        self.remains: Message | None = None
        """What remains to be done after the commit, if the program ends there."""
        self.warned: set[str] = set()
        """The files with warnings already printed."""
        self.unknown = 0
        """The number of unknown names."""
        self.clerk: Callable[[], str] = lambda: "unknown"
        """Returns the clerk, for an upgrade, which any command may trigger."""
        self.office: Callable[[str], Any] | None = None
        """Returns the `offices.copying.Office` that handles writes of a shared ledger."""
        self.as_of: str | None = None
        """The UTC timestamp up to which a copy of a shared ledger is known to be current."""
        self.has_traces = False
        """Whether traces of redacted text may remain in the ledger."""
        self.rights = 0o666
        """The permission bits of the ledger; a new file gives nobody more."""
        self.at_end: list[Callable[[], None]] = []
        """Clean-up functions to call at the end of the run."""

    def end(self) -> None:
        """Call the clean-up functions."""
        while self.at_end:
            self.at_end.pop()()


session = Session()
