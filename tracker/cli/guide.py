"""The help of commands: their options in groups, and an example of each."""

from collections.abc import Iterator
from copy import copy

import click

from tracker.docs import text_of
from tracker.languages import translated
from tracker.messages import Message


def example_of(command: str) -> str | None:
    """Return the example of a command, or of the first one in its group; or None if there is none."""
    return next((line for line in examples() if f"{line} ".startswith(f"{command} ")), None)


def examples() -> list[str]:
    """Return an example of each command."""
    return text_of("examples.txt").splitlines()


# The options of a command in groups: those for all clerks, and specialised ones.


_MOST = 10  # the maximum size of the first group
_EVERYWHERE = {"db", "clerk", "lang", "_help"}
_SCRIPTS = {"key", "replaces", "before", "dry_run", "format_", "raw", "fields", "folder"}
_SELDOM = {"currency", "known_at", "wide", "is_discreet", "discreet", "region", "skip"}

_USUAL = {
    "import": {
        *("mapping", "day", "create_missing", "received", "update", "source", "rejects", "profile", "dry_run"),
        "confirmed",
    },
    "fix": {"without", "source", "carrier", "reason", "received", "close", "day", "reference", "note", "yes"},
    "shipments": {"place", "kind", "reference", "since", "until", "status", "item", "last", "at", "path"},
}
"""The first group for commands with many options, by parameter name."""


def write_options(command: click.Command, context: click.Context, formatter: click.HelpFormatter) -> None:
    """Write the options in groups, with an example after the first, and the global options at the end."""
    path = context.command_path.partition(" ")[2]
    usual, seldom, scripts = list[click.Option](), list[click.Option](), list[click.Option]()
    for option in (each for each in command.get_params(context) if isinstance(each, click.Option)):
        name, chosen = str(option.name), _USUAL.get(path)
        if name in _EVERYWHERE or (path == "fix" and name == "before"):
            continue
        if name in _SCRIPTS and not (chosen and name in chosen):
            scripts.append(option)
        elif len(usual) < _MOST and (name in chosen if chosen else name not in _SELDOM):
            usual.append(option)
        else:
            seldom.append(option)
    _write(formatter, Message("Options"), [help_record(option, context) for option in usual])
    if isinstance(command, click.Group):
        command.format_commands(context, formatter)
    if example := example_of(context.command_path):
        with formatter.section(str(Message("Example"))):
            formatter.write(f"{'':>{formatter.current_indent}}{example}\n")
    unusual = Message("For unusual sheets") if path == "import" else Message("Rarely needed")
    _write(formatter, unusual, [help_record(option, context) for option in seldom])
    _write(formatter, Message("Corrections"), list(_corrections(command, context)))
    _write(formatter, Message("For scripts"), [help_record(option, context) for option in scripts])
    everywhere = Message("Everywhere")
    formatter.write(f"\n{everywhere}: --db FILE  --clerk NAME  --lang CODE  -h, --help\n")


def help_record(option: click.Option, context: click.Context) -> tuple[str, str] | None:
    """Return the syntax of an option and its translated help, or None for an option without help."""
    shown = copy(option)
    shown.help = translated(option.help) if option.help else None
    return shown.get_help_record(context)


def _write(formatter: click.HelpFormatter, title: Message, rows: list[tuple[str, str] | None]) -> None:
    shown = [row for row in rows if row is not None]
    if shown:
        with formatter.section(str(title)):
            formatter.write_dl(shown)


def _corrections(command: click.Command, context: click.Context) -> Iterator[tuple[str, str] | None]:
    """Yield the options and commands that correct what the command records."""
    if context.command_path == "tracker fix":
        before = next(each for each in command.params if each.name == "before")
        yield help_record(before, context) if isinstance(before, click.Option) else None
    if any(parameter.name == "replaces" for parameter in command.params) or command.name == "void":
        yield "tracker fix last …", str(Message("Enter the correct values; the others are kept."))
        yield "tracker undo", str(Message("Undo your last command."))
    family = context.parent and context.parent.command
    if command.name == "add" and isinstance(family, click.Group):
        for name in ("edit", "remove", "cancel"):
            other = family.get_command(context.parent or context, name)
            if other is not None:
                yield f"tracker {family.name} {name}", other.get_short_help_str(1000)
