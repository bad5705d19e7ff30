"""What the cells of a sheet name: places by code or exact name, items and print runs; found, or added."""

from tracker.errors import Refused
from tracker.ledger.booklets import add_booklet, add_item
from tracker.ledger.lookup import find_item, find_place, find_run
from tracker.ledger.places import NewPlace, add_place
from tracker.model.codes import RESERVED, ItemCode, RunCode, code_from, parse_item_or_run
from tracker.model.text import match_key, required
from tracker.store import catalogue
from tracker.store.connection import Database

_NEW_KIND = "other"


class Names:
    """The names that the database knows, and, with `create`, those it is taught."""

    def __init__(self, database: Database, *, create: bool) -> None:
        """Read the names from a database that is being written to."""
        self.database = database
        self.create = create
        self.added: list[str] = []
        """A sentence for everything that was added."""
        self.read()

    def read(self) -> None:
        """Read the names again, after what was added has been taken back."""
        self._items: dict[ItemCode | RunCode, str] = {}
        self._codes: dict[str, str] = {}
        self._named: dict[str, list[str]] = {}
        for code, name in catalogue.place_names(self.database):
            self.know(code, name)

    def know(self, code: str, name: str) -> None:
        """Take note of a place that was added."""
        self._codes[match_key(code)] = code
        self._named.setdefault(match_key(name), []).append(code)

    def known_place(self, text: str) -> str | None:
        """Return the code of the place with that code or, if it is the only one, that name."""
        key = match_key(text)
        if key in self._codes:
            return self._codes[key]
        named = self.called(text)
        return named[0] if len(named) == 1 else None

    def called(self, name: str) -> list[str]:
        """Return the codes of the places with that name."""
        return self._named.get(match_key(name), [])

    def spell_place(self, text: str) -> str:
        """Return the place's code, or the text as it is when the place may yet be added.

        Raises Refused when it is unknown, WrongUsage for control characters.
        """
        name = required(text, "place")
        return (self.known_place(name) or name) if self.create else self.place(name)

    def spell_what(self, text: str) -> ItemCode | RunCode:
        """Return the item or print run, known or, when it may yet be added, not.

        Raises WrongUsage when the text is neither, Refused when it is unknown.
        """
        what = parse_item_or_run(text)
        return what if self.create else self.what(what)

    def place(self, text: str) -> str:
        """Return the place's code; add the place when it is unknown and may be.

        Raises Refused when it is unknown, or when several are called that.
        """
        known = self.known_place(text)
        if known is not None:
            return known
        if len(several := self.called(text)) > 1:
            raise Refused(f"{len(several)} places are called '{text}': {', '.join(several)}; write one of these codes.")
        if not self.create or match_key(text) in RESERVED:
            return find_place(self.database, text).code
        return self._add_place(text)

    def _add_place(self, text: str) -> str:
        name = required(text, "place's name")
        code = self.free_code(name)
        add_place(self.database, NewPlace(code, name, _NEW_KIND))
        self.know(code, name)
        self.added.append(f"Added the place {code}{'' if code == name else f' ({name})'}, of kind {_NEW_KIND}.")
        return code

    def free_code(self, name: str) -> str:
        """Return a code for a new place: its name where that is one, else letters of it, numbered if they are taken."""
        code = code_from(name)
        number = 2
        tried = code
        while match_key(tried) in self._codes or match_key(tried) in RESERVED:
            tried = f"{code}-{number}"
            number += 1
        return tried

    def what(self, code: ItemCode | RunCode) -> ItemCode | RunCode:
        """Return the item or print run; add the item, and its booklet, when it is unknown and may be.

        Raises Refused when it is unknown.
        """
        if code not in self._items:
            self._items[code] = self._run(code) if isinstance(code, RunCode) else self._item(code)
        return code

    def _run(self, code: RunCode) -> str:
        return find_run(self.database, code).code

    def _item(self, code: ItemCode) -> str:
        if not self.create or catalogue.item(self.database, code) is not None:
            return find_item(self.database, code)
        if catalogue.code_of(self.database, "booklet", code.booklet) is None:
            add_booklet(self.database, code.booklet, code.booklet, None)
            self.added.append(f"Added the booklet {code.booklet}; give its title with 'tracker booklet edit'.")
        item = add_item(self.database, code)
        self.added.append(f"Added the item {item}.")
        return item
