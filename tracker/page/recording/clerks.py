"""The form that asks who records: a name for each session, so that two browsers are two clerks."""

from pathlib import Path

from tracker.errors import WrongUsage
from tracker.messages import Message
from tracker.page import faults
from tracker.page.asked import Visit
from tracker.page.content import Content
from tracker.page.pages import SeeOther, Shows, WebPage
from tracker.page.recording.drawn import DrawnForm, DrawnInput
from tracker.page.recording.filled import Filled
from tracker.page.recording.inputs import CLERK
from tracker.reports.queries import Database

_BUTTON = Message("Record under this name")


def _show(_: Database, visit: Visit) -> Content:
    return _shown(visit, visit.session.clerk or "")


def _act(_: Path, visit: Visit) -> SeeOther | Shows:
    text = Filled(visit.form).text(CLERK.name)
    try:
        visit.session.clerk = CLERK.read(text)
    except WrongUsage as error:
        refused = _shown(visit, text, error)
        return lambda _: refused
    return SeeOther("/")


def _shown(visit: Visit, name: str, error: WrongUsage | None = None) -> Content:
    asked = DrawnInput(
        f"input-{CLERK.name}", CLERK.name, CLERK.label, "text", name, CLERK.hint, is_needed=True, is_wrong=bool(error)
    )
    form = DrawnForm(
        visit.leads(visit.place),
        key="",
        about=(),
        pairs=(),
        inputs=[asked],
        further=(),
        lines=None,
        lines_hint=None,
        lists=(),
        problem=None if error is None else faults.told(error),
        button=_BUTTON,
    )
    return Content(CLERK_PAGE.name, [form], 200 if error is None else 422)


CLERK_PAGE = WebPage("/clerk", Message("Who records"), _show, lambda _: (), has_clocks=False, act=_act)
