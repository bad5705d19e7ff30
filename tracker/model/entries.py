"""Entries: drafts to record, and recorded ones."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tracker.deferred import NamedTuple
from tracker.messages import Message

if TYPE_CHECKING:
    from tracker.model.money import Money

Audience = tuple[tuple[str, int], ...]
"""Groups of people, each with its number."""

PRINTER, PUBLIC, LOSS, TRANSIT = 1, 2, 3, 4
"""The external places, by the row ids in the schema."""


EntryName = int | str
"""An entry as a clerk names it: its number, its reference, or LAST."""

EntryRange = tuple[EntryName, EntryName]
"""The first and last number of a range of entries; the same name twice for a single one."""

ALL = "all"
"""The word for everything that a command can take: all copies of a place, all shipments in transit."""

LAST = "last"
"""The name of the entry that the clerk's last command recorded."""


_LAST_NUMBER = re.compile(r"(\d+)(\D*)$", re.ASCII)


def next_reference(reference: str) -> str | None:
    """Return the reference after this one, such as 2014-027 after 2014-026; or None if it has no number."""
    if (found := _LAST_NUMBER.search(reference)) is None:
        return None
    number = str(int(found[1]) + 1).zfill(len(found[1]))
    return f"{reference[: found.start()]}{number}{found[2]}"


class EntryType(StrEnum):
    """The types of entry: what can happen to copies."""

    PRINT = "print"
    SHIP = "ship"
    RECEIVE = "receive"
    MOVE = "move"
    RETURN = "return"
    HANDOUT = "handout"
    WRITEOFF = "writeoff"
    COUNT = "count"
    VOID = "void"


class Particulars(NamedTuple):
    """The details that every logging command accepts for its entry."""

    clerk: str
    day: date | None = None
    """The business date; None means today, or the day of the entry that it replaces or precedes."""
    reference: str | None = None
    """None if not given, which keeps the one of a replaced entry; "" clears it."""
    note: str | None = None
    """Same rules as the reference."""
    key: str | None = None
    """The idempotency key, which makes logging twice harmless; None means no key, but a shared ledger makes one."""
    dry_run: bool = False
    replaces: EntryName | None = None
    """The entry to correct: it is voided, and this one takes its position in time."""
    before: EntryName | None = None
    """The entry of the same day to precede directly."""
    carrier: str | None = None
    """The carrier, if the request itself has none."""
    row_key: str | None = None
    """The key of a sheet's row, made from its content: an equal row is the same entry."""
    quiet: bool = False
    """Whether to report only unusual things."""
    asks: bool = False
    """Whether a clerk at a terminal can confirm a doubt."""
    seen: int | None = None
    """The last command that the clerk has seen: if there is a later one, nothing is recorded."""
    confirmed: bool = False

    @property
    def how(self) -> dict[str, Any]:
        """Options for recording a command; a dry run shows doubts without confirmation."""
        return {"keep": not self.dry_run, "seen": self.seen, "confirmed": self.confirmed or self.dry_run}


class Time(NamedTuple):
    """A position in time: the business date, and the position within that day."""

    date: str
    position: int


LAST_POSITION = 2**63 - 1
"""The last possible position within a day."""


class Move(NamedTuple):
    """A planned movement of copies of one run between two places, all as row ids."""

    run: int
    source: int
    destination: int
    quantity: int
    time: Time
    shipment: int | None = None
    """The shipment whose transit the copies enter or leave."""
    count: int | None = None  # type: ignore[assignment]
    """The count whose difference it records."""


class Counting(NamedTuple):
    """The result of a count, in copies."""

    runs: dict[int, int]
    """By run, for runs counted separately."""
    items: dict[str, int]
    """By item, for items whose runs were counted together."""
    full: bool = False
    """Whether everything at the place was counted: runs and items not listed are zero."""


class ItemCost(NamedTuple):
    """The cost of shipping an item's copies in a shipment, and the fund that paid."""

    item: str
    cost: Money
    fund: str | None
    whole: int
    """The total in cents that was split, of which the cost is a part."""
    grant: int | None = None


class RunValue(NamedTuple):
    """The cost of a run's copies that were written off."""

    run: str
    copies: int
    value: Money


class Draft(NamedTuple):
    """An entry ready to be recorded, without a moment of recording."""

    type: EntryType
    number: int
    time: Time
    place: int
    moves: tuple[Move, ...] = ()
    shipment: int | None = None
    replaces: int | None = None
    request: int | None = None
    reference: str | None = None
    carrier: str | None = None
    reason: str | None = None
    note: str | None = None
    row_key: str | None = None
    counting: Counting | None = None
    costs: tuple[ItemCost, ...] = ()
    """For a shipment: the shipping cost by item, adding up to one amount."""
    audience: Audience = ()
    """For a handout: the people reached."""


class Movement(NamedTuple):
    """One line of a recorded entry, with readable codes. Quantities are in copies."""

    run: str
    item: str
    date: str
    source: str
    destination: str
    quantity: int
    count: int | None = None  # type: ignore[assignment]
    """The count whose difference it records; None for copies that the entry itself moved."""


class Correction(NamedTuple):
    """A later command's change in a count's difference (counted less expected), in copies of an item."""

    command: int
    recorded_at: str
    recorded_by: str
    item: str
    before: int
    after: int


class Counted(NamedTuple):
    """The copies of one run that a count found and expected."""

    run: str
    expected: int
    counted: int


class TextVersion(NamedTuple):
    """A version of an entry's texts, with the command that wrote it."""

    command: int
    recorded_at: str | None
    recorded_by: str | None
    reference: str | None = None
    carrier: str | None = None
    reason: str | None = None
    note: str | None = None
    redacted: int | None = None


class Entry(NamedTuple):
    """A recorded entry or, without number and timestamp, the result of a dry run."""

    number: int | None
    type: EntryType
    date: str
    place: str
    reference: str | None
    note: str | None
    recorded_at: str | None
    recorded_by: str
    command: int | None
    movements: tuple[Movement, ...]
    carrier: str | None = None
    reason: str | None = None
    shipment: int | None = None
    voids: int | None = None
    voided_by: int | None = None
    replaces: int | None = None
    request: int | None = None
    restores: int | None = None
    """The original entry that it records again, after an undo."""
    restored_by: int | None = None
    """For a void entry: the last one that records it again."""
    counts: tuple[Counted, ...] = ()
    whole_items: tuple[str, ...] = ()
    """For a count: the items whose runs were counted together."""
    status: str | None = None
    """For a shipment: in-transit, partly-received, received, closed or voided."""
    costs: tuple[ItemCost, ...] = ()
    audience: Audience = ()
    values: tuple[RunValue, ...] = ()
    """For a write-off: the cost of its copies by run, as far as known."""
    receipt: int | None = None
    """For a shipment logged as received: the number of its receipt."""
    would_arrive: bool = False
    """For a dry run: whether a receipt would be recorded with it."""
    clock_showed: str | None = None
    """The time of a wrong clock at recording; `recorded_at` is then corrected."""
    redacted: int | None = None
    """The command that redacted its texts, if they were not written again since."""
    texts: tuple[TextVersion, ...] = ()
    """The versions of its texts, oldest first; empty if there is only the original."""
    messages: tuple[Message, ...] = ()
    doubts: tuple[Message, ...] = ()
