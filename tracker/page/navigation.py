"""All pages, in the order in which the navigation lists them."""

from typing import NamedTuple

from tracker.messages import Message
from tracker.page.pages import WebPage
from tracker.page.recording.entry_forms import COUNT, HANDOUT, MOVE, RECEIVE, RETURN, SHIP
from tracker.page.recording.others import AMEND, CLERK_PAGE, REQUEST, UNDO, VOID
from tracker.page.recording.steps import web_page
from tracker.page.subjects.entries import ENTRY, FIND, LOG, SHIPMENTS
from tracker.page.subjects.overview import OVERVIEW
from tracker.page.subjects.places import PLACE, PLACES
from tracker.page.subjects.reports import COVERAGE, DISTRIBUTION, DUE, FUND, FUNDING, REFILL, RUNOUT, STOCK, TRACE

# All forms, in the order in which the navigation lists them.


LISTED = tuple(map(web_page, (SHIP, RECEIVE, MOVE, RETURN, HANDOUT, COUNT, REQUEST, UNDO)))
"""The forms that the navigation lists."""

FURTHER = (web_page(VOID), web_page(AMEND), CLERK_PAGE)
"""Those that other pages lead to."""


class Chapter(NamedTuple):
    """Some pages that stand together in the navigation."""

    name: Message
    subjects: tuple[WebPage, ...]


CHAPTERS = (
    Chapter(Message("Now"), (OVERVIEW, STOCK, SHIPMENTS, PLACES)),
    Chapter(Message("Next"), (DUE, RUNOUT, REFILL)),
    Chapter(Message("So far"), (DISTRIBUTION, COVERAGE, FUNDING, TRACE)),
    Chapter(Message("Look up"), (LOG, FIND)),
)
"""What the navigation lists."""

CHAPTERS_RECORDING = (Chapter(Message("Record"), LISTED), *CHAPTERS)
"""What it lists when the page may record."""

RECORDING = (*LISTED, *FURTHER)
"""The pages that record."""

SUBJECTS = (*(subject for chapter in CHAPTERS for subject in chapter.subjects), ENTRY, PLACE, FUND)
"""All pages, also those that others lead to."""
