"""Words that users try for corrections and subcommands, and the commands they mean."""

import click

from tracker.messages import Joined, Message, either
from tracker.model.text import did_you_mean, nearest

_SAME = {
    word: command
    for command, words in {
        "add": "create new",
        "edit": "change modify rename update",
        "list": "ls",
        "remove": "delete rm",
        "show": "view",
    }.items()
    for word in words.split()
}
"""Other words for the subcommands of a group."""


_EXPLAINED = {
    ("delete", "remove", "rm", "dzēst", "izdzēst", "удалить"): Message(
        "Nothing is deleted. Correct an entry with 'tracker fix', or undo it with 'tracker undo' or 'tracker "
        "void'. Remove an unused place with 'tracker place remove'."
    ),
    (
        *("amend", "change", "correct", "edit", "modify", "replace", "update"),
        *("labot", "izlabot", "mainīt", "rediģēt", "изменить", "исправить", "исправь"),
    ): Message(
        "To correct an entry, run 'tracker fix'. To change a place or booklet, run 'tracker place edit' or "
        "'tracker booklet edit'."
    ),
    ("bye", "exit", "quit"): Message("There is no session to exit. Press Ctrl-C to leave a prompt."),
}
"""Words for things that work differently here."""


def unknown_command(group: click.Group, context: click.Context, word: str) -> Message:
    """Return the message for an unknown command of the group, with a suggestion if there is one."""
    words = f"{context.command_path} {word}".partition(" ")[2]
    refusal = Message("There is no command '{words}'.", words=words)
    known = group.list_commands(context)
    lead = suggestion_for(group, context, word.lower()) or did_you_mean(nearest(word, known))
    return Joined(refusal, lead) if lead else refusal


def suggestion_for(group: click.Group, context: click.Context, word: str) -> Message | None:
    """Return the message that suggests commands for a word, or None for an unknown word."""
    root = context.find_root()
    commands = []
    if context.parent is None:
        for words, explained in _EXPLAINED.items():
            if word in words:
                return explained
        for name in group.list_commands(context):
            family = group.get_command(context, name)
            if isinstance(family, click.Group) and word in family.list_commands(context):
                commands.append(f"{name} {word}")
    elif (same := _SAME.get(word)) in group.list_commands(context):
        commands = [f"{context.command.name} {same}"]
    elif isinstance(root.command, click.Group) and word in root.command.list_commands(root):
        commands = [word]
    return Message("Use {commands}.", commands=either([f"'tracker {each}'" for each in commands])) if commands else None
