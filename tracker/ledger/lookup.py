"""Finding what a clerk names, or refusing with the nearest names there are."""

from datetime import date
from typing import NoReturn

from tracker.errors import Refused, WrongUsage
from tracker.model.catalogue import Place, Run
from tracker.model.codes import RESERVED, ItemCode, RunCode, parse_code
from tracker.model.entries import Entry
from tracker.model.text import did_you_mean, match_key, nearest
from tracker.store import catalogue, entries
from tracker.store.connection import Database


def find_place(database: Database, code: str) -> Place:
    """Return the place with that code. Raises Refused when it is unknown or one outside."""
    if code.casefold() in RESERVED:
        raise Refused(f"'{code}' is reserved for copies outside all places; name a place of your own.")
    found = catalogue.place(database, code)
    if found is None:
        _unknown("place", code, catalogue.place_names(database), "tracker place add")
    return found


def find_open_place(database: Database, code: str, day: date) -> Place:
    """Return the place. Raises Refused when it is unknown, or closed on that day."""
    return refuse_closed(database, find_place(database, code), day)


def find_store(database: Database, code: str | None, day: date) -> Place:
    """Return the store with that code, the default store for None.

    Raises Refused when the place is unknown, closed on that day, or not a store.
    """
    found = catalogue.default_store(database) if code is None else find_place(database, code)
    if not found.is_store:
        raise Refused(f"{found.code} is of kind {found.kind}, not a store; name a place of kind store.")
    return refuse_closed(database, found, day)


def refuse_closed(database: Database, place: Place, day: date) -> Place:
    """Return the place. Raises Refused when it was closed on that day."""
    closed = catalogue.closed_on(database, place.id, day)
    if closed is not None:
        raise Refused(
            f"{place.code} is closed since {closed}; log it on an earlier date, "
            f"or open it again with 'tracker place reopen {place.code}'."
        )
    return place


def find_code(database: Database, table: str, code: str) -> str:
    """Return the code of a kind, country, language, fund or booklet as the database spells it.

    Raises Refused with the nearest codes when it is unknown.
    """
    found = catalogue.code_of(database, table, code)
    if found is None:
        _unknown(table, code, catalogue.codes(database, table), _ADD.get(table))
    return found


def find_item(database: Database, code: ItemCode) -> str:
    """Return the code of an item that the ledger knows. Raises Refused with the nearest ones when unknown."""
    found = catalogue.item(database, code)
    if found is None:
        booklet = find_code(database, "booklet", code.booklet)
        find_code(database, "language", code.language)
        _unknown("item", f"{booklet}/{code.language}", catalogue.codes(database, "item"), "tracker print")
    return found


def find_run(database: Database, code: RunCode) -> Run:
    """Return the standing print run. Raises Refused with the item's runs when it is unknown."""
    found = catalogue.run(database, code)
    if found is None:
        item = find_item(database, code.item)
        there = [run.code for run in catalogue.runs_of(database, item)]
        known = f"there is {', '.join(there)}" if there else "none of it was printed yet"
        raise Refused(f"There is no print run {item}/{code.number}; {known}.")
    return found


def find_entry(database: Database, number: int) -> Entry:
    """Return the recorded entry. Raises Refused when there is none of that number."""
    entry = entries.read(database, number)
    if entry is None:
        last = entries.last_number(database)
        there = f"the last one is {last}" if last else "nothing is recorded yet"
        raise Refused(f"There is no entry {number}; {there}.")
    return entry


def refuse_taken(database: Database, table: str, code: str) -> None:
    """Raise Refused when the code is in use, WrongUsage when it is malformed."""
    parse_code(code)
    if table == "place" and code.casefold() in RESERVED:
        raise WrongUsage(f"'{code}' is reserved for copies outside all places; choose another code.")
    taken = catalogue.place(database, code) if table == "place" else catalogue.code_of(database, table, code)
    if taken is not None:
        raise Refused(f"There is a {table} {code} already; choose another code, or edit that one.")


_REMEDY = {
    "language": " Write its ISO 639 code, such as lv or ru.",
    "country": " Write its ISO 3166 code, such as LV or GB.",
}

_ADD = {"kind": "tracker kind add", "fund": "tracker fund add", "booklet": "tracker booklet add"}


def _unknown(what: str, code: str, known: list[tuple[str, str]], add: str | None) -> NoReturn:
    """Refuse a name nobody knows, with the nearest codes, found by their codes or by their names."""
    by_name = {match_key(name): known_code for known_code, name in known}
    close = nearest(code, [known_code for known_code, _ in known])
    initials = [known_code for known_code, name in known if _initials(name) == match_key(code) and len(code) > 1]
    close += [by_name[match_key(name)] for name in nearest(code, by_name)]
    shown = list(dict.fromkeys(initials + close))[:3]
    named = [f"{known_code} ({name})" for wanted in shown for known_code, name in known if known_code == wanted]
    remedy = did_you_mean(named) or (f" Make it with '{add}'." if add else _REMEDY.get(what, ""))
    raise Refused(f"There is no {what} '{code}'.{remedy}")


def _initials(name: str) -> str:
    return match_key("".join(word[0] for word in name.split()))
