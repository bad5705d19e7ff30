"""Charts as SVG pictures, without a library, scripts or external files.

``svg.svg`` is the entry point: it takes a chart and a width in pixels, and returns one SVG element for a page or, if
``alone``, for a file. ``bars`` and ``lines`` draw the two types of charts; ``elements`` writes escaped elements,
estimates text widths, chooses round axis values, and has the colours, patterns and marks of series.

A picture has no `style` attribute and, inside a page, no stylesheet, so that the strictest content security policy does
not change it: ink is `currentColor`, and the colours of the series stand out from white and from black.
"""
