"""Reports: queries of the ledger that return tables, one module per subject.

``queries`` runs the SQL of ``tracker.db``; ``exports`` returns complete tables, one or all of them, and ``completion``
the words that a shell completes.
"""
