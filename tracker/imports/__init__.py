"""What comes from elsewhere: sheets of rows, whole databases that were exported, and the sample.

``sources`` turns a file into rows of named cells: ``delimited`` and ``encoding`` know text,
``workbooks`` spreadsheets, with ``workbook_limits`` to keep out what would not fit into memory, ``headers``
which column is which, ``cell_values`` what a quantity or a date may look like. ``engine`` is the front
door: it carries out the jobs that ``booklets``, ``places``, ``print_runs`` and ``entries`` make of a sheet,
and writes down what became of each row; ``matching`` and ``existing`` find what is recorded already;
``bulk_shipments`` records very many shipments at once; ``rejects`` writes the rows that were not taken.
``data_package`` restores what ``export --all`` wrote, ``sample`` makes the sample.
"""
