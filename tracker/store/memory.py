"""The catalogue in memory: a command reads it once, and again only after the command itself changed it."""

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from tracker.deferred import pattern

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")
_Asked = TypeVar("_Asked", bound="_Database")

_QUESTIONS: dict[str, list[Callable[..., Any]]] = {}
"""The remembered questions about each table."""


class Memory:
    """The answers to questions of one command, whose write lock keeps everybody else from changing them."""

    def __init__(self) -> None:
        """Know no answer yet."""
        self.answers: dict[Callable[..., Any], dict[tuple[Any, ...], Any]] = {}

    def see(self, sql: str) -> None:
        """Forget the answers that a statement may change."""
        if table := table_of(sql):
            self.forget(table)
        elif sql.startswith("ROLLBACK"):
            self.answers.clear()

    def forget(self, table: str) -> None:
        """Forget the answers that depend on a table."""
        for question in _QUESTIONS.get(table, ()):
            self.answers.pop(question, None)


@lru_cache(maxsize=1024)
def table_of(sql: str) -> str:
    """Return the table that a statement writes, nothing if it writes none."""
    found = _WRITE.match(sql)
    return found["table"] if found else ""


_WRITE = pattern(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(?P<table>[\w.]+)', re.UNICODE)


class _Database(Protocol):
    """A database with the memory of the command that is being recorded, if one is."""

    memory: Memory | None


def remembered(
    *tables: str,
) -> Callable[[Callable[Concatenate[_Asked, _Arguments], _Answer]], Callable[Concatenate[_Asked, _Arguments], _Answer]]:
    """Return a decorator of a question to the database, whose answers a command remembers.

    They must depend on these tables alone, and callers must not change them.
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
