"""The language that is asked for: found before the command line is parsed, because its help is in that language."""

from collections.abc import Iterator, Mapping, Sequence
from inspect import cleandoc
from typing import Any

import click

from tracker.cli.app import settings_files
from tracker.errors import WrongUsage
from tracker.languages import LANGUAGES, of_locale, said, speak
from tracker.messages import Message, either

OPTION, VARIABLE = "--lang", "TRACKER_LANG"

FLAGS = frozenset(
    {
        *(
            "-h",
            "--help",
            "--version",
            "-y",
            "--yes",
            "--dry-run",
            "--from-copy",
            "--whole",
            "--raw",
            "--wide",
            "--all",
            "--close",
            "--received",
            "--chart",
        ),
        *("--full", "--finish", "--open", "--prune", "--public", "--discreet", "--no-discreet"),
        *("--create-missing", "--skip-zero", "--update", "--write"),
    }
)
"""The options of all commands that take no value: the word after any other one is its value, whatever it looks like."""


def choose_language(words: Sequence[str], environment: Mapping[str, str]) -> Message | None:
    """Speak the language of --lang, wherever it stands, of TRACKER_LANG, of tracker.toml, or of the machine.

    Returns what is wrong with TRACKER_LANG when it decides and is none of ours: the next of them is spoken then, and
    what helps goes on. Raises WrongUsage, in the language of the next of them, when --lang is none of ours.
    """
    option, variable = _value(OPTION, words), environment.get(VARIABLE, "").strip()
    asked = (option or "").lower() if option is not None else of_locale(variable)
    if asked in LANGUAGES:
        speak(asked)
        return None
    speak(
        of_locale(variable)
        or _liked(_value("--db", words) or environment.get("TRACKER_DB"))
        or _of_machine(environment)
    )
    if option is not None:
        raise _refused(option)
    if not variable:
        return None
    template = Message("TRACKER_LANG is '{code}', and there is no such language; set it to {codes}.")
    return template.given(code=variable, codes=either(LANGUAGES))


def _refused(option: str) -> WrongUsage:
    if not option.strip():
        return WrongUsage("The option {option} is empty; give it a value, or leave it out.", option=OPTION)
    return WrongUsage("There is no language '{code}'; choose {codes}.", code=option, codes=either(LANGUAGES))


def _of_machine(environment: Mapping[str, str]) -> str:
    from tracker.languages.system import language_of

    return language_of(environment)


def _value(option: str, words: Sequence[str]) -> str | None:
    """Return the value of an option on a command line, None if it is not there, or has none."""
    return next((value for name, value in _options(iter(words)) if name == option), None)


def _options(words: Iterator[str]) -> Iterator[tuple[str, str | None]]:
    """Yield each option that takes a value, as click will find it, with its value; None if that is missing."""
    for word in words:
        if word == "--":
            return
        if word.startswith("--"):
            name, sign, value = word.partition("=")
            if sign or name not in FLAGS:
                yield name, value if sign else next(words, None)
        elif word.startswith("-"):
            rest = word[1:].lstrip("".join(flag[1] for flag in FLAGS if len(flag) == 2))
            if rest:
                yield f"-{rest[0]}", rest[1:] or next(words, None)


def _liked(database: str | None) -> str | None:
    """Return the language of tracker.toml; what is wrong with the file is said when all of it is read."""
    liked = None
    for file in settings_files(database):
        import tomllib

        try:
            language = str(tomllib.loads(file.read_text(encoding="utf-8-sig")).get("language")).lower()
        except (OSError, ValueError):
            continue
        if language in LANGUAGES:
            liked = language
    return liked


# What click shows of a command, in the language that is spoken: its help, and that of its options.


class Translated:
    """A command whose help is looked up when it is shown: commands are made once, whatever is spoken then."""

    told: str | None = None
    """The help, as the sources say it."""
    _help: click.Option | None = None

    @property
    def help(self) -> str | None:
        """The help, in the language that is spoken."""
        return None if self.told is None else said(self.told)

    @help.setter  # noqa: A003  (it is this one)
    def help(self, text: str | None) -> None:
        self.told = None if text is None else cleandoc(text)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, each with its help, and after those of a group its commands."""
        options = [each for each in ctx.command.get_params(ctx) if isinstance(each, click.Option)]
        records = [help_record(option, ctx) for option in options]
        with formatter.section(said("Options")):
            formatter.write_dl([record for record in records if record is not None])
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option --help, as the sources describe it; click's asks gettext, which loads the locales."""
        if self._help is None:
            names, text = [*ctx.help_option_names, "_help"], "Show this message and exit."
            flag: dict[str, Any] = {"is_flag": True, "is_eager": True, "expose_value": False}
            self._help = click.Option(names, **flag, callback=_show_help, help=text)
        return self._help


def _show_help(context: click.Context, _option: click.Parameter, is_asked: bool) -> None:
    if is_asked and not context.resilient_parsing:
        from tracker.cli.output import say_whole

        say_whole(context.get_help())
        context.exit()


def help_record(option: click.Option, context: click.Context) -> tuple[str, str] | None:
    """Return how an option is written, and its help in the language that is spoken; None for what has no help."""
    from copy import copy

    shown = copy(option)
    shown.help = said(option.help) if option.help else None
    return shown.get_help_record(context)
