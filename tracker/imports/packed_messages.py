"""Messages packed into tuples: a sheet may have very many faults, whose messages differ in a name or a number only."""

from functools import cache
from typing import Any, Protocol

from tracker.languages import said
from tracker.messages import Joined, Message, Plural

_Values = tuple[Any, ...]


class _Shape(Protocol):
    """What many messages have in common."""

    def message(self, values: _Values) -> Message:
        """Return the message with these values of its fields."""

    def text(self, values: _Values) -> str:
        """Return what that message says, in the language that is spoken."""


class _Single:
    """One template, with the names of its fields."""

    def __init__(self, bare: Message, names: tuple[str, ...]) -> None:
        self._bare, self._names = bare, names

    def message(self, values: _Values) -> Message:
        return self._bare.given(**dict(zip(self._names, values, strict=True)))

    def text(self, values: _Values) -> str:
        if isinstance(self._bare, Plural):
            return str(self.message(values))
        return said(self._bare.template).format_map(dict(zip(self._names, values, strict=True)))


class _Several:
    """Messages one after the other, and texts, which have no shape; with how many values each has."""

    def __init__(self, separator: str, parts: tuple[tuple[_Shape | None, int], ...]) -> None:
        self._separator, self._parts = separator, parts

    def message(self, values: _Values) -> Message:
        made = (own[0] if shape is None else shape.message(own) for shape, own in self._split(values))
        return Joined(*made, separator=self._separator)

    def text(self, values: _Values) -> str:
        return self._separator.join(
            [str(own[0]) if shape is None else shape.text(own) for shape, own in self._split(values)]
        )

    def _split(self, values: _Values) -> list[tuple[_Shape | None, _Values]]:
        parts, start = [], 0
        for shape, count in self._parts:
            parts.append((shape, values[start : start + count]))
            start += count
        return parts


_shapes: dict[tuple[object, ...], _Shape] = {}
"""The shapes of messages that were met, by their templates and the names of their fields."""


def packed(message: Message) -> _Values:
    """Return a message as the shape that it has in common with others, and the values of its fields."""
    if isinstance(message, Joined):
        parts = [packed(part) if isinstance(part, Message) else (None, part) for part in message.parts]
        shape = _several(message.separator, tuple((part[0], len(part) - 1) for part in parts))
        return shape, *(value for part in parts for value in part[1:])
    names = tuple(message.fields)
    key = (message.template, message.plural if isinstance(message, Plural) else None, names)
    if key not in _shapes:
        _shapes[key] = _Single(message.bare(), names)
    return _shapes[key], *message.fields.values()


def unpacked(given: _Values) -> Message:
    """Return the message that was packed."""
    shape: _Shape = given[0]
    return shape.message(given[1:])


def text_of(given: _Values) -> str:
    """Return what the message says that was packed, which takes less time than to unpack it first."""
    shape: _Shape = given[0]
    return shape.text(given[1:])


@cache
def _several(separator: str, parts: tuple[tuple[_Shape | None, int], ...]) -> _Shape:
    return _Several(separator, parts)
