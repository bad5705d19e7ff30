"""Every copy accounted for, from press to person.

The house in floors, imports running downward only:

- ``cli``: the command line, one small file for each family of commands, and
  ``render``, which alone knows how a table looks on a terminal or in a file;
- ``reports`` and ``imports``: questions to the ledger, and whole tables into it;
- ``ledger``: the rules, from "nothing appears or vanishes" to "oldest first";
- ``store``: the only room that knows SQLite;
- ``model``: the frozen values all floors speak in, beside ``errors``.

The database's own files (migrations, views, reference data, the sample) are in
``tracker.db``.
"""

__version__ = "0.2.0"
