"""Papers are set here: the only room that knows typst, which makes a PDF of a template and its data, and segno.

``setting`` hands a manuscript to ``compiler``, a process of its own with limits of its own, and says in a sentence why
it cannot be set; ``codes`` draws a code that a scanner reads. What users wrote reaches a template as data, as text.
"""
