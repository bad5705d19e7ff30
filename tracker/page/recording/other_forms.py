"""The forms that ask for a request, a clerk's name, a void, a correction and an undo."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tracker.errors import WrongUsage
from tracker.ledger.catalogue import AskedChange, make
from tracker.ledger.fixes import Fix, fix
from tracker.ledger.requests import NewRequest, add_request
from tracker.ledger.undo import lines, undo
from tracker.ledger.voids import Wrong, void
from tracker.messages import Message
from tracker.model.entries import Particulars
from tracker.model.page_blocks import Detail, Facts
from tracker.model.quantities import parse_command
from tracker.model.sentences import heading
from tracker.page import faults
from tracker.page.content import Block, Content
from tracker.page.pages import SeeOther, Shows, WebPage
from tracker.page.recording.drawn import DrawnForm, DrawnInput
from tracker.page.recording.entry_forms import Entered, EntryForm, Offer, all_items, made_of
from tracker.page.recording.inputs import CARRIER, CLERK, DAY, ENTRY, NOTE, REASON, REFERENCE, Filled, place
from tracker.page.visits import Input, Pairs, Visit
from tracker.reports import log
from tracker.reports import requests as reports
from tracker.reports.queries import Database

_PLACE = place("place", Message("Requesting place"), is_needed=True)


def _request(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    new = NewRequest(filled.of(_PLACE), filled.lines(needed=True), filled.of(DAY), filled.of(NOTE))
    asked = AskedChange("request add", _arguments(new), particulars)
    made = make(
        path,
        asked,
        lambda running: add_request(running, new),
        lambda database, command, number: reports.recorded(
            database, command, is_new=number is not None, dry_run=particulars.dry_run
        ),
    )
    fields, messages = made.answer or ({}, ())
    sentence = reports.PLANNED if made.is_planned else reports.RECORDED
    lines = [sentence.given(**fields, asked=reports.asked_of(fields))] if fields else []
    return Entered((*lines, *made.messages, *messages), None if made.command is None else "/due")


def _arguments(new: NewRequest) -> dict[str, Any]:
    """Return the request as the clerk gave it."""
    given = {"place": new.place, "lines": new.lines, "day": new.day, "note": new.note}
    return {name: value for name, value in given.items() if value is not None}


def _offers(database: Database, _: Filled) -> Sequence[Offer]:
    return all_items(database)


REQUEST = EntryForm("/request", Message("Request"), ("request", "add"), _request, (_PLACE, DAY, NOTE), offers=_offers)


# The form that asks who records: a name for each session, so that two browsers are two clerks.


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


CLERK_PAGE = WebPage("/clerk", Message("Clerk"), _show, lambda _: (), has_clocks=False, act=_act)


# The form that voids an entry.


def _void(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    """Record it; what is doubtful of it was shown before."""
    entry = filled.of(ENTRY)
    is_last = not particulars.dry_run
    made = void(path, Wrong(((entry, entry),)), filled.of(REASON), particulars, confirmed=is_last)
    (voided,) = made.voids
    shown = made_of(voided._replace(messages=made.messages))
    return shown if is_last else shown._replace(lines=(*shown.lines, *made.doubts))


def about_entry(database: Database, filled: Filled) -> Iterator[Block]:
    """Yield what the entry is that a form is about. Raises Refused when there is none."""
    entry = log.entry(database, filled.of(ENTRY), "")
    yield Facts([Detail(Message("Entry"), heading(entry), f"/entries/{entry.number}")])


VOID = EntryForm("/void", Message("Void"), ("void",), _void, (REASON, NOTE), about=ENTRY, beside=about_entry)


# The form that corrects what is written about an entry.


_TEXTS: Mapping[str, Input] = {
    "reference": REFERENCE._replace(name="new-reference", is_further=False),
    "carrier": CARRIER._replace(name="new-carrier", is_further=False),
    "note": NOTE._replace(name="new-note", is_further=False),
}
"""The inputs of the texts; they are no details of what is recorded, and have names of their own."""

_WAS = "was-{}"
"""What a text was when the form began, so that only what was changed in it is recorded."""


def _fix(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    changes = {
        name: filled.of(asked) or ""
        for name, asked in _TEXTS.items()
        if filled.text(asked.name) != filled.text(_WAS.format(name))
    }
    carrier = {name: text for name, text in changes.items() if name == "carrier"}
    texts = particulars._replace(reference=changes.get("reference"), note=changes.get("note"))
    made = fix(path, Fix(filled.of(ENTRY), values=carrier), texts)
    return Entered(made.entry.messages, None if particulars.dry_run else f"/entries/{made.entry.number}")


def _begin(database: Database, filled: Filled) -> Pairs:
    """Return the texts as they are."""
    if not filled.text(ENTRY.name):
        return ()
    entry = log.entry(database, filled.of(ENTRY), "")
    texts = {name: getattr(entry, name) or "" for name in _TEXTS}
    now = tuple((asked.name, texts[name]) for name, asked in _TEXTS.items())
    return (*now, *((_WAS.format(name), text) for name, text in texts.items()))


FIX = EntryForm(
    "/fix",
    Message("Correct"),
    ("fix",),
    _fix,
    tuple(_TEXTS.values()),
    about=ENTRY,
    beside=about_entry,
    begin=_begin,
)


# The form that takes back what a clerk recorded last.


_COMMAND = Input("command", Message("Command"), parse_command, "--command")
"""Which command was shown to be undone; it is not asked."""


def _undo(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    """Undo the command that was shown; what is doubtful of it was shown with it."""
    made = undo(path, filled.of(_COMMAND), particulars, confirmed=not particulars.dry_run)
    told = (*lines(made), *made.messages, *(made.doubts if particulars.dry_run else ()))
    return Entered(told, None if made.command is None else "/log", ((_COMMAND.name, str(made.undone.number)),))


UNDO = EntryForm("/undo", Message("Undo"), ("undo",), _undo)
