"""What a user without the program might keep: one flat table of shipments, next to places and print runs."""

import sqlite3
from contextlib import closing
from pathlib import Path

QUESTION = """
SELECT substr(date, 1, 4) AS year, kind, country, language,
       count(DISTINCT entry) AS shipments, sum(quantity) AS copies
  FROM flat
  JOIN places ON places.id = flat.place
  JOIN runs ON runs.id = flat.run
 GROUP BY year, kind, country, language
"""
"""The distribution by year, kind, country and language; the flat table has no arrivals."""

_TABLES = """
CREATE TABLE places (id INTEGER PRIMARY KEY, code TEXT, name TEXT, kind TEXT, country TEXT);
CREATE TABLE runs (id INTEGER PRIMARY KEY, code TEXT, item TEXT, booklet TEXT, language TEXT);
CREATE TABLE flat (id INTEGER PRIMARY KEY, run INTEGER, place INTEGER, quantity INTEGER, date TEXT, entry INTEGER);
INSERT INTO places
SELECT place.id, code, name, kind, country FROM ledger.place JOIN ledger.place_detail ON place_detail.place = place.id;
INSERT INTO runs
SELECT print_run.id, print_run.code, item, booklet, language
  FROM ledger.print_run
  JOIN ledger.item ON item.code = print_run.item;
INSERT INTO flat (run, place, quantity, date, entry)
SELECT movement.run, entry.place, movement.quantity, entry.date, entry.id
  FROM ledger.movement
  JOIN ledger.entry ON entry.id = movement.entry
 WHERE entry.type = 'ship'
 ORDER BY movement.entry, movement.line;
"""


def write_flat(path: Path, ledger: Path) -> None:
    """Write the flat tables of a ledger without voids and edited places."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ATTACH ? AS ledger", (str(ledger),))
        connection.executescript(_TABLES)
