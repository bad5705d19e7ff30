"""Tables for the public: without what people wrote or who they are, and of discreet places their kind and country."""

from collections.abc import Iterator
from dataclasses import replace

from tracker.model.table import AsOf, Row, Table
from tracker.reports.queries import ask
from tracker.store.connection import Database
from tracker.store.dictionary import Field

LEFT_OUT = frozenset(
    {"note", "reference", "carrier", "reason", "recorded_by", "address", "contact", "email", "phone", "discreet"}
)
"""The columns that are not for the public: texts, clerks, and how to reach a place."""

_PLACES = frozenset({"place", "source", "destination", "store"})
_WHEREABOUTS = frozenset({"name", "city", "region"})


def shown(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the fields of a table that are for the public."""
    return tuple(field for field in fields if field.name not in LEFT_OUT)


def discreet_places(database: Database) -> dict[str, str]:
    """Return what stands for the code of each discreet place: kind and country, such as ngo/LV, which is no code."""
    return {str(row[0]): f"{row[2]}/{row[3]}" for row in ask(database, "places", AsOf(), [("discreet = ?", "yes")])}


def for_the_public(name: str, table: Table, discreet: dict[str, str]) -> Table:
    """Return a table of `export` as the public sees it; of discreet places, those that look alike are one row."""
    names = [column.name for column in table.columns]
    kept = [index for index, column in enumerate(names) if column not in LEFT_OUT]
    of_places = {"code"} if name in ("places", "seminars") else _PLACES

    def masked() -> Iterator[Row]:
        seen = set()
        for row in table.rows:
            is_hidden = any(row[index] in discreet for index, column in enumerate(names) if column in of_places)
            cells = list(row)
            for index, column in enumerate(names):
                if column in of_places:
                    cells[index] = discreet.get(str(row[index]), row[index])
                elif is_hidden and column in _WHEREABOUTS:
                    cells[index] = None
            public = tuple(cells[index] for index in kept)
            if name == "places" and is_hidden:
                public = (*public[:4], *(None for _ in public[4:]))
                if public in seen:
                    continue
                seen.add(public)
            yield public

    return replace(table, columns=tuple(table.columns[index] for index in kept), rows=masked())
