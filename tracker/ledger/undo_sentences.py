"""What is said of an undo: which command was taken back, and what became of all that it recorded."""

from collections.abc import Iterator
from itertools import islice

from tracker.languages import worded
from tracker.ledger.undo import Undo
from tracker.messages import Message, Plural

_LINES = 20
"""How many places, print runs and requests are named one by one."""


def headline(made: Undo) -> Message:
    """Return which command was undone, or would be."""
    named = {"undone": made.undone.number, "name": made.undone.name, "clerk": made.undone.clerk}
    if made.command is None:
        return Message("Would undo command {undone} ({name}) of {clerk}.", **named)
    return Message("Command {command} undid command {undone} ({name}) of {clerk}.", command=made.command, **named)


_UNDONE = {
    (True, False): Message("  entry {number} of {date} ({type}, {place}, {copies}) is voided"),
    (False, False): Message("  entry {number} of {date} ({type}, {place}) is voided"),
    (True, True): Message("  entry {number} of {date} ({type}, {place}, {copies}) is recorded again as entry {again}"),
    (False, True): Message("  entry {number} of {date} ({type}, {place}) is recorded again as entry {again}"),
}
"""What becomes of an entry: by whether it moved copies, as a count need not, and whether it is recorded again."""


def lines(made: Undo) -> Iterator[Message]:
    """Yield that, and what becomes of its entries and of what else it did."""
    yield headline(made)
    for entry in made.first:
        template = _UNDONE[entry.copies > 0, entry.again is not None]
        yield template.given(**entry._asdict() | {"type": worded("type", entry.type)})
    more = made.entries - len(made.first)
    if more > 0:
        yield Plural("  … and {count} more entry", "  … and {count} more entries", count=more)
    for fact in islice(made.facts, _LINES):
        yield _TURNED[fact.what, fact.status].given(code=fact.code, day=fact.date)
    if len(made.facts) > _LINES:
        yield Message("  …")


_TURNED = {
    ("place", "closed"): Message("  {code} is closed from {day} on"),
    ("place", "open"): Message("  {code} is reopened from {day} on"),
    ("run", "withdrawn"): Message("  {code} is withdrawn from {day} on"),
    ("run", "active"): Message("  {code} is reinstated from {day} on"),
    ("request", "cancelled"): Message("  request {code} is cancelled from {day} on"),
    ("request", "open"): Message("  request {code} is open again from {day} on"),
}
