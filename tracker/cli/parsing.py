"""The parsers of command line values: the model's functions, and those that only the command line needs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.errors import WrongUsage
from tracker.messages import Message
from tracker.model.codes import ItemCode, parse_code, parse_named, parse_named_item, parse_named_run
from tracker.model.dates import parse_date, parse_moment, parse_since, parse_until
from tracker.model.entries import EntryName, EntryRange
from tracker.model.money import parse_cents, parse_currency, parse_share
from tracker.model.quantities import (
    MAX_QUANTITY,
    RANGE,
    Line,
    parse_command,
    parse_commands,
    parse_entries,
    parse_entry,
    parse_grant,
    parse_line,
    parse_quantity,
    parse_request,
)
from tracker.model.text import required, ungrouped

if TYPE_CHECKING:
    from tracker.model.levels import Level, LevelLine

__all__ = [
    "parse_audience",
    "parse_cents",
    "parse_code",
    "parse_command",
    "parse_commands",
    "parse_currency",
    "parse_date",
    "parse_date_or_none",
    "parse_entries",
    "parse_entry",
    "parse_entry_or_line",
    "parse_grant",
    "parse_level",
    "parse_level_line",
    "parse_line",
    "parse_moment",
    "parse_named",
    "parse_named_item",
    "parse_named_run",
    "parse_number_or_none",
    "parse_place",
    "parse_place_or_item",
    "parse_place_or_level",
    "parse_place_or_line",
    "parse_quantity",
    "parse_request",
    "parse_share",
    "parse_since",
    "parse_until",
    "parse_zero_line",
    "parse_zero_quantity",
    "split_words",
]

_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
_ITEM = re.compile(r".\s*/\s*[A-Za-z]{2,3}\s*$", re.ASCII)


def parse_audience(text: str) -> tuple[str, int]:
    """Return a group of people and how many there were, written GROUP=N. Raises WrongUsage for anything else."""
    name, equals, people = text.rpartition("=")
    if not equals:
        raise WrongUsage("'{text}' has no number of people; write GROUP=N, such as \"social workers=60\".", text=text)
    return required(name, Message("audience")), _parse_people(people)


def _parse_people(text: str) -> int:
    try:
        return parse_quantity(text)
    except WrongUsage:
        raise WrongUsage("'{text}' is not a number of people; write a whole number, 1 or more.", text=text) from None


def parse_place(text: str) -> str:
    """Return what names a place: its code or its name. Raises WrongUsage if it is empty."""
    return required(text, Message("place"))


def parse_place_or_line(text: str) -> str | Line:
    """Return the line if there is an equals sign, else what names a place. Raises WrongUsage if it is neither."""
    return parse_line(text) if "=" in text else parse_place(text)


def parse_level(text: str) -> Level:
    """Return the level written LOW:HIGH or LOW. Raises WrongUsage for anything else."""
    from tracker.model import levels

    return levels.parse_level(text)


def parse_level_line(text: str) -> LevelLine:
    """Return the level of an item, written ITEM=LOW:HIGH or ITEM=LOW. Raises WrongUsage for anything else."""
    from tracker.model import levels

    return levels.parse_level_line(text)


def parse_place_or_level(text: str) -> str | LevelLine:
    """Return the level of an item if there is an equals sign, else what names a place.

    Raises WrongUsage if it is neither.
    """
    return parse_level_line(text) if "=" in text else parse_place(text)


def parse_place_or_item(text: str) -> str | ItemCode:
    """Return the item if the word ends as one does, in / and a language, else what names a place.

    Raises WrongUsage if it is neither.
    """
    return parse_named_item(text) if _ITEM.search(text) else parse_place(text)


def parse_date_or_none(text: str) -> date | None:
    """Return the date, None for an empty text. Raises WrongUsage for anything else."""
    return parse_date(text) if text.strip() else None


def parse_number_or_none(text: str) -> int | None:
    """Return a whole number of at least 1, None for an empty text. Raises WrongUsage for anything else."""
    if not text.strip():
        return None
    number = ungrouped(text.strip())
    if _NUMBER.fullmatch(number) is None or int(number) > MAX_QUANTITY:
        raise WrongUsage("'{text}' is not a whole number between 1 and {most}.", text=text, most=MAX_QUANTITY)
    return int(number)


def parse_whole_number(text: str) -> int:
    """Return a number that may be zero, of what are no copies. Raises WrongUsage for anything else."""
    try:
        return parse_quantity(text, zero=True)
    except WrongUsage:
        raise WrongUsage("'{text}' is not a whole number; write one such as 0 or 7.", text=text) from None


def parse_entry_or_line(text: str) -> EntryName | EntryRange | Line:
    """Return the line, whose quantity may be zero, if there is an equals sign, else what names an entry, or several.

    Raises WrongUsage if it is neither.
    """
    if "=" in text:
        return parse_zero_line(text)
    return parse_entries(text) if RANGE.fullmatch(text) else parse_entry(text)


def split_words(words: Iterable[Any]) -> tuple[tuple[Any, ...], tuple[Line, ...]]:
    """Return the names, of places or entries, that come first, and the lines after them.

    Raises WrongUsage for a name after a line.
    """
    names = []
    lines: list[Line] = []
    for word in words:
        if isinstance(word, Line):
            lines.append(word)
        elif lines:
            raise WrongUsage(
                "'{word}' comes after {line} and has no quantity; write ITEM=QTY, and what has none before that.",
                word=word,
                line=lines[-1],
            )
        else:
            names.append(word)
    return tuple(names), tuple(lines)


def parse_zero_line(text: str) -> Line:
    """Return a line whose quantity may be zero. Raises WrongUsage for anything else."""
    return parse_line(text, zero=True)


def parse_zero_quantity(text: str) -> int:
    """Return a quantity that may be zero. Raises WrongUsage for anything else."""
    return parse_quantity(text, zero=True)
