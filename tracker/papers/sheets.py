"""Forms for places to fill in and return: counts and requests."""

import json
from collections.abc import Sequence
from pathlib import Path

from tracker.errors import NothingToDo, WrongKind
from tracker.languages import speaking
from tracker.messages import Message
from tracker.model.answers import example, place_code
from tracker.model.as_of import AsOf
from tracker.papers.directory import ONLINE, Addressee, Chosen, Directory, places_for, tell
from tracker.papers.templates import Style, draft_mail, print_paper
from tracker.reports.queries import Filter, ask, by_code, reading
from tracker.store import catalogue
from tracker.store.commands import last_command
from tracker.typesetting.setting import drawn, require

_WORDS = {
    "both": {
        "place": Message("Your place"),
        "item": Message("Booklet code"),
        "booklet": Message("Booklet"),
        "language": Message("Language"),
        "remark": Message("Remark"),
        "name": Message("Full name"),
        "signature": Message("Signature"),
        "reply": Message("Please complete this page and return it to {address}."),
        "back": Message("Please complete this page and send it back."),
        "page": Message("Page {page} of {pages}"),
    },
    "count": {
        "title": Message("Stock count"),
        "intro": Message("Count the copies of each booklet and enter the number (0 if there are none)."),
        "copies": Message("Counted"),
        "day": Message("Counted on"),
    },
    "request": {
        "title": Message("Request for copies"),
        "intro": Message("Enter the number of copies that you need of each booklet; leave it blank if you need none."),
        "copies": Message("Copies needed"),
        "day": Message("Requested on"),
    },
}
"""The template's texts: of both kinds of form, and of each."""


Line = dict[str, str]
"""A line of a form, an item, in the form that the template reads."""


def print_sheets(path: Path, kind: str, chosen: Chosen, style: Style, *, as_mail: bool = False) -> bytes:
    """Return count or request forms as PDF, each on its own page, or a mail to a place with its form attached.

    Raises Refused if no place matches, or several for a mail, and the same errors as `typeset`.
    """
    require("typst")
    with reading(path) as database, speaking(style.language):
        directory = Directory(database)
        places = places_for(directory, chosen)
        lines = _lines(directory, places, kind)
        if as_mail and len(places) > 1:
            raise WrongKind("An e-mail can go to only one place; specify the place.")
        home = directory.place(catalogue.default_store(database).code)
        words, reply = _WORDS["both"] | _WORDS[kind], None if home.is_discreet else home.email
        sheets = [_sheet(directory, place, lines[place.code], kind, style.public_url) for place in places]
        data = {"title": words["title"], "kind": kind, "reply": reply, "words": words, "sheets": sheets}
        last = last_command(database)
        pdf = print_paper("sheet", data, style, last and last.moment)
        if not as_mail:
            return pdf
        (to,) = places
        body = (Message("Hello,"), words["intro"], *tell(ONLINE, directory.link(to.code, style.public_url), None))
        return draft_mail(str(words["title"]), to.email, body, pdf, f"{kind}-{to.code}.pdf")


def _sheet(
    directory: Directory, place: Addressee, lines: Sequence[Line], kind: str, base: str | None
) -> dict[str, object]:
    """Return the form of a place, with instructions for answering without it: by link, or by a line."""
    link = directory.link(place.code, base)
    line = example(place_code(place.code), [(each["item"], 25) for each in lines[:4]]) if kind == "count" else None
    ways = {"qr": link and drawn(link), "tell": tell(_ONLINE, link, line)}
    return {"place": place.code, "name": place.name, "lines": lines, **ways}


_ONLINE = Message("You can also answer online: scan the QR code, or open {link}")


def _lines(directory: Directory, places: Sequence[Addressee], kind: str) -> dict[str, list[Line]]:
    """Return the items on the form of each place: for a count those it has, otherwise or if it has none all."""
    if not places:
        raise NothingToDo("No open place matches, so there is no form to print.")
    every = [str(row[0]) for row in ask(directory.database, "stock", AsOf())]
    if not every:
        raise NothingToDo("Nothing has been printed yet, so there is no form to print.")
    held: dict[str, list[str]] = {}
    if kind == "count":
        codes: Filter = ("place IN (SELECT value FROM json_each(?))", json.dumps([place.code for place in places]))
        for row in ask(directory.database, "stock_by_place", AsOf(), [codes]):
            held.setdefault(str(row[0]), []).append(str(row[4]))
    return {
        place.code: [
            {"item": item, "title": directory.title(item), "language": directory.language(item)}
            for item in sorted(held.get(place.code, every), key=by_code)
        ]
        for place in places
    }
