"""What a form is that records something, and what came of one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tracker.inputs import kinds
from tracker.languages import grouped
from tracker.ledger.counts import Count, log_count
from tracker.ledger.departures import Departure, Relocation, log_handout, log_move, log_return
from tracker.ledger.lookup import find_store
from tracker.ledger.receipts import Arrival, log_receipt
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.dates import today
from tracker.model.entries import Entry, Particulars
from tracker.model.money import priced
from tracker.model.sentences import describe
from tracker.model.table import Row
from tracker.page.content import Block, Tabled
from tracker.page.recording.inputs import (
    CARRIER,
    COST,
    CURRENCY,
    DAY,
    FUND,
    LINE,
    NOTE,
    REFERENCE,
    REQUEST,
    SHIPMENT,
    Filled,
    check,
    place,
    store,
)
from tracker.page.visits import Input, Pairs
from tracker.reports import completion, requests, shipments
from tracker.reports.queries import Database
from tracker.reports.stock import held_at, stock


class Entered(NamedTuple):
    """What was recorded, or would be."""

    lines: tuple[Message, ...]
    """What the command says of it."""
    leads: str | None
    """Where it is seen; None if it is not recorded."""
    kept: Pairs = ()
    """What else the form has to say when that is to be recorded."""


class Offer(NamedTuple):
    """An item that a form offers, and what is there of it."""

    item: str
    there: Message | None = None


class EntryForm(NamedTuple):
    """A form."""

    address: str
    name: Message
    command: tuple[str, ...]
    """The command that records the same."""
    do: Callable[[Path, Filled, Particulars], Entered]
    """Records it, or as a dry run finds out what would be. Raises a TrackerError when it is refused."""
    inputs: tuple[Input, ...] = ()
    about: Input | None = None
    """What has to be known before the rest can be asked, such as the place."""
    waiting: Callable[[Database], Iterable[Block]] = lambda _: ()
    """What that can be chosen from."""
    offers: Callable[[Database, Filled], Sequence[Offer]] | None = None
    """The items whose quantities are asked; without it a form has no lines."""
    beside: Callable[[Database, Filled], Iterable[Block]] = lambda _database, _filled: ()
    """What is shown beside it. Raises Refused for something that is not known."""
    begin: Callable[[Database, Filled], Pairs] = lambda _database, _filled: ()
    """What it begins with beside what the address says."""
    lines_hint: Message | None = None

    @property
    def asked(self) -> tuple[Input, ...]:
        """All inputs, what it is about first."""
        return self.inputs if self.about is None else (self.about, *self.inputs)


def made_of(entry: Entry) -> Entered:
    """Return an entry that was recorded, or would be."""
    return Entered(tuple(describe(entry)), None if entry.number is None else f"/entries/{entry.number}")


# What is there: the copies of items at a place, beside the inputs of their quantities.


_THERE = Message("{count} there")
_AVAILABLE = Message("{count} available")
_OF_IT = Message("{count} there, {available} available")


def _held_at(asked: Input) -> Callable[[Database, Filled], Sequence[Offer]]:
    """Return what returns the items of which the place of an input has copies; that raises Refused if it is unknown."""

    def offers(database: Database, filled: Filled) -> Sequence[Offer]:
        held = held_at(database, filled.of(asked), AsOf())
        return [Offer(item, _THERE.given(count=grouped(copies))) for item, copies in held.items()]

    return offers


def _spare_copies(database: Database, filled: Filled) -> Sequence[Offer]:
    """Return the items of which a store has copies, the first store if none is named; what is withdrawn or asked for
    of them is not available.

    Raises Refused when it is unknown, closed, or no store.
    """
    available = {row["item"]: row["available"] for row in stock(database, when=AsOf()).records()}
    held = held_at(database, find_store(database, filled.of(_FROM), today()).code, AsOf())
    return [
        Offer(item, _OF_IT.given(count=grouped(copies), available=grouped(available[item])))
        if available[item] < copies
        else Offer(item, _THERE.given(count=grouped(copies)))
        for item, copies in held.items()
    ]


def all_items(database: Database) -> Sequence[Offer]:
    """Return all items, with how many copies of each are available."""
    available = {row["item"]: row["available"] for row in stock(database, when=AsOf()).records()}
    return [
        Offer(item, _AVAILABLE.given(count=grouped(available.get(item, 0)))) for item, _ in completion.items(database)
    ]


# The form of a shipment.


_TO = place("place", Message("To"), hint=Message("A code or a name; matches appear as you type."))
_FROM = store("from", Message("From the store"))
_RECEIVED = check("received", Message("Received the same day"), "--received", is_further=True)


def _ship(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    request = filled.of(REQUEST)
    shipment = Shipment(
        filled.needed(_TO) if request is None else filled.of(_TO),
        filled.lines(needed=request is None),
        filled.of(_FROM),
        filled.of(CARRIER),
        bool(filled.of(_RECEIVED)),
        request,
        cost=priced(filled.of(COST), filled.of(CURRENCY)),
        fund=filled.of(FUND),
    )
    return made_of(log_shipment(path, shipment, particulars))


def _begin(database: Database, filled: Filled) -> Pairs:
    """Return the place and the open copies of the request that the address names."""
    number = filled.of(REQUEST)
    if number is None:
        return ()
    asked = requests.request(database, number)
    lines = [(LINE, f"{line['item']}={line['open']}") for line in asked["lines"] if line["open"]]
    return ((_TO.name, asked["place"]), *lines)


SHIP = EntryForm(
    "/ship",
    Message("Ship"),
    ("ship",),
    _ship,
    (_TO, _FROM, DAY, REFERENCE, CARRIER, NOTE, _RECEIVED, REQUEST, COST, CURRENCY, FUND),
    offers=_spare_copies,
    begin=_begin,
)


# The form of a receipt: all that is outstanding of a shipment, or part of it.


_CLOSE = check("close", Message("No more copies will arrive; the rest is lost"), "--close")
_LATER = "kind", "country", "received", "lost", "status", "carrier", "note", "store", "cost", "currency", "fund"
"""Columns that nobody needs to find the parcel that arrived."""
_OUTSTANDING = Message("{count} in transit")


def _receive(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    arrival = Arrival(filled.of(SHIPMENT), filled.lines(zero=True), bool(filled.of(_CLOSE)))
    return made_of(log_receipt(path, arrival, particulars))


def _copies_on_their_way(database: Database, filled: Filled) -> Sequence[Offer]:
    table = shipments.listed(database, shipments.ShipmentFilter(entry=filled.of(SHIPMENT)), AsOf())
    return [
        Offer(row["item"], _OUTSTANDING.given(count=grouped(row["quantity"] - row["received"] - row["lost"])))
        for row in table.records()
    ]


def _waiting(database: Database) -> Iterator[Block]:
    table = shipments.listed(database, shipments.ShipmentFilter(status="in-transit"), AsOf())
    yield Tabled(table, links=_of_row, without=_LATER, file="in-transit")


def _of_row(row: Row) -> dict[str, str]:
    """Return where a parcel on its way leads: to its receipt."""
    return {"entry": f"{RECEIVE.address}?{SHIPMENT.name}={row[0]}"}


RECEIVE = EntryForm(
    "/receive",
    Message("Receive"),
    ("receive",),
    _receive,
    (_CLOSE, DAY, REFERENCE, NOTE),
    about=SHIPMENT,
    waiting=_waiting,
    offers=_copies_on_their_way,
    lines_hint=Message("Leave all fields blank if everything in transit arrived."),
)


# The forms of what leaves a place: copies that it sends back, or hands out.


_PLACE = place("place", Message("Place"), is_needed=True)
_ALL = check("all", Message("All its copies"), "--all")
_AUDIENCE = Input(
    "audience",
    Message("People reached"),
    kinds.AUDIENCE.parse,
    "--audience",
    hint=Message("Groups with their numbers of people, such as pupils=120; teachers=5."),
    is_further=True,
)
_RETURN_TO = store("to", Message("To the store"))


def _return(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    departure = Departure(filled.of(_PLACE), filled.lines(), filled.of(_RETURN_TO), everything=bool(filled.of(_ALL)))
    return made_of(log_return(path, departure, particulars))


def _handout(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    departure = Departure(filled.of(_PLACE), filled.lines(needed=True), audience=filled.of(_AUDIENCE) or ())
    return made_of(log_handout(path, departure, particulars))


RETURN = EntryForm(
    "/return",
    Message("Return"),
    ("return",),
    _return,
    (_ALL, _RETURN_TO, DAY, REFERENCE, NOTE),
    about=_PLACE,
    offers=_held_at(_PLACE),
)

HANDOUT = EntryForm(
    "/handout",
    Message("Hand out"),
    ("handout",),
    _handout,
    (DAY, REFERENCE, NOTE, _AUDIENCE),
    about=_PLACE,
    offers=_held_at(_PLACE),
)


# The form of a move: copies that one place gives to another.


_MOVE_FROM = place("place", Message("From"), is_needed=True)
_MOVE_TO = place("to", Message("To"), is_needed=True)
_MOVE_ALL = check("all", Message("All copies there, except of withdrawn runs"), "--all")


def _move(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    relocation = Relocation(filled.of(_MOVE_FROM), filled.of(_MOVE_TO), filled.lines(), bool(filled.of(_MOVE_ALL)))
    return made_of(log_move(path, relocation, particulars))


MOVE = EntryForm(
    "/move",
    Message("Move"),
    ("move",),
    _move,
    (_MOVE_TO, _MOVE_ALL, DAY, REFERENCE, NOTE),
    about=_MOVE_FROM,
    offers=_held_at(_MOVE_FROM),
)


# The form of a count: what is really at a place.


_FULL = check("full", Message("Everything was counted; blank fields are zero"), "--full")


def _count(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    count = Count(filled.of(_PLACE), filled.lines(zero=True), bool(filled.of(_FULL)))
    return made_of(log_count(path, count, particulars))


COUNT = EntryForm(
    "/count",
    Message("Count"),
    ("count",),
    _count,
    (_FULL, DAY, REFERENCE, NOTE),
    about=_PLACE,
    offers=_held_at(_PLACE),
    lines_hint=Message("Enter the number you counted, 0 if none. Leave blank what you did not count."),
)
