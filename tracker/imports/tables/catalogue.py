"""Import booklets, funds, grants, levels and regions. Languages follow from print runs and are not imported."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from tracker.errors import CorrectedSheet, WrongUsage
from tracker.imports.cells import parse_sheet_date
from tracker.imports.entry_columns import needed
from tracker.imports.jobs import Done, ImportContext, ImportTable, Job, each_row
from tracker.imports.matching import find_existing, refuse_differences
from tracker.imports.names import OF_PLACES, read_new_item
from tracker.imports.rows import SourceRow
from tracker.ledger.catalogue import add_record
from tracker.ledger.funds import GrantDecision, add_grant
from tracker.ledger.levels import Where, set_levels
from tracker.ledger.lookup import find_code, find_named, find_place
from tracker.ledger.places import RegionFigures, set_region
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.codes import parse_code
from tracker.model.dates import parse_years
from tracker.model.levels import Level, LevelLine, level_of
from tracker.model.money import Money, format_cents, parse_cents, parse_currency, parse_purpose
from tracker.model.quantities import parse_audience, written_audience
from tracker.model.text import match_key
from tracker.reports.queries import ask
from tracker.store import catalogue
from tracker.store.catalogue import aliases_in, known_level, known_regions


def _record(
    table: str, columns: tuple[str, ...], title: Message, context: ImportContext, row: SourceRow
) -> Done | None:
    """Add a row with a code and values of these columns, the first of which is required."""
    cells = context.cells
    if not cells.has_all(row, ("code", columns[0])):
        return None
    code = cells.read(row, "code", parse_code)
    imported: dict[str, Any] = {column: cells.text(row, column) for column in columns}
    if code is None or imported[columns[0]] is None:
        return None
    existing = find_existing(context, f"{table}s", code)
    if existing is not None:
        refuse_differences(context, row, title.given(code=existing["code"]), imported, existing)
        return Done(False)
    if aliases := aliases_in(imported.pop("aliases", None)):
        imported["alias"] = aliases
    add_record(context.command, table, {"code": code, **imported})
    return Done(True)


BOOKLETS = ImportTable(
    ("code", "title"),
    optional=("note", "url", "aliases"),
    ignored=(),
    jobs=each_row(partial(_record, "booklet", ("title", "note", "url", "aliases"), Message("Booklet {code}"))),
)
_FUND = partial(_record, "fund", ("name",), Message("Fund {code}"))
FUNDS = ImportTable(("code", "name"), optional=(), ignored=(), jobs=each_row(_FUND))


# Grants.


_GRANT = ("fund", "year", "amount")


def _grants(context: ImportContext) -> Iterator[Job]:
    """Yield a job for each row, in order. Grants have no code: each row matches one recorded grant of its content."""
    found = list(ask(context.database, "grants", AsOf()))
    contents = [tuple(map(str, (*grant[:5], *grant[8:]))) for grant in found]
    unmatched = Counter(contents)
    others = {tuple(map(str, (*grant[:2], grant[4], grant[8]))) for grant in found}
    for row in context.cells.sheet.rows:
        yield Job((row,), partial(_grant, context, row, unmatched, others))
    added = {(content[0], match_key(content[6])) for content, count in unmatched.items() if count < 0}
    for content, grant in zip(contents, found, strict=True) if not context.is_refused else ():
        if grant[9] and unmatched[content] > 0 and (content[0], match_key(content[6])) in added:
            raise CorrectedSheet(
                "{file} differs from grant {grant}, whose reference is '{reference}'. To correct that grant, first "
                "run 'tracker fund ungrant {grant}'; a different grant needs its own reference.",
                file=context.request.name,
                grant=grant[7],
                reference=grant[9],
            )


def _grant(
    context: ImportContext, row: SourceRow, unmatched: Counter[tuple[str, ...]], others: set[tuple[str, ...]]
) -> Done | None:
    """Record the grant of a row and count it in `unmatched` as negative, unless one of its content is left there."""
    cells, faults = context.cells, len(context.cells.faults)
    cells.has_all(row, _GRANT)
    fund = cells.optional(row, "fund", partial(find_code, context.database, "fund"))
    years, cents = cells.optional(row, "year", parse_years), cells.optional(row, "amount", parse_cents)
    until = cells.optional(row, "until", parse_years)
    day = cells.optional(row, "date", lambda text: parse_sheet_date(text, context.request.dates))
    reference, note = cells.text(row, "reference"), cells.text(row, "note")
    currency = cells.optional(row, "currency", parse_currency) or "EUR"
    purpose = cells.optional(row, "purpose", parse_purpose)
    if years and until and until[1] < years[0]:
        message = Message("The grant ends before it begins; enter its first year in year and its last year in until.")
        cells.fault(row, "until", message)
    if len(cells.faults) > faults:
        return None
    years = years[0], (until or years)[1]
    given = (reference, None if day is None else day.isoformat(), note)
    content: Any = tuple(map(str, (fund, years[0], format_cents(cents), currency, purpose, years[1], *given)))
    unmatched[content] -= 1
    if unmatched[content] >= 0:
        return Done(False)
    add_grant(context.command, fund, years, Money(cents, currency), purpose, GrantDecision(reference, day, note))
    if content[:2] + content[4:6] not in others:
        return Done(True)
    further = Message(
        "{fund} has another grant for {year} with this purpose; both are counted.", fund=fund, year=years[0]
    )
    return Done(True, messages=(further,))


GRANTS = ImportTable(
    _GRANT,
    optional=("currency", "purpose", "until", "reference", "date", "note"),
    ignored=("recorded_at", "recorded_by", "grant"),
    jobs=_grants,
)


# Levels of items at places.


_REQUIRED_LEVEL = ("place", "item", "low")


def _level(context: ImportContext, row: SourceRow) -> Done | None:
    cells, names = context.cells, context.names
    cells.has_all(row, needed(cells.sheet, _REQUIRED_LEVEL))
    place = cells.optional(row, "place", names.resolve_place)
    item, level = read_new_item(cells, names, row), _read(context, row)
    if place is None or item is None or level is None:
        return None
    code = names.find_or_add_place(place)
    names.find_new_item(item)
    found = catalogue.item(context.database, item)
    known = known_level(context.database, find_place(context.database, code).id, found) if found else None
    if known and known.level == level:
        return Done(False)
    if known and known.level and not (context.request.update or known.command == context.command.number):
        message = Message(
            "{place} already has the level {item}={low}:{high}; import with --update to change it.",
            place=code,
            item=item,
            low=known.level.low,
            high=known.level.high,
        )
        cells.fault(row, "low", message)
        return None
    made = set_levels(context.command, Where((code,)), (LevelLine(item, level),))
    return Done(True, messages=made.messages)


def _read(context: ImportContext, row: SourceRow) -> Level | None:
    """Return the level of a row, HIGH defaulting to LOW; or None, adding a fault, if it is invalid."""
    cells, faults = context.cells, len(context.cells.faults)
    low, high = (
        cells.optional(row, column, partial(cells.quantity, zero=True, column=column)) for column in ("low", "high")
    )
    if low is None or len(cells.faults) > faults:
        return None
    try:
        return level_of(low, low if high is None else high)
    except WrongUsage as error:
        cells.fault(row, "high" if high is not None else "low", error.message)
        return None


LEVELS = ImportTable(
    _REQUIRED_LEVEL,
    optional=("booklet", "language", "high", *OF_PLACES),
    ignored=("here", "in_transit", "requested", "wanted", "proposed"),
    jobs=each_row(_level),
)


# Regions and their population.


def _region(context: ImportContext, row: SourceRow) -> Done | None:
    cells, faults = context.cells, len(context.cells.faults)
    cells.has_all(row, ("name",))
    name = cells.text(row, "name")
    country = cells.optional(row, "country", partial(find_named, context.database, "country"))
    inhabitants = cells.optional(row, "inhabitants", partial(cells.quantity, column="inhabitants"))
    speakers = cells.optional(row, "speakers", parse_audience) or ()
    if name is None or len(cells.faults) > faults:
        return None
    existing = find_existing(context, "regions", name)
    if existing is not None and not context.request.update:
        values = {"country": country, "inhabitants": inhabitants, "speakers": written_audience(speakers)}
        refuse_differences(context, row, Message("Region {name}", name=name), values, existing)
        return Done(False)
    before = known_regions(context.database)
    set_region(context.command, name, RegionFigures(country, inhabitants, speakers))
    return Done(known_regions(context.database) != before)


REGIONS = ImportTable(("name",), optional=("country", "inhabitants", "speakers"), ignored=(), jobs=each_row(_region))
