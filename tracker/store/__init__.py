"""The only room that knows SQLite: opening a file, asking it, and writing to it in one transaction.

``connection`` opens files and translates SQLite's errors, ``schema`` makes and migrates them,
``questions`` loads the SQL of ``tracker.db``; ``catalogue``, ``entries`` and ``balances`` read what
the ledger decides from, and make the statements it writes; ``checks`` proves the file sound.
"""
