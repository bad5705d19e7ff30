"""A clock that a test can set."""

from datetime import UTC, datetime, tzinfo

import pytest


def the_clock_shows(now: datetime, patched: pytest.MonkeyPatch) -> None:
    """Stop the clock of commands at that moment."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Clock":
            return cls.fromtimestamp(now.timestamp(), tz or UTC)

    patched.setattr("tracker.model.dates.datetime", Clock)
