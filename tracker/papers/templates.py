"""Combine a paper's data with its template, ready to typeset."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path, PurePath
from typing import Any, TypeVar

from tracker.languages import spoken
from tracker.typesetting.setting import Manuscript, typeset_parts

# The style of a paper: language and letterhead.


@dataclass(frozen=True)
class Logo:
    """The picture of a letterhead."""

    name: str
    """The file name, whose suffix gives the picture format."""
    content: bytes

    @property
    def file(self) -> str:
        """The file name for the template."""
        return f"logo{PurePath(self.name).suffix.lower()}"


@dataclass(frozen=True)
class Letterhead:
    """The top of a paper: the office's name and further lines."""

    lines: tuple[str, ...] = ()
    logo: Logo | None = None


@dataclass(frozen=True)
class Style:
    """The style of a paper."""

    language: str
    """The recipient's language, one of LANGUAGES."""
    letterhead: Letterhead | None = None
    public_url: str | None = None
    """The base address of places' links, or None for papers without links."""


_BASE = "base.typ"

_LINES = 600
"""The number of table lines typeset in one process, which bounds its memory. Pages also count as lines."""

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
) -> bytes:
    """Return pages, each with a number of lines, as one PDF.

    `name` is the template, which reads the data `common` to all pages, and the pages as another field. Raises the
    errors of `typeset_parts`. `moment` is the UTC timestamp of the latest entry on the paper.
    """
    parts = _in_parts(pages, lines)
    return typeset_parts([_manuscript(name, {**common, field: part}, style, moment) for part in parts])


def _in_parts(pages: Iterable[_Part], lines: Callable[[_Part], int]) -> list[list[_Part]]:
    """Return the pages in parts that are typeset one by one, limited by their lines."""
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
    head = style.letterhead
    logo = None if head is None else head.logo
    files = {_BASE: _template(_BASE).encode()} | ({} if logo is None else {logo.file: logo.content})
    letterhead = None if head is None else {"lines": head.lines, "logo": None if logo is None else logo.file}
    all_data = {"lang": spoken.code, "letterhead": letterhead, **data}
    seconds = 0 if moment is None else int(datetime.fromisoformat(moment).timestamp())
    return Manuscript(_template(f"{name}.typ"), all_data, seconds, files)


def draft_mail(subject: str, to: str | None, body: Iterable[object], pdf: bytes, file: str) -> bytes:
    """Return an e-mail with a paper attached, which the clerk's mail program shows as a draft."""
    mail = EmailMessage()
    mail["Subject"] = subject
    if to:
        mail["To"] = to
    mail["X-Unsent"] = "1"  # makes Outlook open it as a draft
    mail.set_content("\n\n".join(map(str, body)) + "\n")
    mail.add_attachment(pdf, maintype="application", subtype="pdf", filename=file)
    return mail.as_bytes(policy=SMTP)


def _template(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
