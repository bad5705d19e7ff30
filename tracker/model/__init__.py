"""Frozen value types that all layers share, named after the domain's terms and independent of the layers above.

``codes`` identify things, ``quantities``, ``money`` and ``dates`` measure them, ``text`` cleans
user text, ``catalogue`` describes what exists, ``entries`` what happened, and ``table`` is the
shape of every result.
"""
