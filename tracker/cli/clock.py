"""clock: correct the times of commands that were recorded under a wrong clock."""

from collections.abc import Iterator
from typing import Any

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.options import changing_options
from tracker.cli.output import answer
from tracker.cli.types import COMMANDS, MOMENT
from tracker.ledger.clock import ClockFix, fix_clock
from tracker.messages import Message
from tracker.model.entries import Particulars


@click.group(cls=TrackerGroup)
def clock() -> None:
    """Command times recorded with a wrong clock: fix."""


@clock.command()
@click.argument("numbers", type=COMMANDS, metavar="COMMAND")
@click.argument("moment", type=MOMENT)
@changing_options
def fix(numbers: tuple[int, int], moment: str, particulars: Particulars, as_json: bool) -> None:
    """Correct the time of a COMMAND, or of several (A..B).

    The time must lie between those of the commands before and after, and not in the future. With A..B, the
    first command gets the time given and the others keep their intervals where possible. This works even
    while other commands are rejected because of a wrong clock.
    """
    made = fix_clock(the_app().path, *numbers, moment, particulars)
    done = Message("Nothing was recorded.")
    if made.command is not None:
        done = Message("The correction was recorded as command {command}.", command=made.command)
    answer(done, _fields(made) if as_json else None, (*_correction_lines(made), *made.messages))


def _fields(made: ClockFix) -> dict[str, Any]:
    corrected = [
        {
            "command": each.number,
            "name": each.name,
            "clock_showed": each.shown,
            "was": each.was,
            "recorded_at": each.moment,
        }
        for each in made.corrected
    ]
    return {
        "command": made.command,
        "recorded_at": made.recorded_at,
        "recorded_by": made.clerk,
        "corrected": corrected,
        "messages": made.messages,
    }


def _correction_lines(made: ClockFix) -> Iterator[Message]:
    """Yield a line for each command."""
    template = Message("Command {number} ({name}) is now recorded at {moment}, not {was}.")
    if made.command is None:
        template = Message("Command {number} ({name}) would be recorded at {moment}, not {was}.")
    for corrected in made.corrected:
        message = (
            template
            if corrected.moment != corrected.was
            else Message("Command {number} ({name}) keeps its time, {moment}.")
        )
        yield message.given(**corrected._asdict())
