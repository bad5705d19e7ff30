"""The form above a page: what it can be asked, filled in with what is asked."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tracker.messages import Message
from tracker.page.asked import AskedField, Visit
from tracker.page.pages import WebPage
from tracker.reports.queries import Database

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class FieldChoice(NamedTuple):
    """One of the values that a field may have."""

    value: str
    text: Message | str
    is_chosen: bool


class ShownField(NamedTuple):
    """A field as a template draws it."""

    id: str
    name: str
    label: Message
    number: int | None
    """Which of several fields of that name it is."""
    kind: str
    value: str
    choices: tuple[FieldChoice, ...]


class ShownForm(NamedTuple):
    """The form as a template draws it."""

    fields: tuple[ShownField, ...]
    kept: tuple[tuple[str, str], ...]
    """What else the address says of how tables are shown, which the form keeps."""
    is_filled: bool
    """Whether anything is asked in it."""


def shown(database: Database, asked: Visit, subject: WebPage) -> ShownForm | None:
    """Return the form of a page, None if it can be asked nothing."""
    fields = tuple(each for field in subject.asked for each in _fields(database, asked, field))
    names = {field.name for field in fields}
    others = () if subject.has_clocks else asked.kept
    kept = tuple(pair for pair in asked.pairs if pair[0].startswith("sort"))
    return ShownForm(fields, (*others, *kept), any(name in names for name, _ in asked.pairs)) if fields else None


def _fields(database: Database, asked: Visit, field: AskedField) -> Iterator[ShownField]:
    texts = asked.texts(field.name) or list(field.preset)
    for at in range(field.times):
        text = texts[at] if at < len(texts) else ""
        number = at + 1 if field.times > 1 else None
        kind = field.kind if field.kind != "date" or not text or _DATE.fullmatch(text) else "text"
        choices = tuple(_choices(database, field, text))
        yield ShownField(
            f"field-{field.name}-{at}",
            field.name,
            field.label,
            number,
            "choice" if choices else kind,
            text,
            choices,
        )


def _choices(database: Database, field: AskedField, text: str) -> Iterator[FieldChoice]:
    """Yield the values that a field may have, with the one that it has, even if there is none of that name."""
    if field.choices is None:
        return
    yield FieldChoice("", field.usual or Message("choose"), not text)
    known = False
    for value, meaning in field.choices(database):
        is_chosen = value.casefold() == text.casefold()
        known = known or is_chosen
        yield FieldChoice(value, meaning, is_chosen)
    if text and not known:
        yield FieldChoice(text, text, True)
