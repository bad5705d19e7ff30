"""Recording: the forms of the page, which exist when it is served with --write.

A form is turned into the values of a command, and goes to the functions of the ledger that the command calls; what it
says is what the command says. From the inside out:

- ``inputs`` are what a form asks, each with its label, what it means, and what is offered as one types; a form that was
  filled in has their values and lines;
- ``entry_forms`` are the forms of entries, with what is there of each item beside the input of its quantity;
- ``other_forms`` are those of requests, texts, clerks, voids and undo;
- ``steps`` are the two of each form: what would be recorded is shown first, and recorded then, under a key that makes a
  second send harmless;
- ``drawn`` is a form as a template draws it, with what is wrong beside it.
"""
