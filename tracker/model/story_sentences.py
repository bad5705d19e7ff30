"""The story of a parcel in sentences."""

from collections.abc import Iterator

from tracker.languages import worded
from tracker.messages import Joined, Message
from tracker.model.entries import Entry
from tracker.model.entry_sentences import headline
from tracker.model.stories import Destination, Story


def happened_line(entry: Entry) -> Message:
    """Return what happened, with what was lost, and what replaces or voids what."""
    line = Message("  entry {entry}: {happened}.", entry=entry.number, happened=headline(entry))
    also = []
    if lost := sum(move.quantity for move in entry.movements if move.destination == "loss" and move.count is None):
        also.append(Message("{copies} booked as lost.", copies=lost))
    if entry.replaces is not None:
        also.append(Message("It replaces entry {entry}.", entry=entry.replaces))
    if entry.voided_by is not None:
        also.append(Message("Voided by entry {entry}.", entry=entry.voided_by))
    return Joined(line, *also)


def left_lines(story: Story) -> Iterator[Message]:
    """Yield what is still missing, and what was lost on the way."""
    missing = [f"{item.missing} {item.item}" for item in story.items if item.missing]
    lost = [f"{item.lost} {item.item}" for item in story.items if item.lost]
    if missing:
        yield Message("Still missing: {copies}.", copies=", ".join(missing))
    if lost:
        yield Message("Lost on the way: {copies}.", copies=", ".join(lost))


def destination_line(place: Destination) -> Message:
    """Return where it went, and how to reach that place."""
    known = ", ".join(filter(None, (place.contact, place.email, place.phone, place.address)))
    line = Message(
        "Place: {code}, {name} ({kind}, {country}).",
        code=place.code,
        name=place.name,
        kind=worded("kind", place.kind),
        country=worded("country", place.country),
    )
    return Joined(line, Message("Contact: {contact}.", contact=known)) if known else line
