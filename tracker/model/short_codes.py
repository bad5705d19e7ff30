"""Short codes of shipments, such as 255-K: the number, and a letter that gives away a digit misread or mistyped."""

import re
from typing import NamedTuple

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXY"
"""The letters, a prime number of them, without those that look like digits: I, O and Z."""

_FACTOR = 16
"""By which neighbouring numbers get letters that are not neighbours."""

_HYPHENS = "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{MINUS SIGN}"
"""What programs make of a hyphen that is typed: the letter after it tells that nothing else is meant."""

_SHORT_CODE = re.compile(rf"0*([1-9][0-9]{{0,17}})[{_HYPHENS}]([A-Za-z])", re.ASCII)


class ShortCode(NamedTuple):
    """A word that is written like a short code."""

    number: int
    is_right: bool
    """Whether the letter is that of the number. One wrong digit, or two that changed places, have another."""


def short_code(number: int) -> str:
    """Return the short code of a number."""
    return f"{number}-{_letter(number)}"


def parse_short_code(text: str) -> ShortCode | None:
    """Return the number and whether the letter, large or small, is its own; None for what is written otherwise.

    Zeros may stand before the number, as columns of one width have them.
    """
    match = _SHORT_CODE.fullmatch(text)
    if match is None:
        return None
    number = int(match[1])
    return ShortCode(number, match[2].upper() == _letter(number))


def written_alike(text: str) -> tuple[str, ...]:
    """Return how else a word may be written that is written like a short code: people take them for the same.

    The word itself comes first; of what is not written like one it is all.
    """
    match = _SHORT_CODE.fullmatch(text)
    if match is None:
        return (text,)
    letters = match[2].upper(), match[2].lower()
    words = (
        f"{digits}{hyphen}{letter}" for digits in (text[:-2], match[1]) for hyphen in _HYPHENS for letter in letters
    )
    return tuple(dict.fromkeys((text, *words)))


def _letter(number: int) -> str:
    return LETTERS[number * _FACTOR % len(LETTERS)]
