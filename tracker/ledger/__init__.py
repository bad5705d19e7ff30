"""The rules: what may be recorded, from which run it is taken, and what the clerk is told.

A room for each subject: ``print_runs``, ``shipments``, ``receipts``, ``departures`` (returns, handouts and
write-offs), ``counts`` and ``voids`` decide what entries are recorded; ``booklets``, ``places``, ``kinds``,
``seminars``, ``funds``, ``recalls`` and ``requests`` what else is; ``database`` makes a new ledger, and
``backups`` copies one.

They share these: ``recording`` makes one transaction of a command; ``state`` is the ledger as that
transaction will leave it, with counts as checkpoints; ``timeline`` finds an entry's place in time,
``allocation`` takes the oldest copies first, ``reversals`` makes an entry's opposite, ``lookup`` finds what
a clerk names, ``messages`` says what was refused or changed, and ``catalogue`` is the transaction of
everything that is not an entry.
"""
