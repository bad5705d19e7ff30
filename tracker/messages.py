"""Messages for users: whole sentences as templates with named fields, filled in when shown.

A template is one literal, so that tools can extract it, translators see all of it, and its fields can be in any order.
``Message`` has one template and ``Plural`` two; they are separate because extractors determine the number of arguments
from the name. Nothing is translated or filled in before it is shown: a field may hold a message itself.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Self

from tracker.languages import counted, grouped, short_date, spoken, translated

QUANTITIES = frozenset(
    (
        *("available", "balance", "booked", "copies", "counted", "expected", "fits", "had", "handed_out", "here"),
        *("in_transit", "known", "lost", "missing", "needed", "on_hand", "open", "over", "printed", "quantity"),
        *("received", "rejected", "returned", "shipped", "short", "silent", "total", "wanted"),
    )
)
"""The fields that hold quantities. Other numbers are codes, years or lines, shown without separators."""


class Message:
    """A sentence, heading or label: a template with the values of its fields."""

    __slots__ = ("fields", "template")
    _quantities = QUANTITIES

    def __init__(self, template: str, /, **fields: object) -> None:
        """Take the template, such as "Closed place {place}.", and the values of its fields.

        The fields `rule` and `option` of an error message are the stable word for scripts and the option that resolves
        it, for the conversation about a sheet; no template shows them.
        """
        self.template = template
        self.fields = fields

    def given(self, **fields: object) -> Self:
        """Return the message with these field values in addition to those it has."""
        filled = self._copied()
        filled.fields = self.fields | fields
        return filled

    @property
    def rule(self) -> object:
        """The stable word for the rule that an error message is about, or None."""
        return self.fields.get("rule")

    @property
    def options(self) -> list[tuple[str, ...]]:
        """The options, each with its possible values, that resolve what an error message is about: its `option`."""
        return [self.fields["option"]] if "option" in self.fields else []  # type: ignore[list-item]

    def _copied(self) -> Self:
        """Return a copy; `copy.copy` takes several times as long, and a sheet may have many faults."""
        copied = object.__new__(type(self))
        copied.template = self.template
        return copied

    def __str__(self) -> str:
        template = self._chosen()
        if not self.fields:
            return template
        shown = {
            name: grouped(value) if type(value) is int and name in self._quantities else value
            for name, value in self.fields.items()
        }
        return _filled(template, shown)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def _chosen(self) -> str:
        return translated(self.template)


AS_TYPED = frozenset(("code", "key", "name", "reference", "text", "theirs", "value", "word"))
"""The fields that quote user input."""


def _filled(template: str, fields: Mapping[str, object]) -> str:
    """Return the template with its fields; dates are in the notation of the current language."""
    if spoken.catalogue is None:
        return template.format_map(fields)
    shown = {
        name: short_date(str(value)) if isinstance(value, (str, date)) and name not in AS_TYPED else value
        for name, value in fields.items()
    }
    text = template.format_map(shown)
    # A Latvian date and an abbreviation end with a full stop, as the sentence does; 2015..2016 keeps both.
    return re.sub(r"(\d{4}|eks|экз|г)\.\.(?![.\d])", r"\1.", text) if ".." in text and ".." not in template else text


class Plural(Message):
    """A message with two templates: one if its field `count` is 1, one for all other numbers.

    Other languages choose from as many forms as they have.
    """

    __slots__ = ("plural",)
    _quantities = QUANTITIES | {"count"}

    def __init__(self, singular: str, plural: str, /, **fields: object) -> None:
        """Take both templates, such as "{count} copy" and "{count} copies", and the values of the fields."""
        super().__init__(singular, **fields)
        self.plural = plural

    def _copied(self) -> Self:
        copied = super()._copied()
        copied.plural = self.plural
        return copied

    def _chosen(self) -> str:
        return counted(self.template, self.plural, self.fields["count"])  # type: ignore[arg-type]


def shortened(message: Message, text: str, most: int) -> Message:
    """Return the message with all quotations of `text` shortened to `most` characters."""
    if isinstance(message, Joined):
        return Joined(*(_cut(part, text, most) for part in message.parts), separator=message.separator)
    return message.given(**{name: _cut(value, text, most) for name, value in message.fields.items()})


def _cut(value: object, text: str, most: int) -> object:
    if isinstance(value, Message):
        return shortened(value, text, most)
    if isinstance(value, str) and len(value) > most and value in text:
        return f"{value[:most]}…"
    return value


class Joined(Message):
    """Several messages in a row: the sentences of an error, or the parts of a title."""

    __slots__ = ("parts", "separator")

    def __init__(self, *parts: object, separator: str = " ") -> None:
        super().__init__("")
        self.parts = parts
        self.separator = separator

    @property
    def rule(self) -> object:
        """The rule of the first part."""
        first = self.parts[0]
        return first.rule if isinstance(first, Message) else None

    @property
    def options(self) -> list[tuple[str, ...]]:
        """The options of all parts."""
        return [option for part in self.parts if isinstance(part, Message) for option in part.options]

    def _copied(self) -> Self:
        copied = super()._copied()
        copied.parts, copied.separator = self.parts, self.separator
        return copied

    def __str__(self) -> str:
        return self.separator.join(map(str, self.parts))


def either(values: Iterable[object]) -> object:
    """Return a field that lists alternatives: "a, b or c"."""
    return _listed(values, Message("{values} or {last}"))


def both(values: Iterable[object]) -> object:
    """Return a field that lists several things: "a, b and c"."""
    return _listed(values, Message("{values} and {last}"))


def _listed(values: Iterable[object], template: Message) -> object:
    *first, last = values
    return template.given(values=Joined(*first, separator=", "), last=last) if first else last
