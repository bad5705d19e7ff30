"""Read the catalogue: settings, places, booklets, items, runs, funds and reference tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import starmap
from typing import TYPE_CHECKING, Any

from tracker.database_files import content_of
from tracker.deferred import NamedTuple
from tracker.errors import Unusable
from tracker.model.catalogue import Place, Run, RunDetail
from tracker.model.codes import ItemCode, RunCode
from tracker.model.entries import TRANSIT, Audience, ItemCost, RunValue, Time
from tracker.model.text import name_key
from tracker.store.connection import Database, remembered
from tracker.store.statements import numbered, source

if TYPE_CHECKING:
    from tracker.model.levels import Level, PlaceLevel

_PLACE = (
    "SELECT id, code, name, is_store, (SELECT kind FROM place_detail AS detail WHERE detail.place = place.id "
    "ORDER BY detail.command DESC LIMIT 1) FROM place"
)

_RUNS = """
SELECT print_run.id, print_run.code, print_run.item, movement.date, movement.position, print_run.number,
       (SELECT CASE WHEN withdrawn THEN date END FROM withdrawal
         WHERE run = print_run.id ORDER BY date DESC, id DESC LIMIT 1)
  FROM _movement AS movement
  JOIN entry ON entry.id = movement.entry AND entry.type = 'print'
  JOIN print_run ON print_run.id = movement.run
 WHERE movement.from_printer AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id)
"""

_OF_RUNS = "print_run", "withdrawal", "voided"
"""The tables that print runs depend on; `enter` tells the memory about entries that print."""


@remembered("setting", "place", "place_detail")
def default_store(database: Database) -> Place:
    """Return the store that commands use by default. Raises Unusable if the database has lost it."""
    code = database.value("SELECT value FROM setting WHERE name = 'default_store'")
    found = place(database, code)
    if found is None:  # init creates it, and it cannot be removed
        raise Unusable(
            "The database {path} is damaged: it has no default store. Run 'tracker restore BACKUP'.", path=database.path
        )
    return found


@remembered("place", "place_detail")
def place(database: Database, code: str) -> Place | None:
    """Return the place with this code, in any case, or None; reserved codes do not count."""
    row = database.row(f"{_PLACE} WHERE id > {TRANSIT:d} AND code = ?", [code])
    return _place(row) if row else None


@remembered("place", "place_detail")
def place_by_id(database: Database, identity: int) -> Place:
    """Return the place with this id, which must exist."""
    row = database.only_row(f"{_PLACE} WHERE id = ?", [identity])
    return _place(row)


def store_ids(database: Database) -> list[int]:
    """Return the ids of the stores."""
    return database.column("SELECT id FROM place WHERE is_store ORDER BY id")


def _place(row: tuple[Any, ...]) -> Place:
    identity, code, name, is_store, kind = row
    return Place(identity, code, name, kind or "", bool(is_store))


def country_of(database: Database, place_id: int) -> str:
    """Return the ISO code of a place's country."""
    return str(place_detail(database, place_id)[1]["country"])


def place_detail(database: Database, place_id: int) -> tuple[int, dict[str, str | None]]:
    """Return a place's current details (kind, country, region and city), and the command that recorded them."""
    sql = "SELECT command, kind, country, region, city FROM place_detail WHERE place = ? ORDER BY command DESC LIMIT 1"
    (found,) = database.records(sql, [place_id])
    command = found.pop("command")
    return command, found


def regions(database: Database) -> list[str]:
    """Return the regions that places are in."""
    return database.column("SELECT DISTINCT region FROM _place WHERE region IS NOT NULL")


class KnownRegion(NamedTuple):
    """The last recorded data of a region, and their command."""

    name: str
    command: int
    country: str | None
    """None if it was removed."""
    inhabitants: int | None
    speakers: str | None


def known_regions(database: Database) -> list[KnownRegion]:
    """Return the last recorded data of each region."""
    sql = "SELECT name, max(command), country, inhabitants, speakers FROM region GROUP BY name"
    return list(starmap(KnownRegion, database.rows(sql)))


def is_used(database: Database, place_id: int) -> bool:
    """Return whether a place ever held copies or has entries."""
    return database.is_so(
        "SELECT EXISTS (SELECT 1 FROM balance WHERE place = ?1) OR EXISTS (SELECT 1 FROM entry WHERE place = ?1)",
        [place_id],
    )


_CODED = "kind", "country", "language", "fund", "booklet", "item"


@remembered(*_CODED)
def code_of(database: Database, table: str, code: str) -> str | None:
    """Return the recorded form of a code, matched in any case; or None if unknown."""
    return database.text_or_none(f"SELECT code FROM {table} WHERE code = ? COLLATE NOCASE", [code])


@remembered(*_CODED)
def codes(database: Database, table: str) -> list[tuple[str, str]]:
    """Return the code and name of each row of the table."""
    if table == "item":
        return [*titles(database).items()]
    name = "title" if table == "booklet" else "name"
    return [(code, name) for code, name in database.rows(f"SELECT code, {name} FROM {table}")]


def titles(database: Database) -> dict[str, str]:
    """Return the title of each item."""
    return dict(database.rows("SELECT item.code, title FROM item JOIN booklet ON booklet.code = item.booklet"))


def languages(database: Database) -> list[tuple[str, str, str | None, str | None]]:
    """Return the code of each language, and its name in English and, if known, in Latvian and Russian."""
    return list(database.rows("SELECT code, name, name_lv, name_ru FROM language"))


def everyday_countries() -> dict[str, str]:
    """Return the codes of countries by short, everyday and former names, as name_keys."""
    rows = (line.rsplit(",", 1) for line in content_of("reference/country_names.csv").splitlines()[1:])
    return {name_key(name.strip('"')): code for name, code in rows}


def countries(database: Database) -> list[tuple[str, str, str, str]]:
    """Return the code of each country, and its name in English, Latvian and Russian, in the order of LANGUAGES."""
    return list(database.rows("SELECT code, name, name_lv, name_ru FROM country"))


def item(database: Database, item: ItemCode) -> str | None:
    """Return the item's recorded code, or None if unknown."""
    return code_of(database, "item", str(item))


@remembered(*_OF_RUNS)
def runs_of(database: Database, item_code: str) -> list[Run]:
    """Return the valid print runs of an item, oldest first."""
    rows = database.rows(f"{_RUNS} AND print_run.item = ?", [item_code])
    return sorted(map(_run, rows), key=lambda run: run.sort_key)


@remembered(*_OF_RUNS)
def run(database: Database, code: RunCode) -> Run | None:
    """Return the print run with this code, or None if unknown or voided."""
    row = database.row(f"{_RUNS} AND print_run.code = ?", [str(code)])
    return _run(row) if row else None


def was_printed(database: Database, code: str) -> bool:
    """Return whether a print run with this code exists, even if voided."""
    return database.value("SELECT 1 FROM print_run WHERE code = ?", [code]) is not None


def runs(database: Database) -> list[Run]:
    """Return all valid print runs, oldest first."""
    return sorted(map(_run, database.rows(_RUNS)), key=lambda run: run.sort_key)


class RequestLine(NamedTuple):
    """A line of a request: the open copies of an item, with the request's date and status."""

    date: str
    place: str
    item: str
    open: int
    status: str
    quantity: int
    shipped: int
    needed: str | None


def request_lines(database: Database, number: int, voided: Collection[int] = ()) -> list[RequestLine]:
    """Return the lines of a request, as if the entries `voided` were void; empty if it does not exist."""
    requests, parameters = source(database, "requests")
    rows = database.rows(
        "SELECT line.date, line.place, line.item, "
        "CASE WHEN status = 'cancelled' THEN 0 ELSE max(line.quantity - line.shipped + coalesce(("
        "SELECT sum(movement.quantity) FROM entry "
        "JOIN _movement AS movement ON movement.entry = entry.id AND movement.to_transit "
        "JOIN print_run ON print_run.id = movement.run AND print_run.item = line.item "
        "WHERE entry.id IN (SELECT value FROM json_each(:voided)) AND entry.request = line.request), 0), 0) END, "
        "status, line.quantity, line.shipped, line.needed "
        f"FROM {requests} AS line WHERE line.request = :request ORDER BY line.item",
        {**parameters, "request": number, "voided": numbered(voided)},
    )
    return [RequestLine(*row) for row in rows]


def open_requests_of(database: Database, place_id: int) -> list[tuple[int, str]]:
    """Return the fully or partly open requests of a place, one row per open item."""
    if not database.is_so("SELECT EXISTS (SELECT 1 FROM request WHERE place = ?)", [place_id]):
        return []  # most places never ask, and the question takes long to plan
    lines, parameters = source(database, "_request_line")
    rows = database.rows(
        f"SELECT request, item FROM {lines} WHERE place = :place AND open > 0 ORDER BY request, item",
        {**parameters, "place": place_id},
    )
    return [(request, item_code) for request, item_code in rows]


@remembered("print_run")
def item_of(database: Database, run_id: int) -> str:
    """Return the item of a run."""
    return str(database.value("SELECT item FROM print_run WHERE id = ?", [run_id]))


@remembered("print_run")
def run_code(database: Database, run_id: int) -> str:
    """Return the code of a run, voided or not."""
    return str(database.value("SELECT code FROM print_run WHERE id = ?", [run_id]))


@remembered("print_run")
def run_ids_of(database: Database, item_code: str) -> list[int]:
    """Return the ids of all print runs of an item, voided or not."""
    return database.column("SELECT id FROM print_run WHERE item = ?", [item_code])


def new_run(database: Database, run_id: int, time: Time) -> Run:
    """Return a run whose print entry is not recorded yet."""
    row = database.only_row("SELECT code, item, number FROM print_run WHERE id = ?", [run_id])
    code, item_code, number = row
    return Run(run_id, code, item_code, date.fromisoformat(time.date), time.position, number)


def next_run_number(database: Database, item_code: str) -> int:
    """Return the number of an item's next run; numbers, even of voided runs, are not reused."""
    return database.number("SELECT coalesce(max(number), 0) + 1 FROM print_run WHERE item = ?", [item_code])


def next_id(database: Database, table: str) -> int:
    """Return the id of the table's next row."""
    return database.number(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")


def _run(row: Iterable[Any]) -> Run:
    identity, code, item_code, printed_on, position, number, withdrawn_on = row
    return Run(
        identity,
        code,
        item_code,
        date.fromisoformat(printed_on),
        position,
        number,
        date.fromisoformat(withdrawn_on) if withdrawn_on else None,
    )


# Names of all places, which reports show next to codes; separate, as the catalogue takes time to load.


@remembered("place")
def place_names(database: Database) -> list[tuple[str, str]]:
    """Return the code of each place, except reserved ones, with its aliases and, last, its name."""
    return _with_aliases(database.rows("SELECT code, name, aliases FROM place WHERE id > 4"))


@remembered("booklet")
def items_printed(database: Database, booklet: str) -> list[str]:
    """Return the items of a booklet that have valid print runs."""
    rows = database.rows("SELECT code FROM item WHERE booklet = ? ORDER BY code", [booklet])
    return [code for (code,) in list(rows) if runs_of(database, code)]


def booklet_names(database: Database) -> list[tuple[str, str]]:
    """Return the code of each booklet with its aliases and, last, its title."""
    return _with_aliases(database.rows("SELECT code, title, aliases FROM booklet"))


def _with_aliases(rows: Iterable[Sequence[Any]]) -> list[tuple[str, str]]:
    return [(code, each) for code, name, aliases in rows for each in (*aliases_in(aliases), name)]


def aliases_in(text: str | None) -> list[str]:
    """Return the aliases in a column's text."""
    return text.split("; ") if text else []


# Grants and their use.


class Grant(NamedTuple):
    """A grant: number, fund, years, purpose and amount in cents; and the decision."""

    number: int
    fund: str
    year: int
    until: int
    amount: int
    currency: str
    purpose: str | None
    reference: str | None
    date: str | None
    note: str | None

    @property
    def years(self) -> str:
        """Its year, or its first and last year, such as 2010..2014."""
        return str(self.year) if self.until == self.year else f"{self.year}..{self.until}"


_GRANT = "SELECT id, fund, year, until, amount, currency, purpose, reference, date, note FROM funding_grant WHERE "


def find_grant(database: Database, number: int) -> Grant | None:
    """Return the grant with this number, even if withdrawn; or None."""
    row = database.row(f"{_GRANT} id = ?", [number])
    return Grant(*row) if row else None


def grant_of(database: Database, command: int) -> Grant | None:
    """Return the grant that a command recorded, even if withdrawn since; or None."""
    row = database.row(f"{_GRANT} command = ? ORDER BY id", [command])
    return Grant(*row) if row else None


def grant_withdrawn_by(database: Database, number: int) -> int | None:
    """Return the command that withdrew a grant, or None if it is valid."""
    return database.number_or_none("SELECT command FROM grant_withdrawal WHERE funding_grant = ?", [number])


def funds_granting(database: Database, purpose: str, year: int, currency: str) -> list[str]:
    """Return the funds with grants in this currency for a purpose in a year."""
    granted, parameters = source(database, "_grant")
    return database.column(
        f"SELECT DISTINCT fund FROM {granted} AS granted WHERE :year BETWEEN year AND until AND currency = :currency "
        "AND purpose = :purpose COLLATE NOCASE ORDER BY fund",
        {**parameters, "purpose": purpose, "year": year, "currency": currency},
    )


def has_grants_for(database: Database, purpose: str) -> bool:
    """Return whether any grant, even a withdrawn one, is for a purpose."""
    return database.is_so("SELECT EXISTS (SELECT 1 FROM funding_grant WHERE purpose = ? COLLATE NOCASE)", [purpose])


# Levels: the lowest and highest number of copies of an item that a place should have.


class KnownLevel(NamedTuple):
    """The last recorded level of an item at a place, and its command."""

    command: int
    level: Level | None
    """None if the level was removed."""


def known_level(database: Database, place: int, item: str) -> KnownLevel | None:
    """Return the last recorded level, or None if none was ever set."""
    row = database.row(
        "SELECT command, low, high FROM level WHERE place = ? AND item = ? ORDER BY command DESC LIMIT 1", [place, item]
    )
    if row is None:
        return None
    command, low, high = row
    from tracker.model.levels import Level

    return KnownLevel(command, None if low is None else Level(low, high))


def levels_of(database: Database, command: int) -> list[PlaceLevel]:
    """Return the levels that a command set or removed."""
    rows = database.rows(
        "SELECT place.code, level.item, level.low, level.high FROM level JOIN place ON place.id = level.place "
        "WHERE level.command = ? ORDER BY place.code, level.item",
        [command],
    )
    from tracker.model.levels import Level, PlaceLevel

    return [PlaceLevel(place, item, None if low is None else Level(low, high)) for place, item, low, high in rows]


def items_with_level(database: Database, place: int) -> list[str]:
    """Return the items for which a place has a level."""
    return database.column(
        "SELECT item FROM level WHERE place = ?1 AND low IS NOT NULL AND command = (SELECT max(command) "
        "FROM level AS version WHERE version.place = ?1 AND version.item = level.item) ORDER BY item",
        [place],
    )


def places_of_kind(database: Database, kind: str) -> list[str]:
    """Return the codes of the places of a kind, including closed ones."""
    return database.column(
        "SELECT code FROM place WHERE id > 4 AND (SELECT kind FROM place_detail AS detail "
        "WHERE detail.place = place.id ORDER BY detail.command DESC LIMIT 1) = ? COLLATE NOCASE ORDER BY code",
        [kind],
    )


# Details of print runs.


def run_detail(database: Database, run_id: int, before: int | None = None) -> RunDetail:
    """Return the details of a run: current ones, or those before a command."""
    command, cost, currency, printer, isbn, note, mark, carton, weight, url, review_by = database.only_row(
        "SELECT command, cost, currency, printer, isbn, "
        "(SELECT note FROM text WHERE text.run = run_detail.run AND (?2 IS NULL OR text.command < ?2) "
        "ORDER BY text.command DESC LIMIT 1), "
        "mark, carton, weight, url, review_by "
        "FROM run_detail WHERE run = ?1 AND (?2 IS NULL OR command < ?2) ORDER BY command DESC LIMIT 1",
        (run_id, before),
    )
    from tracker.model.money import Money, Share

    money = None if cost is None else Money(cost, currency)
    day = date.fromisoformat(review_by) if review_by else None
    shares = database.rows(
        "SELECT fund, share, funding_grant FROM run_share WHERE run = ? AND command = ? ORDER BY fund",
        (run_id, command),
    )
    return RunDetail(money, tuple(starmap(Share, shares)), printer, isbn, note, day, mark, carton, weight, url)


def runs_changed_by(database: Database, command: int) -> list[int]:
    """Return the runs whose details a command changed."""
    return database.column(
        "SELECT run FROM run_detail WHERE command = ?1 "
        "AND EXISTS (SELECT 1 FROM run_detail AS former WHERE former.run = run_detail.run AND former.command < ?1)",
        [command],
    )


# Details of seminars.


class SeminarDetail(NamedTuple):
    """The details of a seminar: date, cost in cents, payer, cancellation, and its audience in the order given."""

    date: str
    fund: str | None
    cost: int | None
    currency: str | None
    is_cancelled: int
    audience: tuple[tuple[str, int], ...]
    grant: int | None = None
    """The grant that pays the cost."""


def seminar_detail(database: Database, place_id: int) -> SeminarDetail | None:
    """Return the details of a seminar, or None if the place is not one."""
    row = database.row(
        "SELECT command, date, fund, cost, currency, is_cancelled, funding_grant FROM seminar WHERE place = ? "
        "ORDER BY command DESC LIMIT 1",
        [place_id],
    )
    if row is None:
        return None
    command, day, fund, cost, currency, is_cancelled, grant = row
    people = database.rows(
        "SELECT name, people FROM audience WHERE seminar = ? AND command = ? ORDER BY line", [place_id, command]
    )
    audience = tuple((name, count) for name, count in people)
    return SeminarDetail(day, fund, cost, currency, is_cancelled, audience, grant)


# The cost of shipping shipments, and the printing cost of copies written off.


def costs_of(database: Database, shipment: int) -> tuple[ItemCost, ...]:
    """Return the shipping costs of a shipment."""
    sql = "SELECT item, cost, currency, fund, whole, funding_grant FROM shipment_cost WHERE shipment = ? ORDER BY item"
    rows = list(database.rows(sql, [shipment]))
    if not rows:  # most shipments have none
        return ()
    from tracker.model.money import Money

    return tuple(ItemCost(item, Money(cents, currency), *others) for item, cents, currency, *others in rows)


def audience_of(database: Database, handout: int) -> Audience:
    """Return the people reached by a handout, by group."""
    rows = database.rows("SELECT name, people FROM handout_audience WHERE handout = ? ORDER BY name", [handout])
    return tuple((name, people) for name, people in rows)


def destroyed_by(database: Database, entry: int) -> tuple[RunValue, ...]:
    """Return the printing cost of an entry's written-off copies by run, as far as known."""
    destroyed, parameters = source(database, "_destroyed")
    rows = database.rows(
        f"SELECT run, copies, cents, currency FROM {destroyed} WHERE entry = :entry ORDER BY run",
        {**parameters, "entry": entry},
    )
    from tracker.model.money import Money

    return tuple(RunValue(run, copies, Money(cents, currency)) for run, copies, cents, currency in rows)
