"""The rules: what may be recorded, which print runs copies are taken from, and the messages to the clerk.

One module per subject: ``print_runs``, ``shipments``, ``receipts``, ``departures`` (returns, handouts and
write-offs), ``counts`` and ``voids`` record entries; ``booklets``, ``places``, ``kinds``, ``seminars``,
``funds``, ``recalls`` and ``requests`` record everything else; ``database`` creates a new ledger, and
``backups`` copies one.

They share these modules: ``recording`` runs a command as one transaction; ``state`` is the ledger as that
transaction will leave it, with counts as checkpoints; ``timeline`` determines an entry's position in time,
``allocation`` takes the oldest copies first, ``reversals`` builds the reversal of an entry, ``lookup`` finds
what a clerk names, ``messages`` describes refusals and side effects, and ``catalogue`` is the transaction for
everything that is not an entry.
"""
