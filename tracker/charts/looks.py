"""What tells series apart: colours for those who see them, patterns and marks for all, also on grey paper.

The colours are those of Okabe and Ito, which most of the colour-blind can tell apart, as far as they stand out from
white and from near-black by 3 to 1 (WCAG 1.4.11), and some more that do.
"""

from collections.abc import Callable

from tracker.charts.elements import element, number

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#c4679b", "#8a6d3b", "#7a7a7a")
"""The colours of the series in their order: blue, vermilion, green, purple, brown, grey."""

_TILE = 8


def colour(series: int) -> str:
    """Return the colour of a series by its position; there are six of them, which then begin anew."""
    return COLOURS[series % len(COLOURS)]


def fill(series: int, key: str) -> str:
    """Return what fills the bars of a series: its colour, or the pattern that `patterns` defines under that key."""
    return colour(series) if series % len(COLOURS) == 0 else f"url(#{key}-{series})"


def patterns(series: int, key: str) -> str:
    """Return the definitions of the patterns of so many series, whose ids begin with the key."""
    return "".join(_pattern(at, key) for at in range(series) if at % len(COLOURS))


def _pattern(series: int, key: str) -> str:
    turn, strokes = _STROKES[series % len(COLOURS)]
    ground = element("rect", width=_TILE, height=_TILE, fill=colour(series), fill_opacity="0.2")
    lines = element("path", d=strokes, stroke=colour(series), stroke_width=2.5, fill="none")
    return element(
        "pattern",
        ground + lines,
        id=f"{key}-{series}",
        width=_TILE,
        height=_TILE,
        patternUnits="userSpaceOnUse",
        patternTransform=f"rotate({turn})",
    )


_STROKES = {
    1: (45, "M0 2H8M0 6H8"),
    2: (0, "M1 2H3.5M5 6H7.5"),
    3: (0, "M2 0V8M6 0V8"),
    4: (45, "M0 4H8M4 0V8"),
    5: (0, "M0 4H8"),
}
"""How far the pattern of each series is turned, and its strokes: stripes, dots, uprights, a lattice, lines."""


def mark(series: int, x: float, y: float) -> str:
    """Return the mark of a line at a point: a disc, a square, a triangle, a diamond, a cross, a ring."""
    return _MARKS[series % len(_MARKS)](x, y, colour(series))


def _disc(x: float, y: float, ink: str) -> str:
    return element("circle", cx=x, cy=y, r=3.5, fill=ink)


def _ring(x: float, y: float, ink: str) -> str:
    return element("circle", cx=x, cy=y, r=3.5, fill="none", stroke=ink, stroke_width=1.5)


def _drawn(*steps: tuple[float, float]) -> Callable[[float, float, str], str]:
    def shape(x: float, y: float, ink: str) -> str:
        return element("polygon", points=" ".join(f"{number(x + dx)},{number(y + dy)}" for dx, dy in steps), fill=ink)

    return shape


def _cross(x: float, y: float, ink: str) -> str:
    arms = f"M{number(x - 3.5)} {number(y - 3.5)}l7 7m0 -7l-7 7"
    return element("path", d=arms, stroke=ink, stroke_width=2, fill="none")


_MARKS: tuple[Callable[[float, float, str], str], ...] = (
    _disc,
    _drawn((-3.5, -3.5), (3.5, -3.5), (3.5, 3.5), (-3.5, 3.5)),
    _drawn((0, -4.5), (4.5, 3.5), (-4.5, 3.5)),
    _drawn((0, -5), (5, 0), (0, 5), (-5, 0)),
    _cross,
    _ring,
)
