from datetime import date

import pytest

from tests.adapters import NO_BREAK_SPACE, Bar, BarChart, Chart, Curve, LineChart, Point
from tests.charts.samples import LONG, TITLE, Picture, bar_chart, line_chart, points
from tests.render.samples import HOSTILE
from tracker.charts.elements import BY_NIGHT, COLOURS, NIGHT
from tracker.messages import Message
from tracker.render.html import asset

STACKED = bar_chart(("embassy", (100, 50)), ("seminar", (0, 300)), series=("lv", "ru"))
SPAN = Curve("THB/lv", points(500, 400, 300), (Point(date(2014, 3, 1), 250), Point(date(2014, 5, 1), 0)), "250 left")


def test_bars_are_as_long_as_their_values_and_say_them() -> None:
    picture = Picture(STACKED)
    bars = picture.bars
    assert list(bars) == ["embassy, copies: lv: 100, ru: 50", "seminar, copies: lv: 0, ru: 300"]
    (lv, ru), (seminar,) = bars.values()
    assert lv == pytest.approx(2 * ru, abs=0.2)
    assert seminar == pytest.approx(3 * lv, abs=0.3)
    assert {"150", "300", "0", "100", "200", "copies", "embassy", "lv", "ru"} <= set(picture.texts)
    assert picture.said == "; ".join(bars)
    assert len(list(picture.all("line"))) == 7, "a line for each value of the axis: 0, 50 … 300"
    apart = Picture(bar_chart(("2014", (100, 50)), series=("granted", "spent"), stacked=False))
    assert {"100", "50"} <= set(apart.texts), "each has its own value"


def test_lines_stand_where_their_values_are_and_go_on_dashed() -> None:
    picture = Picture(line_chart(SPAN, day=date(2014, 3, 1)))
    ((known, expected),) = picture.paths
    assert [y for _, y in known] == sorted(y for _, y in known), "it falls"
    (x0, y0), (x1, y1), (x2, y2) = known
    assert y1 - y0 == pytest.approx(y2 - y1, abs=0.2)
    assert (x1 - x0) / (x2 - x1) == pytest.approx(31 / 28, abs=0.01)
    assert expected[0][0] == x2
    assert expected[1][1] - expected[0][1] == pytest.approx(2.5 * (y1 - y0), abs=0.3)
    assert picture.said == "THB/lv: 250 left, copies: 2014-01-01 500, 2014-03-01 300"
    dashed = [path.get("stroke-dasharray") for path in picture.all("path") if "stroke-linejoin" in path.attrib]
    assert dashed == [None, None, "6 4"], "the key's, what is known, what is expected"


@pytest.mark.parametrize(
    "chart",
    [
        bar_chart(("LV", (1_000_000,))),
        bar_chart(("LV", (0, 0)), series=("lv", "ru"), stacked=False),
        bar_chart(*((f"{LONG} {at}", (at,)) for at in range(40))),
        bar_chart(*((f"Министерство иностранных дел {at}", (at,) * 6) for at in range(3)), series=tuple("abcdef")),
        line_chart(Curve("THB/lv", points(1))),
        line_chart(Curve("THB/lv", points(0, 0), (Point(date(2014, 2, 1), -300),))),
        line_chart(*(Curve(f"{LONG}/{at}", points(at, 10**9)) for at in range(6))),
        line_chart(),
    ],
)
@pytest.mark.parametrize("width", [280, 720])
def test_nothing_is_drawn_outside(chart: Chart, width: int) -> None:
    picture = Picture(chart, width=width)
    height = float(picture.root.attrib["height"])
    for each in picture.root.iter():
        for name, most in (("x", width), ("y", height), ("x2", width), ("y2", height), ("cx", width), ("cy", height)):
            assert 0 <= float(each.get(name, 0)) <= most, (each.tag, each.attrib)
        if each.tag.endswith("rect"):
            assert float(each.attrib["x" if "x" in each.attrib else "width"]) + float(each.attrib["width"]) <= 2 * width
    if isinstance(chart, LineChart) and not chart.curves:
        assert "Nothing to show." in picture.texts


def test_what_a_stranger_wrote_is_text_wherever_it_stands() -> None:
    for evil in (
        *HOSTILE,
        '"><script>alert(1)</script>',
        "</text>&amp;<image href='http://evil'/>",
        "\ufffe\uffff\x00",
    ):
        text = Message("{text}", text=evil)
        lines = line_chart(Curve(evil, points(1, 2), description=evil))
        bars = BarChart(text, evil, (evil, evil), (Bar(evil, (1, 2)),), True, text, (text,), evil)
        for chart in (lines, bars):
            picture = Picture(chart, alone=True)
            assert not [each for each in picture.root.iter() if each.tag.rpartition("}")[2] in ("script", "image", "a")]
            assert not [each for each in picture.root.iter() if {"href", "onload", "src", "style"} & set(each.attrib)]
            assert all(letter == "\n" or letter.isprintable() for letter in picture.text.replace(NO_BREAK_SPACE, "")), (
                evil
            )


def test_a_picture_in_a_page_needs_no_stylesheet_and_one_that_stands_alone_has_its_own() -> None:
    within, alone = Picture(STACKED), Picture(STACKED, alone=True)
    assert not list(within.all("style"))
    assert within.root.attrib["fill"] == "currentColor"
    assert within.root.attrib.get("color") is None, "it takes the page's"
    (style,) = alone.all("style")
    assert "prefers-color-scheme: dark" in (style.text or "")
    assert "url(" not in (style.text or "")
    assert alone.root.attrib["color"] == "#1a1f1e"
    for picture in (within, alone):
        assert not [each.attrib for each in picture.root.iter() if "style" in each.attrib]
        assert picture.root.attrib["role"] == "img"
        assert picture.root[0].text == str(TITLE)
        ids = [each.attrib["id"] for each in picture.root.iter() if "id" in each.attrib]
        assert picture.text.count(f"url(#{ids[0]})") == 3, "the key's, and two bars"


def test_the_ids_of_two_pictures_in_one_page_differ_and_the_same_chart_gives_the_same_text() -> None:
    first, second = Picture(STACKED), Picture(bar_chart(("embassy", (100, 51)), series=("lv", "ru")))
    ids = [{each.attrib["id"] for each in picture.root.iter() if "id" in each.attrib} for picture in (first, second)]
    assert len(ids[0] | ids[1]) == 2
    assert Picture(STACKED).text == first.text


def test_colours_stand_out_from_white_and_from_near_black() -> None:
    for colours, ground in ((COLOURS, "#ffffff"), (BY_NIGHT, "#161a1a")):
        for colour in colours:
            dark, bright = sorted((_luminance(colour), _luminance(ground)))
            assert (bright + 0.05) / (dark + 0.05) >= 3, (colour, ground)
    style = asset("style.css").decode()
    assert NIGHT in " ".join(style.split()), "the page has the same colours as a picture of its own"


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
