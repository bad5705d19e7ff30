"""Manual pages for the man command, made of what click knows about each command."""

from collections.abc import Iterator
from pathlib import Path

import click

from tracker import __version__
from tracker.cli import guide
from tracker.cli.translated import help_record
from tracker.errors import Refused, reason
from tracker.messages import Message

_SECTION = 1


def write_pages(root: click.Command, folder: str) -> int:
    """Write a page for each command to a folder, which is made if need be, and return how many there are.

    Raises Refused when they cannot be written.
    """
    from tracker.render.files import refuse_journal, replacing

    refuse_journal(folder)
    pages = list(_commands(click.Context(root, info_name="tracker", **root.context_settings)))
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused("Cannot make the folder {folder}: {reason}.", folder=folder, reason=reason(error)) from None
    for context in pages:
        name = f"{context.command_path.replace(' ', '-')}.{_SECTION}"
        with replacing(str(Path(folder) / name)) as stream:
            stream.write(page(context))
    return len(pages)


def _commands(context: click.Context) -> Iterator[click.Context]:
    """Yield a context for a command, and for each of those below it."""
    yield context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            assert command is not None  # noqa: S101  (it is listed)
            yield from _commands(click.Context(command, info_name=name, parent=context))


def page(context: click.Context) -> str:
    """Return the manual page of a command, in the language of man."""
    command, path = context.command, context.command_path
    name = path.replace(" ", "-")
    first, _, more = (command.help or "").partition("\n")
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [
        f'.TH "{_plain(name.upper())}" "{_SECTION}" "" "tracker {__version__}" "tracker"',
        *(_section(Message("NAME")), f"{_text(name)} \\- {_text(first.rstrip('.'))}"),
        *(_section(Message("SYNOPSIS")), f".B {_text(path)}", _text(usage)),
        *(_section(Message("DESCRIPTION")), *_paragraphs(f"{first}\n{more}")),
        *(_section(Message("OPTIONS")), *_options(context)),
        *_subcommands(context),
        *_example(path),
        _section(Message("SEE ALSO")),
        _text(str(Message("tracker help lists the topics; tracker -h lists the commands."))),
    ]
    return "\n".join(lines) + "\n"


def _section(heading: Message) -> str:
    return f".SH {_text(str(heading))}"


def _options(context: click.Context) -> Iterator[str]:
    for parameter in context.command.get_params(context):
        if isinstance(parameter, click.Option) and (record := help_record(parameter, context)):
            yield from (".TP", f".B {_text(record[0])}", _text(record[1]))


def _subcommands(context: click.Context) -> Iterator[str]:
    if not isinstance(context.command, click.Group):
        return
    yield _section(Message("COMMANDS"))
    for name in context.command.list_commands(context):
        command = context.command.get_command(context, name)
        assert command is not None  # noqa: S101  (it is listed)
        yield from (".TP", f".B {_text(f'{context.command_path} {name}')}", _text(command.get_short_help_str(1000)))


def _example(path: str) -> Iterator[str]:
    if example := guide.example_of(path):
        yield from (_section(Message("EXAMPLE")), ".EX", _text(example), ".EE")


def _paragraphs(text: str) -> Iterator[str]:
    for number, paragraph in enumerate(text.strip().split("\n\n")):
        if number:
            yield ".PP"
        yield _text(" ".join(paragraph.split()))


def _text(text: str) -> str:
    """Return a line of text that man shows as it is: no line of it is a request."""
    text = _plain(text).replace("-", r"\-").replace("'", r"\(aq").replace("`", r"\(ga").replace("^", r"\(ha")
    text = text.replace("~", r"\(ti")
    return rf"\&{text}" if text.startswith((".", r"\(aq")) else text


def _plain(text: str) -> str:
    text = text.replace("\\", r"\e").replace('"', r"\(dq")
    return "".join(letter if letter.isascii() else rf"\[u{ord(letter):04X}]" for letter in text)
