"""How fast it is, next to other programs on the same machine: `python -m tests.benchmarks`, a command and no test.

Of each question a section asks, both sides are run in turn, round by round, as processes of their own,
so that what the machine does meanwhile befalls both alike. What counts is the ratio of their medians.

`start`, `importing`, `reports` and `others` are the sections; `generator` writes the office they measure, `room` has
the ledgers and the environment, `timing` and `runner` take the time and the memory, and `table` says it all.
"""
