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
    drawn, done, due = _progress(), 0, time.monotonic() + _PATIENCE

    def advance(count: int) -> None:
        nonlocal done, due
        done += count
        if time.monotonic() < due:
            return
        if not drawn.tasks:
            drawn.add_task(plain(str(title)), total=total)
            drawn.start()
            if not drawn.disable:
                drawn.console.show_cursor(True)  # visible even if the process is killed
        drawn.update(drawn.task_ids[0], completed=done, refresh=True)
        due = time.monotonic() + _PAUSE

    try:
        yield advance
    finally:
        if drawn.tasks and not drawn.disable:
            drawn.stop()


def counted(rows: Iterable[Item], advance: Advance) -> Iterator[Item]:
    """Yield the rows, calling `advance` after every thousandth."""
    for number, row in enumerate(rows, 1):
        yield row
        if number % EVERY == 0:
            advance(EVERY)


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
