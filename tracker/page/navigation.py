"""All pages, in the order in which the navigation lists them."""

from typing import NamedTuple

from tracker.messages import Message
from tracker.page.pages import WebPage
from tracker.page.recording.all_forms import FURTHER, LISTED
from tracker.page.subjects.coverage import COVERAGE
from tracker.page.subjects.distribution import DISTRIBUTION
from tracker.page.subjects.due import DUE
from tracker.page.subjects.entries import ENTRY
from tracker.page.subjects.find import FIND
from tracker.page.subjects.funds import FUND, FUNDING
from tracker.page.subjects.log import LOG
from tracker.page.subjects.overview import OVERVIEW
from tracker.page.subjects.places import PLACE, PLACES
from tracker.page.subjects.recalls import TRACE
from tracker.page.subjects.refill import REFILL
from tracker.page.subjects.runout import RUNOUT
from tracker.page.subjects.shipments import SHIPMENTS
from tracker.page.subjects.stock import STOCK


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
