"""The rest of a sheet: rows that an import rejected, corrected and imported by themselves.

A row's key has its turn among equal rows of its sheet. In a file of rejected rows a column tells which commands have
recorded the others, so that a corrected row does not take the turn of an equal one that is recorded.
"""

import re
from collections.abc import Iterable

REST_OF = "rest_of"
"""The column with the numbers of the commands that recorded other rows of the same sheet."""

_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)


def parse_rest_of(text: str) -> tuple[int, ...]:
    """Return the numbers of the commands that a cell of the column names."""
    return tuple(sorted({int(number) for number in _NUMBER.findall(text)}))


def written(commands: Iterable[int]) -> str:
    """Return a cell of the column, which names these commands."""
    return " ".join(map(str, sorted(set(commands))))
