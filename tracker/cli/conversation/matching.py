"""Match what a clerk types: a choice by part of its code or name, or command-line words.

Case and diacritics are ignored.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date

import click

from tracker.cli.conversation.questions import Answer, Choice, Question, Talk
from tracker.cli.prompts import YES_OR_NO, affirmed
from tracker.errors import Refused, TrackerError, UnknownName, WrongUsage
from tracker.inputs.kinds import NONE
from tracker.messages import Joined, Message, shortened
from tracker.model.codes import ItemCode, RunCode
from tracker.model.dates import Today
from tracker.model.entries import ALL
from tracker.model.text import as_written, did_you_mean, folded, nearest
from tracker.reports.recent import words_listed

_BETWEEN_WORDS = re.compile(r"[\W_]+")
_LANGUAGE_LETTERS = 3
"""The maximum length of a language code."""


class NothingFits(UnknownName):
    """The text matches none of the choices."""


class Ambiguous(Refused):
    """The text matches several choices."""


_FITS_SEVERAL = Message("'{typed}' matches {count} choices; type more, or choose one.")


def fitting(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """Return the choices whose code and name contain every word typed, best first.

    A matching code comes first, then codes and then words of names that begin with the text. A word that is the
    language of some items matches only these.
    """
    words = folded(as_written(typed)).split()
    languages = set(map(_language, choices)).intersection(words)
    found = []
    for choice in choices:
        text = f"{folded(choice.code)} {folded(choice.name)}"
        if (not languages or _language(choice) in languages) and all(_fits(choice, text, word) for word in words):
            is_it = [folded(choice.code)] == words
            found.append((not is_it, not text.startswith(tuple(words)), not _begins_words(text, words), choice))
    return [choice for *_, choice in sorted(found, key=lambda each: each[:3])]


def _language(choice: Choice) -> str | None:
    parts = folded(choice.code).split("/")
    return parts[1] if len(parts) > 1 else None


def _fits(choice: Choice, text: str, word: str) -> bool:
    """Return whether a word occurs in the text of a choice.

    A short word may be a language without choices, so in an item it must begin a word: "Cilvēku" contains lv.
    """
    short = _language(choice) is not None and len(word) <= _LANGUAGE_LETTERS
    return _begins_words(text, [word]) if short else word in text


def _begins_words(text: str, words: Iterable[str]) -> bool:
    begun = [text, *(text[match.end() :] for match in _BETWEEN_WORDS.finditer(text))]
    return all(any(rest.startswith(word) for rest in begun) for word in words)


def _exactly(choices: Sequence[Choice], typed: str, words_of: Callable[[Choice], list[str]]) -> Choice | None:
    """Return the only choice with exactly this among its words, or None."""
    key = folded(as_written(typed).strip())
    found = [choice for choice in choices if key in words_of(choice)]
    return found[0] if len(found) == 1 else None


def named(choices: Sequence[Choice], typed: str) -> Choice | None:
    """Return the choice with exactly this code or reference, or None if there is none."""
    return _exactly(choices, typed, lambda choice: [folded(choice.code)]) or _exactly(
        choices, typed, lambda choice: [folded(choice.reference)] if choice.reference else []
    )


def the_one(choices: Sequence[Choice], typed: str) -> Choice | None:
    """Return the one choice with this code, reference, name or word of its code, or else with a part of these.

    Matches at the beginning of words come before matches within. None if there is none. Raises Ambiguous if there are
    several.
    """
    exactly = (
        named(choices, typed)
        or _exactly(choices, typed, lambda choice: [folded(choice.name)])
        or _exactly(choices, typed, lambda choice: _BETWEEN_WORDS.split(folded(choice.code)))
    )
    found = [exactly] if exactly else fitting(choices, typed)
    words = folded(as_written(typed)).split()
    begun = [each for each in found if _begins_words(f"{folded(each.code)} {folded(each.name)}", words)]
    if len(found) > 1 and len(begun) != 1:
        raise Ambiguous.from_message(_FITS_SEVERAL.given(typed=typed, count=len(found)))
    return next(iter(begun or found), None)


def no_choice(typed: str, choices: Sequence[Choice]) -> NothingFits:
    """Return the error that no choice matches."""
    codes, names = [choice.code for choice in choices], [choice.name for choice in choices if choice.name]
    close = did_you_mean(nearest(typed, codes) or nearest(typed, names))
    refusal = Message("Nothing matches '{typed}'.", typed=typed)
    return NothingFits.from_message(Joined(refusal, close) if close else refusal)


# Parse answers.

QUOTED = 80
"""The maximum length of quoted input: somebody may have pasted a page."""


def understood(talk: Talk, question: Question, typed: str, choices: Sequence[Choice]) -> Answer:
    """Return the parsed answer. Raises TrackerError if it is invalid."""
    if typed in ("", NONE):
        if question.optional:
            return question.none if typed == NONE else ()
        raise WrongUsage("An answer is required; enter one, or press Ctrl-C to exit.")
    if question.all_of_them and typed.casefold() == ALL:
        return (ALL,)
    if not question.several or named(choices, typed) is not None:
        parts: Sequence[str] = [typed]
    elif question.choices is not None:
        parts = words_listed(talk.path, typed, talk.clerk)
    else:
        parts = [part.strip() for part in typed.split(",")]
    words = (part if ".." in part else _word(talk, question, part, choices) for part in parts if part)
    return tuple(dict.fromkeys(words))


def _word(talk: Talk, question: Question, word: str, choices: Sequence[Choice]) -> str:
    if question.choices is not None and not question.is_text:
        if [choice.code for choice in choices] == [*YES_OR_NO] and (agreed := affirmed(word)) is not None:
            return YES_OR_NO[not agreed]
        chosen = named(choices, word)
        if chosen is None and question.exact is not None:
            chosen = question.exact(talk, word)
        chosen = chosen or the_one(choices, word)
        if chosen is not None:
            talk.known.setdefault(chosen.code, chosen)
            return chosen.code
        if question.adds == "place" and "=" in word:
            raise WrongUsage("'{word}' is not a place. Specify the place first, then the copies.", word=word)
        asked = [talk.known[code] for key in talk.answers if (code := key.partition(" ")[2]) in talk.known]
        if (before := the_one(asked, word)) is not None:
            raise WrongUsage("{item} was asked about above; enter < to go back to it.", item=before.code)
        if not question.free:
            raise no_choice(word, choices)
    value = word if question.kind is None else question.kind.convert(word, None, None)
    if isinstance(value, ItemCode | RunCode):
        booklet = folded(word.partition("/")[0])
        if all(folded(choice.code.partition("/")[0]) != booklet for choice in choices):
            raise no_choice(word, choices)
    return value.isoformat() if isinstance(value, date) and not isinstance(value, Today) else word


def why(error: TrackerError | click.UsageError, typed: str = "") -> Message:
    """Return the message of an error, with long input shortened."""
    message = error.message if isinstance(error, TrackerError) else Message("{why}", why=error.format_message())
    if len(typed) <= QUOTED:
        return message
    shown = str(shortened(message, typed, QUOTED)).replace(typed, f"{typed[:QUOTED]}…")
    return Message("{why}", why=shown)
