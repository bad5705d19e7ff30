"""Write results: the only package that uses rich.

``formats.Writer`` is the entry point: a format and a destination. ``formats`` lists the formats and their writers:

- ``screen`` chooses the columns that fit a terminal, and draws them on a ``canvas``; so do ``charts`` and
  ``overview``;
- ``delimited``, ``json_`` and ``markdown`` stream rows, as do ``workbook`` for spreadsheets and ``html`` for
  browsers; ``pdf`` reads all rows and lays them out for paper;
- ``cells`` formats values as text, selects the cells that people see, and sums columns;
- ``streams`` opens the destination; ``files`` replaces a file atomically, ``folders`` a folder;
- ``progress`` shows the progress of long work on a terminal.

Slow libraries are imported when first used: a script that writes csv does not wait for rich.
"""
