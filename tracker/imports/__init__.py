"""What comes from elsewhere: sheets of rows, whole databases that were exported, and the sample.

``sources`` turns a file into rows of named cells: ``delimited`` and ``encoding`` know text,
``workbooks`` spreadsheets, ``headers`` which column is which, ``cells`` what a quantity or a date may
look like. ``importing`` is the front door: it carries out the jobs that ``booklets``, ``places``,
``print_runs`` and ``happenings`` make of a sheet, and writes down what became of each row;
``rejects`` writes those that were not taken. ``package`` restores what ``export --all`` wrote.
"""
