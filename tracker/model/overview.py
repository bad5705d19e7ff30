"""What a manager sees on one screen."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.messages import Joined, Message, Plural
from tracker.model.page_blocks import Detail


@dataclass(frozen=True)
class ItemLeft:
    """What is left of an item, in copies."""

    item: str
    title: str
    on_hand: int
    available: int
    per_month: float | None
    """How many copies leave the stores in a month, on average."""
    months_left: float | None
    runs_out_on: str | None
    """The day; None if no more left than came back."""


@dataclass(frozen=True)
class Waiting:
    """What of one sort waits: parcels on their way, open requests, places below their levels, overspent grants."""

    count: int = 0
    late: int = 0
    """How many of them are due."""
    place: str | None = None
    """The name of the place that waits longest; None if it is not about a place."""
    days: int = 0
    """For how many days."""
    about: str = ""
    command: str = ""


@dataclass(frozen=True)
class Served:
    """How many open places of a kind there are, and at how many of them nothing ever arrived."""

    kind: str
    places: int
    never: int


@dataclass(frozen=True)
class Month:
    """The copies that were shipped in a month to places other than stores."""

    month: str
    copies: int


@dataclass(frozen=True)
class LoggedEntry:
    """One of the last entries."""

    entry: int
    type: str
    place: str
    """The name of the place."""
    date: str


@dataclass(frozen=True)
class Overview:
    """What a manager wants to know, today."""

    date: str
    items: tuple[ItemLeft, ...]
    """The items, the one that runs out first first."""
    parcels: Waiting
    requests: Waiting
    below: Waiting
    """The places that have fewer copies than they should hold."""
    reviews: Waiting
    """The print runs to be reviewed."""
    served: tuple[Served, ...]
    """The kinds of which some place never got copies, those with most such places first; stores are left out."""
    months: tuple[Month, ...]
    """The months up to this one, also those without copies."""
    entries: tuple[LoggedEntry, ...]
    """The last ones, the newest first."""
    backup: str | None
    """The day of the last backup, None if there was none."""
    due: int
    """How many things are due."""
    grants: Waiting = Waiting()
    """The grants of which more was spent than granted."""
    places: int = 0
    """How many places are open, stores aside."""
    at_places: int = 0
    """How many copies they hold."""
    known: int = 0
    """How many of these were counted there or came within a year; at seminars that are over, none."""
    silent: int = 0
    """How many places hold copies that were neither."""


def waiting_facts(found: Overview) -> Iterator[Detail]:
    """Yield what waits to be done: how much of each sort, what waits longest of it, and the page of it."""
    parcels = Plural("{count} parcel, {late} overdue", "{count} parcels, {late} overdue", late=found.parcels.late)
    yield _fact(Message("In transit"), found.parcels, parcels, "/shipments?status=in-transit")
    yield _fact(Message("Requested"), found.requests, Plural("{count} request", "{count} requests"), "/due")
    yield _fact(Message("Below levels"), found.below, Plural("{count} place", "{count} places"), "/refill")
    yield _fact(Message("To review"), found.reviews, Plural("{count} print run", "{count} print runs"), "/due")
    yield _fact(Message("Grants"), found.grants, Plural("{count} grant", "{count} grants"), "/funding")


def evidence_fact(found: Overview) -> Detail:
    """Return how many of the copies at places are known to be there, and how many places are silent."""
    silent = Plural("{count} place is silent", "{count} places are silent", count=found.silent)
    known = Message("{known} of {copies} copies at places")
    known = known.given(known=found.known, copies=found.at_places)
    return Detail(Message("Known within a year"), Joined(known, silent, separator="; "))


def _fact(label: Message, waiting: Waiting, counted: Plural, address: str) -> Detail:
    if not waiting.count:
        return Detail(label, Message("nothing"), address)
    longest = Plural("the longest for {count} day: {place}", "the longest for {count} days: {place}")
    longest = longest.given(place=waiting.place or waiting.about, count=waiting.days)
    told = Joined(counted.given(count=waiting.count), longest, separator="; ")
    return Detail(label, told, address, waiting.late > 0)
