"""Whole numbers of copies, and the ITEM=QTY that a clerk types."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tracker.errors import WrongUsage
from tracker.model.codes import ItemCode, RunCode, parse_named

BLANKS = " \u00a0\u2000-\u200a\u202f\u205f\u3000"
"""The blanks that may stand between thousands, as the inside of a regular expression's class."""

MAX_QUANTITY = 999_999_999
"""The largest quantity: a print run of a billion copies is a typing error."""

_GROUPED = f"[0-9]{{1,3}}(?:[{BLANKS}][0-9]{{3}})+"


class Line(NamedTuple):
    """A quantity of an item, or of one named print run."""

    what: ItemCode | RunCode
    quantity: int

    @property
    def item(self) -> ItemCode:
        """The item itself, or the item of the named run."""
        return self.what.item if isinstance(self.what, RunCode) else self.what

    def __str__(self) -> str:
        return f"{self.what}={self.quantity}"


def parse_quantity(text: str, *, zero: bool = False) -> int:
    """Return a whole number of copies: at least 1, or at least 0 if `zero` is true.

    Thousands may be set apart by blanks, as they are shown. Raises WrongUsage for fractions, signs, text and numbers
    out of range.
    """
    if not text.isdigit():
        text = ungrouped(text)
    if not (text.isascii() and text.isdigit()):
        if zero:
            raise WrongUsage("'{text}' is not a quantity; write a whole number of copies, 0 or more.", text=text)
        raise WrongUsage("'{text}' is not a quantity; write a whole number of copies, 1 or more.", text=text)
    if len(text.lstrip("0")) > len(str(MAX_QUANTITY)):
        raise WrongUsage(
            "{quantity} is too large for a quantity; the maximum is {maximum}.", quantity=text, maximum=MAX_QUANTITY
        )
    quantity = int(text)
    if quantity == 0 and not zero:
        raise WrongUsage("A quantity of 0 copies is not allowed here; write a whole number, 1 or more.")
    return quantity


def ungrouped(text: str) -> str:
    """Return a number without the blanks between its thousands; any other text as it is."""
    return re.sub(f"[{BLANKS}]", "", text) if re.fullmatch(_GROUPED, text) else text


def parse_line(text: str, *, zero: bool = False) -> Line:
    """Return the line written ITEM=QTY or RUN=QTY, split at the last '='.

    Raises WrongUsage if there is no '=', or if either side of it is malformed.
    """
    what, equals, quantity = text.rpartition("=")
    if not equals:
        raise WrongUsage("'{text}' has no quantity; write ITEM=QTY, such as THB/lv=200.", text=text)
    return Line(parse_named(what), parse_quantity(quantity, zero=zero))


def check_distinct(lines: Sequence[Line]) -> None:
    """Raise WrongUsage if an item or a run is named twice, or an item together with one of its runs."""
    if len(lines) < 2:
        return
    seen: dict[str, set[str]] = {}
    for line in lines:
        item, what = str(line.item).casefold(), str(line.what).casefold()
        others = seen.setdefault(item, set())
        if what in others:
            raise WrongUsage("{item} is named twice; name it once, with its total quantity.", item=line.what)
        if others and (what == item or item in others):
            raise WrongUsage(
                "{item} is named together with one of its runs; name either the item or its runs.", item=line.item
            )
        others.add(what)


def numbered(numbers: Iterable[int]) -> str:
    """Return numbers as they are typed, in order: 3, 5..9, 12."""
    parts: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if parts and parts[-1][1] == number - 1:
            parts[-1] = (parts[-1][0], number)
        else:
            parts.append((number, number))
    return ", ".join(f"{first}" if first == last else f"{first}..{last}" for first, last in parts)
