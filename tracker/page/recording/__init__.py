"""Recording: the forms of the page, which exist when it is served with --write.

A form is turned into the values of a command, and goes to the functions of the ledger that the command calls; what it
says is what the command says. From the inside out:

- ``inputs`` are what a form asks, each with its label, what it means, and what is offered as one types;
- ``filled`` is a form that was filled in: its texts, and the values and lines that they mean;
- ``entry_forms`` is what a form is, and what came of one;
- ``steps`` are the two of each form: what would be recorded is shown first, and recorded then, under a key that makes a
  second send harmless;
- ``stocked`` is what is there of each item, beside the input of its quantity;
- ``drawn`` (and ``drawing_forms``, which draws it) is a form as a template draws it, with what is wrong beside it;
- each other room is a form, named after the room of the ledger that it asks.
"""
