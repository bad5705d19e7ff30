"""Which shipment a row means: the number of one, or the reference of one that stands."""

from collections.abc import Mapping, Sequence

from tracker.errors import Refused
from tracker.imports.entry_rows import parse_number
from tracker.messages import both
from tracker.model.codes import parse_short_code, written_alike
from tracker.model.entries import EntryType
from tracker.model.quantities import numbered
from tracker.model.text import match_key
from tracker.store import catalogue, entries, entry_contents
from tracker.store.connection import Database


def find_shipment(database: Database, by_reference: Mapping[str, Sequence[int]], text: str, place: str | None) -> int:
    """Return the shipment with that number or short code, or the one that stands with that reference, to the place.

    `by_reference` has what `sought` asks for. Raises Refused when there is none, or more than one.
    """
    number = parse_number(text) or _coded(text, by_reference)
    is_number = number is not None and entry_contents.type_of(database, number) == EntryType.SHIP.value
    by_number = [number] if is_number and number is not None else []
    words = sought(text) if is_number else (match_key(text),)
    found = list(dict.fromkeys([*by_number, *(each for word in words for each in by_reference.get(word, ()))]))
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
    if is_number and parse_number(text) is None:
        raise Refused(
            "'{code}' is the short code of shipment {number}, and the reference of {entries}; write the number that "
            "you mean.",
            code=text,
            number=number,
            entries=numbered(each for each in here if each != number),
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
    """Return the number of a short code such as 255-K. Raises Refused for a wrong letter, if it is no reference."""
    code = parse_short_code(text)
    if code is not None and not code.is_right:
        if match_key(text) in by_reference:
            return None
        raise Refused(
            "'{code}' is neither a reference nor a short code: its letter does not go with {number}, so that "
            "one of the two is mistyped. Look at the paper again.",
            code=text,
            number=code.number,
        )
    return None if code is None else code.number


def sought(text: str) -> tuple[str, ...]:
    """Return the references that a cell may mean, as match_keys."""
    return tuple(dict.fromkeys(map(match_key, written_alike(text))))


def _place_of(database: Database, shipment: int) -> str:
    return catalogue.place_by_id(database, entries.place_of(database, shipment)).code
