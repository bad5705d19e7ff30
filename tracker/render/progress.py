"""How far long work is, shown on stderr while it lasts, on a terminal only."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from tracker.model.text import plain

if TYPE_CHECKING:
    from rich.progress import Progress

Item = TypeVar("Item")

Advance = Callable[[int], None]
"""Says that so many more are done."""

EVERY = 1000
"""The rows between two calls of Advance, so that a row costs next to nothing."""

_PATIENCE = 0.5
"""The seconds that work may take before a bar appears: what is done by then needs none."""

_PAUSE = 0.1
"""The seconds between two drawings of the bar."""


@contextmanager
def progress(title: str, total: int | None) -> Iterator[Advance]:
    """Give what to call with how many more are done, of `total` if that is known.

    Nothing is drawn unless stderr is a terminal and the work takes a while; at the end the bar
    goes away, whatever happened. Not for rows that are printed on the same terminal meanwhile.
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
    """Pass the rows on, and say how many at every thousandth."""
    for number, row in enumerate(rows, 1):
        yield row
        if number % EVERY == 0:
            advance(EVERY)


def tracked(rows: Iterable[Item], title: str, total: int | None = None) -> Iterator[Item]:
    """Pass the rows on, and show how many on a terminal.

    The bar goes away with the last row. Where whoever takes the rows may fail before that, use
    `progress` around it and `counted`, so that the bar is gone before the failure is told.
    """
    with progress(title, total) as advance:
        yield from counted(rows, advance)


class _Bar:
    """A bar that is drawn late and seldom, and only when it is told of some advance."""

    def __init__(self, title: str, total: int | None) -> None:
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
            self.drawn.add_task(plain(self.title), total=self.total, completed=self.done)
            self.drawn.start()
            if not self.drawn.disable:
                # Whatever ends this process now, even a kill, leaves the cursor to be seen.
                self.drawn.console.show_cursor(True)
        self.drawn.update(self.drawn.task_ids[0], completed=self.done, refresh=True)


def _progress() -> "Progress":
    """Return a bar on stderr that starts no thread and leaves stdout alone; mute where it could not move."""
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
