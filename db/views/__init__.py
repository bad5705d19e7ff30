"""The public questions, a SELECT each, as of a business date and as known at a moment.

Each becomes a view of the same name. ``-- uses: run`` in a first line makes the question of that
name available to it. ``:at`` is the last business date that counts, ``:known_entry`` the last entry
and ``:known_at`` the last moment known; the views take them all to be the end of time. A ``+`` before
a column keeps SQLite from finding the rows by it, and a CROSS JOIN from turning two tables around.
"""
