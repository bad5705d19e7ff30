"""The only room that knows SQLite: opening a file, asking it, and writing to it in one transaction.

``connection`` opens files and translates SQLite's errors, ``schema`` makes and migrates them,
``questions`` loads the SQL of ``tracker.db``; ``catalogue``, ``entries`` and ``balances`` read what
the ledger decides from, and make the statements it writes; ``told`` reads what an import compares
with. ``dictionary`` says what every column is; ``copying`` reads and restores whole tables, with the
triggers that ``bulk`` sets aside; ``checks`` proves the file sound.
"""
