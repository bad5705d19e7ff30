"""Quantities of copies, and the ITEM=QTY that clerks type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.deferred import NamedTuple, pattern
from tracker.errors import WrongQuantity, WrongUsage
from tracker.messages import Message
from tracker.model.codes import ItemCode, RunCode, parse_named
from tracker.model.entries import Audience, EntryName, EntryRange
from tracker.model.text import english_names, name_key, required, ungrouped

MAX_QUANTITY = 999_999_999
"""The largest quantity: a print run of a billion copies is a typing error."""


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
    """Return an integer number of copies: at least 1, or at least 0 with `zero`. Raises WrongUsage.

    Thousands may be separated by spaces, as shown.
    """
    if not text.isdigit():
        text = ungrouped(text)
    if not (text.isascii() and text.isdigit()):
        if zero:
            raise WrongQuantity("'{text}' is not a quantity; enter a whole number of copies, 0 or more.", text=text)
        raise WrongQuantity("'{text}' is not a quantity; enter a whole number of copies, 1 or more.", text=text)
    if len(text.lstrip("0")) > len(str(MAX_QUANTITY)):
        raise WrongQuantity("{quantity} is too large; the maximum is {maximum}.", quantity=text, maximum=MAX_QUANTITY)
    quantity = int(text)
    if quantity == 0 and not zero:
        raise WrongQuantity("0 is not allowed here; enter a whole number, 1 or more.")
    return quantity


def parse_line(text: str, *, zero: bool = False) -> Line:
    """Return the line ITEM=QTY or RUN=QTY, split at the last '='. Raises WrongUsage."""
    what, equals, quantity = text.rpartition("=")
    if not equals:
        raise WrongQuantity("'{text}' has no quantity; enter ITEM=QTY, such as THB/lv=200.", text=text)
    return Line(parse_named(what), parse_quantity(quantity, zero=zero))


def check_distinct(lines: Sequence[Line]) -> None:
    """Raise WrongUsage if an item or run appears twice, or an item together with one of its runs."""
    if len(lines) < 2:
        return
    seen: dict[str, set[str]] = {}
    for line in lines:
        item, what = str(line.item).casefold(), str(line.what).casefold()
        others = seen.setdefault(item, set())
        if what in others:
            raise WrongUsage("{item} appears twice; specify one quantity for it.", item=line.what)
        if others and (what == item or item in others):
            raise WrongUsage("Specify either {item} or its print runs, not both.", item=line.item)
        others.add(what)


def numbered(numbers: Iterable[int]) -> str:
    """Return numbers as typed, in order: 3, 5..9, 12."""
    parts: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if parts and parts[-1][1] == number - 1:
            parts[-1] = (parts[-1][0], number)
        else:
            parts.append((number, number))
    return ", ".join(f"{first}" if first == last else f"{first}..{last}" for first, last in parts)


# Typed numbers of entries, requests, grants and commands, and other names of entries.


_NUMBER = pattern(r"[1-9][0-9]{0,17}")
_DIGITS = pattern(r"#?-?[0-9]+")
"""Text that is a number and not a reference."""
RANGE = pattern(r"(#?[0-9]+)\.\.(#?[0-9]+)")
"""A range of entries, by the first and last number."""


def parse_entry(text: str) -> EntryName:
    """Return an entry number, which may be written #12, or the text that names an entry. Raises WrongUsage."""
    if _DIGITS.fullmatch(text):
        return _number(text, _NO_ENTRY)
    return required(text, Message("entry"))


def parse_entries(text: str) -> EntryRange:
    """Return the first and last entry of 5..8, or a single entry, named in any way, twice. Raises WrongUsage."""
    match = RANGE.fullmatch(text)
    if match is None:
        entry = parse_entry(text)
        return entry, entry
    first, last = (_number(part, _NO_ENTRY) for part in match.groups())
    if last < first:
        raise WrongUsage("{first}..{last} ends before it begins; enter {last}..{first}.", first=first, last=last)
    return first, last


def parse_request(text: str) -> int:
    """Return a request number, which may be written #12. Raises WrongUsage for anything else."""
    return _number(text, _NO_REQUEST)


def parse_grant(text: str) -> int:
    """Return a grant number, which may be written #12. Raises WrongUsage for anything else."""
    return _number(text, _NO_GRANT)


def parse_command(text: str) -> int:
    """Return a command number, which may be written #12. Raises WrongUsage for anything else."""
    return _number(text, _NO_COMMAND)


def parse_commands(text: str) -> tuple[int, int]:
    """Return the first and last command of 5..8, or a single one twice. Raises WrongUsage for anything else."""
    first, dots, last = text.partition("..")
    return parse_command(first), parse_command(last if dots else first)


_NO_ENTRY = Message("'{text}' is not an entry number; find it with 'tracker log'.")
_NO_REQUEST = Message("'{text}' is not a request number; find it with 'tracker request list'.")
_NO_GRANT = Message("'{text}' is not a grant number; find it with 'tracker fund list'.")
_NO_COMMAND = Message("'{text}' is not a command number; find it with 'tracker show ENTRY'.")


def _number(text: str, otherwise: Message) -> int:
    number = text.removeprefix("#")
    if _NUMBER.fullmatch(number) is None:
        raise WrongUsage.from_message(otherwise.given(text=text))
    return int(number)


# Audiences of seminars and handouts.


def parse_group(text: str, *, zero: bool = False) -> tuple[str, int]:
    """Return a group of people, in English if known, and its number, from GROUP=N. Raises WrongUsage."""
    name, equals, people = text.rpartition("=")
    if not equals:
        raise WrongUsage("'{text}' has no number of people; enter GROUP=N, such as \"social workers=60\".", text=text)
    try:
        name = required(name, Message("audience"))
        return english_names("audience").get(name_key(name), name), parse_quantity(people, zero=zero)
    except WrongUsage:
        if not name.strip():
            raise
        raise WrongUsage("'{text}' is not a number of people; enter a whole number, 1 or more.", text=people) from None


def parse_audience(text: str) -> Audience:
    """Return the groups of "police officers=20; social workers=60", with their numbers. Raises WrongUsage."""
    groups = tuple(parse_group(part.strip()) for part in text.split(";"))
    check_groups(groups)
    return groups


def check_groups(audience: Audience) -> None:
    """Raise WrongUsage for a repeated group, or a name that contains a separator."""
    for name, _ in audience:
        if "=" in name or ";" in name:
            raise WrongUsage(
                "'{group}' must not contain = or ;. Separate groups with ; in a sheet, or repeat --audience.",
                group=name,
            )
    groups = [name.casefold() for name, _ in audience]
    if len(set(groups)) < len(groups):
        raise WrongUsage("An audience group appears twice; specify one number for each group.")


def written_audience(audience: Audience) -> str | None:
    """Return an audience in the form of table columns, by group name; or None if empty."""
    return "; ".join(f"{name}={people}" for name, people in sorted(audience)) or None
