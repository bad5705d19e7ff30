"""A ledger as text files for other programs: the same entries, one transaction each."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

_MOVED = """
SELECT date, entry, type, run, source, destination, quantity
  FROM log
 WHERE quantity IS NOT NULL
 ORDER BY date, entry
"""
"""Uses a public view of the file."""


class Holder(NamedTuple):
    """A place as an account."""

    code: str
    kind: str
    country: str | None

    @property
    def path(self) -> tuple[str, ...]:
        """Its account, from the top down; all except stores and outside places are below `places`."""
        if self.kind in ("store", "outside"):
            return (self.code,)
        return ("places", self.kind, self.country or "", self.code)


class Moved(NamedTuple):
    """A movement."""

    date: str
    entry: int
    type: str
    item: str
    source: Holder
    destination: Holder
    quantity: int


def write_journal(db: Path, path: Path) -> Path:
    """Write the ledger for hledger and ledger, with items as commodities."""
    return _write(path, _journal(_entries(db)))


def write_beancount(db: Path, path: Path) -> Path:
    """Write the ledger for beancount."""
    return _write(path, _beancount(db))


def _write(path: Path, lines: Iterable[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(lines)
    return path


def _movements(db: Path) -> Iterator[Moved]:
    with closing(sqlite3.connect(db)) as connection:
        holders = {code: Holder(code, "outside", None) for code in ("printer", "public", "loss", "transit")}
        for place in connection.execute("SELECT code, kind, country FROM places"):
            holders[place[0]] = Holder(*place)
        for date, entry, kind, run, source, destination, quantity in connection.execute(_MOVED):
            yield Moved(date, entry, kind, run.rpartition("/")[0], holders[source], holders[destination], quantity)


def _entries(db: Path) -> Iterator[list[Moved]]:
    for _, moved in groupby(_movements(db), lambda each: (each.date, each.entry)):
        yield list(moved)


def _journal(entries: Iterable[list[Moved]]) -> Iterator[str]:
    for moved in entries:
        yield f"{moved[0].date} {moved[0].type} {moved[0].entry}\n"
        for each in moved:
            yield f'    {":".join(each.destination.path)}    {each.quantity} "{each.item}"\n'
            yield f'    {":".join(each.source.path)}    {-each.quantity} "{each.item}"\n'
        yield "\n"


def _beancount(db: Path) -> Iterator[str]:
    holders = {end for each in _movements(db) for end in (each.source, each.destination)}
    yield from (f"2000-01-01 open {_account(holder)}\n" for holder in sorted(holders))
    for moved in _entries(db):
        yield f'{moved[0].date} * "{moved[0].type} {moved[0].entry}"\n'
        for each in moved:
            item = each.item.upper().replace("/", "-")
            yield f"  {_account(each.destination)}  {each.quantity} {item}\n"
            yield f"  {_account(each.source)}  {-each.quantity} {item}\n"
        yield "\n"


def _account(holder: Holder) -> str:
    return ":".join(("Assets", *(name[:1].upper() + name[1:] for name in holder.path)))
