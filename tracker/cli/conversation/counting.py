"""What is asked when a place is counted: what is expected there, item by item."""

from __future__ import annotations

from tracker.cli.conversation import choices
from tracker.cli.conversation.common import (
    COPIES,
    DATE,
    PLACE_QUESTION,
    given_places_and_lines,
    items,
    line,
    reference,
)
from tracker.cli.conversation.questions import Answer, Choice, Conversation, Question, Talk
from tracker.cli.types import ZERO_QUANTITY
from tracker.messages import Message

_EXPECTED = choices.items_at("place", "date")


def _expected(talk: Talk) -> list[Choice]:
    """Return the items that are expected there, but for those that were named as found."""
    return [choice for choice in talk.choices(_EXPECTED) if choice.code not in talk.all("items")]


def _found(talk: Talk, about: Choice | None, answer: Answer) -> list[str]:
    return [line(about, answer)] if answer else []


def _others(talk: Talk) -> list[Choice]:
    there = {choice.code for choice in talk.choices(_EXPECTED)}
    return [choice for choice in talk.choices(choices.items_in_store) if choice.code not in there]


COUNT = Conversation(
    (
        PLACE_QUESTION._replace(choices=choices.all_that_hold),
        DATE,
        Question(
            "counted",
            Message("Copies of {about} counted ({beside})"),
            ZERO_QUANTITY,
            words=_found,
            each=_expected,
            turn=8,
            optional=True,
            again=False,
            hint=Message("Enter passes over it: it is not counted then."),
        ),
        items(_others)._replace(
            prompt=Message("Other items found there"),
            optional=True,
            stays=None,
            again=False,
            offer=lambda talk, about: None,
            hint=Message("Enter for none; several with commas between them."),
        ),
        COPIES._replace(kind=ZERO_QUANTITY),
        reference("count"),
    ),
    doubtful="counted",
    given=given_places_and_lines("place"),
)
