"""Answers of programs in a form that can be compared: the same figures, printed in different ways.

Copies in stock are by holder and item, the holder being `store` or `places`; copies that places received, less returns,
are by year, kind and item. Zeros are left out.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

Figures = dict[tuple[str, ...], int]
Reader = Callable[[str], Figures]


class Readers(NamedTuple):
    """The functions that read a program's answers to both questions."""

    stock: Reader
    distribution: Reader


def read_stock(text: str) -> Figures:
    """Read the stock in tracker's csv."""
    columns = (("store", "on_hand"), ("places", "at_places"))
    return _figures((holder, row["item"], row[column]) for row in _rows(text) for holder, column in columns)


def read_distribution(text: str) -> Figures:
    """Read a distribution in tracker's csv, or in csv with the same columns."""
    return _figures(
        (row["year"], row["kind"], row["item"], int(row["received"]) - int(row["returned"])) for row in _rows(text)
    )


def read_columns(*columns: str) -> Reader:
    """Return a reader of csv with these columns; the last one has the copies."""
    return lambda text: _figures([row[column] for column in columns] for row in _rows(text))


def read_amounts(text: str) -> Figures:
    """Read lines with an account, or a year and an account, and the amounts on the following lines."""
    return _figures(_amounts(text))


OURS = Readers(read_stock, read_distribution)

_AMOUNT = re.compile(r'(-?\d+) "?([^\s":]+)"?')
_OUTSIDE = ("printer", "public", "loss", "transit")


def _amounts(text: str) -> Iterator[tuple[str, ...]]:
    named: tuple[str, ...] = ()
    for line in map(str.strip, text.splitlines()):
        if amount := _AMOUNT.fullmatch(line):
            yield (*named, amount[2], amount[1])
        else:
            named = tuple(line.split())


def _rows(text: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(text.splitlines())


def _figures(rows: Iterable[Iterable[object]]) -> Figures:
    """Return the last cell of each row by the others; of accounts the last part, as beancount writes items."""
    figures = {}
    for row in rows:
        *names, copies = (str(cell).strip() for cell in row)
        key = tuple(name.rpartition(":")[2].replace("/", "-").lower() for name in names)
        if int(copies) and key[0] not in _OUTSIDE:
            figures[key] = int(copies)
    return figures
