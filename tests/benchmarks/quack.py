"""A script with duckdb: `quack.py stock|distribution MOVEMENTS PLACES` answers from exported csv."""

import csv
import sys

import duckdb  # type: ignore[import-not-found,import-untyped,unused-ignore]

_STOCK = """
WITH moved AS (SELECT destination AS code, run, quantity FROM movements
               UNION ALL SELECT source, run, -quantity FROM movements)
SELECT CASE WHEN kind = 'store' THEN 'store' WHEN kind IS NULL THEN moved.code ELSE 'places' END AS holder,
       regexp_replace(run, '/[^/]*$', '') AS item, CAST(sum(quantity) AS INTEGER) AS quantity
  FROM moved
  LEFT JOIN places ON places.code = moved.code
 GROUP BY holder, item
"""
_DISTRIBUTION = """
SELECT CAST(year(date) AS INTEGER) AS year, kind, regexp_replace(run, '/[^/]*$', '') AS item,
       CAST(coalesce(sum(quantity) FILTER (WHERE type = 'receive'), 0) AS INTEGER) AS received,
       CAST(coalesce(sum(quantity) FILTER (WHERE type = 'return'), 0) AS INTEGER) AS returned
  FROM movements
  JOIN places ON places.code = movements.place
 WHERE type IN ('ship', 'receive', 'return') AND kind <> 'store'
 GROUP BY 1, 2, 3
"""


def main(question: str, movements: str, places: str) -> None:
    """Answer a question from two files."""
    for name, file in (("movements", movements), ("places", places)):
        duckdb.sql(f"CREATE VIEW {name} AS SELECT * FROM read_csv('{file}', header = true)")
    rows = duckdb.sql(_STOCK if question == "stock" else _DISTRIBUTION)
    write = csv.writer(sys.stdout).writerows
    write([rows.columns, *rows.fetchall()])


if __name__ == "__main__":
    main(*sys.argv[1:])
