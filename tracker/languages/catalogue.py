"""What a language has for the texts of the sources, looked up in its compiled catalogue.

Python's gettext reads all of a catalogue before it says the first text, which takes longer than most commands do with
it. A compiled catalogue has its texts in order, so that one is found by comparing it with a dozen others. What is found
is the same as with gettext, whose rule for plurals is used.
"""

from bisect import bisect_left
from functools import cache, cached_property
from pathlib import Path
from struct import unpack_from
from typing import TYPE_CHECKING

from tracker.database_files import content_of

if TYPE_CHECKING:
    from collections.abc import Callable


_MAGIC = b"\xde\x12\x04\x95"
"""How a catalogue begins whose numbers have their lowest byte first."""


class Catalogue:
    """The texts of one language. What it does not have is said in English."""

    def __init__(self, content: bytes) -> None:
        """Take what is in a file of the format that GNU gettext calls MO."""
        self._content = content
        self._numbers = "<2I" if content.startswith(_MAGIC) else ">2I"
        self._count, self._ids = unpack_from(self._numbers, content, 8)
        self._translations, _ = unpack_from(self._numbers, content, 16)
        self._known: dict[str, list[str]] = {}

    def text(self, text: str) -> str:
        """Return a text in this language, of one with a plural the form for 1; as it is if there is none."""
        forms = self._forms(text)
        return text if not forms else forms[0 if len(forms) == 1 else self._form(1)]

    def counted(self, singular: str, plural: str, count: int) -> str:
        """Return the form of a text that goes with a number; one of both given ones if there is none."""
        forms = self._forms(singular)
        return forms[self._form(count)] if forms else singular if count == 1 else plural

    def called(self, sort: str, name: str) -> str:
        """Return what a name of that sort is called in this language; as it is if it has no other."""
        forms = self._forms(f"{sort}\x04{name}")
        return forms[0] if forms else name

    def _forms(self, text: str) -> list[str]:
        """Return the forms of a text, one if it has no plural; nothing if it is not here."""
        if text not in self._known:
            sought = text.encode()
            at = bisect_left(range(self._count), sought, key=self._id)
            found = at < self._count and self._id(at) == sought
            self._known[text] = self._part(self._translations, at).decode().split("\0") if found else []
        return self._known[text]

    def _id(self, position: int) -> bytes:
        """Return the text of the sources at a position in their order, without its plural."""
        return self._part(self._ids, position).partition(b"\0")[0]

    def _part(self, table: int, position: int) -> bytes:
        length, start = unpack_from(self._numbers, self._content, table + 8 * position)
        return self._content[start : start + length]

    @cached_property
    def _form(self) -> "Callable[[int], int]":
        """The rule by which a number decides the form, as the catalogue's header has it."""
        from gettext import c2py

        return c2py(self._forms("")[0].partition("plural=")[2].partition(";")[0])


@cache
def catalogue_of(file: str) -> Catalogue | None:
    """Return the catalogue that is compiled in a file; None if there is no such file."""
    try:
        return Catalogue(Path(file).read_bytes())
    except OSError:
        return None


# What has a code in the ledger and names for people: countries, by their names in each language.


def country(code: str, language: int) -> str:
    """Return the name of a country in one of LANGUAGES, of that position; what is no country's code as it is."""
    names = _countries().get(code)
    return code if names is None else names[language]


@cache
def _countries() -> dict[str, list[str]]:
    """Return the names of each country in the order of LANGUAGES, as the ledger has them too.

    A table of five countries must not wait for the csv module: only a row's last cell, the Russian name, has commas.
    """
    rows = (line.split(",", 3) for line in content_of("reference/countries.csv").splitlines())
    return {code: [name.strip('"') for name in names] for code, *names in rows}
