"""The whole story of a parcel."""

from tracker.model.as_of import AsOf
from tracker.model.entries import Entry, EntryType
from tracker.model.stories import Destination, ParcelItem, Story
from tracker.reports.queries import Database, Ledger, ask, reading
from tracker.store import entries
from tracker.store.dictionary import columns
from tracker.store.entry_stories import story_of

_SHIPMENT = [column.name for column in columns("shipments")]
_PLACE = [column.name for column in columns("places")]


def story(ledger: Ledger, entry: Entry) -> Story | None:
    """Return the story of the parcel that a shipment or one of its receipts is about; None for any other entry."""
    shipment = entry.number if entry.type is EntryType.SHIP else entry.shipment
    if shipment is None or entry.type not in (EntryType.SHIP, EntryType.RECEIVE):
        return None
    with reading(ledger) as database:
        told = [entries.read(database, number) for number in story_of(database, shipment)]
        items = [_item(row) for row in ask(database, "shipments", AsOf(), [("entry = ?", shipment)], "item")]
        return Story(
            tuple(each for each in told if each is not None), tuple(items), _destination(database, entry.place)
        )


def _item(row: tuple[object, ...]) -> ParcelItem:
    named = dict(zip(_SHIPMENT, row, strict=True))
    sent, received, lost = (int(str(named[name])) for name in ("quantity", "received", "lost"))
    missing = 0 if named["status"] == "voided" else sent - received - lost
    return ParcelItem(str(named["item"]), sent, received, lost, missing)


def _destination(database: Database, code: str) -> Destination:
    row = next(ask(database, "places", AsOf(), [("code = ?", code)]))
    named = dict(zip(_PLACE, row, strict=True))
    return Destination(**{name: named[name] for name in Destination._fields})  # type: ignore[arg-type]
