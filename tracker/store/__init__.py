"""The only room that knows SQLite: opening a file, asking it, and writing to it in one transaction.

``connection`` opens files and translates SQLite's errors, ``transactions`` are how all reading and writing
begins and ends, ``locks`` waits for others; ``schema`` makes and migrates databases, ``upgrades`` brings
older ones up to date; ``queries`` loads the SQL of ``tracker.db``; ``catalogue``, ``entries`` and
``balances`` read what the ledger decides from, and make the statements it writes; ``contents`` reads what
an import compares with. ``dictionary`` says what every column is; ``tables`` reads and restores whole
tables, with the triggers that ``loading`` sets aside; ``backups`` copies a file, ``checks`` proves it sound.
"""
