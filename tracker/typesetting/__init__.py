"""Typeset papers: the only package that uses typst, which makes a PDF from a template and data, and segno.

``setting`` passes a manuscript to ``compiler``, a process of its own, and draws QR codes. User text reaches a template
only as data.
"""
