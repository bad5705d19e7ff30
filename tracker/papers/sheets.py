"""Forms for places to fill in and return: counts and requests."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from tracker.errors import NothingToDo, WrongKind
from tracker.languages import speaking
from tracker.messages import Message
from tracker.model.answers import example, place_code
from tracker.model.as_of import AsOf
from tracker.model.forms import FORM, Fill, Form, FormColumn
from tracker.papers.directory import ONLINE, Chosen, Directory, places_for, tell
from tracker.papers.templates import Style, draft_mail, print_pages
from tracker.reports.queries import Filter, ask, by_code, reading
from tracker.store import catalogue
from tracker.store.commands import last_command
from tracker.typesetting.setting import Typeset, drawn, require

# The texts of form templates, in the current language.


_TITLES = {
    "count": Message("Stock count"),
    "request": Message("Request for copies"),
}

_INTRODUCTIONS = {
    "count": Message("Count the copies of each booklet and enter the number (0 if there are none)."),
    "request": Message("Enter the number of copies that you need of each booklet; leave it blank if you need none."),
}

_COPIES = {"count": Message("Counted"), "request": Message("Copies needed")}

_DAYS = {"count": Message("Counted on"), "request": Message("Requested on")}


def sheet_words(kind: str) -> dict[str, str]:
    """Return the texts of a form: count or request.

    Some headings are not column names, so that an import does not mistake them for the header row.
    """
    words = {
        "title": _TITLES[kind],
        "intro": _INTRODUCTIONS[kind],
        "copies": _COPIES[kind],
        "day": _DAYS[kind],
        "shaded": Message("You can fill in only the shaded cells."),
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
    }
    return {name: str(word) for name, word in words.items()}


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


class Written(NamedTuple):
    """A form as a workbook, and the discreet places omitted because it goes to several places."""

    form: Form
    left_out: tuple[str, ...]


def print_sheets(path: Path, kind: str, chosen: Chosen, style: Style) -> Typeset:
    """Return count or request forms as PDF, each on its own page.

    Raises Refused if no place matches, and the same errors as `typeset`.
    """
    require("typst")
    with reading(path) as database, speaking(style.language):
        directory = Directory(database)
        sheets = _sheets(directory, kind, chosen)
        home = directory.place(catalogue.default_store(database).code)
        words, reply = sheet_words(kind), None if home.is_discreet else home.email
        common = {"title": words["title"], "kind": kind, "reply": reply, "words": words}
        pages = [asdict(sheet) | _answering(directory, sheet, kind, style.public_url) for sheet in sheets]
        last = last_command(database)
        return print_pages(
            "sheet", common, "sheets", pages, style, last and last.moment, lambda page: len(page["lines"])
        )


def _answering(directory: Directory, sheet: PlaceSheet, kind: str, base: str | None) -> dict[str, object]:
    """Return instructions for answering without returning the form: by link, or by a line."""
    link = directory.link(sheet.place, base)
    line = example(place_code(sheet.place), [(each.item, 25) for each in sheet.lines[:4]]) if kind == "count" else None
    return {"qr": link and drawn(link), "tell": tell(_ONLINE, link, line)}


_ONLINE = Message("You can also answer online: scan the QR code, or open {link}")


def mail_sheet(path: Path, kind: str, chosen: Chosen, style: Style) -> tuple[bytes, Typeset]:
    """Return a mail to a place with its form attached, and the form.

    Raises Refused for several places, and the same errors as `print_sheets`.
    """
    done = print_sheets(path, kind, chosen, style)
    with reading(path) as database, speaking(style.language):
        directory = Directory(database)
        sheets = _sheets(directory, kind, chosen)
        if len(sheets) > 1:
            raise WrongKind("An e-mail can go to only one place; specify the place.")
        words, to = sheet_words(kind), directory.place(sheets[0].place)
        answering = tell(ONLINE, directory.link(to.code, style.public_url), None)
        body = (Message("Hello,"), words["intro"], *answering)
        return draft_mail(words["title"], to.email, body, done.pdf, f"{kind}-{to.code}.pdf"), done


def sheet_form(path: Path, kind: str, chosen: Chosen, language: str) -> Written:
    """Return the form as a workbook, which `import` reads when it is filled in.

    A form for several places omits discreet ones. Raises the same errors as `print_sheets`.
    """
    with reading(path) as database, speaking(language):
        directory = Directory(database)
        sheets = _sheets(directory, kind, chosen)
        kept = [sheet for sheet in sheets if len(sheets) == 1 or not directory.place(sheet.place).is_discreet]
        if not kept:
            raise WrongKind("These places are discreet; print a separate form for each.")
        words = sheet_words(kind)
        messages = [words["intro"], words["shaded"]]
        if len(kept) == 1:
            messages.insert(0, f"{kept[0].name} ({kept[0].place})")
        blocks = tuple(tuple(_row(kind, sheet, line) for line in sheet.lines) for sheet in kept)
        last = last_command(database)
        form = Form(words["title"], tuple(messages), _columns(words), blocks, last and last.moment)
        return Written(form, tuple(sheet.place for sheet in sheets if sheet not in kept))


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


def _columns(words: dict[str, str]) -> tuple[FormColumn, ...]:
    return (
        FormColumn("date", words["day"], Fill.DAY, 14),
        FormColumn("place", words["place"], Fill.NOTHING, 20),
        FormColumn("item", words["item"], Fill.NOTHING, 12),
        FormColumn("title", words["booklet"], Fill.NOTHING, 44),
        FormColumn("quantity", words["copies"], Fill.COPIES, 14),
        FormColumn("note", words["remark"], Fill.TEXT, 30),
        FormColumn(FORM, words["title"], Fill.HIDDEN, 8),
    )


def _row(kind: str, sheet: PlaceSheet, line: SheetLine) -> tuple[str | int | None, ...]:
    return None, sheet.place, line.item, f"{line.title}, {line.language}", None, None, kind
