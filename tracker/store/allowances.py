"""How much SQLite may do for a batch of another office, in its own instructions: the same for all, on any machine.

Each step asks for no more than its parameters name, so that what a batch takes grows with its size; what is made to
take more than that ends here.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tracker.messages import Message
from tracker.store.connection import STEPS, Database, hear
from tracker.store.shapes import Shape
from tracker.store.steps import Unfit

MOST_FREELY = 300_000_000
"""The instructions that a batch may take, whatever its size: about ten seconds of a processor."""

MOST_A_BYTE = 2_000
"""The further ones for each byte of it, compressed. What sheets record takes 60, what takes them back 600."""

_PREPARED = 20_000
"""What it takes to prepare a statement, of which a connection keeps a hundred, and to copy a row that is changed."""

_KEPT = 100


class Allowance:
    """What is left of the instructions that a batch may take."""

    def __init__(self, size: int) -> None:
        """Begin with those that a batch of so many bytes may take."""
        self._left = MOST_FREELY + MOST_A_BYTE * size
        self._prepared: dict[str, None] = {}
        """The last statements, the one that was used last at the end."""

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left."""
        return self._left < 0

    def spend_on(self, sql: str, shape: Shape, rows: Sequence[Sequence[Any]]) -> None:
        """Take off what a step costs that SQLite does not count. Raises Unfit when nothing is left."""
        if sql in self._prepared:
            del self._prepared[sql]
        else:
            self._left -= _PREPARED
            if len(self._prepared) == _KEPT:
                del self._prepared[next(iter(self._prepared))]
        self._prepared[sql] = None
        if shape.act == "changes":
            self._left -= _PREPARED * len(rows)
        if self.is_spent:
            raise self.refusal()

    def count(self) -> int:
        """Take off what SQLite has done since it last called this, and return whether it is to end the statement."""
        self._left -= STEPS
        return self.is_spent

    @staticmethod
    def refusal() -> Unfit:
        """Return the refusal of a batch that takes more."""
        return Unfit.of(Message("it takes longer than what commands do"))


@contextmanager
def limited(database: Database, size: int) -> Iterator[Allowance]:
    """Yield what a batch of so many bytes may take; a statement that goes beyond it raises KeyboardInterrupt."""
    allowance = Allowance(size)
    database.connection.set_progress_handler(allowance.count, STEPS)
    try:
        yield allowance
    finally:
        database.connection.set_progress_handler(hear, STEPS)
