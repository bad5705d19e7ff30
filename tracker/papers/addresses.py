"""How a place is addressed, and what others may see of one."""

from collections.abc import Iterable

from tracker.model.text import folded
from tracker.papers.directory import Addressee, Directory


def address(directory: Directory, place: Addressee, seen_from: Addressee) -> tuple[str, ...]:
    """Return the lines of a postal address: name, contact, street, city, and the country if it is another one."""
    lines = [place.name, place.contact, place.address, _city(place)]
    if place.country != seen_from.country:
        lines.append(directory.country(place.country))
    return tuple(line for line in lines if line)


def reached_by(place: Addressee) -> tuple[str, ...]:
    """Return how to reach a place other than by post: its email address and telephone number."""
    return tuple(line for line in (place.email, place.phone) if line)


def for_others(directory: Directory, place: Addressee, seen_from: Addressee) -> tuple[str, ...]:
    """Return the lines about a place on a paper that goes to another one: kind and country only of a discreet place."""
    if place.is_discreet:
        return directory.kind(place.kind), directory.country(place.country)
    return (*address(directory, place, seen_from), *reached_by(place))


def _city(place: Addressee) -> str | None:
    """Return the city, unless a part of the address is it already, alone or with numbers such as a post code."""
    if not place.city or not place.address:
        return place.city
    city = folded(place.city).split()
    for part in place.address.split(","):
        words = folded(part).split()
        if (words[: len(city)] == city and _are_numbers(words[len(city) :])) or (
            words[-len(city) :] == city and _are_numbers(words[: -len(city)])
        ):
            return None
    return place.city


def _are_numbers(words: Iterable[str]) -> bool:
    return all(any(letter.isdigit() for letter in word) for word in words)


def on_a_parcel(directory: Directory, place: Addressee, seen_from: Addressee) -> tuple[str, ...]:
    """Return the lines of an address that anybody may see on the way: a discreet place's never have its name."""
    lines = address(directory, place, seen_from)
    return lines[1:] if place.is_discreet else lines


def is_addressable(place: Addressee) -> bool:
    """Tell whether something may be written on a parcel by which it would reach the place."""
    return not place.is_discreet or bool(place.contact or place.address)
