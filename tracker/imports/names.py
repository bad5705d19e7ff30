"""Find places by code or full name, items and print runs. Missing ones may be added."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple

from tracker.errors import AmbiguousName, Refused, UnknownName, WrongRow, WrongUsage
from tracker.imports.cells import Cells
from tracker.imports.choosing import is_ditto
from tracker.imports.rows import Sheet, SourceRow, in_one_line, label, text_of
from tracker.imports.totals import sums_above
from tracker.languages import LANGUAGES, worded
from tracker.ledger.catalogue import add_item, add_record
from tracker.ledger.commands import WOULD_RECORD, Command
from tracker.ledger.lookup import find_code, find_item, find_named, find_run, refuse_unknown_place
from tracker.ledger.places import NewPlace, add_place
from tracker.messages import Joined, Message, both
from tracker.model.catalogue import Contact
from tracker.model.codes import RESERVED, ItemCode, RunCode, code_from, is_code, parse_item, parse_run
from tracker.model.text import clean, did_you_mean, match_key, name_key, required
from tracker.reports.queries import reading
from tracker.store import catalogue
from tracker.store.catalogue import booklet_names, place_names
from tracker.store.connection import Database

# The item in a sheet: its code, or a booklet's code or title with a language.  THB/lv, THB-LV, Title/lv and Title (lv)
# mean the same item, as does a booklet with a separate language column, which may have a code or an English or Latvian
# name.


_Halves = tuple[str, str]
"""A booklet and a language written together; one is empty if the text has another form."""


def _in_brackets(text: str) -> _Halves:
    booklet, _, language = text.removesuffix(")").rpartition("(")
    return booklet.rstrip(), language if text.endswith(")") and ")" not in language else ""


def _behind_slash(text: str) -> _Halves:
    booklet, _, language = text.rpartition("/")
    return booklet.rstrip(), language.lstrip()


def _behind_dash(text: str) -> _Halves:
    at = max(map(text.rfind, "-–—"))
    return text[: max(at, 0)].rstrip(), text[at + 1 :].lstrip()


def _behind_blank(text: str) -> _Halves:
    *_, language = text.rsplit(None, 1) or [""]
    language = language[max(map(language.rfind, ",:")) + 1 :]
    return text[: len(text) - len(language)].rstrip(_BLANKS), language


_BLANKS = ",:" + "".join(filter(str.isspace, map(chr, range(0x3001))))
"""The separators before a language: spaces of any kind, commas and colons."""

_IN_TWO = (_in_brackets, _behind_slash, _behind_dash, _behind_blank)
"""The ways of writing booklet and language together. Each searches for the last mark once, in text of any length."""

_CERTAIN = _IN_TWO[:2]
"""Those whose last part is certainly a language, whether or not the booklet is known."""


class NewItem(NamedTuple):
    """An item of a new booklet, by its title."""

    title: str
    language: str


class ItemNames:
    """The booklets and languages of the database, by all their names in sheets."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._languages: dict[str, str] = {}
        self.reload()

    def reload(self) -> None:
        """Read the booklets again, after an addition was rolled back."""
        self._codes: dict[str, str] | None = None
        self._titles: dict[str, list[str]] = {}
        self._printed: dict[str, list[str]] = {}
        """The items of booklets with print runs."""

    def add(self, code: str, title: str) -> None:
        """Add a new booklet to the cache."""
        if self._codes is not None:
            self._codes[match_key(code)] = code
            titles = self._titles.setdefault(name_key(title), [])
            if code not in titles:
                titles.append(code)

    def find(self, text: str, language: str | None = None) -> ItemCode | RunCode | NewItem:
        """Return the item or print run in a text, with the language from another column, if any.

        An unknown booklet gives a code as written, or a new item. Raises Refused for an unknown language, a title of
        several booklets, or two languages; WrongUsage for no language.
        """
        language = language and (self._language(language) or find_code(self._database, "language", language))
        code = _written_as_code(text)
        found = self._known(text, code, language) or self._unknown(text, code, language)
        if language is not None and (own := _language(found)) != language:
            raise WrongRow("{item} is in {own}, but its row has {beside}.", item=text, own=own, beside=language)
        return found

    def _known(self, text: str, code: ItemCode | RunCode | None, beside: str | None) -> ItemCode | RunCode | None:
        """Return the item of a known booklet; or None if there is no such booklet, or no language."""
        if code is not None and self._booklet(_item(code).booklet):
            return code
        if beside is not None and (alone := self._booklet(text)):
            return ItemCode(alone, beside)
        for title, word in _in_two(text, _IN_TWO):
            language, booklet = self._language(word), self._booklet(title)
            if language and booklet:
                return ItemCode(booklet, language)
        return None

    def _unknown(self, text: str, code: ItemCode | RunCode | None, beside: str | None) -> ItemCode | RunCode | NewItem:
        if beside is not None:
            named = next((title for title, word in _in_two(text, _CERTAIN) if self._language(word) == beside), text)
            return ItemCode(named, beside) if is_code(named) else NewItem(named, beside)
        if code is not None:
            return code
        if (alone := self._booklet(text)) is not None:
            if alone not in self._printed:
                self._printed[alone] = catalogue.items_printed(self._database, alone)
            if len(items := self._printed[alone]) == 1:
                return parse_item(items[0])
            raise WrongRow(
                "'{text}' has no language; enter {item}, for example, or put the language in its own column.",
                text=text,
                item=items[0] if items else f"{alone}/lv",
                option=("language", items[0].rpartition("/")[2] if items else "lv"),
            )
        for title, word in _in_two(text, _CERTAIN):
            if (spoken := self._language(word)) is not None:
                return NewItem(title, spoken)
            if self._booklet(title):
                find_code(self._database, "language", word)
        raise WrongRow(
            "'{text}' is not an item such as THB/lv; for a title, add a language column or --map \"'lv'=language\".",
            text=text,
            option=("language", "lv"),
        )

    def _booklet(self, text: str) -> str | None:
        if self._codes is None:
            self._codes = {}
            for code, title in booklet_names(self._database):
                self.add(code, title)
        if (named := self._codes.get(match_key(text))) is not None:
            return named
        codes = self._titles.get(name_key(text), [])
        if len(codes) > 1:
            raise AmbiguousName(
                "Several booklets have the title '{name}': {codes}; enter one of these codes.",
                name=text,
                codes=both(codes),
            )
        return codes[0] if codes else None

    def _language(self, text: str) -> str | None:
        if not self._languages:
            known = catalogue.languages(self._database)
            self._languages = _language_names(known) | {code: code for code, *_ in known}  # Ga is the name of gaa
        return self._languages.get(name_key(text.strip()))


def _language_names(known: Iterable[tuple[str, str, str | None, str | None]]) -> dict[str, str]:
    """Return the codes of languages by their names, as name_keys; those of the program also abbreviated: latv., рус."""
    found: dict[str, str] = {}
    for code, *names in known:
        for name in map(name_key, filter(None, names)):
            found.setdefault(name, code)
            found |= {f"{name[:end]}.": code for end in range(3, len(name))} if code in LANGUAGES else {}
    return found


def _in_two(text: str, ways: tuple[Callable[[str], _Halves], ...]) -> Iterator[_Halves]:
    """Yield the booklets and languages that a text may mean."""
    text = text.strip()
    for way in ways:
        booklet, language = way(text)
        if booklet and language:
            yield booklet, language


def _written_as_code(text: str) -> ItemCode | RunCode | None:
    try:
        return parse_run(text) if text.count("/") == 2 else parse_item(text)
    except WrongUsage:
        return None


def _item(code: ItemCode | RunCode) -> ItemCode:
    return code.item if isinstance(code, RunCode) else code


def _language(found: ItemCode | RunCode | NewItem) -> str:
    return found.language if isinstance(found, NewItem) else _item(found).language


# The descriptions of new places in a sheet: kind, country, region, city and name, in any of their rows.


OF_PLACES = ("name", "kind", "country", "region", "city")
"""The columns that describe a row's place; used only for new places."""

_Descriptions = dict[str, dict[str, dict[str, int]]]
"""By place, as a name_key, and column: the texts in the rows, each with its first row's number; and the name."""


class NewPlaces:
    """The descriptions of places in the rows of a sheet."""

    def __init__(self, sheet: Sheet, database: Database) -> None:
        self._sheet = sheet
        self._parsers = {column: cache(partial(find_named, database, column)) for column in ("kind", "country")}
        """Functions that cache each name: very many places have few kinds and countries."""
        self._sums: set[str] | None = None

    def sums(self, is_known: Callable[[str], object], declared: Container[str]) -> set[str]:
        """Return the names, as name_keys, that are neither known nor declared and belong to totals."""
        if self._sums is None:
            self._sums = sums_above(self._sheet, lambda name: bool(name_key(name) in declared or is_known(name)))
        return self._sums

    def describe(self, name: str) -> dict[str, Any]:
        """Return the description of a place in the sheet, by column."""
        described = self.descriptions.get(name_key(name), {})
        return {column: self._agreed(name, column, lines) for column, lines in described.items() if column != "place"}

    @cached_property
    def descriptions(self) -> _Descriptions:
        """The texts that describe places, by place and column."""
        sheet = self._sheet
        descriptions: _Descriptions = {}
        columns = ["place", *(column for column in OF_PLACES if column in sheet.columns)]
        if len(columns) == 1 or "place" not in sheet.columns:
            return descriptions
        first: dict[tuple[str, ...], int] = {}
        cells = zip(*map(sheet.column, columns), strict=True)
        for row, described in zip(sheet.rows, cells, strict=True):
            first.setdefault(described, row.line)
        for described, line in first.items():
            place, *texts = in_one_line(text_of(described[0])), *map(text_of, described[1:])
            of_place = descriptions.setdefault(name_key(place), {})
            for column, text in zip(columns, (place, *texts), strict=True):
                if text:
                    of_place.setdefault(column, {}).setdefault(text, line)
        return descriptions

    def _agreed(self, place: str, column: str, lines: dict[str, int]) -> Any:
        origin = self._sheet.numbering.origin
        parse = self._parsers.get(column) or (lambda text: clean(in_one_line(text), label(column)))
        try:
            values = [(parse(text), origin(number).line) for text, number in lines.items()]
        except Refused as refusal:
            raise refusal.concerning(column) from None
        value, line = values[0]
        for other, elsewhere in values[1:]:
            if match_key(other) != match_key(value):
                raise WrongRow(
                    "The {field} of {place} is {value} on line {line}, but {other} on line {elsewhere}; enter the "
                    "same on both.",
                    field=label(column),
                    place=place,
                    value=worded(column, value),
                    line=line,
                    other=worded(column, other),
                    elsewhere=elsewhere,
                ).concerning(column)
        return value


class KnownNames(NamedTuple):
    """The names in a ledger: languages and places, as name_keys, and the codes of items."""

    languages: frozenset[str]
    in_headings: frozenset[str]
    """The names and codes that mean a language in a heading; only codes of items and of the program, since "No" or "Nr"
    is a code too."""
    kinds: frozenset[str]
    items: tuple[str, ...]
    things: frozenset[str]
    places: dict[str, str]
    """The codes of places by all their names."""
    country: str
    """The country of the default store."""


def known_names(ledger: Path) -> KnownNames:
    """Return the names in a ledger."""
    with reading(ledger) as database:
        known, items = catalogue.languages(database), tuple(catalogue.titles(database))
        in_use, languages = {*LANGUAGES, *(item.rpartition("/")[2] for item in items)}, _language_names(known)
        return KnownNames(
            frozenset({*languages, *(code for code, *_ in known)}),
            frozenset({*in_use, *languages}),
            frozenset(name_key(name) for each in catalogue.codes(database, "kind") for name in filter(None, each)),
            items,
            frozenset(
                name_key(name)
                for each in (*catalogue.codes(database, "item"), *booklet_names(database))
                for name in each
            ),
            {name_key(name): code for code, *names in place_names(database) for name in (code, *names)},
            catalogue.country_of(database, catalogue.default_store(database).id),
        )


def named(ledger: Path, column: str, text: str) -> str:
    """Return the code of a kind or country. Raises Refused for an unknown name."""
    with reading(ledger) as database:
        return find_named(database, column, text)


_NEW_KIND = "other"

COUNTRY_NEEDED = Message(
    "A new place requires a country; add a column for it, --country, or --map \"'LV'=country\".", option=("--country",)
)

_NOBODY = frozenset({"n/a", "n.a.", "na", "nil", "none", "nav", "нет", "н/д"})
_SHORT, _LONG = 4, 6
"""The minimum length of a name to compare with others, and of a word to compare with whole names."""


class Near:
    """Place codes by inexact forms of their names: misspelled, or in another grammatical case."""

    def __init__(self, known: Iterable[tuple[str, str]] = ()) -> None:
        self._codes: dict[str, set[str]] = {}
        self._new: set[str] = set()
        for code, name in known:
            self.note(code, name)

    def note(self, code: str, name: str, *, is_new: bool = False) -> None:
        """Add a place; the name of a new one is not compared with words of other names."""
        for spelling in _misspelled(match_key(code)) | _misspelled(name_key(name)):
            self._codes.setdefault(spelling, set()).add(code)
        if is_new:
            self._new.add(code)

    def find(self, name: str) -> list[str]:
        """Return the codes of the places with a name similar to this one or to one of its long words."""
        key = name_key(name)
        close = self._like(key)
        for word in key.split():
            if len(word) >= _LONG:
                close |= {code for code in self._like(word) - self._new if len(code) >= _LONG}
        return sorted(close)

    def _like(self, key: str) -> set[str]:
        return {code for spelling in _misspelled(key) for code in self._codes.get(spelling, ())}


def _misspelled(key: str) -> set[str]:
    """Return the name_key, its variants without one letter, and without a case ending. Digits are kept, as they
    distinguish places.
    """
    if len(key) < _SHORT:
        return set()
    shorter = {key[:at] + key[at + 1 :] for at, letter in enumerate(key) if not letter.isdigit()}
    return {key, *shorter, *([key[:-2]] if len(key) > _LONG and key[-2:].isalpha() else ())}


class Names:
    """The places, items and print runs of the database; with `create`, missing places and items are added."""

    def __init__(
        self,
        command: Command,
        sheet: Sheet,
        *,
        create: bool,
        dry_run: bool = False,
        new: Iterable[str] = (),
        kind: str | None = None,
        country: str | None = None,
    ) -> None:
        """Read the places from the database of the command being recorded, or shown in a dry run."""
        self._dry_run = dry_run
        self._new_places = NewPlaces(sheet, command.database)
        self._declared = set(map(name_key, new))
        self._kind = kind or _NEW_KIND
        self._country = country and find_named(command.database, "country", country)
        self._near: Near | None = None
        """The names of places, once a place is to be added."""
        self._refusals: dict[str, Message | None] = {}
        """The reasons why places are not added, by name_key."""
        self.command = command
        self.database = command.database
        self.create = create
        self.added: list[Message] = []
        self._item_names = ItemNames(command.database)
        self._new_booklets: dict[str, str] = {}
        """The codes of booklets that may be added, by their titles in the sheet as match_keys."""
        self._new_titles: dict[str, str] = {}
        self._booklets: set[str] | None = None
        """The codes of booklets that exist or may be added, as match_keys; read when needed."""
        self._booklet_numbers: dict[str, int] = {}
        self._spellings: dict[str, str] = {}
        """The first spellings of places that may be added, by name_key."""
        self._numbers: dict[str, int] = {}
        """The last number appended to a code because the code is taken."""
        self._new: list[tuple[int, str, str, str]] = []
        """The places added: the number of messages before, code, name and country."""
        self._names: dict[str, str] = {}
        """By their codes."""
        self._codes: dict[str, str] = {}
        self._codes_by_name: dict[str, list[str]] = {}
        self._codes_by_name_key: dict[str, list[str]] | None = None
        for code, name in place_names(self.database):
            self.remember(code, name)

    def go_back(self, added: int) -> None:
        """Forget all messages after the first `added`, and the additions they report, because of a rollback."""
        if len(self.added) == added:
            return
        del self.added[added:]
        self._item_names.reload()
        self._booklets = None
        self._numbers.clear()
        self._booklet_numbers.clear()
        while self._new and self._new[-1][0] >= added:
            _, code, name, _ = self._new.pop()
            del self._codes[match_key(code)], self._names[code]
            self._codes_by_name[match_key(name)].remove(code)
            if self._codes_by_name_key is not None:
                self._codes_by_name_key[name_key(name)].remove(code)

    def remember(self, code: str, name: str) -> None:
        """Remember a place that was added to the database."""
        self._codes[match_key(code)], self._names[code] = code, name
        self._codes_by_name.setdefault(match_key(name), []).append(code)
        if self._codes_by_name_key is not None:
            self._codes_by_name_key.setdefault(name_key(name), []).append(code)

    def known_place(self, text: str) -> str | None:
        """Return the code of the place with this code or unambiguous name, or None."""
        key = match_key(text)
        if key in self._codes:
            return self._codes[key]
        codes = self.codes_of(text)
        return codes[0] if len(codes) == 1 else None

    def codes_of(self, name: str) -> list[str]:
        """Return the codes of the places with this name or, if there are none, with a spelling variant of it."""
        if codes := self._codes_by_name.get(match_key(name)):
            return codes
        if self._codes_by_name_key is None:
            self._codes_by_name_key = {}
            for key, codes in self._codes_by_name.items():
                self._codes_by_name_key.setdefault(name_key(key), []).extend(codes)
        return self._codes_by_name_key.get(name_key(name), [])

    def is_taken(self, name: str) -> bool:
        """Return whether a name, a name_key, is a place's code or name."""
        return name in self._codes or name in RESERVED or bool(self.codes_of(name))

    def resolve_place(self, text: str) -> str:
        """Return the place's code or, if it is missing and may be added later, its name in the first spelling.

        Raises Refused if the place is missing and may not be added, WrongUsage for control characters.
        """
        name = required(in_one_line(text), Message("place"))
        if not self._may_add(name):
            return self.find_place(name)
        return self.known_place(name) or self._spellings.setdefault(name_key(name), " ".join(name.split()))

    def resolve_item(self, text: str, language: str | None = None, *, may_be_new: bool = False) -> ItemCode | RunCode:
        """Return the item or print run in a text, with the language from another column.

        With `create` it may be missing, and its booklet; if it may be new, only its booklet must exist.
        """
        found = self._item_names.find(required(in_one_line(text), Message("item")), language)
        code = ItemCode(self._new_booklet(found.title), found.language) if isinstance(found, NewItem) else found
        if may_be_new and isinstance(code, ItemCode) and not self.create:
            self.check_new_item(code)
        return code if may_be_new or self.create else self.find_or_add_item(code)

    def _new_booklet(self, title: str) -> str:
        if not self.create:
            find_code(self.database, "booklet", title)
        key, title = name_key(title), " ".join(title.split())
        if key not in self._new_booklets:
            if self._booklets is None:
                codes = (code for code, _ in catalogue.codes(self.database, "booklet"))
                self._booklets = set(map(match_key, [*codes, *self._new_titles]))
            code = _free(code_from(title, "booklet"), (self._booklets,), self._booklet_numbers)
            self._new_booklets[key], self._new_titles[code] = code, title
            self._booklets.add(match_key(code))
        return self._new_booklets[key]

    def expect(self, booklet: str, title: str) -> None:
        """Set the title of a booklet that may be added under this code."""
        self._new_booklets[name_key(title)], self._new_titles[booklet] = booklet, title
        self._booklets = None

    def find_new_item(self, code: ItemCode) -> None:
        """Raise Refused if the booklet or language is unknown; with `create`, add missing ones."""
        self.check_new_item(code)
        if self.create:
            self.find_or_add_item(code)

    def check_new_item(self, code: ItemCode) -> None:
        """Raise Refused if the language is unknown, or the booklet, which with `create` may be added later."""
        if not self.create:
            find_code(self.database, "booklet", code.booklet)
        find_code(self.database, "language", code.language)

    def find_or_add_place(self, text: str) -> str:
        """Return the place's code; with `create`, add a missing place.

        Raises Refused if it is missing and may not be added, or several places have this name.
        """
        if not self._may_add(text) or self.codes_of(text) or match_key(text) in RESERVED:
            return self.find_place(text)
        return self.known_place(text) or self._add_place(text)

    def find_place(self, text: str) -> str:
        """Return the place's code. Raises Refused if it is missing, or several places have this name."""
        text = in_one_line(text)
        known = self.known_place(text)
        if known is not None:
            return known
        if len(codes := self.codes_of(text)) > 1:
            raise AmbiguousName(
                "Several places are named '{name}': {codes}; enter one of these codes.",
                name=text,
                codes=", ".join(codes),
            )
        return refuse_unknown_place(self.database, text)

    def _may_add(self, name: str) -> bool:
        return self.create or name_key(name) in self._declared

    def _add_place(self, text: str) -> str:
        called = required(text, Message("place's name"))
        self._refuse_doubtful(called)
        code, described = self.free_code(called), self._new_places.describe(called)
        name = described.get("name", called) if is_code(called) else called
        kind, country = described.get("kind") or self._kind, described.get("country") or self._country
        if country is None:
            raise WrongRow.from_message(COUNTRY_NEEDED).concerning("country")
        add_place(
            self.command, NewPlace(code, name, kind, country, Contact(described.get("city")), described.get("region"))
        )
        self.remember(code, name)
        self._new.append((len(self.added), code, name, country))
        named = (
            Message("Added place {place} ({kind}).")
            if code == name
            else Message("Added place {place} ({name}, {kind}).")
        )
        self._note(named.given(place=code, name=name, kind=worded("kind", kind)))
        self.added += self.namesake_messages(code, name)
        if self._near is not None:
            self._near.note(code, name, is_new=True)
        return code

    def _refuse_doubtful(self, name: str) -> None:
        key = name_key(name)
        if key in self._declared:
            return
        if key not in self._refusals:
            self._refusals[key] = self._doubt(name)
        if doubt := self._refusals[key]:
            raise UnknownName.from_message(doubt).concerning("place")

    def _doubt(self, name: str) -> Message | None:
        declare = Message('If the place is new, add --new "{name}".', name=name, option=("--new", name))
        if is_ditto(name):
            return Message("'{name}' repeats the cell above; add --fill-down place.", name=name)
        if match_key(name) in _NOBODY or not any(map(str.isalpha, name)):
            return Message("'{name}' is not the name of a place; correct the cell.", name=name)
        if name_key(name) in self._new_places.sums(self.known_place, self._declared):
            total = Message("The row of '{name}' is the sum of rows above it; remove it.", name=name)
            return Joined(total, declare)
        if self._near is None:
            self._near = Near(place_names(self.database))
        close = [code for code in self._near.find(name) if code in self._names]
        question = did_you_mean([f"{code} ({self._names[code]})" for code in close[:3]])
        return question and Joined(Message("There is no place '{code}'.", code=name), question, declare)

    def new_places_messages(self) -> Iterator[Message]:
        """Yield a message with the number of new places in each country, if there are any."""
        counts = Counter(country for *_, country in self._new)
        if counts:
            each = [
                Message("{count} in {country}", count=count, country=worded("country", country))
                for country, count in sorted(counts.items())
            ]
            yield Message("New places: {each}.", each=Joined(*each, separator=", "))

    def namesake_messages(self, code: str, name: str) -> Iterator[Message]:
        """Yield a message on other places with the same name, which is now ambiguous."""
        others = [other for other in self._codes_by_name.get(match_key(name), []) if other != code]
        if others:
            yield Message(
                "Other places with the name {name}: {others}. Enter codes to distinguish them.",
                name=name,
                others=both(others),
            )

    def free_code(self, name: str) -> str:
        """Return a free code for a new place, made from its name, with a number if that is taken."""
        return _free(code_from(name), (self._codes, RESERVED), self._numbers)

    def find_or_add_item(self, code: ItemCode | RunCode) -> ItemCode | RunCode:
        """Return the item or print run; with `create`, add a missing item and its booklet."""
        if isinstance(code, RunCode):
            find_run(self.database, code)
        elif not self.create:
            find_item(self.database, code)
        elif catalogue.item(self.database, code) is None:
            self._add_item(code)
        return code

    def _add_item(self, code: ItemCode) -> None:
        if catalogue.code_of(self.database, "booklet", code.booklet) is None:
            add_record(self.command, "booklet", {"code": code.booklet, "title": self.title_of(code.booklet)})
            self.note_booklet(code.booklet)
        self.note_item(add_item(self.command, code))

    def title_of(self, booklet: str) -> str:
        """Return the title of a booklet to be added under this code."""
        return self._new_titles.get(booklet, booklet)

    def note_booklet(self, code: str) -> None:
        """Remember a booklet added to the database, and report it."""
        title = self.title_of(code)
        self._item_names.add(code, title)
        if self._booklets is not None:
            self._booklets.add(match_key(code))
        if code == title:
            self._note(Message("Added booklet {booklet}; to set its title, run 'tracker booklet edit'.", booklet=code))
        else:
            self._note(Message("Added booklet {booklet} ({title}).", booklet=code, title=title))

    def note_item(self, code: str) -> None:
        """Report an item added to the database."""
        self._note(Message("Added item {item}.", item=code))

    def _note(self, done: Message) -> None:
        self.added.append(WOULD_RECORD.given(done=done) if self._dry_run else done)


def read_item(cells: Cells, names: Names, row: SourceRow, *, may_be_new: bool = False) -> Any:
    """Return the item or print run in a row; or None if there is none or, adding a fault, it is invalid."""
    given = cells.cells_of(row)
    column, language = "item" if given.get("item") else "booklet", given.get("language") or None
    find = partial(names.resolve_item, language=language, may_be_new=may_be_new)
    return cells.optional(row, column, find, beside=language or "")


def read_new_item(cells: Cells, names: Names, row: SourceRow) -> ItemCode | None:
    """Return the item in a row, which need not exist; or None if there is none or, adding a fault, it is a run."""
    what: ItemCode | RunCode | None = read_item(cells, names, row, may_be_new=True)
    if isinstance(what, RunCode):
        message = Message("{run} is a print run; enter its item, {item}.", run=what, item=what.item)
        cells.fault(row, "item", message)
        return None
    return what


def _free(code: str, taken: Iterable[Container[str]], numbers: dict[str, int]) -> str:
    """Return the code, with a number if it is taken; taken ones are match_keys."""
    number = numbers.get(code, 1)
    while any(match_key(candidate := code if number == 1 else f"{code}-{number}") in each for each in taken):
        number += 1
    numbers[code] = number
    return candidate
