"""The questions of commands that log entries, and of a place or booklet added on the spot."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

import click

from tracker.cli.conversation import choices
from tracker.cli.conversation.common import (
    CARRIED_BY,
    COPIES,
    DATE,
    PAID_BY,
    PLACE_QUESTION,
    all_items,
    first,
    items,
    line,
    reference,
    store,
    yes_or_no_question,
)
from tracker.cli.conversation.questions import Answer, Choice, Conversation, Exact, Question, Talk
from tracker.cli.types import (
    CENTS,
    CODE,
    COUNTRY,
    GROUP,
    ITEM,
    KIND,
    NAME,
    PLACE,
    PRINTER,
    QUANTITY,
    REASON,
    REQUEST,
    TITLE,
    ZERO_QUANTITY,
)
from tracker.errors import NothingToDo, TrackerError
from tracker.languages import called, worded
from tracker.ledger.departures import REASONS
from tracker.messages import Joined, Message
from tracker.model.catalogue import EMBASSY
from tracker.model.codes import TRANSIT
from tracker.model.entries import LAST
from tracker.model.quantities import parse_quantity
from tracker.reports import completion, lists, recent
from tracker.reports.shipments import in_transit


def _has_request(talk: Talk) -> bool:
    if talk.replaced is not None and talk.replaced.entry.request is not None:
        return False  # it is kept
    return len(talk.all("place")) == 1 and bool(talk.choices(choices.requests_of_place))


def _without_request(talk: Talk) -> bool:
    return not talk.all("request")


_REQUEST = Question(
    "request",
    Message("For the request"),
    REQUEST,
    "--request",
    choices=choices.requests_of_place,
    exact=choices.request,
    listed=True,
    offer=first(choices.requests_of_place),
    optional=True,
    applies=_has_request,
    hint=Message("Press Enter to ship the requested items, or enter '-' to choose others."),
)

SHIP = Conversation(
    (
        PLACE_QUESTION._replace(
            several=True,
            hint=Message("Type part of a code or name. Separate several with commas; each receives the same copies."),
        ),
        _REQUEST,
        items(choices.items_in_store)._replace(applies=_without_request),
        COPIES._replace(applies=_without_request),
        store("--from", Message("From the store")),
        DATE,
        reference("ship"),
        CARRIED_BY,
        Question(
            "cost",
            Message("Shipping cost"),
            CENTS,
            "--cost",
            optional=True,
            stays=str,
            hint=Message("Example: 12.40; enter '-' for none."),
        ),
        PAID_BY._replace(applies=lambda talk: bool(talk.all("cost"))),
    ),
    doubtful="copies",
)


def _has_one_shipment(talk: Talk) -> bool:
    return len(talk.all("shipments")) == 1 and (talk.first("shipments") or "").isdecimal()


def _outstanding_items(talk: Talk) -> list[Choice]:
    """Return the shipment's items with outstanding copies, now or before the corrected receipt."""
    shipment = talk.first("shipments")
    found = dict(next((each.left for each in in_transit(talk.path) if str(each.entry) == shipment), {}))
    if talk.replaced is not None and str(talk.replaced.entry.shipment) == shipment:
        for movement in talk.replaced.entry.movements:
            if TRANSIT in (movement.source, movement.destination):
                found[movement.item] = found.get(movement.item, 0) + movement.quantity
    return [Choice(item, "", Message("{count} outstanding", count=count), count) for item, count in found.items()]


def _is_short(talk: Talk) -> bool:
    if not _has_one_shipment(talk):
        return False
    return any(
        answer and row.copies is not None and parse_quantity(answer[0], zero=True) < row.copies
        for row in talk.choices(_outstanding_items)
        if (answer := talk.all(f"arrived {row.code}"))
    )


def _arrived(talk: Talk, about: Choice | None, answer: Answer) -> list[str]:
    """Return the received copies of an item as arguments; zero only if no more are expected."""
    if not answer or (_is_none(answer) and _is_expected(talk)):
        return []
    return [line(about, answer)]


def _is_none(answer: Answer) -> bool:
    return parse_quantity(answer[0], zero=True) == 0


def _is_expected(talk: Talk) -> bool:
    return talk.first("close") != "no"


def _closed(talk: Talk, about: Choice | None, answer: Answer) -> list[str]:
    """Return the option that records the rest as lost. Raises Refused if there is nothing to record."""
    arrived = (talk.all(f"arrived {row.code}") for row in talk.choices(_outstanding_items))
    if _is_expected(talk) and all(_is_none(each) for each in arrived if each):
        raise NothingToDo(
            "Nothing was received and the rest is still to come, so there is nothing to record."
        ).concerning("arrived")
    return [] if _is_expected(talk) else ["--close"]


RECEIVE = Conversation(
    (
        Question(
            "shipments",
            Message("Shipments received"),
            choices=choices.outstanding,
            exact=choices.shipment,
            listed=True,
            several=True,
            all_of_them=True,
            offer=first(choices.outstanding),
            hint=Message("Enter a number, reference or place, several (5..8 or 5, 7), or 'all'."),
        ),
        Question(
            "arrived",
            Message("Copies of {about} received"),
            ZERO_QUANTITY,
            words=_arrived,
            each=_outstanding_items,
            turn=9,
            optional=True,
            none=("0",),
            offer=lambda talk, about: None if about is None or about.copies is None else str(about.copies),
            applies=_has_one_shipment,
        ),
        yes_or_no_question(
            "close",
            Message("Is the rest still on its way?"),
            "--close",
            "no",
            words=_closed,
            offer=lambda talk, about: "yes",
            applies=_is_short,
            hint=Message("If you answer no, the rest is recorded as lost in transit."),
        ),
        DATE,
    ),
    another=lambda talk: _has_one_shipment(talk) and bool(choices.outstanding(talk)),
    doubtful="shipments",
)

_ANY_PART = Message("Type part of the code or name; Tab to complete, ? to list.")
_HOLDING = PLACE_QUESTION._replace(choices=choices.places_that_hold, adds="", hint=_ANY_PART)

RETURN = Conversation(
    (
        _HOLDING,
        all_items(choices.items_there),
        COPIES,
        store("--to", Message("To the store")),
        DATE,
        reference("return"),
    ),
    doubtful="copies",
)

MOVE = Conversation(
    (
        _HOLDING._replace(prompt=Message("From the place")),
        Question(
            "destination",
            Message("To the place"),
            PLACE,
            turn=1,
            choices=choices.places_that_hold,
            adds="place",
            hint=PLACE_QUESTION.hint,
        ),
        all_items(choices.items_there),
        COPIES,
        DATE,
        reference("move"),
    ),
    doubtful="copies",
)

HANDOUT = Conversation(
    (
        _HOLDING,
        all_items(choices.items_there),
        COPIES,
        DATE,
        Question(
            "audience",
            Message("People reached"),
            GROUP,
            "--audience",
            several=True,
            optional=True,
            applies=choices.has_no_attendees,
            hint=Message("Example: pupils=120. Separate several groups with commas; press Enter for none."),
        ),
        reference("handout"),
    ),
    doubtful="copies",
)

WRITEOFF = Conversation(
    (
        _HOLDING._replace(choices=choices.all_that_hold),
        items(choices.items_there),
        COPIES,
        Question(
            "reason",
            Message("Why"),
            click.Choice(REASONS),
            "--reason",
            choices=lambda talk: [Choice(word, called("reason", word).removeprefix(word)) for word in REASONS],
            listed=True,
            stays=str,
        ),
        DATE,
        reference("writeoff"),
    ),
    doubtful="copies",
)


# print, void and fix.

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
        Question("printer", Message("Printed by"), PRINTER, "--printer", optional=True, stays=str),
        reference("print"),
    ),
    doubtful="item",
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


def _last(talk: Talk, _about: object) -> str | None:
    """Return the number of the clerk's last entry, or None if it cannot be corrected."""
    with suppress(TrackerError):
        return str(recent.fixable(talk.path, LAST, talk.clerk).entry.number)
    return None


FIX = Conversation(
    (Question("entry", Message("Entry"), choices=choices.standing, exact=choices.entry, listed=True, offer=_last),),
    another=lambda talk: False,
    looks=False,
)
"""First the entry; then its own conversation asks for the wrong answer."""


# count: expected copies, item by item.


def _expected(talk: Talk) -> list[Choice]:
    return [choice for choice in talk.choices(choices.items_expected) if choice.code not in talk.all("items")]


def _others(talk: Talk) -> list[Choice]:
    expected = {choice.code for choice in talk.choices(choices.items_expected)}
    return [choice for choice in talk.choices(choices.items_in_store) if choice.code not in expected]


def _all(talk: Talk) -> list[Choice]:
    """Return everything expected as one choice; none if nothing is expected or a count is being corrected."""
    expected = talk.choices(choices.items_expected)
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


# A place or booklet added on the spot; its code and name are known.


def _by_name(table: str) -> Exact:
    """Return a function that finds a country or kind by code, or by its full name in any language."""

    def find(talk: Talk, word: str) -> Choice | None:
        code = lists.code_named(talk.path, table, word)
        return None if code is None else Choice(code, worded(table, code))

    return find


ADD_PLACE = Conversation(
    (
        Question("name", Message("Name"), NAME, turn=1),
        Question("code", Message("Code"), CODE),
        Question(
            "kind",
            Message("Kind"),
            KIND,
            "--kind",
            choices=choices.completed(completion.kinds),
            exact=_by_name("kind"),
            listed=True,
        ),
        Question(
            "country",
            Message("Country"),
            COUNTRY,
            "--country",
            choices=choices.completed(completion.countries),
            exact=_by_name("country"),
            called=partial(worded, "country"),
            offer=lambda talk, about: None if talk.first("kind") == EMBASSY else lists.default_country(talk.path),
            hint=Message("Country name or ISO 3166 code."),
        ),
    ),
    looks=False,
)

ADD_BOOKLET = Conversation(
    (Question("code", Message("Code"), CODE), Question("title", Message("Title"), TITLE, turn=1)), looks=False
)
