"""Import sheets of rows, exported databases, and the sample.

``running`` is the entry point: it reads a sheet, carries out the jobs that the module of its table in ``tables`` makes
of the rows, and reports the result of each row. ``jobs`` has the types that both share: request, outcome, jobs.

``sheets`` reads a file into the named cells of ``rows``. ``sources`` opens it: ``delimited`` handles text,
``workbooks`` spreadsheets. ``headers`` finds the header and matches columns, ``totals`` removes rows of totals,
``choosing`` unwanted rows, and ``wide`` makes a row of each cell with copies.

``cells`` parses a row's cells and collects ``faults``, ``names`` finds or adds places and items, ``matching`` finds
recorded entries, and ``rejects`` writes the rejected rows. Shipments, returns, handouts and counts are read as
``entry_columns``, which group the rows of one entry; entries limited only by stock are ``plain_entries``.

``data_package`` restores a folder written by ``export --all``, ``sample`` creates the sample database.
"""
