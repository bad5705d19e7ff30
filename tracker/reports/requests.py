"""Requests: the copies that places requested, and those still open."""

from pathlib import Path
from typing import Any

from tracker.errors import UnknownName
from tracker.ledger.requests import describe_equal_request, fulfilled
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.table import Table
from tracker.reports.queries import Database, Filter, Ledger, ask, reading, records
from tracker.store.dated_facts import request_of
from tracker.store.dictionary import columns

_COLUMNS = columns("requests")
_MATTERS = "request", "date", "place", "item", "quantity", "open", "needed", "name"
_ONCE = "request", "date", "place", "name", "kind", "country"

RECORDED = Message("Request {request}: {place} requests {asked}.")


def requests(path: Path, only_open: bool, when: AsOf) -> Table:
    """Return the requests, one row per item, by the date needed; undated ones last."""
    filters: list[Filter] = [("open > ?", 0)] if only_open else []
    with reading(path) as database:
        rows = list(ask(database, "requests", when, filters, "needed IS NULL, needed, request, item"))
    if only_open:
        title = Message("Open requests, {as_of}", as_of=when.message)
        none = Message("No open requests.")
    else:
        title = Message("Requests, {as_of}", as_of=when.message)
        none = Message("No requests. Record one with 'tracker request add PLACE ITEM=QTY'.")
    return Table(title, _COLUMNS, rows, none, ("quantity", "shipped", "open"), matters=_MATTERS, once=_ONCE)


def is_open(path: Path, number: int, place: str | None) -> bool:
    """Return whether there is a request with this number.

    Raises Refused if nothing of it is open, or it belongs to another place.
    """
    with reading(path) as database:
        if next(ask(database, "requests", AsOf(), [("request = ?", number)]), None) is None:
            return False
        fulfilled(database, number, place, (), None)
    return True


def request(ledger: Ledger, number: int) -> dict[str, Any]:
    """Return a request with its lines, as the JSON object that commands print. Raises Refused if there is none."""
    with reading(ledger) as database:
        rows = list(records(database, "requests", [("request = ?", number)], "item"))
    if not rows:
        raise UnknownName("There is no request {request}; see 'tracker request list'.", request=number)
    of_lines = [column.name for column in _COLUMNS[6:11]]
    lines = [{name: row[name] for name in of_lines} for row in rows]
    return {name: rows[0][name] for name in ("request", "date", "place", "note", "needed")} | {"lines": lines}


def recorded(
    database: Database, command: int, *, is_new: bool, dry_run: bool
) -> tuple[dict[str, Any], tuple[Message, ...]]:
    """Return the request that a command recorded, and the messages for a new one."""
    number = request_of(database, command)
    made = request(database, number)
    if not is_new:
        return made, ()
    shipping = () if dry_run else (Message("To ship it, run: tracker ship --request {request}", request=number),)
    return made, (*describe_equal_request(database, number, dry_run=dry_run), *shipping)


def lines_text(made: dict[str, Any]) -> str:
    """Return the lines of a request as typed on the command line."""
    return ", ".join(f"{line['item']}={line['quantity']}" for line in made["lines"])
