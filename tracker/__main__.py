"""The outermost edge: every error becomes one sentence on stderr and an exit code, here and nowhere else."""

import errno
import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

import click

from tracker.errors import ReaderGone, TrackerError, session

_NEW_OBJECTS = 100_000
"""After how many new objects Python looks for cycles: the rows of a sheet are very many, and in none."""

_UNEXPECTED = (
    "Something is not as it should be ({}). 'tracker check' tells whether it is the database; "
    "if not, it is tracker: please report it, with what TRACKER_DEBUG=1 shows."
)


def main() -> None:
    """Run the command line and leave with its exit code."""
    gc.set_threshold(_NEW_OBJECTS)
    try:
        from tracker.render.streams import use_utf8

        use_utf8()
        code = run()
        _close_output()
    except KeyboardInterrupt:
        code = _interrupted()
    except SystemExit as done:  # click, when it has completed a word
        code = done.code if isinstance(done.code, int) else 0
        _close_output()
    _leave(code)


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; whatever it refuses is said on stderr."""
    session.committed = False
    try:
        from tracker.cli import cli

        if os.environ.get("_TRACKER_COMPLETE", "").startswith("powershell"):
            from tracker.cli import powershell  # noqa: F401  (registers itself)
        code = cli.main(arguments, prog_name="tracker", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except ReaderGone as gone:
        return gone.exit_code
    except TrackerError as error:
        return _say(str(error), error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        return _tell(error.format_message(), error.exit_code)
    except click.UsageError as error:
        hint = f" See '{error.ctx.command_path} -h'." if error.ctx else ""
        return _say(error.format_message() + hint, error.exit_code)
    except click.ClickException as error:
        return _say(error.format_message(), error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        return _interrupted()
    except OSError as error:
        if error.errno == errno.EINVAL and os.name == "nt":
            return 0  # a closed pipe, as Windows has it
        return _say(f"The output cannot be written: {(error.strerror or str(error)).lower()}.", 1)
    except Exception as error:
        if os.environ.get("TRACKER_DEBUG"):
            raise
        return _say(_UNEXPECTED.format(f"{type(error).__name__}: {error}"), 3)


def _interrupted() -> int:
    """Say what an interruption left, and return its exit code: 128 and the signal's number, as shells have it."""
    left = "it was recorded before that: see 'tracker log'" if session.committed else "nothing was recorded"
    return _say(f"Interrupted; {left}.", 130)


def _say(sentence: str, code: int) -> int:
    from tracker.model.text import plain

    return _tell(f"Error: {plain(sentence)}", code)


def _tell(text: str, code: int) -> int:
    """Say it on stderr, and return the exit code, which tells as much where nobody takes what is said."""
    with suppress(OSError):
        click.echo(text, err=True)
    return code


def _leave(code: int) -> NoReturn:
    """Leave at once: every file is closed by now, and taking Python apart would cost an eighth of a short command."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.flush()
    if sys.gettrace() is not None or sys.getprofile() is not None:
        sys.exit(code)  # whoever watches wants to see the end
    os._exit(code)


def _close_output() -> None:
    """Let nothing be said on the way out by a pipe that is closed already."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError, AttributeError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  (lives as long as the program)


if __name__ == "__main__":
    main()
