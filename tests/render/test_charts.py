import io
from datetime import date

from hypothesis import given
from hypothesis import strategies as any_of
from rich.cells import cell_len

from tests.adapters import Bar, BarChart, BarPanel, Chart, Curve, LineChart, Point
from tests.charts.samples import COPIES, LONG, TITLE, Picture, bar_chart, flow_chart, line_chart, points
from tests.properties import over
from tests.render.samples import HOSTILE, NO_BREAK
from tracker.messages import Message
from tracker.render.canvas import Canvas
from tracker.render.charts import draw_bars, draw_chart, draw_flow, draw_lines


def drawn(chart: Chart, width: int = 80) -> list[str]:
    """Return the lines that a chart takes on a screen of that width, without its title and notes."""
    canvas = Canvas(stream := io.StringIO())
    if isinstance(chart, BarChart):
        draw_bars(chart, canvas, width)
    elif isinstance(chart, LineChart):
        draw_lines(chart, canvas, width)
    else:
        draw_flow(chart, canvas, width)
    canvas.show()
    return stream.getvalue().splitlines()


def test_bars_end_with_their_values_and_parts_have_textures() -> None:
    assert drawn(bar_chart(("GB", (30, 10)), ("Īrija", (0, 0)), ("LV", (0, 60)), series=("lv", "ru")), 30) == [
        "copies  █ lv  ▒ ru",
        "GB     ██████████▒▒▒ 40",
        "Īrija  0",
        "LV     ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒ 60",
        "",
    ]
    assert drawn(bar_chart(("a", (1,)), ("b", (1_000_000,))), 30)[1:] == [
        "a  ▏ 1",
        f"b  █████████████████ 1{NO_BREAK}000{NO_BREAK}000",
        "",
    ]
    assert drawn(bar_chart(("a", (3, 1)), series=("granted", "spent"), stacked=False), 20) == [
        "copies  █ granted",
        "  ▒ spent",
        "a  ███████████████ 3",
        "   ▒▒▒▒▒ 1",
        "",
    ]


def test_lines_are_filled_and_what_is_expected_is_light() -> None:
    curve = Curve("THB/lv", points(60, 60, 30), (Point(date(2014, 3, 1), 30), Point(date(2014, 5, 1), 0)), "30 left")
    assert drawn(line_chart(curve), 30) == [
        "THB/lv: 30 left",
        "60 ┤█████████",
        "   │█████████",
        "   │█████████",
        "   │██████████░░",
        "   │██████████░░░░░",
        " 0 ┤██████████░░░░░░░░░",
        "    ╵",
        "    2014-01",
        "",
    ]


def test_each_month_has_a_bar_above_its_name_and_the_unfinished_one_is_light() -> None:
    assert drawn(flow_chart(60, 0, 30, 1), 29) == [
        "copies",
        "60 ┤█████",
        "   │█████",
        "   │█████",
        "   │█████       █████",
        "   │█████       █████",
        " 0 ┤█████       █████ ░░░░░",
        "    ╵",
        "    2014-01",
        "",
    ]
    lines = drawn(flow_chart(*range(1, 101)), 80)
    assert lines[1].endswith("▇█░")
    assert lines[-1] == "Periods before 2016-02 do not fit; add '-o chart.svg' to draw all."


def test_lines_begin_at_nothing_above_it_and_below() -> None:
    assert drawn(line_chart(Curve("THB/lv", points(0))), 16)[:2] == ["THB/lv", "0 ┤▁▁▁▁▁▁▁▁▁▁▁▁▁"]
    assert drawn(line_chart(Curve("THB/lv", points(50, -10))), 16)[1:7] == [
        " 50 ┤█████",
        "    │█████",
        "    │█████",
        "    │█████",
        "  0 ┤█████",
        "-10 ┤     ██████",
    ]


def test_a_long_name_is_cut_but_not_what_tells_its_rows_apart() -> None:
    chart = bar_chart((f"{LONG} · THB/lv", (3,)), (f"{LONG} · THB/ru", (2,)))
    cut = "Rīgas pašvaldības poli… · THB"
    assert [line[:32] for line in drawn(chart)[1:3]] == [f"{cut}/lv", f"{cut}/ru"]
    texts = "".join(Picture(chart).texts)
    assert "THB/lv" in texts
    assert "THB/ru" in texts


LABELS = any_of.sampled_from(["LV", LONG, "Министерство иностранных дел", "漢字" * 20, "é" * 60])
VALUES = any_of.integers(0, 10**9) | any_of.integers(0, 3)


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
        bars = BarChart(text, (evil, evil), (BarPanel(COPIES, (Bar(evil, (1, 2)),)),), True, text, (text,), evil)
        for chart in (bars, line_chart(Curve(evil, points(1, 2), told=evil))):
            draw_chart(chart, stream := io.StringIO())
            assert all(letter == "\n" or letter.isprintable() for letter in stream.getvalue().replace(NO_BREAK, "")), (
                evil
            )


def test_an_empty_chart_says_why() -> None:
    draw_chart(line_chart(), stream := io.StringIO())
    assert stream.getvalue() == f"{TITLE}\nNothing to show.\n"
