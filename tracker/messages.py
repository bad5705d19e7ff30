"""What a user may read: whole sentences as templates with named fields, filled in where they are shown.

A template is one literal, so that a tool can extract it, a translator sees all of it, and its fields can stand
in any order. ``Message`` has one template, ``Plural`` has two; they are two callables because extractors of
messages take the number of arguments from the name. Nothing is translated or filled in before it is shown: a
field may hold a message itself.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Self

from tracker.languages import counted, grouped, said, short_date, spoken

QUANTITIES = frozenset(
    (
        *("available", "balance", "booked", "copies", "counted", "expected", "fits", "had", "handed_out", "here"),
        *("in_transit", "known", "lost", "missing", "needed", "on_hand", "open", "over", "printed", "quantity"),
        *("received", "rejected", "returned", "shipped", "short", "silent", "total", "wanted"),
    )
)
"""The fields that hold quantities. Other numbers are codes, years or lines, which are shown as they are typed."""


class Message:
    """A sentence, a heading or a label: a template, with the values of its fields."""

    __slots__ = ("fields", "template")

    def __init__(self, template: str, /, **fields: object) -> None:
        """Take the template, such as "Closed place {place}.", and what its fields hold.

        The field `rule` of an error message is the stable word that scripts read; no template shows it.
        """
        self.template = template
        self.fields = fields

    def given(self, **fields: object) -> Self:
        """Return the same message with these values for its fields; those that it has already stay."""
        filled = self._copied()
        filled.fields = self.fields | fields
        return filled

    def bare(self) -> Self:
        """Return the same message without values for its fields."""
        bare = self._copied()
        bare.fields = {}
        return bare

    @property
    def rule(self) -> object:
        """The stable word for the rule that an error message is about; None without one."""
        return self.fields.get("rule")

    def _copied(self) -> Self:
        """Return a copy. Python's own copying takes several times as long, and a sheet may have very many faults."""
        copied = object.__new__(type(self))
        copied.template = self.template
        return copied

    def __str__(self) -> str:
        template = self._chosen()
        return _filled(template, self._shown()) if self.fields else template

    def _shown(self) -> Mapping[str, object]:
        """Return the fields, with the thousands of quantities set apart as in tables."""
        return {
            name: grouped(value) if type(value) is int and self._is_quantity(name) else value
            for name, value in self.fields.items()
        }

    def _is_quantity(self, field: str) -> bool:
        return field in QUANTITIES

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def _chosen(self) -> str:
        return said(self.template)


AS_TYPED = frozenset(("code", "key", "name", "reference", "text", "theirs", "value", "word"))
"""The fields that quote what somebody typed."""


def _filled(template: str, fields: Mapping[str, object]) -> str:
    """Return the template with its fields; dates are written as the language that is spoken does."""
    if spoken.catalogue is None:
        return template.format_map(fields)
    shown = {
        name: short_date(str(value)) if isinstance(value, (str, date)) and name not in AS_TYPED else value
        for name, value in fields.items()
    }
    text = template.format_map(shown)
    # A date of Latvian ends with a full stop, as the sentence does.
    return re.sub(r"(\d{4})\.\.(?!\.)", r"\1.", text) if ".." in text and ".." not in template else text


class Plural(Message):
    """A message whose field `count` decides between two templates: one for 1, one for all other numbers.

    In another language its number decides between as many as that has.
    """

    __slots__ = ("plural",)

    def __init__(self, singular: str, plural: str, /, **fields: object) -> None:
        """Take both templates, such as "{count} copy" and "{count} copies", and what their fields hold."""
        super().__init__(singular, **fields)
        self.plural = plural

    def _copied(self) -> Self:
        copied = super()._copied()
        copied.plural = self.plural
        return copied

    def _is_quantity(self, field: str) -> bool:
        return field == "count" or super()._is_quantity(field)

    def _chosen(self) -> str:
        return counted(self.template, self.plural, self.fields["count"])  # type: ignore[arg-type]


def shortened(message: Message, text: str, most: int) -> Message:
    """Return the message with all that it quotes of a text cut off after so many letters."""
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
    """Messages one after the other: the sentences of a refusal, the parts of a title."""

    __slots__ = ("parts", "separator")

    def __init__(self, *parts: object, separator: str = " ") -> None:
        """Take the parts in their order, and what stands between them."""
        super().__init__("")
        self.parts = parts
        self.separator = separator

    @property
    def rule(self) -> object:
        """The rule of the first part."""
        first = self.parts[0]
        return first.rule if isinstance(first, Message) else None

    def _copied(self) -> Self:
        copied = super()._copied()
        copied.parts, copied.separator = self.parts, self.separator
        return copied

    def __str__(self) -> str:
        return self.separator.join(map(str, self.parts))


def either(values: Iterable[object]) -> object:
    """Return a field that names some alternatives: "a, b or c"."""
    return _listed(values, Message("{values} or {last}"))


def both(values: Iterable[object]) -> object:
    """Return a field that names several things: "a, b and c"."""
    return _listed(values, Message("{values} and {last}"))


def _listed(values: Iterable[object], template: Message) -> object:
    *first, last = values
    return template.given(values=Joined(*first, separator=", "), last=last) if first else last
