"""The way out for all that a command says beside its tables: plain text by the line, or one object as JSON."""

from collections.abc import Mapping
from typing import Any

import click

from tracker.model.text import plain


def say(line: str = "", *, err: bool = False) -> None:
    """Print one line to stdout or stderr, with whatever could steer a terminal made visible as U+FFFD."""
    click.echo(plain(line), err=err)


def say_json(said: Mapping[str, Any]) -> None:
    """Print one object, readable and in UTF-8 whatever its texts hold."""
    from tracker.render.json_ import dumped

    click.echo(dumped(dict(said), indent=2))
