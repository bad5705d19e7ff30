"""Combine a paper's data with its template, ready to typeset."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from tracker.errors import UnreadableFile, reason
from tracker.languages import spoken
from tracker.messages import Message
from tracker.typesetting.setting import Manuscript, NotSet, typeset

# The style of a paper: language and letterhead.


@dataclass(frozen=True)
class Letterhead:
    """The top of a paper: the office's name and further lines."""

    lines: tuple[str, ...] = ()
    logo: Path | None = None
    """The file of the picture; its suffix gives the format."""


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

    `name` is the template, which reads the data. `moment` is the UTC timestamp of the latest entry on the paper. Raises
    Refused for an unreadable logo, and the errors of `typeset`.
    """
    head, files = style.letterhead, {_BASE: _template(_BASE).encode()}
    logo = None if head is None else head.logo
    logo_name = None if logo is None else f"logo{logo.suffix.lower()}"
    if logo is not None and logo_name is not None:
        try:
            files[logo_name] = logo.read_bytes()
        except OSError as error:
            raise UnreadableFile("Cannot read {file}: {reason}.", file=logo, reason=reason(error)) from None
    letterhead = None if head is None else {"lines": head.lines, "logo": logo_name}
    all_data = {"lang": spoken.code, "letterhead": letterhead, **data}
    seconds = 0 if moment is None else int(datetime.fromisoformat(moment).timestamp())
    try:
        return typeset(Manuscript(_template(f"{name}.typ"), all_data, seconds, files))
    except NotSet as refused:
        if logo is None or not any(words in str(refused) for words in _NO_PICTURE):
            raise
        broken = Message("it is not a picture that can be printed")
        raise UnreadableFile("Cannot read {file}: {reason}.", file=logo, reason=broken) from None


_NO_PICTURE = "failed to decode image", "failed to parse SVG"
"""Words of typst's errors for a broken picture."""


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
