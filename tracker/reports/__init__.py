"""Reports: queries of the ledger that return tables, one module per subject.

``queries`` runs the SQL of ``tracker.db``; ``exports`` returns complete tables, ``data_package`` all of them,
and ``completion`` the words that a shell completes.
"""
