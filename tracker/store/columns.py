"""What commands put into a column: the same is asked of what other offices put there, and of what is sent to them."""

import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import Any, Final

from tracker.messages import Message
from tracker.model.codes import is_code
from tracker.model.text import is_unsafe, unseen_in
from tracker.store.statements import MANY

MOST_LETTERS = 131_072
"""The most letters of a text: those of the longest cell of a sheet."""

_MOST_NUMBER: Final = 10**12
"""No number of ours is larger, but for positions and money; a million of them add up to what SQLite can hold."""

_MOST_CENTS: Final = 10**14

_NUMBERS: Final = frozenset({int, type(None)})
_TEXTS: Final = frozenset({str, type(None)})
"""The types of what is a number, or a text, or nothing."""

Fits = Callable[[str, Collection[Any]], Message | None]
"""Returns what is wrong with values of the column of that name, None when nothing is."""


def unfit(table: str, columns: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> Message | None:
    """Return what is wrong with what a statement puts into the columns of a table, one row after the other; or None."""
    if set(map(len, rows)) - {len(columns)}:
        return _OTHER.given(column=", ".join(columns))
    alike = _alike(table, columns)
    if len(rows) > _FEW or alike is None:
        return _unfit_column(table, columns, rows)
    for fits, places in alike:  # of few rows it is asked of all columns of a kind at once
        if fits("", [row[at] for row in rows for at in places]) is not None:
            return _unfit_column(table, columns, rows)
    return None


_FEW = 4


@lru_cache(maxsize=1024)
def _alike(table: str, columns: tuple[str, ...]) -> tuple[tuple[Fits, list[int]], ...] | None:
    """Return what says what is wrong with values, with the places of the columns of which it does; or None."""
    found: dict[Fits, list[int]] = {}
    for at, column in enumerate(columns):
        fits = _fits(table, column)
        if fits is None:
            return None
        found.setdefault(fits, []).append(at)
    return tuple(found.items())


def _unfit_column(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Message | None:
    for column, values in zip(columns, zip(*rows, strict=True), strict=True):
        fits = _fits(table, column)
        if fits is None:
            return _OTHER.given(column=column)
        if (wrong := fits(column.rstrip("?"), values)) is not None:
            return wrong
    return None


def _fits(table: str, column: str) -> Fits | None:
    return FITS.get(f"{table}.{column}") or FITS.get(column)


def _numbers(column: str, values: Collection[Any], most: int = _MOST_NUMBER) -> Message | None:
    if not _NUMBERS.issuperset(map(type, values)):
        return _OTHER.given(column=column)
    numbers = [value for value in values if value is not None] if None in values else values
    if numbers and not (max(numbers) <= most and min(numbers) >= -most):
        return Message("it has a number that no command gives ({column})", column=column)
    return None


def _cents(column: str, values: Collection[Any]) -> Message | None:
    return _numbers(column, values, _MOST_CENTS)


def _positions(column: str, values: Collection[Any]) -> Message | None:
    return _numbers(column, values, 2**63 - 1)


def _texts(column: str, values: Collection[Any], *, seen: bool = False, or_none: bool = False) -> Message | None:
    """Texts of people, in which emoji and some scripts need letters that cannot be seen; or such as are all `seen`.

    An empty one may stand for none where the statement makes that of it.
    """
    if not _TEXTS.issuperset(map(type, values)):
        return _OTHER.given(column=column)
    texts = set(values)
    texts.discard(None)
    if or_none:
        texts.discard("")
    if "" in texts or set(map(str.strip, texts)) != texts:
        return Message("it has a text that is empty, or has blanks around it ({column})", column=column)
    whole = "".join(texts)
    if len(whole) > MOST_LETTERS and max(map(len, texts)) > MOST_LETTERS:
        return _TOO_LONG.given(column=column, most=MOST_LETTERS)
    if whole.isascii() and whole.isprintable():
        return None
    letter = next(filter(is_unsafe, whole), None) or (unseen_in(whole) if seen else None)
    return None if letter is None else _UNSAFE.given(column=column, letter=f"U+{ord(letter):04X}")


def _names(column: str, values: Collection[Any]) -> Message | None:
    return _texts(column, values, seen=True)


def _texts_or_none(column: str, values: Collection[Any]) -> Message | None:
    return _texts(column, values, or_none=True)


def _names_or_none(column: str, values: Collection[Any]) -> Message | None:
    return _texts(column, values, seen=True, or_none=True)


def _codes(column: str, values: Collection[Any]) -> Message | None:
    if (wrong := _names(column, values)) is not None:
        return wrong
    return None if all(value is not None and is_code(value) for value in values) else _OTHER.given(column=column)


def _written(pattern: str) -> Fits:
    """Return what refuses texts that are not written like the pattern."""
    is_written = re.compile(pattern, re.ASCII).fullmatch

    def fits(column: str, values: Collection[Any]) -> Message | None:
        if not _TEXTS.issuperset(map(type, values)):
            return _OTHER.given(column=column)
        is_right = all(is_written(text) for text in set(values) if text is not None)
        return None if is_right else _OTHER.given(column=column)

    return fits


_DAY = r"(?!0000)\d{4}-\d\d-\d\d"

FITS: Final[dict[str, Fits]] = {
    **dict.fromkeys(
        (
            *(
                "id",
                "command",
                "number",
                "first_entry",
                "last_entry",
                "movements",
                "facts",
                "removed",
                "fixed",
                "undone",
            ),
            *("entry", "line", "run", "source", "destination", "quantity", "shipment", "count", "place", "replaces"),
            *("restores", "request", "is_full", "voids", "void", "year", "funding_grant", "carton", "weight", "share"),
            *("is_store", "is_discreet", "low", "high", "closed", "withdrawn", "is_cancelled", "seminar", "people"),
            *("cancelled", "redacted"),
        ),
        _numbers,
    ),
    **dict.fromkeys(("cost", "amount", "whole"), _cents),
    "position": _positions,
    **dict.fromkeys(
        (
            *("name", "clerk", "key", "title", "purpose", "printer", "isbn", "mark", "address", "contact", "email"),
            *("phone", "region", "city", "reference", "carrier"),
            *("booklet", "country", "fund", "item", "kind", "language", "type", "entry.reason"),  # of what is there
        ),
        _names,
    ),
    **dict.fromkeys(("note", "reason"), _texts),
    "note?": _texts_or_none,
    **dict.fromkeys(("reference?", "carrier?", "key?", "fund?"), _names_or_none),
    "command.request": _written("[0-9a-f]{64}"),
    "code": _codes,
    "item.code": _names,
    **dict.fromkeys(("date", "review_by"), _written(_DAY)),
    **dict.fromkeys(("moment", "recorded_at"), _written(_DAY + r"T\d\d:\d\d:\d\d\.\d{6}Z")),
    "currency": _written("[A-Z]{3}"),
    MANY: _written(r"[\[\]{}0-9,:\" ]*"),
}
"""What says what is wrong with values of a column, by its name, after that of its table where others call theirs so."""

_OTHER = Message("it has what no command puts into {column}")
_TOO_LONG = Message("it has a text of more than {most} letters ({column})")
_UNSAFE = Message("it has a text with the letter {letter} ({column}), which commands refuse")
