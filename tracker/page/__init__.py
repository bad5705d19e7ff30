"""The page: the ledger in a browser, for managers, and for clerks who never open a terminal.

It asks the very reports that the command line asks, so that figures are the same. What a request passes through, from
the outside in:

- ``server`` opens the port, and runs until it is told to end;
- ``security`` lets in whoever has a session, refuses forged requests, and says in headers what the browser may load:
  nothing but what comes from here;
- ``routes`` finds the subject that the address is about, speaks the session's language, answers errors in a sentence,
  and keeps what was answered until the file changes;
- ``visits`` is the request as a subject understands it: its fields, the two clocks, the address of a link;
- ``faults`` opens the ledger for it, for four at a time and no longer than ten seconds;
- ``subjects`` are the pages: each knows its fields, asks reports, and returns ``content`` (tables, charts, facts);
- ``tables`` sorts, filters and pages a table, links its cells, and writes it as a file;
- the templates of ``tracker.render`` draw it, as they draw files for browsers.
"""
