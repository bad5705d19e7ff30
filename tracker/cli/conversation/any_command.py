"""The conversation of any command: questions for its arguments, then its options, in the order of declaration."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from tracker.cli.conversation import choices
from tracker.cli.conversation.questions import Answer, Choice, Choices, Conversation, Exact, Question, Talk
from tracker.cli.types import COUNTRY, ENTRY, GRANT, KIND, REQUEST, Parsed
from tracker.languages import heading, translated, worded
from tracker.messages import Message
from tracker.model.catalogue import EMBASSY
from tracker.model.codes import code_from
from tracker.model.table import Table
from tracker.reports import lists

_NOT_ASKED = {
    *("db", "clerk", "lang", "help", "key", "dry_run", "format_", "replaces", "before", "yes", "currency"),
    *("command", "number", "request", "replied", "into", "drop_alias"),
}
"""Options for scripts and rare cases, or that answer other questions."""

_ASK_THEMSELVES = ("redact",)
"""Commands that show a plan and ask for confirmation themselves."""

_LABELS = {
    "contact": Message("Contact person"),
    "email": Message("E-mail"),
    "phone": Message("Telephone"),
    "day": Message("Date"),
    "url": Message("Address of the PDF"),
    "printer": Message("Printed by"),
    "isbn": Message("ISBN"),
    "mark": Message("Identifying mark"),
    "carton": Message("Copies in a carton"),
    "weight": Message("Weight of a copy, in grams"),
    "run": Message("Print run"),
    "number": Message("Number"),
    "numbers": Message("Number"),
    "reference": Message("Reference"),
}
"""The labels of arguments and options that differ from the column name."""


def conversation_of(command: click.Command, name: str) -> Conversation:
    """Return the conversation for a command's arguments and options. An edit offers the current values."""
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    options = [each for each in command.params if isinstance(each, click.Option)]
    options = [each for each in options if each.name not in _NOT_ASKED and not each.is_flag]
    questions = [_question(each, turn) for turn, each in enumerate(arguments)]
    if [each.name for each in arguments] == ["code", "name"] and command.name == "add":
        questions = [questions[1], questions[0]._replace(offer=lambda talk, about: code_from(talk.first("name") or ""))]
    if name in _STATUS and questions[0].choices is not None:
        questions[0] = questions[0]._replace(choices=choices.having(questions[0].choices, *_STATUS[name]))
    others = [_question(option) for option in options]
    table, _, verb = name.partition(" ")
    if verb == "edit" and table in lists.COLUMNS:
        others = [_changing(question, table) for question in others]
    return Conversation(
        (*questions, *map(_assuming, others)) if command.name == "add" else (*questions, *others),
        another=lambda talk: command.name == "add",
        looks=name not in _ASK_THEMSELVES,
    )


_STATUS: dict[str, tuple[Callable[[Path], Table], str]] = {
    "place close": (lists.places, "open"),
    "place reopen": (lists.places, "closed"),
    "reinstate": (lists.print_runs, "withdrawn"),
    "withdraw": (lists.print_runs, "active"),
}
"""The list and the row status from which a command's argument is chosen."""


def _assuming(question: Question) -> Question:
    """Return the question, with the default country as offer if it asks for a country."""
    if question.kind is not COUNTRY:
        return question
    return question._replace(
        optional=False,
        offer=lambda talk, about: None if talk.first("kind") == EMBASSY else lists.default_country(talk.path),
        hint=Message("Country name or ISO 3166 code."),
    )


def _question(parameter: click.Parameter, turn: int = 0) -> Question:
    column, is_option = _WORDED.get(parameter.type), isinstance(parameter, click.Option)
    return Question(
        str(parameter.name),
        _label(parameter),
        parameter.type,
        max(parameter.opts, key=len) if is_option else None,
        turn=turn,
        choices=_choices(parameter.type),
        exact=_EXACT.get(parameter.type),
        free=parameter.type not in _EXACT,
        listed=parameter.type is KIND,
        called=partial(worded, column) if column else str,
        several=parameter.multiple or parameter.nargs == -1,
        optional=not parameter.required and parameter.nargs != -1,
        hint=translated(parameter.help) if isinstance(parameter, click.Option) and parameter.help else "",
    )


def _changing(question: Question, table: str) -> Question:
    """Return the question with the recorded value as its offer; only changed answers are written."""

    def present(talk: Talk) -> str | None:
        subject = next((word for name in _SUBJECTS if (word := talk.first(name))), "")
        value = (lists.record(talk.path, table, subject) or {}).get(question.name)
        return None if value is None else str(value).replace("; ", ", ") if question.several else str(value)

    def words(talk: Talk, about: Choice | None, answer: Answer) -> list[str]:
        if ", ".join(answer) == (present(talk) or ""):
            return []
        return [f"{question.option}={word}" for word in answer or ("",)]

    return question._replace(offer=lambda talk, about: present(talk), words=words, hint=_KEPT_OR_REMOVED)


_SUBJECTS = ("code", "run", "number")
"""The questions whose answer identifies the record to change."""

_KEPT_OR_REMOVED = Message("Press Enter to keep the current value, the up arrow to edit it, or type '-' to remove it.")


def _label(parameter: click.Parameter) -> Message:
    name = str(parameter.name)
    if name == "code":
        name = parameter.type.name.casefold()  # clerks say "place" for the code of a place
    return _LABELS.get(name) or Message("{name}", name=heading(name).capitalize())


_WORDED: dict[Any, str] = {COUNTRY: "country", KIND: "kind"}
"""The kinds with codes and translated names, with their columns."""


def _by_name(table: str) -> Exact:
    """Return a function that finds a country or kind by code, or by its full name in any language."""

    def find(talk: Talk, word: str) -> Choice | None:
        code = lists.code_named(talk.path, table, word)
        return None if code is None else Choice(code, worded(table, code))

    return find


_EXACT: dict[Any, Exact | None] = {
    ENTRY: choices.entry,
    REQUEST: choices.request,
    GRANT: None,
    **{kind: _by_name(table) for kind, table in _WORDED.items()},
}
"""The functions that find things by number, or by name in any language."""

_LISTED: dict[Any, Choices] = {ENTRY: choices.standing, REQUEST: choices.requests_of()}
"""The choices to list for each kind."""


def _choices(kind: Any) -> Choices | None:
    if isinstance(kind, Parsed) and kind in _LISTED:
        return _LISTED[kind]
    if isinstance(kind, click.Choice):
        words = [str(word) for word in kind.choices]
        return lambda talk: [Choice(word) for word in words]
    complete = kind.kind.choices if isinstance(kind, Parsed) else None
    return choices.completed(complete) if complete is not None else None
