"""Waiting: how long a command waits for others in all, whether they hold its file, or the log that offices share."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import local

MOST_SECONDS = 15
"""How long a command waits for others, whatever it waits for."""


class _Waits(local):
    """What this thread's command has waited so far."""

    is_counting = False
    seconds = 0.0
    worked = 0.0
    """The seconds in which it went on meanwhile."""


_waits = _Waits()


@contextmanager
def in_all() -> Iterator[None]:
    """Have all waits of the block share the seconds: what one takes, the next has no more. It may be part of another.

    Outside of it each wait has all of them.
    """
    if _waits.is_counting:
        yield
    else:
        with anew():
            yield


@contextmanager
def anew() -> Iterator[None]:
    """Let the block wait as if nothing had been waited for before: for what must not fail now."""
    before = _waits.is_counting, _waits.seconds
    _waits.is_counting, _waits.seconds = True, 0.0
    try:
        yield
    finally:
        _waits.is_counting, _waits.seconds = before


def left() -> float:
    """Return for how many seconds the command may go on waiting."""
    return MOST_SECONDS - _waits.seconds


@contextmanager
def in_vain() -> Iterator[None]:
    """Count the time of the block as waited, if it raises: it is to be tried again."""
    began, seconds, worked = time.monotonic(), _waits.seconds, _waits.worked
    try:
        yield
    except BaseException:
        _waits.seconds = seconds + time.monotonic() - began - (_waits.worked - worked)
        raise


@contextmanager
def working() -> Iterator[None]:
    """Leave the time of the block out: it brings the command forward, even if what it is part of is in vain."""
    began = time.monotonic()
    try:
        yield
    finally:
        _waits.worked += time.monotonic() - began


def pause(seconds: float) -> None:
    """Wait so long before it is tried again."""
    time.sleep(seconds)
    _waits.seconds += seconds


def forget(seconds: float) -> None:
    """Have nothing count that was waited since so many seconds were left, even if what it is part of is in vain."""
    before = MOST_SECONDS - seconds
    _waits.worked += max(_waits.seconds - before, 0)
    _waits.seconds = before
