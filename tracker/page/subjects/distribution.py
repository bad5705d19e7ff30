"""Where copies went: by the dimensions that are chosen."""

from tracker.languages import heading
from tracker.messages import Message
from tracker.page.asked import Pairs, Visit
from tracker.page.content import Content, Pictured, Tabled
from tracker.page.fields import SINCE, UNTIL, AskedField, chosen
from tracker.page.pages import WebPage
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
from tracker.reports.distribution_chart import distribution_chart
from tracker.reports.queries import Database

_NONE = Message("none")


def _dimensions(_: Database) -> list[tuple[str, str]]:
    return [(name, heading(name)) for name in DIMENSIONS]


_BY = AskedField("by", Message("Rows by"), parse_dimension, "--by", _dimensions, usual=_NONE, times=4, preset=DEFAULT)
_COLUMNS = AskedField("columns", Message("Columns by"), parse_dimension, "--columns", _dimensions, usual=_NONE)
_FIGURE = chosen("show", Message("Figure"), FIGURES, Message("copies"))


def _show(database: Database, asked: Visit) -> Content:
    named = asked.texts(_BY.name)
    query = DistributionQuery(
        parse_dimensions(",".join(named)) if named else None,
        asked.of(_COLUMNS),
        asked.of(_FIGURE),
        asked.of(SINCE),
        asked.of(UNTIL),
    )
    lines = DistributedLines(database, query, asked.when)
    table = distribution(database, query, asked.when, lines)
    chart = Pictured(distribution_chart(database, query, asked.when, lines))
    return Content(DISTRIBUTION.name, [chart, Tabled(table, file="distribution")])


def _settled(pairs: Pairs) -> Pairs:
    """Return the words without the dimension of the rows that is that of the columns, and a figure of no columns."""
    columns = [value for name, value in pairs if name == _COLUMNS.name]
    needless = [(_BY.name, value) for value in columns] + (
        [] if columns else [(_FIGURE.name, value) for value in FIGURES]
    )
    return tuple(pair for pair in pairs if pair not in needless)


DISTRIBUTION = WebPage(
    "/distribution",
    Message("Distribution"),
    _show,
    lambda _: ("report", "distribution"),
    (_BY, _COLUMNS, _FIGURE, SINCE, UNTIL),
    _settled,
)
