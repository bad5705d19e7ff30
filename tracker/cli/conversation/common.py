"""Questions that many commands ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from tracker.cli import types
from tracker.cli.base import the_app
from tracker.cli.conversation import choices
from tracker.cli.conversation.questions import Answer, Choice, Choices, Question, Talk
from tracker.cli.prompts import YES_OR_NO
from tracker.cli.types import CARRIER, FUND, ITEM_OR_RUN, NOTE, PLACE, QUANTITY, REFERENCE, STORE
from tracker.languages import called
from tracker.messages import Message
from tracker.model.dates import full_date, parse_date
from tracker.model.entries import ALL, next_reference
from tracker.reports import completion
from tracker.reports.recent import last_reference

Offer = Callable[[Talk, Choice | None], str | None]


def yes_or_no(word: str) -> str:
    """Return yes or no in the language that is spoken."""
    return called("answer", word)


def yes_or_no_question(name: str, prompt: Message, option: str, flag: str, **settings: Any) -> Question:
    """Return a question whose answer `flag` is the option."""
    return Question(
        name,
        prompt,
        click.Choice(YES_OR_NO),
        option,
        flagged=(flag,),
        choices=lambda talk: [Choice(word, yes_or_no(word)) for word in YES_OR_NO],
        called=yes_or_no,
        shown=yes_or_no,
        **settings,
    )


def reference(entry_type: str) -> Question:
    """Return the question for the reference; it offers the last reference of this entry type plus one."""

    def offer(talk: Talk, about: Choice | None) -> str | None:
        last = last_reference(talk.path, entry_type)
        return None if last is None else next_reference(last)

    return Question(
        "reference",
        Message("Reference"),
        REFERENCE,
        "--ref",
        optional=True,
        offer=offer,
        stays=next_reference,
        hint=Message("Your own reference; enter '-' for none."),
    )


PLACE_QUESTION = Question(
    "place",
    Message("Place"),
    PLACE,
    choices=choices.places,
    adds="place",
    hint=Message("Type part of the code or name; Tab to complete, ? to list; a new name adds a place."),
)

DATE = Question(
    "date",
    Message("Date"),
    types.DATE,
    "--date",
    offer=lambda talk, about: str(Message("today")),
    shown=lambda word: full_date(parse_date(word)),
    stays=str,
    hint=Message("Date of the event: today, yesterday, 1.3.2015 or 2015-03-01."),
)


CARRIED_BY = Question(
    "carrier",
    Message("Carrier"),
    CARRIER,
    "--carrier",
    choices=choices.carriers,
    free=True,
    optional=True,
    offer=lambda talk, about: the_app().settings.carrier or first(choices.carriers)(talk, about),
    stays=str,
    hint=Message("Enter - for none."),
)

PAID_BY = Question(
    "fund",
    Message("Paying fund"),
    FUND,
    "--fund",
    choices=choices.completed(completion.funds),
    optional=True,
    stays=str,
)

REMARK = Question("note", Message("Note"), NOTE, "--note", optional=True)


def store(option: str, prompt: Message) -> Question:
    """Return the question for the store, asked only if there are several."""
    return Question(
        "store",
        prompt,
        STORE,
        option,
        choices=choices.stores,
        optional=True,
        stays=str,
        applies=lambda talk: len(talk.choices(choices.stores)) > 1,
        hint=Message("Press Enter for the default store."),
    )


def items(read: Choices) -> Question:
    """Return the question for the items, which is answered once and kept."""
    return Question(
        "items",
        Message("Item"),
        ITEM_OR_RUN,
        choices=read,
        free=True,
        several=True,
        words=lambda talk, about, answer: [ALL] if answer == (ALL,) else [],
        stays=str,
        hint=Message("Separate several items with commas (lv, ru), or give quantities (lv=40 ru=20)."),
        offer=only(read),
    )


def first(read: Choices) -> Offer:
    """Return an offer that suggests the first choice."""

    def offer(talk: Talk, about: Choice | None) -> str | None:
        return next((choice.code for choice in talk.choices(read)), None)

    return offer


def only(read: Choices) -> Offer:
    """Return an offer that suggests the choice if there is only one."""

    def offer(talk: Talk, about: Choice | None) -> str | None:
        found = talk.choices(read)
        return found[0].code if len(found) == 1 else None

    return offer


def all_items(read: Choices) -> Question:
    """Return the question for the items, or all of them."""
    return items(read)._replace(
        all_of_them=True, stays=None, hint=Message("Separate multiple values with commas, or enter 'all'.")
    )


def line(about: Choice | None, answer: Answer) -> str:
    """Return an item with its quantity as on the command line: THB/lv=40."""
    assert about is not None  # noqa: S101  (asked per item)
    return f"{about.code}={answer[0]}"


COPIES = Question(
    "copies",
    Message("Copies of {about}"),
    QUANTITY,
    words=lambda talk, about, answer: [line(about, answer)],
    each=lambda talk: [talk.known.get(word, Choice(word)) for word in talk.all("items")],
    turn=9,
    stays=str,
    applies=lambda talk: talk.all("items") != (ALL,),
)
"""The number of copies, asked once per item."""
