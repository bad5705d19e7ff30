"""Finding what cells name: places by code or whole name, items and print runs. Missing ones may be added."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from tracker.errors import AmbiguousName, Refused, UnknownName, WrongRow, WrongUsage
from tracker.imports.cells import Cells, in_one_line
from tracker.imports.choosing import DITTOS
from tracker.imports.rows import LABELS, Sheet, SourceRow, text_of
from tracker.imports.totals import sums_above
from tracker.languages import worded
from tracker.ledger.catalogue import add_item, add_record
from tracker.ledger.commands import Command
from tracker.ledger.lookup import find_code, find_item, find_named, find_run, refuse_unknown_place
from tracker.ledger.places import NewPlace, add_place
from tracker.messages import Joined, Message, both
from tracker.model.catalogue import Contact
from tracker.model.codes import RESERVED, ItemCode, RunCode, code_from, is_code, parse_item_or_run
from tracker.model.text import clean, did_you_mean, match_key, name_key, required
from tracker.reports.queries import reading
from tracker.store import catalogue
from tracker.store.catalogue import booklet_names, place_names
from tracker.store.connection import Database

# What sheets call an item: by its code, or by its booklet, of which they write the code or the title, and a language.
#
# THB/lv, THB-LV, Title/lv and Title (lv) are the same item, and so is a booklet beside a column with the language,
# which is written as its code or as its name in English or Latvian.


_Halves = tuple[str, str]
"""A booklet and a language, as they are written together; one is empty where a text is not written so."""


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
"""What stands between a booklet and a language that follows it: blanks of any kind, commas and colons."""

_IN_TWO = (_in_brackets, _behind_slash, _behind_dash, _behind_blank)
"""How a booklet and a language are written together. Each looks for the last mark, in whatever long text, once."""

_CERTAIN = _IN_TWO[:2]
"""Those in which what comes last is meant as a language, whether the booklet is known or not."""


class NewItem(NamedTuple):
    """An item of a booklet that the ledger does not have, by its title."""

    title: str
    language: str


class ItemNames:
    """The booklets and languages of the database, by all that sheets call them."""

    def __init__(self, database: Database) -> None:
        """Read nothing yet."""
        self._database = database
        self._languages: dict[str, str] = {}
        self.reload()

    def reload(self) -> None:
        """Read the booklets again, after an addition was rolled back."""
        self._codes: dict[str, str] | None = None
        self._titles: dict[str, list[str]] = {}

    def add(self, code: str, title: str) -> None:
        """Heed a booklet that was added."""
        if self._codes is not None:
            self._codes[match_key(code)] = code
            titles = self._titles.setdefault(name_key(title), [])
            if code not in titles:
                titles.append(code)

    def find(self, text: str, language: str | None = None) -> ItemCode | RunCode | NewItem:
        """Return the item or print run that a text names, with the language beside it if there is one.

        A booklet that is not known gives a code as it is written, or a new item. Raises Refused for an unknown
        language, a title that several booklets have, or two languages; WrongUsage when it names no language at all.
        """
        beside = self._find_language(language) if language else None
        code = _written_as_code(text)
        found = self._known(text, code, beside) or self._unknown(text, code, beside)
        if beside is not None and (own := _language(found)) != beside:
            raise WrongRow("{item} is in {own}, but its row has {beside}.", item=text, own=own, beside=beside)
        return found

    def _known(self, text: str, code: ItemCode | RunCode | None, beside: str | None) -> ItemCode | RunCode | None:
        """Return the item of a booklet that is known; None when there is no such booklet, or no language."""
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
        """Return what is meant when the booklet is not known. Raises Refused or WrongUsage when that is not clear."""
        if beside is not None:
            named = next((title for title, word in _in_two(text, _CERTAIN) if self._language(word) == beside), text)
            return ItemCode(named, beside) if is_code(named) else NewItem(named, beside)
        if code is not None:
            return code
        if (alone := self._booklet(text)) is not None:
            raise WrongRow(
                "'{text}' has no language; write {booklet}/lv, for example, or put the language in its own column.",
                text=text,
                booklet=alone,
            )
        for title, word in _in_two(text, _CERTAIN):
            if (spoken := self._language(word)) is not None:
                return NewItem(title, spoken)
            if self._booklet(title):
                find_code(self._database, "language", word)
        return parse_item_or_run(text)  # which says what is wrong with it

    def _booklet(self, text: str) -> str | None:
        """Return the code of the booklet with that code or title. Raises Refused when several have the title."""
        if self._codes is None:
            self._codes = {}
            for code, title in booklet_names(self._database):
                self.add(code, title)
        if (named := self._codes.get(match_key(text))) is not None:
            return named
        codes = self._titles.get(name_key(text), [])
        if len(codes) > 1:
            raise AmbiguousName(
                "Several booklets have the title '{title}': {codes}; write one of these codes.",
                title=text,
                codes=both(codes),
            )
        return codes[0] if codes else None

    def _language(self, text: str) -> str | None:
        """Return the code of the language with that code or name, None when there is none."""
        if not self._languages:
            known = catalogue.languages(self._database)
            self._languages = {code: code for code, *_ in known}  # before all names: Ga is the name of gaa
            for code, *names in known:
                for name in filter(None, names):
                    self._languages.setdefault(name_key(name), code)
        return self._languages.get(name_key(text.strip()))

    def _find_language(self, text: str) -> str:
        return self._language(text) or find_code(self._database, "language", text)


def _in_two(text: str, ways: tuple[Callable[[str], _Halves], ...]) -> Iterator[_Halves]:
    """Yield the booklet, in one line, and the language that a text may name."""
    text = text.strip()
    for way in ways:
        booklet, language = way(text)
        if booklet and language and "\n" not in booklet:
            yield booklet, language


def _written_as_code(text: str) -> ItemCode | RunCode | None:
    try:
        return parse_item_or_run(text)
    except WrongUsage:
        return None


def _item(code: ItemCode | RunCode) -> ItemCode:
    return code.item if isinstance(code, RunCode) else code


def _language(found: ItemCode | RunCode | NewItem) -> str:
    return found.language if isinstance(found, NewItem) else _item(found).language


# What is said of the places, booklets and items that an import adds, or in a dry run would add.


def added_place(code: str, name: str, kind: str, *, dry_run: bool) -> Message:
    """Return the message about a place, with its name if that is not its code."""
    if code == name:
        told = Message("Added the place {place}, of kind {kind}.")
        would = Message("The place {place}, of kind {kind}, would be added.")
    else:
        told = Message("Added the place {place} ({name}), of kind {kind}.")
        would = Message("The place {place} ({name}), of kind {kind}, would be added.")
    return (would if dry_run else told).given(place=code, name=name, kind=worded("kind", kind))


def added_booklet(code: str, title: str, *, dry_run: bool) -> Message:
    """Return the message about a booklet, with its title if the sheet has one."""
    if code == title:
        told = Message("Added the booklet {booklet}; set its title with 'tracker booklet edit'.")
        would = Message("The booklet {booklet} would be added, without a title.")
    else:
        told = Message("Added the booklet {booklet} ({title}).")
        would = Message("The booklet {booklet} ({title}) would be added.")
    return (would if dry_run else told).given(booklet=code, title=title)


def added_item(item: str, *, dry_run: bool) -> Message:
    """Return the message about an item."""
    would = Message("The item {item} would be added.")
    return (would if dry_run else Message("Added the item {item}.")).given(item=item)


# What a sheet says of places that are to be added: their kind, country, region, city and name, in any of its rows.


OF_PLACES = ("name", "kind", "country", "region", "city")
"""The columns that describe the place of a row; they count only for one that is added."""

_Said = dict[str, dict[str, dict[str, int]]]
"""By place, as a name_key, and column: each text that rows have, with the line of the first."""


class NewPlaces:
    """The places of a sheet as its rows describe them."""

    def __init__(self, sheet: Sheet, database: Database) -> None:
        """Read nothing yet: most sheets add no place."""
        self._sheet = sheet
        self._parsers = parsers(database)
        self._said: _Said | None = None
        self._sums: set[str] | None = None

    def sums(self, is_known: Callable[[str], object], declared: Container[str]) -> set[str]:
        """Return the names, as name_keys, that are not known or declared, and whose rows add up others."""
        if self._sums is None:
            self._sums = sums_above(self._sheet, lambda name: bool(name_key(name) in declared or is_known(name)))
        return self._sums

    def describe(self, name: str) -> dict[str, Any]:
        """Return what the sheet says of the place that it calls so, by column.

        Raises Refused, naming the column, for a kind or a country that is unknown, and when two rows contradict.
        """
        if self._said is None:
            self._said = self._read()
        return {
            column: self._agreed(name, column, lines) for column, lines in self._said.get(name_key(name), {}).items()
        }

    def _read(self) -> _Said:
        """Return what the rows say."""
        sheet = self._sheet
        said: _Said = {}
        columns = [column for column in OF_PLACES if column in sheet.columns]
        if not columns or "place" not in sheet.columns:
            return said
        first: dict[tuple[str, ...], int] = {}
        cells = zip(*(sheet.column(column) for column in ("place", *columns)), strict=True)
        for row, described in zip(sheet.rows, cells, strict=True):
            first.setdefault(described, sheet.numbering.origin(row.line).line)
        for (place, *texts), line in first.items():
            of_place = said.setdefault(name_key(in_one_line(text_of(place))), {})
            for column, text in zip(columns, map(text_of, texts), strict=True):
                if text:
                    of_place.setdefault(column, {}).setdefault(text, line)
        return said

    def _agreed(self, place: str, column: str, lines: dict[str, int]) -> Any:
        """Return what all rows of a place say of it. Raises Refused when they do not say the same."""
        parse = self._parsers.get(column) or partial(_text, column)
        try:
            values = [(parse(text), line) for text, line in lines.items()]
        except Refused as refusal:
            raise refusal.concerning(column) from None
        value, line = values[0]
        for other, elsewhere in values[1:]:
            if match_key(other) != match_key(value):
                raise WrongRow(
                    "The {field} of {place} is {value} in line {line}, but {other} in line {elsewhere}; write the same "
                    "in both.",
                    field=LABELS[column],
                    place=place,
                    value=worded(column, value),
                    line=line,
                    other=worded(column, other),
                    elsewhere=elsewhere,
                ).concerning(column)
        return value


def parsers(database: Database) -> dict[str, Callable[[str], Any]]:
    """Return what reads the columns that name something else in the database; it raises Refused when it is unknown.

    It looks for each name once: very many places are of few kinds and countries.
    """
    return {column: cache(partial(find_named, database, column)) for column in ("kind", "country")}


def _text(column: str, text: str) -> str:
    return clean(in_one_line(text), LABELS[column])


class KnownNames(NamedTuple):
    """What a ledger knows: languages and places by name, as name_keys, and the codes of items."""

    languages: frozenset[str]
    items: tuple[str, ...]
    places: dict[str, str]
    """The codes of places by all their names."""


def known_names(ledger: Path) -> KnownNames:
    """Return what a ledger knows."""
    with reading(ledger) as database:
        return KnownNames(
            frozenset(name_key(name) for each in catalogue.languages(database) for name in filter(None, each)),
            tuple(code for code, _ in catalogue.codes(database, "item")),
            {name_key(name): code for code, *names in place_names(database) for name in (code, *names)},
        )


_NEW_KIND = "other"

COUNTRY_NEEDED = Message("A new place needs a country; add a column for it, --country, or --map \"'LV'=country\".")

_NOBODY = frozenset({"n/a", "n.a.", "na", "nil", "none", "nav", "нет", "н/д"})
"""What stands for no place."""
_SHORT, LONG = 4, 6
"""How many letters a name must have to be compared with others, and a word of a name with whole names."""


def misspelled(key: str) -> set[str]:
    """Return a name_key, the same without any one of its letters, and without a case ending.

    Two names of which these overlap differ by a letter or two. Digits are never left out: they tell places apart.
    """
    if len(key) < _SHORT:
        return set()
    shorter = {key[:at] + key[at + 1 :] for at, letter in enumerate(key) if not letter.isdigit()}
    return {key, *shorter, *([key[:-2]] if len(key) > LONG and key[-2:].isalpha() else ())}


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
        """Read the places from the database of the command that is being recorded, or in a dry run only shown.

        `new` are the names of places that are certainly new; `kind` and `country` hold for new places without one.
        """
        self._dry_run = dry_run
        self._new_places = NewPlaces(sheet, command.database)
        self._declared = set(map(name_key, new))
        self._kind = kind or _NEW_KIND
        self._country = country and find_named(command.database, "country", country)
        self._near: dict[str, set[str]] | None = None
        """The codes of places by the misspellings of their codes and names, once a place is to be added."""
        self._refusals: dict[str, Message | None] = {}
        """Why a place is not added, by its name_key."""
        self.command = command
        self.database = command.database
        self.create = create
        self.added: list[Message] = []
        """A message for each place, booklet and item that was added."""
        self._item_names = ItemNames(command.database)
        self._new_booklets: dict[str, str] = {}
        """The codes of booklets that may be added, by their titles as the sheet has them, folded."""
        self._new_titles: dict[str, str] = {}
        self._booklets: set[str] | None = None
        """The codes of booklets that are there or may be added, as match_keys, once they are needed."""
        self._booklet_numbers: dict[str, int] = {}
        self._spellings: dict[str, str] = {}
        """The names of places that may be added, as they were first spelled, by their name_keys."""
        self._numbers: dict[str, int] = {}
        """The last number that was added to a code, as another place has the code."""
        self._new: list[tuple[int, str, str, str]] = []
        """The places that were added: how many messages there were before, code, name and country."""
        self._new_codes: set[str] = set()
        self._codes: dict[str, str] = {}
        self._codes_by_name: dict[str, list[str]] = {}
        self._codes_by_name_key: dict[str, list[str]] | None = None
        for code, name in place_names(self.database):
            self.remember(code, name)

    def go_back(self, added: int) -> None:
        """Forget all but the first so many messages, and what they say was added, because it was rolled back."""
        if len(self.added) == added:
            return
        del self.added[added:]
        self._item_names.reload()
        self._booklets = None
        self._numbers.clear()
        self._booklet_numbers.clear()
        while self._new and self._new[-1][0] >= added:
            _, code, name, _ = self._new.pop()
            self._new_codes.remove(code)
            del self._codes[match_key(code)]
            self._codes_by_name[match_key(name)].remove(code)
            if self._codes_by_name_key is not None:
                self._codes_by_name_key[name_key(name)].remove(code)

    def remember(self, code: str, name: str) -> None:
        """Remember a place that was added to the database."""
        self._codes[match_key(code)] = code
        self._codes_by_name.setdefault(match_key(name), []).append(code)
        if self._codes_by_name_key is not None:
            self._codes_by_name_key.setdefault(name_key(name), []).append(code)

    def known_place(self, text: str) -> str | None:
        """Return the code of the place with that code or, if only one has it, that name; None when there is none."""
        key = match_key(text)
        if key in self._codes:
            return self._codes[key]
        codes = self.codes_of(text)
        return codes[0] if len(codes) == 1 else None

    def codes_of(self, name: str) -> list[str]:
        """Return the codes of the places with that name or, if there are none, one like it as people type names."""
        if codes := self._codes_by_name.get(match_key(name)):
            return codes
        if self._codes_by_name_key is None:
            self._codes_by_name_key = {}
            for key, codes in self._codes_by_name.items():
                self._codes_by_name_key.setdefault(name_key(key), []).extend(codes)
        return self._codes_by_name_key.get(name_key(name), [])

    def resolve_place(self, text: str) -> str:
        """Return the place's code or, when it is missing and may be added later, its name, as it was first spelled.

        Raises Refused when the place is missing and may not be added, WrongUsage for control characters.
        """
        name = required(text, Message("place"))
        if not self._may_add(name):
            return self.find_place(name)
        return self.known_place(name) or self._spellings.setdefault(name_key(name), " ".join(name.split()))

    def place_of(self, text: str) -> str | None:
        """Return what `resolve_place` does, None when the place is missing and may not be added.

        Raises Refused when several places have that name, WrongUsage for control characters.
        """
        name = required(text, Message("place"))
        is_missing = not self._may_add(name) and not self.known_place(name) and not self.codes_of(name)
        return None if is_missing else self.resolve_place(name)

    def resolve_item(self, text: str, language: str | None = None) -> ItemCode | RunCode:
        """Return the item or print run; with `create` it may be missing.

        Raises WrongUsage when the text names neither, Refused when it is missing and may not be added.
        """
        code = self._name_item(text, language)
        return code if self.create else self.find_or_add_item(code)

    def resolve_new_item(self, text: str, language: str | None = None) -> ItemCode | RunCode:
        """Return the item or print run, which may be missing; with `create`, its booklet may be missing too.

        Raises WrongUsage when the text names neither, Refused for a booklet or a language that is unknown.
        """
        code = self._name_item(text, language)
        if isinstance(code, ItemCode) and not self.create:
            self.check_new_item(code)
        return code

    def _name_item(self, text: str, language: str | None) -> ItemCode | RunCode:
        """Return the item or print run that a text names, perhaps with the language beside it, there or not.

        Raises WrongUsage when it names neither, Refused for a title or language that is unknown.
        """
        found = self._item_names.find(required(text, Message("item")), language)
        return ItemCode(self._new_booklet(found.title), found.language) if isinstance(found, NewItem) else found

    def _new_booklet(self, title: str) -> str:
        """Return the code that a booklet gets when it is added. Raises Refused when it may not be."""
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

    def new_title_of(self, booklet: str) -> str | None:
        """Return the title of a booklet that may be added under that code; None when the sheet has none for it."""
        return self._new_titles.get(booklet)

    def expect(self, booklet: str, title: str) -> None:
        """Let a booklet have that title when it is added under that code."""
        self._new_booklets[name_key(title)], self._new_titles[booklet] = booklet, title
        self._booklets = None

    def find_new_item(self, code: ItemCode) -> None:
        """Raise Refused when the booklet or the language is unknown; with `create`, add what is missing."""
        self.check_new_item(code)
        if self.create:
            self.find_or_add_item(code)

    def check_new_item(self, code: ItemCode) -> None:
        """Raise Refused when the language is unknown, or the booklet, which with `create` may be added later."""
        if not self.create:
            find_code(self.database, "booklet", code.booklet)
        find_code(self.database, "language", code.language)

    def find_or_add_place(self, text: str) -> str:
        """Return the place's code; with `create`, add a missing place.

        Raises Refused when it is missing and may not be added, or when several places have that name.
        """
        if not self._may_add(text) or self.codes_of(text) or match_key(text) in RESERVED:
            return self.find_place(text)
        return self.known_place(text) or self._add_place(text)

    def find_place(self, text: str) -> str:
        """Return the place's code. Raises Refused when it is missing, or when several places have that name."""
        known = self.known_place(text)
        if known is not None:
            return known
        if len(codes := self.codes_of(text)) > 1:
            raise AmbiguousName(
                "Several places are named '{name}': {codes}; write one of these codes.",
                name=text,
                codes=", ".join(codes),
            )
        return refuse_unknown_place(self.database, text)

    def _may_add(self, name: str) -> bool:
        return self.create or name_key(name) in self._declared

    def _add_place(self, text: str) -> str:
        called = required(text, Message("place's name"))
        self._refuse_doubtful(called)
        code, said = self.free_code(called), self._new_places.describe(called)
        name = said.get("name", called) if is_code(called) else called
        kind, country = said.get("kind") or self._kind, said.get("country") or self._country
        if country is None:
            raise WrongRow.of(COUNTRY_NEEDED).concerning("country")
        add_place(self.command, NewPlace(code, name, kind, country, Contact(said.get("city")), said.get("region")))
        self.remember(code, name)
        self._new.append((len(self.added), code, name, country))
        self._new_codes.add(code)
        self.added.append(added_place(code, name, kind, dry_run=self._dry_run))
        self.added += self.told_namesakes(code, name)
        if self._near is not None:
            self._note_near(code, name)
        return code

    def _refuse_doubtful(self, name: str) -> None:
        """Raise Refused for a name that is probably a mistake, unless it was declared new."""
        key = name_key(name)
        if key in self._declared:
            return
        if key not in self._refusals:
            self._refusals[key] = self._doubt(name)
        if doubt := self._refusals[key]:
            raise UnknownName.of(doubt).concerning("place")

    def _doubt(self, name: str) -> Message | None:
        """Return why a name is probably not that of a new place."""
        declare = Message('If it is new, add --new "{name}".', name=name)
        if name in DITTOS:
            return Message("'{name}' repeats the cell above; add --fill-down place.", name=name)
        if match_key(name) in _NOBODY or not any(map(str.isalpha, name)):
            return Message("'{name}' is not the name of a place; correct the cell.", name=name)
        if name_key(name) in self._new_places.sums(self.known_place, self._declared):
            total = Message("The row of '{name}' is the sum of rows above it; leave it out.", name=name)
            return Joined(total, declare)
        if self._near is None:
            self._near = {}
            for code, known in place_names(self.database):
                self._note_near(code, known)
        close = {code for spelling in misspelled(name_key(name)) for code in self._near.get(spelling, ())}
        for word in filter(lambda word: len(word) >= LONG, name_key(name).split()):
            found = {code for spelling in misspelled(word) for code in self._near.get(spelling, ())} - self._new_codes
            close.update(code for code in found if len(code) >= LONG)
        names = {code: name for code, name in place_names(self.database) if code in close} if close else {}
        question = did_you_mean([f"{code} ({known})" for code, known in sorted(names.items())[:3]])
        return question and Joined(Message("There is no place '{code}'.", code=name), question, declare)

    def _note_near(self, code: str, name: str) -> None:
        """Note the misspellings of a place's code and name."""
        if self._near is not None:
            for spelling in misspelled(match_key(code)) | misspelled(name_key(name)):
                self._near.setdefault(spelling, set()).add(code)

    def told_countries(self) -> Iterator[Message]:
        """Yield how many places were added in each country, if any were."""
        counts = Counter(country for *_, country in self._new)
        if counts:
            each = [
                Message("{count} in {country}", count=count, country=worded("country", country))
                for country, count in sorted(counts.items())
            ]
            yield Message("New places: {each}.", each=Joined(*each, separator=", "))

    def told_namesakes(self, code: str, name: str) -> Iterator[Message]:
        """Yield which other places have the name of a place, if any have: it names none of them any more."""
        others = [other for other in self._codes_by_name.get(match_key(name), []) if other != code]
        if others:
            yield Message(
                "{others} also have the name {name}; write codes to tell the places apart.",
                name=name,
                others=both(others),
            )

    def free_code(self, name: str) -> str:
        """Return a free code for a new place, made from its name, with a number if that code is taken."""
        return _free(code_from(name), (self._codes, RESERVED), self._numbers)

    def find_or_add_item(self, code: ItemCode | RunCode) -> ItemCode | RunCode:
        """Return the item or print run; with `create`, add a missing item, and its booklet.

        Raises Refused when it is missing and may not be added; a print run never may.
        """
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
        """Return the title that a booklet gets when it is added under that code."""
        return self._new_titles.get(booklet, booklet)

    def note_booklet(self, code: str) -> None:
        """Remember a booklet that was added to the database, and report it."""
        title = self.title_of(code)
        self._item_names.add(code, title)
        if self._booklets is not None:
            self._booklets.add(match_key(code))
        self.added.append(added_booklet(code, title, dry_run=self._dry_run))

    def note_item(self, code: str) -> None:
        """Report an item that was added to the database."""
        self.added.append(added_item(code, dry_run=self._dry_run))


def read_item(cells: Cells, names: Names, row: SourceRow, *, may_be_new: bool = False) -> Any:
    """Return the item or print run that a row names; None when it names none or, with a fault added, wrongly.

    It stands in the column of the item, else in that of the booklet, and its language may stand beside it. One that
    `may_be_new` is not looked for.
    """
    given = cells.of(row)
    column, language = "item" if given.get("item") else "booklet", given.get("language") or None
    find = names.resolve_new_item if may_be_new else names.resolve_item
    return cells.optional(row, column, lambda text: find(text, language), beside=language or "")


def _free(code: str, taken: Iterable[Container[str]], numbers: dict[str, int]) -> str:
    """Return the code, with a number if it is taken; those that are, are match_keys.

    `numbers` keeps the one that each code got last: those before it are taken.
    """
    number = numbers.get(code, 1)
    while any(match_key(candidate := code if number == 1 else f"{code}-{number}") in each for each in taken):
        number += 1
    numbers[code] = number
    return candidate
