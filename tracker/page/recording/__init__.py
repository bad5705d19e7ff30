"""Recording: the forms of the page, which exist if it is served with --write.

A form becomes the arguments of a command and is passed to the command's ledger functions; it shows the same messages.
From the inside out:

- ``inputs`` are the inputs of forms, with labels, parsers and suggestions; a submitted form has their values and lines;
- ``entry_forms`` are the forms of entries, with the copies of each item next to its quantity;
- ``other_forms`` are those of requests, texts, clerks, voids and undo;
- ``steps`` are the two steps of each form: the plan is shown first, then recorded under a key that makes a second
  submission harmless;
- ``drawn`` is a form as a template draws it, with its errors.
"""
