"""Importing: sheets of rows, exported databases, and the sample.

``running`` is the entry point: it reads a sheet, carries out the jobs that the module of its table in ``tables`` makes
of the rows, and reports what became of each. ``jobs`` has what the two share: request, outcome, jobs.

``sheets`` reads a file into the named cells of ``rows``. ``sources`` opens it: ``delimited`` handles text,
``workbooks`` spreadsheets. ``headers`` finds the header and matches columns, ``totals`` leaves out rows of totals,
``choosing`` rows that are not wanted, and ``wide`` makes a row of each cell with copies.

``cells`` parses a row's cells and notes its ``faults``, ``names`` finds or adds places and items, ``entry_rows`` puts
the rows of one entry together, ``matching`` finds what is already recorded, and ``rejects`` writes the rejected rows.
Shipments, returns and hand-outs are read as ``entry_columns``; those that only the stock limits are ``plain_entries``.

``data_package`` restores a folder written by ``export --all``, ``sample`` creates the sample database.
"""
