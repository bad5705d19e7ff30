"""Deciding again: when another office that shares the ledger was faster, what was decided is decided anew.

Nothing is left of what was rolled back, so a decision may be made several times; what it must not do is to have any
other effect than what it records and returns.
"""

import time
from collections.abc import Callable
from threading import local
from typing import TypeVar

from tracker.errors import DecideAgain, Unusable
from tracker.messages import Plural

MOST_SECONDS = 15
"""How long a command waits for others: for the lock without a sign of life, for the log, and to decide again."""

_SHARE = 1 / 75
"""How much is waited at most before it is decided again, of the seconds that are left: a fifth of a second at first.

The longer one tries, the less one waits, down to nothing: others who come anew do not wait at all.
"""

_SHORT = 0.2
"""The seconds of a decision that is made a second time before others are made to wait."""


class Patience(local):
    """Whether what this thread decides was overtaken so often that others should wait for it."""

    is_over = False


patience = Patience()

Result = TypeVar("Result")


def decided(decide: Callable[[], Result]) -> Result:
    """Return what `decide` does, which is called again for as long as others are faster, as `decided_again` does it."""
    began = time.monotonic()
    try:
        return decide()
    except DecideAgain:  # which a long sheet takes by itself, so that it does not count as waited
        took = time.monotonic() - began
    return decided_again(decide, insisting=took > _SHORT)


def decided_again(decide: Callable[[], Result], *, insisting: bool = False) -> Result:
    """Return what `decide` does that was in vain once, and may be again, after a time left to chance.

    When it was in vain twice, or is `insisting`, others wait for it. Raises Unusable when others were faster for too
    long.
    """
    import random  # rarely needed, and slow to load

    patience.is_over = insisting
    end = time.monotonic() + MOST_SECONDS
    try:
        while True:
            time.sleep(random.uniform(0, max(end - time.monotonic(), 0) * _SHARE))  # noqa: S311  (to part those who met)
            try:
                return decide()
            except DecideAgain:
                if time.monotonic() >= end:
                    raise Unusable.of(_TOO_BUSY) from None
                patience.is_over = True
    finally:
        patience.is_over = False


_TOO_BUSY = Plural(
    "Other offices recorded something each time that this was to be recorded, or had all others wait, for {count} "
    "second; nothing was recorded; try again.",
    "Other offices recorded something each time that this was to be recorded, or had all others wait, for {count} "
    "seconds; nothing was recorded; try again.",
    count=MOST_SECONDS,
)
