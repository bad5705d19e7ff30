"""Charts as pictures: our own SVG, which needs no library, no script and nothing from elsewhere.

``svg.svg`` is the entry point: it takes a chart and a width in pixels, and returns one SVG element, to be put into a
page or, made to stand ``alone``, into a file. ``bars``, ``flows`` and ``lines`` draw the three sorts of charts;
``elements`` writes the elements, in which all text is text, knows about how wide a text is, chooses round values for
axes, and has the colours, patterns and marks that tell series apart.

A picture has no `style` attribute, and inside a page no stylesheet, so that the strictest content security policy does
not change it: ink is `currentColor`, and the colours of the series stand out from white and from black alike.
"""
