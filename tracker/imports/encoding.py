"""In which encoding a text stands: what the user says, else UTF-8, else which ones it could be."""

import io
import re
from encodings.aliases import aliases
from itertools import islice

from tracker.errors import Refused, WrongUsage
from tracker.model.text import did_you_mean, nearest

UTF_8 = "utf-8-sig"
"""UTF-8, with or without a byte order mark."""

_CANDIDATES = ("cp1257", "cp1251", "cp1252", "cp775", "koi8-r", "cp866")
"""What texts in Latvian, Russian and western languages stand in, where it is not UTF-8; the likeliest first."""

_LATVIAN = frozenset("āčēģīķļņšūž")
_EUROPEAN = frozenset("áàâäåãæçéèêëíîïñóòôöõøúùûüýßąćęėįłńśųźżőűřěůđō")
_FREQUENT_RUSSIAN = frozenset("оеаинтсрвлкмдпуягыйь")
_RUSSIAN = frozenset("бзчхжшюцщэфъё")
_MARKS = frozenset("„“”‚‘’«»–—…№§°€\u00a0")
_MARK_WITHIN = re.compile(r"(?<=[^\W\d_])[„“”‚«»…№§°€](?=[^\W\d_])")

_WORD = re.compile(r"[^\W\d_]+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_BETWEEN_CELLS = re.compile(rb"[\r\n\t,;]+")
_BYTE_WORD = re.compile(rb"[0-9A-Za-z\x80-\xff]{1,40}")
_LOOKED_AT, _MOST_CELLS = 1_000_000, 400
"""So many bytes, and cells beyond ASCII in them, are enough to tell an encoding by."""

_LEAST_FIT, _LEAST_SHARE = 0.3, 0.5


def check_encoding(name: str | None) -> str:
    """Return the encoding to read in. Raises WrongUsage, with the nearest names, for one that is none of text."""
    if name is None:
        return UTF_8
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=name)
    except (LookupError, ValueError):
        known = {*_CANDIDATES, "utf-8", "utf-16", "iso-8859-13", *(alias.replace("_", "-") for alias in aliases)}
        close = did_you_mean(nearest(name, sorted(known)))
        raise WrongUsage(f"'{name}' is not an encoding; write one such as utf-8, cp1257 or cp1251.{close}") from None
    return UTF_8 if re.sub("[-_ ]", "", name.casefold()) in ("utf8", "utf8sig") else name


def refuse_utf_16(file: str, head: bytes) -> None:
    """Raise Refused when a text that should be UTF-8 begins as UTF-16."""
    marked = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not marked and b"\0" not in head:
        return
    for encoding in ("utf-16",) if marked else ("utf-16-le", "utf-16-be"):
        text = head[: len(head) // 2 * 2].decode(encoding, "replace")
        if sum("\0" < character < "\u0530" for character in text) > 0.9 * len(text):
            begins = " ".join(text.split())[:40]
            raise Refused(f"{file} is not UTF-8: try --encoding {encoding}, which begins it as '{begins}'.")


def not_decodable(file: str, data: bytes, encoding: str) -> Refused:
    """Return what to say of a text that is not in the encoding: where it breaks, and what would read it how."""
    name = "UTF-8" if encoding == UTF_8 else encoding
    try:
        data.decode(encoding)
        at = None
    except UnicodeDecodeError as error:
        # The byte order mark is not counted in the place where utf-8-sig breaks.
        at = error.start + (3 if encoding == UTF_8 and data.startswith(b"\xef\xbb\xbf") else 0)
    except UnicodeError:
        at = None
    if at is None or at >= len(data):
        return Refused(f"{file} is not {name}; say with --encoding which encoding it is in, such as cp1257.")
    before = data[:at].decode(encoding, "replace")
    line = len(_LINE_END.findall(before)) + 1
    return Refused(f"{file} is not {name} (line {line}, byte 0x{data[at]:02X}): {_advice(data, at, encoding)}.")


def _advice(data: bytes, at: int, tried: str) -> str:
    """Return which encodings to try, with what they make of the first word that UTF-8 breaks at."""
    before = re.search(rb"[0-9A-Za-z\x80-\xff]{0,40}\Z", data[max(0, at - 40) : at])
    rest = data[at - len(before.group()) if before else at :]
    likely = likely_encodings(rest, tried)
    words = (match.group() for match in _BYTE_WORD.finditer(rest))
    word = next((each for each in words if likely and _fit(each.decode(likely[0], "replace")) > 0), b"")
    readings: dict[str, str] = {}
    for encoding in likely:
        reading = word.decode(encoding, "replace")
        if _fit(reading) > 0:
            readings.setdefault(reading, encoding)
    if not readings:
        return "say with --encoding which encoding it is in, such as cp1257"
    (text, first), *others = readings.items()
    also = "".join(f", or {encoding} ('{reading}')" for reading, encoding in others)
    return f"try --encoding {first}, which reads it as '{text}'{also}"


def likely_encodings(data: bytes, tried: str = UTF_8) -> list[str]:
    """Return up to three encodings in which the text reads as words, the best first."""
    cells = (cell for cell in _BETWEEN_CELLS.split(data[:_LOOKED_AT]) if not cell.isascii())
    sample = b"\n".join(islice(cells, _MOST_CELLS))
    fits = {name: _fit(sample.decode(name, "replace")) for name in _CANDIDATES if name != tried}
    best = max(fits.values(), default=0.0)
    likely = [name for name, fit in fits.items() if fit >= max(_LEAST_FIT, best * _LEAST_SHARE)]
    return sorted(likely, key=lambda name: -fits[name])[:3]


def _fit(text: str) -> float:
    """Return how well the letters beyond ASCII fit words of Europe: 1 is perfect, below 0 is nonsense."""
    letters = sum(not character.isascii() for character in text)
    words = sum(_word_fit(word) for word in _WORD.findall(text) if not word.isascii())
    strange = sum(not (character.isascii() or character.isalpha() or character in _MARKS) for character in text)
    strange += len(_MARK_WITHIN.findall(text))
    return (words - 2 * strange) / letters if letters else 0.0


def _word_fit(word: str) -> float:
    """Return how well one word fits, a point at most for each letter beyond ASCII."""
    beyond = [letter for letter in word.lower() if not letter.isascii()]
    russian = sum(letter in _FREQUENT_RUSSIAN or letter in _RUSSIAN for letter in beyond)
    mixed = 0 < russian < len(word)
    crowded = not russian and len(word) > 2 and len(beyond) * 2 > len(word)
    if mixed or crowded or (re.search(r"[a-zа-яё]", word) and not (word[1:].islower() or word[0].islower())):
        return -float(len(beyond))
    return sum(map(_letter_fit, beyond))


def _letter_fit(letter: str) -> float:
    if letter in _LATVIAN or letter in _FREQUENT_RUSSIAN:
        return 1.0
    if letter in _EUROPEAN or letter in _RUSSIAN:
        return 0.6
    return -0.5
