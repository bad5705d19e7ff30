"""Look up records that a clerk names; errors suggest similar names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import NoReturn

from tracker import errors
from tracker.errors import CodeTaken, PlaceClosed, UnknownName, WrongUsage, session
from tracker.languages import called, known_words, worded
from tracker.ledger.naming import booklet_named, place_named, with_code
from tracker.messages import Joined, Message
from tracker.model.catalogue import Place, Run
from tracker.model.codes import RESERVED, ItemCode, RunCode, parse_code, parse_named_run
from tracker.model.entries import Entry, EntryType
from tracker.model.text import did_you_mean, match_key, name_key, nearest
from tracker.store import catalogue, commands, dated_facts, entries
from tracker.store.catalogue import place_names
from tracker.store.connection import Database


def find_place(database: Database, code: str) -> Place:
    """Return the place with this code or full name. Raises Refused if none or several have it, or it is reserved."""
    is_reserved = code.casefold() in RESERVED
    found = None if is_reserved else catalogue.place(database, code) or place_named(database, code)
    return refuse_unknown_place(database, code) if found is None else found


def refuse_unknown_place(database: Database, code: str) -> NoReturn:
    """Raise Refused for an unknown or reserved place name, with similar names."""
    if code.casefold() in RESERVED:
        raise errors.CodeReserved("'{code}' is reserved and not a place; use another place.", code=code)
    _refuse_unknown("place", code, lambda: place_names(database))


def find_open_place(database: Database, code: str, day: date) -> Place:
    """Return the place. Raises Refused if it is unknown, or closed on `day`."""
    return refuse_closed(database, find_place(database, code), day)


def find_store(database: Database, code: str | None, day: date) -> Place:
    """Return the store with this code, or the default store. Raises Refused if it is closed on `day`, or no store."""
    found = catalogue.default_store(database) if code is None else find_place(database, code)
    if not found.is_store:
        raise errors.WrongKind(
            "{place} is of kind {kind}, not a store; use a place of kind store.",
            place=found.code,
            kind=worded("kind", found.kind),
        )
    return refuse_closed(database, found, day)


def refuse_closed(database: Database, place: Place, day: date) -> Place:
    """Return the place. Raises Refused if it was closed on `day`."""
    since = dated_facts.since_on(database, "closing", place.id, day)
    if since is not None:
        raise PlaceClosed(
            "{place} was closed on {since}; use an earlier date, or run 'tracker place reopen {place} --date {day}'.",
            place=place.code,
            since=since,
            day=day,
        ).concerning("date")
    return place


def find_code(database: Database, table: str, code: str) -> str:
    """Return the recorded code of a kind, country, language, fund or booklet. Raises Refused if it is unknown."""
    found = catalogue.code_of(database, table, code)
    if found is None:
        _refuse_unknown(table, code, lambda: catalogue.codes(database, table))
    return found


def find_named(database: Database, table: str, text: str) -> str:
    """Return the code of a kind or country by its code, or its name in any language. Raises Refused if unknown."""
    if (code := catalogue.code_of(database, table, text)) is not None:
        return code
    known: Sequence[tuple[str, ...]] = catalogue.countries(database)
    if table != "country":
        kinds = catalogue.codes(database, "kind")
        known = [(code, name, *known_words("kind", code), *known_words("kind", name)) for code, name in kinds]
    by_name = {name_key(name): code for code, *names in known for name in names}
    if table == "country":
        by_name = catalogue.everyday_countries() | by_name
    if (code := by_name.get(name_key(text))) is not None:
        return code
    names = [
        (code, worded("country", code) if table == "country" else called("kind", names[0])) for code, *names in known
    ]
    return _refuse_unknown(table, text, lambda: names)


def find_record(database: Database, table: str, code: str) -> str:
    """Return the code of a kind, fund, booklet, run, place, region or seminar. Raises Refused if it is unknown."""
    if table in ("place", "seminar"):
        return find_place(database, code).code
    if table == "region":
        return find_set_region(database, code).name
    if table == "run":
        return find_run(database, parse_named_run(code)).code
    return find_named(database, table, code) if table == "kind" else find_code(database, table, code)


def find_region(database: Database, name: str) -> tuple[str, ...]:
    """Return the spellings of a region, ignoring case. Raises Refused with similar names if it is unknown."""
    known = catalogue.regions(database)
    if found := tuple(region for region in known if match_key(region) == match_key(name)):
        return found
    unknown = Message("There is no place in the region '{region}'.", region=name)
    remedy = Message("To set it, run 'tracker place edit --region'.")
    raise UnknownName.from_message(Joined(unknown, did_you_mean(nearest(name, known)) or remedy))


def find_set_region(database: Database, name: str) -> catalogue.KnownRegion:
    """Return the data of a region, ignoring case. Raises Refused if it has none."""
    known = {region.name: region for region in catalogue.known_regions(database) if region.country}
    for region in known.values():
        if match_key(region.name) == match_key(name):
            return region
    unknown = Message("There is no region '{region}'.", region=name)
    remedy = Message("To record it, run 'tracker region set NAME'.")
    raise UnknownName.from_message(Joined(unknown, did_you_mean(nearest(name, list(known))) or remedy))


def find_booklet(database: Database, code: str) -> str:
    """Return the code of the booklet with this code or full title. Raises Refused if none or several have it."""
    if catalogue.code_of(database, "booklet", code) is None and (named := booklet_named(database, code)) is not None:
        return named
    return find_code(database, "booklet", code)


def find_item(database: Database, code: ItemCode) -> str:
    """Return the recorded code of an item. Raises Refused with similar codes if it is unknown."""
    found = catalogue.item(database, code) or catalogue.item(database, with_code(database, code))
    if found is None:
        booklet = find_booklet(database, code.booklet)
        _refuse_unknown("item", f"{booklet}/{code.language}", lambda: catalogue.codes(database, "item"))
    return found


def find_run(database: Database, code: RunCode) -> Run:
    """Return the print run unless it is voided. Raises Refused with the item's print runs if it is unknown."""
    found = catalogue.run(database, code)
    if found is None:
        found = catalogue.run(database, RunCode(with_code(database, code.item), code.number))
    if found is None:
        item = find_item(database, code.item)
        run = f"{item}/{code.number}"
        if existing := [run.code for run in catalogue.runs_of(database, item)]:
            runs = ", ".join(existing)
            raise UnknownName("There is no print run {run}; existing print runs: {runs}.", run=run, runs=runs)
        raise UnknownName("There is no print run {run}; {item} has not been printed yet.", run=run, item=item)
    return found


def find_run_known_at(database: Database, code: RunCode, moment: str | None) -> str:
    """Return the code of the print run; with a moment, even if voided. Raises Refused if it is unknown."""
    named = RunCode(with_code(database, code.item), code.number)
    if moment is not None and catalogue.was_printed(database, str(named)):
        return str(named)
    return find_run(database, code).code


def find_entry(database: Database, number: int) -> Entry:
    """Return the recorded entry. Raises Refused if there is no entry with this number."""
    entry = entries.read(database, number)
    if entry is None:
        if last := entries.last_number(database):
            raise UnknownName("There is no entry {entry}; the last entry is {last}.", entry=number, last=last)
        raise UnknownName("There is no entry {entry}; the ledger has no entries yet.", entry=number)
    return entry


def refuse_void(database: Database, entry: Entry) -> None:
    """Raise Refused for a void entry or its void, naming what to do instead."""
    if entry.voids is not None:
        entry = find_entry(database, entry.voids)
    if entry.voided_by is None:
        return
    from tracker.store import undoing  # few entries are void

    number, void = entry.number or 0, find_entry(database, entry.voided_by)
    now = entries.current_version(database, number)
    if now is not None:
        refusal = Message("Entry {entry} is void, and was recorded again as entry {now}. See 'tracker show {now}'.")
    elif remedy := undoing.remedy(database, void.command or 0):
        refusal = Message("Entry {entry} was voided by entry {void}. To restore it, run '{remedy}'.", remedy=remedy)
    else:
        refusal = Message("Entry {entry} is void. Log it again with the details shown by 'tracker show {entry}'.")
    about = refusal.given(entry=number, now=now, void=void.number)
    raise errors.AlreadyVoided.from_message(about).concerning("entries")


def refuse_unknown_command(database: Database, command: int) -> None:
    """Raise Refused if there is no command with this number."""
    last = commands.last_number(database)
    if command > last:
        raise UnknownName("There is no command {command}; the last command is {last}.", command=command, last=last)


def find_shipment(database: Database, number: int) -> Entry:
    """Return the recorded shipment, even if void. Raises Refused if there is no such entry, or it is not a shipment."""
    entry = find_entry(database, number)
    if entry.type is not EntryType.SHIP:
        raise errors.WrongKind(
            "Entry {entry} is a {type}, not a shipment; see 'tracker shipments'.",
            entry=number,
            type=worded("type", entry.type),
        )
    return entry


def refuse_taken(database: Database, table: str, code: str) -> None:
    """Raise Refused if the code is in use, WrongUsage if it is malformed or reserved."""
    parse_code(code)
    if table == "place" and code.casefold() in RESERVED:
        raise WrongUsage("'{code}' is a reserved code; choose another code.", code=code)
    if table == "kind" and code.casefold() == "outside":
        raise errors.CodeReserved("Kind 'outside' is reserved; choose another code.")
    existing = catalogue.place(database, code) if table == "place" else catalogue.code_of(database, table, code)
    if existing is not None:
        raise CodeTaken(
            "The code {code} already exists; choose another code, or run 'tracker {table} edit {code}'.",
            code=code,
            table=table,
        )


_UNKNOWN = {
    "booklet": Message("There is no booklet '{code}'."),
    "country": Message("There is no country '{code}'."),
    "fund": Message("There is no fund '{code}'."),
    "item": Message("There is no item '{code}'."),
    "kind": Message("There is no kind '{code}'."),
    "language": Message("There is no language '{code}'."),
    "place": Message("There is no place '{code}'."),
}

_ADD = Message("To add it, run '{command}'.")

_REMEDY = {
    "booklet": _ADD.given(command="tracker booklet add CODE TITLE", option=("--create-missing",)),
    "country": Message("Use a country name or ISO 3166 code, such as LV or GB."),
    "fund": _ADD.given(command="tracker fund add CODE NAME"),
    "item": _ADD.given(command="tracker print ITEM QTY"),
    "kind": _ADD.given(command="tracker kind add CODE NAME"),
    "language": Message("Use an ISO 639 code, such as lv or ru."),
    "place": _ADD.given(command="tracker place add CODE NAME --kind KIND"),
}


MOST_SUGGESTIONS = 50
"""The number of unknown names per command with suggestions: a sheet may have many."""


def _refuse_unknown(table: str, code: str, read: Callable[[], list[tuple[str, str]]]) -> NoReturn:
    """Raise Refused for an unknown code, suggesting up to three that are similar by code or name."""
    session.unknown += 1
    named = _similar(code, read()) if session.unknown <= MOST_SUGGESTIONS else []
    raise UnknownName.from_message(Joined(_UNKNOWN[table].given(code=code), did_you_mean(named) or _REMEDY[table]))


def _similar(code: str, known: list[tuple[str, str]]) -> list[str]:
    """Return up to three known codes that resemble `code` by code or by name, each followed by its name."""
    by_name = {match_key(name): known_code for known_code, name in known}
    words = re.findall(r"[^\W\d_]{4,}", match_key(code))
    close = nearest(code, [known_code for known_code, _ in known])
    initials = [
        known_code
        for known_code, name in known
        if match_key("".join(word[0] for word in name.split())) == match_key(code) and len(code) > 1
    ]
    close += [by_name[match_key(name)] for name in nearest(code, by_name)]
    close += [known_code for known_code, _ in known if match_key(known_code) in words]
    suggested = list(dict.fromkeys(initials + close))[:3]
    names = dict(known)
    return [f"{suggestion} ({names[suggestion]})" for suggestion in suggested]
