"""Every copy accounted for, from press to person.

The packages form floors, and imports run downward only:

- ``cli``: the command line, a module for each family of commands;
- ``render``: how tables look on a terminal and in files;
- ``reports`` and ``imports``: queries on the ledger, and whole tables into it;
- ``ledger``: the rules, from "nothing appears or vanishes" to "oldest first";
- ``store``: the only package that knows SQLite;
- ``model``: the frozen values that all floors pass on;
- ``errors``, ``messages`` and ``atomic_files``: refusals, what users read, and files written completely or not
  at all.

The database's own files (migrations, views, reference data, the sample) are in ``tracker.db``.
"""

__version__ = "0.3.0"
