"""Definitions that cost little until used: a short command loads many and uses few.

`typing.NamedTuple` compiles a method for each class, `re.compile` each pattern: together a fifth of a short command's
time.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self, cast

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from _collections import _tuplegetter

    class _Definition(type):
        """Gives each class derived from NamedTuple its fields and their defaults."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if bases[0] is not tuple and bases[0] is NamedTuple:
                fields = tuple(body.get("__annotations__") or body["__annotate_func__"](1))  # the latter from 3.14
                body["_by_default"] = tuple([body.get(field) for field in fields])
                body |= zip(fields, map(_tuplegetter, range(len(fields)), fields), strict=True)
                body |= {"__slots__": (), "_fields": fields, "__match_args__": fields}
            return super().__new__(cls, name, bases, body)

    class NamedTuple(tuple, metaclass=_Definition):
        """A tuple with named fields: the annotations of its class, with their defaults.

        mypy checks that no field without a default is missing.
        """

        __slots__ = ()

        def __new__(cls, *values: Any, **named: Any) -> Self:
            """Return the tuple with these values, by position or by name."""
            if named:
                return tuple.__new__(cls, (*values, *cls._by_default[len(values) :]))._replace(**named)
            return tuple.__new__(cls, values + cls._by_default[len(values) :])

        @classmethod
        def _make(cls, values: Iterable[Any]) -> Self:
            return tuple.__new__(cls, values)

        def _replace(self, **changes: Any) -> Self:
            values = list(self)
            for name, value in changes.items():
                values[self._fields.index(name)] = value
            return tuple.__new__(type(self), values)

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            fields = map("{}={!r}".format, self._fields, self)
            return f"{type(self).__name__}({', '.join(fields)})"

        def __getnewargs__(self) -> tuple[Any, ...]:
            """Return the arguments for a copy, perhaps in another process."""
            return tuple(self)


class _Pattern:
    """A regular expression that is compiled on first use."""

    def __init__(self, text: str, flags: int) -> None:
        self._given = text, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._given)
        for method in ("fullmatch", "match", "search", "sub", "finditer"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def pattern(text: str, flags: int = re.ASCII) -> re.Pattern[str]:
    """Return a regular expression, by default with ASCII character classes."""
    return cast("re.Pattern[str]", _Pattern(text, flags))
