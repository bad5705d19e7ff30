"""All output of commands except tables: messages, lines of data, and JSON objects."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from tracker.errors import Refused, Unanswered, Unwritten, reason, session
from tracker.messages import Joined, Message
from tracker.model.text import plain


def say(message: Message, *, err: bool = False) -> None:
    """Print a message on its own line to stdout or stderr."""
    say_text(str(message), err=err)


def say_text(line: str = "", *, err: bool = False) -> None:
    """Print one line of data, on a terminal wrapped between words, with control characters replaced by U+FFFD."""
    stream = sys.stderr if err else sys.stdout
    is_on_screen = stream is not None and stream.isatty()
    for part in wrapped(plain(line)) if is_on_screen else [plain(line)]:
        click.echo(part, err=err)


def wrapped(line: str) -> list[str]:
    """Return the line wrapped to the terminal's width, with continuation lines indented alike."""
    from shutil import get_terminal_size
    from textwrap import wrap

    columns = get_terminal_size().columns
    if len(line) <= columns:
        return [line]
    indent = " " * (len(line) - len(line.lstrip()))
    return wrap(line, columns, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def say_code(link: str) -> None:
    """Print the QR code of a link, on a terminal only. Raises Refused without the library for it."""
    if sys.stdout.isatty():
        from tracker.typesetting.setting import drawn_in_letters, require

        require("segno")
        for line in drawn_in_letters(link):
            say_text(line)


def say_whole(text: str) -> None:
    """Print a text of the program unchanged."""
    click.echo(text)


def say_pages(text: str) -> None:
    """Print a text of the program, through a pager if it is longer than the terminal."""
    from shutil import get_terminal_size

    if sys.stdout.isatty() and text.count("\n") >= get_terminal_size().lines:
        click.echo_via_pager(text)
    else:
        click.echo(text.rstrip("\n"))


def at_terminal() -> bool:
    """Return whether stdin and stdout are a terminal."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout is not None and sys.stdout.isatty()


def tell_terminal(message: Message) -> None:
    """Print a message about long work on stderr, if that is a terminal."""
    if sys.stderr is not None and sys.stderr.isatty():
        say(message, err=True)


def say_json(fields: Mapping[str, Any]) -> None:
    """Print one object as indented UTF-8 JSON."""
    from tracker.render.json_ import dumped

    click.echo(dumped(dict(fields), indent=2))


def answer(done: Message, fields: Mapping[str, Any] | None, lines: Iterable[Message], *, made: bool = False) -> None:
    """Print the fields as one object or, if None, the lines; `done` and `made` are those of `answering`."""
    with answering(done, made=made):
        if fields is not None:
            say_json(fields)
            return
        for line in lines:
            say(line)


def say_objects(objects: Iterable[Mapping[str, Any]]) -> None:
    """Print objects as an indented UTF-8 JSON array, one by one."""
    from tracker.render.json_ import dumped

    opening = "[\n"
    for fields in objects:
        click.echo(opening + dumped(dict(fields), indent=2), nl=False)
        opening = ",\n"
    click.echo("\n]" if opening == ",\n" else "[]")


@contextmanager
def answering(done: Message, *, made: bool = False) -> Iterator[None]:
    """Report `done` if the block cannot print: raise Unanswered if something was recorded, otherwise Refused.

    `made`: it counts as recorded even if the ledger was not changed.
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
        raise (Unanswered if recorded else Refused).from_message(Joined(done, failure)) from error
