"""Answers that are kept until the file changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from pathlib import Path
from threading import Lock

from tracker.model.dates import today
from tracker.reports.serving import State, state_of

MOST_KEPT = 16_777_216
"""The most letters of all answers that are kept."""


class Answers:
    """What was answered, by what was asked and of which state of the ledger."""

    def __init__(self, path: Path) -> None:
        """Take the ledger that it is about."""
        self._path = path
        self._kept: OrderedDict[Hashable, str] = OrderedDict()
        self._state: tuple[State | None, date] | None = None
        self._letters = 0
        self._lock = Lock()

    def to(self, question: Hashable, answer: Callable[[], str]) -> str:
        """Return the answer that is kept, or else what `answer` returns, and keep that.

        The state is told before it is asked: what others record meanwhile may be in the answer, which is then kept
        under a state that never comes again. What is the case today is no more tomorrow.
        """
        state = state_of(self._path)
        now = state, today()
        with self._lock:
            if state is None or now != self._state:
                self._kept.clear()
                self._state, self._letters = now, 0
            elif question in self._kept:
                self._kept.move_to_end(question)
                return self._kept[question]
        said = answer()
        with self._lock:
            if state is not None and now == self._state and question not in self._kept:
                self._keep(question, said)
        return said

    def _keep(self, question: Hashable, said: str) -> None:
        self._kept[question] = said
        self._letters += len(said)
        while self._letters > MOST_KEPT:
            _, gone = self._kept.popitem(last=False)
            self._letters -= len(gone)
