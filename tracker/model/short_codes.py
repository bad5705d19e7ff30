"""Short codes of shipments, such as 255-K: the number, and a letter that gives away a digit misread or mistyped."""

import re
from typing import NamedTuple

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXY"
"""The letters, a prime number of them, without those that look like digits: I, O and Z."""

_FACTOR = 16
"""By which neighbouring numbers get letters that are not neighbours."""

_SHORT_CODE = re.compile(r"([1-9][0-9]{0,17})-([A-Za-z])", re.ASCII)


class ShortCode(NamedTuple):
    """A word that is written like a short code."""

    number: int
    is_right: bool
    """Whether the letter is that of the number. One wrong digit, or two that changed places, have another."""


def short_code(number: int) -> str:
    """Return the short code of a number."""
    return f"{number}-{_letter(number)}"


def parse_short_code(text: str) -> ShortCode | None:
    """Return the number and whether the letter, large or small, is its own; None for what is written otherwise."""
    match = _SHORT_CODE.fullmatch(text)
    if match is None:
        return None
    number = int(match[1])
    return ShortCode(number, match[2].upper() == _letter(number))


def _letter(number: int) -> str:
    return LETTERS[number * _FACTOR % len(LETTERS)]
