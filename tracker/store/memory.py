"""Cache the catalogue: a command reads it once, and again only after changing it."""

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from tracker.deferred import pattern

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")
_Asked = TypeVar("_Asked", bound="_Database")

_QUESTIONS: dict[str, list[Callable[..., Any]]] = {}
"""The cached queries of each table."""


class Memory:
    """The cached results of one command, whose write lock keeps others from changing them."""

    def __init__(self) -> None:
        """Start with an empty cache."""
        self.answers: dict[Callable[..., Any], dict[tuple[Any, ...], Any]] = {}

    def see(self, sql: str) -> None:
        """Drop the results that a statement may change."""
        if table := table_of(sql):
            self.forget(table)
        elif sql.startswith("ROLLBACK"):
            self.answers.clear()

    def forget(self, table: str) -> None:
        """Drop the results that depend on a table."""
        for question in _QUESTIONS.get(table, ()):
            self.answers.pop(question, None)


@lru_cache(maxsize=1024)
def table_of(sql: str) -> str:
    """Return the table that a statement writes, or ""."""
    found = _WRITE.match(sql)
    return found["table"] if found else ""


_WRITE = pattern(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(?P<table>[\w.]+)', re.UNICODE)


class _Database(Protocol):
    """A database with the cache of the command being recorded, if there is one."""

    memory: Memory | None


def remembered(
    *tables: str,
) -> Callable[[Callable[Concatenate[_Asked, _Arguments], _Answer]], Callable[Concatenate[_Asked, _Arguments], _Answer]]:
    """Return a decorator for a query whose results a command caches.

    They must depend on these tables only, and callers must not change them.
    """

    def decorator(
        question: Callable[Concatenate[_Asked, _Arguments], _Answer],
    ) -> Callable[Concatenate[_Asked, _Arguments], _Answer]:
        for table in tables:
            _QUESTIONS.setdefault(table, []).append(question)

        @wraps(question)
        def ask(database: _Asked, /, *arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Answer:
            if database.memory is None or named:
                return question(database, *arguments, **named)
            known = database.memory.answers.setdefault(question, {})
            if arguments not in known:
                known[arguments] = question(database, *arguments, **named)
            answer: _Answer = known[arguments]
            return answer

        return ask

    return decorator
