"""Address labels on common label sheets."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from tracker.errors import NothingToDo, TooLarge, WrongKind, WrongUsage
from tracker.languages import speaking
from tracker.messages import Message, both
from tracker.model.codes import short_code
from tracker.model.entries import EntryRange
from tracker.papers.directory import Addressee, Chosen, Directory, on_a_parcel, places_for
from tracker.papers.notes import sent_in, shipments_for
from tracker.papers.templates import Style, print_paper
from tracker.reports.queries import Database, reading
from tracker.store import catalogue
from tracker.store.commands import last_command
from tracker.typesetting.setting import NotSet, require


@dataclass(frozen=True)
class LabelSheet:
    """An A4 sheet of labels; lengths are in millimetres."""

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap: float
    """The gap between columns; there is none between rows."""

    @property
    def labels(self) -> int:
        """The number of labels on a sheet."""
        return self.columns * self.rows


SHEETS = {
    "L7163": LabelSheet(2, 7, 99.1, 38.1, 4.65, 15.15, 2.5),
    "L7160": LabelSheet(3, 7, 63.5, 38.1, 7.25, 15.15, 2.5),
}
"""The sheets by Avery's numbers, which other makers also use."""


@dataclass(frozen=True)
class Label:
    """The content of a label."""

    lines: tuple[str, ...]
    code: str | None
    """The short code of the shipment."""
    place: str
    """The code of the place, which is not printed."""


@dataclass(frozen=True)
class LabelRequest:
    """The labels to print: for shipments, by name or date, or for places."""

    shipments: tuple[EntryRange, ...] = ()
    day: date | None = None
    places: Chosen | None = None
    sheet: str = "L7163"
    skip: int = 0
    """The number of labels already used on the first sheet."""


def print_labels(path: Path, request: LabelRequest, clerk: str, style: Style) -> bytes:
    """Return the labels, from left to right and top to bottom.

    Raises WrongUsage for skipping more labels than a sheet has; Refused if there is nothing to address, a discreet
    place has no contact or street, or an address does not fit; and the same errors as `typeset`.
    """
    sheet = SHEETS[request.sheet]
    if request.skip >= sheet.labels:
        raise WrongUsage(
            "A {sheet} sheet has only {labels} labels; skip fewer than {labels}.",
            sheet=request.sheet,
            labels=sheet.labels,
        )
    require("typst")
    with reading(path) as database, speaking(style.language):
        labels = list(_labels(database, request, clerk))
        if not labels:
            raise NothingToDo("No open place matches, so there are no labels to print.")
        filled: list[Label | None] = [*[None] * request.skip, *labels]
        printed = [label and asdict(label) for label in filled]
        pages = [printed[at : at + sheet.labels] for at in range(0, len(printed), sheet.labels)]
        last = last_command(database)
        data = {"title": Message("Address labels"), "words": {}, "sheet": asdict(sheet), "pages": pages}
        try:
            return print_paper("labels", data, style, last and last.moment)
        except NotSet as refused:
            if (found := re.search(r"no-room:([^:]+):", str(refused))) is None:
                raise
            raise TooLarge(
                "The address of {place} does not fit on a {sheet} label; shorten it with 'tracker place edit {place}'.",
                place=found[1],
                sheet=request.sheet,
            ) from None


def _labels(database: Database, request: LabelRequest, clerk: str) -> Iterable[Label]:
    directory = Directory(database)
    if request.places is not None:
        home = directory.place(catalogue.default_store(database).code)
        places = places_for(directory, request.places)
        _check_addressable(places)
        for place in places:
            yield Label(on_a_parcel(directory, place, home), None, place.code)
        return
    shipments = shipments_for(database, request.shipments, request.day, clerk)
    directory.read_places(shipment.place for shipment in shipments)
    _check_addressable(directory.place(shipment.place) for shipment in shipments)
    for shipment in shipments:
        place, store = directory.place(shipment.place), directory.place(sent_in(shipment)[0].source)
        yield Label(on_a_parcel(directory, place, store), short_code(int(shipment.number or 0)), place.code)


def _check_addressable(places: Iterable[Addressee]) -> None:
    unknown = [place.code for place in places if place.is_discreet and not (place.contact or place.address)]
    if unknown:
        raise WrongKind(
            "Labels do not show the names of discreet places, and {places} has no contact or street; run 'tracker "
            "place edit {place} --address STREET'.",
            places=both(dict.fromkeys(unknown)),
            place=unknown[0],
        )
