"""What a clerk's answer means: words of the command line, or a refusal that says why it is none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from tracker.cli.conversation.matching import named, no_choice, the_one
from tracker.cli.conversation.questions import ALL, NONE, Answer, Choice, Question, Talk
from tracker.cli.prompts import YES_OR_NO, affirmed
from tracker.errors import TrackerError, WrongUsage
from tracker.messages import Message, shortened
from tracker.model.dates import Today

QUOTED = 80
"""How many letters of what was typed are told again: somebody may have pasted a page."""


def understood(talk: Talk, question: Question, typed: str, choices: Sequence[Choice]) -> Answer:
    """Return the answer that was typed. Raises TrackerError if it makes no sense."""
    if typed in ("", NONE):
        if question.optional:
            return question.none if typed == NONE else ()
        raise WrongUsage("This is needed; answer it, or leave with Ctrl-C.")
    if question.all_of_them and typed.casefold() == ALL:
        return (ALL,) if question.every else tuple(choice.code for choice in choices)
    parts = [part.strip() for part in typed.split(",")] if question.several else [typed]
    return tuple(dict.fromkeys(word for part in parts if part for word in _words(talk, question, part, choices)))


def _words(talk: Talk, question: Question, part: str, choices: Sequence[Choice]) -> Answer:
    """Return the words of a part of the answer, which may stand for several: 5..8."""
    if question.spread is None or named(choices, part) is not None or (spread := question.spread(talk, part)) is None:
        return (_word(talk, question, part, choices),)
    return tuple(word if ".." in word else _word(talk, question, word, choices) for word in spread)


def _word(talk: Talk, question: Question, word: str, choices: Sequence[Choice]) -> str:
    if question.choices is not None and not question.is_text:
        if [choice.code for choice in choices] == [*YES_OR_NO] and (agreed := affirmed(word)) is not None:
            return YES_OR_NO[not agreed]
        chosen = named(choices, word)
        if chosen is None and question.exact is not None:
            chosen = question.exact(talk, word)
        chosen = chosen or the_one(choices, word)
        if chosen is not None:
            talk.known.setdefault(chosen.code, chosen)
            return chosen.code
        if not question.free:
            raise no_choice(word, choices)
    value = word if question.kind is None else question.kind.convert(word, None, None)
    return value.isoformat() if isinstance(value, date) and not isinstance(value, Today) else word


def why(error: TrackerError | click.UsageError, typed: str = "") -> Message:
    """Return why something was refused, of a long text that was typed only the beginning."""
    message = error.message if isinstance(error, TrackerError) else Message("{why}", why=error.format_message())
    if len(typed) <= QUOTED:
        return message
    said = str(shortened(message, typed, QUOTED)).replace(typed, f"{typed[:QUOTED]}…")
    return Message("{why}", why=said)
