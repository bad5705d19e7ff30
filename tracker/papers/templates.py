"""A paper's data and its template, put together for setting."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any, TypeVar

from tracker.errors import Refused, UnreadableFile
from tracker.languages import spoken
from tracker.messages import Message
from tracker.typesetting.setting import Manuscript, Typeset, typeset, typeset_parts

# What a paper looks like: its language, the letterhead of the office, and the office's own template.


@dataclass(frozen=True)
class Logo:
    """The picture of a letterhead."""

    name: str
    """The name of its file, which says by its suffix what picture it is."""
    content: bytes

    @property
    def file(self) -> str:
        """The name of the file that the template finds."""
        return f"logo{PurePath(self.name).suffix.lower()}"


@dataclass(frozen=True)
class Letterhead:
    """What stands at the top of a paper: the name of the office, and lines below it."""

    lines: tuple[str, ...] = ()
    logo: Logo | None = None


@dataclass(frozen=True)
class Style:
    """How a paper is written."""

    language: str
    """That of the recipient, one of LANGUAGES."""
    letterhead: Letterhead | None = None
    template: str | None = None
    """The office's own template; None is ours."""


_BASE = "base.typ"

_LINES = 600
"""Of tables, that are set in one process: about half of the memory that it may take. A page counts as some, too."""

_LINES_OF_A_PAGE = 3

_Part = TypeVar("_Part")


def print_pages(
    name: str,
    common: Mapping[str, Any],
    field: str,
    pages: Iterable[_Part],
    style: Style,
    moment: str | None,
    lines: Callable[[_Part], int],
) -> Typeset:
    """Return as one PDF what is printed on pages of its own each, with so many lines on them.

    `name` is that of the template, which reads what is `common` to all pages, and some pages as a further field.
    Raises as `typeset_parts`, and Refused, naming it, for a broken logo. `moment` is the UTC timestamp at which the
    latest of what it is about was recorded.
    """
    parts = [_manuscript(name, {**common, field: part}, style, moment) for part in _in_parts(pages, lines)]
    try:
        return typeset_parts(parts)
    except Refused:
        if style.letterhead is not None and style.letterhead.logo is not None:
            _try(style.letterhead.logo)
        raise


def _in_parts(pages: Iterable[_Part], lines: Callable[[_Part], int]) -> list[list[_Part]]:
    """Return what is printed on pages of its own each in as many parts as are set one by one, by their lines."""
    parts: list[list[_Part]] = [[]]
    room = _LINES
    for page in pages:
        needed = _LINES_OF_A_PAGE + lines(page)
        if needed > room and parts[-1]:
            parts.append([])
            room = _LINES
        parts[-1].append(page)
        room -= needed
    return parts


def _manuscript(name: str, data: Mapping[str, Any], style: Style, moment: str | None) -> Manuscript:
    """Return what is to be set: our template of that name, or the office's own, with the data and the letterhead."""
    head = style.letterhead
    logo = None if head is None else head.logo
    files = {_BASE: _template(_BASE).encode()} | ({} if logo is None else {logo.file: logo.content})
    letterhead = None if head is None else {"lines": head.lines, "logo": None if logo is None else logo.file}
    all_data = {"lang": spoken.code, "letterhead": letterhead, **data}
    seconds = 0 if moment is None else int(datetime.fromisoformat(moment).timestamp())
    return Manuscript(style.template or _template(f"{name}.typ"), all_data, seconds, files)


def _try(logo: Logo) -> None:
    """Raise Refused for a logo that cannot be printed, which would be taken for a fault of the template."""
    try:
        typeset(Manuscript(f'#image("{logo.file}")', {}, files={logo.file: logo.content}))
    except Refused:
        why = Message("it is not a picture that can be printed")
        raise UnreadableFile("Cannot read {file}: {reason}.", file=logo.name, reason=why) from None


def _template(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
