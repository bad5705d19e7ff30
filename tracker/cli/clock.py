"""clock: correct the times of commands that were recorded under a wrong clock."""

from collections.abc import Iterator

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

    The time must be between the times of the previous and the next command, and not in the future. With A..B, the first
    command gets this time and the others keep their intervals where possible. This works even while other commands are
    rejected because of a wrong clock.
    """
    made = fix_clock(the_app().path, *numbers, moment, particulars)
    done = Message("Nothing was recorded.")
    if made.command is not None:
        done = Message("The correction was recorded as command {command}.", command=made.command)
    fields = made._asdict() | {"corrected": [each._asdict() for each in made.corrected]} if as_json else None
    answer(done, fields, (*_correction_lines(made), *made.messages))


def _correction_lines(made: ClockFix) -> Iterator[Message]:
    template = Message("Command {command} ({name}) is now recorded at {recorded_at}, not {was}.")
    if made.command is None:
        template = Message("Command {command} ({name}) would be recorded at {recorded_at}, not {was}.")
    kept = Message("Command {command} ({name}) keeps its time, {recorded_at}.")
    for corrected in made.corrected:
        yield (kept if corrected.recorded_at == corrected.was else template).given(**corrected._asdict())
