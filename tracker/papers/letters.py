"""Recall letters: instructions and a reply form for each place with copies of a withdrawn print run."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from tracker.errors import NothingToDo
from tracker.languages import speaking
from tracker.ledger.lookup import find_run
from tracker.messages import Message, Plural
from tracker.model.catalogue import Run
from tracker.model.codes import RunCode
from tracker.model.dates import long_date, today
from tracker.papers.directory import Addressee, Directory, address, for_others, tell
from tracker.papers.templates import Style, print_paper
from tracker.reports.queries import reading, records
from tracker.store import catalogue
from tracker.store.commands import last_command
from tracker.store.overview import Withdrawal, withdrawal_on
from tracker.typesetting.setting import drawn, require

Letter = dict[str, object]
"""The letter to one place in the form that the template reads."""


class Closing(NamedTuple):
    """The end of a letter: the reply deadline and the signature."""

    deadline: date | None = None
    signer: str | None = None


def print_letters(path: Path, code: RunCode, style: Style, closing: Closing = Closing()) -> bytes:  # noqa: B008
    """Return a letter for each place with copies of a withdrawn run, there or in transit, except the default store.

    Raises Refused if the run is unknown or not withdrawn, or no place has copies, and the errors of `typeset`.
    """
    require("typst")
    with reading(path) as database, speaking(style.language):
        found = find_run(database, code)
        run = found.code
        withdrawn = withdrawal_on(database, run)
        if withdrawn is None:
            raise NothingToDo("{run} is not withdrawn; first run 'tracker withdraw {run} --reason TEXT'.", run=run)
        directory = Directory(database)
        home = directory.place(catalogue.default_store(database).code)
        letters = list(_letters(directory, found, home, style.public_url))
        if not letters:
            raise NothingToDo("No place has copies of {run}, so there are no letters to print.", run=run)
        common, last = _common(directory, run, withdrawn, home, closing), last_command(database)
        return print_paper("letters", {**common, "letters": letters}, style, last and last.moment)


def _letters(directory: Directory, run: Run, home: Addressee, base: str | None) -> Iterable[Letter]:
    found = [
        (str(row["place"]), row)
        for row in records(directory.database, "trace", [("run = ?", run.code)], "name, place", run.item)
    ]
    directory.read_places(code for code, _ in found)
    for code, row in found:
        here, awaited = int(str(row["here"])), int(str(row["in_transit"]))
        if code == home.code or not (here or awaited):
            continue
        place, link = directory.place(code), directory.link(code, base)
        has = Plural(
            "According to our records, you have {count} copy of this print run.",
            "According to our records, you have {count} copies of this print run.",
            count=here,
        )
        awaits = Plural(
            "{count} copy is still on its way to you.", "{count} copies are still on their way to you.", count=awaited
        )
        yield {
            "place": code,
            "name": place.name,
            "recipient": address(directory, place, home),
            "salutation": _DEAR.given(name=place.contact) if place.contact else _COLLEAGUES,
            "sender": for_others(directory, home, place),
            "has": has if here else None,
            "awaits": awaits if awaited else None,
            "qr": link and drawn(link),
            "tell": tell(_ONLINE, link, None),
        }


_DEAR, _COLLEAGUES = Message("Dear {name},"), Message("Dear colleagues,")
_ONLINE = Message("You can also report your stock online: scan the QR code, or open {link}")


def _common(
    directory: Directory, code: str, withdrawn: Withdrawal, home: Addressee, closing: Closing
) -> dict[str, object]:
    run = directory.runs[code]
    known = {
        Message("Booklet"): directory.title(run.item),
        Message("Language"): directory.language(run.item),
        Message("Print run"): run.run,
        Message("Printed on"): long_date(date.fromisoformat(run.printed_on)),
        Message("ISBN"): run.isbn,
        Message("Withdrawn on"): long_date(date.fromisoformat(withdrawn.day)),
        Message("Identifying mark"): run.mark,
    }
    back = Message("Please complete the reply below and return it to the sender.")
    if home.email is not None and not home.is_discreet:
        back = Message("Please complete the reply below and return it to {address}.", address=home.email)
    messages = [Message("The print run below has been withdrawn. Please stop handing out its copies.")]
    if withdrawn.reason:
        messages.append(Message("Reason: {reason}.", reason=withdrawn.reason.rstrip(".")))
    day = closing.deadline
    return {
        "date": long_date(today()),
        "deadline": None if day is None else Message("Please reply by {day}.", day=long_date(day)),
        "signer": closing.signer,
        "title": Message("Recall of a print run"),
        "facts": [(label, value) for label, value in known.items() if value],
        "intro": messages,
        "steps": [
            Message("Do not hand out any more copies of this print run. Other print runs are not affected."),
            Message("Count all copies of this print run, including those in boxes and drawers."),
            Message("Return them to the sender's address or, if that is not possible, destroy them."),
            back,
        ],
        "run": run.run,
        "words": _WORDS,
    }


_WORDS = {
    "yours": Message("Yours faithfully,"),
    "what": Message("Print run withdrawn"),
    "do": Message("What to do"),
    "answer": Message("Reply"),
    "sent_back": Message("Returned"),
    "destroyed": Message("Destroyed"),
    "handed_out": Message("Already handed out"),
    "not_found": Message("Not found"),
    "copies": Message("Copies"),
    "date": Message("Date"),
    "name": Message("Full name"),
    "signature": Message("Signature"),
    "page": Message("Page {page} of {pages}"),
}
