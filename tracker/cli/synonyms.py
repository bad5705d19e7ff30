"""Words that people try: each leads to the command that does it."""

import click

from tracker.messages import Joined, Message, either
from tracker.model.text import did_you_mean, nearest

_LEADS = {
    "adjust": "count",
    "amend": "fix",
    "audit": "check, log",
    "balance": "stock",
    "balances": "stock",
    "browser": "serve",
    "cancel": "void, undo, request cancel",
    "create": "init, booklet add, place add",
    "deliver": "ship, receive",
    "cat": "show, log",
    "dispatch": "ship",
    "distribute": "ship, handout",
    "dump": "export --all",
    "erase": "redact",
    "forget": "redact",
    "form": "paper sheet",
    "forms": "paper sheet",
    "give": "handout",
    "grep": "find",
    "history": "log, show",
    "inventory": "stock, count",
    "ledger": "log",
    "label": "paper labels",
    "labels": "paper labels",
    "lend": "handout",
    "letter": "paper letters",
    "letters": "paper letters",
    "load": "import",
    "lose": "writeoff",
    "lost": "writeoff",
    "ls": "stock, place list, booklet list",
    "new": "init, booklet add, place add, print",
    "note": "paper note, fix --note",
    "order": "request add, report runout",
    "parcels": "shipments",
    "recall": "withdraw, trace, paper letters",
    "reprint": "print",
    "rename": "place edit, booklet edit",
    "revert": "undo",
    "rollback": "undo",
    "save": "backup",
    "search": "find",
    "send": "ship",
    "start": "init, demo",
    "status": "overview, due",
    "stocktake": "count",
    "summary": "overview",
    "todo": "due",
    "transfer": "ship, move",
    "transit": "shipments --status in-transit",
    "verify": "check",
    "version": "--version",
    "web": "serve",
    "where": "trace, stock --by place",
}
"""What does what a word asks for, where no command is called that. Nothing is recorded or shown in its place."""

_SAME = {
    "change": "edit",
    "create": "add",
    "delete": "remove",
    "ls": "list",
    "modify": "edit",
    "new": "add",
    "rename": "edit",
    "rm": "remove",
    "update": "edit",
    "view": "show",
}
"""What a command of a family may also be called."""


_EXPLAINED = {
    ("delete", "remove", "rm", "dzēst", "удалить"): Message(
        "Nothing is deleted. Correct an entry with 'tracker fix', or take it back with 'tracker undo' or "
        "'tracker void'. Remove an unused place with 'tracker place remove'."
    ),
    ("change", "correct", "edit", "modify", "replace", "update", "labot", "mainīt", "изменить", "исправить"): Message(
        "Correct an entry with 'tracker fix'. Places and booklets change with 'tracker place edit' and "
        "'tracker booklet edit'."
    ),
    ("bye", "exit", "quit"): Message("There is no session to exit. Press Ctrl-C to leave a prompt."),
}
"""Words that ask for what is done in another way here."""


def unknown_command(group: click.Group, context: click.Context, word: str) -> Message:
    """Return the sentence for a word that is no command of the group, with what was meant by it if that is known."""
    words = f"{context.command_path} {word}".partition(" ")[2]
    refusal = Message("There is no command '{words}'.", words=words)
    known = group.list_commands(context)
    lead = lead_from(group, context, word.lower()) or did_you_mean(nearest(word, known))
    if lead is None and (meant := nearest(word.lower(), [*_LEADS, "delete", "edit", "remove", "list", "add"])):
        lead = lead_from(group, context, meant[0])
    return Joined(refusal, lead) if lead else refusal


def lead_from(group: click.Group, context: click.Context, word: str) -> Message | None:
    """Return the sentence that leads from a word to the commands that do it; None if no word is known."""
    root = context.find_root()
    if context.parent is None:
        for words, explained in _EXPLAINED.items():
            if word in words:
                return explained
        commands = _leads(group, context, word)
    elif (same := _SAME.get(word)) in group.list_commands(context):
        commands = [f"{context.command.name} {same}"]
    elif isinstance(root.command, click.Group) and word in root.command.list_commands(root):
        commands = [word]
    else:
        commands = []
    if not commands:
        return None
    return Message("Use {commands}.", commands=either([f"'tracker {command}'" for command in commands]))


def _leads(group: click.Group, context: click.Context, word: str) -> list[str]:
    """Return the commands that a word leads to: those known, else those of the families that have one of that name."""
    if word in _LEADS:
        return _LEADS[word].split(", ")
    found = []
    for name in group.list_commands(context):
        family = group.get_command(context, name)
        if isinstance(family, click.Group) and word in family.list_commands(context):
            found.append(f"{name} {word}")
    return found
