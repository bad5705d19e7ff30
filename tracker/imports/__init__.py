"""Importing: files of rows, exported databases, and the sample.

``sources`` reads a file into rows of named cells: ``delimited`` and ``encoding`` handle text,
``workbooks`` spreadsheets, ``workbook_limits`` refuses those that would not fit into memory, ``headers``
matches columns, ``cell_values`` parses quantities and dates, ``labels`` names the columns in messages.
``engine`` is the entry point: it runs the jobs that ``booklets``, ``places``, ``print_runs`` and ``entries``
make of a sheet, and reports the result of each row; ``matching`` and ``existing`` find what is already
recorded; ``bulk_shipments`` records large files of shipments; ``rejects`` writes the rejected rows.
``data_package`` restores a folder written by ``export --all``, ``sample`` creates the sample database.
"""
