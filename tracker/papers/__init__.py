"""What is printed for others: delivery notes, address labels, recall letters, and forms that places fill in.

Each room gathers what its paper says, in frozen values, from the questions of the reports, and hands them as data to a
template beside it, such as ``note.typ``; ``base.typ`` is what all templates share. ``templates`` puts both together,
with what a paper looks like. ``directory`` has the names of things in the language of the paper, and what others may
see of a place.
"""
