"""The entry point: handles signals that end the program before anything slow is loaded."""

import _signal as signal  # type: ignore[import-not-found]  # skips the enumerations, which are slow to create
import os
import sys
from collections.abc import Callable
from types import FrameType

_COLLECT_EVERY = 1_000_000
"""The garbage collection threshold: a sheet creates many objects, none of them in reference cycles."""

_Handler = Callable[[int, FrameType | None], object] | int

_ENDINGS = "SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"  # signals that ask a program to end; no system has all of them


def main() -> None:
    """Run the command line and exit with its exit code."""
    _handle_endings(lambda _number, _frame: os._exit(130))  # nothing has been done, and no code is loaded to report it
    import gc

    gc.set_threshold(_COLLECT_EVERY)  # before the imports, whose objects stay
    from tracker import entry_point

    if not os.environ.get("TRACKER_DEBUG"):
        sys.unraisablehook = lambda _: None  # errors during clean-up do not concern users
    try:
        _handle_endings(signal.default_int_handler)
        code = entry_point.run_and_answer()
    except KeyboardInterrupt:
        _handle_endings(signal.SIG_IGN)  # it is ending anyway
        code = entry_point.interrupted()
    _exit(code)


def _handle_endings(handler: _Handler) -> None:
    """Make signals that end the program act like Ctrl-C, unless they are ignored, as under nohup."""
    for name in _ENDINGS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, handler)


def _exit(code: int) -> None:
    """Exit at once: files are closed, and Python's shutdown takes an eighth of a short command's time."""
    from contextlib import suppress

    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.flush()
    if sys.gettrace() is not None or sys.getprofile() is not None:
        sys.exit(code)  # a debugger or profiler needs the regular shutdown
    os._exit(code)


if __name__ == "__main__":
    main()
