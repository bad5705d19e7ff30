"""Several entries that a clerk asks for at once: one command, all of it or none."""

from collections.abc import Callable, Sequence
from typing import Any

from tracker.errors import WrongUsage
from tracker.ledger.commands import DRY_RUN, Command, Ledger, judged, recorded
from tracker.ledger.keys import ALREADY_USED, used_before
from tracker.ledger.recording import fingerprint
from tracker.model.entries import Entry, Particulars
from tracker.store import entries
from tracker.store.connection import Database

Part = Callable[[Command, Particulars], Entry]
"""Records one of the entries as part of a command, and returns it."""


def record_together(
    ledger: Ledger,
    particulars: Particulars,
    command: str,
    arguments: dict[str, Any],
    decide: Callable[[Command], Sequence[Part]],
    *,
    tells_each: bool = False,
) -> tuple[Entry, ...]:
    """Record, as one command, the entries that `decide` returns for the ledger's current state; return them.

    `arguments` is the request as the clerk gave it. All but the last are told without what is usual, unless it
    `tells_each`. Raises Refused for a key that was used for another request, and for whatever any of the entries is
    refused.
    """
    request = fingerprint(command, arguments, particulars)
    with recorded(ledger, command, particulars.clerk, **particulars.how) as running:
        if existing := used_before(running, particulars.key, request):
            return _repeated(running, existing, str(particulars.key))
        parts = decide(running)
        each = particulars._replace(key=None)
        made = [
            part(running, each._replace(quiet=index < len(parts) and not tells_each))
            for index, part in enumerate(parts, 1)
        ]
        with judged():
            running.close()
        return tuple(as_recorded(running.database, entry, is_last=entry is made[-1]) for entry in made)


def refuse_linked(particulars: Particulars) -> None:
    """Raise WrongUsage when several entries are to replace, or to precede, a single one."""
    for option, entry in (("--replaces", particulars.replaces), ("--before", particulars.before)):
        if entry is not None:
            raise WrongUsage(
                "{option} is of one entry, and several are asked for; log that one by itself.", option=option
            )


def as_recorded(database: Database, entry: Entry, *, is_last: bool = True) -> Entry:
    """Return the entry as it is now that its command is closed, with the messages that it came with.

    That nothing was recorded is said with the last one.
    """
    if entry.number is None:
        messages = entry.messages if is_last else tuple(each for each in entry.messages if each is not DRY_RUN)
        return entry._replace(messages=messages)
    known = entries.read(database, entry.number)
    assert known is not None  # noqa: S101  (it was recorded)
    return known._replace(receipt=entry.receipt, messages=entry.messages)


def _repeated(running: Command, command: int, key: str) -> tuple[Entry, ...]:
    """Return what a command recorded whose key is used again, without the receipts that came with shipments."""
    read = [entries.read(running.database, number) for number in entries.of_command(running.database, command)]
    made = [entry for entry in read if entry is not None]
    receipts: dict[int | None, int | None] = {
        entry.shipment: entry.number for entry in made if entry.shipment is not None
    }
    own = {entry.number for entry in made}
    asked = [entry._replace(receipt=receipts.get(entry.number)) for entry in made if entry.shipment not in own]
    return (*asked[:-1], asked[-1]._replace(messages=(ALREADY_USED.given(key=key),)))
