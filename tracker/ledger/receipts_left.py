"""Receipts of a shipment that is replaced, when they are not logged again with the new one: what is said of them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.ledger.receipts_again import Copies, Former, by_run
from tracker.messages import Message, Plural, both
from tracker.model.entries import Draft
from tracker.store import catalogue
from tracker.store.connection import Database


def describe_left(database: Database, formers: Sequence[Former], sent: Draft, *, dry_run: bool) -> Iterator[Message]:
    """Yield a message for each receipt that is not logged again with the shipment `sent`: how, and how far, it can be.

    None is logged again with it when one of them cannot be.
    """
    left = _by_item(database, by_run(database, sent.moves))
    possible = []
    for former in formers:
        had = _by_item(database, former.arrived, former.found)
        wanted = dict(left) if former.completes else had
        fits = {item: min(copies, left.get(item, 0)) for item, copies in wanted.items()}
        left = _items_less(left, fits)
        possible.append(_Possible(former, {item: copies for item, copies in fits.items() if copies}, fits == wanted))
    is_whole = all(each.is_whole and each.lines and each.former.time > sent.time for each in possible)
    for each in possible:
        former = each.former
        template = _left_as(each, sent, is_whole=is_whole, dry_run=dry_run)
        yield template.given(
            receipt=former.number,
            day=former.time.date,
            count=former.copies,
            command=_command(each, sent.number),
            dispatched_on=sent.time.date,
            shipment=sent.number,
            lines=both([f"{item}={copies}" for item, copies in each.lines.items()]) if each.lines else None,
        )


class _Possible(NamedTuple):
    """What of a receipt can still be logged of the shipment that replaces its own: the copies of each item."""

    former: Former
    lines: dict[str, int]
    is_whole: bool


def _left_as(each: _Possible, sent: Draft, *, is_whole: bool, dry_run: bool) -> Message:
    """Return what is said of a receipt that is not logged again."""
    if each.former.time <= sent.time:
        return _EARLY[dry_run]
    if not each.lines:
        return _NOTHING_LEFT[dry_run]
    if not each.is_whole:
        return _TOO_MUCH[dry_run]
    return _WITH_YES if dry_run and is_whole else _AFTERWARDS[dry_run]


_WITH_YES = Plural(
    "Receipt {receipt} of {day} ({count} copy) is voided with it; with --yes it is logged again.",
    "Receipt {receipt} of {day} ({count} copies) is voided with it; with --yes it is logged again.",
)
_AFTERWARDS = {
    False: Plural(
        "Receipt {receipt} of {day} ({count} copy) was not logged again; do so with '{command}'.",
        "Receipt {receipt} of {day} ({count} copies) was not logged again; do so with '{command}'.",
    ),
    True: Plural(
        "Receipt {receipt} of {day} ({count} copy) is voided with it; log it again then, with 'tracker receive'.",
        "Receipt {receipt} of {day} ({count} copies) is voided with it; log it again then, with 'tracker receive'.",
    ),
}
_TOO_MUCH = {
    False: Plural(
        "Receipt {receipt} of {day} ({count} copy) was not logged again: it is more than the corrected shipment has; "
        "log what can have arrived of that with '{command}'.",
        "Receipt {receipt} of {day} ({count} copies) was not logged again: it is more than the corrected shipment has; "
        "log what can have arrived of that with '{command}'.",
    ),
    True: Plural(
        "Receipt {receipt} of {day} ({count} copy) is voided with it, and cannot be logged again: it is more than "
        "the corrected shipment has, of which {lines} can have arrived then.",
        "Receipt {receipt} of {day} ({count} copies) is voided with it, and cannot be logged again: it is more than "
        "the corrected shipment has, of which {lines} can have arrived then.",
    ),
}
_NOTHING_LEFT = {
    False: Plural(
        "Receipt {receipt} of {day} ({count} copy) was not logged again: nothing of the corrected shipment is left for "
        "it.",
        "Receipt {receipt} of {day} ({count} copies) was not logged again: nothing of the corrected shipment is left "
        "for it.",
    ),
    True: Plural(
        "Receipt {receipt} of {day} ({count} copy) is voided with it, and cannot be logged again: nothing of the "
        "corrected shipment is left for it.",
        "Receipt {receipt} of {day} ({count} copies) is voided with it, and cannot be logged again: nothing of the "
        "corrected shipment is left for it.",
    ),
}
_EARLY = {
    False: Plural(
        "Receipt {receipt} of {day} ({count} copy) was not logged again: it would come before the shipment, which is "
        "now of {dispatched_on}; log what arrived with 'tracker receive {shipment}'.",
        "Receipt {receipt} of {day} ({count} copies) was not logged again: it would come before the shipment, which is "
        "now of {dispatched_on}; log what arrived with 'tracker receive {shipment}'.",
    ),
    True: Plural(
        "Receipt {receipt} of {day} ({count} copy) is voided with it, and cannot be logged again: it would come "
        "before the shipment, which would be of {dispatched_on}.",
        "Receipt {receipt} of {day} ({count} copies) is voided with it, and cannot be logged again: it would come "
        "before the shipment, which would be of {dispatched_on}.",
    ),
}
"""What is said of a receipt that is not logged again, by whether that is a dry run."""


def _by_item(database: Database, *runs: Copies) -> dict[str, int]:
    items: dict[str, int] = {}
    for copies in runs:
        for run, quantity in copies.items():
            item = catalogue.item_of(database, run)
            items[item] = items.get(item, 0) + quantity
    return items


def _items_less(left: dict[str, int], taken: dict[str, int]) -> dict[str, int]:
    return {item: copies - taken.get(item, 0) for item, copies in left.items()}


def _command(each: _Possible, shipment: int) -> str:
    """Return the command that logs a receipt again, as far as there are copies for it."""
    lines = [] if each.former.completes else [f"{item}={copies}" for item, copies in each.lines.items()]
    close = ["--close"] if each.former.closes else []
    return " ".join(["tracker receive", str(shipment), *lines, *close, "--date", each.former.time.date])
