"""Every copy accounted for, from press to person.

The packages form layers, and imports go down only:

- ``cli``: the command line, a module for each family of commands;
- ``render``: tables on a terminal and in files;
- ``reports`` and ``imports``: queries on the ledger, and the import of whole tables;
- ``ledger``: the rules, from "nothing appears or vanishes" to "oldest first";
- ``store``: the only package that uses SQLite;
- ``model``: the frozen values that all layers share;
- ``errors``, ``messages`` and ``atomic_files``: errors, texts for users, and files written completely or not at all.

The database's own files (migrations, views, reference data, the sample) are in ``tracker.db``.
"""

__version__ = "0.3.0"
