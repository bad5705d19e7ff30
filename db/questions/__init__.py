"""The questions that only the program asks, a SELECT each, built on those of `db/views`; the file has no views of them.

SQLite reads every view of a file that it opens, whether or not it is asked. Those whose names end in ``_unfit``, and
others of which there should be no rows, are rules: ``tracker check`` asks them of the whole ledger, and the triggers of
`db/triggers` of a command.
"""
