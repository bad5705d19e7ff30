"""Says what comes next, to whoever sits at a terminal before a young ledger."""

from contextlib import suppress
from pathlib import Path

from tracker.cli.output import at_terminal, say
from tracker.errors import TrackerError


def say_next(path: Path, taken: str) -> None:
    """Print what comes after the first step of its kind; nothing in a pipe, where nobody is shown the way.

    The step itself is recorded and answered, so whatever goes wrong here is not worth a word.
    """
    if not at_terminal():
        return
    from tracker.reports.first_steps import next_step

    with suppress(TrackerError):
        if step := next_step(path, taken):
            say(step)
