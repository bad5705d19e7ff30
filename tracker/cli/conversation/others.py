"""The conversation of any command: its arguments, then its options, asked as they are declared."""

from __future__ import annotations

from typing import Any

import click

from tracker.cli.conversation import choices
from tracker.cli.conversation.questions import Choice, Choices, Conversation, Question
from tracker.cli.types import Parsed
from tracker.messages import Message
from tracker.model.codes import code_from

_NOT_ASKED = {
    *("db", "clerk", "help", "key", "dry_run", "format_", "replaces", "before", "yes", "currency"),
    *("command", "number", "request", "into"),
}
"""Options that are for scripts or for rare cases, or decide for a clerk what else would be asked."""

_LABELS = {
    "code": Message("Code"),
    "name": Message("Name"),
    "title": Message("Title"),
    "kind": Message("Kind"),
    "country": Message("Country"),
    "region": Message("Region"),
    "city": Message("City"),
    "address": Message("Address"),
    "contact": Message("Contact person"),
    "email": Message("E-mail"),
    "phone": Message("Telephone"),
    "note": Message("Note"),
    "day": Message("Date"),
    "audience": Message("Audience"),
    "fund": Message("Fund"),
    "cost": Message("Cost"),
    "year": Message("Year"),
    "amount": Message("Amount"),
    "purpose": Message("Purpose"),
    "printer": Message("Printed by"),
    "isbn": Message("ISBN"),
    "run": Message("Print run"),
    "reason": Message("Reason"),
    "number": Message("Number"),
    "numbers": Message("Number"),
    "reference": Message("Reference"),
    "carrier": Message("Carrier"),
    "place": Message("Place"),
}


def of(command: click.Command) -> Conversation:
    """Return the conversation that asks for what the command takes."""
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    options = [each for each in command.params if isinstance(each, click.Option) and _is_asked(each)]
    questions = [_of_argument(turn, each) for turn, each in enumerate(arguments)]
    if [each.name for each in arguments] == ["code", "name"] and command.name == "add":
        questions = [questions[1], _derived(questions[0])]
    return Conversation((*questions, *map(_of_option, options)), another=lambda talk: command.name == "add")


def _is_asked(option: click.Option) -> bool:
    return option.name not in _NOT_ASKED and not option.is_flag


def _of_argument(turn: int, argument: click.Argument) -> Question:
    return Question(
        str(argument.name),
        _label(argument),
        argument.type,
        turn=turn,
        choices=_choices(argument.type),
        free=True,
        several=argument.nargs == -1,
        optional=not argument.required and argument.nargs != -1,
        again=False,
    )


def _derived(code: Question) -> Question:
    """Return the question for a code, which offers one made of the name."""
    from dataclasses import replace

    return replace(code, offer=lambda talk, about: code_from(talk.first("name") or ""))


def _of_option(option: click.Option) -> Question:
    return Question(
        str(option.name),
        _label(option),
        option.type,
        max(option.opts, key=len),
        choices=_choices(option.type),
        free=True,
        several=option.multiple,
        optional=not option.required,
        again=False,
        hint=option.help or "",
    )


def _label(parameter: click.Parameter) -> Message:
    name = str(parameter.name)
    return _LABELS.get(name) or Message("{name}", name=name.replace("_", " ").capitalize())


def _choices(kind: Any) -> Choices | None:
    if isinstance(kind, click.Choice):
        words = [str(word) for word in kind.choices]
        return lambda talk: [Choice(word) for word in words]
    complete = kind.completions if isinstance(kind, Parsed) else None
    return choices.completed(complete) if complete is not None else None
