"""Links to places' answer pages: a place's number, and a code that nobody can guess.

The code is an HMAC of the place under a secret of the ledger, which no export or package contains. So links need no
rows, and papers of all offices have the same ones. An even generation means that a place has no link.
"""

import secrets
from base64 import urlsafe_b64encode
from hmac import compare_digest, digest
from typing import NamedTuple

from tracker.store.connection import Database, Statement

LINK_SECRET = "link_secret"  # noqa: S105  (the name of a setting)

_BYTES = 16
"""A code has 128 bits."""


class LinkedPlace(NamedTuple):
    """A place as its link knows it."""

    id: int
    code: str
    name: str
    command: int
    """The command that added it, which makes the link unique to this place."""
    generation: int
    is_discreet: bool
    is_open: bool

    @property
    def is_on(self) -> bool:
        """Whether it has a link, and the link is valid."""
        return self.generation % 2 == 1 and self.is_open


def new_secret() -> Statement:
    """Return the statement that gives a new ledger its secret."""
    return Statement("INSERT INTO setting (name, value) VALUES (?, ?)", (LINK_SECRET, secrets.token_hex(32)))


class PlaceLinks:
    """The links of all places of a ledger."""

    def __init__(self, database: Database) -> None:
        """Read the secret and the places."""
        secret = database.value("SELECT value FROM setting WHERE name = ?", [LINK_SECRET])
        self._secret = bytes.fromhex(str(secret))
        self.places = {
            id: LinkedPlace(id, code, name, command, generation, bool(is_discreet), bool(is_open))
            for id, code, name, command, generation, is_discreet, is_open in database.rows(_PLACES)  # noqa: A001
        }
        self._by_code = {place.code: place for place in self.places.values()}

    def path(self, code: str) -> str | None:
        """Return the path of a place's link, such as /a/5-…, or None without a valid one."""
        place = self._by_code[code]
        return f"/a/{place.id}-{self._code(place)}" if place.is_on else None

    def place(self, word: str) -> LinkedPlace | None:
        """Return the place of a link, given its last word; None for a wrong one, always in the same time."""
        number, _, code = word.partition("-")
        place = self.places.get(int(number)) if number.isdecimal() and len(number) < _DIGITS else None
        right = self._code(place or _NOWHERE)
        is_right = compare_digest(code.encode("utf-8", "replace"), right.encode())
        return place if is_right and place is not None and place.is_on else None

    def _code(self, place: LinkedPlace) -> str:
        unsigned = f"{place.id} {place.command} {place.generation}".encode()
        return urlsafe_b64encode(digest(self._secret, unsigned, "sha256")[:_BYTES]).decode().rstrip("=")


_DIGITS = 12
"""Digits of a place's number."""

_NOWHERE = LinkedPlace(0, "", "", 0, 0, False, False)

_PLACES = (
    "SELECT place.id, place.code, place.name, place.command, place.link, place.is_discreet, places.status = 'open' "
    "FROM place JOIN places ON places.code = place.code WHERE place.id > 4"
)
