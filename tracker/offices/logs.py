"""The log that offices share: a chain of batches, and the questions that an engine answers."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from tracker.errors import Unusable
from tracker.messages import Message
from tracker.store.sharing import Batch

__all__ = ["Batch"]


class NoLog(Unusable):
    """Nobody shared a ledger at this address, or the log is lost."""


class Uncertain(Unusable):
    """It is unknown whether the engine accepted a batch: the answer was lost."""


class Pruned(Unusable):
    """The log no longer has the next batch of this copy."""


class Branched(Unusable):
    """The log continues from another command than this copy: it was put back, and others went on."""


class NotTaken(Unusable):
    """A batch of the log cannot be applied: it is damaged, unknown to this version, or breaks a rule."""


class Snapshot(NamedTuple):
    """A whole ledger as it was after a command, compressed."""

    number: int
    id: str
    """The id of that command's batch; for the snapshot that begins a log, the SHA-256 of its body."""
    body: bytes


class Last(NamedTuple):
    """The end of a log."""

    number: int
    id: str
    clock: str
    """The server's UTC timestamp."""


class Seen(NamedTuple):
    """How far an office has come: the last command in its copy, and the UTC day on which it said so."""

    office: str
    number: int
    day: str


class Log(Protocol):
    """A chain of batches. All questions raise Unusable when the engine does not answer or refuses them."""

    def last(self) -> Last:
        """Return the end of the log. Raises NoLog when there is none."""

    def since(self, number: int) -> Iterator[Batch]:
        """Yield the batches after that number, in order. Raises Pruned when the first of them is gone."""

    def append(self, batch: Batch, seen: int) -> bool:
        """Add a batch if it continues the chain; return whether it is in the log now, also from an earlier try.

        `seen` is the last command in this office's copy. Raises Uncertain when the answer is lost.
        """

    def snapshot(self) -> Snapshot:
        """Return the newest snapshot. Raises NoLog when there is none."""

    def publish(self, snapshot: Snapshot, *, alone: bool = False) -> None:
        """Add a snapshot, and the tables if there are none; `alone`: remove everything else. Owner only."""

    def prune(self, number: int) -> Message | None:
        """Remove the batches before that number, in parts, and all snapshots but the newest. Owner only.

        Returns why the engine's files may still contain them, if so.
        """

    def see(self, number: int) -> list[Seen]:
        """Note the last command in this office's copy, and return how far each office has come."""

    def close(self) -> None:
        """Close the connection."""
