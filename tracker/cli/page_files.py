"""What a command shows of one thing, as text, as an object, or as a page for a browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import PurePath
from typing import Any

import click

from tracker.errors import WrongUsage

_PAGES = (".html", ".htm")


@dataclass(frozen=True)
class PageForm:
    """How it is shown."""

    name: str
    """text, json or html."""
    path: str | None = None
    """The file of the page, None or "-" for stdout."""


def page_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --format text|json|html and --output; the command is called with `form`."""

    @click.option("-f", "--format", "format_", type=click.Choice(("text", "json", "html")), help=_FORMAT)
    @click.option("-o", "--output", "path", metavar="FILE", type=click.Path(), help="File of the page; - is stdout.")
    @wraps(command)
    def wrapped(*arguments: Any, format_: str | None, path: str | None, **options: Any) -> Any:
        return command(*arguments, form=_form(format_, path), **options)

    return wrapped


_FORMAT = "Output format, html for a browser [default: text]."


def _form(name: str | None, path: str | None) -> PageForm:
    """Return how it is shown. Raises WrongUsage for a file of what is not a page."""
    is_page = path is not None and PurePath(path).suffix.lower() in _PAGES
    if path not in (None, "-") and name != "html" and not (is_page and name is None):
        raise WrongUsage("A file can only be written as html; name it FILE.html, or choose --format html.")
    return PageForm(name or ("html" if is_page else "text"), path)
