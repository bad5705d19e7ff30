"""The language that is asked for: found before the command line is parsed, because its help is in that language."""

import os
from collections.abc import Mapping, Sequence
from inspect import cleandoc
from itertools import takewhile
from typing import Any

import click

from tracker.cli.app import settings_files, written
from tracker.errors import WrongUsage
from tracker.languages import ENGLISH, LANGUAGES, of_locale, said, speak
from tracker.messages import Message, either

OPTION, VARIABLE = "--lang", "TRACKER_LANG"


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
        or language_of(environment)
    )
    if option is not None:
        raise _refused(option)
    if not variable:
        return None
    template = Message("TRACKER_LANG is '{code}', which is not a language; set it to {codes}.")
    return template.given(code=variable, codes=either(LANGUAGES))


def _refused(option: str) -> WrongUsage:
    if not option.strip():
        return WrongUsage("The option {option} is empty; give it a value, or leave it out.", option=OPTION)
    return WrongUsage("There is no language '{code}'; choose {codes}.", code=option, codes=either(LANGUAGES))


def _value(option: str, words: Sequence[str]) -> str | None:
    """Return the value of an option on a command line; None if it is not there, or has none."""
    for word, following in zip(takewhile("--".__ne__, words), (*words[1:], None), strict=False):
        if word == option:
            return following
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
    return None


def _liked(database: str | None) -> str | None:
    """Return the language of tracker.toml; what is wrong with the file is said when all of it is read."""
    liked = None
    for file in settings_files(database):
        language = str(written(file).get("language")).lower()
        if language in LANGUAGES:
            liked = language
    return liked


def language_of(environment: Mapping[str, str]) -> str:
    """Return the language of LC_ALL, LC_MESSAGES or LANG, else that of Windows; English if it is none of ours."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := environment.get(name):
            return of_locale(locale) or ENGLISH
    return of_locale(_of_windows()) or ENGLISH


def _of_windows() -> str:
    """Return the locale of Windows' own language for this user, nothing on other systems."""
    if os.name != "nt":
        return ""
    import ctypes
    from locale import windows_locale

    libraries = getattr(ctypes, "windll", None)
    return "" if libraries is None else windows_locale.get(libraries.kernel32.GetUserDefaultUILanguage(), "")


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
        """Write the options in groups, and an example."""
        from tracker.cli.guide import write_options

        write_options(ctx.command, ctx, formatter)

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
