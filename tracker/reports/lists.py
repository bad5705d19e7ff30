"""What exists: booklets, places, kinds, funds and print runs."""

from pathlib import Path

from tracker.ledger.lookup import find_code, find_place, find_run
from tracker.model.codes import RunCode
from tracker.model.table import AsOf, Kind, Row, Table, columns
from tracker.model.text import sort_key
from tracker.reports.asking import Filter, ask, by_code, by_name, reading
from tracker.store import catalogue

_NOW = AsOf()

BOOKLET = columns("code title languages note", code=Kind.CODE)
PLACE = columns(
    "code name kind country city address contact email phone note status", code=Kind.CODE, country=Kind.CODE
)
PRINT_RUN = columns(
    "run item printed_on quantity store cost currency fund printer isbn status reference note",
    run=Kind.CODE,
    item=Kind.CODE,
    printed_on=Kind.DATE,
    quantity=Kind.NUMBER,
    store=Kind.CODE,
    cost=Kind.MONEY,
    fund=Kind.CODE,
)
FUND = columns("code name year amount currency purpose", code=Kind.CODE, year=Kind.CODE, amount=Kind.MONEY)
KIND = columns("code name", code=Kind.CODE)


def booklets(path: Path) -> Table:
    """Return all booklets by code, with the languages they were printed in."""
    with reading(path) as database:
        rows = sorted(ask(database, "booklets", _NOW), key=lambda row: by_code(row[0]))
    return Table("Booklets", BOOKLET, rows, "No booklets. Add one with 'tracker booklet add CODE TITLE'.")


def places(path: Path, kind: str | None = None, country: str | None = None) -> Table:
    """Return the places by name. Raises Refused when the kind or country is unknown."""
    with reading(path) as database:
        filters: list[Filter] = []
        if kind is not None:
            filters.append(("kind = ?", find_code(database, "kind", kind)))
        if country is not None:
            filters.append(("country = ?", find_code(database, "country", country)))
        rows = sorted(ask(database, "places", _NOW, filters), key=lambda row: by_name(row[1], row[0]))
    chosen = ", ".join(value for value in (kind, country) if value)
    return Table(
        f"Places ({chosen})" if chosen else "Places",
        PLACE,
        rows,
        "No such place. Add one with 'tracker place add CODE NAME --kind KIND'.",
    )


def place(path: Path, code: str) -> Row:
    """Return one place's row of the list. Raises Refused when it is unknown."""
    with reading(path) as database:
        found = find_place(database, code)
        return next(ask(database, "places", _NOW, [("code = ?", found.code)]))


def booklet(path: Path, code: str) -> Row:
    """Return one booklet's row of the list. Raises Refused when it is unknown."""
    with reading(path) as database:
        found = find_code(database, "booklet", code)
        return next(ask(database, "booklets", _NOW, [("code = ?", found)]))


def kinds(path: Path) -> Table:
    """Return the kinds of place."""
    with reading(path) as database:
        rows = sorted(catalogue.codes(database, "kind"), key=lambda row: sort_key(row[0]))
    return Table("Kinds of place", KIND, rows)


def kind(path: Path, code: str) -> Row:
    """Return one kind's row of the list. Raises Refused when it is unknown."""
    with reading(path) as database:
        found = find_code(database, "kind", code)
        return next(row for row in catalogue.codes(database, "kind") if row[0] == found)


def funds(path: Path, code: str | None = None) -> Table:
    """Return the funds by code, a row for each grant, the oldest first. Raises Refused when unknown."""
    with reading(path) as database:
        filters = [] if code is None else [("code = ?", find_code(database, "fund", code))]
        rows = list(ask(database, "_funds_and_grants", _NOW, filters, "code, year, purpose"))
    return Table(
        "Funds and their grants",
        FUND,
        rows,
        "No funds. Add one with 'tracker fund add CODE NAME'.",
        ("amount",),
    )


def print_runs(path: Path) -> Table:
    """Return the standing print runs by item and number."""
    with reading(path) as database:
        rows = sorted(ask(database, "print_runs", _NOW), key=lambda row: by_code(row[0]))
    return Table(
        "Print runs",
        PRINT_RUN,
        rows,
        "No print runs. Log one with 'tracker print ITEM QTY'.",
        ("quantity", "cost"),
    )


def print_run(path: Path, code: RunCode) -> Row:
    """Return one print run's row of the list. Raises Refused when it is unknown."""
    with reading(path) as database:
        found = find_run(database, code)
        return next(ask(database, "print_runs", _NOW, [("run = ?", found.code)]))
