"""The language that is asked for: found before the command line is parsed, because its help is in that language."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from tracker.cli.app import settings_files
from tracker.errors import WrongUsage
from tracker.languages import LANGUAGES, speak
from tracker.messages import either

OPTION, VARIABLE = "--lang", "TRACKER_LANG"


def choose_language(words: Sequence[str], environment: Mapping[str, str]) -> None:
    """Speak the language of --lang, wherever it stands, of TRACKER_LANG, of tracker.toml, or of the machine.

    Raises WrongUsage, in the language of the next of them, when one of the first two names none of ours.
    """
    option, variable = _value(OPTION, words), environment.get(VARIABLE)
    completing = "_TRACKER_COMPLETE" in environment  # the words to complete are not these, and nothing may be said
    for asked in (option, variable):
        if asked and asked.lower() in LANGUAGES:
            speak(asked.lower())
            break
    else:
        from tracker.languages.system import language_of

        speak(_liked(_value("--db", words) or environment.get("TRACKER_DB")) or language_of(environment))
    if option and option.lower() not in LANGUAGES:
        raise WrongUsage("There is no language '{code}'; choose {codes}.", code=option, codes=either(LANGUAGES))
    if not option and variable and variable.lower() not in LANGUAGES and not completing:
        raise WrongUsage(
            "TRACKER_LANG is '{code}', and there is no such language; set it to {codes}.",
            code=variable,
            codes=either(LANGUAGES),
        )


def _value(option: str, words: Sequence[str]) -> str | None:
    """Return the value of an option on a command line, None if it is not there."""
    for word, following in zip_longest(words, words[1:]):
        if word == "--":
            return None
        if word == option:
            return following
        if word.startswith(f"{option}="):
            return word.removeprefix(f"{option}=")
    return None


def _liked(database: str | None) -> str | None:
    """Return the language of tracker.toml; what is wrong with the file is said when all of it is read."""
    liked = None
    for file in settings_files(database):
        import tomllib

        try:
            language = tomllib.loads(file.read_text(encoding="utf-8-sig")).get("language")
        except (OSError, ValueError):
            continue
        if language in LANGUAGES:
            liked = str(language)
    return liked
