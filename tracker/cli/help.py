"""help: the topics, the commands, and a manual page for each of them."""

import click
from click.shell_completion import CompletionItem

from tracker.cli import guide
from tracker.cli.base import TrackerCommand
from tracker.cli.output import say, say_pages, say_text
from tracker.cli.tried import lead_from
from tracker.errors import Refused, WrongUsage
from tracker.messages import Joined, Message, Plural
from tracker.model.text import did_you_mean, nearest


def _names(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the topics and commands of that beginning, and the commands of a family that stands before."""
    root = context.find_root()
    group, about = root.command, guide.topics()
    for word in context.params.get("topic") or ():
        group, about = (group.get_command(root, word) if isinstance(group, click.Group) else group) or group, iter(())
    commands = group.list_commands(root) if isinstance(group, click.Group) else []
    known = {**dict.fromkeys(commands, ""), **dict(about)}
    return [CompletionItem(name, help=known[name] or None) for name in sorted(known) if name.startswith(incomplete)]


@click.command("help", cls=TrackerCommand)
@click.argument("topic", nargs=-1, shell_complete=_names)
@click.option("--man", "folder", metavar="DIR", type=click.Path(), help="Write a manual page for each command there.")
@click.pass_context
def help_(context: click.Context, topic: tuple[str, ...], folder: str | None) -> None:
    """Explain a topic or a command; without one, list the topics.

    Topics are the rules of the ledger, dates, counts, imports and more. For a shell's man command, write the
    manual pages to a folder man1 that it knows, such as ~/.local/share/man/man1.
    """
    if folder is not None:
        if topic:
            raise WrongUsage("--man writes the pages of all commands; leave out '{topic}'.", topic=" ".join(topic))
        _write_manual(context, folder)
    elif topic:
        _explain(context.find_root(), topic)
    else:
        _list_topics()


def _write_manual(context: click.Context, folder: str) -> None:
    from tracker.cli.manual import write_pages

    count = write_pages(context.find_root().command, folder)
    say(
        Plural(
            "Wrote {count} manual page to {folder}.",
            "Wrote {count} manual pages to {folder}.",
            count=count,
            folder=folder,
        )
    )


def _list_topics() -> None:
    say(Message("Topics, each shown by 'tracker help TOPIC':"))
    about = dict(guide.topics())
    width = max(map(len, about))
    for name, title in about.items():
        say_text(f"  {name:<{width}}  {title}")
    say(Message("The commands: 'tracker -h' for all, 'tracker COMMAND -h' for one."))


def _explain(root: click.Context, words: tuple[str, ...]) -> None:
    """Show a topic, or the help of a command. Raises Refused, with the nearest names, when it is neither."""
    about = dict(guide.topics())
    if (name := "-".join(words).lower()) in about:
        return say_pages(guide.topic(name))
    command, context = root.command, root
    for word in words:
        found = command.get_command(context, word) if isinstance(command, click.Group) else None
        if found is None:
            known = [*about, *(command.list_commands(context) if isinstance(command, click.Group) else ())]
            unknown = Message("There is no topic or command '{words}'.", words=" ".join(words))
            lead = lead_from(command, context, word.lower()) if isinstance(command, click.Group) else None
            close = lead or did_you_mean(nearest(word, known)) or Message("'tracker help' lists the topics.")
            raise Refused.of(Joined(unknown, close))
        command, context = found, click.Context(found, info_name=word, parent=context)
    return say_pages(context.get_help())
