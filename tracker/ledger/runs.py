"""Print runs: what is known of their making can be corrected, what was printed cannot."""

from dataclasses import replace
from typing import Any

from tracker.ledger.booklets import some
from tracker.ledger.changes import change
from tracker.ledger.lookup import find_code, find_run
from tracker.ledger.printing import detail_step
from tracker.model.codes import RunCode
from tracker.store import catalogue
from tracker.store.connection import Database, Ledger, Statement


def edit_run(ledger: Ledger, code: RunCode, changes: dict[str, Any], clerk: str) -> None:
    """Correct a run's cost, fund, printer, ISBN or note; what was known before stays on record.

    Raises Refused when the run or the fund is unknown.
    """

    def decide(database: Database, moment: str) -> list[Statement]:
        run = find_run(database, code)
        new: dict[str, Any] = dict(some(changes))
        if fund := new.get("fund"):
            new["fund"] = find_code(database, "fund", fund)
        detail = replace(catalogue.run_detail(database, run.id), **new)
        return [detail_step(run.id, detail, moment, clerk)]

    change(ledger, decide)
