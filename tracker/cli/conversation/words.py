"""From a command line to answers, and from answers to the command line that does what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import click

from tracker.cli.conversation.questions import ALL, Answer, Conversation, Step, Talk
from tracker.errors import Refused

_OF_THE_PROGRAM = ("db", "clerk", "lang")
"""The global options, which were heeded when the command line was read."""


@dataclass(frozen=True)
class Given:
    """What a command line holds, as it was typed."""

    arguments: tuple[str, ...] = ()
    options: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The values of options, by the longest name of each; a flag has none."""

    def words(self, *left_out: str) -> list[str]:
        """Return the options as they are typed, but for some."""
        return [
            word
            for option, values in self.options.items()
            if option not in left_out
            for word in ([f"{option}={value}" for value in values] or [option])
        ]


def read(command: click.Command, context: click.Context, typed: Sequence[str]) -> Given:
    """Return what was typed after a command. Raises what click does for an option that there is not."""
    values, _, _ = command.make_parser(context).parse_args(list(typed))
    arguments: list[str] = []
    options: dict[str, tuple[str, ...]] = {}
    for parameter in command.params:
        words = _words(values.get(str(parameter.name)))
        if isinstance(parameter, click.Argument):
            arguments += words
        elif str(parameter.name) in values and parameter.name not in _OF_THE_PROGRAM:
            options[max(parameter.opts, key=len)] = words
    return Given(tuple(arguments), options)


def _words(value: Any) -> tuple[str, ...]:
    return tuple(word for word in (value if isinstance(value, (list, tuple)) else (value,)) if isinstance(word, str))


def written(conversation: Conversation, talk: Talk, given: Given) -> list[str]:
    """Return the command line that says what was answered, and what else was given."""
    arguments: list[tuple[int, list[str]]] = []
    options: list[str] = []
    for step in conversation.steps(talk):
        answer = talk.all(step.key)
        if answer == (ALL,) and step.question.every:
            options += step.question.every
        elif step.question.option is not None:
            options += _written(talk, step, answer)
        else:
            arguments.append((step.question.turn, _written(talk, step, answer)))
    in_order = [word for _, words in sorted(arguments, key=lambda pair: pair[0]) for word in words]
    asked_for = (question.option for question in conversation.questions if question.option is not None)
    return [*options, *given.words(*asked_for), "--", *in_order]


def _written(talk: Talk, step: Step, answer: Answer) -> list[str]:
    """Return the words of an answer. Raises Refused for one that leaves out what a replacement keeps."""
    question = step.question
    if question.option is not None and not answer and talk.replaced is not None and talk.filled.get(step.key):
        if question.is_text:
            return [f"{question.option}="]
        raise Refused(
            "A replacement keeps this; to leave it out, void entry {entry} and log it again.",
            entry=talk.replaced.entry.number,
        ).concerning(question.name)
    if question.words is not None:
        return question.words(talk, step.about, answer)
    if question.option is not None:
        return [f"{question.option}={word}" for word in answer]
    return list(answer)


def answers(conversation: Conversation, given: Given) -> dict[str, Answer]:
    """Return the answers that the command line gave, by the name of the question."""
    found = {
        question.name: given.options[question.option] or question.flagged
        for question in conversation.questions
        if question.option in given.options
    }
    if conversation.given is not None:
        return found | conversation.given(given.arguments)
    left = list(given.arguments)
    asked = [question for question in conversation.questions if question.option is None and question.each is None]
    for question in sorted(asked, key=lambda question: question.turn):
        taken = len(left) if question.several else 1
        if left:
            found[question.name] = tuple(left[:taken])
        del left[:taken]
    return found
