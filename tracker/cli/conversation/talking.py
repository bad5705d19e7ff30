"""Going through the questions of a conversation: forward, back, a last look, and then another one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from tracker.cli.conversation.desks import Desk, Inquiry, beginning
from tracker.cli.conversation.fixing import changes
from tracker.cli.conversation.matching import QUOTED, Ambiguous, the_one, understood, why
from tracker.cli.conversation.questions import BACK, Answer, Choice, Conversation, Given, Step, Talk, written
from tracker.cli.output import say, say_text, wrapping
from tracker.cli.prompts import affirmed
from tracker.errors import Declined, Refused, TrackerError, Unusable, WrongUsage, session
from tracker.messages import Message, Plural

if TYPE_CHECKING:
    from collections.abc import Sequence

Run = Callable[["Sequence[str]"], None]
"""Runs the command with these words. Raises what the command raises."""

Look = Callable[["Sequence[str]"], list[str]]
"""Returns the lines that say what the command would do with these words. Raises what the command raises."""


_UNASKED = {"--dry-run", "--yes"}
"""Options with which nothing is asked before it is done."""


class Interrupted(TrackerError):
    """A clerk left while the next one was being asked for. Exit code 130."""

    exit_code = 130


class Talking:
    """One conversation at one desk."""

    def __init__(
        self,
        conversation: Conversation,
        talk: Talk,
        desk: Desk,
        given: Given,
        run: Run,
        look: Look,
        is_doubtful: Callable[[], bool],
    ) -> None:
        """Take the questions, what is known, where to ask, and what the command line gave.

        `run` runs the command with the words it is given, `look` tells what it would do. `is_doubtful` returns whether
        that may be a slip, which Enter does not confirm.
        """
        self._conversation = conversation
        self._talk = talk
        self._desk = desk
        self._given = given
        self._run = run
        self._look = look
        self._is_doubtful = is_doubtful
        self._settled = set(talk.answers)
        """The questions that are not asked, because they were answered on the command line or at the time before."""
        self._seen: set[str] = set()
        """The questions whose answers were shown when an entry is corrected."""
        self._refused: dict[str, list[str]] = {}
        """What was answered to a question and refused: Enter does not give it again, the arrow up does."""
        self._recorded = 0
        self._went_back = False
        """Whether what is shown on the screen is not what was answered in the end."""

    def hold(self, *, greets: bool = True) -> None:
        """Ask, show what would be recorded, record it, and so on until the clerk has no more.

        Unless it `greets`, the keys were explained before.
        """
        try:
            with wrapping(), self._desk:
                if greets:
                    say(beginning())
                self._one()
                while self._may_go_on() and self._agrees(Message("Another?")):
                    self._begin_again()
                    self._one()
        except Declined:
            if self._recorded == 0:
                raise
            raise Declined.of(self._left()) from None
        except (KeyboardInterrupt, EOFError, click.Abort):
            if self._recorded == 0 or session.committed:
                raise KeyboardInterrupt from None
            raise Interrupted("Interrupted. {left}", left=self._left()) from None

    def _left(self) -> Message:
        return Plural(
            "The one before was recorded, this one was not.",
            "The {count} before were recorded, this one was not.",
            count=self._recorded,
        )

    def _may_go_on(self) -> bool:
        once = {"--key", "--replaces", "--before", "--dry-run"}
        return not once & set(self._given.options) and self._conversation.another(self._talk)

    def _begin_again(self) -> None:
        say_text()
        session.committed = self._went_back = False
        talk = self._talk
        talk.start_again()
        self._refused.clear()
        self._settled.clear()
        for question in self._conversation.questions:
            if question.stays is not None and (before := talk.before.get(question.name)) is not None:
                talk.answers[question.name] = tuple(word for each in before if (word := question.stays(each)))
                self._settled.add(question.name)

    def _one(self) -> None:
        """Ask until one is recorded."""
        at = 0
        while True:
            if self._corrects:
                at = self._wrong()
            self._ask_from(at)
            try:
                words = self._written()
                if self._conversation.looks and not _UNASKED & set(self._given.options):
                    self._show_all(words)
                    if not (said := self._confirmed()):
                        at = self._reopened(0 if said is False else -1)
                        continue
                self._run(words)
            except (Refused, WrongUsage, click.UsageError) as error:
                if session.committed or isinstance(error, Unusable):
                    raise
                say(why(error))
                at = self._reopened(self._doubtful(error))
                continue
            self._recorded += 1
            return

    @property
    def _corrects(self) -> bool:
        """Whether an entry is corrected: all answers are there, and only those that are wrong are asked for."""
        return self._talk.replaced is not None

    def _written(self) -> list[str]:
        if not self._corrects:
            return written(self._conversation, self._talk, self._given)
        steps = self._conversation.steps(self._talk)
        return [*self._given.words(), *changes(steps, self._talk)]

    def _wrong(self) -> int:
        """Show all answers, ask which one is wrong, and return the place of its question; the others are settled."""
        steps = list(self._conversation.steps(self._talk))
        self._seen |= {step.key for step in steps}
        say_text()
        for number, step in enumerate(steps, 1):
            is_named = bool(self._choices(step))
            named = ", ".join(map(self._talk.named if is_named else str, self._talk.all(step.key)))
            say_text(f"{number:>2}  {step.prompt}: {named}".rstrip())
        choices = [Choice(str(number), str(step.prompt)) for number, step in enumerate(steps, 1)]
        self._went_back = False
        while True:
            typed = self._desk.chosen(self._desk.ask(Inquiry(str(Message("What is wrong? ")), choices)).strip())
            try:
                chosen = the_one(choices, typed) if typed else None
            except Ambiguous as error:
                say(why(error, typed))
                continue
            if chosen is None:
                say(Message("Answer with the number of a line above."))
                continue
            self._settled = self._seen - {steps[int(chosen.code) - 1].key}
            return int(chosen.code) - 1

    def _show_all(self, words: Sequence[str]) -> None:
        """Show what would be recorded: what was answered, unless it stands above, and what the command says."""
        if self._went_back:
            say_text()
            for step in self._conversation.steps(self._talk):
                self._show(step)
        say_text()
        for line in self._look(words):
            say_text(line)

    def _confirmed(self) -> bool | None:
        """Return whether to record it; None is back to the last question."""
        return self._agreed(Message("Record it?"), default=not self._is_doubtful())

    def _agrees(self, question: Message) -> bool:
        try:
            return bool(self._agreed(question))
        except EOFError:
            return False

    def _agreed(self, question: Message, *, default: bool = True) -> bool | None:
        asked = Message("{question} [Y/n] ") if default else Message("{question} [y/N] ")
        while True:
            typed = self._desk.ask(Inquiry(str(asked.given(question=question)))).strip().casefold()
            if (said := affirmed(typed) if typed else default) is not None:
                return said
            if typed == BACK:
                return None
            say(Message("Answer y or n, or < for the question before."))

    def _reopened(self, at: int) -> int:
        """Return where to go on, from 0, or -1 for the last question; nothing counts as settled from there on."""
        steps = list(self._conversation.steps(self._talk))
        at = at % len(steps)
        self._went_back = True
        self._settled -= {step.key for step in steps[at:]}
        return at

    def _doubtful(self, error: Exception) -> int:
        """Return the question to return to: the one that a refusal is about, whose answer is not offered again.

        Where that is not known, it is the one that the conversation names.
        """
        about = error.about if isinstance(error, Refused) else None
        steps = list(self._conversation.steps(self._talk))
        for number, step in enumerate(steps):
            if step.is_of(about):
                refused = ", ".join(self._talk.answers.pop(step.key, ()))
                self._refused.setdefault(step.key, []).insert(0, refused)
                return number
        return next((number for number, step in enumerate(steps) if step.is_of(self._conversation.doubtful)), 0)

    def _ask_from(self, at: int) -> None:
        """Ask each question from there on that is not settled; `<` leads to the one before, settled or not."""
        while at < len(steps := list(self._conversation.steps(self._talk))):
            step = steps[at]
            if step.key not in self._settled:
                if not self._ask(step):
                    if at == 0:
                        say(Message("This is the first question."))
                    at, self._went_back = max(0, at - 1), True
                    self._settled.discard(steps[at].key)
                    continue
            elif self._corrects:
                at += 1
                continue
            elif not self._holds(step):
                self._settled.discard(step.key)
                continue
            self._show(step)
            at += 1

    def _holds(self, step: Step) -> bool:
        """Return whether what the command line gave is an answer; say why if it is none."""
        given = self._talk.answers.pop(step.key, ())
        typed = (", " if step.question.several else " ").join(given)
        try:
            self._talk.answers[step.key] = (
                understood(self._talk, step.question, typed, self._choices(step)) if given else ()
            )
        except (TrackerError, click.UsageError) as error:
            say(why(error, typed))
            return False
        return True

    def _ask(self, step: Step) -> bool:
        """Ask until the answer can be understood. Return False for the question before."""
        question, unclear = step.question, ""
        mistyped: list[str] = []
        choices, offered = self._choices(step), self._offered(step)
        while True:
            asked = Inquiry(
                str(_prompted(step, offered)),
                choices,
                question.several,
                question.listed,
                [*mistyped, *self._refused.get(step.key, ()), *self._history(step, offered)],
                str(step.hint),
                unclear,
            )
            typed = self._desk.chosen(self._desk.ask(asked).strip())
            if typed == BACK:
                return False
            try:
                answer = understood(self._talk, question, typed or ", ".join(offered), choices)
            except (TrackerError, click.UsageError) as error:
                say(why(error, typed))
                unclear = typed if isinstance(error, Ambiguous) and len(typed) <= QUOTED else ""
                mistyped = [typed, *mistyped]
                continue
            self._talk.answers[step.key] = answer
            return True

    def _choices(self, step: Step) -> list[Choice]:
        return self._talk.choices(step.question.choices) if step.question.choices else []

    def _offered(self, step: Step) -> Answer:
        """Return what Enter gives: what was answered before `<`, at the time before, or what the question offers.

        In a replacement it is what the replaced entry says.
        """
        if step.key in self._talk.answers:
            return self._talk.answers[step.key]
        question = step.question
        if self._corrects or step.key in self._talk.filled:
            filled = self._talk.filled.get(step.key, ())
            return () if ", ".join(filled) in self._refused.get(step.key, ()) else filled
        if question.again and step.key in self._talk.before and step.key not in self._refused:
            return self._talk.before[step.key]
        offered = question.offer(self._talk, step.about)
        return () if offered is None or offered in self._refused.get(step.key, ()) else (offered,)

    def _history(self, step: Step, offered: Answer) -> list[str]:
        codes = [choice.code for choice in self._choices(step)] if step.question.free else []
        return [*dict.fromkeys((*offered, *self._talk.past.get(step.question.name, ()), *codes))]

    def _show(self, step: Step) -> None:
        """Show what was understood: the code, and what is called so."""
        answer = self._talk.all(step.key)
        if not answer:
            return
        for word in answer:
            shown: object = self._talk.named(word) if step.question.choices else word
            if step.question.shown is not None:
                shown = step.question.shown(word)
            say(Message("{question}: {answer}", question=step.prompt, answer=shown))


def _prompted(step: Step, offered: Answer) -> Message:
    if offered:
        called = ", ".join(map(step.question.called, offered))
        return Message("{question} [{offered}]: ", question=step.prompt, offered=called)
    return Message("{question}: ", question=step.prompt)
