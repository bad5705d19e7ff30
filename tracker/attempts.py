"""Deciding again: when another office that shares the ledger was faster, what was decided is decided anew.

Nothing is left of what was rolled back, so a decision may be made several times; what it must not do is to have any
other effect than what it records and returns.
"""

import time
from collections.abc import Callable
from threading import local
from typing import Final, TypeVar

from tracker.errors import DecideAgain, Unusable
from tracker.messages import Plural

SECONDS: Final = 15
"""How long it is tried to be the fastest."""

_LONGEST = 0.2
"""The seconds that are waited at most before it is decided again.

The longer one tries, the less one waits, down to nothing: others who come anew do not wait at all.
"""

_LONG = 10
"""The seconds of a decision for which others are not made to wait, who would give up meanwhile."""


class Patience(local):
    """Whether what this thread decides was overtaken so often that others should wait for it."""

    is_over = False


patience = Patience()

Result = TypeVar("Result")


def decided(decide: Callable[[], Result]) -> Result:
    """Return what `decide` does, which is called again for as long as others are faster, after a time left to chance.

    Raises Unusable when they were for too long.
    """
    deadline = None
    try:
        while True:
            began = time.monotonic()
            try:
                return decide()
            except DecideAgain:
                now = time.monotonic()
                patience.is_over = now - began < _LONG and (deadline is not None or now - began > _LONGEST)
                deadline = deadline or now + SECONDS  # which a long sheet has not used up by itself
                if now >= deadline:
                    raise Unusable.of(_TOO_BUSY) from None
            import random  # rarely needed, and slow to load

            time.sleep(random.uniform(0, _LONGEST * (deadline - now) / SECONDS))  # noqa: S311  (to part those who met)
    finally:
        patience.is_over = False


_TOO_BUSY = Plural(
    "Other offices recorded something each time that this was to be recorded, for {count} second; nothing was "
    "recorded; try again.",
    "Other offices recorded something each time that this was to be recorded, for {count} seconds; nothing was "
    "recorded; try again.",
    count=SECONDS,
)
