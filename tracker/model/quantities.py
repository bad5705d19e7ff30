"""Whole numbers of copies, and the ITEM=QTY a clerk types."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.errors import WrongUsage
from tracker.model.codes import ItemCode, RunCode, parse_item_or_run

MOST = 999_999_999
"""No print run has a thousand million copies: a longer number is a slip of the finger."""

_WHOLE = re.compile(r"[0-9]+", re.ASCII)


@dataclass(frozen=True)
class Line:
    """So many copies of an item, or of one named print run."""

    what: ItemCode | RunCode
    quantity: int

    @property
    def item(self) -> ItemCode:
        """The item, also when a run is named."""
        return self.what.item if isinstance(self.what, RunCode) else self.what

    def __str__(self) -> str:
        return f"{self.what}={self.quantity}"


def parse_quantity(text: str, *, zero: bool = False) -> int:
    """Return a whole number of copies, above zero unless `zero` is allowed.

    Raises WrongUsage for fractions, signs, text, zero, and numbers past any print run.
    """
    least = "0 or more" if zero else "1 or more"
    if _WHOLE.fullmatch(text) is None:
        raise WrongUsage(f"'{text}' is not a quantity; write a whole number of copies, {least}.")
    if len(text.lstrip("0")) > len(str(MOST)):
        raise WrongUsage(f"{text} copies are more than any print run has; the most is {MOST}.")
    quantity = int(text)
    if quantity == 0 and not zero:
        raise WrongUsage("A quantity of 0 copies says nothing here; write a whole number, 1 or more.")
    return quantity


def parse_line(text: str, *, zero: bool = False) -> Line:
    """Return the line written ITEM=QTY or RUN=QTY, split at the last '='.

    Raises WrongUsage when there is no '=', or a side of it is malformed.
    """
    what, equals, quantity = text.rpartition("=")
    if not equals:
        raise WrongUsage(f"'{text}' says no quantity; write ITEM=QTY, such as THB/lv=200.")
    return Line(parse_item_or_run(what), parse_quantity(quantity, zero=zero))


def check_distinct(lines: Iterable[Line]) -> None:
    """Raise WrongUsage when an item is named twice, or beside a run of its own."""
    seen: dict[str, set[str]] = {}
    for line in lines:
        item, what = str(line.item).casefold(), str(line.what).casefold()
        others = seen.setdefault(item, set())
        if what in others:
            raise WrongUsage(f"{line.what} is named twice; give its whole quantity once.")
        if others and (what == item or item in others):
            raise WrongUsage(f"{line.item} is named beside a run of its own; name the item or its runs.")
        others.add(what)
