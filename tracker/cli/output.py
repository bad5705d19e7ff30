"""The way out for all that a command says beside its tables: plain text by the line, or one object as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from tracker.errors import Refused
from tracker.model.text import plain

if TYPE_CHECKING:
    from tracker.model.table import Column, Row


def say(line: str = "", *, err: bool = False) -> None:
    """Print one line to stdout or stderr, with whatever could steer a terminal made visible as U+FFFD."""
    click.echo(plain(line), err=err)


def say_json(said: Mapping[str, Any]) -> None:
    """Print one object, readable and in UTF-8 whatever its texts hold."""
    from tracker.render.json_ import dumped

    click.echo(dumped(dict(said), indent=2))


@contextmanager
def answering(done: str) -> Iterator[None]:
    """Say what was done, also when the answer cannot be printed: raise Refused with both."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Refused(f"{done}, but the answer cannot be written: {(error.strerror or str(error)).lower()}.") from error


def say_row(columns: Sequence[Column], row: Row, sentence: str, *, as_json: bool) -> None:
    """Print what was made or changed: its row as an object, or a sentence."""
    with answering(f"It was done ({sentence.rstrip('.')})"):
        if as_json:
            say_json({column.name: value for column, value in zip(columns, row, strict=True)})
        else:
            say(sentence)
