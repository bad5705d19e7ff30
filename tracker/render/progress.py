"""Show the progress of long work on stderr, on a terminal only."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from tracker.messages import Message
from tracker.model.text import plain

if TYPE_CHECKING:
    from rich.progress import Progress

Item = TypeVar("Item")

Advance = Callable[[int], None]
"""Adds to the number of rows done."""

EVERY = 1000
"""The number of rows between calls of Advance, to keep the cost per row small."""

_PATIENCE = 0.5  # seconds before a bar appears: shorter work needs none
_PAUSE = 0.1  # seconds between updates of the bar


@contextmanager
def progress(title: Message, total: int | None) -> Iterator[Advance]:
    """Yield a function to call with the number of further rows done, of `total` if known.

    Nothing is drawn unless stderr is a terminal and the work takes a while; the bar is always removed at the end. Not
    for rows printed on the same terminal in the meantime.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda count: None
        return
    bar = _Bar(title, total)
    try:
        yield bar.advance
    finally:
        bar.stop()


def counted(rows: Iterable[Item], advance: Advance) -> Iterator[Item]:
    """Yield the rows, calling `advance` after every thousandth."""
    for number, row in enumerate(rows, 1):
        yield row
        if number % EVERY == 0:
            advance(EVERY)


class _Bar:
    """A bar that appears after a delay and is redrawn only on an advance, and not too often."""

    def __init__(self, title: Message, total: int | None) -> None:
        self.title, self.total, self.done = title, total, 0
        self.due = time.monotonic() + _PATIENCE
        self.drawn: Progress | None = None

    def advance(self, count: int) -> None:
        self.done += count
        if time.monotonic() >= self.due:
            self._draw()
            self.due = time.monotonic() + _PAUSE

    def stop(self) -> None:
        if self.drawn is not None and not self.drawn.disable:
            self.drawn.stop()

    def _draw(self) -> None:
        if self.drawn is None:
            self.drawn = _progress()
            self.drawn.add_task(plain(str(self.title)), total=self.total, completed=self.done)
            self.drawn.start()
            if not self.drawn.disable:
                # Keep the cursor visible even if the process is killed.
                self.drawn.console.show_cursor(True)
        self.drawn.update(self.drawn.task_ids[0], completed=self.done, refresh=True)


def _progress() -> "Progress":
    """Return a bar on stderr that starts no thread and leaves stdout alone; disabled on a dumb terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(file=sys.stderr, markup=False, emoji=False, highlight=False)
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not console.is_interactive,
    )
