"""What is asked when something is printed, voided or requested."""

from __future__ import annotations

from tracker.cli.conversation import choices, numbered
from tracker.cli.conversation.common import (
    COPIES,
    DATE,
    PAID_BY,
    PLACE_QUESTION,
    REMARK,
    given_places_and_lines,
    items,
    reference,
    same,
    store,
)
from tracker.cli.conversation.questions import Conversation, Question, Talk
from tracker.cli.types import CENTS, ITEM, PRINTER, QUANTITY, REASON, REQUEST
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.reports.requests import requests

PRINT = Conversation(
    (
        Question(
            "item",
            Message("Item"),
            ITEM,
            choices=choices.items_and_languages,
            free=True,
            hint=Message("A booklet in one language, such as THB/lv; any part of its code or title."),
        ),
        Question("quantity", Message("Copies"), QUANTITY, turn=1, again=False),
        store("--to", Message("To the store")),
        DATE,
        Question("cost", Message("Cost"), CENTS, "--cost", optional=True, again=False, hint=Message("Such as 862.40.")),
        PAID_BY,
        Question("printer", Message("Printed by"), PRINTER, "--printer", optional=True, stays=same),
        reference("print"),
    ),
    doubtful="item",
)

REQUEST_ADD = Conversation(
    (PLACE_QUESTION, items(choices.items_in_store), COPIES, DATE, REMARK),
    doubtful="copies",
    given=given_places_and_lines("place"),
)


def _asked_for(talk: Talk) -> dict[str, str]:
    """Return what the request that was answered is for now: the copies of each item."""
    rows = requests(talk.path, False, AsOf()).records()
    return {row["item"]: str(row["quantity"]) for row in rows if str(row["request"]) == talk.first("number")}


REQUEST_EDIT = Conversation(
    (
        Question(
            "number",
            Message("Request"),
            REQUEST,
            choices=choices.requests_of(),
            exact=numbered.request,
            listed=True,
            again=False,
        ),
        items(choices.items_in_store)._replace(
            offer=lambda talk, about: ", ".join(_asked_for(talk)),
            hint=Message("All that it is for: what is left out is asked for no more."),
        ),
        COPIES._replace(offer=lambda talk, about: _asked_for(talk).get(about.code if about else ""), again=False),
    ),
    another=lambda talk: False,
    doubtful="copies",
    given=given_places_and_lines("number"),
)

VOID = Conversation(
    (
        Question(
            "entries",
            Message("Entry"),
            choices=choices.entries,
            exact=numbered.entry,
            spread=numbered.ranges,
            listed=True,
            several=True,
            hint=Message("Its number, such as 12 or 12..15, or a part of its type, place, date, reference."),
        ),
        Question("reason", Message("What was wrong"), REASON, "--reason"),
    ),
    another=lambda talk: False,
)
