"""The rules: what may be recorded, which print runs copies are taken from, and the messages to the clerk.

One module per subject: ``print_runs``, ``shipments``, ``receipts``, ``moves``, ``departures`` (returns, handouts
and write-offs), ``counts`` and ``voids`` record entries; ``booklets``, ``places``, ``kinds``, ``seminars``, ``funds``,
``recalls``, ``requests``, ``texts`` and ``clock`` record everything else; ``emptying`` closes a place into another;
``database`` creates a new ledger, and ``backups`` copies one.

They share these modules: ``commands`` is one command and its transaction, ``keys`` lets it be given twice;
``recording`` records entries in it, ``catalogue`` everything that is not an entry; ``state`` is the ledger as the
command will leave it, on ``holdings``, with counts as checkpoints (``recounting``); ``timeline``
determines an entry's position in time, ``allocation`` takes the oldest copies first, ``reversals`` takes sets of
entries back for ``voids``, ``undo`` and ``replacements``; ``closings`` keeps closed places empty, ``lookup`` finds what
a clerk names, ``lookalikes`` what may be a slip, and ``messages`` describes refusals and side effects.
"""
