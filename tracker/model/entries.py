"""What happened: drafts of entries to be recorded, and recorded ones as they are shown."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

PRINTER, PUBLIC, LOSS, TRANSIT = 1, 2, 3, 4
"""The places outside, by the numbers that the schema gives them."""

OUTSIDE = (PRINTER, PUBLIC, LOSS)
"""The places that may be negative: where copies come from and go to."""


class EntryType(StrEnum):
    """The kinds of thing that can happen to copies."""

    PRINT = "print"
    SHIP = "ship"
    RECEIVE = "receive"
    RETURN = "return"
    HANDOUT = "handout"
    WRITEOFF = "writeoff"
    COUNT = "count"
    VOID = "void"


@dataclass(frozen=True)
class Particulars:
    """What every logging command may say about its entry."""

    clerk: str
    day: date | None = None
    """The business date; None is today."""
    reference: str | None = None
    note: str | None = None
    key: str | None = None
    """What makes logging twice harmless; None makes a key of its own."""
    dry_run: bool = False
    replaces: int | None = None
    """The entry that this one mends: it is voided, and this one takes its place in time."""
    before: int | None = None
    """The entry of the same day just before which this one stands."""
    carrier: str | None = None
    """Who brought the copies, where the request itself does not say."""
    brief: bool = False
    """Whether the answer tells only what is out of the ordinary."""


Time = tuple[str, int]
"""A place in the order of time: the business date, and the position within that day."""


@dataclass(frozen=True)
class Move:
    """So many copies of one run to go from one place to another, all by their row in the database."""

    run: int
    source: int
    destination: int
    quantity: int
    time: Time
    shipment: int | None = None
    """The shipment whose transit the copies enter or leave."""
    count: int | None = None
    """The count whose difference it books."""


@dataclass(frozen=True)
class Counting:
    """What a count found: copies by run, and which other runs it thereby found to be none."""

    found: dict[int, int]
    items: tuple[str, ...] = ()
    """Items counted whole: each of their runs that is not in `found` is zero there."""
    full: bool = False
    """Whether everything at the place was counted: what is not in `found` is zero."""


@dataclass(frozen=True)
class Draft:
    """An entry as it was decided, before it has a moment."""

    type: EntryType
    number: int
    time: Time
    place: int
    moves: tuple[Move, ...] = ()
    shipment: int | None = None
    voids: int | None = None
    replaces: int | None = None
    request: int | None = None
    reference: str | None = None
    carrier: str | None = None
    reason: str | None = None
    note: str | None = None
    counting: Counting | None = None
    receipts: tuple[int, ...] = ()
    """Of a shipment's void: the receipts that it takes with it."""


@dataclass(frozen=True)
class Movement:
    """One line of a recorded entry, by the codes people read. Quantities are copies."""

    run: str
    item: str
    date: str
    source: str
    destination: str
    quantity: int


@dataclass(frozen=True)
class Counted:
    """What a count found of one run, and what was expected: copies."""

    run: str
    expected: int
    counted: int


@dataclass(frozen=True)
class Entry:
    """A recorded entry, or what a dry run would have recorded (its number and moment are then None)."""

    number: int | None
    type: EntryType
    date: str
    place: str
    reference: str | None
    note: str | None
    recorded_at: str | None
    recorded_by: str
    movements: tuple[Movement, ...]
    carrier: str | None = None
    reason: str | None = None
    shipment: int | None = None
    voids: int | None = None
    voided_by: int | None = None
    replaces: int | None = None
    request: int | None = None
    counts: tuple[Counted, ...] = ()
    """Of a count: what it found."""
    status: str | None = None
    """Of a shipment: in-transit, partly-received, received, closed or voided."""
    receipt: int | None = None
    """Of a shipment logged as received: the number of its receipt."""
    messages: tuple[str, ...] = ()
    """What the clerk is told besides."""

    @property
    def copies(self) -> int:
        """How many copies its movements move."""
        return sum(movement.quantity for movement in self.movements)
