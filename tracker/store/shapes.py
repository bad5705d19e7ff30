"""What the statements look like that commands make: no other is taken over from another office.

Most say in which columns of a table they put which parameters. The others are known word for word; none of them asks
for more than its parameters name.
"""

import re
from functools import lru_cache
from typing import Final

from tracker.store import bulk_loading, entry_statements, texts, void_sets

KEYS: Final = {"booklet": "code", "fund": "code", "kind": "code", "place": "id"}
"""By which column commands find what they change, by table."""

FIXED: Final = entry_statements.STEPS | bulk_loading.STEPS | void_sets.STEPS | texts.STEPS
"""The statements that are written out."""


@lru_cache(maxsize=1024)
def is_ours(sql: str) -> bool:
    """Return whether commands of this version make such a statement, about whatever table and columns."""
    if sql in FIXED or _DELETE.fullmatch(sql):
        return True
    if found := _INSERT.fullmatch(sql):
        return found["columns"].count(",") == found["values"].count(",")
    found = _UPDATE.fullmatch(sql)
    return found is not None and KEYS.get(found["table"]) == found["key"]


_NAME = r'"[a-z_]+"'
_INSERT = re.compile(rf"INSERT INTO {_NAME} \((?P<columns>{_NAME}(?:, {_NAME})*)\) VALUES \((?P<values>\?(?:, \?)*)\)")
_UPDATE = re.compile(rf'UPDATE "(?P<table>[a-z_]+)" SET {_NAME} = \?(?:, {_NAME} = \?)* WHERE "(?P<key>[a-z_]+)" = \?')
_DELETE = re.compile(rf"DELETE FROM {_NAME} WHERE {_NAME} = \?(?: AND {_NAME} = \?)*")
