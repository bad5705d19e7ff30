"""The definition of a form that records something, and its result."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from tracker.errors import WrongUsage
from tracker.inputs import kinds
from tracker.languages import NO_BREAK_SPACE, grouped
from tracker.ledger.counts import Count, log_count
from tracker.ledger.departures import (
    REASONS,
    Departure,
    Relocation,
    log_handout,
    log_move,
    log_return,
    log_writeoff,
)
from tracker.ledger.lookup import find_store
from tracker.ledger.print_runs import NewPrintRun, log_print
from tracker.ledger.receipts import Arrival, log_receipt, log_receipts
from tracker.ledger.shipments import CAN_STILL_SHIP, Shipment, log_shipment, log_shipments
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.catalogue import RunDetail
from tracker.model.dates import today
from tracker.model.entries import Entry, EntryType, Particulars
from tracker.model.money import Share, priced, settled
from tracker.model.page_blocks import Lines, ListedLine
from tracker.model.sentences import consequences, describe, headline
from tracker.model.table import Row
from tracker.page.content import Block
from tracker.page.recording.drawn import Tick
from tracker.page.recording.inputs import (
    CARRIER,
    COST,
    CURRENCY,
    DAY,
    FUND,
    ITEM,
    LINE,
    NOTE,
    OTHER,
    OTHER_QUANTITY,
    QUANTITY,
    REFERENCE,
    REQUEST,
    SHIPMENT,
    Filled,
    check,
    place,
    several,
    store,
)
from tracker.page.subjects.entries import contents
from tracker.page.visits import Input, Pairs, WrongInput, chosen
from tracker.reports import completion, lists, requests, shipments
from tracker.reports.log import EntryFilter
from tracker.reports.queries import Database
from tracker.reports.stock import held_at, place_of, stock


class Entered(NamedTuple):
    """The recorded entry, or the entry that would be recorded."""

    lines: tuple[Message, ...]
    """The messages."""
    leads: str | None
    """The link to the result; None if nothing was recorded."""
    kept: Pairs = ()
    """Further texts that the form needs for recording it."""
    command: int | None = None
    """The command that recorded it, if it can be undone."""


class Offer(NamedTuple):
    """An item that a form offers, with the copies there."""

    item: str
    held: Message | None = None
    taps: int | None = None
    """The copies that one tap fills in."""


Do = Callable[[Path, Filled, Particulars], Entered]
"""Records a form, or does a dry run. Raises a TrackerError if it is refused."""


class EntryForm(NamedTuple):
    """A form."""

    address: str
    name: Message
    command: tuple[str, ...]
    """The equivalent command."""
    do: Do
    inputs: tuple[Input, ...] = ()
    about: Input | None = None
    """The input needed before all others, such as the place."""
    ticks: Callable[[Database, Filled], Sequence[Tick]] = lambda _database, _filled: ()
    """The parcels that can be ticked."""
    offers: Callable[[Database, Filled], Sequence[Offer]] | None = None
    """The items to ask quantities for; None for a form without lines."""
    beside: Callable[[Database, Filled], Iterable[Block]] = lambda _database, _filled: ()
    """The blocks next to it. Raises Refused for an unknown subject."""
    begin: Callable[[Database, Filled], Pairs] = lambda _database, _filled: ()
    """Returns its initial texts, in addition to the query parameters."""
    lines_hint: Message | None = None
    keeps: tuple[str, ...] = ()
    """The texts kept for the next form."""
    is_repeated: bool = True
    """Whether the same form follows; otherwise the result is shown."""
    button: Message | None = None
    """The button that submits it at once, if no plan need be shown."""


def made_of(path: Path, *entries: Entry) -> Entered:
    """Return the result for entries that were recorded, or would be.

    The form itself shows what a store can still ship, without requested copies.
    """
    entries = tuple(
        entry._replace(messages=tuple(line for line in entry.messages if line.template != CAN_STILL_SHIP.template))
        for entry in entries
    )
    first = entries[0]
    if first.number is None:
        return Entered(tuple(line for entry in entries for line in describe(entry)), None)
    lines = [line for entry in entries for line in (_recorded(path, entry), *consequences(entry), *entry.messages)]
    leads = f"/entries/{first.number}" if len(entries) == 1 else f"/log?command={first.command}"
    return Entered(tuple(dict.fromkeys(lines)), leads, command=first.command)


def _logs(log: Callable[[Path, Any, Particulars], Entry], read: Callable[[Filled], Any]) -> Do:
    """Return a function that logs the entry described by a form."""
    return lambda path, filled, particulars: made_of(path, log(path, read(filled), particulars))


def _recorded(path: Path, entry: Entry) -> Message:
    """Return a one-line message on a recorded entry; for a shipment, with its copies and destination."""
    if entry.type is not EntryType.SHIP:
        return Message("Recorded {entry}: {happened}.", entry=entry.number, happened=headline(entry))
    copies = Counter[str]()
    for movement in entry.movements:
        copies[movement.item] += movement.quantity if movement.count is None else 0
    place = (lists.record(path, "place", entry.place) or {}).get("name", entry.place)
    copies_text = ", ".join(f"{grouped(each)} {item}" for item, each in copies.items() if each)
    return Message("Recorded {entry}: {items} to {place}", entry=entry.number, items=copies_text, place=place)


# Copies at places, shown next to the inputs for quantities.


_THERE = Message("{count} on record")
_AVAILABLE = Message("{count} available")
_OF_IT = Message("{count} on record, {available} available")


def _held_at(field: Input) -> Callable[[Database, Filled], Sequence[Offer]]:
    """Return a function that returns the items at an input's place; it raises Refused for an unknown place."""

    def offers(database: Database, filled: Filled) -> Sequence[Offer]:
        held = held_at(database, filled.value(field), AsOf())
        return [Offer(item, _THERE.given(count=grouped(copies)), copies) for item, copies in held.items()]

    return offers


def _spare_copies(database: Database, filled: Filled) -> Sequence[Offer]:
    """Return the items at a store, by default the first, without withdrawn or requested copies.

    Raises Refused if it is unknown, closed, or not a store.
    """
    available = {row["item"]: row["available"] for row in stock(database, when=AsOf()).records()}
    held = held_at(database, find_store(database, filled.value(_FROM), today()).code, AsOf())
    return [
        Offer(item, _OF_IT.given(count=grouped(copies), available=grouped(available[item])))
        if available[item] < copies
        else Offer(item, _THERE.given(count=grouped(copies)))
        for item, copies in held.items()
    ]


def all_items(database: Database) -> Sequence[Offer]:
    """Return all items with their available copies."""
    available = {row["item"]: row["available"] for row in stock(database, when=AsOf()).records()}
    return [
        Offer(item, _AVAILABLE.given(count=grouped(available.get(item, 0)))) for item, _ in completion.items(database)
    ]


# The form for shipments.


_TO = Input(
    "place",
    Message("To"),
    several(kinds.PLACE.parse),
    kind="several",
    offered=kinds.PLACE.choices,
    hint=Message("Type part of a code or name. Separate several with commas."),
    comes_first=True,
)
_FROM = store("from", Message("From the store"))
_RECEIVED = check("received", Message("Received the same day"), "--received", is_further=True)


def _ship(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    request, text = filled.value(REQUEST), filled.text(_TO.name)
    places: tuple[str, ...] = (filled.needed(_TO) if request is None else filled.value(_TO)) or ()
    if len(places) > 1 and place_of(path, text) is not None:  # a name with a comma
        places = (text,)
    shipment = Shipment(
        places[0] if places else None,
        filled.lines(needed=request is None),
        filled.value(_FROM),
        filled.value(CARRIER),
        bool(filled.value(_RECEIVED)),
        request,
        cost=priced(filled.value(COST), filled.value(CURRENCY)),
        fund=filled.value(FUND),
    )
    if len(places) > 1:
        return made_of(path, *log_shipments(path, shipment, places, particulars))
    return made_of(path, log_shipment(path, shipment, particulars))


def _sent_today(database: Database, _: Filled) -> Iterator[Block]:
    """Yield the valid parcels shipped today."""
    query = EntryFilter(since=today(), until=today())
    found = shipments.listed(database, query, AsOf(), newest_first=True).rows
    rows = [row for row in found if row[10] != "voided"]
    parcels = [list(items) for _, items in groupby(rows, lambda row: row[0])]
    lines = [
        ListedLine(str(items[0][3]), f"{items[0][0]}", contents(items), f"/entries/{items[0][0]}")
        for items in parcels[:_MOST_SENT]
    ]
    if lines:
        more = (Message("All of today"), f"/shipments?since={today()}") if len(parcels) > _MOST_SENT else None
        yield Lines(Message("Sent today: {count}", count=len(parcels)), lines, Message("nothing"), more)


_MOST_SENT = 6


def _begin(database: Database, filled: Filled) -> Pairs:
    """Return the place and the open copies of the request in the query."""
    number = filled.value(REQUEST)
    if number is None:
        return ()
    request = requests.request(database, number)
    lines = [(LINE, f"{line['item']}={line['open']}") for line in request["lines"] if line["open"]]
    return ((_TO.name, request["place"]), *lines)


_LINES = ITEM, QUANTITY, OTHER, OTHER_QUANTITY
_AGAIN = DAY.name, REFERENCE.name

SHIP = EntryForm(
    "/ship",
    Message("Ship"),
    ("ship",),
    _ship,
    (_TO, _FROM, DAY, REFERENCE, CARRIER, NOTE, _RECEIVED, REQUEST, COST, CURRENCY, FUND),
    offers=_spare_copies,
    begin=_begin,
    beside=_sent_today,
    keeps=(_FROM.name, CARRIER.name, *_AGAIN, *_LINES),
)


# The forms for receipts: of complete parcels, and of one received in part.


_TICK = "arrived"
_ARRIVED = Input(
    SHIPMENT.name,
    Message("Received in full"),
    several(kinds.ENTRIES.parse),
    kind="several",
    offered=kinds.SHIPMENT.choices,
    hint=Message("Numbers or short codes from the notes, such as 353, 356..360; or tick shipments below."),
    comes_first=True,
)


def _receive_all(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    named = [first if first == last else (first, last) for first, last in filled.value(_ARRIVED) or ()]
    named += [int(number) for number in filled.texts(_TICK) if number.isdecimal() and number not in named]
    if not named:
        raise WrongInput.at(_ARRIVED.name, WrongUsage("Type the number of a shipment, or tick one."))
    return made_of(path, *log_receipts(path, named, particulars))


def _on_their_way(database: Database, filled: Filled) -> Sequence[Tick]:
    """Return the parcels that can be ticked, oldest first."""
    ticked, ticks = filled.texts(_TICK), []
    for status in shipments.OPEN:
        table = shipments.listed(database, EntryFilter(status=status), AsOf())
        ticks += [_tick(list(rows), ticked) for _, rows in groupby(table.rows, lambda row: row[0])]
    together: dict[int, Tick] = {}
    for tick in ticks:  # a parcel may have items of both
        known = together.get(tick.entry)
        together[tick.entry] = tick if known is None else tick._replace(copies=f"{known.copies}, {tick.copies}")
    return sorted(together.values(), key=lambda tick: (tick.day, tick.entry))


def _tick(rows: Sequence[Row], ticked: Sequence[str]) -> Tick:
    entry, day, _, name, *_ = rows[0]
    left = [(row[6], int(row[7] or 0) - int(row[8] or 0) - int(row[9] or 0)) for row in rows]
    copies = ", ".join(f"{grouped(copies)}{NO_BREAK_SPACE}{item}" for item, copies in left)
    days = int(rows[0][19] or 0)
    return Tick(int(entry or 0), str(name), copies, str(day), days, days > shipments.LATE, str(entry) in ticked)


RECEIVE = EntryForm(
    "/receive", Message("Receive"), ("receive",), _receive_all, (_ARRIVED, DAY), ticks=_on_their_way, keeps=(DAY.name,)
)

_CLOSE = check("close", Message("No more copies will be received; the rest is lost"), "--close", is_further=True)
_OUTSTANDING = Message("{count} in transit")


def _copies_on_their_way(database: Database, filled: Filled) -> Sequence[Offer]:
    table = shipments.listed(database, EntryFilter(entry=filled.value(SHIPMENT)), AsOf())
    left = {row["item"]: row["quantity"] - row["received"] - row["lost"] for row in table.records()}
    return [Offer(item, _OUTSTANDING.given(count=grouped(copies)), copies) for item, copies in left.items()]


RECEIVE_PART = EntryForm(
    "/arrival",
    Message("Receive in part"),
    ("receive",),
    _logs(
        log_receipt, lambda filled: Arrival(filled.value(SHIPMENT), filled.lines(zero=True), bool(filled.value(_CLOSE)))
    ),
    (DAY, REFERENCE, NOTE, _CLOSE),
    about=SHIPMENT,
    offers=_copies_on_their_way,
    lines_hint=Message("Leave all fields blank if everything in transit was received."),
    is_repeated=False,
)


# The forms for departures: returns and handouts.


_PLACE = place("place", Message("Place"), is_needed=True)
_ALL = check("all", Message("All its copies"), "--all")
AUDIENCE = Input(
    "audience",
    Message("People reached"),
    kinds.AUDIENCE.parse,
    "--audience",
    hint=Message("Groups with their numbers of people, such as pupils=120; teachers=5."),
    is_further=True,
)
_RETURN_TO = store("to", Message("To the store"))


RETURN = EntryForm(
    "/return",
    Message("Return"),
    ("return",),
    _logs(
        log_return,
        lambda filled: Departure(
            filled.value(_PLACE), filled.lines(), filled.value(_RETURN_TO), everything=bool(filled.value(_ALL))
        ),
    ),
    (_RETURN_TO, DAY, REFERENCE, _ALL, NOTE),
    about=_PLACE,
    offers=_held_at(_PLACE),
    keeps=_AGAIN,
)

HANDOUT = EntryForm(
    "/handout",
    Message("Hand out"),
    ("handout",),
    _logs(
        log_handout,
        lambda filled: Departure(
            filled.value(_PLACE), filled.lines(needed=True), audience=filled.value(AUDIENCE) or ()
        ),
    ),
    (DAY, REFERENCE, NOTE, AUDIENCE),
    about=_PLACE,
    offers=_held_at(_PLACE),
    keeps=_AGAIN,
)


# The form for moves between places.


_MOVE_FROM = place("place", Message("From"), is_needed=True)
_MOVE_TO = place("to", Message("To"), is_needed=True, comes_first=True)
_MOVE_ALL = check("all", Message("All copies at the place, except those of withdrawn runs"), "--all")


MOVE = EntryForm(
    "/move",
    Message("Move"),
    ("move",),
    _logs(
        log_move,
        lambda filled: Relocation(
            filled.value(_MOVE_FROM), filled.value(_MOVE_TO), filled.lines(), bool(filled.value(_MOVE_ALL))
        ),
    ),
    (_MOVE_TO, DAY, REFERENCE, _MOVE_ALL, NOTE),
    about=_MOVE_FROM,
    offers=_held_at(_MOVE_FROM),
    keeps=_AGAIN,
)


# The form for counts.


_FULL = check("full", Message("Everything was counted; blank fields are zero"), "--full", is_further=True)


COUNT = EntryForm(
    "/count",
    Message("Count"),
    ("count",),
    _logs(log_count, lambda filled: Count(filled.value(_PLACE), filled.lines(zero=True), bool(filled.value(_FULL)))),
    (DAY, REFERENCE, NOTE, _FULL),
    about=_PLACE,
    offers=_held_at(_PLACE),
    lines_hint=Message("Enter the number counted, or 0 if there are none. Leave the field blank if you did not count."),
    keeps=_AGAIN,
)


# The forms for write-offs and print runs.


_REASON = chosen("reason", Message("Reason"), REASONS)._replace(is_needed=True, comes_first=True)


WRITE_OFF = EntryForm(
    "/writeoff",
    Message("Write off"),
    ("writeoff",),
    _logs(
        log_writeoff,
        lambda filled: Departure(filled.value(_PLACE), filled.lines(needed=True), reason=filled.value(_REASON)),
    ),
    (_REASON, DAY, REFERENCE, NOTE),
    about=_PLACE,
    offers=_held_at(_PLACE),
    keeps=_AGAIN,
)

_NEW_ITEM = Input(
    "new-item", Message("Item"), kinds.ITEM.parse, offered=kinds.ITEM.choices, is_needed=True, comes_first=True
)
_PRINTED = Input("copies", Message("Copies"), kinds.QUANTITY.parse, kind="number", is_needed=True, comes_first=True)
_PRINT_COST = COST._replace(label=Message("Cost"))
_PRINT_FUND = FUND._replace(label=Message("Fund"))
_PRINTER = Input("printer", Message("Printer"), kinds.PRINTER.parse, "--printer", is_further=True)
_ISBN = Input("isbn", Message("ISBN"), kinds.ISBN.parse, "--isbn", is_further=True)


def _new_run(filled: Filled) -> NewPrintRun:
    fund = filled.value(_PRINT_FUND)
    detail = RunDetail(
        priced(filled.value(_PRINT_COST), filled.value(CURRENCY)),
        () if fund is None else settled([Share(fund)]),
        filled.value(_PRINTER),
        filled.value(_ISBN),
    )
    return NewPrintRun(filled.value(_NEW_ITEM), filled.value(_PRINTED), filled.value(_RETURN_TO), detail)


PRINT = EntryForm(
    "/print",
    Message("Print run"),
    ("print",),
    _logs(log_print, _new_run),
    (_NEW_ITEM, _PRINTED, _RETURN_TO, DAY, REFERENCE, _PRINT_COST, CURRENCY, _PRINT_FUND, _PRINTER, _ISBN, NOTE),
)
