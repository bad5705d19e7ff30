"""Messages packed into tuples: a sheet may have very many faults, whose messages differ in a name or a number only."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from tracker.messages import Joined, Message, Plural

_Shape = Callable[[tuple[Any, ...]], Message]
"""What many messages have in common: makes one of them from the values of its fields."""

_shapes: dict[tuple[object, ...], _Shape] = {}
"""The shapes of messages that were met, by their templates and the names of their fields."""


def packed(message: Message) -> tuple[Any, ...]:
    """Return a message as the shape that it has in common with others, and the values of its fields."""
    if isinstance(message, Joined):
        parts = [packed(part) if isinstance(part, Message) else (None, part) for part in message.parts]
        shape = _joined(message.separator, tuple((part[0], len(part) - 1) for part in parts))
        return shape, *(value for part in parts for value in part[1:])
    names = tuple(message.fields)
    key = (message.template, message.plural if isinstance(message, Plural) else None, names)
    if key not in _shapes:
        _shapes[key] = partial(_filled, message.bare(), names)
    return _shapes[key], *message.fields.values()


def unpacked(given: tuple[Any, ...]) -> Message:
    """Return the message that was packed."""
    shape: _Shape = given[0]
    return shape(given[1:])


def _filled(bare: Message, names: tuple[str, ...], values: tuple[Any, ...]) -> Message:
    return bare.given(**dict(zip(names, values, strict=True)))


@cache
def _joined(separator: str, parts: tuple[tuple[_Shape | None, int], ...]) -> _Shape:
    def message(values: tuple[Any, ...]) -> Message:
        made: list[object] = []
        for shape, count in parts:
            own, values = values[:count], values[count:]
            made.append(own[0] if shape is None else shape(own))
        return Joined(*made, separator=separator)

    return message
