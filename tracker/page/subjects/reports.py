"""The pages of reports, due tasks and stock."""

from functools import partial

from tracker.languages import heading
from tracker.messages import Message
from tracker.model.page_blocks import Pictured, SentenceList
from tracker.model.quantities import parse_line
from tracker.model.table import Row, Table
from tracker.page.content import Block, Content, Doing, Linked, Tabled
from tracker.page.pages import WebPage, command
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
    Pairs,
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
    kind = visit.value(KIND)
    query = CoverageFilter(() if kind is None else (kind,), visit.value(_ITEM), visit.value(_SINCE))
    return Content(COVERAGE.name, [Tabled(coverage(database, query, visit.when), file="coverage")])


COVERAGE = WebPage(
    "/coverage", Message("Coverage"), _show_coverage, command("report", "coverage"), (KIND, _ITEM, _SINCE)
)


# Distribution by chosen dimensions.


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
    query = DistributionQuery(
        parse_dimensions(",".join(named)) if named else None,
        visit.value(_COLUMNS),
        visit.value(_FIGURE),
        visit.value(SINCE),
        visit.value(UNTIL),
    )
    lines = DistributedLines(database, query, visit.when)
    table = distribution(database, query, visit.when, lines)
    chart = Pictured(distribution_chart(database, query, visit.when, lines))
    return Content(DISTRIBUTION.name, [chart, Tabled(table, file="distribution")])


def _settled(pairs: Pairs) -> Pairs:
    """Return the parameters without a row dimension that is also that of the columns, and a figure without columns."""
    columns = [value for name, value in pairs if name == _COLUMNS.name]
    needless = [(_DIMENSIONS.name, value) for value in columns] + (
        [] if columns else [(_FIGURE.name, value) for value in FIGURES]
    )
    return tuple(pair for pair in pairs if pair not in needless)


DISTRIBUTION = WebPage(
    "/distribution",
    Message("Distribution"),
    _show_distribution,
    lambda _: ("report", "distribution"),
    (_DIMENSIONS, _COLUMNS, _FIGURE, SINCE, UNTIL),
    _settled,
)


# Due tasks.


_DAYS = counted("days", Message("In transit for more than (days)"))


def _show_due(database: Database, visit: Visit) -> Content:
    links = _row_links if visit.may_record else None
    return Content(DUE.name, [Tabled(due(database, visit.value(_DAYS)), links=links, file="due")])


def _row_links(row: Row) -> dict[str, str]:
    """Return the link of a row's command: to the equivalent form."""
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


DUE = WebPage("/due", Message("Due"), _show_due, command("due"), (_DAYS,), has_clocks=False)


# Funds and their grants, and the report for a funder.


def _list(database: Database, visit: Visit) -> Content:
    return Content(
        FUNDING.name,
        [
            Tabled(funds.funding(database, visit.when), file="funding"),
            Tabled(funds.funds(database), "grants", links=lambda row: {"code": f"/funding/{row[0]}"}, file="grants"),
        ],
    )


def _show_funds(database: Database, visit: Visit) -> Content:
    query = grant.GrantQuery(visit.parts["fund"], Period(visit.value(SINCE), visit.value(UNTIL)).check())
    page = grant.grant(database, query, visit.when)
    sections = [Tabled(section.table, section.name, file=section.name) for section in page.sections]
    return Content(page.title, [*sections, SentenceList(page.foot), Linked([(FUNDING.name, FUNDING.address)])])


FUNDING = WebPage("/funding", Message("Funding"), _list, command("report", "funding"))

FUND = WebPage(
    "/funding/{fund}",
    Message("Fund"),
    _show_funds,
    lambda visit: ("report", "grant", visit.parts["fund"]),
    (SINCE, UNTIL),
)


# The recall list: places that received copies of a print run or an item, and their answers.


def _show_recalls(database: Database, visit: Visit) -> Content:
    what = visit.value(RUN_OR_ITEM)
    if what is None:
        table = print_runs(database)
        return Content(
            TRACE.name,
            [
                Doing([(Message("Withdraw"), "/withdraw")]),
                SentenceList([Message("Choose a print run to see which places received copies of it.")]),
                Tabled(table, file="runs"),
            ],
        )
    return Content(TRACE.name, [Tabled(trace(database, what, visit.when), file="recall")])


TRACE = WebPage("/trace", Message("Recall list"), _show_recalls, command("trace"), (RUN_OR_ITEM,))


# The copies that each place should receive to reach its levels.


_SPREAD = Input("spread", Message("Spread, such as THB/lv=500"), parse_line, "--spread")
_KEEP = counted("keep", Message("Copies to keep in the store"))._replace()


def _show_refill(database: Database, visit: Visit) -> Content:
    keep = visit.value(_KEEP)
    query = RefillQuery(
        visit.value(KIND), visit.value(COUNTRY), visit.value(REGION), visit.value(_SPREAD), 0 if keep is None else keep
    )
    return Content(REFILL.name, [Tabled(refill(database, query, visit.when), file="refill")])


REFILL = WebPage(
    "/refill", Message("Refill"), _show_refill, command("report", "refill"), (KIND, COUNTRY, REGION, _SPREAD, _KEEP)
)


# Run-out dates of items, with order dates and quantities.


_LEAD = counted("lead", Message("Printing time in weeks"))
_MONTHS = counted("months", Message("Months that a new print run should cover"))


def _show_runout(database: Database, visit: Visit) -> Content:
    table = runout(database, visit.when, visit.value(_LEAD), visit.value(_MONTHS))
    return Content(RUNOUT.name, [Tabled(table, links=partial(reasons, table), file="runout")])


RUNOUT = WebPage("/runout", Message("Run-out"), _show_runout, command("report", "runout"), (_LEAD, _MONTHS))


# Stock and its locations.


_BY = chosen("by", Message("Rows"), ("item", "run", "place"), Message("item"))
_LOW = counted("low", Message("At most this many left"))

_SHIP = Doing([(Message("Ship"), "/ship"), (Message("Print run"), "/print")])


def _show_stock(database: Database, visit: Visit) -> Content:
    by, place, when = visit.value(_BY), visit.value(PLACE), visit.when
    blocks: list[Block] = [_SHIP]
    if by in (None, "item") and place is None:
        blocks.append(Pictured(stock_chart(database, when, visit.value(ITEM), visit.value(_LOW))))
    table = stock(
        database,
        by=by,
        item=visit.value(ITEM),
        place=place,
        low=visit.value(_LOW),
        when=when,
        most=_MOST_PLACES if visit.text("format") is None else None,
    )
    if table.note:
        blocks.append(SentenceList([table.note]))
    return Content(STOCK.name, [*blocks, Tabled(table, links=partial(reasons, table), file="stock")])


_MOST_PLACES = 250
"""The maximum number of places on a page without a choice of item or place."""


def reasons(table: Table, row: Row) -> dict[str, str]:
    """Return the links of a row's figures, each to its register."""
    named = {column.name: value for column, value in zip(table.columns, row, strict=True)}
    if "copies" in named:
        return {"copies": f"/why?of={named['item']}&place={named['place']}"}
    what = named.get("run") or named["item"]
    return {figure: f"/why?of={what}&show={figure}" for figure in WHY if figure in named}


_WHY_OF = RUN_OR_ITEM._replace(is_needed=True)
_WHY = chosen("show", Message("Figure"), WHY, Message("on hand"))._replace(option=None)


def _show_why(database: Database, visit: Visit) -> Content:
    what = visit.value(_WHY_OF)
    if what is None:
        return Content(
            WHY_PAGE.name, [SentenceList([Message("Choose an item or print run, and a figure of its stock.")])]
        )
    query = WhyQuery(what, visit.value(_WHY), visit.value(PLACE))
    is_page = visit.text("format") is None
    last = _MOST_REASONS if is_page else None
    table = why(database, query, visit.when, last, newest_first=is_page)
    cut = [SentenceList([_NEWEST.given(rows=last)])] if table.note else []
    return Content(table.title, [*cut, Tabled(table, file="why")])


_MOST_REASONS = 1_000
_NEWEST = Message("Newest rows shown: {rows}. The files contain all rows.")


WHY_PAGE = WebPage("/why", Message("Why"), _show_why, command("why"), (_WHY_OF, _WHY, PLACE))

STOCK = WebPage("/stock", Message("Stock"), _show_stock, command("stock"), (ITEM, _BY, PLACE, _LOW))
