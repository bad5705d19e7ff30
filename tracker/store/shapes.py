"""What the statements look like that commands make: no other is taken over from another office.

Most say in which columns of a table they put which parameters. The others are known word for word; none of them asks
for more than its parameters name.
"""

import re
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from tracker.store import bulk, entry_statements, texts, void_sets
from tracker.store.steps import table_of

Act = Literal["adds", "changes", "removes"]


class Shape(NamedTuple):
    """What a statement does to a table, and into which column, or by which, it puts each of its parameters."""

    act: Act
    table: str
    columns: tuple[str, ...]


KEYS: Final = {"booklet": "code", "fund": "code", "kind": "code", "place": "id"}
"""By which column commands find what they change, by table."""

TAKEN_BY: Final = frozenset(
    {
        *(("booklet", "code"), ("fund", "code"), ("item", "code"), ("kind", "code"), ("place", "id")),
        *(("audience", "seminar"), ("level", "place"), ("place_detail", "place"), ("seminar", "place")),
        *(("level", "place", "item", "command"), ("place_detail", "place", "command")),
    }
)
"""By which columns commands find what they remove, after its table: such as an index knows."""

FIXED: Final = {**entry_statements.STEPS, **bulk.STEPS, **void_sets.STEPS, **texts.STEPS}
"""The statements that are written out, with the column of each parameter."""


@lru_cache(maxsize=1024)
def shape_of(sql: str) -> Shape | None:
    """Return the shape of a statement, None when commands of this version make none like it."""
    if (columns := FIXED.get(sql)) is not None:
        return Shape("changes" if sql.startswith("UPDATE") else "adds", table_of(sql), columns)
    if found := _INSERT.fullmatch(sql):
        names = _names(found["columns"])
        return Shape("adds", found["table"], names) if len(names) == found["values"].count("?") else None
    if found := _UPDATE.fullmatch(sql):
        is_known = KEYS.get(found["table"]) == found["key"]
        return Shape("changes", found["table"], (*_names(found["columns"]), found["key"])) if is_known else None
    if found := _DELETE.fullmatch(sql):
        names = _names(found["columns"])
        return Shape("removes", found["table"], names) if (found["table"], *names) in TAKEN_BY else None
    return None


def _names(quoted: str) -> tuple[str, ...]:
    return tuple(_NAMED.findall(quoted))


_NAMED = re.compile(r'"([a-z_]+)"')
_NAME = r'"[a-z_]+"'
_TABLE = r'"(?P<table>[a-z_]+)"'
_INSERT = re.compile(rf"INSERT INTO {_TABLE} \((?P<columns>{_NAME}(?:, {_NAME})*)\) VALUES \((?P<values>\?(?:, \?)*)\)")
_UPDATE = re.compile(rf'UPDATE {_TABLE} SET (?P<columns>{_NAME} = \?(?:, {_NAME} = \?)*) WHERE "(?P<key>[a-z_]+)" = \?')
_DELETE = re.compile(rf"DELETE FROM {_TABLE} WHERE (?P<columns>{_NAME} = \?(?: AND {_NAME} = \?)*)")
