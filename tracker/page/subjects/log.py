"""The ledger itself: all that was logged."""

from tracker.messages import Message
from tracker.model.entries import EntryType
from tracker.page.asked import Visit
from tracker.page.content import Content, Tabled
from tracker.page.fields import ANY, PLACE, REFERENCE, RUN_OR_ITEM, SINCE, UNTIL, AskedField, chosen
from tracker.page.numbers import parse_number
from tracker.page.pages import WebPage, command
from tracker.reports import log
from tracker.reports.queries import Database

_WHAT = RUN_OR_ITEM._replace(name="item", option="--item", usual=ANY)
_TYPE = chosen("type", Message("Type"), tuple(kind.value for kind in EntryType), ANY)
_COMMAND = AskedField("command", Message("Command"), parse_number, "--command", kind="number")


def _show(database: Database, asked: Visit) -> Content:
    query = log.LogFilter(
        asked.of(PLACE),
        asked.of(_WHAT),
        asked.of(_TYPE),
        asked.of(SINCE),
        asked.of(UNTIL),
        asked.of(REFERENCE),
        asked.of(_COMMAND),
    )
    table = log.listed(database, query, asked.when)
    window = log.window(database, query, asked.when)
    return Content(LOG.name, [Tabled(table, window=window, newest=("entry",), file="log")])


LOG = WebPage("/log", Message("Log"), _show, command("log"), (PLACE, _WHAT, _TYPE, SINCE, UNTIL, REFERENCE, _COMMAND))
