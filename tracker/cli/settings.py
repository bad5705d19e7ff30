"""tracker.toml: personal preferences that never change a figure. Imported only if the file exists."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tracker.deferred import NamedTuple
from tracker.errors import WrongUsage, reason
from tracker.languages import LANGUAGES
from tracker.messages import Joined, Message
from tracker.model.text import did_you_mean, nearest

FORMATS = ("table", "csv", "tsv", "json", "ndjson", "markdown")


class Settings(NamedTuple):
    """A person's settings; None means the program's default."""

    db: str | None = None
    """The ledger; allowed only in the application folder's file."""
    format: str | None = None
    """The format of reports and lists."""
    language: str | None = None
    """The language of messages, which is looked up before the rest is read."""
    pager: str | None = None
    """The program that shows output longer than the screen."""
    carrier: str | None = None
    """The carrier of shipments without one."""
    colours: bool | None = None
    """False turns colours off."""
    letterhead: tuple[str, ...] | None = None
    """The lines at the top of papers; the first is the office's name."""
    logo: Path | None = None
    """The picture next to the letterhead: a file in the folder of the tracker.toml."""
    public_url: str | None = None
    """The address at which others open the page, through a proxy."""
    answers_days: int | None = None
    """The days for which the name and message of a settled answer are kept."""

    def applied(self) -> Settings:
        """Apply colours and pager through environment variables, and return the settings."""
        if self.colours is False:
            os.environ["NO_COLOR"] = "1"
        if self.pager:
            os.environ["PAGER"] = self.pager
        return self


def read(files: Sequence[str], trusted: str, tell: Callable[[Message], None]) -> Settings:
    """Return the settings from the files; a later file overrides an earlier one.

    Only the `trusted` file may set the ledger, or a pager, which is a program to run: a ledger and the files next to it
    may come from someone else. Raises WrongUsage, with the file, if it is unreadable or a value is invalid; unknown
    keys are reported and ignored.
    """
    settings = Settings()
    for file in map(Path, files):
        written = _parsed(file)
        for key in [key for key in written if key not in Settings._fields]:
            unknown = Message("{file}: '{key}' is unknown and was ignored.", file=file, key=key)
            allowed = Message("Allowed keys: {keys}.", keys=", ".join(Settings._fields))
            tell(Joined(unknown, did_you_mean(nearest(key, Settings._fields)) or allowed))
            del written[key]
        for key in ("pager", "db"):
            if key in written and file != Path(trusted):
                ignored = Message("{key} in {file} was ignored: only {here} may set it.", key=key, file=file)
                tell(ignored.given(here=trusted))
                del written[key]
        for key, value in written.items():
            fits, wanted = _WANTED[key]
            if not fits(value):
                raise WrongUsage("{file}: '{key}' must be {wanted}.", file=file, key=key, wanted=wanted)
        if "logo" in written:
            written["logo"] = file.with_name(written["logo"])
        if "letterhead" in written:
            written["letterhead"] = tuple(written["letterhead"].strip().splitlines())
        settings = settings._replace(**written)
    return settings


def _parsed(file: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise WrongUsage("Cannot read {file}: {reason}.", file=file, reason=reason(error)) from None
    except ValueError as error:  # not TOML, or not UTF-8
        why = Message("it is not UTF-8 text")
        if at := re.search(r"at line ([0-9]+)", str(error)):
            why = Message("line {line} must have the form KEY = VALUE", line=at[1])
        elif not isinstance(error, UnicodeError):
            why = Message("the last line is incomplete")
        raise WrongUsage("Cannot read {file}: {reason}; see 'tracker help settings'.", file=file, reason=why) from None


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()


def is_public_url(text: Any) -> bool:
    """Return whether the text is a web address: a scheme and a host, without a path."""
    return isinstance(text, str) and re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?/?", text) is not None


_PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")

_WANTED: Mapping[str, tuple[Callable[[Any], bool], Message]] = {
    "db": (_is_text, Message("text")),
    "format": (lambda value: value in FORMATS, Message("one of {words}", words=", ".join(FORMATS))),
    "language": (
        lambda value: isinstance(value, str) and value.lower() in LANGUAGES,
        Message("one of {words}", words=", ".join(LANGUAGES)),
    ),
    "pager": (_is_text, Message("text")),
    "carrier": (_is_text, Message("text")),
    "letterhead": (
        lambda value: isinstance(value, str) and bool(value.strip()) and all(map(str.isprintable, value.splitlines())),
        Message("lines of text"),
    ),
    "logo": (
        lambda value: isinstance(value, str) and Path(value).name == value and Path(value).suffix.lower() in _PICTURES,
        Message("the name of a picture in the same folder ({suffixes})", suffixes=", ".join(_PICTURES)),
    ),
    "public_url": (is_public_url, Message("an address such as https://example.org")),
    "answers_days": (
        lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
        Message("a number of days"),
    ),
    "colours": (lambda value: isinstance(value, bool), Message("true or false")),
}
"""For each setting, a check of its value and the name of what is allowed."""
