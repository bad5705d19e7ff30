"""Show one thing as text, as an object, or as a page for a browser or paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from tracker.render.formats import Writer, format_for
from tracker.render.streams import destination, is_file

if TYPE_CHECKING:
    from tracker.page.content import Content


@contextmanager
def printing(path: str | None) -> Iterator[None]:
    """Redirect printed text or JSON to the file, if there is one."""
    if not is_file(path):
        yield
        return
    with destination(path) as stream, redirect_stdout(stream):
        yield


def write_page(writer: Writer, command: str, read: Callable[[Any], Content]) -> bool:
    """Write the page that `read` makes with `page.standalone`, if the format is for a browser or paper; return whether.

    The command that writes it is at its foot.
    """
    if writer.format not in ("html", "pdf"):
        return False
    from tracker.page import standalone

    content = read(standalone)
    writer.write_blocks(content.heading, standalone.blocks_of(content, writer.format), command)
    return True


def _options(formats: Sequence[str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @click.option("-f", "--format", "format_", type=click.Choice(formats), help="Output format [default: text].")
        @click.option("-o", "--output", "path", metavar="FILE", type=click.Path(), help="Output file; - is stdout.")
        @wraps(command)
        def wrapped(*arguments: Any, format_: str | None, path: str | None, **options: Any) -> Any:
            return command(*arguments, writer=Writer(format_for(path, format_, "text", formats), path), **options)

        return wrapped

    return decorate


page_options = _options(("text", "json", "html", "pdf"))
text_options = _options(("text", "markdown", "html", "pdf"))
"""Add --format with these formats and --output; the command receives `writer`."""
