"""--chart: the figures of a report on the screen or as a picture."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.adapters import NO_BREAK_SPACE, AsOf, Bar, BarChart, LineChart, parse_item
from tests.charts.samples import Picture
from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once
from tests.ledger.clocks import DAYS, hold_printed_again
from tracker.reports.charts import distribution_chart, largest, stock_chart
from tracker.reports.distribution import DistributionQuery

END = date(2014, 12, 31)
THEN = AsOf(END)
COPIES = "copies"


@made_once
def drawn(clerk: Clerk) -> Clerk:
    """A clerk with two items that came and went in 2013 and 2014, an annex, a count, a void, and two currencies."""
    clerk.does("place", "add", "annex", "Annex", "--kind", "store")
    clerk.does("fund", "add", "riga", "Rīgas dome")
    clerk.does("fund", "grant", "riga", 2014, "500.50", "--purpose", "printing")
    clerk.does("fund", "grant", "riga", 2014, "7", "--purpose", "printing", "--currency", "USD")
    clerk.does("print", "THB/lv", 1000, "--date", "2013-03-05", "--cost", "262.10", "--fund", "riga")
    clerk.does("print", "THB/ru", 90, "--date", "2014-02-01", "--cost", "131.05", "--fund", "riga")
    clerk.does("ship", "london", "THB/lv=200", "--date", "2014-01-10", "--received")
    clerk.does("ship", "annex", "THB/lv=100", "--date", "2014-03-01")
    clerk.does("ship", "london", "dublin", "THB/lv=65", "THB/ru=20", "--date", "2014-06-15", "--received")
    clerk.does("return", "london", "THB/lv=30", "--date", "2014-08-01")
    clerk.does("count", "store", "THB/lv=600", "--date", "2014-09-01")
    clerk.does("handout", "store", "THB/lv=35", "--date", "2014-09-02")
    clerk.does("void", "last", "--reason", "was not handed out")
    clerk.does("request", "add", "dublin", "THB/ru=80", "--date", "2014-12-01")
    return clerk


def picture(clerk: Clerk, *words: object) -> Picture:
    """Return the picture drawn by a command."""
    file = clerk.db.with_name("picture.svg")
    assert clerk.does(*words, "--chart", "-o", file).out == ""
    return Picture(file.read_text(encoding="utf-8"))


def on_hand(clerk: Clerk, day: date, *words: object) -> dict[str, int]:
    return {row["item"]: row["on_hand"] for row in clerk.reads("stock", "--at", day, *words)}


@pytest.mark.slow
def test_stock_is_drawn_as_it_was_and_until_it_runs_out(drawn: Clerk) -> None:
    chart = stock_chart(drawn.db, THEN)
    for curve in chart.curves:
        assert [point.day for point in curve.points][-2:] == [date(2014, 11, 30), END]
    for day in (date(2013, 3, 31), date(2014, 1, 31), date(2014, 6, 30), date(2014, 9, 30), END):
        held = {curve.name: point.value for curve in chart.curves for point in curve.points if point.day == day}
        assert held == on_hand(drawn, day), day
    told = {row["item"]: row for row in drawn.reads("report", "runout", "--at", END)}
    lv, ru = ((curve, told[curve.name]) for curve in chart.curves)
    (now, end), runs_out = lv[0].projected, date.fromisoformat(lv[1]["runs_out_on"])
    assert (now.day, now.value) == (END, lv[1]["available"])
    room = (END - date(2013, 3, 31)).days
    assert (end.day, end.value > 0) == (END + timedelta(days=room), True), "it is drawn as far as there is room"
    assert end.value == pytest.approx(now.value * (1 - room / (runs_out - END).days), abs=1)
    assert str(runs_out) in str(lv[0].description)
    assert [point.value for point in ru[0].projected] == [told["THB/ru"]["available"]] == [-30], "more is asked for"


def test_the_picture_of_the_stock_has_these_figures(drawn: Clerk) -> None:
    drawing = picture(drawn, "stock", "--at", END)
    chart = stock_chart(drawn.db, THEN)
    texts = {each.text: float(each.attrib["y"]) for each in drawing.all("text")}
    zero, thousand = (texts[name] - 13 * 0.36 for name in ("0", f"1{NO_BREAK_SPACE}000"))  # the middle of their letters
    for curve, (known, *_) in zip(chart.curves, drawing.paths, strict=True):
        assert (zero - known[-1][1]) * 1000 / (zero - thousand) == pytest.approx(curve.points[-1].value, abs=3)
    assert "copies" in texts
    assert any(str(text).startswith("As of 2014-12-31, as known at ") for text in texts)


def test_one_item_is_drawn_alone_from_its_first_month(drawn: Clerk) -> None:
    chart = stock_chart(drawn.db, AsOf(date(2014, 3, 2)), parse_item("THB/ru"))
    ((curve),) = chart.curves
    assert [(point.day.isoformat(), point.value) for point in curve.points] == [("2014-02-28", 90), ("2014-03-02", 90)]
    assert "of THB/ru on hand at the end of each month" in str(chart.title)
    assert len(stock_chart(drawn.db, AsOf(date(2013, 3, 5))).points) == 2, "of a single day, and what is available"
    assert stock_chart(drawn.db, AsOf(date(2013, 3, 4))).curves == ()
    (few,) = stock_chart(drawn.db, THEN, low=0).curves
    assert few.name == "THB/ru"


def test_what_was_not_known_then_is_not_drawn(drawn: Clerk) -> None:
    """And a picture says how to draw it again, whatever was logged since."""
    first = drawn.does("stock", "--chart").out
    *_, again = first.splitlines()
    moment = again.split()[-1]
    assert again == f"  tracker stock --chart --at {date.today()} --known-at {moment}"
    drawn.does("ship", "london", "THB/lv=150", "--date", "2014-02-02")
    assert drawn.does("stock", "--chart").out.splitlines()[:-2] != first.splitlines()[:-2]
    assert drawn.does(*again.split()[1:]).out == first
    then = stock_chart(drawn.db, AsOf(END, moment))
    for day in (date(2014, 2, 28), END):
        held = {curve.name: point.value for curve in then.curves for point in curve.points if point.day == day}
        assert held == on_hand(drawn, day, "--known-at", moment)
        assert (held == on_hand(drawn, day)) == (day == END), "it was counted since"


@pytest.mark.slow
@pytest.mark.parametrize("history", ["counted, then back-dated", "replaced"])
def test_a_chart_as_it_was_known_is_drawn_again_to_the_byte(clerk: Clerk, history: str) -> None:
    asked = ("stock",), ("report", "distribution", "--by", "month")
    charts = [(*words, "--chart", "--at", day, "--format", "svg") for words in asked for day in DAYS[2:]]
    hold_printed_again(clerk, history, charts)


@pytest.mark.parametrize("show", ["copies", "shipments", "received", "returned"])
def test_distribution_is_drawn_with_the_figures_of_its_table(drawn: Clerk, show: str) -> None:
    query = DistributionQuery(("place", "language"), show=show)
    chart = distribution_chart(drawn.db, query, THEN)
    assert isinstance(chart, BarChart)
    assert (chart.series, chart.stacked) == (("lv", "ru"), show != "shipments")
    rows = drawn.reads("report", "distribution", "--by", "place,language", "--at", END)
    names = {row["code"]: row["name"] for row in drawn.reads("place", "list")}
    expected = {(names[row["place"]], row["language"]): row[show] for row in rows}
    bars = {(bar.label, language): bar.values[at] for bar in chart.bars for at, language in enumerate(chart.series)}
    assert bars == expected
    drawing = picture(drawn, "report", "distribution", "--by", "place,language", "--show", show, "--at", END)
    longest = max(max(widths, default=0) for widths in drawing.bars.values())
    most = max(expected.values())
    for bar, widths in zip(chart.bars, drawing.bars.values(), strict=True):
        assert widths == [pytest.approx(value * longest / most, abs=0.1) for value in bar.values if value]


def test_each_month_is_a_bar_and_an_unfinished_one_is_marked(drawn: Clerk) -> None:
    chart = distribution_chart(drawn.db, DistributionQuery(("month",), "language"), THEN)
    assert isinstance(chart, BarChart)
    assert chart.series == ("lv", "ru")
    values = [(200, 0), (0, 0), (0, 0), (0, 0), (0, 0), (130, 40), (0, 0), (0, 0)]
    assert [(each.label, each.values) for each in chart.bars] == list(
        zip((f"2014-{month:02}" for month in range(1, 9)), values, strict=True)
    )
    words = ("report", "distribution", "--by", "quarter", "--chart", "--at")
    assert "is not over" not in drawn.does(*words, "2014-09-30").out
    lines = drawn.does(*words, "2014-08-15").out.splitlines()
    assert "2014-Q3 is not over." in lines
    assert [line.split()[0] for line in lines[2:5]] == ["2014-Q1", "2014-Q2", "2014-Q3"]
    assert [len(line.split()[1]) for line in lines[2:4]] == [67, 57]
    drawn.does("print", "THB/en", 9, "--date", "2011-02-01")
    drawn.does("ship", "dublin", "THB/en=9", "--date", "2011-02-01")
    long = distribution_chart(drawn.db, DistributionQuery(("month",)), THEN)
    assert isinstance(long, LineChart), "too many months for bars"
    ((total, points),) = [(str(curve.name), curve.points) for curve in long.curves]
    assert (total, len(points), sum(point.value for point in points)) == ("total", 43, 379)


def test_more_values_than_can_be_told_apart_are_rows_of_their_own(drawn: Clerk) -> None:
    for number in range(5):
        drawn.does("place", "add", f"p{number}", f"Place {number}", "--kind", "ngo")
    drawn.does("ship", *(f"p{number}" for number in range(5)), "THB/lv=1", "--date", "2014-07-01")
    chart = distribution_chart(drawn.db, DistributionQuery(("kind", "place")), THEN)
    assert isinstance(chart, BarChart)
    labels = [bar.label for bar in chart.bars]
    assert (chart.series, labels[:3]) == (
        (),
        ["embassy · Embassy in London", "embassy · Embassy in Dublin", "ngo · Place 0"],
    )


def test_the_largest_of_many_bars_are_drawn_and_the_others_summed() -> None:
    bars = [Bar(str(length), (length, 1)) for length in range(27)]
    kept, told = largest(bars[1:], COPIES, stacked=False)
    assert [bar.values for bar in kept[:-1]] == [(length, 1) for length in range(26, 6, -1)]
    assert kept[-1] == Bar("others", (21, 6))
    assert list(map(str, told)) == ["Showing the 20 largest of 26. All others: 27 copies."]
    kept, told = largest(bars, COPIES, stacked=True)
    assert (len(kept), str(told[0])) == (20, "Showing the 20 largest of 27. All others: 28 copies."), "too large"
    assert largest(bars[:20], COPIES, stacked=True) == (tuple(bars[19::-1]), ())
    assert list(map(str, largest(bars, COPIES, stacked=False, adds=False)[1])) == ["Showing the 20 largest of 27."]


def test_years_and_items_are_lines_of_the_largest_and_the_others(drawn: Clerk) -> None:
    for day in ("2012-02-01", "2013-01-02"):
        drawn.does("print", "THB/en", 100, "--date", day)
        drawn.does("ship", *("dublin", "london"), "THB/en=7", "--date", day, "--received")
    for number in range(5):
        drawn.does("place", "add", f"p{number}", f"Place {number}", "--kind", "ngo")
        drawn.does("ship", f"p{number}", f"THB/lv={number + 1}", "--date", "2014-07-01")
    chart = distribution_chart(drawn.db, DistributionQuery(("year", "item")), THEN)
    assert isinstance(chart, LineChart)
    lines = {str(curve.name): [point.value for point in curve.points] for curve in chart.curves}
    assert lines == {"THB/lv": [0, 0, 345], "THB/ru": [0, 0, 40], "THB/en": [14, 14, 0]}
    chart = distribution_chart(drawn.db, DistributionQuery(("year", "place")), AsOf(date(2014, 10, 1)))
    assert isinstance(chart, LineChart)
    told = [(str(curve.name), curve.points[-1].value, curve.projected[-1].value) for curve in chart.curves]
    assert told[-2:] == [("Place 2", 0, 3), ("others", 0, 3)]
    assert str(chart.notes[0]) == "Showing the 5 largest of 7. All others: 3 copies."
    assert str(chart.expected) == "2014 is not over."
    years = distribution_chart(drawn.db, DistributionQuery(("year",)), THEN)
    assert isinstance(years, BarChart)
    assert [(bar.label, *bar.values) for bar in years.bars] == [("2012", 14), ("2013", 14), ("2014", 385)]


def test_the_screen_has_bars_that_differ_without_colours(drawn: Clerk) -> None:
    out = drawn.does("report", "distribution", "--by", "country", "--columns", "language", "--chart", "--at", END).out
    lines = out.splitlines()
    assert lines[:2] == ["Distribution by country, copies by language", "copies  █ lv  ▒ ru"]
    assert lines[2].startswith("United Kingdom  " + "█" * 20)
    assert lines[2].endswith("▒ 285")
    assert lines[3].startswith("Ireland         " + "█" * 12)
    assert lines[3].endswith("▒ 85")
    assert max(map(len, lines[:4])) <= 80
    plot = drawn.does("stock", "--chart", "--at", END).out.splitlines()
    assert plot[1].startswith("THB/lv: 600 available, runs out on ")
    assert plot[2].split() == ["2013-03-31", "█" * 28 + "▆" * 5 + "▅" * 8 + "▄" * 6 + "▅" * 11, "2014-12-31"]
    assert max(map(len, plot[:-1])) <= 80
    assert "at the rate of" not in "\n".join(plot), "what is expected is only in a picture"
    assert "at the rate of" in " ".join(picture(drawn, "stock", "--at", END).texts)
    assert " ".join(plot[-4:-1]).endswith(" Command:")
    assert plot[-1].startswith("  tracker stock --chart --at 2014-12-31 --known-at "), "a command is whole"
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("stock", "-o", "picture.svg"), "svg requires --chart, which stock and report distribution have."),
        (("shipments", "-o", "picture.SVG"), "svg requires --chart, which stock and report distribution have."),
        (("stock", "--format", "svg"), "svg requires --chart, which stock and report distribution have."),
        (
            ("stock", "--chart", "--format", "csv"),
            "A chart cannot be written as csv; omit --chart, or use -o FILE.svg.",
        ),
        (
            ("report", "distribution", "--chart", "-o", "x.json"),
            "A chart cannot be written as json; omit --chart, or use -o FILE.svg.",
        ),
        (("stock", "--chart", "--by", "place"), "--chart draws items over time; omit --by."),
        (("stock", "--chart", "--place", "london"), "--chart draws items over time; omit --place."),
        (("stock", "--chart", "--fields", "item"), "--fields applies to tables, not charts; omit --fields or --chart."),
        (
            ("report", "distribution", "--chart", "--against", "now"),
            "--chart cannot show changes; omit --against or --chart.",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(clerk: Clerk, words: tuple[Any, ...], said: str) -> None:
    assert refusal(clerk, *words, code=2).startswith(said)
    assert not Path("picture.svg").exists()
