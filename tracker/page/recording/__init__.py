"""Recording: the forms of the page, which exist if it is served with --write.

A form becomes the arguments of a command and is passed to the command's ledger functions; it shows the same messages.
From the inside out: ``inputs`` with their parsers and suggestions, and the texts of a form; ``entry_forms`` and
``other_forms``; and ``steps``, which draw a form, show its plan, and record it under a key that makes a second
submission harmless.
"""
