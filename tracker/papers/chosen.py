"""Which places a paper is for: those that are named, or all that are open of a kind, a country, a region."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.ledger.lookup import find_code, find_place, find_region
from tracker.model.text import sort_key
from tracker.papers.directory import Addressee, Directory


@dataclass(frozen=True)
class Chosen:
    """What a clerk chooses places by; None and nothing is no limit."""

    places: tuple[str, ...] = ()
    kind: str | None = None
    country: str | None = None
    region: str | None = None

    def __bool__(self) -> bool:
        """Return whether anything is chosen."""
        return bool(self.places or self.kind or self.country or self.region)


def places_for(directory: Directory, chosen: Chosen) -> Sequence[Addressee]:
    """Return the places that are named, as they are, then those that are open and fit, by name.

    Raises Refused for a name that is not known.
    """
    database = directory.database
    named = [directory.place(find_place(database, name).code) for name in chosen.places]
    if not (chosen.kind or chosen.country or chosen.region):
        return named
    kind = chosen.kind and find_code(database, "kind", chosen.kind)
    country = chosen.country and find_code(database, "country", chosen.country)
    regions = chosen.region and find_region(database, chosen.region)
    fitting = (
        place
        for place in directory.all_places()
        if place.is_open
        and place not in named
        and (kind is None or place.kind == kind)
        and (country is None or place.country == country)
        and (regions is None or place.region in regions)
    )
    return [*named, *sorted(fitting, key=lambda place: (sort_key(place.name), place.code))]
