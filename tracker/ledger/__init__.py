"""The rules: what may be recorded, which print runs copies are taken from, and the messages to the clerk.

One module per subject: ``print_runs``, ``shipments``, ``receipts``, ``departures`` (moves, returns, handouts and
write-offs), ``counts`` and ``voids`` record entries; ``places``, ``seminars``, ``funds``, ``levels``, ``requests``,
``texts`` and ``clock`` record everything else; ``backups`` creates, copies and restores a ledger, ``checks`` verifies
it.

They share these modules: ``commands`` is a command with its transaction; ``recording`` records entries in it,
``catalogue`` everything else; ``state`` is the ledger as the command will leave it, on ``holdings``, with counts as
checkpoints (``recounting``); ``naming`` finds things by name, ``allocation`` takes the oldest copies first,
``reversals`` reverses sets of entries for ``voids``, ``undo`` and ``replacements``; ``lookup`` finds records that a
clerk names, ``lookalikes`` possible mistakes, and ``messages`` describes refusals and side effects, and keeps closed
places empty.
"""
