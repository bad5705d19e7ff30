"""Clock fixes: corrected timestamps of commands recorded under a wrong clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from tracker.deferred import NamedTuple
from tracker.errors import FutureDate, WrongOrder, WrongUsage
from tracker.ledger.commands import DRY_RUN, LedgerOrCommand, recorded, refusing_broken_rules
from tracker.ledger.lookup import refuse_unknown_command
from tracker.ledger.recording import ALREADY_USED, used_before
from tracker.messages import Message
from tracker.model.dates import WrongClock, current_moment, format_moment, next_moment, read_moment
from tracker.model.entries import Particulars
from tracker.store import clock, commands
from tracker.store.clock import CorrectedCommand
from tracker.store.commands import RecordedCommand
from tracker.store.connection import Database

_STEP = timedelta(microseconds=1)

_NEIGHBOUR = Message("command {number} ({name}, {moment})")


class ClockFix(NamedTuple):
    """A recorded correction; for a dry run without number and timestamp."""

    command: int | None
    recorded_at: str | None
    recorded_by: str
    corrected: tuple[CorrectedCommand, ...]
    messages: tuple[Message, ...] = ()


def fix_clock(ledger: LedgerOrCommand, first: int, last: int, moment: str, particulars: Particulars) -> ClockFix:
    """Record that the commands from `first` to `last` were recorded from `moment` on, whatever their clock showed.

    The others keep their intervals or, where that would pass the next command or now, follow by one microsecond. Raises
    Refused if a command is unknown, `moment` does not fit, or the ledger's last time would still be far in the future.
    """
    if last < first:
        raise WrongUsage("{first}..{last} ends before it begins; enter {last}..{first}.", first=first, last=last)
    arguments = {"first": first, "last": last, "moment": moment}
    with recorded(ledger, "clock fix", particulars.clerk, keep=not particulars.dry_run, any_clock=True) as running:
        database = running.database
        if existing := used_before(running, "clock fix", arguments, particulars):
            return _described(database, existing.number, (ALREADY_USED.given(key=particulars.key),))
        moments = _corrected_moments(database, first, last, moment)
        running.moment = _own_moment(database, last, moments[-1][1], first)
        with refusing_broken_rules():
            running.add(clock.correct(running.number, moments))
            running.close()
        if not particulars.dry_run:
            return _described(database, running.number)
        return _described(database, running.number, (DRY_RUN,))._replace(command=None, recorded_at=None)


def _described(database: Database, command: int, messages: tuple[Message, ...] = ()) -> ClockFix:
    recorded_at, clerk = clock.moment_of(database, command)
    return ClockFix(command, recorded_at, clerk, tuple(clock.corrected_by(database, command)), messages)


def _corrected_moments(database: Database, first: int, last: int, moment: str) -> list[tuple[int, str]]:
    """Return the commands with their new timestamps. Raises Refused for an unknown command or an invalid timestamp."""
    refuse_unknown_command(database, first)
    refuse_unknown_command(database, last)
    found = clock.recorded_between(database, first - 1, last + 1)
    wrong = [command for command in found if first <= command.number <= last]
    before = next((command for command in found if command.number < first), None)
    after = next((command for command in found if command.number > last), None)
    now = current_moment()
    if before is not None and before.moment > now:
        raise FutureDate(
            "{earlier} is in the future too (it is now {now}). Correct the commands together: 'tracker clock fix "
            "{since}..{last} MOMENT'.",
            earlier=_NEIGHBOUR.given(**before._asdict()),
            now=now,
            since=commands.last_known(database, now) + 1,
            last=last,
        )
    start, latest, later = read_moment(moment), read_moment(now), Message("now, {now}", now=now)
    if after is not None and after.moment <= now:
        latest, later = read_moment(after.moment) - _STEP, _NEIGHBOUR.given(**after._asdict())
    if (before is not None and moment <= before.moment) or start > latest - (last - first) * _STEP:
        if before is None:
            raise WrongOrder("The time must be before {later}.", later=later)
        earlier = _NEIGHBOUR.given(**before._asdict())
        raise WrongOrder("The time must be between {earlier} and {later}.", earlier=earlier, later=later)
    return _moved(wrong, start, latest)


def _moved(wrong: Sequence[RecordedCommand], start: datetime, latest: datetime) -> list[tuple[int, str]]:
    """Return the commands with timestamps from `start` on, keeping their intervals as far as `latest` allows."""
    moments = [start]
    for index, (one, following) in enumerate(pairwise(wrong), 2):
        distance = read_moment(following.moment) - read_moment(one.moment)
        fits = distance <= latest - moments[-1] - (len(wrong) - index) * _STEP
        moments.append(moments[-1] + (distance if fits else _STEP))
    return [(command.number, format_moment(moment)) for command, moment in zip(wrong, moments, strict=True)]


def _own_moment(database: Database, last: int, moment: str, first: int) -> str:
    """Return the timestamp of the correction itself, after all others, once `last` has `moment`."""
    end = clock.recorded_between(database, last, commands.last_number(database))[-1]
    try:
        return next_moment(moment if end.number == last else end.moment)
    except WrongClock as wrong:
        raise FutureDate(
            "Command {command} ({name}) would still be at {moment}, but it is now {now}. Correct it too: "
            "'tracker clock fix {first}..{command} MOMENT'.",
            now=wrong.now,
            command=end.number,
            name=end.name,
            moment=end.moment,
            first=first,
        ) from None
