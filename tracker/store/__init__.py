"""The only package that uses SQLite: opening a file, querying it, and writing to it in one transaction.

``identity`` checks a file before it is opened and its schema after, ``connection`` opens files, translates SQLite's
errors and caches answers, ``transactions`` begins and ends all reads and writes, ``locks`` waits for locks, ``schema``
creates, migrates and upgrades databases; ``queries`` loads the SQL of ``tracker.db``; ``commands`` numbers and closes
commands; ``catalogue``, ``dated_facts``, ``entries``, ``balances``, ``texts`` and ``clock`` read the state that
commands depend on; ``statements`` and ``bulk`` build writes; ``entry_sets`` and ``undoing`` are entries taken back
together; ``entry_contents`` reads the entries that an import is compared with, ``overview`` the figures of the
overview. ``dictionary`` describes every column; ``base_tables`` dumps and restores whole tables; ``sharing`` and
``replaying`` handle the commands of other offices; ``new_files`` creates files, ``journals`` handles the files next to
them, ``ledger_copies`` copies one, ``restoring`` replaces one with a copy, ``checks`` verifies it.
"""
