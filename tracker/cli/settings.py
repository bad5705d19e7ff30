"""tracker.toml: personal preferences that never change a figure. Imported only if the file exists."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tracker.errors import WrongUsage, reason
from tracker.languages import LANGUAGES
from tracker.messages import Joined, Message
from tracker.model.text import did_you_mean, nearest

FORMATS = ("table", "csv", "tsv", "json", "ndjson", "markdown")


def read(files: Sequence[str], trusted: str, tell: Callable[[Message], None]) -> dict[str, Any]:
    """Return the values of settings from the files; a later file overrides an earlier one.

    Only the `trusted` file may set the ledger, or a pager, which is a program to run: a ledger and the files next to it
    may come from someone else. Raises WrongUsage, with the file, if it is unreadable or a value is invalid; unknown
    keys are reported and ignored.
    """
    settings: dict[str, Any] = {}
    for file in map(Path, files):
        try:
            given = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise WrongUsage("Cannot read {file}: {reason}.", file=file, reason=reason(error)) from None
        except ValueError as error:  # not TOML, or not UTF-8
            line = re.search(r"line (\d+)", str(error))
            wrong = Message("{file} is not valid TOML; see 'tracker help settings'.", file=file)
            if line:
                wrong = Message(
                    "Line {line} of {file} is not valid TOML; see 'tracker help settings'.", line=line[1], file=file
                )
            raise WrongUsage.from_message(wrong) from None
        for key in [key for key in given if key not in _WANTED]:
            unknown = Message("{file}: '{key}' is unknown and was ignored.", file=file, key=key)
            allowed = Message("Allowed keys: {keys}.", keys=", ".join(_WANTED))
            tell(Joined(unknown, did_you_mean(nearest(key, _WANTED)) or allowed))
            del given[key]
        for key in ("pager", "db"):
            if key in given and file != Path(trusted):
                ignored = Message("{key} in {file} was ignored: only {here} may set it.", key=key, file=file)
                tell(ignored.given(here=trusted))
                del given[key]
        for key, value in given.items():
            fits, wanted = _WANTED[key]
            if not fits(value):
                raise WrongUsage("{file}: '{key}' must be {wanted}.", file=file, key=key, wanted=wanted)
        if "logo" in given:
            given["logo"] = file.with_name(given["logo"])
        if "letterhead" in given:
            given["letterhead"] = tuple(given["letterhead"].strip().splitlines())
        settings |= given
    return settings


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
    "colours": (lambda value: isinstance(value, bool), Message("true or false")),
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
}
"""For each setting, a check of its value and the name of what is allowed."""
