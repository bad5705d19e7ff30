"""The state in which the ledger is queried."""

from datetime import date
from typing import Self

from tracker.deferred import NamedTuple
from tracker.messages import Message


class AsOf(NamedTuple):
    """The requested state of the ledger; None means the latest."""

    at: date | None = None
    """The last business date to include."""
    known_at: str | None = None
    """The last UTC timestamp of recording to include."""
    held: date | None = None
    """The last date of planned events to include, such as seminars, if it differs from `at`."""

    def as_of_today(self) -> Self:
        """Return the state with planned events up to today, unless a date is set.

        All recorded entries are included: a clerk's time zone may already be at tomorrow.
        """
        return self if self.at is not None else self._replace(held=date.today())

    @property
    def day(self) -> date:
        """The date of the state, today for the latest."""
        return self.at or date.today()

    @property
    def message(self) -> Message:
        """The part of a title with the state."""
        day = self.day
        if self.known_at is None:
            return Message("as of {day}", day=day)
        return Message("as of {day}, as known at {moment}", day=day, moment=self.known_at)
