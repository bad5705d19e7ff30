"""What happened: drafts of entries to be recorded, and recorded entries as they are shown."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tracker.deferred import NamedTuple
from tracker.messages import Message

if TYPE_CHECKING:
    from tracker.model.money import Money

Audience = tuple[tuple[str, int], ...]
"""Groups of people, each with their number."""

PRINTER, PUBLIC, LOSS, TRANSIT = 1, 2, 3, 4
"""The outside places, by the row ids that the schema gives them."""


EntryName = int | str
"""What a clerk calls an entry: its number, its reference, or LAST."""

EntryRange = tuple[EntryName, EntryName]
"""The first and the last of several entries, by number, or the same one twice."""

LAST = "last"
"""What a clerk calls the entry that their last command made."""


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
    """The business date; None is today."""
    reference: str | None = None
    """None where it is not given, which keeps that of a replaced entry; "" empties it."""
    note: str | None = None
    """As the reference."""
    key: str | None = None
    """The idempotency key, which makes logging twice harmless; None generates a unique one."""
    dry_run: bool = False
    replaces: EntryName | None = None
    """The entry that this one corrects: it is voided, and this one takes its position in time."""
    before: EntryName | None = None
    """The entry of the same day immediately before which this one is placed."""
    carrier: str | None = None
    """Who carried the copies, if the request itself does not say."""
    row_key: str | None = None
    """The key of a sheet's row, made of its content: the same row is the same entry."""
    quiet: bool = False
    """Whether to report only what is unusual."""
    asks: bool = False
    """Whether somebody at a terminal can be asked about what may be a slip."""
    seen: int | None = None
    """The last command that the clerk has seen: when another one came since, nothing is recorded."""
    confirmed: bool = False
    """Whether what may be a slip is meant."""

    @property
    def how(self) -> dict[str, Any]:
        """How a command is recorded: a dry run shows what would need to be confirmed."""
        return {"keep": not self.dry_run, "seen": self.seen, "confirmed": self.confirmed or self.dry_run}


class Time(NamedTuple):
    """A position in time: the business date, and the position within that day."""

    date: str
    position: int


LAST_POSITION = 2**63 - 1
"""The position after all others of a day."""


class Move(NamedTuple):
    """A planned movement of copies of one run from one place to another, all given as row ids."""

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
    """What a count found, in copies."""

    runs: dict[int, int]
    """By run, of the runs that were counted one by one."""
    items: dict[str, int]
    """By item, of those of which all runs were counted together."""
    full: bool = False
    """Whether everything at the place was counted: what is neither in `runs` nor of `items` is zero."""


class ItemCost(NamedTuple):
    """What sending the copies of an item in a shipment cost, and the fund that paid for it."""

    item: str
    cost: "Money"
    fund: str | None
    whole: int
    """The cents that were split, of which the cost is a part."""
    grant: int | None = None
    """The grant of that fund that it names."""


class RunValue(NamedTuple):
    """What copies of a run that were written off had cost."""

    run: str
    copies: int
    value: "Money"


class Draft(NamedTuple):
    """An entry that is ready to be recorded, still without a timestamp."""

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
    row_key: str | None = None
    counting: Counting | None = None
    restores: int | None = None
    """For an entry that is recorded again: the voided entry that was the first to record it."""
    costs: tuple[ItemCost, ...] = ()
    """For a shipment: what sending it cost, by item, the cents of one sum."""
    audience: Audience = ()
    """For a hand-out: the people whom it reached."""
    receipts: tuple[int, ...] = ()
    """For the void of a shipment: the receipts that are voided with it."""


class Movement(NamedTuple):
    """One line of a recorded entry, with readable codes. Quantities are in copies."""

    run: str
    item: str
    date: str
    source: str
    destination: str
    quantity: int
    count: int | None = None  # type: ignore[assignment]
    """The count whose difference it books; None for copies that the entry itself moved."""


class Correction(NamedTuple):
    """How a later command changed the difference of a count: counted less expected, in copies of an item."""

    command: int
    recorded_at: str
    recorded_by: str
    item: str
    before: int
    after: int


class Counted(NamedTuple):
    """The copies of one run that a count found, and that were expected."""

    run: str
    expected: int
    counted: int


class TextVersion(NamedTuple):
    """A version of what is written about an entry: by which command it was written, when and by whom, and what."""

    command: int
    recorded_at: str | None
    recorded_by: str | None
    reference: str | None = None
    carrier: str | None = None
    reason: str | None = None
    note: str | None = None
    redacted: int | None = None
    """The command that emptied it."""


class Entry(NamedTuple):
    """A recorded entry, or what a dry run would have recorded (its number and timestamp are then None)."""

    number: int | None
    type: EntryType
    date: str
    place: str
    reference: str | None
    note: str | None
    recorded_at: str | None
    recorded_by: str
    command: int | None
    """The number of the command that recorded it."""
    movements: tuple[Movement, ...]
    carrier: str | None = None
    reason: str | None = None
    shipment: int | None = None
    voids: int | None = None
    voided_by: int | None = None
    replaces: int | None = None
    request: int | None = None
    restores: int | None = None
    """The first entry that it records again, after an undo."""
    restored_by: int | None = None
    """For an entry that is void: the last one that records it again."""
    counts: tuple[Counted, ...] = ()
    """For a count: what it found."""
    whole_items: tuple[str, ...] = ()
    """For a count: the items of which it counted all runs together."""
    status: str | None = None
    """For a shipment: in-transit, partly-received, received, closed or voided."""
    costs: tuple[ItemCost, ...] = ()
    """For a shipment: what sending it cost, by item."""
    audience: Audience = ()
    """For a hand-out: the people whom it reached."""
    values: tuple[RunValue, ...] = ()
    """For a write-off: what the copies had cost, by run, as far as that is known."""
    receipt: int | None = None
    """For a shipment logged as received: the number of its receipt."""
    would_arrive: bool = False
    """For what a dry run would have recorded: whether its receipt comes with it."""
    clock_showed: str | None = None
    """What the clock showed when it was recorded, if that was wrong: `recorded_at` is then the corrected moment."""
    redacted: int | None = None
    """The command that emptied its texts, if they were not written anew since."""
    texts: tuple[TextVersion, ...] = ()
    """The versions of its texts, oldest first, unless they are as they were recorded."""
    messages: tuple[Message, ...] = ()
    """Further messages for the clerk."""
    doubts: tuple[Message, ...] = ()
    """Why it may be a slip, which has to be confirmed."""
