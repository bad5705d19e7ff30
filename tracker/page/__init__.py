"""The page: the ledger in a browser, for managers, and for clerks who never open a terminal.

It uses the reports of the command line, so that figures are the same. The layers of a request, from the outside in:

- ``server`` opens the port, and runs until the program is stopped;
- ``security`` requires a session, refuses forged requests, and sets headers that let the browser load only this
  server's files;
- ``routes`` finds the page for the address, sets the session's language, and turns errors into messages;
- ``visits`` parses the request: its fields, the as-of and known-at times, and the addresses of links;
- ``faults`` opens the ledger for it, for four at a time and no longer than ten seconds;
- ``subjects`` are the pages: each has its fields, uses reports, and returns ``content`` (tables, charts, facts);
- ``tables`` sorts, filters and pages a table, links its cells, and writes it as a file;
- the templates of ``tracker.render`` draw it, like files for browsers.
"""
