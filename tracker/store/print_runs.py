"""Reading what is known of print runs besides their prints."""

from datetime import date
from itertools import starmap

from tracker.model.catalogue import RunDetail
from tracker.model.money import Money
from tracker.model.shares import Share
from tracker.store.connection import Database


def run_detail(database: Database, run_id: int, before: int | None = None) -> RunDetail:
    """Return the details of a run: the current ones, or those before a command."""
    row = database.row(
        "SELECT command, cost, currency, printer, isbn, "
        "(SELECT note FROM text WHERE text.run = run_detail.run AND (?2 IS NULL OR text.command < ?2) "
        "ORDER BY text.command DESC LIMIT 1), "
        "mark, carton, weight, review_by "
        "FROM run_detail WHERE run = ?1 AND (?2 IS NULL OR command < ?2) ORDER BY command DESC LIMIT 1",
        (run_id, before),
    )
    if row is None:
        return RunDetail()
    command, cost, currency, printer, isbn, note, mark, carton, weight, review_by = row
    money = None if cost is None else Money(cost, currency)
    day = date.fromisoformat(review_by) if review_by else None
    shares = database.rows(
        "SELECT fund, share FROM run_share WHERE run = ? AND command = ? ORDER BY fund", (run_id, command)
    )
    return RunDetail(money, tuple(starmap(Share, shares)), printer, isbn, note, day, mark, carton, weight)


def runs_changed_by(database: Database, command: int) -> list[int]:
    """Return the runs that had details before a command, which recorded others."""
    rows = database.rows(
        "SELECT run FROM run_detail WHERE command = ?1 "
        "AND EXISTS (SELECT 1 FROM run_detail AS former WHERE former.run = run_detail.run AND former.command < ?1)",
        [command],
    )
    return [run for (run,) in rows]
