"""The language in which the program speaks: English, Latvian or Russian.

English is what the sources say, and reads no catalogue. Each other language has a catalogue, such as
`lv/LC_MESSAGES/tracker.po`. `compiling` compiles it when the program is built, and gettext looks up the texts of the
program and of click in it. Terms are those of `glossary.csv`. `dates` writes out days.
"""

import os
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextvars import ContextVar
    from gettext import NullTranslations

_Value = TypeVar("_Value")

ENGLISH: Final = "en"

LANGUAGES = (ENGLISH, "lv", "ru")
"""The languages, by their ISO 639 codes."""

DOMAIN = "tracker"
FOLDER = os.path.dirname(__file__)

_UNSET = "messages"
"""The domain of gettext's as long as no other is set."""


class _Tongue:
    """A language with its catalogue; English has none."""

    __slots__ = ("catalogue", "code")

    def __init__(self, code: str = ENGLISH) -> None:
        self.code = code
        self.catalogue = None if code == ENGLISH else _catalogue(code)


def _catalogue(code: str) -> "NullTranslations | None":
    """Return the translations of a language; None if its catalogue is not compiled."""
    from gettext import translation

    try:
        return translation(DOMAIN, FOLDER, [code])
    except OSError:
        return None


class Spoken:
    """The language of this run of the program, or of what a block of it does for somebody else."""

    def __init__(self) -> None:
        """Start in English."""
        self.run = _Tongue()
        self.here: ContextVar[_Tongue] | None = None
        """What a block speaks; None as long as there was no such block, as in most commands."""

    @property
    def code(self) -> str:
        """The code of the language, one of LANGUAGES."""
        return (self.run if self.here is None else self.here.get(self.run)).code

    @property
    def catalogue(self) -> "NullTranslations | None":
        """What the language has for the texts of the sources; None for English."""
        return (self.run if self.here is None else self.here.get(self.run)).catalogue


spoken = Spoken()


def speak(code: str) -> None:
    """Speak that language, one of LANGUAGES; click, and the programs that are started, then do so too."""
    if code == spoken.run.code:
        return
    import gettext

    spoken.run = _Tongue(code)
    gettext.textdomain(_UNSET)
    if code != ENGLISH:
        os.environ["LANGUAGE"] = code  # which gettext asks, whoever calls it
        gettext.bindtextdomain(DOMAIN, FOLDER)
        gettext.textdomain(DOMAIN)


@contextmanager
def speaking(code: str) -> "Iterator[None]":
    """Speak that language, one of LANGUAGES, within the block and in this thread: each reader of a page has one."""
    if spoken.here is None:
        from contextvars import ContextVar

        spoken.here = ContextVar("spoken")
    here = spoken.here
    before = here.set(_Tongue(code))
    try:
        yield
    finally:
        here.reset(before)


def of_locale(locale: str) -> str | None:
    """Return the language of a locale such as lv_LV.UTF-8, ru-RU or LV; None if it is none of ours."""
    code = locale[:2].lower() if not locale[2:3].isalpha() else ""
    return code if code in LANGUAGES else None


_DAY_FIRST = {"lv": "{}.{}.{}.", "ru": "{}.{}.{}"}
"""The languages that write the day before the month, and a comma in numbers."""


def said(text: str) -> str:
    """Return a text of the sources in the language that is spoken; as it is if the catalogue does not have it."""
    catalogue = spoken.catalogue
    return text if catalogue is None or not text else catalogue.gettext(text)


def counted(singular: str, plural: str, count: int) -> str:
    """Return that one of both templates, or of those of the language that is spoken, which goes with the number."""
    catalogue = spoken.catalogue
    if catalogue is None:
        return singular if count == 1 else plural
    return catalogue.ngettext(singular, plural, count)


def decimal(text: str) -> str:
    """Return a number with decimals as people write it in the language that is spoken: 169.6 or 169,6."""
    return text.replace(".", ",") if spoken.code in _DAY_FIRST else text


def short_date(text: str) -> str:
    """Return an ISO date as people write it in the language that is spoken: 29.11.2026. in Latvian.

    Any other text stays as it is. What is returned is accepted wherever a date is.
    """
    if spoken.code not in _DAY_FIRST or len(text) != len("2026-11-29"):
        return text
    year, month, day = text[:4], text[5:7], text[8:]
    if text[4] + text[7] != "--" or not (year + month + day).isdigit():
        return text
    return _DAY_FIRST[spoken.code].format(day, month, year)


def called(sort: str, name: str) -> str:
    """Return what the language that is spoken has for a name of that sort, such as the "column" `on hand`."""
    catalogue = spoken.catalogue
    return name if catalogue is None else catalogue.pgettext(sort, name)


def heading(column: str) -> str:
    """Return the heading of a column on the screen, whose name is such as on_hand."""
    return called("column", column.replace("_", " "))


_WORDS = {
    "kind": "kind",
    "type": "entry",
    "status": "status",
    "what": "subject",
    "purpose": "purpose",
    "audience": "audience",
    "reason": "reason",
    "discreet": "answer",
    "object": "object",
    "answer": "recall",
}
"""The columns whose values are words of the program's, with their sort."""

_STATUS = {"places": "status of a place", "requests": "status of a request"}
"""The sort of a status in tables whose subject has another gender than a shipment and a print run."""


def worded(column: str, value: _Value, table: str = "") -> _Value | str:
    """Return a value of a column as the screen shows it: a country or a word of ours, in the language that is spoken.

    `table` is the one of the data dictionary in which the column stands, where that decides what the word is.
    """
    if not isinstance(value, str):
        return value
    if column == "country":
        names = _countries().get(value)
        return value if names is None else names[LANGUAGES.index(spoken.code)]
    if column not in _WORDS:
        return value
    sort = _WORDS[column]
    return called(_STATUS.get(table, sort) if sort == "status" else sort, value)


@cache
def _countries() -> dict[str, list[str]]:
    """Return the names of each country in the order of LANGUAGES, as the ledger has them too.

    A table of five countries must not wait for the csv module: only a row's last cell, the Russian name, has commas.
    """
    from tracker.database_files import content_of

    rows = (line.split(",", 3) for line in content_of("reference/countries.csv").splitlines())
    return {code: [name.strip('"') for name in names] for code, *names in rows}


def in_country(code: str) -> str:
    """Return a country as it stands after "in": the United Kingdom, Lielbritānijā, в Великобритании."""
    import csv  # which few commands wait for

    from tracker.database_files import content_of

    rows = csv.reader(content_of("reference/countries_in.csv").splitlines())
    return next(names[LANGUAGES.index(spoken.code)] for known, *names in rows if known == code)


def known_words(sort: str, name: str) -> set[str]:
    """Return what all languages but English have for a name of that sort: whoever types one means it."""
    catalogues = (_catalogue(code) for code in LANGUAGES if code != ENGLISH)
    return {catalogue.pgettext(sort, name) for catalogue in catalogues if catalogue is not None} - {name}


NO_BREAK_SPACE = "\u00a0"


def grouped(number: int) -> str:
    """Return a whole number as shown to people, with thousands set apart."""
    return f"{number:,}".replace(",", NO_BREAK_SPACE)
