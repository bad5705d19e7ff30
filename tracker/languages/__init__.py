"""The language in which the program speaks: English, Latvian or Russian.

English is what the sources say, and reads no catalogue. What the others say stands in a catalogue each, such as
`lv/LC_MESSAGES/tracker.po`, which `compiling` compiles when the program is built; gettext reads that. Terms are those
of `glossary.csv`. `system` tells the language of the machine, and `dates` how days are written out.
"""

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from gettext import NullTranslations

_Value = TypeVar("_Value")

ENGLISH: Final = "en"

LANGUAGES = (ENGLISH, "lv", "ru")
"""The languages, by their ISO 639 codes."""

DOMAIN = "tracker"
FOLDER = os.path.dirname(__file__)  # noqa: PTH120  (this is loaded before anything is said, and Path is not quick)

_OF_CLICK = "messages"
"""The domain of gettext's in which click looks for its own texts, as long as no other is set."""


class Spoken:
    """The language of this run of the program."""

    def __init__(self) -> None:
        """Start in English."""
        self.code = ENGLISH
        self.catalogue: NullTranslations | None = None


spoken = Spoken()


def speak(code: str) -> None:
    """Speak that language, one of LANGUAGES; click, and the programs that are started, then do so too."""
    if code == spoken.code:
        return
    import gettext

    spoken.code, spoken.catalogue = code, _catalogue(code)
    gettext.textdomain(_OF_CLICK)
    if code != ENGLISH:
        os.environ["LANGUAGE"] = code  # which gettext asks, whoever calls it
        gettext.bindtextdomain(DOMAIN, FOLDER)
        gettext.textdomain(DOMAIN)


@contextmanager
def speaking(code: str) -> "Iterator[None]":
    """Speak that language, one of LANGUAGES, until the end of the block: of what is written for somebody else."""
    before = spoken.code, spoken.catalogue
    if code != spoken.code:
        spoken.code, spoken.catalogue = code, _catalogue(code)
    try:
        yield
    finally:
        spoken.code, spoken.catalogue = before


def _catalogue(code: str) -> "NullTranslations | None":
    """Return the catalogue of a language; None for English, which has none."""
    if code == ENGLISH:
        return None
    import gettext

    return gettext.translation(DOMAIN, FOLDER, [code], fallback=True)


def said(text: str) -> str:
    """Return a text of the sources in the language that is spoken; as it is if the catalogue does not have it."""
    return text if spoken.catalogue is None or not text else spoken.catalogue.gettext(text)


def counted(singular: str, plural: str, count: int) -> str:
    """Return that one of both templates, or of those of the language that is spoken, which goes with the number."""
    if spoken.catalogue is None:
        return singular if count == 1 else plural
    return spoken.catalogue.ngettext(singular, plural, count)


def called(sort: str, name: str) -> str:
    """Return what the language that is spoken has for a name of that sort, such as the "column" `on hand`."""
    return name if spoken.catalogue is None else spoken.catalogue.pgettext(sort, name)


def heading(column: str) -> str:
    """Return the heading of a column on the screen, whose name is such as on_hand."""
    return called("column", column.replace("_", " "))


_WORDS = {"kind": "kind", "type": "entry", "status": "status", "what": "subject"}
"""The columns whose values are words of the program's, with their sort."""


def worded(column: str, value: _Value) -> _Value | str:
    """Return a value as the screen shows it: a word of the program's in the language that is spoken."""
    if spoken.catalogue is None or column not in _WORDS or not isinstance(value, str):
        return value
    return called(_WORDS[column], value)
