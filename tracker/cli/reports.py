"""report: where the copies and the money went."""

from datetime import date

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.options import Output, chart_options, clock_options, reading_options
from tracker.cli.types import (
    COUNTRY,
    FUND,
    ITEM,
    KIND,
    LINE,
    QUANTITY,
    REGION,
    SINCE,
    UNTIL,
    WHOLE_NUMBER,
    ZERO_QUANTITY,
    Parsed,
)
from tracker.errors import WrongUsage
from tracker.inputs.kinds import ValueKind
from tracker.model.as_of import AsOf
from tracker.model.codes import ItemCode
from tracker.model.dates import parse_moment
from tracker.model.quantities import Line
from tracker.reports import coverage, distribution, funds, grant, refill, runout, seminars


@click.group(cls=TrackerGroup)
def report() -> None:
    """Reports: distribution, coverage, refill, funding, seminars, runout, value, grant."""


def _dimensions(_database: object) -> list[tuple[str, str]]:
    return [(name, "") for name in distribution.DIMENSIONS]


BY = Parsed(ValueKind("DIM,…", distribution.parse_dimensions, _dimensions))
DIMENSION = Parsed(ValueKind("DIM", distribution.parse_dimension, _dimensions))
NOW = distribution.NOW
LATER = Parsed(ValueKind("TIMESTAMP", lambda text: NOW if text.strip().casefold() == NOW else parse_moment(text)))


@report.command()
@click.option("--by", type=BY, help="Group rows by these [default: year,kind,language].")
@click.option("--columns", type=DIMENSION, help="One column per value of that dimension.")
@click.option("--show", type=click.Choice(distribution.FIGURES), help="Figure in those columns [default: copies].")
@click.option("--since", type=SINCE, help="Only from that day on.")
@click.option("--until", type=UNTIL, help="Only up to that day.")
@click.option("--against", type=LATER, help="What changed since --known-at, up to that time, or now.")
@clock_options
@chart_options
@click.pass_context
def distribution_command(
    context: click.Context,
    by: tuple[str, ...] | None,
    columns: str | None,
    show: str | None,
    since: date | None,
    until: date | None,
    against: str | None,
    when: AsOf,
    output: Output,
) -> None:
    """Show what was shipped, and what was returned.

    Distinct shipments, copies shipped, and copies of them received, by the date of the shipment; copies
    returned, by the date of the return. Shipments to stores are not distribution. DIM is one of year,
    quarter, month, booklet, language, item, run, kind, country, region, city, place, fund; --by takes
    several, separated by commas. --known-at T --against now shows only rows that changed since T, in
    copies or what --show names: what they were, what they are, and the entries that changed them.
    --chart draws the copies, or what --show names, with the values of the last dimension as parts.
    """
    query = distribution.DistributionQuery(by, columns, show, since, until, to_people=output.for_people)
    if output.chart:
        if against is not None:
            raise WrongUsage("--chart draws the copies, not what changed; leave out --against or --chart.")
        from tracker.reports.charts import distribution_chart

        output.write_chart(distribution_chart(the_app(context).path, query, when))
    elif against is None:
        output.write(distribution.distribution(the_app(context).path, query, when))
    else:
        output.write(distribution.distribution_changes(the_app(context).path, query, when, against))


@report.command()
@click.option("--kind", "kinds", type=KIND, multiple=True, help="Only places of that kind; may be given several times.")
@click.option("--item", type=ITEM, help="Only copies of that item.")
@click.option("--since", type=SINCE, help="Only places that received nothing from that day on.")
@clock_options
@chart_options
@click.pass_context
def coverage_command(
    context: click.Context,
    kinds: tuple[str, ...],
    item: ItemCode | None,
    since: date | None,
    when: AsOf,
    output: Output,
) -> None:
    """Show what each place last got, and when.

    Places where none ever arrived come first, then those that have waited longest. Copies are those
    shipped on the last day on which any were, whether they arrived or not; received are those that
    arrived on the last day on which any did. Closed places are left out. --chart draws how many places
    of each kind received copies in the last 12 months, earlier, or never.
    """
    filters = coverage.CoverageFilter(kinds, item, since)
    if output.chart:
        from tracker.reports.charts import coverage_chart

        output.write_chart(coverage_chart(the_app(context).path, filters, when))
    else:
        output.write(coverage.coverage(the_app(context).path, filters, when))


@report.command()
@click.option("--kind", type=KIND, help="Only places of that kind.")
@click.option("--country", type=COUNTRY, help="Only places in that country.")
@click.option("--region", type=REGION, help="Only places in that region.")
@click.option("--spread", type=LINE, help="Share that many copies of an item, such as a new print run.")
@click.option("--keep", type=ZERO_QUANTITY, metavar="N", default="0", help="Leave N copies of each item in the store.")
@clock_options
@reading_options
@click.pass_context
def refill_command(
    context: click.Context,
    kind: str | None,
    country: str | None,
    region: str | None,
    spread: Line | None,
    keep: int,
    when: AsOf,
    output: Output,
) -> None:
    """Show what each place should get to reach its levels.

    A place with fewer copies than its fewest gets up to its most, as long as the first store can ship
    them, in whole cartons: places that never got any first, then those that have the least of their
    level. Copies on their way to it, and those it asked for in open requests, count as coming; what is
    asked for stays in the store. --spread shares copies in proportion to the levels, or equally where
    no place has one. To ship what is proposed: --format csv -o FILE, then 'tracker import shipments FILE
    --date today'.
    """
    query = refill.RefillQuery(kind, country, region, spread, keep)
    output.write(refill.refill(the_app(context).path, query, when))


@report.command()
@clock_options
@chart_options
@click.pass_context
def funding_command(context: click.Context, when: AsOf, output: Output) -> None:
    """Show what was granted and spent.

    One row per fund, year, purpose and currency. Print runs count as spent on printing, seminars on
    seminars. --chart draws what was granted beside what was spent.
    """
    if output.chart:
        from tracker.reports.charts import funding_chart

        output.write_chart(funding_chart(the_app(context).path, when))
    else:
        output.write(funds.funding(the_app(context).path, when))


@report.command()
@click.option(
    "--by", type=click.Choice(("year", "audience")), default="year", help="Group rows by this [default: year]."
)
@clock_options
@reading_options
@click.pass_context
def seminars_command(context: click.Context, by: str, when: AsOf, output: Output) -> None:
    """Show the seminars held and their attendees."""
    output.write(seminars.seminars_held(the_app(context).path, by, when))


@report.command()
@click.option("--lead", type=WHOLE_NUMBER, metavar="WEEKS", help="Say by when to order, if printing takes so long.")
@click.option("--months", type=QUANTITY, metavar="N", help="Say how many copies to order, to last for N months.")
@clock_options
@reading_options
@click.pass_context
def runout_command(context: click.Context, lead: int | None, months: int | None, when: AsOf, output: Output) -> None:
    """Show when each item runs out.

    The soonest comes first. Available stock is compared with the use in the 12 months up to that day,
    or since the item was first printed: copies shipped to places other than stores, and copies handed
    out by stores, less copies returned. --lead and --months add by when to order, and how many copies;
    with one of them, the other is 8 weeks or 18 months.
    """
    output.write(runout.runout(the_app(context).path, when, lead, months))


@report.command()
@click.option("--by", type=click.Choice(funds.DIMENSIONS), default="item", help="Group rows by this [default: item].")
@clock_options
@reading_options
@click.pass_context
def value_command(context: click.Context, by: str, when: AsOf, output: Output) -> None:
    """Show what the stock of a day is worth.

    That is what its copies had cost to print: those at stores, at places and on their way. The parts of a
    print run sum to its cost, to the cent. Copies whose cost is not known have no value; give it with
    'tracker run edit RUN --cost'.
    """
    output.write(funds.worth(the_app(context).path, by, when))


@report.command()
@click.argument("fund", type=FUND)
@click.option("--year", type=click.IntRange(1900, 9999), help="Only that year.")
@click.option("--since", type=SINCE, help="Only from that day on.")
@click.option("--until", type=UNTIL, help="Only up to that day.")
@click.option(
    "--table",
    type=click.Choice(grant.TABLES),
    metavar="TABLE",
    help="Only that table, which csv and tsv need: money, languages, kinds, regions, countries, seminars, audiences, "
    "costs or shipments.",
)
@clock_options
@reading_options
@click.pass_context
def grant_command(
    context: click.Context,
    fund: str,
    year: int | None,
    since: date | None,
    until: date | None,
    table: str | None,
    when: AsOf,
    output: Output,
) -> None:
    """Show what a funder asks for, on one page.

    Grants and spending by purpose; copies by language, kind, region and country: of the print runs that the
    FUND paid for, sent for its money, or to its seminars; places reached; seminars and people; the cost per
    copy; and each shipment. It is as of the last day of the period, or of --at; grants are those of its years.
    At the foot stands the command that prints it again.

    All copies of its print runs count; of other print runs, those that came with its parcels: of what a place
    has, what came first is handed out first. What was sent to a seminar counts on the day of the seminar. A
    printed copy costs its part of what the whole print run cost, whoever paid; a copy that was sent costs
    that, and what the fund paid for sending it.
    """
    if year is not None:
        if since is not None or until is not None:
            raise WrongUsage("--year and --since or --until both say which days are meant; give one of them.")
        since, until = date(year, 1, 1), date(year, 12, 31)
    page = grant.grant(the_app(context).path, grant.GrantQuery(fund, since, until, to_people=output.for_people), when)
    if table is None:
        output.write_page(page)
    else:
        output.write(page.table(table))
