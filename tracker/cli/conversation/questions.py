"""Questions, answers so far, and the command line that the answers make.

Command-line arguments are the first answers (`read`, `answers`); `written` makes the complete command line.
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
"""An answer as command-line words: one, several or none."""


BACK = "<"
"""The answer that goes back to the previous question."""


class Choice(NamedTuple):
    """A possible answer: its code, its name, and details such as "40 available"."""

    code: str
    name: str = ""
    beside: object = ""
    copies: int | None = None
    """The number of copies in the details, if it affects the conversation."""
    reference: str | None = None
    """Another full name, such as the reference of a shipment."""


class Talk:
    """The state of a conversation: the ledger, the answers so far, and the previous answers."""

    def __init__(self, path: Path, answers: Mapping[str, Answer] | None = None, clerk: str = "") -> None:
        """Start with the answers given on the command line by this clerk."""
        self.path = path
        self.clerk = clerk
        self.answers: dict[str, Answer] = dict(answers or {})
        self.before: dict[str, Answer] = {}
        self.known: dict[str, Choice] = {}
        """All choices read so far, by code."""
        self.past: dict[str, list[str]] = {}
        """Earlier answers to each question, the latest first."""
        self.replaced: Replaced | None = None
        """The entry being corrected, or None."""
        self.filled: Mapping[str, Answer] = {}
        """The answers to offer first, by question key."""
        self._read: dict[tuple[Any, Answer], list[Choice]] = {}

    def all(self, name: str) -> Answer:
        """Return the answer to a question, empty if it was not asked."""
        return self.answers.get(name, ())

    def first(self, name: str) -> str | None:
        """Return the first or only answer to a question, or None."""
        return next(iter(self.all(name)), None)

    def named(self, word: str) -> str:
        """Return an answer with its name, if known."""
        return f"{word}  {self.known[word].name}".rstrip() if word in self.known else word

    def choices(self, read: Choices) -> list[Choice]:
        """Return the choices, read once for the same answers."""
        given = tuple(word for answer in self.answers.values() for word in answer)
        if (read, given) not in self._read:
            self._read[read, given] = read(self)
            self.known |= {choice.code: choice for choice in self._read[read, given]}
        return self._read[read, given]

    def start_reading(self) -> None:
        """Read the choices again after an addition."""
        self._read.clear()

    def start_again(self) -> None:
        """Begin the next round: current answers become previous answers."""
        for key, answer in self.answers.items():
            if answer:
                self.past.setdefault(key.partition(" ")[0], []).insert(0, ", ".join(answer))
        self.before, self.answers = self.answers, {}
        self._read.clear()


Choices = Callable[[Talk], list[Choice]]
Exact = Callable[[Talk, str], Choice | None]
"""Finds a thing by its exact name, listed or not. Raises Refused if it is not a valid answer."""
Test = Callable[[Talk], bool]


def always(talk: Talk) -> bool:
    """Ask in any case."""
    return True


class Question(NamedTuple):
    """A question: its prompt, possible answers, and the argument or option that the answer becomes."""

    name: str
    prompt: Message
    kind: Any = None
    """The type of the argument or option, which parses the answer. Raises TrackerError, as on the command line."""
    option: str | None = None
    """The option for the answer, such as --date; None for an argument."""
    words: Callable[[Talk, Choice | None, Answer], list[str]] | None = None
    """Returns other words for the answer on the command line."""
    turn: int = 0
    """The position among the arguments, whatever the order of the questions."""
    choices: Choices | None = None
    exact: Exact | None = None
    """Finds an exact match before parts of names are tried."""
    free: bool = False
    """Whether other answers than the choices are allowed."""
    listed: bool = False
    """Whether the choices are shown before the clerk types."""
    several: bool = False
    """Whether several answers, separated by commas, are allowed."""
    all_of_them: bool = False
    """Whether "all" is allowed."""
    each: Choices | None = None
    """The things to ask about, once each; None asks once."""
    offer: Callable[[Talk, Choice | None], str | None] = lambda talk, about: None
    """Returns the answer for Enter, unless there is a previous one."""
    optional: bool = False
    """Whether the answer may be left out."""
    none: Answer = ()
    """The answer for `-`, if optional."""
    flagged: Answer = ()
    """The answer for an option without a value."""
    adds: str = ""
    """What can be added if nothing matches: "place" or "booklet"."""
    hint: object = ""
    shown: Callable[[str], str] | None = None
    """Returns another form in which the answer is shown, such as the date for "today"."""
    called: Callable[[str], str] = str
    """Returns the text of an answer in an offer, such as a country's name."""
    applies: Test = always
    stays: Callable[[str], str | None] | None = None
    """Returns the answer kept for the next round without asking."""

    @property
    def is_text(self) -> bool:
        """Whether the text itself is the answer, such as a carrier; choices are only suggestions."""
        return getattr(self.kind, "name", "") == "TEXT"


class Step(NamedTuple):
    """A question, with the thing that it asks about."""

    question: Question
    about: Choice | None = None

    @property
    def key(self) -> str:
        """The key of its answer."""
        return self.question.name if self.about is None else f"{self.question.name} {self.about.code}"

    def is_of(self, about: object) -> bool:
        """Return whether an error about a question's name, option or line concerns this step."""
        if isinstance(about, Line):
            return self.about is not None and self.about.code.casefold() == str(about.what).casefold()
        names = (self.question.name, (self.question.option or "").removeprefix("--"))
        return bool(about) and about in names

    @property
    def hint(self) -> object:
        """The hint below it: the question's own, or the details of the thing asked about."""
        return self.question.hint or (self.about.beside if self.about is not None else "")

    @property
    def prompt(self) -> Message:
        """The prompt, with the thing asked about."""
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
    """Whether to start another round after recording."""
    doubtful: str | None = None
    """The question to return to after an error; None means the first."""
    looks: bool = True
    """Whether to show and confirm the plan; otherwise the command asks itself."""

    def steps(self, talk: Talk) -> Iterator[Step]:
        """Yield the steps that follow from the answers so far."""
        for question in self.questions:
            if not question.applies(talk):
                continue
            if question.each is None:
                yield Step(question)
            else:
                yield from (Step(question, about) for about in talk.choices(question.each))


# Command lines: the typed one gives answers, and the answers give the one to run.

_OF_THE_PROGRAM = ("db", "clerk", "lang")
"""The global options, handled when the command line was read."""


@dataclass(frozen=True)
class Given:
    """The contents of a command line, as typed."""

    arguments: tuple[str, ...] = ()
    options: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The values of options, by their longest names; a flag has none."""

    def words(self, *left_out: str) -> list[str]:
        """Return the options as typed, except `left_out`."""
        return [
            word
            for option, values in self.options.items()
            if option not in left_out
            for word in ([f"{option}={value}" for value in values] or [option])
        ]


def read(command: click.Command, context: click.Context, typed: Sequence[str]) -> Given:
    """Return the words typed after a command. Raises click's errors for an unknown option."""
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
    """Return the command line for the answers and the other given options."""
    arguments: list[tuple[int, list[str]]] = []
    options: list[str] = []
    for step in conversation.steps(talk):
        answer = talk.all(step.key)
        if step.question.option is not None:
            options += _written(talk, step, answer)
        else:
            arguments.append((step.question.turn, _written(talk, step, answer)))
    in_order = [word for _, words in sorted(arguments, key=lambda pair: pair[0]) for word in words]
    asked_for = (question.option for question in conversation.questions if question.option is not None)
    return [*options, *given.words(*asked_for), "--", *in_order]


def _written(talk: Talk, step: Step, answer: Answer) -> list[str]:
    question = step.question
    if question.words is not None:
        return question.words(talk, step.about, answer)
    if question.option is not None:
        return [f"{question.option}={word}" for word in answer]
    return list(answer)


def answers(conversation: Conversation, given: Given) -> dict[str, Answer]:
    """Return the answers given on the command line, by question name."""
    found = {
        question.name: given.options[question.option] or question.flagged
        for question in conversation.questions
        if question.option in given.options
    }
    names = {question.name for question in conversation.questions}
    copies = "copies" if "items" in names else "arrived" if "arrived" in names else None
    lines = [word.rpartition("=") for word in given.arguments if copies and "=" in word]
    left = [word for word in given.arguments if not (copies and "=" in word)]
    positional = [each for each in conversation.questions if each.option is None and each.each is None]
    positional = sorted((each for each in positional if each.name != "items"), key=lambda question: question.turn)
    for question in positional:
        taken = len(left) if question.several or question is positional[-1] else 1
        if left:
            found[question.name] = tuple(left[:taken])
        del left[:taken]
    if lines and copies == "copies":
        found["items"] = tuple(what for what, _, _ in lines)
    return found | {f"{copies} {what}": (quantity,) for what, _, quantity in lines}
