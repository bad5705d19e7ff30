"""What sheets call an item: by its code, or by its booklet, of which they write the code or the title, and a language.

THB/lv, THB-LV, Title/lv and Title (lv) are the same item, and so is a booklet beside a column with the language, which
is written as its code or as its name in English or Latvian.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tracker.errors import Refused, WrongUsage
from tracker.ledger.lookup import find_code
from tracker.messages import both
from tracker.model.codes import ItemCode, RunCode, is_code, parse_item_or_run
from tracker.model.text import match_key, name_key
from tracker.store import catalogue
from tracker.store.connection import Database

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


_MARKS = re.compile(r"[-–—/(]")
"""What stands between a booklet and a language, but for blanks and commas."""

_BETWEEN_WORDS = re.compile(r"[\s,:]")


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
            self._titles.setdefault(name_key(title), []).append(code)

    def find(self, text: str, language: str | None = None) -> ItemCode | RunCode | NewItem:
        """Return the item or print run that a text names, with the language beside it if there is one.

        A booklet that is not known gives a code as it is written, or a new item. Raises Refused for an unknown
        language, a title that several booklets have, or two languages; WrongUsage when it names no language at all.
        """
        beside = self._find_language(language) if language else None
        code = _written_as_code(text)
        found = self._known(text, code, beside) or self._unknown(text, code, beside)
        if beside is not None and (own := _language(found)) != beside:
            raise Refused("{item} is in {own}, but its row says {beside}.", item=text, own=own, beside=beside)
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
            named = next((title for title, word in _in_two(text, _CERTAIN) if self._language(word)), text)
            return ItemCode(named, beside) if is_code(named) else NewItem(named, beside)
        if code is not None:
            return code
        if (alone := self._booklet(text)) is not None:
            raise Refused(
                "'{text}' names no language; write {booklet}/lv, for example, or the language in a column of its own.",
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
            for code, title in catalogue.codes(self._database, "booklet"):
                self.add(code, title)
        if (named := self._codes.get(match_key(text))) is not None:
            return named
        codes = self._titles.get(name_key(text), [])
        if len(codes) > 1:
            raise Refused(
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
