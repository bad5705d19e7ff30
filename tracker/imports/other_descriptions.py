"""What a sheet that may add places says of those that are there already: told where it is recorded otherwise."""

from collections.abc import Iterator

from tracker.errors import Refused
from tracker.imports.cells import in_one_line
from tracker.imports.jobs import ImportContext
from tracker.imports.labels import LABELS
from tracker.imports.new_places import OF_PLACES, parsers
from tracker.imports.rows import text_of
from tracker.languages import worded
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.text import name_key
from tracker.reports.catalogue import PLACE
from tracker.reports.queries import ask


def other_descriptions(context: ImportContext) -> Iterator[tuple[int, Message]]:
    """Yield a message for each thing that is said of a place otherwise than recorded, with the first row that does."""
    described = _described(context)
    if not described:
        return
    names = [column.name for column in PLACE]
    recorded = {row[0]: dict(zip(names, row, strict=True)) for row in ask(context.database, "places", AsOf())}
    read = parsers(context.database)
    seen: set[tuple[str, str, str]] = set()
    for (called, column, text), line in described.items():
        code = context.names.known_place(called)
        if code is None or (code, column, text) in seen:
            continue
        seen.add((code, column, text))
        try:
            said = read[column](text) if column in read else text
        except Refused:
            said = text
        known = str(recorded[code][column] or "")
        if name_key(said) != name_key(known):
            yield line, _difference(code, column, known, text)


def _described(context: ImportContext) -> dict[tuple[str, str, str], int]:
    """Return the first row for each place, column and text."""
    sheet = context.cells.sheet
    columns = [column for column in OF_PLACES if column in sheet.columns]
    if not columns or "place" not in sheet.columns:
        return {}
    first: dict[tuple[str, ...], int] = {}
    cells = zip(*(sheet.column(column) for column in ("place", *columns)), strict=True)
    for row, described in zip(sheet.rows, cells, strict=True):
        first.setdefault(described, row.line)
    found: dict[tuple[str, str, str], int] = {}
    for (place, *texts), line in first.items():
        for column, text in zip(columns, map(text_of, texts), strict=True):
            if text:
                found.setdefault((in_one_line(text_of(place)), column, text), line)
    return found


def _difference(code: str, column: str, recorded: str, said: str) -> Message:
    told = Message("The {field} of {place} is recorded as {recorded}, not {said}; see 'tracker place edit'.")
    if not recorded:
        told = Message("No {field} of {place} is recorded, and {said} was not added; see 'tracker place edit'.")
    return told.given(field=LABELS[column], place=code, recorded=worded(column, recorded), said=said)
