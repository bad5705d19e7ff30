"""A clerk who is asked questions, and answers from a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module

import pytest

from tests.adapters import COMMANDS, Inquiry, sit_at_terminal
from tests.conftest import Answer, Clerk, made_once

for name, _ in COMMANDS.values():
    import_module(f"tracker.cli.{name.partition(':')[0]}")  # so that none keeps what a test puts in the place of a name


@dataclass
class Script:
    """A desk at which these answers are given one by one, followed by the end of input."""

    answers: list[str]
    asked: list[Inquiry] = field(default_factory=list)

    def ask(self, asked: Inquiry) -> str:
        self.asked.append(asked)
        if not self.answers:
            raise EOFError
        answer = self.answers.pop(0)
        if answer == "^C":
            raise KeyboardInterrupt
        return answer


@dataclass(frozen=True)
class Talked:
    """The result of a conversation: the program's answer, and the questions."""

    answer: Answer
    desk: Script

    @property
    def said(self) -> str:
        """All that was shown, except the questions."""
        return (self.answer.out + self.answer.err).replace("\u00a0", " ")

    @property
    def prompts(self) -> list[str]:
        """The questions as shown."""
        return [asked.prompt for asked in self.desk.asked]

    def asked(self, prompt: str) -> Inquiry:
        """The first question with this beginning."""
        return next(asked for asked in self.desk.asked if asked.prompt.startswith(prompt))


Talks = Callable[..., Talked]


@pytest.fixture
def talks(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> Talks:
    """Hold a conversation: type a command, then these answers."""

    def hold(command: str, *answers: object, code: int = 0) -> Talked:
        desk = Script([str(answer) for answer in answers])
        sit_at_terminal(monkeypatch, desk)
        answer = clerk(*command.split())
        assert answer.code == code, answer
        assert not desk.answers, f"not asked for: {desk.answers}"
        return Talked(answer, desk)

    return hold


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk with 1000 copies in Latvian and 500 in Russian, of which 100 are in transit to London (entry 3)."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("print", "THB/ru", 500, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=100", "--date", "2015-01-02", "--ref", "2015-026", "--carrier", "DPD")
    return clerk
