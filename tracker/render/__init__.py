"""How results are written: the only package that uses rich.

``formats.Writer`` is the entry point: it has the name of a format, and a destination. ``formats`` lists the formats and
what writes them:

- ``screen`` chooses the columns that a terminal has room for, and draws them on a ``canvas``; so do ``charts`` and
  ``overview``;
- ``delimited``, ``json_`` and ``markdown`` stream rows, however many there are, and ``workbook``
  does so for spreadsheets, and ``html`` for browsers; ``pdf`` has all rows, and lays them out for paper;
- ``cells`` formats one value as text, says what of a table people see, and sums columns;
- ``streams`` opens the destination; ``files`` replaces a file atomically, ``folders`` a folder;
- ``progress`` shows the progress of long work on a terminal.

Nothing heavy is imported before it is used: a script that wants csv does not wait for rich.
"""
