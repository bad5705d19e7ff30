"""The language of the program: English, Latvian or Russian.

English is in the sources and needs no catalogue. Each other language has one, such as `lv/LC_MESSAGES/tracker.po`,
compiled by `compiling` when the program is built; gettext looks up the texts of the program and of click in it. Terms
are those of `glossary.csv`.
"""

import os
import re
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextvars import ContextVar
    from gettext import NullTranslations

_Value = TypeVar("_Value")

ENGLISH: Final = "en"

LANGUAGES = (ENGLISH, "lv", "ru")
"""The languages, by their ISO 639 codes."""

DOMAIN = "tracker"
FOLDER = os.path.dirname(__file__)

_UNSET = "messages"
"""gettext's default domain, without translations."""


class _Tongue:
    """A language with its catalogue; English has none."""

    __slots__ = ("catalogue", "code")

    def __init__(self, code: str = ENGLISH) -> None:
        self.code = code
        self.catalogue = None if code == ENGLISH else _catalogue(code)


def _catalogue(code: str) -> "NullTranslations | None":
    """Return the translations of a language, or None if its catalogue is not compiled."""
    from gettext import translation

    try:
        return translation(DOMAIN, FOLDER, [code])
    except OSError:
        return None


class Spoken:
    """The language of the process, or of a block that works for someone else."""

    def __init__(self) -> None:
        self.run = _Tongue()
        self.here: ContextVar[_Tongue] | None = None
        """The language of a block; None until the first such block, as in most commands."""

    @property
    def code(self) -> str:
        """The code of the language, one of LANGUAGES."""
        return (self.run if self.here is None else self.here.get(self.run)).code

    @property
    def catalogue(self) -> "NullTranslations | None":
        """The translations of the source texts, or None for English."""
        return (self.run if self.here is None else self.here.get(self.run)).catalogue


spoken = Spoken()


def speak(code: str) -> None:
    """Set the language, one of LANGUAGES, also for click and for programs that are started."""
    if code == spoken.run.code:
        return
    import gettext

    spoken.run = _Tongue(code)
    gettext.textdomain(_UNSET)
    if code != ENGLISH:
        os.environ["LANGUAGE"] = code  # read by gettext, whoever calls it
        gettext.bindtextdomain(DOMAIN, FOLDER)
        gettext.textdomain(DOMAIN)


@contextmanager
def speaking(code: str) -> "Iterator[None]":
    """Use a language, one of LANGUAGES, within the block and thread: each reader of a page has their own."""
    if spoken.here is None:
        from contextvars import ContextVar

        spoken.here = ContextVar("spoken")
    here = spoken.here
    before = here.set(_Tongue(code))
    try:
        yield
    finally:
        here.reset(before)


def locale_language(locale: str) -> str | None:
    """Return the language of a locale such as lv_LV.UTF-8, ru-RU or LV, or None if it is not supported."""
    code = locale[:2].lower() if not locale[2:3].isalpha() else ""
    return code if code in LANGUAGES else None


_DAY_FIRST = {"lv": "{}.{}.{}.", "ru": "{}.{}.{}"}
"""The date formats of languages with the day first; these also use a decimal comma."""


def translated(text: str) -> str:
    """Return the translation of a source text, or the text itself if the catalogue does not have it."""
    catalogue = spoken.catalogue
    return text if catalogue is None or not text else catalogue.gettext(text)


def counted(singular: str, plural: str, count: int) -> str:
    """Return the template, or its translation, whose plural form matches the number."""
    catalogue = spoken.catalogue
    if catalogue is None:
        return singular if count == 1 else plural
    return catalogue.ngettext(singular, plural, count)


def decimal(text: str) -> str:
    """Return a decimal number in the notation of the current language: 169.6 or 169,6."""
    return text.replace(".", ",") if spoken.code in _DAY_FIRST else text


def short_date(text: str) -> str:
    """Return an ISO date in the notation of the current language: 29.11.2026. in Latvian.

    Any other text is returned unchanged. Input accepts both notations.
    """
    if spoken.code not in _DAY_FIRST or len(text) != len("2026-11-29"):
        return text
    year, month, day = text[:4], text[5:7], text[8:]
    if text[4] + text[7] != "--" or not (year + month + day).isdigit():
        return text
    return _DAY_FIRST[spoken.code].format(day, month, year)


def called(sort: str, name: str) -> str:
    """Return the translation of a name in a context, such as the "column" `on hand`."""
    catalogue = spoken.catalogue
    return name if catalogue is None else catalogue.pgettext(sort, name)


def heading(column: str) -> str:
    """Return the heading shown for a column name such as on_hand."""
    return called("column", column.replace("_", " "))


_WORDS = {
    "kind": "kind",
    "type": "entry",
    "status": "status",
    "what": "subject",
    "reason": "reason",
    "discreet": "answer",
    "write": "answer",
    "object": "object",
    "answer": "recall",
}
"""The columns whose values are words of the program, with their gettext context."""

_STATUS = {"places": "status of a place", "requests": "status of a request", "inbox": "status of an answer"}
"""The context of statuses in tables whose subject has another gender than shipments and print runs."""


def worded(column: str, value: _Value, table: str = "") -> _Value | str:
    """Return a value of a column as shown: country names and words of the program are translated.

    `table` is the column's table in the data dictionary, where the translation depends on it. An audience is a group,
    or several with their numbers.
    """
    if not isinstance(value, str):
        return value
    if column == "country":
        names = _countries().get(value)
        return value if names is None else names[LANGUAGES.index(spoken.code)]
    if column == "about":
        return _reason_to_act(value)
    if column in ("audience", "purpose"):
        groups = (part.partition("=") for part in value.split("; "))
        return "; ".join(f"{_shown(column, name)}{equals}{people}" for name, equals, people in groups)
    if column not in _WORDS:
        return value
    sort = _WORDS[column]
    return called(_STATUS.get(table, sort) if sort == "status" else sort, value)


def _reason_to_act(text: str) -> str:
    """Return what is due in the current language: copies at places, the purpose and the rest of a grant, a backup."""
    if (grant := re.fullmatch(r"(\S+ \d{4} )(?:(.+) )?(-?\d+\.\d\d) ([A-Z]{3})", text)) is not None:
        payer, purpose, amount, currency = grant.groups()
        sum_ = f"{payer}{_shown('purpose', purpose) + ' ' if purpose else ''}{decimal(amount)} {currency}"
        return sum_ if amount.startswith("-") else f"{sum_} {called('about', 'left')}"
    if spoken.catalogue is None:
        return text
    if (silent := re.fullmatch(r"(\d+) cop(?:y|ies) at (\d+) places?", text)) is not None:
        copies, places = map(int, silent.groups())
        shelves = counted("{count} place", "{count} places", places).format(count=grouped(places))
        return f"{counted('{copies} copy', '{copies} copies', copies).format(copies=grouped(copies))}, {shelves}"
    return called("about", text)


def _shown(sort: str, word: str) -> str:
    names = words(sort).get(word)
    return word if names is None else names[LANGUAGES.index(spoken.code)][0]


@cache
def words(sort: str) -> "dict[str, list[list[str]]]":
    """Return the known purposes of grants or groups of people, by their English name.

    Each has, for each of LANGUAGES, the words that mean it, the one that is shown first.
    """
    from tracker.database_files import content_of

    rows = (line.split(",") for line in content_of("reference/words.csv").splitlines())
    found = ([cell.split("|") for cell in cells] for known, *cells in rows if known == sort)
    return {names[0][0]: names for names in found}


@cache
def _countries(form: str = "") -> dict[str, list[str]]:
    """Return the names of each country in the order of LANGUAGES, as in the ledger, or as used after "in" (`_in`).

    Parsed without the csv module, which is slow to load: only the last cell, the Russian name, has commas.
    """
    from tracker.database_files import content_of

    rows = (line.split(",", 3) for line in content_of(f"reference/countries{form}.csv").splitlines())
    return {code: [name.strip('"') for name in names] for code, *names in rows}


def in_country(code: str) -> str:
    """Return a country in the form used after "in": the United Kingdom, Lielbritānijā, в Великобритании."""
    return _countries("_in")[code][LANGUAGES.index(spoken.code)]


def known_words(sort: str, name: str) -> set[str]:
    """Return the translations of a name in a context in all languages but English, any of which a user may type."""
    catalogues = (_catalogue(code) for code in LANGUAGES if code != ENGLISH)
    return {catalogue.pgettext(sort, name) for catalogue in catalogues if catalogue is not None} - {name}


def in_english(sort: str, text: str, words: "Iterable[str]") -> str:
    """Return the word of a context that a text means in any language, ignoring case; otherwise the text itself."""
    folded = text.casefold()
    return next((word for word in words if folded in {word, *known_words(sort, word)}), folded)


NO_BREAK_SPACE = "\u00a0"


def grouped(number: int) -> str:
    """Return an integer with thousands separated."""
    return f"{number:,}".replace(",", NO_BREAK_SPACE)
