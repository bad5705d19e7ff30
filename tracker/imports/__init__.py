"""Importing: sheets of rows, exported databases, and the sample.

``engine`` is the entry point: it reads a sheet, lets ``running`` carry out the jobs that the room of its table in
``tables`` makes of the rows, and reports the result of each. ``jobs`` and ``outcome`` are what they work with and
return.

``sheets`` reads a file into the named cells of ``rows``. ``sources`` opens it: ``delimited`` and ``encoding``
handle text, ``workbooks`` spreadsheets, which ``workbook_child`` reads in a process of its own.
``header_rows`` finds the header, ``headers`` matches columns, ``merged`` fills merged cells, ``totals`` passes over
rows of totals, ``several`` reads several sheets as one. ``choosing`` passes over rows that are not wanted, ``wide``
makes a row of each cell with copies, and ``tally`` puts such rows together again. ``labels`` names columns in
messages, ``ranges`` lines.
``cells`` reads a row's cells and notes what is wrong, ``parsing`` parses quantities and dates, ``names`` finds or
adds places and items, ``entry_rows`` puts the rows of one entry together; ``matching`` and ``existing`` find what is
already recorded; ``rejects`` writes the rejected rows in the form that ``forms`` keeps of the sheet, and ``rest`` knows
what they are the rest of.

``item_names`` knows what sheets call items, ``new_places`` what they say of places that are added, ``standing_in``
what stands for missing dates and quantities, and ``sums`` adds up rows of one item.

``data_package`` restores a folder written by ``export --all``, ``sample`` creates the sample database.
"""
