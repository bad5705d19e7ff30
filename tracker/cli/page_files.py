"""Show one thing as text, as an object, or as a page for a browser or paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from functools import wraps
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import click

from tracker.deferred import NamedTuple
from tracker.errors import WrongUsage
from tracker.render.formats import SUFFIXES, Writer
from tracker.render.streams import destination, is_file

if TYPE_CHECKING:
    from tracker.page.content import Content
    from tracker.reports.notice import Document

_SUFFIXES = {suffix: "text" if name == "table" else name for suffix, name in SUFFIXES.items()}


class PageForm(NamedTuple):
    """The form of the output."""

    name: str
    """text, json, markdown, html or pdf."""
    path: str | None = None
    """The file; None or "-" means stdout."""

    @contextmanager
    def printing(self) -> Iterator[None]:
        """Redirect printed text or JSON to the file, if there is one."""
        if not is_file(self.path):
            yield
            return
        with destination(self.path) as stream, redirect_stdout(stream):
            yield

    def is_page(self, command: str, read: Callable[[Any], Content]) -> bool:
        """Return whether it is a page for a browser or paper; if so, write what `read` returns of `page.standalone`.

        The command that writes it is at its foot.
        """
        if self.name not in ("html", "pdf"):
            return False
        from tracker.page import standalone

        content = read(standalone)
        Writer(self.name, self.path).write_blocks(content.heading, standalone.blocks_of(content, self.name), command)
        return True

    def write_text(self, text: Document) -> None:
        """Write a text for people and, at its foot, the command that writes it."""
        Writer(self.name, self.path).write_blocks(text.title, text.blocks, text.command)


def _options(formats: Sequence[str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @click.option("-f", "--format", "format_", type=click.Choice(formats), help="Output format [default: text].")
        @click.option("-o", "--output", "path", metavar="FILE", type=click.Path(), help="Output file; - is stdout.")
        @wraps(command)
        def wrapped(*arguments: Any, format_: str | None, path: str | None, **options: Any) -> Any:
            suffix = PurePath(path or "").suffix.lower()
            suffixes = [each for each, known in _SUFFIXES.items() if known in formats]
            if format_ is None and suffix not in ("", ".", *suffixes):
                raise WrongUsage(
                    "No format has the extension {suffix}; use one of {suffixes}, or --format.",
                    suffix=suffix,
                    suffixes=", ".join(suffixes),
                )
            form = PageForm(format_ or _SUFFIXES.get(suffix, "text"), path)
            return command(*arguments, form=form, **options)

        return wrapped

    return decorate


page_options = _options(("text", "json", "html", "pdf"))
text_options = _options(("text", "markdown", "html", "pdf"))
"""Add --format with these formats and --output; the command receives `form`."""
