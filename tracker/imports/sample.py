"""The sample database, logged from the files in `db/sample` through the ledger's own functions."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from importlib.resources import files
from itertools import groupby
from pathlib import Path

from tracker.ledger.booklets import add_booklet
from tracker.ledger.database import create_database
from tracker.ledger.funds import add_fund, add_grant
from tracker.ledger.places import NewPlace, add_place
from tracker.ledger.print_runs import NewPrintRun, log_print
from tracker.ledger.receipts import Arrival, log_receipt
from tracker.ledger.seminars import NewSeminar, add_seminar
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.model.catalogue import STORE, Contact, RunDetail
from tracker.model.codes import parse_item
from tracker.model.entries import Particulars
from tracker.model.money import Money, parse_cents
from tracker.model.quantities import Line, parse_quantity
from tracker.store.connection import Database

_CLERK = "sample"
_RIGA = NewPlace("store", "Store", STORE, "LV")


def make_sample(path: Path) -> None:
    """Create the sample database in one transaction. Raises Refused when the file already exists."""
    create_database(path, _RIGA, _CLERK, _fill)


def _fill(database: Database) -> None:
    for row in _rows("booklets"):
        add_booklet(database, row["code"], row["title"], row["note"], _CLERK)
    for row in _rows("funds"):
        add_fund(database, row["code"], row["name"], _CLERK)
    for row in _rows("grants"):
        amount = Money(parse_cents(row["amount"]), row["currency"])
        add_grant(database, row["fund"], int(row["year"]), amount, row["purpose"], _CLERK)
    for row in _rows("places"):
        contact = Contact(*(row[name] or None for name in Contact.__annotations__))
        add_place(database, NewPlace(row["code"], row["name"], row["kind"], row["country"], contact), _CLERK)
    for row in _rows("seminars"):
        _add_seminar(database, row)
    _log(database)


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
    add_seminar(database, seminar, _CLERK)


def _log(database: Database) -> None:
    """Log print runs, shipments and receipts in the order of their dates, as a clerk would have."""
    parcels = groupby(_rows("shipments"), lambda row: (row["date"], row["reference"]))
    steps: list[tuple[str, Callable[[], list[tuple[str, int]]]]] = [
        *((row["printed_on"], partial(_log_print, database, row)) for row in _rows("print-runs")),
        *((day, partial(_log_shipment, database, list(rows))) for (day, _), rows in parcels),
    ]
    pending: list[tuple[str, int]] = []
    for day, log in sorted(steps, key=lambda step: step[0]):
        pending = _receive(database, pending, day)
        pending += log()
    _receive(database, pending, "9999")


def _log_print(database: Database, row: dict[str, str]) -> list[tuple[str, int]]:
    """Log a print run; it leaves no receipt pending."""
    detail = RunDetail(
        Money(parse_cents(row["cost"]), row["currency"]),
        row["fund"],
        row["printer"] or None,
        row["isbn"] or None,
        row["note"] or None,
    )
    print_run = NewPrintRun(parse_item(row["item"]), parse_quantity(row["quantity"]), None, detail)
    log_print(database, print_run, replace(_PARTICULARS, day=date.fromisoformat(row["printed_on"])))
    return []


def _log_shipment(database: Database, rows: list[dict[str, str]]) -> list[tuple[str, int]]:
    """Log a shipment, and return its pending receipt, day and shipment number, if it has arrived."""
    first = rows[0]
    lines = tuple(Line(parse_item(row["item"]), parse_quantity(row["quantity"])) for row in rows)
    shipment = Shipment(first["place"], lines, carrier=first["carrier"] or None)
    particulars = replace(
        _PARTICULARS,
        day=date.fromisoformat(first["date"]),
        reference=first["reference"],
        note=first["note"] or None,
    )
    entry = log_shipment(database, shipment, particulars)
    return [(first["received_on"], entry.number or 0)] if first["received_on"] else []


def _receive(database: Database, pending: list[tuple[str, int]], until: str) -> list[tuple[str, int]]:
    """Log the receipts before a day, and return the others."""
    for day, number in sorted(pending):
        if day < until:
            log_receipt(database, Arrival(number), replace(_PARTICULARS, day=date.fromisoformat(day)))
    return [(day, number) for day, number in pending if day >= until]


_PARTICULARS = Particulars(_CLERK)


def _rows(table: str) -> Iterator[dict[str, str]]:
    text = files("tracker.db.sample").joinpath(f"{table}.csv").read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())
