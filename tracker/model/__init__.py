"""The values all floors speak in: frozen, named by the domain's words, knowing nothing of the rooms above.

``codes`` name things, ``quantities``, ``money`` and ``dates`` measure them, ``text`` keeps users'
text plain, ``catalogue`` describes what exists, ``entries`` what happened, and ``table`` is the
shape of every answer.
"""
