"""The encoding of a text: the one that is named, else UTF-8. A text in another is refused with encodings to try."""

import codecs
import io
import re

from tracker.errors import Refused, WrongUsage
from tracker.messages import Joined, Message, either
from tracker.model.text import did_you_mean, nearest

UTF_8 = "utf-8-sig"
"""UTF-8, with or without a byte order mark."""

_CANDIDATES = ("cp1257", "cp1251", "cp1252")
"""What Windows programs write instead of UTF-8: Baltic, Cyrillic and western European letters."""

_COMMON = ("utf-8", "utf-16", "iso-8859-13", *_CANDIDATES)

_LINE_END = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(rb"[0-9A-Za-z\x80-\xff]{0,40}[\xc0-\xff][0-9A-Za-z\x80-\xff]{0,40}")
"""A word with a letter beyond ASCII: in the candidates, most bytes below 0xC0 are punctuation."""

_NEARBY = 4096
"""How many bytes after the first invalid one are searched for a word."""


def check_encoding(name: str | None) -> str:
    """Return the encoding to read with. Raises WrongUsage, with the nearest names, when it is not a text encoding."""
    if name is None:
        return UTF_8
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=name)
    except (LookupError, ValueError):
        unknown = Message("'{encoding}' is not an encoding; write one such as utf-8, cp1257 or cp1251.", encoding=name)
        close = did_you_mean(nearest(name, _COMMON))
        raise WrongUsage.of(Joined(unknown, close) if close else unknown) from None
    return UTF_8 if re.sub("[-_ ]", "", name.casefold()) in ("utf8", "utf8sig") else name


def encoding_of(file: object, head: bytes, encoding: str) -> str:
    """Return the encoding in which a text that begins so is written: with the mark of UTF-8 only if it has it.

    Raises Refused when a text that should be UTF-8 begins with the mark of UTF-16.
    """
    if encoding == UTF_8 and head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Refused("{file} is not UTF-8 but UTF-16: use --encoding utf-16.", file=file)
    return encoding if encoding != UTF_8 or head.startswith(codecs.BOM_UTF8) else "utf-8"


def not_decodable(file: object, data: bytes, encoding: str) -> Refused:
    """Return the refusal of a text that is not in the encoding: where it is invalid, and which encodings to try."""
    name = "UTF-8" if encoding == UTF_8 else encoding
    try:
        # utf-8-sig would not count the byte order mark in the position of the error.
        data.decode("utf-8" if encoding == UTF_8 else encoding)
    except UnicodeDecodeError as error:
        if error.start < len(data):
            line = len(_LINE_END.findall(data[: error.start].decode(encoding, "replace"))) + 1
            advice = _advice(data, error.start)
            return Refused.of(advice.given(file=file, encoding=name, line=line, byte=f"0x{data[error.start]:02X}"))
    except UnicodeError:
        pass
    return Refused(
        "{file} is not {encoding}: name its encoding with --encoding, such as cp1257.", file=file, encoding=name
    )


def _advice(data: bytes, invalid: int) -> Message:
    """Return which candidates decode the text, and how each reads the first word from the invalid byte on."""
    if b"\0" in data:
        return Message(
            "{file} is not {encoding} (line {line}, byte {byte}), and contains NUL bytes, as UTF-16 does: "
            "use --encoding utf-16-le or utf-16-be."
        )
    words = _WORD.finditer(data, max(0, invalid - 40), invalid + _NEARBY)
    word = next((match.group() for match in words if match.end() > invalid), data[invalid : invalid + 1])
    readings = [(name, word.decode(name)) for name in _CANDIDATES if _decodes(data, name)]
    if not readings:
        return Message("{file} is not {encoding} (line {line}, byte {byte}): name its encoding with --encoding.")
    (first, text), *others = readings
    if not others:
        return Message(
            "{file} is not {encoding} (line {line}, byte {byte}): try --encoding {first}, which reads '{word}'.",
            first=first,
            word=text,
        )
    return Message(
        "{file} is not {encoding} (line {line}, byte {byte}): "
        "try --encoding {first}, which reads '{word}', or {others}.",
        first=first,
        word=text,
        others=either(f"{name} ('{text}')" for name, text in others),
    )


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
