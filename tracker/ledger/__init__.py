"""The rules: what may be recorded, from which run it is taken, and what the clerk is told.

``lookup`` finds what a clerk names, ``recording`` makes one transaction of a command, and
``printing``, ``shipping`` and ``receiving`` decide what is recorded; ``allocation`` takes the oldest
copies first. ``founding`` makes the first store, and ``booklets``, ``places``, ``funds`` and ``runs``
keep the catalogue.
"""
