"""The rules: what may be recorded, from which run it is taken, and what the clerk is told.

``recording`` makes one transaction of a command; ``state`` is the ledger as that transaction will
leave it, with counts as checkpoints. ``printing``, ``shipping``, ``receiving``, ``leaving``,
``counting`` and ``voiding`` decide what is recorded, ``lookup`` finds what a clerk names,
``allocation`` takes the oldest copies first, ``ordering`` finds the place in time, ``undoing`` makes
an entry's opposite and ``explaining`` says why not. ``changes`` is the transaction of everything that
is no entry: ``booklets``, ``places``, ``seminars``, ``funds``, ``runs``, ``recalling``, ``requesting``.
"""
