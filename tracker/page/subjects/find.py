"""Everything in whose texts something stands."""

from tracker.messages import Message
from tracker.model.table import Row
from tracker.model.text import required
from tracker.page.asked import Visit
from tracker.page.content import Content, Tabled, Told
from tracker.page.fields import AskedField
from tracker.page.links import address_of
from tracker.page.pages import WebPage, command
from tracker.reports.find import find
from tracker.reports.queries import Database

_TEXT = AskedField("text", Message("Text"), lambda text: required(text, Message("text")), kind="search")

MOST_FOUND = 1_000
"""How many entries are looked for: of a text that stands everywhere there may be millions."""

_HINT = Message("Looked for in all that was written, such as references, notes, names and contacts, whatever the case.")

_LEADS = {"place": "place", "seminar": "place", "run": "run", "fund": "fund", "entry": "entry"}
"""What is found, and the column whose cells lead to the like."""


def _show(database: Database, asked: Visit) -> Content:
    text = asked.of(_TEXT)
    if text is None:
        return Content(FIND.name, [Told([_HINT])])
    return Content(FIND.name, [Tabled(find(database, text, MOST_FOUND), links=_of_row, file="found")])


def _of_row(row: Row) -> dict[str, str]:
    column = _LEADS.get(str(row[0]))
    address = None if column is None else address_of(column, row[1])
    return {} if address is None else {"code": address}


FIND = WebPage("/find", Message("Find"), _show, command("find"), (_TEXT,), has_clocks=False)
