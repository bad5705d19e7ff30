"""What a copy has and its log lacks, after the log was put back and went on: sheets to import, and the rest by name."""

import csv
import os
from collections.abc import Callable
from pathlib import Path

from tracker.messages import Message
from tracker.store.commands import last_shared
from tracker.store.connection import Database
from tracker.store.sharing import Cursor

_OWN = "office IS :office OR (office IS NULL AND :begun_here)"
_ENTRIES = f"""entry IN (
    SELECT id FROM entry WHERE command > :shared AND command IN (SELECT number FROM command WHERE {_OWN})
    AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id))"""
_MADE = f"SELECT code FROM {{}} WHERE command > :shared AND command IN (SELECT number FROM command WHERE {_OWN})"

_SHEETS = {
    "booklets": f"SELECT code, title, note FROM booklets WHERE code IN ({_MADE.format('booklet')})",
    "places": f"SELECT * FROM places WHERE code IN ({_MADE.format('place')})",
    "print-runs": "SELECT * FROM print_runs WHERE run IN (SELECT code FROM print_run WHERE id IN (SELECT run FROM "
    f"movement WHERE source = 1 AND {_ENTRIES}))",
    "shipments": "SELECT date, place, item, quantity, store, reference, carrier, note, "
    f"iif(status = 'received', received_on, NULL) AS received_on FROM shipments WHERE {_ENTRIES}",
    "receipts": "SELECT shipment, date, run AS item, quantity, note FROM log WHERE type = 'receive' AND "
    f"{_ENTRIES} AND source = 'transit' AND NOT ({_ENTRIES.replace('entry IN', 'shipment IN', 1)})",
    "returns": "SELECT date, place, run AS item, quantity, destination AS store, reference, note FROM log "
    f"WHERE type = 'return' AND source = place AND {_ENTRIES}",
    "handouts": "SELECT date, place, run AS item, quantity, reference, note FROM log "
    f"WHERE type = 'handout' AND source = place AND {_ENTRIES}",
    "counts": "SELECT entry.date, place.code AS place, coalesce(line.item, print_run.code) AS item, line.quantity "
    "FROM count_line AS line JOIN entry ON entry.id = line.count JOIN place ON place.id = entry.place "
    f"LEFT JOIN print_run ON print_run.id = line.run WHERE {_ENTRIES.replace('entry IN', 'line.count IN', 1)}",
    "requests": "SELECT date, place, item, quantity, note FROM requests WHERE status <> 'cancelled' AND request IN "
    f"(SELECT id FROM request WHERE command > :shared AND command IN (SELECT number FROM command WHERE {_OWN}))",
}
"""By table that can be imported, in an order in which that is possible."""

_IN_SHEETS = "'booklet add', 'place add', 'print', 'ship', 'receive', 'return', 'handout', 'count', 'request add'"
_COMMANDS = f"""
SELECT number, name FROM command
WHERE number > :shared AND ({_OWN}) AND name NOT IN ({_IN_SHEETS}) AND name NOT GLOB 'import *' ORDER BY number"""


def write_lacking(
    present: Database, made: Database, cursor: Cursor, path: Path, confirm: Callable[[Message], None]
) -> list[Message]:
    """Write what this office recorded in a copy, and the one that its log makes lacks, as sheets next to the copy.

    What is lacking is confirmed first. Returns how to record it; the sheets are for their owner only.
    """
    shared, last = last_shared(present, made), present.value("SELECT max(number) FROM command")
    if shared == last:
        return []
    confirm(_PLAN.given(url=cursor.url, first=shared + 1, last=last, path=path))
    values = {"shared": shared, "office": cursor.office, "begun_here": cursor.begun_here}
    found = list[Message]()
    for table, sql in _SHEETS.items():
        if rows := list(present.records(sql, values)):
            file = path.with_name(f"{path.stem}.lacking-{shared + 1}-{table}.csv")
            private = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(private, "w", encoding="utf-8", newline="") as out:
                sheet = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
                sheet.writeheader()
                sheet.writerows(rows)
            found.append(Message("Run 'tracker import {table} {file}'.", table=table, file=file))
    if named := ", ".join(f"{number} ({name})" for number, name in present.rows(_COMMANDS, values)):
        found.append(
            Message("Commands {named} are in no sheet; find them in the old file, and record them again.", named=named)
        )
    return found


_PLAN = Message(
    "The log at {url} lacks commands {first} to {last} of {path}. The old file is kept, and this "
    "office's commands are written as sheets."
)
