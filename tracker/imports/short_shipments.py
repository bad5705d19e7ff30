"""Why shipments are refused for which their stores have too few copies, told without recording anything before."""

from collections.abc import Sequence

from tracker.errors import Refused
from tracker.imports.jobs import ImportContext
from tracker.imports.shipment_columns import NamedItem, SheetShipment
from tracker.imports.stocks import Stocks
from tracker.imports.unlimited_shipments import UnlimitedShipments
from tracker.ledger.allocation import take_from
from tracker.ledger.messages import AT_PLACE
from tracker.ledger.naming import with_codes
from tracker.ledger.state import State
from tracker.messages import Joined
from tracker.model.catalogue import Place, Run
from tracker.model.entries import Time
from tracker.model.quantities import Line
from tracker.store import catalogue
from tracker.store.entries import POSITION_STEP


class ShortShipments:
    """Finds the sentence for a shipment that nothing but the stock of its store limits, which has too few copies."""

    def __init__(self, context: ImportContext, unlimited: UnlimitedShipments, stocks: Stocks) -> None:
        """Take what is in stock from `stocks`."""
        self._context, self._unlimited, self._stocks = context, unlimited, stocks
        self._runs = {run.id: run for run in catalogue.runs(context.database)}
        self._named: dict[NamedItem, Line] = {}

    def refusal(self, shipment: SheetShipment) -> Refused | None:
        """Return the refusal that logging a shipment would raise; None when that has to be tried.

        The runs of one of its items are withdrawn, or there are none, or its store has enough copies.
        """
        store = self._unlimited.default if shipment.store is None else shipment.store.place
        if store is None or store.id in self._unlimited.limits.counted:
            return None
        if not all(self._may_take(item.runs) for item, _ in shipment.lines):
            return None
        for item, copies in shipment.lines:
            spare = {run: self._stocks[store.id][run].lowest(shipment.day) for run in item.runs}
            if sum(max(left, 0) for left in spare.values()) < copies:
                return self._refusal(store, self._line(item, copies), spare, shipment.day)
        return None

    def _may_take(self, runs: Sequence[int]) -> bool:
        return bool(runs) and self._unlimited.limits.withdrawn.keys().isdisjoint(runs)

    def _line(self, item: NamedItem, copies: int) -> Line:
        """Return the line as it is logged."""
        if item not in self._named:
            (self._named[item],) = with_codes(self._context.database, [Line(item.what, 1)])
        return Line(self._named[item].what, copies)

    def _refusal(self, store: Place, line: Line, spare: dict[int, int], day: str) -> Refused | None:
        stock = self._stocks[store.id]
        if any(stock[run].at(day) > left for run, left in spare.items()):
            return self._looked_up(store, line, [self._runs[run] for run in spare], day)
        copies = {self._runs[run].code: max(left, 0) for run, left in spare.items()}
        too_few = AT_PLACE.given(place=store.code, day=day).message(line, copies)
        return Refused.of(Joined(too_few)).concerning(line)

    def _looked_up(self, store: Place, line: Line, runs: Sequence[Run], day: str) -> Refused | None:
        """Return the refusal when it has to be asked which entry needs the copies later, or which count took them.

        That is none of those that are not written yet: they are not later.
        """
        self._context.indexes.restore()
        command = self._context.command
        state = State(command.database, command.holdings)
        try:
            take_from(state, store, line, runs, Time(day, command.next_entry * POSITION_STEP))
        except Refused as refused:
            return refused
        return None
