"""The base of all commands: global options, and imports on first use."""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from itertools import pairwise
from typing import Any

import click
from click.types import StringParamType

from tracker.cli.app import App as App
from tracker.cli.app import the_app as the_app
from tracker.cli.language import Translated
from tracker.errors import LostRace, ReaderGone, WrongUsage, session
from tracker.languages import LANGUAGES, translated
from tracker.messages import Message


def _remember(attribute: str) -> Callable[[click.Context, click.Parameter, str | None], None]:
    def remember(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
        if value is None:
            return
        if not value.strip():
            raise _empty(parameter)
        app = the_app()
        if getattr(app, attribute) is not None:  # called once before the command and once after it
            raise _given_twice(parameter)
        setattr(app, attribute, value)

    return remember


def _given_twice(option: click.Parameter) -> WrongUsage:
    return WrongUsage(
        "The option {option} was given twice, but takes only one value.", option=max(option.opts, key=len)
    )


def _empty(parameter: click.Parameter) -> WrongUsage:
    if isinstance(parameter, click.Option):
        option = max(parameter.opts, key=len)
        return WrongUsage("The option {option} is empty; specify a value or omit it.", option=option)
    return WrongUsage("The argument {argument} is empty; specify a value.", argument=parameter.human_readable_name)


def _takes_lines(parameter: click.Parameter) -> bool:
    kind = getattr(parameter.type, "kind", None)  # click's own types have none
    return bool(kind and kind.takes_lines)


def _split_lines(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words with quantities such as lv=40,ru=20 split at the commas, as a prompt does."""
    parts = ((word, word.split(",")) for word in words)
    return tuple(line for word, each in parts for line in (each if all("=" in part for part in each) else (word,)))


class _OneValue:
    """Rejects repeated options and empty words; click would silently take the last value."""

    def make_parser(self, ctx: click.Context) -> Any:
        """Return click's parser, which raises WrongUsage for an option that is empty or given twice."""
        parser = super().make_parser(ctx)  # type: ignore[misc]
        parse = parser.parse_args

        def parse_args(args: list[str]) -> Any:
            parsed = parse(args)
            if ctx.resilient_parsing:
                return parsed
            # An empty path would mean the current folder. Types that allow empty text say so.
            texts = (click.Path, FileName, StringParamType)
            for parameter in ctx.command.params:
                value = parsed[0].get(str(parameter.name))
                words = value if isinstance(value, (list, tuple)) else (value,)
                if isinstance(parameter.type, texts) and "" in words:
                    raise _empty(parameter)
                if words is value and _takes_lines(parameter):
                    parsed[0][str(parameter.name)] = _split_lines(value)
            seen = set()
            for option in parsed[-1]:  # once for each time it is given
                if isinstance(option, click.Option) and not (option.multiple or option.is_flag or option.count):
                    if option in seen:
                        raise _given_twice(option)
                    seen.add(option)
            return parsed

        parser.parse_args = parse_args
        return parser


class FileName(click.ParamType):  # type: ignore[type-arg]  # generic only in recent versions
    """A file name, checked when the file is opened. `click.Path` calls gettext, which loads the locales."""

    name = "path"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Have the shell complete file names."""
        return click.Path().shell_complete(ctx, param, incomplete)


def _global_options() -> list[click.Parameter]:
    def option(name: str, text: str, **settings: Any) -> click.Option:
        remember = _remember(f"{name}_option")
        return click.Option([f"--{name}"], help=text, expose_value=False, callback=remember, is_eager=True, **settings)

    languages = click.Choice(LANGUAGES, case_sensitive=False)
    return [
        option("db", "The database file (or TRACKER_DB).", type=FileName(), metavar="FILE"),
        option("clerk", "Name of the clerk (or TRACKER_CLERK; default: the login name).", metavar="NAME"),
        option("lang", "The language (or TRACKER_LANG; default: the system's).", type=languages),
    ]


class TrackerCommand(_OneValue, Translated, click.Command):
    """A command that also accepts the global options."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.params.extend(_global_options())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the command line. On a terminal, missing arguments are asked for when the command is invoked."""
        typed = list(args)
        if any(isinstance(each, click.Argument) and _takes_lines(each) for each in self.params):
            for word, following in pairwise(typed):  # an item and its quantity as two words instead of one
                _, slash, language = word.partition("/")
                if slash and language.partition("/")[0].isalpha() and following.isdigit():
                    line = f"{word}={following}"
                    raise WrongUsage("Write an item and its quantity without spaces: {line}.", line=line)
        try:
            ctx.meta[TYPED] = typed
            return super().parse_args(ctx, args)
        except click.MissingParameter:
            if not can_ask():
                raise
            ctx.meta[_MISSING] = True
            return []

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, or the conversation that asks for missing arguments and then runs it."""
        if self.name != "help":  # which explains how to repair the settings
            the_app().apply_settings(strictly=self.name not in _GOING_ON)
        if not ctx.meta.pop(_MISSING, False):
            try:
                return _invoke_retrying(super().invoke, ctx)
            except click.MissingParameter:
                if not can_ask():
                    raise
        ctx.meta[_ASKING] = True
        return _loaded("conversation.starting:converse")(self, ctx, ctx.meta[TYPED])


class LoggingCommand(TrackerCommand):
    """A command that logs entries. On a terminal, a conversation asks for its missing arguments."""


def _invoke_retrying(invoke: Callable[[click.Context], Any], ctx: click.Context) -> Any:
    """Run a command, retrying while another office records first. Output appears once the command is recorded."""
    try:
        done = invoke(ctx)
    except LostRace:
        from tracker.retries import retry  # needed only for shared ledgers

        return retry(lambda: invoke(ctx))
    if session.as_of is not None and not session.committed and ctx.command.name not in _OF_THE_LOG:
        from tracker.cli.output import tell_terminal
        from tracker.model.dates import clock_time

        tell_terminal(Message("As of {moment}.", moment=clock_time(session.as_of)))
    if session.has_traces and ctx.command.name not in _OF_TRACES:
        from tracker.cli.output import say
        from tracker.ledger.texts import TRACES_REMAIN

        say(TRACES_REMAIN, err=True)
    return done


_OF_TRACES = frozenset({"check", "redact"})
_OF_THE_LOG = frozenset({"info", "join", "leave", "share", "sync"})
"""Commands that report traces of redacted text and the state of the log themselves."""


def _loaded(name: str) -> Any:
    module, _, attribute = name.partition(":")
    return getattr(import_module(f"tracker.cli.{module}"), attribute)


_GOING_ON = frozenset({"check", "completion", "info", "restore"})
"""Repair commands, which run even if the settings are unreadable."""

TYPED, _MISSING, _ASKING = "tracker.typed", "tracker.missing", "tracker.asking"
"""Keys of the context: the words after the command, whether one is missing, whether a conversation is running."""


def is_asking() -> bool:
    """Return whether a conversation runs the command and has asked all its questions."""
    return _ASKING in click.get_current_context().meta


def can_ask() -> bool:
    """Return whether missing arguments can be asked for: the command logs entries and runs on a terminal."""
    from tracker.cli.output import at_terminal

    return isinstance(click.get_current_context().command, LoggingCommand) and not is_asking() and at_terminal()


def is_changing(command: click.Command) -> bool:
    """Return whether a command changes something."""
    return any(parameter.name == "yes" for parameter in command.params)


class TrackerGroup(_OneValue, Translated, click.Group):
    """A group of commands that also accepts the global options."""

    command_class = TrackerCommand

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.params.extend(_global_options())

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the requested command. Raises UsageError with a suggestion if there is none."""
        if args and not ctx.resilient_parsing and args[0] not in self.list_commands(ctx):
            from tracker.cli.synonyms import unknown_command

            raise click.UsageError(str(unknown_command(self, ctx, args[0])), ctx)
        return super().resolve_command(ctx, args)


TrackerGroup.group_class = TrackerGroup


class LazyGroup(TrackerGroup):
    """A group that imports each command on first use, and lists all without importing any."""

    def __init__(self, *arguments: Any, lazy: Mapping[str, tuple[str, str]], **settings: Any) -> None:
        """Register the commands, given as name: (module:attribute, short help)."""
        super().__init__(*arguments, **settings)
        self._lazy = lazy

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Parse the command line, and handle --help and --version. Raises ReaderGone for a closed pipe."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except BrokenPipeError:
            raise ReaderGone from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Raises ReaderGone for a closed pipe, before click treats it as a failure."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise ReaderGone from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command, or None if there is no command with this name."""
        if cmd_name not in self._lazy:
            return None
        command: click.Command = _loaded(self._lazy[cmd_name][0])
        return command

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show all commands in groups, on one screen."""
        from tracker.docs import text_of

        formatter.write(text_of("commands.txt"))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Complete command names without importing the commands."""
        from click.shell_completion import CompletionItem

        commands = [
            CompletionItem(name, help=translated(self._lazy[name][1]))
            for name in self.list_commands(ctx)
            if name.startswith(incomplete)
        ]
        return commands or click.Command.shell_complete(self, ctx, incomplete)
