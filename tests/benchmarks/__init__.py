"""Compare its speed with other programs on one machine: `python -m tests.benchmarks`, a command, not a test.

For each question of a section, both sides run in turn, round by round, as separate processes, so that other load
affects both alike. The result is the ratio of their medians. `start`, `importing`, `reports` and `others` are the
sections; `generator` writes the measured office, `room` has the ledgers and the environment, `timing` and `runner`
measure time and memory, and `table` prints the results.
"""
