"""Printed papers: delivery notes, address labels, recall letters, and forms that places fill in.

Each module gathers a paper's content from reports, in frozen values, and passes it as data to a template next to it,
such as ``note.typ``; ``base.typ`` is shared by all templates. ``templates`` combines both with a style. ``directory``
has names in the language of the paper, and decides which details of a place others may see.
"""
