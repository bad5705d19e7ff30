"""Funds and their grants, and what a funder asks for, on one page."""

from tracker.messages import Message
from tracker.page.asked import Visit
from tracker.page.content import Content, Linked, Pictured, Tabled, Told
from tracker.page.fields import SINCE, UNTIL
from tracker.page.pages import WebPage, command
from tracker.reports import funds, grant
from tracker.reports.funding_chart import funding_chart
from tracker.reports.queries import Database


def _list(database: Database, asked: Visit) -> Content:
    return Content(
        FUNDING.name,
        [
            Pictured(funding_chart(database, asked.when)),
            Tabled(funds.funding(database, asked.when), file="funding"),
            Tabled(funds.funds(database), "grants", links=lambda row: {"code": f"/funding/{row[0]}"}, file="grants"),
        ],
    )


def _show(database: Database, asked: Visit) -> Content:
    query = grant.GrantQuery(asked.parts["fund"], asked.of(SINCE), asked.of(UNTIL))
    page = grant.grant(database, query, asked.when)
    sections = [Tabled(section.table, section.name, file=section.name) for section in page.sections]
    return Content(page.title, [*sections, Told(page.foot), Linked([(FUNDING.name, FUNDING.address)])])


FUNDING = WebPage("/funding", Message("Funding"), _list, command("report", "funding"))

FUND = WebPage(
    "/funding/{fund}",
    Message("Fund"),
    _show,
    lambda asked: ("report", "grant", asked.parts["fund"]),
    (SINCE, UNTIL),
)
