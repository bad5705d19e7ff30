"""What may be slips among shipments that were imported at once: told as if they had been recorded one by one."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracker.ledger.commands import Command
from tracker.ledger.lookalikes import describe_lookalikes
from tracker.ledger.state import State
from tracker.messages import Message
from tracker.model.entries import Draft, EntryType
from tracker.model.quantities import Line
from tracker.store import bulk_loading, entries


class Imported(NamedTuple):
    """A shipment: its entry, what the sheet says it contains, and the line of the sheet on which it begins."""

    entry: int
    lines: tuple[Line, ...]
    line: int


def describe_slips(command: Command, shipments: Iterable[Imported]) -> Iterator[Message]:
    """Yield a message for each slip that one of the shipments of a closed command may be."""
    first, state = command.first_entry, State(command.database, command.holdings)
    suspected = bulk_loading.possible_slips(command.database, first)
    for entry, lines, line in shipments if suspected else ():
        if entry in suspected:
            time, place = entries.time_of(command.database, entry), entries.place_of(command.database, entry)
            moves = tuple(entries.moves_of(command.database, entry))
            draft = Draft(EntryType.SHIP, entry, time, place, moves)
            for message in describe_lookalikes(state, draft, lines, first, dry_run=False):
                yield Message("Line {line}: {message}", line=line, message=message)
