"""Deciding again: when another office that shares the ledger was faster, a command is decided again.

Nothing is left of what was rolled back, so a decision may be made several times; it must not have any other effect
than what it records and returns.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from tracker.errors import DecideAgain, Unusable
from tracker.messages import Plural

MOST_SECONDS = 15
"""How long a command waits for others: for the lock without a sign of life, for the log, and to decide again."""

_SHARE = 1 / 75
"""The longest wait before a command is decided again, as a part of the seconds that are left: at first a fifth of one.

The longer one tries, the less one waits: others who come new do not wait at all.
"""

Result = TypeVar("Result")


def decided(decide: Callable[[], Result]) -> Result:
    """Return what `decide` does, which is called again for as long as others are faster.

    Raises Unusable when others were faster for too long.
    """
    end = time.monotonic() + MOST_SECONDS
    while True:
        try:
            return decide()
        except DecideAgain:
            if time.monotonic() >= end:
                raise Unusable.of(_TOO_BUSY) from None
        import random  # rarely needed, and slow to load

        time.sleep(random.uniform(0, max(end - time.monotonic(), 0) * _SHARE))  # noqa: S311  (to part those who met)


_TOO_BUSY = Plural(
    "Other offices kept recording first for {count} second; nothing was recorded here. Try again.",
    "Other offices kept recording first for {count} seconds; nothing was recorded here. Try again.",
    count=MOST_SECONDS,
)
