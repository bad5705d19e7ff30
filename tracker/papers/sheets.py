"""Forms for places to fill in and return: counts and requests."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tracker.errors import NothingToDo, WrongKind
from tracker.languages import speaking
from tracker.messages import Message
from tracker.model.answers import example, place_code
from tracker.model.as_of import AsOf
from tracker.papers.directory import ONLINE, Chosen, Directory, places_for, tell
from tracker.papers.templates import Style, draft_mail, print_pages
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


@dataclass(frozen=True)
class SheetLine:
    """A line of a form: an item."""

    item: str
    title: str
    language: str


@dataclass(frozen=True)
class PlaceSheet:
    """The form of one place."""

    place: str
    name: str
    lines: tuple[SheetLine, ...]


def print_sheets(path: Path, kind: str, chosen: Chosen, style: Style, *, as_mail: bool = False) -> bytes:
    """Return count or request forms as PDF, each on its own page, or a mail to a place with its form attached.

    Raises Refused if no place matches, or several for a mail, and the same errors as `typeset_parts`.
    """
    require("typst")
    with reading(path) as database, speaking(style.language):
        directory = Directory(database)
        sheets = _sheets(directory, kind, chosen)
        if as_mail and len(sheets) > 1:
            raise WrongKind("An e-mail can go to only one place; specify the place.")
        home = directory.place(catalogue.default_store(database).code)
        words, reply = _WORDS["both"] | _WORDS[kind], None if home.is_discreet else home.email
        common = {"title": words["title"], "kind": kind, "reply": reply, "words": words}
        pages = [asdict(sheet) | _answering(directory, sheet, kind, style.public_url) for sheet in sheets]
        last = last_command(database)
        pdf = print_pages(
            "sheet", common, "sheets", pages, style, last and last.moment, lambda page: len(page["lines"])
        )
        if not as_mail:
            return pdf
        to = directory.place(sheets[0].place)
        body = (Message("Hello,"), words["intro"], *tell(ONLINE, directory.link(to.code, style.public_url), None))
        return draft_mail(str(words["title"]), to.email, body, pdf, f"{kind}-{to.code}.pdf")


def _answering(directory: Directory, sheet: PlaceSheet, kind: str, base: str | None) -> dict[str, object]:
    """Return instructions for answering without returning the form: by link, or by a line."""
    link = directory.link(sheet.place, base)
    line = example(place_code(sheet.place), [(each.item, 25) for each in sheet.lines[:4]]) if kind == "count" else None
    return {"qr": link and drawn(link), "tell": tell(_ONLINE, link, line)}


_ONLINE = Message("You can also answer online: scan the QR code, or open {link}")


def _sheets(directory: Directory, kind: str, chosen: Chosen) -> list[PlaceSheet]:
    places = places_for(directory, chosen)
    if not places:
        raise NothingToDo("No open place matches, so there is no form to print.")
    codes = [place.code for place in places]
    every = sorted(
        (_line(directory, str(row[0])) for row in ask(directory.database, "stock", AsOf())),
        key=lambda line: by_code(line.item),
    )
    if not every:
        raise NothingToDo("Nothing has been printed yet, so there is no form to print.")
    lines_by_place = _lines_by_place(directory, codes) if kind == "count" else {}
    return [PlaceSheet(each.code, each.name, tuple(lines_by_place.get(each.code, every))) for each in places]


def _lines_by_place(directory: Directory, codes: Sequence[str]) -> dict[str, list[SheetLine]]:
    lines: dict[str, list[SheetLine]] = {}
    for row in ask(directory.database, "stock_by_place", AsOf(), [_at(codes)], "item"):
        lines.setdefault(str(row[0]), []).append(_line(directory, str(row[4])))
    return {place: sorted(found, key=lambda line: by_code(line.item)) for place, found in lines.items()}


def _at(codes: Sequence[str]) -> Filter:
    return "place IN (SELECT value FROM json_each(?))", json.dumps(codes)


def _line(directory: Directory, item: str) -> SheetLine:
    return SheetLine(item, directory.title(item), directory.language(item))
