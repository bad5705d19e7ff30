"""Text that a spreadsheet would run as a formula, and the mark that keeps it text.

A cell that begins with = + - @ is a formula to Excel and LibreOffice, however it came there:
a place called =HYPERLINK(...) would run on the reader's machine. The mark is the apostrophe
with which spreadsheets themselves say "this is text".

``disarm`` puts the mark before a text that would run, once its own leading apostrophes are
looked past; ``rearm`` takes one mark off such a text. Looking past them is what makes the two
exact inverses: '=1 is written ''=1 and read back '=1, while 'tis, which would not run, is left
alone by both.
"""

import re

# What a spreadsheet may drop before it looks for a formula: blanks, controls, marks of no width.
_FORMULA = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")

_PHONE = re.compile(r"\s*[+-][0-9 \u00a0()/.-]*")


def would_run(text: str) -> bool:
    """Tell whether a spreadsheet may take the text for a formula.

    A telephone number such as +371 67105048 (a sign, then only digits, blanks and ()-/.) is none.
    """
    if text[:1].isalnum() or not _FORMULA.match(text):
        return False
    return text[0] in "\t\r\n" or not _PHONE.fullmatch(text)


def disarm(text: str) -> str:
    """Return the text with an apostrophe before it if a spreadsheet would run it, else as it is."""
    return f"'{text}" if would_run(text.lstrip("'")) else text


def rearm(text: str) -> str:
    """Return the text that `disarm` was given: rearm(disarm(text)) == text for every text."""
    return text[1:] if text.startswith("'") and would_run(text.lstrip("'")) else text
