"""Words that users try instead of commands, and the commands they mean."""

import click

from tracker.messages import Joined, Message, either
from tracker.model.text import did_you_mean, nearest

_LEADS = {
    word: commands
    for commands, words in {
        "--version": "version",
        "backup": "save",
        "check": "verify",
        "check, log": "audit",
        "count": "adjust stocktake",
        "due": "todo",
        "export --all": "dump",
        "find": "grep search",
        "fix": "amend",
        "handout": "give lend",
        "import": "load",
        "init, booklet add, place add": "create",
        "init, booklet add, place add, print": "new",
        "init, demo": "start",
        "log": "ledger",
        "log, show": "history",
        "overview": "summary",
        "overview, due": "status",
        "paper labels": "label labels",
        "paper letters": "letter letters",
        "paper note, fix --note": "note",
        "paper sheet": "form forms",
        "place edit, booklet edit": "rename",
        "print": "reprint",
        "redact": "erase forget",
        "request add, report runout": "order",
        "serve": "browser web",
        "ship": "dispatch send",
        "ship, handout": "distribute",
        "ship, move": "transfer",
        "ship, receive": "deliver",
        "shipments": "parcels",
        "shipments --status in-transit": "transit",
        "show, log": "cat",
        "stock": "balance balances",
        "stock, count": "inventory",
        "stock, place list, booklet list": "ls",
        "trace, stock --by place": "where",
        "undo": "revert rollback",
        "void, undo, request cancel": "cancel",
        "withdraw, trace, paper letters": "recall",
        "writeoff": "lose lost",
    }.items()
    for word in words.split()
}
"""The commands for words that are not commands. Nothing is run in their place."""

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
        *("change", "correct", "edit", "modify", "replace", "update"),
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
    if lead is None and (meant := nearest(word.lower(), [*_LEADS, "delete", "edit", "remove", "list", "add"])):
        lead = suggestion_for(group, context, meant[0])
    return Joined(refusal, lead) if lead else refusal


def suggestion_for(group: click.Group, context: click.Context, word: str) -> Message | None:
    """Return the message that suggests commands for a word, or None for an unknown word."""
    root = context.find_root()
    if context.parent is None:
        for words, explained in _EXPLAINED.items():
            if word in words:
                return explained
        commands = _suggested_commands(group, context, word)
    elif (same := _SAME.get(word)) in group.list_commands(context):
        commands = [f"{context.command.name} {same}"]
    elif isinstance(root.command, click.Group) and word in root.command.list_commands(root):
        commands = [word]
    else:
        commands = []
    if not commands:
        return None
    return Message("Use {commands}.", commands=either([f"'tracker {command}'" for command in commands]))


def _suggested_commands(group: click.Group, context: click.Context, word: str) -> list[str]:
    if word in _LEADS:
        return _LEADS[word].split(", ")
    found = []
    for name in group.list_commands(context):
        family = group.get_command(context, name)
        if isinstance(family, click.Group) and word in family.list_commands(context):
            found.append(f"{name} {word}")
    return found
