"""All output of commands other than tables: messages, lines of data, or one object as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import click

from tracker.errors import Refused, Unanswered, Unwritten, reason, session
from tracker.messages import Joined, Message
from tracker.model.text import plain

_TOGETHER = 1_000  # how many parts of an object are printed at once


def say(message: Message, *, err: bool = False) -> None:
    """Print one message to stdout or stderr, on a line of its own."""
    say_text(str(message), err=err)


def say_text(line: str = "", *, err: bool = False) -> None:
    """Print one line of data, with characters that could control a terminal replaced by U+FFFD."""
    for part in wrapped(plain(line)) if _WRAPS.get() else [plain(line)]:
        click.echo(part, err=err)


_WRAPS = ContextVar("_WRAPS", default=False)


@contextmanager
def wrapping() -> Iterator[None]:
    """Break what is said meanwhile between words, where the terminal would break it within one."""
    token = _WRAPS.set(True)
    try:
        yield
    finally:
        _WRAPS.reset(token)


@contextmanager
def wrapping_on_terminal() -> Iterator[None]:
    """Break what is said meanwhile between words, if it goes to a terminal; in a pipe or a file a line stays whole."""
    if sys.stdout is not None and sys.stdout.isatty():
        with wrapping():
            yield
    else:
        yield


def wrapped(line: str) -> list[str]:
    """Return the line in as many parts as the terminal needs lines, the later ones with as many blanks before."""
    from shutil import get_terminal_size
    from textwrap import wrap

    columns = get_terminal_size().columns
    if len(line) <= columns:
        return [line]
    indent = " " * (len(line) - len(line.lstrip()))
    return wrap(line, columns, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def say_whole(text: str) -> None:
    """Print a text of ours as it is."""
    click.echo(text)


def say_pages(text: str) -> None:
    """Print a text of ours, through a pager if it is longer than the terminal."""
    from shutil import get_terminal_size

    if sys.stdout.isatty() and text.count("\n") >= get_terminal_size().lines:
        click.echo_via_pager(text)
    else:
        click.echo(text.rstrip("\n"))


def at_terminal() -> bool:
    """Return whether there is somebody to ask."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout is not None and sys.stdout.isatty()


def tell_terminal(message: Message) -> None:
    """Print a message about what takes long on stderr, if that is a terminal."""
    if sys.stderr is not None and sys.stderr.isatty():
        say(message, err=True)


def say_json(fields: Mapping[str, Any]) -> None:
    """Print one object as indented JSON in UTF-8; a field that is an iterator is printed as it goes."""
    from tracker.render.json_ import written

    parts: list[str] = []
    for part in written(fields):
        parts.append(part)
        if len(parts) == _TOGETHER:
            click.echo("".join(parts), nl=False)
            parts.clear()
    click.echo("".join(parts))


def answer(done: Message, fields: Mapping[str, Any] | None, lines: Iterable[Message], *, made: bool = False) -> None:
    """Print the fields as one object or, if there are none, the lines; `done` and `made` are those of `answering`."""
    with answering(done, made=made):
        if fields is not None:
            say_json(fields)
            return
        for line in lines:
            say(line)


def say_objects(objects: Iterable[Mapping[str, Any]]) -> None:
    """Print several objects as an indented JSON array in UTF-8, one after the other."""
    from tracker.render.json_ import dumped

    opening = "[\n"
    for fields in objects:
        click.echo(opening + dumped(dict(fields), indent=2), nl=False)
        opening = ",\n"
    click.echo("\n]" if opening == ",\n" else "[]")


@contextmanager
def answering(done: Message, *, made: bool = False) -> Iterator[None]:
    """Say what was done if the answer cannot be printed: raise Unanswered if that was recorded, else Refused.

    `made`: it counts as recorded whether or not the ledger was written to.
    """
    try:
        yield
    except (OSError, Unwritten) as error:
        recorded = made or session.committed
        if isinstance(error, BrokenPipeError) and not recorded:
            raise
        if isinstance(error, Unwritten):
            failure = error.message
        else:
            failure = Message("But the output could not be written: {reason}.", reason=reason(error))
        raise (Unanswered if recorded else Refused).of(Joined(done, failure)) from error
