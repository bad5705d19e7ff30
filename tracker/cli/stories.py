"""The story of a parcel, as text and as JSON."""

from typing import Any

from tracker.cli.output import say, wrapping_on_terminal
from tracker.messages import Message
from tracker.model.entries import Entry
from tracker.model.stories import Story
from tracker.model.story_sentences import destination_line, happened_line, left_lines


def say_story(story: Story) -> None:
    """Print a line for each thing that happened, then what is missing or lost, and the place with its contact."""
    with wrapping_on_terminal():
        say(Message("Story:"))
        for entry in story.entries:
            say(happened_line(entry))
        for line in left_lines(story):
            say(line)
        say(destination_line(story.place))


def story_object(story: Story) -> dict[str, Any]:
    """Return the story as the keys that `show` adds to the object of a shipment or receipt."""
    return {
        "story": [
            {
                "entry": entry.number,
                "type": entry.type.value,
                "date": entry.date,
                "copies": _copies(entry),
                "voided_by": entry.voided_by,
                "replaces": entry.replaces,
            }
            for entry in story.entries
        ],
        "items": [item._asdict() for item in story.items],
        "contact": story.place._asdict(),
    }


def _copies(entry: Entry) -> dict[str, int]:
    """Return how many copies of each item an entry itself sent or received."""
    copies: dict[str, int] = {}
    for move in (each for each in entry.movements if each.count is None):
        copies[move.item] = copies.get(move.item, 0) + move.quantity * (move.destination != "loss")
    return copies
