"""The recall list: who got copies of a print run or an item, and what became of them."""

from tracker.messages import Message
from tracker.page.asked import Visit
from tracker.page.content import Content, Tabled, Told
from tracker.page.fields import RUN_OR_ITEM
from tracker.page.pages import WebPage, command
from tracker.reports.print_runs import print_runs
from tracker.reports.queries import Database
from tracker.reports.recalls import trace


def _show(database: Database, asked: Visit) -> Content:
    what = asked.of(RUN_OR_ITEM)
    if what is None:
        table = print_runs(database)
        return Content(
            TRACE.name,
            [Told([Message("Choose a print run, to see which places got copies of it.")]), Tabled(table, file="runs")],
        )
    return Content(TRACE.name, [Tabled(trace(database, what, asked.when), file="recall")])


TRACE = WebPage("/trace", Message("Recall list"), _show, command("trace"), (RUN_OR_ITEM,))
