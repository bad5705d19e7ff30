"""Go through the questions of a conversation: forward, back, confirmation, and another round."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from tracker.cli.conversation.desks import OPENING, Inquiry, PlainDesk, show_choices
from tracker.cli.conversation.fixing import changes
from tracker.cli.conversation.matching import QUOTED, Ambiguous, NothingFits, fitting, the_one, understood, why
from tracker.cli.conversation.questions import BACK, Answer, Choice, Conversation, Given, Question, Step, Talk, written
from tracker.cli.entries import in_all
from tracker.cli.output import say, say_text
from tracker.cli.prompts import yes_or
from tracker.errors import Declined, Refused, TrackerError, Unusable, WrongUsage, session
from tracker.messages import Message
from tracker.model.sentences import copies_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.cli.conversation.editing import EditingDesk
    from tracker.cli.conversation.running import CommandRunner
    from tracker.model.entries import Entry

_UNASKED = {"--dry-run", "--yes"}
"""Options that skip the confirmation."""


class Interrupted(TrackerError):
    """The clerk exited while being asked for the next one. Exit code 130."""

    exit_code = 130


_ANY_TEXT = Message("Type any text; there is no list to choose from.")
_FIRST = Message("This is the first question.")
_ANOTHER = Message("Type the next answer, or < to undo the last entry.")


class Talking:
    """One conversation at one desk."""

    def __init__(
        self, conversation: Conversation, talk: Talk, desk: PlainDesk | EditingDesk, given: Given, runner: CommandRunner
    ) -> None:
        """Take the questions, the state, the desk, the given command line, and what runs the command."""
        self._conversation = conversation
        self._talk = talk
        self._desk = desk
        self._given = given
        self._runner = runner
        self._typed = dict(talk.answers)
        """Answers from the command line, which are never asked again."""
        self._next: str | None = None
        """The answer to the first question, if typed at "Another?"."""
        self._settled = set(talk.answers)
        """The questions that are not asked, as they were answered on the command line or in the previous round."""
        self._seen: set[str] = set()
        """The questions whose answers were shown while correcting an entry."""
        self._refused: dict[str, list[str]] = {}
        """Refused answers by question: Enter does not repeat them, the up arrow does."""
        self._recorded: list[Sequence[Entry]] = []
        """The entries of each round."""
        self._has_recorded = False
        """Whether anything was recorded, or added for an answer."""
        self._went_back = False
        """Whether the answers on the screen are out of date."""

    def hold(self, *, greets: bool = True) -> None:
        """Ask, show the plan and record, until the clerk exits.

        Without `greets`, the keys are not explained again.
        """
        try:
            if greets:
                say(OPENING)
            self.once()
            once = {"--key", "--replaces", "--before", "--dry-run"} & set(self._given.options)
            while not once and self._conversation.another(self._talk) and self._wants_another():
                self._begin_again()
                self.once()
            copies = sum(copies_of(entry) for made in self._recorded for entry in made)
            if len(self._recorded) > 1 and copies:
                say(in_all(copies))
        except Declined:
            if not self._has_recorded:
                raise
            raise Declined("Nothing else was recorded.") from None
        except (KeyboardInterrupt, EOFError, click.Abort):
            if not self._has_recorded or session.committed:
                raise KeyboardInterrupt from None
            raise Interrupted.from_message(Message("Interrupted. Nothing else was recorded.")) from None

    def _wants_another(self) -> bool:
        """Ask whether to continue; `<` undoes the last round, and other text answers the first question."""
        while True:
            try:
                answer = self._yes_or(Message("Record another?"), lambda typed: True, hint=str(_ANOTHER))
            except EOFError:
                return False
            if answer != BACK:
                self._next = answer if isinstance(answer, str) else None
                return answer is not False
            if self._recorded and self._yes_or(Message("Undo the last entry?"), default=False) is True:
                self._runner.undo(self._recorded.pop())
            if not self._recorded:
                return True

    def _yes_or(
        self,
        question: Message,
        others: Callable[[str], bool] = lambda typed: typed == BACK,
        *,
        default: bool = True,
        hint: str = "",
    ) -> bool | str:
        return yes_or(
            question, default=default, ask=lambda prompt: self._desk.ask(Inquiry(prompt, hint=hint)), others=others
        )

    def _begin_again(self) -> None:
        say_text()
        session.committed = self._went_back = False
        talk = self._talk
        talk.start_again()
        self._refused.clear()
        self._settled.clear()
        for key, answer in self._typed.items():
            talk.answers[key] = answer
            self._settled.add(key)
        # If the command line answers the first question, kept answers are offered again, so that a question is left.
        stays = set() if self._typed.get(self._conversation.questions[0].name) else self._settled
        for question in self._conversation.questions:
            if question.stays is not None and (before := talk.before.get(question.name)) is not None:
                talk.answers[question.name] = tuple(word for each in before if (word := question.stays(each)))
                stays.add(question.name)
            if question.each is not None and question.stays is not None:
                kept = {key: answer for key, answer in talk.before.items() if key.startswith(f"{question.name} ")}
                talk.answers |= kept
                stays.update(kept)

    def once(self) -> None:
        """Ask, show the plan and record once."""
        at = 0
        while True:
            if self._corrects:
                at = self._wrong()
            if not self._ask_from(at):
                continue
            try:
                words: Sequence[str] = self._written()
                if self._conversation.looks and not _UNASKED & set(self._given.options):
                    self._show_all(words)
                    while isinstance(confirmed := self._confirmed(), str):
                        words = self._with_copies(confirmed, words)
                    if not confirmed:
                        at = self._reopened(0 if confirmed is False else -1)
                        continue
                made = self._runner.run(words)
            except (Refused, WrongUsage, click.UsageError) as error:
                if session.committed or isinstance(error, Unusable):
                    raise
                say(why(error))
                at = self._reopened(self._doubtful(error))
                continue
            self._recorded.append(made)
            self._has_recorded = True
            return

    @property
    def _corrects(self) -> bool:
        """Whether an entry is being corrected: all answers exist, and only wrong ones are asked again."""
        return self._talk.replaced is not None

    def _written(self) -> list[str]:
        if not self._corrects:
            return written(self._conversation, self._talk, self._given)
        steps = self._conversation.steps(self._talk)
        return [*self._given.words(), *changes(steps, self._talk)]

    def _wrong(self) -> int:
        """Show all answers, ask for the wrong one, and return the index of its question; settle the others."""
        steps = list(self._conversation.steps(self._talk))
        self._seen |= {step.key for step in steps}
        choices = [Choice(str(number), str(step.prompt)) for number, step in enumerate(steps, 1)]
        self._went_back = False
        typed = "?"
        while True:
            if typed == "?":
                say_text()
                for number, step in enumerate(steps, 1):
                    is_named = bool(self._choices(step))
                    named = ", ".join(map(self._talk.named if is_named else str, self._talk.all(step.key)))
                    say_text(f"{number:>2}  {step.prompt}{_colon(step)} {named}".rstrip())
            typed = self._desk.ask(Inquiry(str(Message("What is wrong? ")), choices)).strip()
            if typed == BACK:
                say(_FIRST)
            if typed in (BACK, "?"):
                continue
            try:
                chosen = the_one(choices, typed) if typed else None
            except Ambiguous as error:
                say(why(error, typed))
                continue
            if chosen is None:
                say(Message("Answer with the number of a line above."))
                continue
            required = {step.key for step in steps if step.about is not None and not step.question.optional}
            unanswered = {key for key in required if not self._talk.all(key)}
            self._settled = self._seen - unanswered - {steps[int(chosen.code) - 1].key}
            return int(chosen.code) - 1

    def _show_all(self, words: Sequence[str]) -> None:
        """Show what would be recorded: answers not visible above, and the dry run of the command."""
        if self._went_back:
            say_text()
            for step in self._conversation.steps(self._talk):
                self._show(step)
        say_text()
        for line in self._runner.look(words):
            say_text(line)

    def _confirmed(self) -> bool | str | None:
        """Return whether to record; None goes back, and text gives other copies: lv=60, or 60 for one item."""
        one = len(self._talk.all("items")) == 1
        answer = self._yes_or(
            Message("Record it?"),
            lambda typed: typed == BACK or "=" in typed or (one and typed.isdigit()),
            default=not self._runner.is_doubtful,
        )
        return None if answer == BACK else answer

    def _with_copies(self, typed: str, words: Sequence[str]) -> Sequence[str]:
        """Change copies at the confirmation, show the plan again, and return the arguments; print errors."""
        lines = typed if "=" in typed else f"{self._talk.first('items')}={typed}"
        step = next((step for step in self._conversation.steps(self._talk) if step.question.name == "items"), None)
        before = dict(self._talk.answers)
        try:
            if step is not None and self._parsed_lines(step, lines, keeping_others=True):
                words = self._written()
                self._show_all(words)
        except (Refused, WrongUsage, click.UsageError) as error:
            say(why(error))
            self._talk.answers = before
        return words

    def _parsed_lines(self, step: Step, typed: str, *, keeping_others: bool = False) -> bool:
        """Answer with typed items and copies, lv=40 ru=20; return whether there were any. Raises parsing errors.

        The items answered before are replaced, or kept unless they are named.
        """
        parts = typed.replace(",", " ").split()
        if step.question.name != "items" or not parts or not all("=" in part for part in parts):
            return False
        named = [part.rpartition("=") for part in parts]
        choices = self._choices(step)
        found = [understood(self._talk, step.question, what, choices)[0] for what, _, _ in named]
        for what in found:
            if found.count(what) > 1:
                raise WrongUsage("{item} appears twice; specify one quantity for it.", item=what)
        copies = next(question for question in self._conversation.questions if question.name == "copies")
        for _, _, quantity in named:
            copies.kind.convert(quantity, None, None)
        others = self._talk.answers.get(step.key, ()) if keeping_others else ()
        for key in [key for key in self._talk.answers if key.startswith("copies ")]:
            if not keeping_others:
                del self._talk.answers[key]
        self._talk.answers[step.key] = (*others, *(what for what in found if what not in others))
        for what, (_, _, quantity) in zip(found, named, strict=True):
            self._talk.answers[f"copies {what}"] = (quantity,)
            self._settled.add(f"copies {what}")
        return True

    def _reopened(self, at: int) -> int:
        """Return the index to continue from (-1 means the last question); later questions are asked again."""
        steps = list(self._conversation.steps(self._talk))
        at = at % len(steps)
        self._went_back = True
        self._settled -= {step.key for step in steps[at:]}
        return at

    def _doubtful(self, error: Exception) -> int:
        """Return the index of the question that caused the error. Its previous answer is not offered again.

        If unknown, it is the conversation's `doubtful` question.
        """
        steps = list(self._conversation.steps(self._talk))
        for about in (error.about if isinstance(error, Refused) else None, self._conversation.doubtful):
            for number, step in enumerate(steps):
                if step.is_of(about):
                    refused = ", ".join(self._talk.answers.pop(step.key, ()))
                    self._refused.setdefault(step.key, []).insert(0, refused)
                    if self._corrects and step.key in self._talk.filled:
                        # A missing answer would mean that the clerk cleared it.
                        self._talk.answers[step.key] = self._talk.filled[step.key]
                    return number
        return 0

    def _ask_from(self, at: int) -> bool:
        """Ask each unsettled question from an index on; `<` goes back to the previous one, settled or not.

        When correcting an entry, `<` asks what is wrong; return False in that case.
        """
        while at < len(steps := list(self._conversation.steps(self._talk))):
            step = steps[at]
            if step.key not in self._settled:
                if not self._ask(step):
                    if self._corrects:
                        return False
                    if at == 0:
                        say(_FIRST)
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
        return True

    def _holds(self, step: Step) -> bool:
        given = self._talk.answers.pop(step.key, ())
        typed = (", " if step.question.several else " ").join(given)
        try:
            answer = understood(self._talk, step.question, typed, self._choices(step)) if given else ()
        except (TrackerError, click.UsageError) as error:
            say(why(error, typed))
            return False
        self._talk.answers[step.key] = answer
        for word, what in zip(given, answer, strict=False):
            if (copies := self._talk.answers.pop(f"copies {word}", None)) is not None:  # lv=40 means THB/lv
                self._talk.answers[f"copies {what}"] = copies
                self._settled.add(f"copies {what}")
        return True

    def _ask(self, step: Step) -> bool:
        question, unclear = step.question, ""
        mistyped: list[str] = []
        choices, offered = self._choices(step), self._offered(step)
        codes = [choice.code for choice in choices] if question.free else []
        past = list(dict.fromkeys((*offered, *self._talk.past.get(question.name, ()), *codes)))
        while True:
            inquiry = Inquiry(
                str(_prompted(step, offered)),
                choices,
                question.several,
                question.listed,
                [*mistyped, *self._refused.get(step.key, ()), *past],
                str(step.hint),
                unclear,
            )
            typed = self._next or self._desk.ask(inquiry).strip()
            self._next = None
            if typed == BACK:
                return False
            if typed.endswith("?") and choices:
                show_choices(fitting(choices, typed.removesuffix("?")))
                continue
            if typed == "?" and question.is_text:
                say_text(str(step.hint or _ANY_TEXT))
                continue
            try:
                if self._parsed_lines(step, typed):
                    return True
                answer = understood(self._talk, question, typed or ", ".join(offered), choices)
            except (TrackerError, click.UsageError) as error:
                say(why(error, typed))
                if (
                    isinstance(error, NothingFits)
                    and question.adds
                    and len(typed) <= QUOTED
                    and (code := self._added(question, typed))
                ):
                    self._talk.answers[step.key] = (code,)
                    return True
                unclear = typed if isinstance(error, Ambiguous) and len(typed) <= QUOTED else ""
                mistyped = [typed, *mistyped]
                continue
            self._talk.answers[step.key] = answer
            return True

    def _added(self, question: Question, typed: str) -> str | None:
        """Add an unknown place or booklet if the clerk agrees, and return its code; it is usually a typing error."""
        if self._yes_or(Message("Add '{name}' now?", name=typed), default=False) is not True:
            return None
        conversation, new, runner = self._runner.adding(question.adds, typed, self._talk)
        try:
            Talking(conversation, new, self._desk, Given(), runner).once()
        finally:
            session.committed = False
        self._talk.start_reading()
        self._has_recorded = True
        return typed if question.adds == "booklet" else new.first("code")

    def _choices(self, step: Step) -> list[Choice]:
        return self._talk.choices(step.question.choices) if step.question.choices else []

    def _offered(self, step: Step) -> Answer:
        """Return the answer for Enter: from before `<`, from the previous round, or the question's offer.

        In a correction it is the entry's own value.
        """
        if step.key in self._talk.answers:
            return self._talk.answers[step.key]
        question = step.question
        if self._corrects or step.key in self._talk.filled:
            filled = self._talk.filled.get(step.key, ())
            return () if ", ".join(filled) in self._refused.get(step.key, ()) else filled
        offered = question.offer(self._talk, step.about)
        return () if offered is None or offered in self._refused.get(step.key, ()) else (offered,)

    def _show(self, step: Step) -> None:
        """Show the understood answer: code and name."""
        answer = self._talk.all(step.key)
        if not answer:
            return
        for word in answer:
            shown: object = self._talk.named(word) if step.question.choices else word
            if step.question.shown is not None:
                shown = step.question.shown(word)
            say(Message("{question}{colon} {answer}", question=step.prompt, colon=_colon(step), answer=shown))


def _prompted(step: Step, offered: Answer) -> Message:
    if offered:
        called = ", ".join(map(step.question.called, offered))
        return Message("{question} [{offered}]{colon} ", question=step.prompt, offered=called, colon=_colon(step))
    return Message("{question}{colon} ", question=step.prompt, colon=_colon(step))


def _colon(step: Step) -> str:
    """Return the colon after a prompt that names a field; a whole question has its own mark."""
    return "" if str(step.prompt).endswith("?") else ":"
