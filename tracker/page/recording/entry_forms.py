"""The definition of a form that records something, its result, and the forms of entries."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tracker.errors import WrongUsage
from tracker.inputs import kinds
from tracker.languages import NO_BREAK_SPACE, grouped
from tracker.ledger.counts import Count, log_count
from tracker.ledger.departures import REASONS, Departure, Relocation, log_handout, log_move, log_return, log_writeoff
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
from tracker.model.quantities import parse_line
from tracker.model.sentences import consequences, describe, headline
from tracker.page.content import Block, Tick
from tracker.page.recording import inputs
from tracker.page.recording.inputs import DAY, NOTE, PLACE, REFERENCE, Filled, check, selected, several, store, typed
from tracker.page.visits import Input, Pairs, WrongInput, chosen
from tracker.reports import completion, lists, requests, shipments
from tracker.reports.log import EntryFilter
from tracker.reports.queries import Database
from tracker.reports.stock import held_at, place_of, stock


class Entered(NamedTuple):
    """The recorded entry, or the entry that would be recorded."""

    lines: tuple[Message, ...]
    leads: str | None
    """The link to the result; None if nothing was recorded."""
    kept: Pairs = ()
    """Further texts that the form needs for recording it."""
    command: int | None = None


class Offer(NamedTuple):
    """An item that a form offers, with the copies there."""

    item: str
    held: Message | None = None
    taps: int | None = None
    """The copies that one tap fills in."""


Do = Callable[[Path, Filled, Particulars], Entered]
"""Records a form, or does a dry run. Raises a TrackerError if it is refused."""

Offers = Callable[[Database, Filled], Sequence[Offer]]


class EntryForm(NamedTuple):
    """A form."""

    address: str
    name: Message
    command: tuple[str, ...]
    do: Do
    inputs: tuple[Input, ...] = ()
    about: Input | None = None
    """The input needed before all others, such as the place."""
    offers: Offers | None = None
    """The items to ask quantities for; None for a form without lines."""
    ticks: Callable[[Database, Filled], Sequence[Tick]] = lambda _database, _filled: ()
    """The parcels that can be ticked."""
    beside: Callable[[Database, Filled], Iterable[Block]] = lambda _database, _filled: ()
    """The blocks next to it. Raises Refused for an unknown subject."""
    begin: Callable[[Database, Filled], Pairs] = lambda _database, _filled: ()
    """Returns its initial texts, in addition to the query parameters."""
    lines_hint: Message | None = None
    keeps: tuple[str, ...] = ()
    """The texts kept for the next form."""
    is_repeated: bool = True
    """Whether the same form follows; otherwise the result is shown."""


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


_THERE = Message("{count} on record")


def _held(database: Database, filled: Filled) -> Sequence[Offer]:
    held = held_at(database, filled.value(PLACE), AsOf())
    return [Offer(item, _THERE.given(count=grouped(copies)), copies) for item, copies in held.items()]


def _available(database: Database) -> dict[str, int]:
    return {row["item"]: row["available"] for row in stock(database, when=AsOf()).records()}


def _spare_copies(database: Database, filled: Filled) -> Sequence[Offer]:
    """Return the items at a store, by default the first, without withdrawn or requested copies.

    Raises Refused if it is unknown, closed, or not a store.
    """
    available, offers = _available(database), []
    held = held_at(database, find_store(database, filled.value(_FROM), today()).code, AsOf())
    for item, copies in held.items():
        text = _THERE if available[item] >= copies else Message("{count} on record, {available} available")
        offers.append(Offer(item, text.given(count=grouped(copies), available=grouped(available[item]))))
    return offers


def all_items(database: Database, _: Filled) -> Sequence[Offer]:
    """Return all items with their available copies."""
    available, text = _available(database), Message("{count} available")
    return [Offer(item, text.given(count=grouped(available.get(item, 0)))) for item, _ in completion.items(database)]


_TO = several(
    "place", Message("To"), kinds.PLACE, hint=Message("Type part of a code or name. Separate several with commas.")
)
_FROM = store("from", Message("From the store"))
_RECEIVED = check("received", Message("Received the same day"), is_further=True)
_REQUEST = selected("request", Message("Request fulfilled by it"), kinds.REQUEST, Message("none"), is_further=True)


def _ship(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    request, text = filled.value(_REQUEST), filled.text(_TO.name)
    places: tuple[str, ...] = filled.value(_TO) or ()
    if len(places) > 1 and place_of(path, text) is not None:  # a name with a comma
        places = (text,)
    shipment = Shipment(
        places[0] if places else None,
        filled.lines(needed=request is None),
        filled.value(_FROM),
        filled.value(inputs.CARRIER),
        bool(filled.value(_RECEIVED)),
        request,
        cost=priced(filled.value(inputs.COST), filled.value(inputs.CURRENCY)),
        fund=filled.value(inputs.FUND),
    )
    if len(places) > 1:
        return made_of(path, *log_shipments(path, shipment, places, particulars))
    return made_of(path, log_shipment(path, shipment, particulars))


def _begin(database: Database, filled: Filled) -> Pairs:
    """Return the place and the open copies of the request in the query."""
    number = filled.value(_REQUEST)
    if number is None:
        return ()
    request = requests.request(database, number)
    lines = [(line["item"], str(line["open"])) for line in request["lines"] if line["open"]]
    return ((_TO.name, request["place"]), *(pair for line in lines for pair in zip(_LINE, line, strict=True)))


_LINE = inputs.ITEM, inputs.QUANTITY
_AGAIN = DAY.name, REFERENCE.name

SHIP = EntryForm(
    "/ship",
    Message("Ship"),
    ("ship",),
    _ship,
    (_TO, _FROM, DAY, REFERENCE, inputs.CARRIER, NOTE, _RECEIVED, _REQUEST, inputs.COST, inputs.CURRENCY, inputs.FUND),
    offers=_spare_copies,
    begin=_begin,
    keeps=(_FROM.name, inputs.CARRIER.name, *_AGAIN, *_LINE, inputs.OTHER),
)


_TICK = "arrived"
_ARRIVED = several(
    "shipment",
    Message("Received in full"),
    kinds.ENTRIES,
    hint=Message("Numbers or short codes from the notes, such as 353, 356..360; or tick shipments below."),
)._replace(offered=kinds.SHIPMENT.choices)


def _receive_all(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    first, *lines = filled.text(_ARRIVED.name).split() or [""]
    if lines and all("=" in line or line.casefold() == "ok" for line in lines):  # the line that a note asks for
        arrived = tuple(parse_line(line, zero=True) for line in lines if "=" in line)
        return made_of(path, log_receipt(path, Arrival(kinds.SHIPMENT.parse(first), arrived), particulars))
    named = [first if first == last else (first, last) for first, last in filled.value(_ARRIVED) or ()]
    named += [int(number) for number in filled.texts(_TICK) if number.isdecimal() and number not in named]
    if not named:
        raise WrongInput.at(_ARRIVED.name, WrongUsage("Type the number of a shipment, or tick one."))
    return made_of(path, *log_receipts(path, named, particulars))


def _on_their_way(database: Database, filled: Filled) -> Sequence[Tick]:
    ticked = filled.texts(_TICK)
    return [
        Tick(each.entry, each.name, copies, each.date, each.days, each.days > shipments.LATE, str(each.entry) in ticked)
        for each in shipments.in_transit(database)
        for copies in [", ".join(f"{grouped(left)}{NO_BREAK_SPACE}{item}" for item, left in each.left.items())]
    ]


RECEIVE = EntryForm(
    "/receive", Message("Receive"), ("receive",), _receive_all, (_ARRIVED, DAY), ticks=_on_their_way, keeps=(DAY.name,)
)

_SHIPMENT = typed(
    "shipment",
    Message("Shipment"),
    kinds.SHIPMENT,
    hint=Message("Number, reference or short code on the delivery note."),
    is_needed=True,
)
_CLOSE = check("close", Message("No more copies will be received; the rest is lost"), is_further=True)


def _copies_on_their_way(database: Database, filled: Filled) -> Sequence[Offer]:
    table = shipments.listed(database, EntryFilter(entry=filled.value(_SHIPMENT)), AsOf())
    left = {row["item"]: row["quantity"] - row["received"] - row["lost"] for row in table.records()}
    text = Message("{count} in transit")
    return [Offer(item, text.given(count=grouped(copies)), copies) for item, copies in left.items()]


RECEIVE_PART = EntryForm(
    "/arrival",
    Message("Receive in part"),
    ("receive",),
    _logs(
        log_receipt,
        lambda filled: Arrival(filled.value(_SHIPMENT), filled.lines(zero=True), bool(filled.value(_CLOSE))),
    ),
    (DAY, REFERENCE, NOTE, _CLOSE),
    about=_SHIPMENT,
    offers=_copies_on_their_way,
    lines_hint=Message("Leave all fields blank if everything in transit was received."),
    is_repeated=False,
)


def _at_place(
    command: str,
    name: Message,
    log: Callable[[Path, Any, Particulars], Entry],
    read: Callable[[str, Filled], Any],
    *further: Input,
    about: Input = PLACE,
    hint: Message | None = None,
) -> EntryForm:
    """Return the form of a command that logs an entry at a place; `read` returns it, given the place."""
    do = _logs(log, lambda filled: read(filled.value(about), filled))
    fields = (*further, DAY, REFERENCE, NOTE)
    return EntryForm(f"/{command}", name, (command,), do, fields, about, _held, lines_hint=hint, keeps=_AGAIN)


_RETURN_TO = store("to", Message("To the store"))
_ALL = check("all", Message("All its copies"))

RETURN = _at_place(
    "return",
    Message("Return"),
    log_return,
    lambda place, filled: Departure(
        place, filled.lines(), filled.value(_RETURN_TO), everything=bool(filled.value(_ALL))
    ),
    _RETURN_TO,
    _ALL,
)

AUDIENCE = typed(
    "audience",
    Message("People reached"),
    kinds.AUDIENCE,
    hint=Message("Groups with their numbers of people, such as pupils=120; teachers=5."),
    is_further=True,
)

HANDOUT = _at_place(
    "handout",
    Message("Hand out"),
    log_handout,
    lambda place, filled: Departure(place, filled.lines(needed=True), audience=filled.value(AUDIENCE) or ()),
    AUDIENCE,
)

_MOVE_TO = typed("to", Message("To"), kinds.PLACE, is_needed=True, comes_first=True)
_MOVE_ALL = check("all", Message("All copies at the place, except those of withdrawn runs"))

MOVE = _at_place(
    "move",
    Message("Move"),
    log_move,
    lambda place, filled: Relocation(place, filled.value(_MOVE_TO), filled.lines(), bool(filled.value(_MOVE_ALL))),
    _MOVE_TO,
    _MOVE_ALL,
    about=PLACE._replace(label=Message("From")),
)

_FULL = check("full", Message("Everything was counted; blank fields are zero"), is_further=True)

COUNT = _at_place(
    "count",
    Message("Count"),
    log_count,
    lambda place, filled: Count(place, filled.lines(zero=True), bool(filled.value(_FULL))),
    _FULL,
    hint=Message("Enter the number counted, or 0 if there are none. Leave the field blank if you did not count."),
)

_REASON = chosen("reason", Message("Reason"), REASONS)._replace(is_needed=True, comes_first=True)

WRITE_OFF = _at_place(
    "writeoff",
    Message("Write off"),
    log_writeoff,
    lambda place, filled: Departure(place, filled.lines(needed=True), reason=filled.value(_REASON)),
    _REASON,
)


_NEW_ITEM = typed("new-item", Message("Item"), kinds.ITEM, is_needed=True, comes_first=True)
_PRINTED = Input("copies", Message("Copies"), kinds.QUANTITY.parse, kind="number", is_needed=True, comes_first=True)
_COST = inputs.COST._replace(label=Message("Cost"))
_FUND = inputs.FUND._replace(label=Message("Fund"))
_PRINTER = typed("printer", Message("Printer"), kinds.PRINTER, is_further=True)
_ISBN = typed("isbn", Message("ISBN"), kinds.ISBN, is_further=True)


def _new_run(filled: Filled) -> NewPrintRun:
    fund, cost = filled.value(_FUND), priced(filled.value(_COST), filled.value(inputs.CURRENCY))
    funds = () if fund is None else settled([Share(fund)])
    detail = RunDetail(cost, funds, filled.value(_PRINTER), filled.value(_ISBN))
    return NewPrintRun(filled.value(_NEW_ITEM), filled.value(_PRINTED), filled.value(_RETURN_TO), detail)


PRINT = EntryForm(
    "/print",
    Message("Print run"),
    ("print",),
    _logs(log_print, _new_run),
    (_NEW_ITEM, _PRINTED, _RETURN_TO, DAY, REFERENCE, _COST, inputs.CURRENCY, _FUND, _PRINTER, _ISBN, NOTE),
)
