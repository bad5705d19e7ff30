"""Search all text fields."""

import json
from collections.abc import Callable

from tracker.ledger.departures import REASONS
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.table import Row, Table
from tracker.model.text import folded
from tracker.reports.queries import Database, Filter, Ledger, ask, by_code, reading, records
from tracker.store.dictionary import columns
from tracker.store.texts import entries_with

FOUND = columns("find")
_ORDER = ("place", "seminar", "booklet", "run", "fund", "request", "entry")
_MOST_FOUND = 1_000
"""The maximum number of entries of a brief search: a common text may occur in millions."""

_HANDED_TO = """
SELECT 'entry', CAST(handout AS TEXT), entry.date, name FROM handout_audience JOIN entry ON entry.id = handout
"""


def find(ledger: Ledger, text: str, *, brief: bool = False) -> Table:
    """Return the texts that contain `text`, ignoring case and diacritics, with their subjects.

    Entries at a matching place are included. Places come first, then the latest entries. If `brief`, only the latest
    texts about entries are searched, for a limited number of entries.
    """
    wanted, most = folded(text), _MOST_FOUND if brief else None

    def holds(text: object) -> bool:
        return wanted in folded(str(text))

    with reading(ledger) as database:
        rows = {row for row in ask(database, "find", AsOf(), [("what <> ?", "entry")]) if holds(row[3])}
        at_place = _at(database, holds, most)
        found, is_whole = entries_with(database, holds, most)
        entries = sorted({*found, *_written_off(database, holds)}, reverse=True)
        title = Message("Texts with '{text}'", text=text)
        if not is_whole or (most is not None and len(at_place) >= most):
            title = Message("Latest texts with '{text}'. For all, run the command below in a terminal.", text=text)
        candidates = [("entry IN (SELECT value FROM json_each(?))", json.dumps(entries[:most]))]
        written = ask(database, "_written", AsOf(), candidates)
        rows |= {("entry", str(entry), day, note) for entry, day, note in written if holds(note)}
        rows |= at_place
        rows |= {row for row in database.rows(_HANDED_TO) if holds(row[3])}
        for grant in records(database, "grants"):
            texts = filter(None, (grant["reference"], grant["note"]))
            rows |= {("fund", grant["fund"], grant["date"], text) for text in texts if holds(text)}
    return Table(title, FOUND, sorted(rows, key=_rank), Message("No text contains '{text}'.", text=text))


_NEWEST_AT = """
entry IN (SELECT id FROM entry WHERE place IN (SELECT id FROM place WHERE code IN (SELECT value FROM json_each(:codes)))
           ORDER BY id DESC LIMIT :most)
"""


def _at(database: Database, holds: Callable[[object], bool], most: int | None) -> set[Row]:
    """Return rows for the newest `most` entries at places whose code, name, city or region satisfies `holds`."""
    called = {
        place["code"]: place["name"]
        for place in records(database, "places")
        if any(holds(place[name] or "") for name in ("code", "name", "city", "region"))
    }
    newest: Filter = (_NEWEST_AT, {"codes": json.dumps(list(called)), "most": -1 if most is None else most})
    found = ask(database, "entries", AsOf(), [newest])
    return {("entry", str(row[0]), row[2], f"{row[1]}: {called[row[3]]}") for row in found}


def _written_off(database: Database, holds: Callable[[object], bool]) -> list[int]:
    reasons = json.dumps([*filter(holds, REASONS)])
    return database.column(
        "SELECT id FROM entry WHERE type = 'writeoff' AND reason IN (SELECT value FROM json_each(?))", [reasons]
    )


def _rank(row: Row) -> tuple[int, int, object, str]:
    what, code, _, text = map(str, row)
    newest = -int(code) if what in ("entry", "request") else 0
    return _ORDER.index(what), newest, by_code(code), text
