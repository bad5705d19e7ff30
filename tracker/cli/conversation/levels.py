"""What is asked when a level is set."""

from __future__ import annotations

from tracker.cli.conversation import choices
from tracker.cli.conversation.common import COPIES, PLACE_QUESTION, given_places_and_lines, items
from tracker.cli.conversation.questions import Choice, Conversation, Question, Talk
from tracker.cli.types import ITEM, KIND, LEVEL
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.reports.lists import levels


def _present(talk: Talk, about: Choice | None) -> str | None:
    """Return the level that the item has at the place, if one place was answered."""
    places = talk.all("place")
    if about is None or len(places) != 1:
        return None
    rows = levels(talk.path, places[0], None, AsOf()).rows
    return next((f"{low}:{high}" for _, item, low, high in rows if item == about.code), None)


LEVEL_SET = Conversation(
    (
        Question("kind", Message("Kind"), KIND, "--kind", asked=lambda talk: bool(talk.all("kind"))),
        PLACE_QUESTION._replace(
            several=True,
            asked=lambda talk: not talk.all("kind"),
            hint=Message("Any part of its code or name; Tab chooses. The same for several: with commas."),
        ),
        items(choices.items_and_languages)._replace(kind=ITEM),
        COPIES._replace(
            prompt=Message("Fewest copies of {about}, or fewest:most"),
            kind=LEVEL,
            offer=_present,
            again=False,
        ),
    ),
    doubtful="copies",
    given=given_places_and_lines("place"),
)
