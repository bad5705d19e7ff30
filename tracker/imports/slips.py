"""What may be slips among shipments that were recorded together: told as if they had been recorded one by one."""

from array import array
from collections.abc import Iterator

from tracker.imports.shipment_columns import ShipmentColumns
from tracker.ledger.commands import Command
from tracker.ledger.lookalikes import describe_lookalikes, find_equal
from tracker.ledger.state import State
from tracker.messages import Message
from tracker.model.codes import parse_item_or_run
from tracker.model.entries import Draft, EntryType
from tracker.model.quantities import Line
from tracker.store import bulk, entries


class RecordedTogether:
    """The shipments of a sheet that were recorded together: their entries, and the first row of each."""

    def __init__(self, columns: ShipmentColumns) -> None:
        """Begin with none."""
        self.columns = columns
        self.entries, self.firsts = array("q"), array("q")

    def add(self, entry: int, first: int) -> None:
        """Add one."""
        self.entries.append(entry)
        self.firsts.append(first)

    def describe_slips(self, command: Command) -> Iterator[tuple[int, Message]]:
        """Yield, by the line of a shipment, a message for each slip that it may be, once the command is closed."""
        database, state = command.database, State(command.database, command.holdings)
        suspected = bulk.possible_slips(database, command.first_entry) if self.entries else set()
        for entry, first in zip(self.entries, self.firsts, strict=True) if suspected else ():
            if entry in suspected:
                time, place = entries.time_of(database, entry), entries.place_of(database, entry)
                draft = Draft(EntryType.SHIP, entry, time, place, tuple(entries.moves_of(database, entry)))
                lines = self._lines(first)
                equal = find_equal(state, draft, lines, command.earlier)
                for message in describe_lookalikes(state, draft, equal, dry_run=False):
                    yield self.columns.sheet.rows[first].line, message

    def _lines(self, first: int) -> tuple[Line, ...]:
        columns = self.columns
        named = [(columns.items[row].name, columns.quantities[row]) for row in columns.rows_of(first)]
        return tuple(Line(parse_item_or_run(name), quantity) for name, quantity in named)
