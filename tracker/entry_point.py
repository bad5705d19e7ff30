"""The outermost layer: turns every error into a message on stderr and an exit code."""

import errno
import os
import re
import sys
from contextlib import nullcontext, redirect_stderr, suppress
from io import StringIO

import click

from tracker.errors import (
    Declined,
    NoLedger,
    ReaderGone,
    Refused,
    TrackerError,
    Unanswered,
    Unusable,
    Unwritten,
    WrongUsage,
    reason,
    session,
    word_of,
)
from tracker.messages import Joined, Message

_UNEXPECTED = Message(
    "Unexpected error ({error}). Run 'tracker check'. If the database is intact, report this bug with "
    "the output under TRACKER_DEBUG=1."
)

_UNEXPECTED_AFTER = Message(
    "The command was recorded, but then an unexpected error occurred ({error}). Run 'tracker log' and report this bug."
)


_ERROR = '{"error"'
"""How the object that reports an error begins."""


def run_and_answer() -> int:
    """Run the command line, flush its output, and return its exit code."""
    from tracker.render.streams import use_utf8

    try:
        use_utf8()
        code = run()
    except SystemExit as exited:  # raised by click after shell completion
        code = exited.code if isinstance(exited.code, int) else 0
    try:
        sys.stdout.flush()
    except (OSError, ValueError, AttributeError):  # the pipe is closed, which must not cause an error at exit
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  (open until the program exits)
    return code


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; errors are printed on stderr."""
    session.committed, session.unknown, session.as_of = False, 0, None
    session.made = session.restored = session.remains = None
    session.has_traces, session.rights = False, 0o666
    session.in_json = _wants_json(sys.argv[1:] if arguments is None else arguments)
    session.warned.clear()
    held = StringIO()
    try:
        # An error in JSON is all that a script finds on stderr. Warnings wait until it is known that there is none.
        with redirect_stderr(held) if session.in_json else nullcontext():
            code = _run(arguments)
    finally:
        session.end()
    text = held.getvalue().removesuffix("\n")
    last = text.rpartition("\n")[2]
    return _print_error(last if last.startswith(_ERROR) else text, code) if text else code


def _run(arguments: list[str] | None) -> int:
    try:
        from tracker.cli import cli
        from tracker.cli.app import App
        from tracker.cli.language import choose_language

        choose_language(sys.argv[1:] if arguments is None else arguments, os.environ)
        app = App()
        if os.environ.get("_TRACKER_COMPLETE", "").startswith("powershell"):
            from tracker.cli import completion  # noqa: F401  (registers itself)
        code = cli.main(arguments, prog_name="tracker", standalone_mode=False, obj=app)
        return code if isinstance(code, int) else 0
    except ReaderGone as gone:
        broken = BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
        return _unwritten(broken) if session.committed else gone.exit_code
    except Declined as declined:  # not an error
        return _print_error(str(declined.message), declined.exit_code)
    except NoLedger as error:
        return _fail(Joined(error.message, *app.other_ledgers()), error.exit_code, error.rule)
    except TrackerError as error:
        return _fail(error.message, error.exit_code, error.rule)
    except click.exceptions.NoArgsIsHelpError as error:
        return _print_error(error.format_message(), error.exit_code)
    except click.UsageError as error:
        text = error.format_message()  # a list of choices has a line for each and no full stop
        problem: object = text.replace("\n\t", " ") + "." if "\n\t" in text else text
        if error.ctx:
            problem = Message("{problem} See '{command} -h'.", problem=problem, command=error.ctx.command_path)
        return _fail(problem, error.exit_code, word_of(WrongUsage))
    except click.ClickException as error:
        return _fail(error.format_message(), error.exit_code, word_of(WrongUsage))
    except (KeyboardInterrupt, click.Abort):
        return interrupted()
    except OSError as error:
        if error.errno == errno.EINVAL and os.name == "nt" and not session.committed:
            return 0  # how Windows reports a closed pipe
        return _unwritten(error)
    except MemoryError:
        pass  # first release the error and its data: a message needs memory too
    except Exception as error:
        if os.environ.get("TRACKER_DEBUG"):
            raise
        described = f"{type(error).__name__}: {error}"
        if session.committed:
            return _unanswered(_UNEXPECTED_AFTER.given(error=described))
        return _fail(_UNEXPECTED.given(error=described), Unusable.exit_code, "unexpected")
    if session.committed:
        done = Message("The command was recorded, but memory ran out before its output was written. See 'tracker log'.")
        return _unanswered(done)
    problem = Message("There is not enough memory for this command; nothing was recorded.")
    return _fail(problem, Refused.exit_code, "memory")


def _unanswered(done: Message) -> int:
    return _fail(_with_remains(done), Unanswered.exit_code, word_of(Unanswered))


def _unwritten(error: OSError) -> int:
    if session.committed:
        done = Message("The command was recorded, but its output could not be written: {reason}. See 'tracker log'.")
        return _unanswered(done.given(reason=reason(error)))
    problem = Message("The output cannot be written: {reason}.", reason=reason(error))
    return _fail(problem, Unwritten.exit_code, word_of(Unwritten))


def interrupted() -> int:
    """Report whether anything was recorded or written; return the shell's exit code, 128 plus the signal number."""
    message = Message("Interrupted; nothing was recorded.")
    if session.restored is not None:
        message = Message("Interrupted; {file} had already been restored.", file=session.restored)
    elif session.committed:
        message = _with_remains(Message("Interrupted; the command had already been recorded: see 'tracker log'."))
    elif session.made is not None and os.path.lexists(session.made):  # an interrupted upgrade removes its copy
        message = Message("Interrupted; nothing was recorded, but {file} was written in full.", file=session.made)
    return _fail(message, 130, "interrupted")


def _with_remains(done: Message) -> Message:
    return done if session.remains is None else Joined(done, session.remains)


def _fail(problem: object, code: int, rule: str) -> int:
    """Print the error, as a JSON object where the command prints JSON, and return the exit code."""
    from tracker.model.text import plain

    if not session.in_json:
        text = plain(str(Message("Error: {problem}", problem=problem)))
        if sys.stderr is not None and sys.stderr.isatty():
            from tracker.cli.output import wrapped

            text = "\n".join(wrapped(text))
        return _print_error(text, code)
    from tracker.render.json_ import dumped

    shown = plain(str(problem))
    error = {"error": rule, "message": shown, "remedy": _remedy(shown)}
    return _print_error(dumped(error), code)


_TO_FILL_IN = re.compile(
    r"\b(AMOUNT|BACKUP|CODE|COMMAND|DATE|DIR|ENTRY|FILE|ITEM|KIND|LOW|MOMENT|N|NAME|PLACE|QTY|RUN|STREET|TEXT|TITLE|URL"
    r"|YEAR)\b|^tracker fix \S+( THB/lv=40)?$|^tracker \w+ add$|^tracker \w+ edit \S+$"
)
"""Placeholders, or prompts, in a command that therefore does not work as printed."""


def _remedy(text: str) -> str | None:
    """Return the last command in a message that works as printed, with --db if given; or None."""
    commands = [each for each in re.findall(r"'(tracker [^']+)'", text) if not _TO_FILL_IN.search(each)]
    if not commands or (database := session.database()) is None or commands[-1].endswith(" -h"):
        return commands[-1] if commands else None
    from tracker.model.text import command_line

    return f"{commands[-1]} {command_line(['--db', database])}"


def _wants_json(arguments: list[str]) -> bool:
    """Return whether the arguments ask for json or ndjson; searched as text, because they may be invalid."""
    words = arguments[: arguments.index("--")] if "--" in arguments else arguments
    typed = "".join(f"{word}\0" for word in words)
    return "json" in typed and re.search(r"(^|\0)(--format[=\0]|-[a-z]*f\0?)(nd)?json\0", typed) is not None


def _print_error(text: str, code: int) -> int:
    with suppress(OSError):
        click.echo(text, err=True)
    return code
