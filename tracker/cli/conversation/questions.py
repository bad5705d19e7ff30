"""Questions, the answers so far, and the command line that the answers make.

A command line that lacks something gives the first answers (`read`, `answers`); `written` makes the whole one of all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from tracker.deferred import NamedTuple
from tracker.messages import Message
from tracker.model.quantities import Line
from tracker.reports.recent import Replaced

Answer = tuple[str, ...]
"""What was answered, as it is written on the command line: one word, several where several are asked for, or none."""


BACK, NONE, ALL = "<", "-", "all"
"""What a clerk types to return to the question before, to leave out what is offered, and for all that can be chosen."""


class Choice(NamedTuple):
    """Something that can be answered: its code, its name, and what stands beside it, such as "40 available"."""

    code: str
    name: str = ""
    beside: object = ""
    copies: int | None = None
    """How many copies stand beside it, where that decides something."""
    reference: str | None = None
    """What else it is called as a whole, such as the reference of a shipment."""


class Talk:
    """What is known while questions are asked: the ledger, the answers so far, and those of the time before."""

    def __init__(self, path: Path, answers: Mapping[str, Answer] | None = None, clerk: str = "") -> None:
        """Start with the answers that the command line gave to this clerk."""
        self.path = path
        self.clerk = clerk
        self.answers: dict[str, Answer] = dict(answers or {})
        self.before: dict[str, Answer] = {}
        self.known: dict[str, Choice] = {}
        """All that could be chosen so far, by its code."""
        self.past: dict[str, list[str]] = {}
        """What was answered earlier to each question, the latest first."""
        self.replaced: Replaced | None = None
        """The entry that is corrected; None if none is."""
        self.filled: Mapping[str, Answer] = {}
        """The answers that are offered first, by the keys of the questions."""
        self._read: dict[tuple[Any, Answer], list[Choice]] = {}

    def all(self, name: str) -> Answer:
        """Return what was answered to that question, nothing if it was not asked."""
        return self.answers.get(name, ())

    def first(self, name: str) -> str | None:
        """Return the one answer to that question, or the first; None if there is none."""
        return next(iter(self.all(name)), None)

    def named(self, word: str) -> str:
        """Return an answer with what it is called, if that is known."""
        return f"{word}  {self.known[word].name}".rstrip() if word in self.known else word

    def choices(self, read: Choices) -> list[Choice]:
        """Return what can be chosen, read once for the same answers."""
        given = tuple(word for answer in self.answers.values() for word in answer)
        if (read, given) not in self._read:
            self._read[read, given] = read(self)
            self.known |= {choice.code: choice for choice in self._read[read, given]}
        return self._read[read, given]

    def start_reading(self) -> None:
        """Read the choices again: something was added."""
        self._read.clear()

    def start_again(self) -> None:
        """Begin anew with the next one: what was answered is now what was answered before."""
        for key, answer in self.answers.items():
            if answer:
                self.past.setdefault(key.partition(" ")[0], []).insert(0, ", ".join(answer))
        self.before, self.answers = self.answers, {}
        self._read.clear()


Choices = Callable[[Talk], list[Choice]]
Exact = Callable[[Talk, str], Choice | None]
"""Finds what is called just that, among the choices or not. Raises Refused for what cannot be answered."""
Spread = Callable[[Talk, str], Answer | None]
"""Returns the answers that a word stands for which means several, such as 5..8; None for any other word."""
Text = Callable[[Talk], str | None]
Test = Callable[[Talk], bool]


def nothing(talk: Talk) -> str | None:
    """Offer nothing."""
    return None


def always(talk: Talk) -> bool:
    """Ask in any case."""
    return True


class Question(NamedTuple):
    """One question: what it asks, what can be answered, and where the answer stands on the command line."""

    name: str
    prompt: Message
    kind: Any = None
    """The type of the argument or option, which parses the answer. Raises TrackerError, as on the command line."""
    option: str | None = None
    """The option that takes the answer, such as --date; without one it is an argument."""
    words: Callable[[Talk, Choice | None, Answer], list[str]] | None = None
    """How else the answer is written on the command line."""
    turn: int = 0
    """Which of the arguments it is: they are written in this order, whatever the order of the questions."""
    choices: Choices | None = None
    exact: Exact | None = None
    """How something is found that is called just what was typed, before any part of a name counts."""
    spread: Spread | None = None
    """How a word is read that may mean several."""
    free: bool = False
    """Whether something else than one of the choices may be answered."""
    listed: bool = False
    """Whether the choices are shown before anything is typed."""
    several: bool = False
    """Whether several may be answered, with commas between them."""
    all_of_them: bool = False
    """Whether "all" can be answered."""
    every: Answer = ()
    """How "all" is written on the command line, such as --all; without it, it stands for each of the choices."""
    each: Choices | None = None
    """What the question is asked about, once for each; without it, it is asked once."""
    offer: Callable[[Talk, Choice | None], str | None] = lambda talk, about: None
    """The answer that Enter gives, unless there is one from before."""
    optional: bool = False
    """Whether it may be left without an answer."""
    none: Answer = ()
    """What `-` answers then."""
    flagged: Answer = ()
    """What its option answers that takes no value."""
    adds: str = ""
    """What can be added on the spot when nothing fits: "place" or "booklet"."""
    hint: object = ""
    shown: Callable[[str], str] | None = None
    """How else the answer is shown when it was understood: today as the day that it is."""
    called: Callable[[str], str] = str
    """How an answer is called where it is offered: a country by its name."""
    asked: Test = always
    stays: Callable[[str], str | None] | None = None
    """For what is kept for the next one, not asked again: what becomes of a word of it. Else it is offered again."""
    again: bool = True
    """Whether the answer from before is offered at the next one."""

    @property
    def is_text(self) -> bool:
        """Whether what is typed is the answer, such as a carrier: the choices are only suggestions then."""
        return getattr(self.kind, "name", "") == "TEXT"


class Step(NamedTuple):
    """A question, and what it is asked about."""

    question: Question
    about: Choice | None = None

    @property
    def key(self) -> str:
        """The name under which its answer is kept."""
        return self.question.name if self.about is None else f"{self.question.name} {self.about.code}"

    def is_of(self, about: object) -> bool:
        """Return whether it asks what a refusal is about: the name of the question or its option, or a line."""
        if isinstance(about, Line):
            return self.about is not None and self.about.code.casefold() == str(about.what).casefold()
        names = (self.question.name, (self.question.option or "").removeprefix("--"))
        return bool(about) and about in names

    @property
    def hint(self) -> object:
        """What is shown below it: a hint of the question's own, or what is known of what it is about."""
        return self.question.hint or (self.about.beside if self.about is not None else "")

    @property
    def prompt(self) -> Message:
        """What it asks."""
        return (
            self.question.prompt
            if self.about is None
            else self.question.prompt.given(about=self.about.code, beside=self.about.beside)
        )


@dataclass(frozen=True)
class Conversation:
    """The questions of a command, in order."""

    questions: Sequence[Question]
    another: Test = always
    """Whether, when it is recorded, another one is asked for."""
    doubtful: str | None = None
    """The question to return to when the command refuses; None is the first."""
    looks: bool = True
    """Whether it is shown and confirmed before it is recorded; else the command asks itself."""
    given: Callable[[Sequence[str]], dict[str, Answer]] | None = field(default=None)
    """Which answers the arguments on the command line are, where it is not one after the other."""

    def steps(self, talk: Talk) -> Iterator[Step]:
        """Yield the steps that the answers so far lead to."""
        for question in self.questions:
            if not question.asked(talk):
                continue
            if question.each is None:
                yield Step(question)
            else:
                yield from (Step(question, about) for about in talk.choices(question.each))


# Command lines: the one that was typed gives answers, and the answers give the one that is run.

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
    """Return the words of an answer."""
    question = step.question
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
