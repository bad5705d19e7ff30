"""Combine a paper's data with its template, ready to typeset."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path, PurePath
from typing import Any

from tracker.languages import spoken
from tracker.typesetting.setting import Manuscript, typeset

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


def print_paper(name: str, data: Mapping[str, Any], style: Style, moment: str | None) -> bytes:
    """Return a paper as PDF.

    `name` is the template, which reads the data. Raises the errors of `typeset`. `moment` is the UTC timestamp of the
    latest entry on the paper.
    """
    head = style.letterhead
    logo = None if head is None else head.logo
    files = {_BASE: _template(_BASE).encode()} | ({} if logo is None else {logo.file: logo.content})
    letterhead = None if head is None else {"lines": head.lines, "logo": None if logo is None else logo.file}
    all_data = {"lang": spoken.code, "letterhead": letterhead, **data}
    seconds = 0 if moment is None else int(datetime.fromisoformat(moment).timestamp())
    return typeset(Manuscript(_template(f"{name}.typ"), all_data, seconds, files))


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
