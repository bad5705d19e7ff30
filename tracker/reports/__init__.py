"""Questions to the ledger, each answered with a table, in a room for each subject.

``queries`` asks the SQL of ``tracker.db``; ``exports`` gives whole tables, ``data_package`` all of them, and
``completion`` the words that a shell completes.
"""
