"""Deciding again: when another office that shares the ledger was faster, what was decided is decided anew.

Nothing is left of what was rolled back, so a decision may be made several times; what it must not do is to have any
other effect than what it records and returns.
"""

import time
from collections.abc import Callable
from typing import Final, TypeVar

from tracker.errors import DecideAgain, Unusable
from tracker.messages import Plural

SECONDS: Final = 15
"""How long it is tried to be the fastest."""

_FIRST, _LONGEST = 0.02, 0.2
"""The seconds that are waited at most before it is decided again for the first time, and at any time.

Others who come anew do not wait at all: whoever waits for long is overtaken, again and again.
"""

Result = TypeVar("Result")


def decided(decide: Callable[[], Result]) -> Result:
    """Return what `decide` does, which is called again for as long as others are faster, after a time left to chance.

    Raises Unusable when they were for too long.
    """
    deadline = None
    longest = _FIRST
    while True:
        try:
            return decide()
        except DecideAgain:
            now = time.monotonic()
            deadline = now + SECONDS if deadline is None else deadline  # which a long sheet has not used up by itself
            if now >= deadline:
                raise Unusable.of(_TOO_BUSY) from None
        import random  # rarely needed, and slow to load

        time.sleep(random.uniform(0, longest))  # noqa: S311  (so that those who met do not meet again)
        longest = min(2 * longest, _LONGEST)


_TOO_BUSY = Plural(
    "Other offices recorded something each time that this was to be recorded, for {count} second; nothing was "
    "recorded; try again.",
    "Other offices recorded something each time that this was to be recorded, for {count} seconds; nothing was "
    "recorded; try again.",
    count=SECONDS,
)
