"""Tables for the public: without what people wrote or who they are, and of discreet places their kind and country."""

from collections.abc import Iterator

from tracker.model.as_of import AsOf
from tracker.model.table import Row, Table
from tracker.reports.queries import ask
from tracker.store.connection import Database
from tracker.store.dictionary import Field

LEFT_OUT = frozenset(
    {"note", "reference", "carrier", "reason", "recorded_by", "address", "contact", "email", "phone", "discreet"}
)
"""The columns that are not for the public: texts, clerks, and how to reach a place."""

_PLACES = frozenset({"place", "source", "destination", "store"})
_WHEREABOUTS = frozenset({"name", "city", "region"})
"""The columns of a row's place that say which one it is."""
_OF_ONE_PLACE = frozenset({"places", "seminars"})
"""The tables that have a row for each place."""
_SHOWN = frozenset({"kind", "country"})
"""All that is shown of a discreet place."""


def shown(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the fields of a table that are for the public."""
    return tuple(field for field in fields if field.name not in LEFT_OUT)


def discreet_places(database: Database) -> dict[str, str]:
    """Return what stands for the code of each discreet place: kind and country, such as ngo/LV, which is no code."""
    return {str(row[0]): f"{row[2]}/{row[3]}" for row in ask(database, "places", AsOf(), [("discreet = ?", "yes")])}


def for_the_public(name: str, table: Table, discreet: dict[str, str]) -> Table:
    """Return a table of `export` as the public sees it.

    Discreet places, and seminars, that look alike are one row, and none is said to have levels: so keys stay unique.
    """
    names = [column.name for column in table.columns]
    kept = [index for index, column in enumerate(names) if column not in LEFT_OUT]
    subject = "code" if name in _OF_ONE_PLACE else "place"
    of_places = {subject} if name in _OF_ONE_PLACE else _PLACES

    def masked() -> Iterator[Row]:
        seen = set()
        for row in table.rows:
            is_hidden = subject in names and row[names.index(subject)] in discreet
            if is_hidden and name == "levels":
                continue
            cells = [
                discreet.get(str(value), value)
                if column in of_places
                else None
                if is_hidden and (column in _WHEREABOUTS or (name in _OF_ONE_PLACE and column not in _SHOWN))
                else value
                for column, value in zip(names, row, strict=True)
            ]
            public = tuple(cells[index] for index in kept)
            if name in _OF_ONE_PLACE and is_hidden:
                if public in seen:
                    continue
                seen.add(public)
            yield public

    return table._replace(columns=tuple(table.columns[index] for index in kept), rows=masked())
