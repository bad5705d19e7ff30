"""The content of the overview screen."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.languages import grouped, worded
from tracker.messages import Joined, Message, Plural
from tracker.model.page_blocks import Detail


@dataclass(frozen=True)
class ItemLeft:
    """The copies left of an item."""

    item: str
    title: str
    on_hand: int
    available: int
    per_month: float | None
    """The average number of copies that leave the stores in a month."""
    months_left: float | None
    runs_out_on: str | None
    """The run-out date, or None if returns equal or exceed use."""


@dataclass(frozen=True)
class Waiting:
    """Open tasks of one kind: parcels in transit, open requests, places below their levels, grants to see to."""

    count: int = 0
    late: int = 0
    """The number of overdue ones."""
    place: str | None = None
    """The name of the place that waits longest; None if it is not about a place."""
    days: int = 0
    """The number of days that it has waited."""
    about: str = ""
    command: str = ""


@dataclass(frozen=True)
class Served:
    """The open places of a kind, and those that never received copies."""

    kind: str
    places: int
    never: int


@dataclass(frozen=True)
class Month:
    """The copies shipped in a month to places other than stores."""

    month: str
    copies: int


@dataclass(frozen=True)
class LoggedEntry:
    """A recent entry."""

    entry: int
    type: str
    place: str
    date: str


@dataclass(frozen=True)
class Overview:
    """The overview as of today."""

    date: str
    items: tuple[ItemLeft, ...]
    """The items by run-out date."""
    parcels: Waiting
    requests: Waiting
    below: Waiting
    """The places with fewer copies than their lowest level."""
    reviews: Waiting
    served: tuple[Served, ...]
    """The kinds with places that never received copies, most such places first, without stores."""
    months: tuple[Month, ...]
    """The months up to this one, including those without copies."""
    entries: tuple[LoggedEntry, ...]
    backup: str | None
    due: int
    grants: Waiting = Waiting()
    places: int = 0
    at_places: int = 0
    """The copies at these places."""
    known: int = 0
    """Of these, copies counted or received within a year; none at past seminars."""
    silent: int = 0
    """The number of places whose copies were neither."""
    answers: Waiting = Waiting()
    found: int = 0
    """The copies that counts found beyond those printed."""


def waiting_facts(found: Overview) -> Iterator[Detail]:
    """Yield the open tasks by kind: the number, the longest wait, and the page that lists them."""
    parcels = Plural("{count} parcel, {late} overdue", "{count} parcels, {late} overdue", late=found.parcels.late)
    yield _fact(Message("In transit"), found.parcels, parcels, "/shipments?status=in-transit")
    if found.answers.count:
        yield _fact(Message("Inbox"), found.answers, Plural("{count} answer", "{count} answers"), "/due")
    yield _fact(Message("Requested"), found.requests, Plural("{count} request", "{count} requests"), "/due")
    yield _fact(Message("Below levels"), found.below, Plural("{count} place", "{count} places"), "/refill")
    yield _fact(Message("To review"), found.reviews, Plural("{count} print run", "{count} print runs"), "/due")
    yield _fact(Message("Grants"), found.grants, Plural("{count} grant", "{count} grants"), "/funding")


def evidence_fact(found: Overview) -> Detail:
    """Return the copies at places with fresh evidence, the number of silent places, and copies that counts found."""
    silent = Plural("{count} place is silent", "{count} places are silent", count=found.silent)
    known = Message("{known} of {copies} copies at places")
    known = known.given(known=found.known, copies=found.at_places)
    found_too = [Message("counts found {found} more than were printed", found=grouped(found.found))] * bool(found.found)
    return Detail(Message("Confirmed in the last year"), Joined(known, silent, *found_too, separator="; "))


def _fact(label: Message, waiting: Waiting, counted: Plural, address: str) -> Detail:
    if not waiting.count:
        return Detail(label, Message("nothing"), address)
    longest = Plural("the longest for {count} day: {place}", "the longest for {count} days: {place}")
    longest = longest.given(place=waiting.place or worded("about", waiting.about), count=waiting.days)
    message = Joined(counted.given(count=waiting.count), longest, separator="; ")
    return Detail(label, message, address, waiting.late > 0)
