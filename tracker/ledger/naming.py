"""Names that clerks use: names of places and booklets, references of entries, and 'last'."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tracker import errors
from tracker.errors import CodeTaken, UnknownName, WrongUsage
from tracker.languages import worded
from tracker.messages import Message, either
from tracker.model.catalogue import Place
from tracker.model.codes import RESERVED, ItemCode, RunCode, no_item, parse_item
from tracker.model.entries import LAST, EntryName, EntryType
from tracker.model.quantities import Line, check_distinct, numbered
from tracker.model.text import name_key
from tracker.store import catalogue, entries
from tracker.store.catalogue import booklet_names, place_names
from tracker.store.commands import name_of_clerk
from tracker.store.connection import Database

# Places and booklets ---------------------------------------------------------------------------------


def place_named(database: Database, name: str) -> Place | None:
    """Return the place with this full name, or None. Raises Refused if several have it."""
    several = Message("Several places are named '{name}': {codes}; enter one of these codes.")
    code = _code_of(name, place_names(database), several)
    return catalogue.place(database, code) if code else None


def booklet_named(database: Database, title: str) -> str | None:
    """Return the code of the booklet with this full title, or None. Raises Refused if several have it."""
    several = Message("Several booklets have the title '{name}': {codes}; enter one of these codes.")
    return _code_of(title, booklet_names(database), several)


def _code_of(name: str, known: Iterable[tuple[str, str]], several: Message) -> str | None:
    key = name_key(name)
    codes = sorted({code for code, other in known if name_key(other) == key})
    if len(codes) > 1:
        raise errors.AmbiguousName.from_message(several.given(name=name, codes=", ".join(codes)))
    return codes[0] if codes else None


def with_aliases(
    database: Database, table: str, code: str, added: Iterable[str], dropped: Iterable[str] = ()
) -> str | None:
    """Return the aliases of a place or booklet as stored, after adding and dropping some.

    Raises Refused if an added alias names something else, or a dropped one does not exist.
    """
    known = place_names(database) if table == "place" else booklet_names(database)
    names = {name_key(name) for other, own in known for name in (own, other) if other != code}
    if table == "place":
        names.update(map(name_key, RESERVED))
    aliases = {name_key(own): own for own in [own for other, own in known if other == code][:-1]}
    for alias in dropped:
        if aliases.pop(name_key(alias), None) is None:
            raise UnknownName("{code} has no alias '{alias}'.", code=code, alias=alias)
    return joined_aliases(code, [*aliases.values(), *added], names.__contains__)


def joined_aliases(code: str, aliases: Iterable[str], is_taken: Callable[[str], bool]) -> str | None:
    """Return aliases as stored, each once. Raises Refused if `is_taken` is true of the name_key of one."""
    by_key = {name_key(alias): alias for alias in aliases}
    for key, alias in by_key.items():
        if ";" in alias or is_taken(key):
            raise CodeTaken(
                "'{alias}' cannot be an alias of {code}: it already names something else, or contains a ';'.",
                alias=alias,
                code=code,
            )
    return "; ".join(by_key.values()) or None


def with_code(database: Database, item: ItemCode) -> ItemCode:
    """Return the item with its booklet's recorded code, given in any case or as the title; an unknown one unchanged.

    A language alone means the only booklet in it. Raises Refused for one of several booklets, WrongUsage for none.
    """
    if item.booklet:
        booklet = catalogue.code_of(database, "booklet", item.booklet) or booklet_named(database, item.booklet)
        return item if booklet in (None, item.booklet) else ItemCode(str(booklet), item.language)
    found = [code for code, _ in catalogue.codes(database, "item") if code.endswith(f"/{item.language.lower()}")]
    if not found:
        raise no_item(item.language)
    if len(found) > 1:
        raise errors.AmbiguousName(
            "Several booklets have the language {language}. Enter {items}.", language=item.language, items=either(found)
        )
    return parse_item(found[0])


def with_codes(database: Database, lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines with their booklets' codes. Raises WrongUsage if an item appears twice."""
    known = tuple(_with_code(database, line) for line in lines)
    check_distinct(known)
    return known


def _with_code(database: Database, line: Line) -> Line:
    item = with_code(database, line.item)
    if item is line.item:
        return line
    return line._replace(what=RunCode(item, line.what.number) if isinstance(line.what, RunCode) else item)


# Entries ---------------------------------------------------------------------------------------------


def find_number(database: Database, name: EntryName, clerk: str, kind: EntryType | None = None) -> int:
    """Return the number of the entry that a clerk names by number, 'last', reference or short code.

    A reference matches only valid entries, of type `kind` if given, and never a receipt recorded with its shipment.
    Raises Refused if no entry or several match, and WrongUsage for a wrong check letter.
    """
    if isinstance(name, int):
        return name
    if name.casefold() == LAST:
        return _last(database, clerk)
    found = entries.referred_to(database, name, None if kind is None else kind.value)
    if kind in (None, EntryType.SHIP) and (coded := _by_short_code(database, name, kind, found)) is not None:
        return coded
    if not found:
        raise UnknownName.from_message(
            (_UNKNOWN if kind is None else _UNKNOWN_OF_TYPE).given(reference=name, type=worded("type", kind))
        )
    if len(found) > 1:
        raise errors.AmbiguousName(
            "Several entries have the reference '{reference}': {entries}; enter one of their numbers.",
            reference=name,
            entries=numbered(found),
        )
    return found[0]


def _by_short_code(database: Database, name: str, kind: EntryType | None, referred: list[int]) -> int | None:
    """Return the entry with this short code; or None if the name is not one, or is a reference."""
    from tracker.model.codes import parse_short_code, written_alike
    from tracker.store import entry_contents

    code = parse_short_code(name)
    if code is None or (referred and not code.is_right):
        return None
    if not code.is_right:
        raise WrongUsage(
            "'{code}' is neither a reference nor a short code: its letter does not match {number}. Check the paper.",
            code=name,
            number=code.number,
        )
    value = None if kind is None else kind.value
    alike = {number for word in written_alike(name) for number in entries.referred_to(database, word, value)}
    others = sorted(alike - {code.number})
    is_shipment = entry_contents.type_of(database, code.number) == EntryType.SHIP.value
    if others and is_shipment:
        raise errors.AmbiguousName(
            "'{code}' is the short code of shipment {number} and the reference of {entries}; enter the right number.",
            code=name,
            number=code.number,
            entries=numbered(others),
        )
    return None if referred or (kind is None and not is_shipment) else code.number


_UNKNOWN = Message(
    "No valid entry has the reference '{reference}'; enter an entry number, a complete reference, or 'last'."
)
_UNKNOWN_OF_TYPE = Message(
    "No valid {type} entry has the reference '{reference}'; enter an entry number, a complete reference, or 'last'."
)


def _last(database: Database, clerk: str) -> int:
    """Return the entry of a clerk's last command that recorded any. Raises Refused if there were several, or none."""
    clerk = name_of_clerk(database, clerk)
    command = entries.last_made_by(database, clerk)
    if command is None:
        raise UnknownName(
            "{clerk} has not recorded any entries, so 'last' has no meaning; enter an entry number.", clerk=clerk
        )
    made = entries.of_command(database, command)
    if len(made) > 1:
        raise errors.AmbiguousName(
            "Your last command, {command}, made several entries: {entries}; enter one of their numbers.",
            command=command,
            entries=numbered(made),
        )
    return made[0]


def refuse_repeated(places: Iterable[Place]) -> None:
    """Raise Refused if a place is repeated."""
    seen: list[str] = []
    for place in places:
        if place.code in seen:
            raise errors.NamedTwice("{place} appears twice; specify it once.", place=place.code)
        seen.append(place.code)
