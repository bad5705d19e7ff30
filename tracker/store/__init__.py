"""The only package that uses SQLite: opening a file, querying it, and writing to it in one transaction.

``headers`` checks a file before it is opened, ``connection`` opens files and translates SQLite's errors,
``expected_schema`` refuses foreign additions, ``transactions`` begins and ends all reads and writes, ``locks`` waits
for locks, ``schema`` creates, migrates and upgrades databases; ``queries`` loads the SQL of ``tracker.db``;
``commands`` numbers and closes commands; ``catalogue``, ``dated_facts``, ``requests``, ``entries``, ``balances``,
``texts`` and ``clock`` read the state that commands depend on, and ``memory`` caches it; ``entry_statements``,
``statements`` and ``bulk`` build writes; ``entry_sets`` and ``undoing`` are entries taken back together;
``entry_contents`` reads the entries that an import is compared with, ``overview`` the figures of the overview.
``dictionary`` describes every column; ``base_tables`` dumps and restores whole tables; ``sharing`` and ``replaying``
handle the commands of other offices; ``new_files`` creates files, ``journals`` handles the files next to them,
``backups`` and ``ledger_copies`` copy one, ``restoring`` replaces one with a copy, ``checks`` verifies it.
"""
