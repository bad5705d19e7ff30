"""The log that several offices share: its batches, and the four questions that an engine answers.

An engine keeps bytes in order, and knows nothing of what is in them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from tracker.errors import Unusable
from tracker.messages import Message

TURN_SECONDS = 12
"""How long an office that was overtaken may have others wait, who have three of their 15 seconds left then."""


class NoLog(Unusable):
    """Nobody shared a ledger there, or the log is lost."""


class NotTakenOver(Unusable):
    """A batch of the log is not what a command of this version does."""

    number = 0
    """Which one."""
    id = ""
    """The id that it has in the log."""
    why = Message("")
    """What is wrong with it."""


class Uncertain(Unusable):
    """It is not known whether the engine took a batch: the answer was lost."""


class OthersTurn(Unusable):
    """Nothing was taken now, since others wait for an office that was overtaken; what was sent before may have been."""


class Pruned(Unusable):
    """The log no longer has the batch that was asked for: a snapshot stands in its place."""


class Another(Unusable):
    """The log is not the one that a copy followed, or was put back: it has another command under a number, or none."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one command hands over: the steps of its write, compressed, under the number of the command."""

    number: int
    id: str
    """Made at random by the office that sends it, so that a batch whose answer was lost is known again."""
    schema: int
    """The schema's version with which its steps were made."""
    clerk: str
    moment: str
    """The UTC timestamp of its command."""
    body: bytes
    office: str = field(default="", compare=False)
    """Who added it, by what the engine wrote down, if it does."""
    is_too_large: bool = field(default=False, compare=False)
    """Whether its body is larger than that of any command, so that it was not read."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A whole ledger as it was after a command, compressed: what an office begins with."""

    number: int
    """The command after which it was made, 0 for that of a log in which nothing is yet."""
    schema: int
    body: bytes
    clerks: tuple[str, ...] = field(default=(), compare=False)
    """Of one that makes a log: who recorded in it, so that no other office takes their names. None is given back."""

    @property
    def id(self) -> str:
        """Return a hash of all of it."""
        from hashlib import sha256  # slow to load, and rarely needed

        return sha256(self.body).hexdigest()


class Log(Protocol):
    """A log that is only ever added to, and gives each number once.

    All questions raise Unusable, in one sentence, when the engine does not answer, grants no right or has no quorum.
    `open_log(url, *, password: str | None, ca: Path | None)` in `tracker.offices.opening` returns the one at a URL.
    """

    @property
    def lacks_snapshot(self) -> bool:
        """Whether it has batches, but no snapshot with which an office could begin, as `since` last found it."""

    def last(self) -> int:
        """Return the number of the last batch, of the snapshot when none stands after it. Raises NoLog without any."""

    def since(self, number: int, known: str | None = None) -> Iterator[Batch]:
        """Yield the batches after that number, in order.

        `known` is the id of the batch of that number, or of the snapshot with which one began there. Raises Pruned when
        the log no longer has the first, Another when it ends before that number, or has something else there.
        """

    def append(self, batch: Batch) -> bool:
        """Add a batch, and return whether it stands under its number: False when another one has taken it.

        The very same batch may be sent again, and stands then. Raises `Uncertain` when it is not known whether the
        engine took it, `OthersTurn` when it took it not now because another office insists, `Pruned` when a snapshot
        stands for that number, with it or without.
        """

    def snapshot(self) -> Snapshot:
        """Return the newest snapshot, of number 0 and without a body when there is none."""

    def publish(self, snapshot: Snapshot, *, prune: bool, ours: bool = False) -> Message | None:
        """Put a snapshot into the log; with `prune` remove what stands up to its number. Only the owner may.

        Returns why what was removed may still lie in the engine's files, if so: pruning again tries that again.

        The first snapshot makes the log; whoever shares a ledger has seen before that there is none. A further one is
        of a number that the log has reached already: else it is of another ledger, and this raises Refused. One of the
        newest one's number must be the very same, unless it is `ours`, of a copy that follows this log: then that one
        stays.
        """

    def insist(self) -> None:
        """Have other offices wait until this one has sent its batch, or closes, if the engine can do that."""

    def relent(self) -> None:
        """Let other offices go on."""

    def cut(self, number: int, known: str) -> bool:
        """Remove the batch of that number and all after it, which no office takes over. Only the owner may.

        Returns whether that was done: another batch than the one whose id is known is left there.
        """

    def close(self) -> None:
        """Let go of the engine."""


def is_another(known: str | None, batch: str | None, snapshot: str | None) -> bool:
    """Tell by the ids of what a log has under a number whether it is another log than the one of which one is known.

    A batch that is known and has been pruned cannot be compared with the snapshot that stands for it.
    """
    if known is None or known in (batch, snapshot):
        return False
    return batch is not None or (snapshot is not None and len(known) == len(snapshot))
