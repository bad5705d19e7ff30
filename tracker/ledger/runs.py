"""Print runs: what is known of their making can be corrected, what was printed cannot."""

from dataclasses import replace
from typing import Any

from tracker.errors import Refused
from tracker.ledger.booklets import some
from tracker.ledger.changes import change
from tracker.ledger.lookup import find_code, find_run
from tracker.ledger.printing import detail_step
from tracker.model.codes import RunCode
from tracker.model.money import Money
from tracker.store import catalogue
from tracker.store.connection import Database, Ledger, Statement


def edit_run(ledger: Ledger, code: RunCode, changes: dict[str, Any], clerk: str) -> None:
    """Correct a run's cost (cents), currency, fund, printer, ISBN or note; what was known before stays on record.

    Raises Refused when the run or the fund is unknown, or a currency is given where there is no cost.
    """

    def decide(database: Database, moment: str) -> list[Statement]:
        run = find_run(database, code)
        new: dict[str, Any] = dict(some(changes))
        known = catalogue.run_detail(database, run.id)
        if fund := new.get("fund"):
            new["fund"] = find_code(database, "fund", fund)
        detail = replace(known, cost=_cost(known.cost, new.pop("cost", None), new.pop("currency", None)), **new)
        return [detail_step(run.id, detail, moment, clerk)]

    change(ledger, decide)


def _cost(known: Money | None, cents: int | None, currency: str | None) -> Money | None:
    if cents is not None:
        return Money(cents, currency or (known.currency if known else "EUR"))
    if currency is None:
        return known
    if known is None:
        raise Refused("The run has no cost yet; give --cost with its --currency.")
    return Money(known.cents, currency)
