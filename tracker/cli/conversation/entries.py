"""The questions of print, request, void, count and level set."""

from __future__ import annotations

from tracker.cli.conversation import choices
from tracker.cli.conversation.common import (
    COPIES,
    DATE,
    PAID_BY,
    PLACE_QUESTION,
    REMARK,
    items,
    line,
    reference,
    same,
    store,
    yes_or_no_question,
)
from tracker.cli.conversation.questions import Choice, Conversation, Question, Talk
from tracker.cli.types import CENTS, ITEM, KIND, LEVEL, PRINTER, QUANTITY, REASON, REQUEST, ZERO_QUANTITY
from tracker.messages import Joined, Message
from tracker.model.as_of import AsOf
from tracker.reports.lists import levels
from tracker.reports.requests import requests

PRINT = Conversation(
    (
        Question(
            "item",
            Message("Item"),
            ITEM,
            choices=choices.items_and_languages,
            free=True,
            adds="booklet",
            hint=Message("A booklet in one language, such as THB/lv. Type any part of its code or title."),
        ),
        Question("quantity", Message("Copies"), QUANTITY, turn=1),
        store("--to", Message("To the store")),
        DATE,
        Question("cost", Message("Cost"), CENTS, "--cost", optional=True, hint=Message("Example: 862.40.")),
        PAID_BY,
        Question("printer", Message("Printed by"), PRINTER, "--printer", optional=True, stays=same),
        reference("print"),
    ),
    doubtful="item",
)

REQUEST_ADD = Conversation(
    (PLACE_QUESTION, items(choices.items_and_languages), COPIES, DATE, REMARK),
    doubtful="copies",
)


def _requested(talk: Talk) -> dict[str, str]:
    rows = requests(talk.path, False, AsOf()).records()
    return {row["item"]: str(row["quantity"]) for row in rows if str(row["request"]) == talk.first("number")}


REQUEST_EDIT = Conversation(
    (
        Question(
            "number",
            Message("Request"),
            REQUEST,
            choices=choices.requests_of(),
            exact=choices.request,
            listed=True,
        ),
        items(choices.items_and_languages)._replace(
            offer=lambda talk, about: ", ".join(_requested(talk)),
            hint=Message("All items of the request; any that you omit are no longer requested."),
        ),
        COPIES._replace(offer=lambda talk, about: _requested(talk).get(about.code if about else "")),
    ),
    another=lambda talk: False,
    doubtful="copies",
)

VOID = Conversation(
    (
        Question(
            "entries",
            Message("Entry"),
            choices=choices.standing,
            exact=choices.entry,
            listed=True,
            several=True,
            hint=Message("Entry number, such as 12 or 12..15, or part of its type, place, date or reference."),
        ),
        Question("reason", Message("Reason"), REASON, "--reason"),
    ),
    another=lambda talk: False,
    doubtful="entries",
)


# count: expected copies, item by item.

_EXPECTED = choices.items_at("place", "date")


def _expected(talk: Talk) -> list[Choice]:
    return [choice for choice in talk.choices(_EXPECTED) if choice.code not in talk.all("items")]


def _others(talk: Talk) -> list[Choice]:
    expected = {choice.code for choice in talk.choices(_EXPECTED)}
    return [choice for choice in talk.choices(choices.items_in_store) if choice.code not in expected]


def _all(talk: Talk) -> list[Choice]:
    """Return everything expected as one choice; none if nothing is expected or a count is being corrected."""
    expected = talk.choices(_EXPECTED)
    message = Joined(
        *(Message("{copies} {item}", copies=each.copies, item=each.code) for each in expected), separator=", "
    )
    return [Choice("all", "", message)] if expected and talk.replaced is None else []


def _differs(talk: Talk) -> bool:
    return talk.first("expected all") != "yes"


COUNT = Conversation(
    (
        PLACE_QUESTION._replace(choices=choices.all_that_hold),
        DATE,
        yes_or_no_question(
            "expected",
            Message("Is everything as expected ({beside})?"),
            "--as-expected",
            "yes",
            words=lambda talk, about, answer: ["--as-expected"] if answer == ("yes",) else [],
            each=_all,
            offer=lambda talk, about: "no",
        ),
        Question(
            "counted",
            Message("Copies of {about} counted ({beside})"),
            ZERO_QUANTITY,
            words=lambda talk, about, answer: [line(about, answer)] if answer else [],
            each=_expected,
            turn=8,
            optional=True,
            applies=_differs,
            hint=Message("Press Enter to skip an item that was not counted."),
        ),
        items(_others)._replace(
            prompt=Message("Other items found at the place"),
            optional=True,
            stays=None,
            offer=lambda talk, about: None,
            applies=_differs,
            hint=Message("Press Enter for none; separate several with commas."),
        ),
        COPIES._replace(kind=ZERO_QUANTITY, applies=_differs),
        reference("count"),
    ),
    doubtful="counted",
)


# level set.


def _present(talk: Talk, about: Choice | None) -> str | None:
    """Return the item's level at the place, if exactly one place was answered."""
    places = talk.all("place")
    if about is None or len(places) != 1:
        return None
    rows = levels(talk.path, places[0], None, AsOf()).rows
    return next((f"{low}:{high}" for _, item, low, high in rows if item == about.code), None)


LEVEL_SET = Conversation(
    (
        Question("kind", Message("Kind"), KIND, "--kind", applies=lambda talk: bool(talk.all("kind"))),
        PLACE_QUESTION._replace(
            several=True,
            applies=lambda talk: not talk.all("kind"),
            hint=Message("Type part of a code or name. Separate several with commas; each receives the same copies."),
        ),
        items(choices.items_and_languages)._replace(kind=ITEM),
        COPIES._replace(
            prompt=Message("Lowest number of copies of {about}, or lowest:highest"),
            kind=LEVEL,
            offer=_present,
        ),
    ),
    doubtful="copies",
)
