"""Retry commands that lost a race against another office of a shared ledger.

Nothing is left of the rolled-back attempt; a retried function must have no other effect than what it records and
returns.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from tracker.errors import LostRace, Unusable
from tracker.messages import Plural

MOST_SECONDS = 15
"""The maximum seconds to wait for others: for a lock without a sign of life, for the log, and in retries."""

_SHARE = 1 / 75
"""The longest wait before a retry, as a share of the remaining seconds: at first a fifth of a second.

Waits get shorter with time, because newcomers do not wait at all.
"""

Result = TypeVar("Result")


def retry(decide: Callable[[], Result]) -> Result:
    """Return the result of `decide`, which is called again while other offices record first.

    Raises Unusable if that takes too long.
    """
    end = time.monotonic() + MOST_SECONDS
    while True:
        try:
            return decide()
        except LostRace:
            if time.monotonic() >= end:
                raise Unusable.from_message(_TOO_BUSY) from None
        import random  # rarely needed, and slow to load

        time.sleep(random.uniform(0, max(end - time.monotonic(), 0) * _SHARE))  # noqa: S311  (to spread retries)


_TOO_BUSY = Plural(
    "Other offices recorded commands continuously for {count} second; nothing was recorded here. Try again.",
    "Other offices recorded commands continuously for {count} seconds; nothing was recorded here. Try again.",
    count=MOST_SECONDS,
)
