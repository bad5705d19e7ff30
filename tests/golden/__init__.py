"""The net: what the program answers under a fixed clock, recorded in text files and compared to the byte.

- ``figures/`` holds the answers without words: the machine formats, and everything else with each sentence replaced by
  its fields (``tests.adapters.FieldsOnly``). New wording leaves these files as they are.
- ``words/`` holds the answers as people read them: help, topics, tables, charts, pages, papers and sentences.
- ``sheets/`` holds odd sheets; ``figures/sheets-*.txt`` has what an import of each gives, and
  ``words/sheets-*.txt`` what a clerk reads of it.

``python -m tests.golden`` records everything again and prints what changed; ``python -m tests.golden NAME…`` records
the files whose names begin so. A commit that changes a recorded answer says which and why. An answer of more than
`MOST_LINES` lines is recorded by its first lines and a hash of the whole; ``python -m tests.golden --full DIR``
writes all files in full elsewhere, so that two versions of the program can be compared.
"""
