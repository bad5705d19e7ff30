"""The questions that reports ask, a SELECT each, as of a business date and as known at a moment.

Each is a view of the same name, about the latest state of the ledger; those whose names begin with ``_`` are
private, for others to build on. (Those in `db/questions` are no views, but are asked likewise.) Asked about another
state, the same SELECT has the others that it uses in front of it, and four parameters: ``:at`` is the last business
date that counts, ``:known_entry`` the last entry known, ``:known_command`` the last command known, and ``:item`` the
only item asked about, NULL for all.

What stands between ``-- earlier (`` and ``-- )`` adds nothing to the latest state: the view is made without it.

A ``+`` before a column keeps SQLite from finding the rows by it, and a CROSS JOIN from turning two tables around.
"""
