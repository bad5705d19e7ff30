"""Choose the language before the command line is parsed, because its help is translated."""

import os
from collections.abc import Mapping, Sequence
from inspect import cleandoc
from itertools import takewhile
from typing import Any

import click

from tracker.cli.app import preferred, settings_files, tell
from tracker.errors import WrongUsage
from tracker.languages import ENGLISH, LANGUAGES, locale_language, speak, translated
from tracker.messages import Message, either

OPTION, VARIABLE = "--lang", "TRACKER_LANG"


def choose_language(words: Sequence[str], environment: Mapping[str, str]) -> None:
    """Set the language from --lang (anywhere), TRACKER_LANG, tracker.toml, or the system.

    Warns of an unsupported TRACKER_LANG: the next source applies. Raises WrongUsage for an unsupported --lang, in the
    language of the next source.
    """
    option, variable = _value(OPTION, words), environment.get(VARIABLE, "").strip()
    code = (option or "").lower() if option is not None else locale_language(variable)
    if code in LANGUAGES:
        speak(code)
        return
    files = settings_files(_value("--db", words) or environment.get("TRACKER_DB"))
    liked = str(preferred("language", files)).lower()
    speak(locale_language(variable) or (liked if liked in LANGUAGES else language_of(environment)))
    if option is not None and not option.strip():
        raise WrongUsage("The option {option} is empty; specify a value or omit it.", option=OPTION)
    if option is not None:
        raise WrongUsage("There is no language '{code}'; choose {codes}.", code=option, codes=either(LANGUAGES))
    if variable and "_TRACKER_COMPLETE" not in environment:
        template = Message("TRACKER_LANG is '{code}', which is not a language; set it to {codes}.")
        tell(template.given(code=variable, codes=either(LANGUAGES)))


def _value(option: str, words: Sequence[str]) -> str | None:
    for word, following in zip(takewhile("--".__ne__, words), (*words[1:], None), strict=False):
        if word == option:
            return following
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
    return None


def language_of(environment: Mapping[str, str]) -> str:
    """Return the language of LC_ALL, LC_MESSAGES or LANG, or else of Windows; English if unsupported."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := environment.get(name):
            return locale_language(locale) or ENGLISH
    return locale_language(_of_windows()) or ENGLISH


def _of_windows() -> str:
    """Return the locale of the Windows user interface, or "" on other systems."""
    if os.name != "nt":
        return ""
    import ctypes
    from locale import windows_locale

    libraries = getattr(ctypes, "windll", None)
    return "" if libraries is None else windows_locale.get(libraries.kernel32.GetUserDefaultUILanguage(), "")


# click's help texts of commands and options, translated.


class Translated:
    """A command whose help is translated when shown: commands are created before the language is set."""

    english_help: str | None = None
    """The help in English."""
    _help: click.Option | None = None

    @property
    def help(self) -> str | None:
        """The help in the current language."""
        return None if self.english_help is None else translated(self.english_help)

    @help.setter  # noqa: A003  (it is this one)
    def help(self, text: str | None) -> None:
        self.english_help = None if text is None else cleandoc(text)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options in groups, and an example."""
        from tracker.cli.guide import write_options

        write_options(ctx.command, ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option --help; click's own calls gettext, which loads the locales."""
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
