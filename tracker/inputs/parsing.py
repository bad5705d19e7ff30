"""Parsers that the model lacks: words that may be one of two things, and text that may be empty."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tracker.deferred import pattern
from tracker.errors import WrongUsage
from tracker.inputs.kinds import PLACE
from tracker.model.codes import parse_named_item
from tracker.model.entries import ALL, EntryName, EntryRange
from tracker.model.quantities import MAX_QUANTITY, RANGE, Line, parse_entries, parse_entry, parse_line, parse_quantity
from tracker.model.text import ungrouped

if TYPE_CHECKING:
    from tracker.model.answers import AnswerCorrection

_NUMBER = pattern(r"[1-9][0-9]{0,17}")
_ITEM = pattern(r".\s*/\s*[A-Za-z]{2,3}\s*$")


def parse_place_or_item(text: str) -> Any:
    """Return the item if the word ends with a slash and a language, otherwise the name of a place.

    Raises WrongUsage if it is neither.
    """
    return parse_named_item(text) if _ITEM.search(text) else PLACE.parse(text)


def parse_number(text: str) -> int:
    """Return an integer of at least 1. Raises WrongUsage for anything else."""
    number = ungrouped(text.strip())
    if _NUMBER.fullmatch(number) is None or int(number) > MAX_QUANTITY:
        raise WrongUsage("'{text}' is not a whole number between 1 and {most}.", text=text, most=MAX_QUANTITY)
    return int(number)


def parse_whole_number(text: str) -> int:
    """Return a number that is not a quantity and may be zero. Raises WrongUsage for anything else."""
    try:
        return parse_quantity(text, zero=True)
    except WrongUsage:
        raise WrongUsage("'{text}' is not a whole number; enter a number such as 0 or 7.", text=text) from None


def parse_entry_or_line(text: str) -> EntryName | EntryRange | Line:
    """Return a line (quantity may be zero) if there is an equals sign, otherwise the name of one entry or a range.

    Raises WrongUsage for anything else.
    """
    if "=" in text:
        return parse_line(text, zero=True)
    return parse_entries(text) if RANGE.fullmatch(text) else parse_entry(text)


def parse_line_or_all(text: str) -> Line | str:
    """Return the line, or "all" for all that there is. Raises WrongUsage if it is neither."""
    return ALL if text.casefold() == ALL else parse_line(text)


def parse_answer_or_line(text: str) -> int | AnswerCorrection:
    """Return a correction such as lv=24 or 354-G:lv=24 if there is an equals sign, otherwise an answer's number."""
    if "=" not in text:
        return parse_number(text.removeprefix("#"))
    from tracker.model.answers import AnswerCorrection  # only the inbox needs it

    about, _, line = text.rpartition(":")
    return AnswerCorrection(about, parse_line(line, zero=True))


def split_words(words: Iterable[Any], kind: type[Any] = Line) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Return the names of places or entries, which come first, and the lines, of this kind, after them.

    Raises WrongUsage for a name after a line.
    """
    names, lines = [], list[Any]()
    for word in words:
        if isinstance(word, kind):
            lines.append(word)
        elif lines:
            raise WrongUsage(
                "'{word}' after {line} has no quantity; enter ITEM=QTY and put places and entries first.",
                word=word,
                line=lines[-1],
            )
        else:
            names.append(word)
    return tuple(names), tuple(lines)
