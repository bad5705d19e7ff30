"""The only package that uses SQLite: opening a file, querying it, and writing to it in one transaction.

``headers`` judges a file before it is opened, ``connection`` opens files and translates SQLite's errors,
``guard`` refuses what others added, ``transactions`` begins and ends all reads and writes, ``locks`` waits for locks,
``warnings`` prints warnings; ``schema`` creates and migrates databases, ``upgrades`` upgrades older
ones; ``queries`` loads the SQL of ``tracker.db``, ``sources`` says what to ask; ``commands`` numbers and closes
commands; ``catalogue``, ``closings``, ``entries``, ``balances``, ``texts`` and ``clock`` read the state that the
ledger's decisions depend on, ``entry_statements`` and ``statements`` build what it writes; ``entry_contents``
reads the entries that an import is compared with. ``dictionary`` describes every column; ``base_tables`` dumps and
restores whole tables, while ``bulk_loading`` suspends the triggers; ``new_files`` creates files, ``backups`` copies
one, ``snapshots`` are copies to be read for long, ``restoring`` puts a copy in the place of one, ``checks`` verifies
it. ``disks`` says which disk is full.
"""
