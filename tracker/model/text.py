"""User text: cleaned, compared and sorted as people expect; and numbers as people type them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from tracker.errors import WrongUsage
from tracker.languages import words
from tracker.messages import Message, either

# Bidi embeddings, overrides and isolates can make a terminal show different text than is stored.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# What Unicode calls default-ignorable (DerivedCoreProperties.txt), and annotations: zero-width spaces and joiners, soft
# hyphens, byte order marks, fillers, variation selectors, tags and direction marks; and characters that look empty: the
# blank Braille pattern, the null notehead, the object replacement. Names that differ only in these look the same. (Bidi
# controls are refused where they are not folded away.)
_UNSEEN = (
    "[\u00ad\u034f\u061c\u070f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2800\u2060-\u2065\u206a-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\U00013430-\U0001343f\U00016fe4\U0001bca0-\U0001bca3\U0001d159"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

# Letters with a mark that the Latvian or Russian alphabet sorts as separate letters after the plain one. (ё is not one
# of them: it sorts with е.) Latvian has no y; it sorts between i and ī.
_OF_THEIR_OWN = {letter: unicodedata.normalize("NFD", letter)[0] + "\U0010ffff" for letter in "āčēģīķļņōŗšūžй"}
_OF_THEIR_OWN["y"] = "i\U0010fffe"
_OF_THEIR_OWN |= {"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"}  # Unicode does not decompose these


def is_unsafe(character: str) -> bool:
    """Return whether a character could control a terminal instead of being displayed."""
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in _BIDI


def as_written(text: str) -> str:
    """Return the text decoded as UTF-8 where the system has not done so, as in the C locale, which expects ASCII."""
    if text.isprintable():
        return text
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeError:
        return text


def clean(text: str, field: Message | str) -> str:
    """Return the text in Unicode's composed form (NFC), without surrounding whitespace.

    Raises WrongUsage, with the field's name, for control characters, bidi overrides and lone surrogates.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    text = as_written(text)
    for character in () if text.isprintable() else dict.fromkeys(text):
        if is_unsafe(character):
            raise WrongUsage(
                "The {field} contains a control character, {character}; remove it.",
                field=field,
                character=f"U+{ord(character):04X}",
            )
    return unicodedata.normalize("NFC", text).strip()


@cache
def _unseen() -> re.Pattern[str]:
    return re.compile(_UNSEEN)


def without_unseen(text: str) -> str:
    """Return the text without invisible characters, such as zero-width spaces."""
    return text if text.isascii() else _unseen().sub("", text)


def unseen_in(text: str) -> str | None:
    """Return the first invisible character of the text, or None."""
    found = None if text.isascii() else _unseen().search(text)
    return found and found[0]


def refuse_unseen(text: str) -> None:
    """Raise WrongUsage if a name or code contains an invisible character."""
    if not text.isascii() and (letter := unseen_in(as_written(text))) is not None:
        raise WrongUsage(
            "'{text}' contains the invisible character {letter}; remove it.", text=text, letter=f"U+{ord(letter):04X}"
        )


def required(text: str, field: Message) -> str:
    """Return the cleaned text. Raises WrongUsage if it is empty."""
    cleaned = clean(text, field)
    if not cleaned:
        raise WrongUsage("The {field} is empty; enter at least one character.", field=field)
    return cleaned


def plain(text: str) -> str:
    """Return the text with every character that could control a terminal replaced by U+FFFD."""
    if text.isprintable():
        return text
    text = as_written(text)
    return "".join("\ufffd" if is_unsafe(character) else character for character in text)


def match_key(text: str) -> str:
    """Return a key that compares names regardless of case, Unicode composition and invisible characters."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", without_unseen(text)).casefold()


def folded(text: str) -> str:
    """Return a key that compares text regardless of case, diacritics and the width of spaces."""
    key = match_key(text)
    if key.isascii():
        return key
    letters = unicodedata.normalize("NFD", key)
    for letter in set(letters):
        if unicodedata.combining(letter):
            letters = letters.replace(letter, "")
        elif letter > "\x7f" and letter.isspace():
            letters = letters.replace(letter, " ")
    return letters


def name_key(text: str) -> str:
    """Return a key that compares typed names regardless of case, diacritics, apostrophes and repeated spaces."""
    key = folded(text)
    key = key.replace("`", "'") if key.isascii() else key.translate(_APOSTROPHES)
    return " ".join(key.split())


_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ´`"), "'")


@cache
def english_names(sort: str) -> dict[str, str]:
    """Return the English name of each known purpose or group of people by the `name_key` of all words for it."""
    return {name_key(word): name for name, spoken in words(sort).items() for forms in spoken for word in forms}


def sort_key(text: str) -> tuple[str, str, str]:
    """Return a key that sorts names in Latvian order, as ICU's collation `lv` and glibc's locale lv_LV do.

    It is a ā b c č d e ē f g ģ h i y ī j k ķ l ļ m n ņ o ō p q r ŗ s š t u ū v w x z ž, then the other scripts in their
    own order, ё with е. Other marks, and then lower case, only order names that are otherwise equal.
    """
    key = match_key(text)
    return "".join(map(_weight, key)), key, text.swapcase()


@cache
def _weight(letter: str) -> str:
    return _OF_THEIR_OWN.get(letter) or unicodedata.normalize("NFD", letter)[0]


_CUTOFF = 0.6  # the minimum similarity of suggested names; 1 means equal

_LONGEST_MISTYPED = 100
"""The maximum length of a name to find similar ones for: the time grows with its square."""


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Return up to three known names most similar to `name`, best first; none for one longer than a hundred letters."""
    import difflib

    if len(name) > _LONGEST_MISTYPED:
        return []
    originals = {match_key(candidate): candidate for candidate in known}
    key = match_key(name)
    swapped = [key[:at] + key[at + 1] + key[at] + key[at + 2 :] for at in range(len(key) - 1)]
    found = [candidate for candidate in dict.fromkeys(swapped) if candidate in originals]
    found += [candidate for candidate in originals if key and candidate.startswith(key) and candidate not in found][:3]
    letters = frozenset(key)
    # Names with too few letters in common cannot be similar; difflib finds that too, but several times slower.
    similar = [each for each in originals if 2 * sum(map(letters.__contains__, each)) >= _CUTOFF * len(each + key)]
    for candidate in difflib.get_close_matches(key, similar, n=3, cutoff=_CUTOFF):
        if candidate not in found:
            found.append(candidate)
    return [originals[candidate] for candidate in found[:3]]


def did_you_mean(candidates: Sequence[str]) -> Message | None:
    """Return the question "Did you mean riga or rigas?", or None without candidates."""
    return Message("Did you mean {names}?", names=either(candidates)) if candidates else None


BLANKS = " \u00a0\u2000-\u200a\u202f\u205f\u3000"
"""The spaces allowed between thousands, as part of a character class."""

_GROUPED = f"[0-9]{{1,3}}(?:[{BLANKS}][0-9]{{3}})+"


def ungrouped(text: str) -> str:
    """Return a number without spaces between thousands; any other text unchanged."""
    return re.sub(f"[{BLANKS}]", "", text) if re.fullmatch(_GROUPED, text) else text


def command_line(words: Iterable[str]) -> str:
    """Return a command quoted for all shells, including Windows, which knows only double quotes."""
    from shlex import quote

    def quoted(word: str) -> str:
        is_plain = quote(word) == word or set(word) & set('"$`\\!')
        return quote(word) if is_plain else f'"{word}"'

    return " ".join(map(quoted, words))
