import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as any_of
from rich.cells import cell_len

from tests.adapters import Bar, BarChart, Chart, Curve, LineChart, Point
from tests.charts.samples import COPIES, LONG, TITLE, Picture, bar_chart, line_chart, points
from tests.properties import over
from tests.render.samples import HOSTILE, NO_BREAK
from tracker.messages import Message
from tracker.render.canvas import Canvas
from tracker.render.charts import draw_bars, draw_chart, draw_lines


def drawn(chart: Chart, width: int = 80) -> list[str]:
    """Return the lines that a chart takes on a screen of that width, without its title and notes."""
    canvas = Canvas(stream := io.StringIO())
    if isinstance(chart, BarChart):
        draw_bars(chart, canvas, width)
    elif isinstance(chart, LineChart):
        draw_lines(chart, canvas, width)
    canvas.show()
    return stream.getvalue().splitlines()


def test_a_long_name_is_cut_but_not_what_tells_its_rows_apart() -> None:
    chart = bar_chart((f"{LONG} · THB/lv", (3,)), (f"{LONG} · THB/ru", (2,)))
    cut = "Rīgas pašvaldības poli… · THB"
    assert [line[:32] for line in drawn(chart)[1:3]] == [f"{cut}/lv", f"{cut}/ru"]
    texts = "".join(Picture(chart).texts)
    assert "THB/lv" in texts
    assert "THB/ru" in texts


LABELS = any_of.sampled_from(["LV", LONG, "Министерство иностранных дел", "漢字" * 20, "é" * 60])
VALUES = any_of.integers(0, 10**9) | any_of.integers(0, 3)


@pytest.mark.slow
@over(60)
@given(
    any_of.lists(any_of.tuples(LABELS, any_of.tuples(VALUES, VALUES, VALUES)), min_size=1, max_size=5),
    any_of.lists(any_of.tuples(any_of.dates(), any_of.integers(-(10**9), 10**9)), min_size=1, max_size=9),
    any_of.booleans(),
    any_of.integers(40, 120),
)
def test_no_line_is_wider_than_the_screen(
    bars: list[tuple[str, tuple[int, ...]]], values: list[tuple[date, int]], stacked: bool, width: int
) -> None:
    curve = tuple(Point(*each) for each in sorted(values))
    for chart in (
        bar_chart(*bars, series=("lv", "ru", LONG), stacked=stacked),
        line_chart(Curve("THB", curve[:-1], curve[-2:])),
        line_chart(Curve("THB", curve)),
    ):
        assert all(cell_len(line) <= width for line in drawn(chart, width)), drawn(chart, width)


def test_what_a_stranger_wrote_is_text_wherever_it_stands() -> None:
    for evil in HOSTILE:
        text = Message("{text}", text=evil)
        bars = BarChart(text, COPIES, (evil, evil), (Bar(evil, (1, 2)),), True, text, (text,), evil)
        for chart in (bars, line_chart(Curve(evil, points(1, 2), description=evil))):
            draw_chart(chart, stream := io.StringIO())
            assert all(letter == "\n" or letter.isprintable() for letter in stream.getvalue().replace(NO_BREAK, "")), (
                evil
            )


def test_an_empty_chart_says_why() -> None:
    draw_chart(line_chart(), stream := io.StringIO())
    assert stream.getvalue() == f"{TITLE}\nNothing to show.\n"
