"""The numbers that a clerk types: of entries, requests, grants and commands, and the words that name an entry."""

import re

from tracker.errors import WrongUsage
from tracker.messages import Message
from tracker.model.entries import EntryName, EntryRange
from tracker.model.text import required

_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
_DIGITS = re.compile(r"#?-?[0-9]+", re.ASCII)
"""What is meant as a number, not as a reference."""
RANGE = re.compile(r"(#?[0-9]+)\.\.(#?[0-9]+)", re.ASCII)
"""Several entries, by the first and the last number."""


def parse_entry(text: str) -> EntryName:
    """Return the number of an entry, also written #12, or else the word that names it: last, or a reference.

    Raises WrongUsage for a number that no entry can have, and for a word that no reference can be.
    """
    if _DIGITS.fullmatch(text):
        return _number(text, _NO_ENTRY)
    return required(text, Message("entry"))


def parse_entries(text: str) -> EntryRange:
    """Return the first and the last of several entries, written 5..8, or the same one twice, named in any way.

    Raises WrongUsage for anything else.
    """
    match = RANGE.fullmatch(text)
    if match is None:
        entry = parse_entry(text)
        return entry, entry
    first, last = (_number(part, _NO_ENTRY) for part in match.groups())
    if last < first:
        raise WrongUsage("{text} ends before it begins; write {last}..{first}.", text=text, first=first, last=last)
    return first, last


def parse_request(text: str) -> int:
    """Return the number of a request, also written #12. Raises WrongUsage for anything else."""
    return _number(text, _NO_REQUEST)


def parse_grant(text: str) -> int:
    """Return the number of a grant, also written #12. Raises WrongUsage for anything else."""
    return _number(text, _NO_GRANT)


def parse_command(text: str) -> int:
    """Return the number of a command, also written #12. Raises WrongUsage for anything else."""
    return _number(text, _NO_COMMAND)


def parse_commands(text: str) -> tuple[int, int]:
    """Return the first and the last of several commands, written 5 or 5..8. Raises WrongUsage for anything else."""
    first, dots, last = text.partition("..")
    return parse_command(first), parse_command(last if dots else first)


_NO_ENTRY = Message("'{text}' is not the number of an entry; write it as 'tracker log' lists it, such as 12.")
_NO_REQUEST = Message(
    "'{text}' is not the number of a request; write it as 'tracker request list' lists it, such as 12."
)
_NO_GRANT = Message("'{text}' is not the number of a grant; write it as 'tracker fund list' lists it, such as 12.")
_NO_COMMAND = Message("'{text}' is not the number of a command; write it as 'tracker show' tells it, such as 12.")


def _number(text: str, otherwise: Message) -> int:
    number = text.removeprefix("#")
    if _NUMBER.fullmatch(number) is None:
        raise WrongUsage.of(otherwise.given(text=text))
    return int(number)
