"""Codes of booklets, places, kinds and funds, and the codes of items and print runs that are built from them."""

import re
import unicodedata

from tracker.deferred import NamedTuple, pattern
from tracker.errors import WrongCode, WrongUsage

_CODE = pattern(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LANGUAGE = pattern(r"[A-Za-z]{2,3}")
_NUMBER = pattern(r"[1-9][0-9]{0,8}")

PRINTER, PUBLIC, LOSS, TRANSIT = "printer", "public", "loss", "transit"
RESERVED = frozenset((PRINTER, PUBLIC, LOSS, TRANSIT))
"""The external places: the printer, the public and losses, and transit."""


def parse_code(text: str) -> str:
    """Return the code as typed. Raises WrongUsage if it is malformed."""
    if _CODE.fullmatch(text) is None:
        raise WrongCode(
            "'{code}' is not a valid code; use letters, digits, '.', '_' and '-', starting with a letter or digit.",
            code=text,
        )
    return text


def is_code(text: str) -> bool:
    """Return whether the text is a valid code."""
    return _CODE.fullmatch(text) is not None


_TRANSLITERATION = str.maketrans("абвгдезийклмнопрстуфыэ", "abvgdeziiklmnoprstufye") | str.maketrans(
    {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
)


def code_from(name: str, otherwise: str = "place") -> str:
    """Return the name if it is a valid code, or one made of its letters, transliterated; `otherwise` without any."""
    if _CODE.fullmatch(name):
        return name
    base = (letter for letter in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(letter))
    words = re.findall(r"[a-z0-9]+", "".join(base).translate(_TRANSLITERATION))
    return "-".join(words) or otherwise


class ItemCode(NamedTuple):
    """A booklet in one language: THB/lv. Without a booklet, the only booklet in that language."""

    booklet: str
    language: str

    def __str__(self) -> str:
        return f"{self.booklet}/{self.language}" if self.booklet else self.language


class RunCode(NamedTuple):
    """One printing of an item, numbered from 1 within it: THB/lv/2."""

    item: ItemCode
    number: int

    def __str__(self) -> str:
        return f"{self.item}/{self.number}"


def parse_item(text: str) -> ItemCode:
    """Return the item. Raises WrongUsage unless it is written BOOKLET/LANGUAGE."""
    parts = text.strip().split("/")
    if len(parts) != 2 or not _CODE.fullmatch(parts[0]) or not _LANGUAGE.fullmatch(parts[1]):
        raise no_item(text)
    return ItemCode(parts[0], parts[1].lower())


def no_item(text: str) -> WrongUsage:
    """Return the error for text that is not an item."""
    item, equals, _ = text.partition("=")
    if equals and item.strip():
        return WrongCode(
            "'{text}' contains more than an item; enter {item}, then the quantity after a space.",
            text=text,
            item=item.strip(),
        )
    return WrongCode("'{text}' is not an item; enter BOOKLET/LANGUAGE, such as THB/lv.", text=text)


def parse_run(text: str) -> RunCode:
    """Return the print run. Raises WrongUsage unless it is written BOOKLET/LANGUAGE/NUMBER."""
    item, _, number = text.strip().rpartition("/")
    if "/" not in item or not _NUMBER.fullmatch(number):
        raise WrongCode("'{text}' is not a print run; enter BOOKLET/LANGUAGE/NUMBER, such as THB/lv/2.", text=text)
    return RunCode(parse_item(item), int(number))


def parse_named_item(text: str) -> ItemCode:
    """Return the item; its booklet may be a title, "A title/lv", or left out: lv. Raises WrongUsage otherwise."""
    booklet, slash, language = text.strip().rpartition("/")
    if bool(slash) != bool(booklet.strip()) or not _LANGUAGE.fullmatch(language):
        raise no_item(text)
    if not slash:
        return ItemCode("", language)
    return ItemCode(booklet.strip(), language.lower())


def parse_named_run(text: str) -> RunCode:
    """Return the print run; its booklet may be a title. Raises WrongUsage if there is no language or number."""
    item, _, number = text.strip().rpartition("/")
    booklet, _, language = item.rpartition("/")
    if not booklet.strip() or not _LANGUAGE.fullmatch(language) or not _NUMBER.fullmatch(number):
        raise WrongCode("'{text}' is not a print run; enter BOOKLET/LANGUAGE/NUMBER, such as THB/lv/2.", text=text)
    return RunCode(ItemCode(booklet.strip(), language.lower()), int(number))


def parse_named(text: str) -> ItemCode | RunCode:
    """Return the item or print run; the booklet may be a title or, for an item, left out. Raises WrongUsage."""
    if "/" not in text and not _LANGUAGE.fullmatch(text.strip()):
        raise WrongCode("'{text}' is neither an item (THB/lv) nor a print run (THB/lv/2).", text=text)
    return parse_named_run(text) if text.rpartition("/")[2].strip().isdigit() else parse_named_item(text)


# Short codes of shipments, such as 255-K: the number, and a check letter against misread or mistyped digits.


LETTERS = "ABCDEFGHJKLMNPQRSTUVWXY"
"""The check letters, a prime number of them, without I, O and Z, which look like digits."""

_FACTOR = 16  # gives neighbouring numbers letters far apart

_HYPHENS = "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{MINUS SIGN}"
"""The characters that programs make of a typed hyphen."""

_SHORT_CODE = pattern(rf"0*([1-9][0-9]{{0,17}})[{_HYPHENS}]([A-Za-z])")


class ShortCode(NamedTuple):
    """A word in the form of a short code."""

    number: int
    is_right: bool
    """Whether the check letter is right. One wrong digit, or two swapped ones, change it."""


def short_code(number: int) -> str:
    """Return the short code of a number."""
    return f"{number}-{_letter(number)}"


def parse_short_code(text: str) -> ShortCode | None:
    """Return the number, perhaps with leading zeros, and whether the check letter is right; or None for other text."""
    match = _SHORT_CODE.fullmatch(text)
    if match is None:
        return None
    number = int(match[1])
    return ShortCode(number, match[2].upper() == _letter(number))


def written_alike(text: str) -> tuple[str, ...]:
    """Return all spellings of a short code, which people take for the same; any other word is returned alone."""
    match = _SHORT_CODE.fullmatch(text)
    if match is None:
        return (text,)
    letters = match[2].upper(), match[2].lower()
    words = (
        f"{digits}{hyphen}{letter}" for digits in (text[:-2], match[1]) for hyphen in _HYPHENS for letter in letters
    )
    return tuple(dict.fromkeys((text, *words)))


def _letter(number: int) -> str:
    return LETTERS[number * _FACTOR % len(LETTERS)]


_URL = pattern(r"https?://[^\s/]+(/\S*)?")


def parse_url(text: str) -> str | None:
    """Return a web address, or None for empty text. Raises WrongUsage for anything else."""
    if not text.strip():
        return None
    if not _URL.fullmatch(text.strip()):
        raise WrongUsage("'{text}' is not a web address; enter one such as https://example.org/thb.pdf.", text=text)
    return text.strip()
