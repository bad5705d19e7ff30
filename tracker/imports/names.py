"""Finding what cells name: places by code or exact name, items and print runs. Missing ones may be added."""

from tracker.errors import Refused
from tracker.ledger.booklets import add_booklet, add_item
from tracker.ledger.commands import Command
from tracker.ledger.lookup import find_item, find_place, find_run
from tracker.ledger.places import NewPlace, add_place
from tracker.messages import Message
from tracker.model.codes import RESERVED, ItemCode, RunCode, code_from, parse_item_or_run
from tracker.model.text import match_key, required
from tracker.store import catalogue

_NEW_KIND = "other"


class Names:
    """The places, items and print runs of the database; with `create`, missing places and items are added."""

    def __init__(self, command: Command, *, create: bool) -> None:
        """Read the places from the database of the command that is being recorded."""
        self.command = command
        self.database = command.database
        self.create = create
        self.added: list[Message] = []
        """A message for each place, booklet and item that was added."""
        self.reload()

    def reload(self) -> None:
        """Read the places again, after additions were rolled back."""
        self._items: dict[ItemCode | RunCode, str] = {}
        self._codes: dict[str, str] = {}
        self._codes_by_name: dict[str, list[str]] = {}
        for code, name in catalogue.place_names(self.database):
            self.remember(code, name)

    def remember(self, code: str, name: str) -> None:
        """Remember a place that was added to the database."""
        self._codes[match_key(code)] = code
        self._codes_by_name.setdefault(match_key(name), []).append(code)

    def known_place(self, text: str) -> str | None:
        """Return the code of the place with that code or, if only one has it, that name; None when there is none."""
        key = match_key(text)
        if key in self._codes:
            return self._codes[key]
        codes = self.codes_of(text)
        return codes[0] if len(codes) == 1 else None

    def codes_of(self, name: str) -> list[str]:
        """Return the codes of the places with that name."""
        return self._codes_by_name.get(match_key(name), [])

    def resolve_place(self, text: str) -> str:
        """Return the place's code, or the text itself when the place is missing and may be added later.

        Raises Refused when the place is missing and may not be added, WrongUsage for control characters.
        """
        name = required(text, Message("place"))
        return (self.known_place(name) or name) if self.create else self.find_or_add_place(name)

    def resolve_item(self, text: str) -> ItemCode | RunCode:
        """Return the item or print run; with `create` it may be missing.

        Raises WrongUsage when the text is not a code of either, Refused when it is missing and may not be added.
        """
        code = parse_item_or_run(text)
        return code if self.create else self.find_or_add_item(code)

    def find_or_add_place(self, text: str) -> str:
        """Return the place's code; with `create`, add a missing place.

        Raises Refused when it is missing and may not be added, or when several places have that name.
        """
        known = self.known_place(text)
        if known is not None:
            return known
        if len(codes := self.codes_of(text)) > 1:
            raise Refused(
                "Several places are named '{name}': {codes}; write one of these codes.",
                name=text,
                codes=", ".join(codes),
            )
        if not self.create or match_key(text) in RESERVED:
            return find_place(self.database, text).code
        return self._add_place(text)

    def _add_place(self, text: str) -> str:
        name = required(text, Message("place's name"))
        code = self.free_code(name)
        add_place(self.command, NewPlace(code, name, _NEW_KIND), self.command.clerk)
        self.remember(code, name)
        self.added.append(_added_place(code, name))
        return code

    def free_code(self, name: str) -> str:
        """Return a free code for a new place, made from its name, with a number if that code is taken."""
        code = code_from(name)
        number = 2
        candidate = code
        while match_key(candidate) in self._codes or match_key(candidate) in RESERVED:
            candidate = f"{code}-{number}"
            number += 1
        return candidate

    def find_or_add_item(self, code: ItemCode | RunCode) -> ItemCode | RunCode:
        """Return the item or print run; with `create`, add a missing item, and its booklet.

        Raises Refused when it is missing and may not be added; a print run never may.
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
            add_booklet(self.command, code.booklet, code.booklet, None, self.command.clerk)
            self.added.append(
                Message("Added the booklet {booklet}; set its title with 'tracker booklet edit'.", booklet=code.booklet)
            )
        item = add_item(self.command, code, self.command.clerk)
        self.added.append(Message("Added the item {item}.", item=item))
        return item


def _added_place(code: str, name: str) -> Message:
    if code == name:
        return Message("Added the place {place}, of kind {kind}.", place=code, kind=_NEW_KIND)
    return Message("Added the place {place} ({name}), of kind {kind}.", place=code, name=name, kind=_NEW_KIND)
