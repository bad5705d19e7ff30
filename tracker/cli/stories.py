"""The story of a parcel, as text and as JSON."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from tracker.cli.entries import headline
from tracker.cli.output import say
from tracker.languages import worded
from tracker.messages import Joined, Message
from tracker.model.entries import Entry
from tracker.model.stories import Destination, Story


def say_story(story: Story) -> None:
    """Print a line for each thing that happened, then what is missing or lost, and the place with its contact."""
    say(Message("Story:"))
    for entry in story.entries:
        say(_happened(entry))
    for line in _left(story):
        say(line)
    say(_place(story.place))


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
        "items": list(map(asdict, story.items)),
        "contact": asdict(story.place),
    }


def _happened(entry: Entry) -> Message:
    line = Message("  entry {entry}: {happened}.", entry=entry.number, happened=headline(entry))
    also = []
    if lost := sum(move.quantity for move in entry.movements if move.destination == "loss"):
        also.append(Message("{copies} booked as lost.", copies=lost))
    if entry.replaces is not None:
        also.append(Message("It replaces entry {entry}.", entry=entry.replaces))
    if entry.voided_by is not None:
        also.append(Message("Voided by entry {entry}.", entry=entry.voided_by))
    return Joined(line, *also)


def _left(story: Story) -> Iterator[Message]:
    missing = [f"{item.missing} {item.item}" for item in story.items if item.missing]
    lost = [f"{item.lost} {item.item}" for item in story.items if item.lost]
    if missing:
        yield Message("Still missing: {copies}.", copies=", ".join(missing))
    if lost:
        yield Message("Lost on the way: {copies}.", copies=", ".join(lost))


def _place(place: Destination) -> Message:
    known = ", ".join(filter(None, (place.contact, place.email, place.phone, place.address)))
    line = Message(
        "Place: {code}, {name} ({kind}, {country}).",
        code=place.code,
        name=place.name,
        kind=worded("kind", place.kind),
        country=place.country,
    )
    return Joined(line, Message("Contact: {contact}.", contact=known)) if known else line


def _copies(entry: Entry) -> dict[str, int]:
    """Return how many copies of each item an entry moved to where it is about."""
    copies: dict[str, int] = {}
    for move in entry.movements:
        copies[move.item] = copies.get(move.item, 0) + move.quantity * (move.destination != "loss")
    return copies
