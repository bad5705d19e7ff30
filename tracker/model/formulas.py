"""Text that a spreadsheet would run as a formula, and the prefix that keeps it text.

A cell that begins with = + - @ is a formula to Excel and LibreOffice, whatever its origin: a
place named =HYPERLINK(...) would run on the reader's machine. The prefix is the apostrophe with
which spreadsheets themselves mark a cell as text.

``disarm`` adds the prefix to a text that would run, ignoring any apostrophes that it begins with;
``rearm`` removes one apostrophe from such a text. Ignoring them makes the two exact inverses: '=1
is written as ''=1 and read back as '=1, while 'tis, which would not run, is left unchanged by both.
"""

import re

# Characters that a spreadsheet may skip before it looks for a formula: whitespace, control and zero-width characters.
_FORMULA = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")

_PHONE = re.compile(r"\s*[+-][0-9 \u00a0()/.-]*")


def would_run(text: str) -> bool:
    """Return whether a spreadsheet may interpret the text as a formula.

    A telephone number such as +371 67105048 (a sign, then only digits, spaces and ()-/.) is not.
    """
    if text[:1].isalnum() or not _FORMULA.match(text):
        return False
    return text[0] in "\t\r\n" or not _PHONE.fullmatch(text)


def disarm(text: str) -> str:
    """Return the text, with an apostrophe before each part that a spreadsheet would run as a formula.

    The parts are separated by `;`, which separates cells where the comma is the decimal sign.
    """
    return _SEPARATOR.join([f"'{part}" if would_run(part.lstrip("'")) else part for part in text.split(_SEPARATOR)])


def rearm(text: str) -> str:
    """Return the text that was passed to `disarm`: rearm(disarm(text)) == text for every text."""
    return _SEPARATOR.join(
        [part[1:] if part[:1] == "'" and would_run(part.lstrip("'")) else part for part in text.split(_SEPARATOR)]
    )


_SEPARATOR = ";"
