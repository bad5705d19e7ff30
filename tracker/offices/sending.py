"""Sending a batch to the log until it is known whether that took it."""

from typing import Final

from tracker import waiting
from tracker.errors import Unusable
from tracker.offices.logs import Batch, Log, OthersTurn, Uncertain

_PAUSE: Final = 0.5
"""The seconds that are waited at most before it is sent again."""


def append(log: Log, batch: Batch, *, again: bool = False) -> bool:
    """Have the log take a batch, and return whether it stands there; when that is not known, send it again for a while.

    Another's turn is a no, but not to what was sent before, here or, if it is sent `again`, by an earlier command: that
    may be on its way. Raises Uncertain when it is still not known.
    """
    with waiting.in_all():
        lost: Unusable | None = None
        while True:
            try:
                with waiting.in_vain():
                    return log.append(batch)
            except (Uncertain, OthersTurn) as error:
                if isinstance(error, OthersTurn) and lost is None and not again:
                    return False
                lost = error
            except Unusable as error:
                if lost is None:
                    raise
                lost = error
            if waiting.left() <= 0:
                raise Uncertain.of(lost.message) from lost
            import random  # rarely needed, and slow to load

            waiting.pause(random.uniform(0, _PAUSE))  # noqa: S311  (so that those who wait do not all come at once)
