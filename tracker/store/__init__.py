"""The only package that uses SQLite: opening a file, querying it, and writing to it in one transaction.

``headers`` judges a file before it is opened, ``connection`` opens files and translates SQLite's errors,
``expected_schema`` refuses what others added, ``transactions`` begins and ends all reads and writes, ``locks`` waits
for locks, ``schema`` creates, migrates and upgrades databases; ``queries`` loads the SQL of ``tracker.db``;
``commands`` numbers and closes commands; ``catalogue``, ``dated_facts``, ``requests``, ``entries``, ``balances``,
``texts`` and ``clock`` read the state that the ledger's decisions depend on, and ``memory`` keeps what they read;
``entry_statements``, ``statements`` and ``bulk`` build what is written; ``entry_sets`` and ``undoing`` are entries
taken back together; ``entry_contents`` reads the entries that an import is compared with, ``overview`` the figures of
the overview. ``dictionary`` describes every column; ``base_tables`` dumps and restores whole tables; ``sharing`` and
``replaying`` are the commands of other offices; ``new_files`` creates files, ``journals`` guards what lies beside them,
``backups`` and ``ledger_copies`` copy one, ``restoring`` puts a copy in the place of one, ``checks`` verifies it.
"""
