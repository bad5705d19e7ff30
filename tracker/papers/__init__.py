"""What is printed for others: delivery notes, address labels, recall letters, and forms that places fill in.

Each room gathers what its paper says, in frozen values, from the questions of the reports, and hands them as data to a
template beside it, such as ``note.typ``; ``base.typ`` is what all templates share. ``styles`` says what a paper looks
like, ``manuscripts`` puts all together, ``directory`` knows what things are called, in the language of the paper, and
``addresses`` what others may see of a place.
"""
