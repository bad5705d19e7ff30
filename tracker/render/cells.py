"""One value as text: for people on a screen, or for machines in a file."""

import re

from tracker.languages import heading, worded
from tracker.messages import Message
from tracker.model.table import Kind, Pivot, Value
from tracker.model.text import NO_BREAK_SPACE, grouped, plain

RIGHT = frozenset({Kind.NUMBER, Kind.DECIMAL, Kind.MONEY})
"""The kinds that are aligned to the right, so that digits of the same weight line up."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

_AMOUNT = re.compile(r"(-?)(\d+)\.(\d\d)", re.ASCII)


def encodable(text: str) -> str:
    """Return the text with each lone surrogate, which UTF-8 cannot encode, replaced by U+FFFD."""
    return text if text.isprintable() else _LONE_SURROGATE.sub("\ufffd", text)


def cents(amount: Value) -> int | None:
    """Return the cents of an amount written as in "862.40", or None for anything else."""
    match = _AMOUNT.fullmatch(amount) if isinstance(amount, str) else None
    if match is None:
        return None
    sign, whole, decimals = match.groups()
    return int(sign + whole + decimals)


def shown(value: Value, kind: Kind) -> str:
    """Return the value as shown to people: thousands grouped, empty for None, unsafe characters replaced.

    A value that is not of its column's kind is shown as text.
    """
    if value is None:
        return ""
    if kind is Kind.NUMBER and isinstance(value, int):
        return grouped(value)
    if kind is Kind.DECIMAL and isinstance(value, (int, float)):
        return f"{value:,.1f}".replace(",", NO_BREAK_SPACE)
    if kind is Kind.MONEY and isinstance(value, str) and (match := _AMOUNT.fullmatch(value)):
        sign, whole, decimals = match.groups()
        return f"{sign}{grouped(int(whole))}.{decimals}"
    if kind is Kind.FORECAST:
        from tracker.model.dates import is_far_ahead  # which no other table waits for

        return str(Message("more than 10 years")) if is_far_ahead(str(value)) else plain(str(value))
    return plain(str(value))


def heading_of(column: str, pivot: Pivot | None) -> str:
    """Return the heading of a column as shown to people; in a pivot it may be a word, such as a kind of place."""
    word = column if pivot is None else str(worded(pivot.across, column))
    return plain(heading(column) if word == column else word)
