"""The pages of entries: an entry's history, shipments, the log, and the search."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from tracker.errors import Refused, WrongUsage
from tracker.inputs import SHIPMENT_STATUSES
from tracker.languages import NO_BREAK_SPACE, grouped, worded
from tracker.messages import Joined, Message
from tracker.model.as_of import AsOf
from tracker.model.entries import Entry, EntryType
from tracker.model.page_blocks import Facts, SentenceList, Sides, Timeline
from tracker.model.quantities import parse_entry
from tracker.model.sentences import (
    consequences,
    cost_lines,
    counted_lines,
    happened_line,
    heading,
    missing_lines,
    version_line,
)
from tracker.model.table import Column, Kind, Row, Table, Value
from tracker.model.text import required
from tracker.page.content import NEWEST, Block, Content, Doing, Linked, Printed, Tabled, cut, facts_of, parse_number
from tracker.page.pages import WebPage, address_of
from tracker.page.tables import is_printing
from tracker.page.visits import ANY, COUNTRY, KIND, PLACE, REFERENCE, RUN_OR_ITEM, SINCE, UNTIL, Input, Visit, chosen
from tracker.papers.notes import print_notes
from tracker.papers.templates import Style
from tracker.reports import log, shipments
from tracker.reports.find import find
from tracker.reports.queries import Database, Period

_MOVEMENTS = (
    Column("run", Kind.CODE),
    Column("quantity", Kind.NUMBER),
    Column("source", Kind.CODE),
    Column("destination", Kind.CODE),
    Column("date", Kind.DATE),
    Column("count", Kind.CODE),
)

_FACTS = (
    *("type", "date", "place", "status", "reference", "carrier", "reason", "note", "shipment", "request", "voids"),
    *("voided_by", "replaces", "restores", "restored_by", "redacted", "recorded_at", "recorded_by", "command"),
)
"""The facts of an entry, one per line, unless empty."""

_SAID = "entry", "date", "place", "name", "kind", "country", "reference", "carrier", "note", "store", "received_on"
"""The columns that repeat the page's subject."""

_DESTINATION = "name", "kind", "country", "city", "address", "postcode", "contact", "email", "phone"


def _show_entries(database: Database, visit: Visit) -> Content:
    entry = log.entry(database, parse_number(visit.parts["number"]), "")
    return entry_content(database, entry, (Doing(list(_forms(entry))),), tuple(_note(visit, database, entry)))


def entry_content(
    database: Database, entry: Entry, first: Sequence[Block] = (), papers: Sequence[Block] = ()
) -> Content:
    """Return the content for an entry: possible actions, facts, papers, and a parcel's history."""
    facts = Facts(facts_of(_pairs(entry), address_of))
    blocks: list[Block] = [*first]
    if (story := list(_story(database, entry))) and isinstance(story[0], Timeline):
        blocks.append(Sides([story[0]], [*story[1:-1], *papers, facts, story[-1]]))
    else:
        blocks += [facts, *papers]
    if entry.movements:
        rows = [tuple(getattr(each, column.name) for column in _MOVEMENTS) for each in entry.movements]
        blocks.append(Tabled(Table(Message("Movements"), _MOVEMENTS, rows), "movements"))
    changes = list(log.correction_lines(log.corrections(database, entry.number or 0)))
    if lines := [*counted_lines(entry), *cost_lines(entry), *(() if changes else consequences(entry))]:
        blocks.append(SentenceList(lines))
    if changes:
        blocks.append(SentenceList(changes, log.CORRECTIONS))
    if entry.texts:
        blocks.append(SentenceList(list(map(version_line, entry.texts)), Message("Texts")))
    return Content(Message("Entry {entry}: {happened}", entry=entry.number, happened=heading(entry)), blocks)


def _forms(entry: Entry) -> Iterator[tuple[Message, str]]:
    if entry.type is EntryType.SHIP and entry.status in ("in-transit", "partly-received"):
        yield Message("Receive"), f"/arrival?shipment={entry.number}"
    if entry.type is not EntryType.VOID and entry.voided_by is None:
        yield Message("Correct"), f"/fix?entry={entry.number}"
        yield Message("Void"), f"/void?entry={entry.number}"


def _pairs(entry: Entry) -> Iterator[tuple[str, Value]]:
    for name in _FACTS:
        value = getattr(entry, name)
        yield name, value.value if isinstance(value, EntryType) else value


def _story(database: Database, entry: Entry) -> Iterator[Block]:
    """Yield a parcel's history, the copies of each item, and its destination; nothing for other entries."""
    history = shipments.story(database, entry)
    if history is None:
        return
    shipment = entry.number if entry.type is EntryType.SHIP else entry.shipment
    steps = [("", line, True) for line in missing_lines(history)]
    steps += [(each.date, happened_line(each), False) for each in reversed(history.entries)]
    yield Timeline(Message("History"), steps)
    table = shipments.listed(database, log.EntryFilter(entry=shipment), AsOf()).read()
    title = Message("Status of its copies")
    moved = sum(each.quantity for each in entry.movements if each.count is None)
    if moved != sum(int(row[7] or 0) for row in table.rows):  # a receipt in part
        title = Message("Status of the copies of shipment {shipment}", shipment=shipment)
    yield Tabled(table._replace(title=title), "shipments", without=_SAID)
    where = [("place", history.place.code), *((name, getattr(history.place, name)) for name in _DESTINATION)]
    yield Facts(facts_of(where, address_of), Message("Place"))


def _note(visit: Visit, database: Database, shipment: Entry) -> Iterator[Block]:
    if shipment.type is EntryType.SHIP and shipment.voided_by is None and is_printing():
        number = int(shipment.number or 0)
        style = Style(visit.language, visit.house.letterhead, public_url=visit.house.public_url)
        yield Printed(
            "note", Message("Delivery note"), lambda: print_notes(database, [(number, number)], None, "", style)
        )


ENTRY = WebPage("/entries/{number}", Message("Entry"), _show_entries, ("show", "{number}"), has_clocks=False)


_COLUMNS = (
    *(Column("date", Kind.DATE), Column("name"), Column("copies"), Column("status"), Column("days", Kind.NUMBER)),
    *(Column("reference"), Column("entry", Kind.CODE)),
)
_TO = PLACE._replace(name="to", option="--to", label=Message("To"))
_STATUS: Input = chosen("status", Message("Status"), SHIPMENT_STATUSES, Message("all"))


def _show_shipments(database: Database, visit: Visit) -> Content:
    to, kind, country, since, until, status, reference = visit.values(*SHIPMENTS.fields)
    query = log.EntryFilter(to, kind, country, Period(since, until).check(), status, reference)
    is_file = bool(visit.text("format"))
    table = shipments.listed(database, query, visit.when, log.ALL if is_file else NEWEST, is_whole=not is_file)
    if is_file:
        return Content(SHIPMENTS.name, [Tabled(table, newest=("date", "entry"))])
    return Content(SHIPMENTS.name, [Doing([(Message("Ship"), "/ship")]), *parcels(table)])


def parcels(table: Table, name: str = "", without: tuple[str, ...] = ()) -> list[Block]:
    """Return the blocks for shipments with one row each: its contents and its status as a whole."""
    late: set[Value] = set()

    def merged(rows: Iterable[Row]) -> Iterator[Row]:
        for entry, items in groupby(rows, lambda row: row[0]):
            found = list(items)
            late.update(entry for row in found if table.alarms and table.alarms(row))
            first, status = found[0], shipments.status_of(found)
            days = max((int(row[19]) for row in found if row[19] is not None), default=None)
            yield first[1], first[3], contents(found), status, days, first[11], entry

    shown = table._replace(
        columns=_COLUMNS,
        rows=merged(table.rows),
        totals=(),
        matters=tuple(column.name for column in _COLUMNS),
        alarms=lambda row: ("status", "days") if row[6] in late else (),
    )
    return [*cut(table), Tabled(shown, name, lambda row: {"name": f"/entries/{row[6]}"}, ("date", "entry"), without)]


def contents(items: Iterable[Row]) -> str:
    """Return the copies of each item in the rows of a shipment."""
    return ", ".join(f"{grouped(int(row[7] or 0))}{NO_BREAK_SPACE}{row[6]}" for row in items)


SHIPMENTS = WebPage(
    "/shipments",
    Message("Shipments"),
    _show_shipments,
    ("shipments",),
    (_TO, KIND, COUNTRY, SINCE, UNTIL, _STATUS, REFERENCE),
)


_WHAT = RUN_OR_ITEM._replace(name="item", option="--item", usual=ANY)
_TYPE = chosen("type", Message("Type"), tuple(kind.value for kind in EntryType), ANY)
_COMMAND = Input("command", Message("Command"), parse_number, "--command", kind="number")


def _show_log(database: Database, visit: Visit) -> Content:
    place, item, kind, since, until, reference, command = visit.values(*LOG.fields)
    period = Period(since, until).check()
    query = log.EntryFilter(place, period=period, reference=reference, item=item, type=kind, command=command)
    matters = ("entry", "type", "date", "place", "run", "quantity", "reference")
    part = log.ALL if visit.text("format") else NEWEST
    table = log.listed(database, query, visit.when, part)._replace(matters=matters)
    return Content(LOG.name, [*cut(table), Tabled(table, newest=("entry",))])


LOG = WebPage("/log", Message("Log"), _show_log, ("log",), (PLACE, _WHAT, _TYPE, SINCE, UNTIL, REFERENCE, _COMMAND))


_TEXT = Input("text", Message("Text"), lambda text: required(text, Message("text")), kind="search")

_LEADS = {"place": "place", "seminar": "place", "run": "run", "fund": "fund", "entry": "entry"}
"""The kinds of results, with the column whose links they use."""


def _show_find(database: Database, visit: Visit) -> Content:
    text = visit.value(_TEXT)
    if text is None:
        hint = Message("Searches all texts, such as references, notes, names and contacts; ignores case.")
        return Content(FIND.name, [SentenceList([hint])])
    found = Tabled(find(database, text, brief=True), links=_row_links)
    return Content(FIND.name, [*_shipment(database, text), found])


def _shipment(database: Database, text: str) -> Iterator[Block]:
    """Yield the page for a shipment's number, reference or short code: its form while copies are in transit."""
    try:
        rows = list(shipments.listed(database, log.EntryFilter(entry=parse_entry(text)), AsOf()).rows)
    except WrongUsage as wrong:  # the letter of another number
        yield SentenceList([wrong.message])
        return
    except Refused:
        return
    entry, name = rows[0][0], rows[0][3]
    if any(row[10] in shipments.OPEN for row in rows):
        yield Doing([(Message("Receive {entry}", entry=entry), f"/arrival?shipment={entry}")])
    what = Message("Shipment {entry}: {items} to {place}", entry=entry, items=contents(rows), place=name)
    if rows[0][10] == "voided":
        what = Joined(what, f"({worded('status', 'voided')})")
    yield Linked([(what, f"/entries/{entry}")])


def _row_links(row: Row) -> dict[str, str]:
    column = _LEADS.get(str(row[0]))
    address = None if column is None else address_of(column, row[1])
    return {} if address is None else {"code": address}


FIND = WebPage("/find", Message("Find"), _show_find, ("find",), (_TEXT,), has_clocks=False)
