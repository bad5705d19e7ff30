"""Sending a batch to the log until it is known whether that took it."""

import time
from pathlib import Path
from typing import Final

from tracker import attempts
from tracker.errors import TrackerError, Unusable
from tracker.offices.logs import Batch, Log, OthersTurn, Pruned, Uncertain
from tracker.offices.outcomes import TakenAs, stands

_PAUSE: Final = 0.5
"""The seconds that are waited at most before it is sent again."""


def append(path: Path, log: Log, batch: Batch, *, again: bool = False) -> TakenAs:
    """Have the log take a batch, and return whether it stands there; when that is not known, send it again for a while.

    `path` is the copy's, beside which a snapshot may have to be looked at. Another's turn is a no, but not to what was
    sent before, here or, if it is sent `again`, by an earlier command: that may be on its way. An answer that cannot be
    understood is none. Raises Uncertain when it is still not known.
    """
    lost: Unusable | None = None
    end = time.monotonic() + attempts.MOST_SECONDS
    while True:
        try:
            return _appended(path, log, batch)
        except (Uncertain, OthersTurn) as error:
            if isinstance(error, OthersTurn) and lost is None and not again:
                return TakenAs.NOT
            lost = error
        except Unusable as error:
            if lost is None:
                raise
            lost = error
        except TrackerError:
            raise
        except Exception as error:  # whatever a library raises at rubbish
            log.close()
            lost = Unusable("The answer of the log cannot be understood ({reason}).", reason=error)
        if time.monotonic() >= end:
            raise Uncertain.of(lost.message) from lost
        import random  # rarely needed, and slow to load

        time.sleep(random.uniform(0, _PAUSE))  # noqa: S311  (so that those who wait do not all come at once)


def _appended(path: Path, log: Log, batch: Batch) -> TakenAs:
    """Have the log take a batch once. A no is believed only when the batch does not stand there, whatever its reason.

    Raises Unusable for the reason, Uncertain when the log then does not say what stands there.
    """
    refusal = None
    try:
        if log.append(batch):
            return TakenAs.AS_SENT
    except (Uncertain, OthersTurn):
        raise
    except Unusable as error:
        refusal = None if isinstance(error, Pruned) else error
    try:
        standing = stands(path, log, batch)
    except Unusable as error:
        raise refusal or Uncertain.of(error.message) from error
    if standing is TakenAs.NOT and refusal is not None:
        raise refusal
    return standing
