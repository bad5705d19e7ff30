"""Every copy accounted for, from press to person.

The packages form layers, and imports go down only: see tracker/README.md.

The database's own files (migrations, views, reference data, the sample) are in ``tracker.db``.
"""

__version__ = "1.0.0"
