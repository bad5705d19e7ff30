"""Finding what a clerk means by a part of a code or a name, whatever its case and its diacritics."""

import re
from collections.abc import Iterable, Sequence

from tracker.cli.conversation.questions import Choice
from tracker.errors import Refused
from tracker.messages import Joined, Message
from tracker.model.text import as_written, did_you_mean, folded, nearest

_BETWEEN_WORDS = re.compile(r"[\W_]+")
_LANGUAGE_LETTERS = 3
"""The letters of an ISO 639 code."""


class Ambiguous(Refused):
    """What was typed fits several choices."""

    fitting: Sequence[Choice] = ()
    """What it fits."""


_FITS_SEVERAL = Message("'{typed}' fits {count} of them; type more of the name, or choose one.")


def fitting(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """Return the choices whose code and name have each word that was typed in them, best first.

    The one comes first whose code it is, then those whose code begins with it, then those of which a word of the name
    does. A word that is the language of some items fits only these.
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
    """Return the language of an item or a print run, None of anything else."""
    parts = folded(choice.code).split("/")
    return parts[1] if len(parts) > 1 else None


def _fits(choice: Choice, text: str, word: str) -> bool:
    """Return whether a word is in the text of a choice.

    A short word may be a language that is not to choose from, so in an item it must begin a word: "Cilvēku" has an lv.
    """
    short = _language(choice) is not None and len(word) <= _LANGUAGE_LETTERS
    return _begins_words(text, [word]) if short else word in text


def _begins_words(text: str, words: Iterable[str]) -> bool:
    """Return whether each of the words begins one in the text."""
    begun = [text, *(text[match.end() :] for match in _BETWEEN_WORDS.finditer(text))]
    return all(any(rest.startswith(word) for rest in begun) for word in words)


def named(choices: Sequence[Choice], typed: str) -> Choice | None:
    """Return the choice that is called just that: by its code, or its whole reference. None if there is none."""
    key = folded(as_written(typed).strip())
    for words_of in (_code, _reference):
        if len(exact := [choice for choice in choices if key in words_of(choice)]) == 1:
            return exact[0]
    return None


def the_one(choices: Sequence[Choice], typed: str) -> Choice | None:
    """Return the choice that is meant: by its code, its reference, its name, a whole word of its code, or any part.

    What fits from the beginning of its words goes before what fits within them.
    None if there is none. Raises Ambiguous if there are several.
    """
    if (exactly := named(choices, typed)) is not None:
        return exactly
    key = folded(as_written(typed).strip())
    for words_of in (_name, _words_of_code):
        if len(exact := [choice for choice in choices if key in words_of(choice)]) == 1:
            return exact[0]
    found = fitting(choices, typed)
    begun = [each for each in found if _begins_words(f"{folded(each.code)} {folded(each.name)}", key.split())]
    if len(begun) == 1:
        return begun[0]
    if len(found) > 1:
        error = Ambiguous.of(_FITS_SEVERAL.given(typed=typed, count=len(found)))
        error.fitting = found
        raise error
    return found[0] if found else None


def _code(choice: Choice) -> list[str]:
    return [folded(choice.code)]


def _reference(choice: Choice) -> list[str]:
    return [folded(choice.reference)] if choice.reference else []


def _name(choice: Choice) -> list[str]:
    return [folded(choice.name)]


def _words_of_code(choice: Choice) -> list[str]:
    return _BETWEEN_WORDS.split(folded(choice.code))


def no_choice(typed: str, choices: Sequence[Choice]) -> Refused:
    """Return the refusal of what fits none of the choices."""
    codes, names = [choice.code for choice in choices], [choice.name for choice in choices if choice.name]
    close = did_you_mean(nearest(typed, codes) or nearest(typed, names))
    refusal = Message("Nothing here fits '{typed}'.", typed=typed)
    return Refused.of(Joined(refusal, close) if close else refusal)
