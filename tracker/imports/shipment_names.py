"""Which shipment a row means: the number of one, or the reference of one that stands."""

from collections.abc import Mapping, Sequence

from tracker.errors import Refused
from tracker.imports.entry_rows import parse_number
from tracker.messages import both
from tracker.model.entries import EntryType
from tracker.model.short_codes import parse_short_code
from tracker.model.text import match_key
from tracker.store import catalogue, entries, entry_contents
from tracker.store.connection import Database


def find_shipment(database: Database, by_reference: Mapping[str, Sequence[int]], text: str, place: str | None) -> int:
    """Return the shipment with that number, or the one that stands with that reference, of those to the place.

    Raises Refused when there is none, or more than one.
    """
    number = parse_number(text) or _coded(text, by_reference)
    is_number = number is not None and entry_contents.type_of(database, number) == EntryType.SHIP.value
    numbered = [number] if is_number and number is not None else []
    found = list(dict.fromkeys([*numbered, *by_reference.get(match_key(text), [])]))
    here = [each for each in found if place is None or _place_of(database, each) == place]
    if len(here) == 1:
        return here[0]
    if found and not here:
        raise Refused(
            "Shipment {shipment} went to {other}, not to {place}.",
            shipment=text,
            other=both(_place_of(database, each) for each in found),
            place=place,
        )
    if not here:
        raise Refused(
            "No shipment has the number or the reference '{shipment}'; see 'tracker shipments'.", shipment=text
        )
    if is_number:
        raise Refused(
            "{shipment} is the number of a shipment, and the reference of shipment {others}; log its receipt with "
            "'tracker receive'.",
            shipment=text,
            others=both(each for each in here if each != number),
        )
    raise Refused(
        "Shipments {shipments} have the reference '{reference}'; write the number of one, or the place in a column.",
        shipments=both(here),
        reference=text,
    )


def _coded(text: str, by_reference: Mapping[str, Sequence[int]]) -> int | None:
    """Return the number of a short code such as 255-K, unless that is a reference; Refused for a wrong letter."""
    code = None if match_key(text) in by_reference else parse_short_code(text)
    if code is not None and not code.is_right:
        raise Refused(
            "'{code}' is no reference, and no short code: the letter of {number} is another. Look at the paper again.",
            code=text,
            number=code.number,
        )
    return None if code is None else code.number


def _place_of(database: Database, shipment: int) -> str:
    return catalogue.place_by_id(database, entries.place_of(database, shipment)).code
