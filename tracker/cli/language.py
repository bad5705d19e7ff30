"""The language that is asked for: found before the command line is parsed, because its help is in that language."""

from collections.abc import Iterator, Mapping, Sequence

from tracker.cli.app import settings_files
from tracker.errors import WrongUsage
from tracker.languages import LANGUAGES, of_locale, speak
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
