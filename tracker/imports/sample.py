"""The sample database, logged from the files in `db/sample` through the ledger's own functions."""

import csv
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from importlib.resources import files
from itertools import groupby
from pathlib import Path

from tracker.languages import ENGLISH, spoken
from tracker.ledger.backups import create_database
from tracker.ledger.catalogue import add_record
from tracker.ledger.commands import recorded
from tracker.ledger.counts import Count, log_count
from tracker.ledger.departures import Departure, log_handout, log_return, log_writeoff
from tracker.ledger.funds import GrantDecision, add_grant
from tracker.ledger.places import NewPlace, add_place
from tracker.ledger.print_runs import NewPrintRun, log_print
from tracker.ledger.receipts import Arrival, log_receipt
from tracker.ledger.requests import NewRequest, add_request
from tracker.ledger.seminars import NewSeminar, add_seminar
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.model.catalogue import STORE, Contact, RunDetail
from tracker.model.codes import parse_item
from tracker.model.dates import today
from tracker.model.entries import Particulars
from tracker.model.money import Money, parse_cents, parse_shares
from tracker.model.quantities import Line, parse_quantity
from tracker.store.connection import Database

_CLERK = "sample"
_RIGA = NewPlace("store", "Store", STORE, "LV", Contact(city="Rīga", address="Baznīcas iela 19/23, LV-1010"))
"""The store; its name is translated like the words of the tables."""


def make_sample(path: Path) -> None:
    """Create the sample database in one transaction. Raises Refused if the file exists."""
    create_database(path, _RIGA._replace(name=_words().get(_RIGA.name, _RIGA.name)), _CLERK, _fill)


def _fill(database: Database) -> None:
    for row in _rows("booklets"):
        _do(database, "booklet add", add_record, "booklet", row)
    for row in _rows("funds"):
        _do(database, "fund add", add_record, "fund", row)
    for row in _rows("grants"):
        amount = Money(parse_cents(row["amount"]), row["currency"])
        years = _year(row["year"]), _year(row["until"] or row["year"])
        day = date.fromisoformat(row["date"]) if row["date"] else None
        decision = GrantDecision(day=day, note=row["note"] or None)
        _do(database, "fund grant", add_grant, row["fund"], years, amount, row["purpose"], decision)
    for row in _rows("places"):
        contact = Contact(*(row[name] or None for name in Contact.__annotations__))
        place = NewPlace(row["code"], row["name"], row["kind"], row["country"], contact, row["region"] or None)
        _do(database, "place add", add_place, place)
    for row in _rows("seminars"):
        _add_seminar(database, row)
    _log(database)


def _do(database: Database, name: str, part: Callable[..., object], *arguments: object) -> None:
    with recorded(database, name, _CLERK) as running:
        part(running, *arguments)


def _year(text: str) -> int:
    return _day(text).year if text.startswith("-") else int(text)


def _add_seminar(database: Database, row: dict[str, str]) -> None:
    groups = (group.rpartition("=") for group in row["audience"].split("; "))
    seminar = NewSeminar(
        row["code"],
        row["name"],
        date.fromisoformat(row["date"]),
        tuple((name, int(people)) for name, _, people in groups),
        row["fund"],
        Money(parse_cents(row["cost"]), row["currency"]),
        row["country"],
        row["note"] or None,
    )
    _do(database, "seminar add", add_seminar, seminar)


def _log(database: Database) -> None:
    shipped: dict[str, int] = {}
    steps: list[tuple[date, Callable[[], object]]] = []
    for row in _rows("print-runs"):
        steps.append((_day(row["printed_on"]), partial(_log_print, database, row)))
    for reference, rows in _grouped("shipments", "reference"):
        steps.append((_day(rows[0]["date"]), partial(_log_shipment, database, rows, shipped)))
        if rows[0]["received_on"]:
            received = {"date": rows[0]["received_on"], "shipment": reference}
            steps.append((_day(received["date"]), partial(_log_receipt, database, [received], shipped)))
    for _, rows in _grouped("receipts", "shipment"):
        steps.append((_day(rows[0]["date"]), partial(_log_receipt, database, rows, shipped)))
    for table, log in (("requests", _add_request), ("departures", _log_departure), ("counts", _log_count)):
        for _, rows in _grouped(table, "date", "place"):
            steps.append((_day(rows[0]["date"]), partial(log, database, rows)))
    for _, log_it in sorted(steps, key=lambda step: step[0]):
        log_it()


def _log_print(database: Database, row: dict[str, str]) -> None:
    detail = RunDetail(
        Money(parse_cents(row["cost"]), row["currency"]),
        parse_shares(row["fund"]),
        row["printer"] or None,
        row["isbn"] or None,
        row["note"] or None,
        _day(row["review_by"]) if row["review_by"] else None,
        row["mark"] or None,
        int(row["carton"]) if row["carton"] else None,
    )
    print_run = NewPrintRun(parse_item(row["item"]), parse_quantity(row["quantity"]), None, detail)
    log_print(database, print_run, _PARTICULARS._replace(day=_day(row["printed_on"])))


def _log_shipment(database: Database, rows: list[dict[str, str]], shipped: dict[str, int]) -> None:
    cost = Money(parse_cents(rows[0]["cost"])) if rows[0]["cost"] else None
    shipment = Shipment(
        rows[0]["place"], _lines(rows), carrier=rows[0]["carrier"] or None, cost=cost, fund=rows[0]["fund"] or None
    )
    particulars = _particulars(rows)._replace(reference=rows[0]["reference"])
    shipped[rows[0]["reference"]] = log_shipment(database, shipment, particulars).number or 0


def _log_receipt(database: Database, rows: list[dict[str, str]], shipped: dict[str, int]) -> None:
    lines = _lines(rows) if "item" in rows[0] else ()
    log_receipt(database, Arrival(shipped[rows[0]["shipment"]], lines, bool(rows[0].get("close"))), _particulars(rows))


def _add_request(database: Database, rows: list[dict[str, str]]) -> None:
    request = NewRequest(rows[0]["place"], _lines(rows), _day(rows[0]["date"]), rows[0]["note"] or None)
    _do(database, "request add", add_request, request)


def _log_departure(database: Database, rows: list[dict[str, str]]) -> None:
    log = {"return": log_return, "handout": log_handout, "writeoff": log_writeoff}[rows[0]["type"]]
    log(database, Departure(rows[0]["place"], _lines(rows), reason=rows[0]["reason"] or None), _particulars(rows))


def _log_count(database: Database, rows: list[dict[str, str]]) -> None:
    log_count(database, Count(rows[0]["place"], _lines(rows)), _particulars(rows))


_PARTICULARS = Particulars(_CLERK)


def _particulars(rows: list[dict[str, str]]) -> Particulars:
    return _PARTICULARS._replace(day=_day(rows[0]["date"]), note=rows[0].get("note") or None)


def _lines(rows: list[dict[str, str]]) -> tuple[Line, ...]:
    return tuple(Line(parse_item(row["item"]), parse_quantity(row["quantity"])) for row in rows)


def _day(text: str) -> date:
    """Return a date of the sample: one of the founding years, or a number of days before today, such as -30.

    The last year ends today, so that reports on recent months have content.
    """
    return today() - timedelta(int(text.removeprefix("-"))) if text.startswith("-") else date.fromisoformat(text)


def _grouped(table: str, *columns: str) -> Iterator[tuple[str, list[dict[str, str]]]]:
    for key, rows in groupby(_rows(table), lambda row: " ".join(row[column] for column in columns)):
        yield key, list(rows)


def _rows(table: str) -> Iterator[dict[str, str]]:
    words = _words()
    for row in _read(table):
        yield {column: words.get(text, text) for column, text in row.items()}


def _words() -> dict[str, str]:
    return {row[ENGLISH]: row[spoken.code] for row in _read("words")}


def _read(table: str) -> Iterator[dict[str, str]]:
    text = files("tracker.db.sample").joinpath(f"{table}.csv").read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())
