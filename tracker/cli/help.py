"""help: topics, commands, and manual pages."""

from collections.abc import Iterator
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from tracker import __version__, docs
from tracker.cli.base import TrackerCommand
from tracker.cli.output import say, say_json, say_pages, say_text
from tracker.cli.synonyms import suggestion_for
from tracker.errors import UnknownName, Unwritten, WrongUsage, reason
from tracker.messages import Joined, Message, Plural
from tracker.model.text import did_you_mean, nearest

# Manual pages for the man command, made from click's data.


def _commands(context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            assert command is not None  # noqa: S101  (it is listed)
            yield from _commands(click.Context(command, info_name=name, parent=context))


def _page(name: str, title: str, text: str) -> str:
    """Return a manual page in roff, with the lines of a text as on a terminal."""
    head = f'.TH "{_plain(name.upper())}" "1" "" "tracker {__version__}" "tracker"'
    name_head, text_head = (_text(str(head)) for head in (Message("NAME"), Message("DESCRIPTION")))
    names = (f".SH {name_head}", f"{_text(name)} \\- {_text(title)}")
    shown = (f".SH {text_head}", ".nf", ".in 0", *map(_text, text.splitlines()))
    return "\n".join((head, *names, *shown)) + "\n"


def _text(text: str) -> str:
    """Return a line escaped for man, so that it is never a request."""
    text = _plain(text).replace("-", r"\-").replace("'", r"\(aq").replace("`", r"\(ga").replace("^", r"\(ha")
    text = text.replace("~", r"\(ti")
    return rf"\&{text}" if text.startswith((".", r"\(aq")) else text


def _plain(text: str) -> str:
    text = text.replace("\\", r"\e").replace('"', r"\(dq")
    return "".join(letter if letter.isascii() else rf"\[u{ord(letter):04X}]" for letter in text)


def _names(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the topics and commands that begin with the text, or the commands of the group before it."""
    root = context.find_root()
    group, about = root.command, docs.topics()
    for word in context.params.get("topic") or ():
        group, about = (group.get_command(root, word) if isinstance(group, click.Group) else group) or group, {}
    commands = group.list_commands(root) if isinstance(group, click.Group) else []
    known = {**dict.fromkeys(commands, ""), **about}
    return [CompletionItem(name, help=known[name] or None) for name in sorted(known) if name.startswith(incomplete)]


@click.command("help", cls=TrackerCommand)
@click.argument("topic", nargs=-1, shell_complete=_names)
@click.option(
    "--man", "folder", metavar="DIR", type=click.Path(), help="Write a manual page for each command and topic to DIR."
)
@click.pass_context
def help_(context: click.Context, topic: tuple[str, ...], folder: str | None) -> None:
    """Explain a topic or a command, or list the topics.

    Other words are searched in all topics. For the man command, write the manual pages to a folder
    man1 that it searches, such as ~/.local/share/man/man1.

    'help schema TABLE' prints the JSON schema of a table.
    """
    if folder is not None:
        if topic:
            raise WrongUsage("--man writes the pages of all commands; omit '{topic}'.", topic=" ".join(topic))
        _write_manual(context.find_root(), folder)
    elif topic and topic[0] == "schema":
        _say_schema(topic[1:])
    elif topic == ("all",):
        _list(context.find_root())
    elif topic:
        _explain(context.find_root(), topic)
    else:
        titles = docs.topics()
        width = max(map(len, titles))
        lines = [str(Message("Topics, each shown by 'tracker help TOPIC':"))]
        for chapter, names in docs.CHAPTERS:
            lines += [str(chapter), *(f"  {name:<{width}}  {titles[name]}" for name in names)]
        lines.append(str(Message("'tracker help WORD' searches them, 'tracker help all' lists the commands.")))
        say_pages("\n".join(lines) + "\n")


def _write_manual(root: click.Context, folder: str) -> None:
    from tracker.render.files import replacing

    titles = {name: (title, docs.for_terminal(docs.topic(name))) for name, title in docs.topics().items()}
    settings = {**root.command.context_settings, "terminal_width": 80}
    for each in _commands(click.Context(root.command, info_name="tracker", **settings)):
        title = (each.command.help or "").partition("\n")[0].rstrip(".")
        titles[each.command_path.removeprefix("tracker").strip().replace(" ", "-")] = title, each.get_help()
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unwritten("Cannot make the folder {folder}: {reason}.", folder=folder, reason=reason(error)) from None
    for name, (title, text) in titles.items():
        full = f"tracker-{name}".rstrip("-")
        with replacing(str(Path(folder) / f"{full}.1")) as stream:
            stream.write(_page(full, title, text))
    done = Plural("Wrote {count} manual page to {folder}.", "Wrote {count} manual pages to {folder}.")
    say(done.given(count=len(titles), folder=folder))


def _list(root: click.Context) -> None:
    pages = [page for page in _commands(root) if page.parent is not None]
    width = max(len(page.command_path) for page in pages)
    lines = (f"{page.command_path:<{width}}  {page.command.get_short_help_str(1000)}" for page in pages)
    say_pages("\n".join(lines) + "\n")


_TABLES = {
    "log": "movements",
    "run-list": "print-runs",
    "fund-list": "funds-and-grants",
    "report-seminars": "seminars-by-year",
    "report-value": "value-by-item",
}
"""The tables that commands print under another name. 'place list' prints the table places."""


def _say_schema(names: tuple[str, ...]) -> None:
    """Print the JSON schema of a table or, without a name, all table names. Raises UnknownName."""
    from tracker.reports import distribution, evidence, seminars
    from tracker.reports.exports import described_tables, json_schema

    dimensions = {
        "distribution": (distribution.DIMENSIONS, ("year", "kind", "language")),
        "evidence": (evidence.DIMENSIONS, ("item",)),
        "reach": (seminars.DIMENSIONS, ("year",)),
    }
    known = described_tables()
    if not names:
        say_text(" ".join(known))
        return
    name = "-".join(names).lower()
    name = _TABLES.get(name, f"{name[:-5]}s" if name.endswith("-list") else name)
    name = name.removeprefix("report-").removeprefix("export-")
    if (schema := json_schema(name, *dimensions.get(name, ()))) is None:
        unknown = Message("There is no table '{table}'.", table=name)
        parts = [each for each in known if each.startswith(f"{name}-")]
        close = did_you_mean(parts or nearest(name, known)) or Message("'tracker help schema' lists the tables.")
        raise UnknownName.from_message(Joined(unknown, close))
    say_json(schema)


def _explain(root: click.Context, words: tuple[str, ...]) -> None:
    """Show a topic, the help of a command, or the passages with these words. Raises Refused if there are none."""
    about = docs.topics()
    if (name := "-".join(words).lower()) in about:
        return say_pages(docs.for_terminal(docs.topic(name)))
    command, context = root.command, root
    for word in words:
        found = command.get_command(context, word) if isinstance(command, click.Group) else None
        if found is None:
            if passages := list(docs.found(" ".join(words))):
                return say_pages(
                    "\n".join(
                        f"tracker help {name}: {about[name]}\n\n{docs.for_terminal(text)}" for name, text in passages
                    )
                )
            known = [*about, *(command.list_commands(context) if isinstance(command, click.Group) else ())]
            unknown = Message("There is no topic or command '{words}'.", words=" ".join(words))
            lead = suggestion_for(command, context, word.lower()) if isinstance(command, click.Group) else None
            close = lead or did_you_mean(nearest(word, known)) or Message("'tracker help' lists the topics.")
            raise UnknownName.from_message(Joined(unknown, close))
        command, context = found, click.Context(found, info_name=word, parent=context)
    return say_pages(context.get_help())
