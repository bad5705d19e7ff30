"""As of when the ledger is asked."""

from datetime import date
from typing import Self

from tracker.deferred import NamedTuple
from tracker.errors import session
from tracker.messages import Message


class AsOf(NamedTuple):
    """The state of the ledger that is requested; None is the latest."""

    at: date | None = None
    """The last business date to include."""
    known_at: str | None = None
    """The last UTC timestamp of recording to include."""
    held: date | None = None
    """The last date to include of what is planned ahead, such as seminars, if it is another than `at`."""

    def as_of_today(self) -> Self:
        """Return the same with what is planned up to today, unless a day is asked for.

        All that was logged is included: where a clerk sits, it may be tomorrow already.
        """
        return self if self.at is not None else self._replace(held=date.today())

    @property
    def day(self) -> date:
        """The day of the state: of the latest it is today or, if clerks are ahead of it, that of the last entry."""
        if self.at is not None:
            return self.at
        ahead = None if self.known_at else session.day_ahead
        return date.today() if ahead is None else max(date.today(), date.fromisoformat(ahead))

    @property
    def message(self) -> Message:
        """The part of a title that says so."""
        day = self.day
        if self.known_at is None:
            return Message("as of {day}", day=day)
        return Message("as of {day}, as known at {moment}", day=day, moment=self.known_at)
