"""Reading the catalogue: settings, places, booklets, items, runs, funds and the reference tables."""

from collections.abc import Callable, Collection, Iterable, Sequence
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
from tracker.store.connection import Database
from tracker.store.memory import remembered
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
"""The tables that print runs depend on; of entries, `enter` tells the memory of those that print."""


def seminar_day(database: Database, place_id: int) -> date | None:
    """Return the day of a seminar, None when the place is not a seminar, or when that was cancelled."""
    day = database.value(
        "SELECT iif(is_cancelled, NULL, date) FROM seminar WHERE place = ? ORDER BY command DESC LIMIT 1", [place_id]
    )
    return date.fromisoformat(day) if day else None


def withdrawn_on(database: Database, run_id: int, day: date) -> date | None:
    """Return the date since which the run is withdrawn on that day, None when it is not."""
    row = database.row(
        "SELECT withdrawn, date FROM withdrawal WHERE run = ? AND date <= ? ORDER BY date DESC, id DESC LIMIT 1",
        [run_id, day.isoformat()],
    )
    return date.fromisoformat(row[1]) if row and row[0] else None


def last_withdrawal(database: Database, run_id: int) -> date | None:
    """Return the day of a run's last withdrawal or reinstatement."""
    day = database.value("SELECT max(date) FROM withdrawal WHERE run = ?", [run_id])
    return date.fromisoformat(day) if day else None


@remembered("setting", "place", "place_detail")
def default_store(database: Database) -> Place:
    """Return the store that commands use when none is named. Raises Unusable when the database has lost it."""
    code = database.value("SELECT value FROM setting WHERE name = 'default_store'")
    found = place(database, code)
    if found is None:  # init creates it, and it cannot be removed
        raise Unusable(
            "The database {path} is damaged: it has no default store. Run 'tracker restore BACKUP'.", path=database.path
        )
    return found


@remembered("place", "place_detail")
def place(database: Database, code: str) -> Place | None:
    """Return the place with that code, in any case, unless the code is reserved."""
    row = database.row(f"{_PLACE} WHERE id > {TRANSIT:d} AND code = ?", [code])
    return _place(row) if row else None


@remembered("place", "place_detail")
def place_by_id(database: Database, identity: int) -> Place:
    """Return the place with that id, which must exist."""
    row = database.row(f"{_PLACE} WHERE id = ?", [identity])
    assert row is not None  # noqa: S101  (foreign keys ensure it)
    return _place(row)


def store_ids(database: Database) -> list[int]:
    """Return the stores, by id."""
    return database.column("SELECT id FROM place WHERE is_store ORDER BY id")


def _place(row: tuple[Any, ...]) -> Place:
    identity, code, name, is_store, kind = row
    return Place(identity, code, name, kind or "", bool(is_store))


def country_of(database: Database, place_id: int) -> str:
    """Return the ISO code of a place's country."""
    return str(place_detail(database, place_id)[1]["country"])


def place_detail(database: Database, place_id: int) -> tuple[int, dict[str, str | None]]:
    """Return the command that last said what a place is, and its kind, country, region and city, by column."""
    sql = "SELECT command, kind, country, region, city FROM place_detail WHERE place = ? ORDER BY command DESC LIMIT 1"
    (found,) = database.records(sql, [place_id])
    command = found.pop("command")
    return command, found


def regions(database: Database) -> list[str]:
    """Return the regions that places are in."""
    return database.column("SELECT DISTINCT region FROM _place WHERE region IS NOT NULL")


class KnownRegion(NamedTuple):
    """What was last said of a region, and by which command."""

    name: str
    command: int
    country: str | None
    """None if it is not set any more."""
    inhabitants: int | None
    speakers: str | None


def known_regions(database: Database) -> list[KnownRegion]:
    """Return what was last said of each region."""
    sql = "SELECT name, max(command), country, inhabitants, speakers FROM region GROUP BY name"
    return list(starmap(KnownRegion, database.rows(sql)))


def is_used(database: Database, place_id: int) -> bool:
    """Return whether copies ever were at a place, or an entry is about it."""
    return bool(
        database.value(
            "SELECT EXISTS (SELECT 1 FROM balance WHERE place = ?1) OR EXISTS (SELECT 1 FROM entry WHERE place = ?1)",
            [place_id],
        )
    )


def count_details(database: Database, place_id: int) -> int:
    """Return how many facts are known of a place: its details and levels, its days as a seminar, their audience."""
    return int(
        database.value(
            "SELECT (SELECT count(*) FROM place_detail WHERE place = ?1) "
            "+ (SELECT count(*) FROM level WHERE place = ?1) "
            "+ (SELECT count(*) FROM seminar WHERE place = ?1) + (SELECT count(*) FROM audience WHERE seminar = ?1)",
            [place_id],
        )
    )


def code_of(database: Database, table: str, code: str) -> str | None:
    """Return the recorded form of a code, matched in any case; None when it is unknown."""
    return _CODE_OF[table](database, code)


@remembered("kind", "country", "language", "fund", "booklet", "item")
def codes(database: Database, table: str) -> list[tuple[str, str]]:
    """Return the code and the name of every row of the table."""
    rows = database.rows(_CODES[table].replace("SELECT code", "SELECT code, name", 1))
    return [(code, name) for code, name in rows]


def languages(database: Database) -> list[tuple[str, str, str | None, str | None]]:
    """Return the code of every language, and its name in English, Latvian and Russian, the last two where known."""
    return list(database.rows("SELECT code, name, name_lv, name_ru FROM language"))


def everyday_countries() -> dict[str, str]:
    """Return the codes of countries by short, everyday and former names, as name_keys."""
    rows = (line.rsplit(",", 1) for line in content_of("reference/country_names.csv").splitlines()[1:])
    return {name_key(name.strip('"')): code for name, code in rows}


def countries(database: Database) -> list[tuple[str, str, str, str]]:
    """Return the code of every country, and its name in English, Latvian and Russian, in the order of LANGUAGES."""
    return list(database.rows("SELECT code, name, name_lv, name_ru FROM country"))


_CODES = {
    "kind": "SELECT code FROM kind WHERE true",
    "country": "SELECT code FROM country WHERE true",
    "language": "SELECT code FROM language WHERE true",
    "fund": "SELECT code FROM fund WHERE true",
    "booklet": "SELECT code FROM (SELECT code, title AS name FROM booklet) WHERE true",
    "item": "SELECT code FROM (SELECT item.code, title AS name FROM item JOIN booklet ON booklet = booklet.code) "
    "WHERE true",
}


def _finder(table: str) -> Callable[[Database, str], str | None]:
    """Return what finds the recorded form of a code in a table: each by itself, as a sheet may add to one of them."""

    @remembered(table)
    def find(database: Database, code: str) -> str | None:
        recorded: str | None = database.value(_CODES[table] + " AND code = ? COLLATE NOCASE", [code])
        return recorded

    return find


_CODE_OF = {table: _finder(table) for table in _CODES}


def item(database: Database, item: ItemCode) -> str | None:
    """Return the item's code as recorded, None when it is unknown."""
    return code_of(database, "item", str(item))


@remembered(*_OF_RUNS)
def runs_of(database: Database, item_code: str) -> list[Run]:
    """Return the print runs of an item that are not voided, oldest first."""
    rows = database.rows(f"{_RUNS} AND print_run.item = ?", [item_code])
    return sorted(map(_run, rows), key=lambda run: run.sort_key)


@remembered(*_OF_RUNS)
def run(database: Database, code: RunCode) -> Run | None:
    """Return the print run with that code, None when it is unknown or voided."""
    row = database.row(f"{_RUNS} AND print_run.code = ?", [str(code)])
    return _run(row) if row else None


def was_printed(database: Database, code: str) -> bool:
    """Return whether there is a print run with that code, or was one that is voided."""
    return database.value("SELECT 1 FROM print_run WHERE code = ?", [code]) is not None


def runs(database: Database) -> list[Run]:
    """Return all print runs that are not voided, oldest first."""
    return sorted(map(_run, database.rows(_RUNS)), key=lambda run: run.sort_key)


class RequestLine(NamedTuple):
    """One line of a request: the copies of an item that are still open, with the request's date and status."""

    date: str
    place: str
    item: str
    open: int
    status: str
    quantity: int
    shipped: int
    needed: str | None


def request_lines(database: Database, number: int, voided: Collection[int] = ()) -> list[RequestLine]:
    """Return the lines of a request, none when it does not exist, as if these entries were voided."""
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


def request_of(database: Database, entry: int) -> int | None:
    """Return the request that a shipment fulfils, None for none."""
    number: int | None = database.value("SELECT request FROM entry WHERE id = ?", [entry])
    return number


def open_requests_of(database: Database, place_id: int) -> list[tuple[int, str]]:
    """Return the requests of a place that are still open, in whole or in part, with each item they are open for."""
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
    row = database.row("SELECT code, item, number FROM print_run WHERE id = ?", [run_id])
    assert row is not None  # noqa: S101  (it is added before its entry)
    code, item_code, number = row
    return Run(run_id, code, item_code, date.fromisoformat(time.date), time.position, number)


def next_run_number(database: Database, item_code: str) -> int:
    """Return the number of an item's next run: numbers are not reused, even those of voided runs."""
    return int(database.value("SELECT coalesce(max(number), 0) + 1 FROM print_run WHERE item = ?", [item_code]))


def is_number_taken(database: Database, item_code: str, number: int) -> bool:
    """Return whether a run of the item, voided or not, has that number."""
    return database.value("SELECT 1 FROM print_run WHERE item = ? AND number = ?", [item_code, number]) is not None


def next_id(database: Database, table: str) -> int:
    """Return the id of the table's next row."""
    return int(database.value(_NEXT[table]))


_NEXT = {
    table: f"SELECT coalesce(max(id), 0) + 1 FROM {table}"
    for table in ("place", "print_run", "request", "withdrawal", "closing", "cancellation", "funding_grant")
}


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


# The names of all places, which a report shows beside their codes; apart, as the catalogue takes time to load.


@remembered("place")
def place_names(database: Database) -> list[tuple[str, str]]:
    """Return the code of every place, without the reserved ones, with each alias and, last, its name."""
    return _with_aliases(database.rows("SELECT code, name, aliases FROM place WHERE id > 4"))


@remembered("booklet")
def booklet_names(database: Database) -> list[tuple[str, str]]:
    """Return the code of every booklet with each alias and, last, its title."""
    return _with_aliases(database.rows("SELECT code, title, aliases FROM booklet"))


def _with_aliases(rows: Iterable[Sequence[Any]]) -> list[tuple[str, str]]:
    return [(code, each) for code, name, aliases in rows for each in (*aliases_in(aliases), name)]


def aliases_in(text: str | None) -> list[str]:
    """Return the aliases that a column of them has."""
    return text.split("; ") if text else []


# Reading grants, and what became of them.


class Grant(NamedTuple):
    """A grant: its number, whose it is, for when and for what, and how much, in cents; and the decision."""

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
        """Its year, or the first and the last one, such as 2010..2014."""
        return str(self.year) if self.until == self.year else f"{self.year}..{self.until}"


_GRANT = "SELECT id, fund, year, until, amount, currency, purpose, reference, date, note FROM funding_grant WHERE "


def find_grant(database: Database, number: int) -> Grant | None:
    """Return the grant of that number, withdrawn or not; None when there is none."""
    row = database.row(f"{_GRANT} id = ?", [number])
    return Grant(*row) if row else None


def grant_of(database: Database, command: int) -> Grant | None:
    """Return the grant that a command recorded, withdrawn since or not; None when it recorded none."""
    row = database.row(f"{_GRANT} command = ? ORDER BY id", [command])
    return Grant(*row) if row else None


def equal_grant(database: Database, grant: Grant) -> int | None:
    """Return the last grant before that stands, and equals it in all but its number; None when there is none."""
    equal: int | None = database.value(
        "SELECT max(id) FROM _grant WHERE id < ? AND fund = ? AND year = ? AND until = ? AND amount = ? "
        "AND currency = ? AND purpose IS ? COLLATE NOCASE",
        grant[:7],
    )
    return equal


def grant_withdrawn_by(database: Database, number: int) -> int | None:
    """Return the command that withdrew a grant, None when it stands."""
    command: int | None = database.value("SELECT command FROM grant_withdrawal WHERE funding_grant = ?", [number])
    return command


def funds_granting(database: Database, purpose: str, year: int, currency: str) -> list[str]:
    """Return the funds that granted money of that currency for a purpose in a year."""
    granted, parameters = source(database, "_grant")
    return database.column(
        f"SELECT DISTINCT fund FROM {granted} AS granted WHERE :year BETWEEN year AND until AND currency = :currency "
        "AND purpose = :purpose COLLATE NOCASE ORDER BY fund",
        {**parameters, "purpose": purpose, "year": year, "currency": currency},
    )


def has_grants_for(database: Database, purpose: str) -> bool:
    """Tell whether any grant, withdrawn or not, is for a purpose."""
    return bool(
        database.value("SELECT EXISTS (SELECT 1 FROM funding_grant WHERE purpose = ? COLLATE NOCASE)", [purpose])
    )


# Reading levels: the fewest and the most copies of an item that a place should hold.


class KnownLevel(NamedTuple):
    """What was last said of the level of an item at a place, and by which command."""

    command: int
    level: "Level | None"
    """None when it was taken away."""


def known_level(database: Database, place: int, item: str) -> KnownLevel | None:
    """Return what was last said of a level, None when nothing ever was."""
    row = database.row(
        "SELECT command, low, high FROM level WHERE place = ? AND item = ? ORDER BY command DESC LIMIT 1",
        [place, item],
    )
    if row is None:
        return None
    command, low, high = row
    from tracker.model.levels import Level

    return KnownLevel(command, None if low is None else Level(low, high))


def levels_of(database: Database, command: int) -> "list[PlaceLevel]":
    """Return the levels that a command set, and those that it took away."""
    rows = database.rows(
        "SELECT place.code, level.item, level.low, level.high FROM level JOIN place ON place.id = level.place "
        "WHERE level.command = ? ORDER BY place.code, level.item",
        [command],
    )
    from tracker.model.levels import Level, PlaceLevel

    return [PlaceLevel(place, item, None if low is None else Level(low, high)) for place, item, low, high in rows]


def items_with_level(database: Database, place: int) -> list[str]:
    """Return the items of which a place has a level."""
    return database.column(
        "SELECT item FROM level WHERE place = ?1 AND low IS NOT NULL AND command = (SELECT max(command) "
        "FROM level AS version WHERE version.place = ?1 AND version.item = level.item) ORDER BY item",
        [place],
    )


def places_of_kind(database: Database, kind: str) -> list[str]:
    """Return the codes of the places of a kind, the closed ones too."""
    return database.column(
        "SELECT code FROM place WHERE id > 4 AND (SELECT kind FROM place_detail AS detail "
        "WHERE detail.place = place.id ORDER BY detail.command DESC LIMIT 1) = ? COLLATE NOCASE ORDER BY code",
        [kind],
    )


# Reading what is known of print runs besides their prints.


def run_detail(database: Database, run_id: int, before: int | None = None) -> RunDetail:
    """Return the details of a run: the current ones, or those before a command."""
    row = database.row(
        "SELECT command, cost, currency, printer, isbn, "
        "(SELECT note FROM text WHERE text.run = run_detail.run AND (?2 IS NULL OR text.command < ?2) "
        "ORDER BY text.command DESC LIMIT 1), "
        "mark, carton, weight, url, review_by "
        "FROM run_detail WHERE run = ?1 AND (?2 IS NULL OR command < ?2) ORDER BY command DESC LIMIT 1",
        (run_id, before),
    )
    if row is None:
        return RunDetail()
    command, cost, currency, printer, isbn, note, mark, carton, weight, url, review_by = row
    from tracker.model.money import Money, Share

    money = None if cost is None else Money(cost, currency)
    day = date.fromisoformat(review_by) if review_by else None
    shares = database.rows(
        "SELECT fund, share, funding_grant FROM run_share WHERE run = ? AND command = ? ORDER BY fund",
        (run_id, command),
    )
    return RunDetail(money, tuple(starmap(Share, shares)), printer, isbn, note, day, mark, carton, weight, url)


def runs_changed_by(database: Database, command: int) -> list[int]:
    """Return the runs that had details before a command, which recorded others."""
    return database.column(
        "SELECT run FROM run_detail WHERE command = ?1 "
        "AND EXISTS (SELECT 1 FROM run_detail AS former WHERE former.run = run_detail.run AND former.command < ?1)",
        [command],
    )


# Reading what is known of seminars.


class SeminarDetail(NamedTuple):
    """What is known of a seminar: its day, who pays how many cents of which currency, and whether it is cancelled.

    The audience is in the order in which the groups were named.
    """

    date: str
    fund: str | None
    cost: int | None
    currency: str | None
    is_cancelled: int
    audience: tuple[tuple[str, int], ...]
    grant: int | None = None
    """The grant that the cost names."""


def seminar_detail(database: Database, place_id: int) -> SeminarDetail | None:
    """Return what is known of a seminar, None when the place is not one."""
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


# What sending shipments cost, and what the copies that an entry wrote off had cost to print.


def costs_of(database: Database, numbers: Collection[int]) -> dict[int, tuple[ItemCost, ...]]:
    """Return what sending shipments cost, by their numbers."""
    rows = database.rows(
        "SELECT shipment, item, cost, currency, fund, whole, funding_grant FROM shipment_cost "
        "WHERE shipment IN (SELECT value FROM json_each(?)) ORDER BY shipment, item",
        [numbered(numbers)],
    )
    costs: dict[int, tuple[ItemCost, ...]] = {}
    for number, item, cents, currency, fund, whole, grant in rows:
        from tracker.model.money import Money  # of few entries

        costs[number] = (*costs.get(number, ()), ItemCost(item, Money(cents, currency), fund, whole, grant))
    return costs


def audience_of(database: Database, handout: int) -> Audience:
    """Return the people whom a hand-out reached, by group."""
    rows = database.rows("SELECT name, people FROM handout_audience WHERE handout = ? ORDER BY name", [handout])
    return tuple((name, people) for name, people in rows)


def destroyed_by(database: Database, entry: int) -> tuple[RunValue, ...]:
    """Return what the copies that an entry wrote off had cost, by their runs, as far as that is known."""
    destroyed, parameters = source(database, "_destroyed")
    rows = database.rows(
        f"SELECT run, copies, cents, currency FROM {destroyed} WHERE entry = :entry ORDER BY run",
        {**parameters, "entry": entry},
    )
    from tracker.model.money import Money

    return tuple(RunValue(run, copies, Money(cents, currency)) for run, copies, cents, currency in rows)
