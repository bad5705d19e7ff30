"""The form of a shipment."""

from collections.abc import Sequence
from pathlib import Path

from tracker.ledger.shipments import Shipment, log_shipment
from tracker.messages import Message
from tracker.model.entries import Particulars
from tracker.model.money import priced
from tracker.page.asked import Pairs
from tracker.page.recording.entry_forms import Entered, EntryForm, Offer, made_of
from tracker.page.recording.filled import LINE, Filled
from tracker.page.recording.inputs import (
    CARRIER,
    COST,
    CURRENCY,
    DAY,
    FUND,
    NOTE,
    REFERENCE,
    REQUEST,
    Input,
    check,
    place,
)
from tracker.page.recording.stocked import at_store
from tracker.reports import completion, requests
from tracker.reports.queries import Database

_TO = place("place", Message("To"), hint=Message("A code or a name; what fits is shown as you type."))
_FROM = Input(
    "from",
    Message("From the store"),
    str,
    "--from",
    choices=completion.stores,
    usual=Message("first store"),
    hides_alone=True,
)
_RECEIVED = check("received", Message("It arrived on the same day"), "--received", is_further=True)


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


def _offers(database: Database, filled: Filled) -> Sequence[Offer]:
    return at_store(database, filled.of(_FROM))


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
    offers=_offers,
    begin=_begin,
)
