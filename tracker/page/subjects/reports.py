"""The pages of reports, due tasks and stock."""

from functools import partial

from tracker.languages import heading
from tracker.messages import Message
from tracker.model.page_blocks import Pictured, SentenceList
from tracker.model.quantities import parse_line
from tracker.model.table import Row, Table
from tracker.page.content import NEWEST, Block, Content, Doing, Linked, Tabled, cut
from tracker.page.pages import WebPage
from tracker.page.visits import (
    COUNTRY,
    ITEM,
    KIND,
    PLACE,
    REGION,
    RUN_OR_ITEM,
    SINCE,
    UNTIL,
    Input,
    Visit,
    chosen,
    counted,
)
from tracker.reports import funds, grant
from tracker.reports.charts import distribution_chart, stock_chart
from tracker.reports.coverage import CoverageFilter, coverage
from tracker.reports.distribution import (
    DEFAULT,
    DIMENSIONS,
    FIGURES,
    DistributedLines,
    DistributionQuery,
    distribution,
    parse_dimension,
    parse_dimensions,
)
from tracker.reports.lists import print_runs
from tracker.reports.overview import due
from tracker.reports.queries import Database, Period
from tracker.reports.recalls import trace
from tracker.reports.refill import RefillQuery, refill
from tracker.reports.runout import runout
from tracker.reports.stock import WHY, WhyQuery, stock, why

_ITEM = ITEM._replace(option="--item")
_SINCE = SINCE._replace(label=Message("Nothing received since"))


def _show_coverage(database: Database, visit: Visit) -> Content:
    kind, item, since = visit.values(*COVERAGE.fields)
    query = CoverageFilter(() if kind is None else (kind,), item, since)
    return Content(COVERAGE.name, [Tabled(coverage(database, query, visit.when))])


COVERAGE = WebPage("/coverage", Message("Coverage"), _show_coverage, ("report", "coverage"), (KIND, _ITEM, _SINCE))


_NONE = Message("none")


def _dimensions(_: Database) -> list[tuple[str, str]]:
    return [(name, heading(name)) for name in DIMENSIONS]


_DIMENSIONS = Input(
    "by", Message("Rows by"), parse_dimension, "--by", choices=_dimensions, usual=_NONE, times=4, preset=DEFAULT
)
_COLUMNS = Input("columns", Message("Columns by"), parse_dimension, "--columns", choices=_dimensions, usual=_NONE)
_FIGURE = chosen("show", Message("Figure"), FIGURES, Message("copies"))


def _show_distribution(database: Database, visit: Visit) -> Content:
    named = visit.texts(_DIMENSIONS.name)
    by = parse_dimensions(",".join(named)) if named else None
    columns, figure, since, until = visit.values(*DISTRIBUTION.fields[1:])
    query = DistributionQuery(by, columns, figure, Period(since, until).check(), visit.text("format") != "csv")
    lines = DistributedLines(database, query, visit.when)
    table = distribution(database, query, visit.when, lines)
    chart = Pictured(distribution_chart(database, query, visit.when, lines))
    return Content(DISTRIBUTION.name, [chart, Tabled(table)])


DISTRIBUTION = WebPage(
    "/distribution",
    Message("Distribution"),
    _show_distribution,
    ("report", "distribution"),
    (_DIMENSIONS, _COLUMNS, _FIGURE, SINCE, UNTIL),
)


_DAYS = counted("days", Message("In transit for more than (days)"))


def _show_due(database: Database, visit: Visit) -> Content:
    links = _row_links if visit.may_record else None
    return Content(DUE.name, [Tabled(due(database, visit.value(_DAYS)), links=links)])


def _row_links(row: Row) -> dict[str, str]:
    what, place, _, _, _, command, *_ = map(str, row)
    number = command.rpartition(" ")[2]
    forms = {
        "answer": f"/accept?answer={number}",
        "parcel": f"/receive?shipment={number}",
        "request": f"/ship?request={number}",
        "level": f"/ship?place={place}",
        "count": f"/count?place={place}",
    }
    return {"command": forms[what]} if what in forms else {}


DUE = WebPage("/due", Message("Due"), _show_due, ("due",), (_DAYS,), has_clocks=False)


def _list(database: Database, visit: Visit) -> Content:
    grants = Tabled(funds.funds(database), "grants", links=lambda row: {"code": f"/funding/{row[0]}"})
    return Content(FUNDING.name, [Tabled(funds.funding(database, visit.when)), grants])


def _show_funds(database: Database, visit: Visit) -> Content:
    query = grant.GrantQuery(
        visit.parts["fund"], Period(visit.value(SINCE), visit.value(UNTIL)).check(), None, visit.text("format") != "csv"
    )
    page = grant.grant(database, query, visit.when)
    sections = [Tabled(section.table, section.name) for section in page.sections]
    notes = page.foot[:-1]  # the last one introduces the command, which is at the foot of every page
    return Content(page.title, [*sections, SentenceList(notes), Linked([(FUNDING.name, FUNDING.address)])])


FUNDING = WebPage("/funding", Message("Funding"), _list, ("report", "funding"))

FUND = WebPage("/funding/{fund}", Message("Fund"), _show_funds, ("report", "grant", "{fund}"), (SINCE, UNTIL))


def _show_recalls(database: Database, visit: Visit) -> Content:
    what = visit.value(RUN_OR_ITEM)
    if what is None:
        hint = SentenceList([Message("Choose a print run to see which places received copies of it.")])
        doing = Doing([(Message("Withdraw"), "/withdraw")])
        return Content(TRACE.name, [doing, hint, Tabled(print_runs(database))])
    return Content(TRACE.name, [Tabled(trace(database, what, visit.when))])


TRACE = WebPage("/trace", Message("Recall list"), _show_recalls, ("trace",), (RUN_OR_ITEM,))


_SPREAD = Input("spread", Message("Spread, such as THB/lv=500"), parse_line, "--spread")
_KEEP = counted("keep", Message("Copies to keep in the store"))


def _show_refill(database: Database, visit: Visit) -> Content:
    kind, country, region, spread, keep = visit.values(*REFILL.fields)
    query = RefillQuery(kind, country, region, spread, keep or 0)
    return Content(REFILL.name, [Tabled(refill(database, query, visit.when))])


REFILL = WebPage(
    "/refill", Message("Refill"), _show_refill, ("report", "refill"), (KIND, COUNTRY, REGION, _SPREAD, _KEEP)
)


_LEAD = counted("lead", Message("Printing time in weeks"))
_MONTHS = counted("months", Message("Months that a new print run should cover"))


def _show_runout(database: Database, visit: Visit) -> Content:
    table = runout(database, visit.when, *visit.values(_LEAD, _MONTHS))
    return Content(RUNOUT.name, [Tabled(table, links=partial(reasons, table))])


RUNOUT = WebPage("/runout", Message("Run-out"), _show_runout, ("report", "runout"), (_LEAD, _MONTHS))


_BY = chosen("by", Message("Rows"), ("item", "run", "place"), Message("item"))
_LOW = counted("low", Message("At most this many left"))


def _show_stock(database: Database, visit: Visit) -> Content:
    item, by, place, low = visit.values(*STOCK.fields)
    blocks: list[Block] = [Doing([(Message("Ship"), "/ship"), (Message("Print run"), "/print")])]
    if by in (None, "item") and place is None:
        blocks.append(Pictured(stock_chart(database, visit.when, item, low)))
    most = None if visit.text("format") else _MOST_PLACES
    table = stock(database, by=by, item=item, place=place, low=low, when=visit.when, most=most)
    return Content(STOCK.name, [*blocks, Tabled(table, links=partial(reasons, table))])


_MOST_PLACES = 250


def reasons(table: Table, row: Row) -> dict[str, str]:
    """Return the links of a row's figures, each to its register."""
    named = {column.name: value for column, value in zip(table.columns, row, strict=True)}
    if "copies" in named:
        return {"copies": f"/why?of={named['item']}&place={named['place']}"}
    what = named.get("run") or named["item"]
    return {figure: f"/why?of={what}&show={figure}" for figure in WHY if figure in named}


_WHY = chosen("show", Message("Figure"), WHY, Message("on hand"))._replace(option=None)


def _show_why(database: Database, visit: Visit) -> Content:
    what, figure, place = visit.values(*WHY_PAGE.fields)
    if what is None:
        hint = Message("Choose an item or print run, and a figure of its stock.")
        return Content(WHY_PAGE.name, [SentenceList([hint])])
    is_page = not visit.text("format")
    last = NEWEST.last if is_page else None
    table = why(database, WhyQuery(what, figure, place), visit.when, last, newest_first=is_page)
    return Content(table.title, [*cut(table), Tabled(table)])


WHY_PAGE = WebPage("/why", Message("Why"), _show_why, ("why",), (RUN_OR_ITEM, _WHY, PLACE))

STOCK = WebPage("/stock", Message("Stock"), _show_stock, ("stock",), (ITEM, _BY, PLACE, _LOW))
