"""All forms, in the order in which the navigation lists them."""

from tracker.page.recording.clerks import CLERK_PAGE
from tracker.page.recording.counts import COUNT
from tracker.page.recording.departures import HANDOUT, RETURN
from tracker.page.recording.moves import MOVE
from tracker.page.recording.receipts import RECEIVE
from tracker.page.recording.requests import REQUEST
from tracker.page.recording.shipments import SHIP
from tracker.page.recording.steps import web_page
from tracker.page.recording.texts import AMEND
from tracker.page.recording.undo import UNDO
from tracker.page.recording.voids import VOID

LISTED = tuple(map(web_page, (SHIP, RECEIVE, MOVE, RETURN, HANDOUT, COUNT, REQUEST, UNDO)))
"""The forms that the navigation lists."""

FURTHER = (web_page(VOID), web_page(AMEND), CLERK_PAGE)
"""Those that other pages lead to."""
