"""report: the distribution of copies and money."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

import click

from tracker.cli import types
from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.options import Output, chart_options, clock_options, period_options, place_filters, reading_options
from tracker.cli.page_files import text_options
from tracker.errors import WrongUsage
from tracker.inputs.kinds import ValueKind
from tracker.model.as_of import AsOf
from tracker.model.codes import ItemCode
from tracker.model.dates import parse_moment
from tracker.render.formats import Writer
from tracker.reports import charts, coverage, distribution, evidence, funds, grant, refill, runout, seminars
from tracker.reports import notice as texts
from tracker.reports.queries import Period


@click.group(cls=TrackerGroup)
def report() -> None:
    """Reports: distribution, coverage, refill, evidence, funding, seminars, reach, notice, reprint, runout, value, grant."""  # noqa: E501


def _by(word: str, parse: Callable[..., Any], known: Sequence[str] = distribution.DIMENSIONS) -> types.Parsed:
    return types.Parsed(ValueKind(word, partial(parse, dimensions=known), lambda _: [(name, "") for name in known]))


BY = _by("DIM,…", distribution.parse_dimensions)
DIMENSION = _by("DIM", distribution.parse_dimension)
REACH_BY = _by("DIM,…", distribution.parse_dimensions, seminars.DIMENSIONS)
NOW = distribution.NOW
LATER = types.Parsed(ValueKind("TIMESTAMP", lambda text: NOW if text.strip().casefold() == NOW else parse_moment(text)))


@report.command()
@click.option("--by", type=BY, help="Dimensions to group rows by [default: year,kind,language].")
@click.option("--columns", type=DIMENSION, help="One column per value of this dimension.")
@click.option("--show", type=click.Choice(distribution.FIGURES), help="Figure to show [default: copies].")
@period_options
@click.option("--against", type=LATER, help="Changes from --known-at to this time, or to now.")
@clock_options
@chart_options
def distribution_command(against: str | None, when: AsOf, output: Output, **filters: Any) -> None:
    """Show copies shipped and returned.

    Counts distinct shipments, copies shipped and those of them received, by date of shipment, and copies returned, by
    date of return. Shipments to stores are not distribution. DIM is one of year, quarter, month, booklet, language,
    item, run, kind, country, region, city, place, fund; separate several with commas. --known-at T --against now shows
    only rows that changed since T: the old and new figures, and the entries that changed them. --chart draws the
    copies, or the figure of --show, split by the last dimension.
    """
    query = distribution.DistributionQuery(**filters, to_people=output.for_people)
    if query.columns in (query.by or ()):
        raise WrongUsage(
            "'{dimension}' cannot be in both --by and --columns; use it in one of them.", dimension=query.columns
        )
    if output.chart:
        if against is not None:
            raise WrongUsage("--chart cannot show changes; omit --against or --chart.")
        output.write_chart(charts.distribution_chart(the_app().path, query, when))
    elif against is None:
        output.write(distribution.distribution(the_app().path, query, when))
    else:
        output.write(distribution.distribution_changes(the_app().path, query, when, against))


@report.command()
@click.option("--kind", "kinds", type=types.KIND, multiple=True, help="Include only places of this kind; repeatable.")
@click.option("--item", type=types.ITEM, help="Include only copies of this item.")
@click.option("--since", type=types.SINCE, help="Include only places that have received nothing since this day.")
@click.option("--by", type=click.Choice(["region"]), help="Total by region, per 1,000 people.")
@clock_options
@reading_options
def coverage_command(
    by: str | None, kinds: tuple[str, ...], item: ItemCode | None, since: date | None, when: AsOf, output: Output
) -> None:
    """Show the last shipment and receipt of each place.

    Places that never received copies come first, followed by those that have waited longest; seminars come
    last. 'copies' are those of the last day with a shipment, whether received or not; 'received' are those
    of the last day with a receipt. Closed places are omitted. --by region lists regions without a
    place first, then those whose places have no copies; --item also shows copies per 1,000 speakers.
    """
    filters = coverage.CoverageFilter(kinds, item, since)
    if by:
        output.write(coverage.coverage_by_region(the_app().path, filters, when))
    else:
        output.write(coverage.coverage(the_app().path, filters, when))


@report.command()
@place_filters
@click.option(
    "--spread", type=types.LINE, help="Copies of an item to divide among the places, such as a new print run."
)
@click.option(
    "--keep", type=types.ZERO_QUANTITY, metavar="N", default="0", help="Keep N copies of each item in the store."
)
@clock_options
@reading_options
def refill_command(when: AsOf, output: Output, **filters: Any) -> None:
    """Propose shipments that bring places up to their levels.

    Each place below its lowest level is filled up to its highest level, until the default store runs out; see 'tracker
    help levels'. To ship the proposal: --format csv -o FILE, then 'tracker import shipments FILE --date today'.
    """
    output.write(refill.refill(the_app().path, refill.RefillQuery(**filters), when))


@report.command()
@click.option(
    "--by", type=click.Choice(evidence.DIMENSIONS), default="item", help="Dimension to group rows by [default: item]."
)
@click.option(
    "--months",
    type=types.QUANTITY,
    metavar="N",
    default="12",
    help="Number of months for which evidence counts as recent [default: 12].",
)
@clock_options
@reading_options
def evidence_command(by: str, months: int, when: AsOf, output: Output) -> None:
    """Show how recent the evidence for each copy is.

    A place is assumed to hold the copies received last; those from before its last count were counted then. 'tracker
    help evidence' explains the columns.
    """
    output.write(evidence.evidence(the_app().path, by, when, months))


@report.command()
@click.option("--booklet", type=types.BOOKLET, help="Include only spending on this booklet.")
@period_options
@clock_options
@reading_options
def funding_command(when: AsOf, output: Output, **filters: Any) -> None:
    """Show grants and spending.

    One row per fund, year, purpose and currency. Print runs count as spending on printing, seminars as
    spending on seminars. --booklet omits grants that only paid for other booklets; seminars belong to no
    booklet, so their grants are listed without spending. 'left' always concerns the whole grant.
    """
    output.write(funds.funding(the_app().path, when, **filters))


@report.command()
@click.option(
    "--by", type=click.Choice(seminars.BY), default="year", help="Dimension to group rows by [default: year]."
)
@clock_options
@reading_options
def seminars_command(by: str, when: AsOf, output: Output) -> None:
    """Show the seminars held and their attendees."""
    output.write(seminars.seminars_held(the_app().path, by, when))


@report.command()
@click.option("--by", type=REACH_BY, default="year", help="Dimensions to group rows by [default: year].")
@click.option("--booklet", type=types.BOOKLET, help="Include only handouts of this booklet, and seminars.")
@period_options
@clock_options
@reading_options
def reach(output: Output, **query: Any) -> None:
    """Show the people reached by seminars and handouts.

    Counts distinct occasions, the people in their audiences, and the copies handed out there. DIM is one of year,
    quarter, month, audience, kind, country, region, place; separate several with commas. Seminars belong to no
    booklet: --booklet includes them all, with the copies of the booklet.
    """
    output.write(seminars.reach(the_app().path, **query, to_people=output.for_people))


@report.command()
@click.argument("booklet", type=types.BOOKLET)
@period_options
@click.option("--against", type=types.MOMENT, help="Mark the sentences that differ from those as known at this time.")
@clock_options
@text_options
def notice(writer: Writer, **query: Any) -> None:
    """Write a notice about a booklet, as for the press.

    --lang lv, ru or en chooses the language; Word can open the html format. Figures are as of the last day of the
    period, or of --at. 'tracker help notice' explains what counts for a booklet.
    """
    writer.write_blocks(*texts.notice(the_app().path, **query))


@report.command()
@click.argument("item", type=types.ITEM)
@click.option(
    "--months", type=types.QUANTITY, metavar="N", default="18", help="How long the copies should last [default: 18]."
)
@clock_options
@text_options
def reprint(item: ItemCode, months: int, when: AsOf, writer: Writer) -> None:
    """Write the case for a new print run, on one page.

    It shows the copies left, when they run out, open requests, places that never received copies, levels, how many to
    print, what the last print runs cost, and which grant could pay. Each figure has a note with the command that shows
    it.
    """
    writer.write_blocks(*texts.reprint(the_app().path, item, months, when))


@report.command()
@click.option("--lead", type=types.WHOLE_NUMBER, metavar="WEEKS", help="Printing time in weeks; adds an order-by date.")
@click.option(
    "--months",
    type=types.QUANTITY,
    metavar="N",
    help="Months that a new print run should last; adds the copies to order.",
)
@clock_options
@reading_options
def runout_command(lead: int | None, months: int | None, when: AsOf, output: Output) -> None:
    """Show when the stock of each item runs out.

    The soonest comes first. Available stock is compared with use in the last 12 months, or since the item
    was first printed: copies shipped to places other than stores and handed out by stores, less copies
    returned. --lead and --months add an order-by date and the copies to order; with only one of them, the
    other is 8 weeks or 18 months.
    """
    output.write(runout.runout(the_app().path, when, lead, months))


@report.command()
@click.option(
    "--by", type=click.Choice(funds.DIMENSIONS), default="item", help="Dimension to group rows by [default: item]."
)
@clock_options
@reading_options
def value_command(by: str, when: AsOf, output: Output) -> None:
    """Show the value of the stock on a day.

    The value is what the copies in stores, at places and in transit cost to print. The parts of a print run
    add up to its cost, to the cent. Copies of unknown cost have no value; set the cost with
    'tracker run edit RUN --cost'.
    """
    output.write(funds.worth(the_app().path, by, when))


@report.command()
@click.argument("fund", type=types.FUND)
@click.option(
    "--grant", "number", type=types.GRANT, help="Include only this grant, by its number in 'tracker fund list'."
)
@click.option("--year", type=click.IntRange(1900, 9999), help="Include only this year.")
@period_options
@click.option(
    "--table",
    type=click.Choice(grant.TABLES),
    metavar="TABLE",
    help="One table (required for csv and tsv): money, grants, languages, kinds, regions, countries, seminars, "
    "audiences, costs or shipments.",
)
@clock_options
@reading_options
def grant_command(
    fund: str, number: int | None, year: int | None, period: Period, table: str | None, when: AsOf, output: Output
) -> None:
    """Show a report for a funder, on one page.

    Grants, decisions and spending by purpose; copies by language, kind, region and country; places reached; seminars
    and people; the cost per copy and per person; and each shipment. --grant selects one grant. Figures are as of the
    last day of the period, or of --at. The last line is the command that prints the page again.

    Counts all copies of print runs that the FUND paid for, and copies of other runs in shipments that it paid for or to
    its seminars; a place hands out the oldest copies first. Copies sent to one of its seminars count on the day of the
    seminar, the cost of sending them on the day of the shipment. A printed copy costs its share of the whole run; a
    copy sent costs that plus what the fund paid for sending it. People reached attended its seminars, or received
    copies of its print runs in handouts. A seminar or print run without a cost counts toward the grant that would be
    charged.
    """
    if year is not None:
        if period != Period():
            raise WrongUsage("--year cannot be combined with --since or --until; use one or the other.")
        period = Period(date(year, 1, 1), date(year, 12, 31))
    query = grant.GrantQuery(fund, period, number, to_people=output.for_people)
    page = grant.grant(the_app().path, query, when)
    if table is None:
        output.write_page(page)
    else:
        output.write(page.table(table))
