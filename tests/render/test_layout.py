from hypothesis import given
from hypothesis import strategies as st

from tracker.render.grid import INDENT, Layout, Measure, heading_lines, lay_out


def code(heading: str, widest: int) -> Measure:
    return Measure(heading, widest, widest, folds=False)


def text(heading: str, widest: int, longest: int) -> Measure:
    return Measure(heading, widest, longest, folds=True)


def test_without_a_limit_every_column_is_as_wide_as_it_likes() -> None:
    layout = lay_out([code("place", 3), text("name", 400, 20)], None)
    assert layout == Layout((5, 400), 2, (range(2),))


def test_text_folds_before_anything_else_gives_way() -> None:
    assert lay_out([code("on hand", 7), text("name", 60, 10)], 40).widths == (7, 31)


def test_a_heading_takes_two_lines_when_room_is_scarce() -> None:
    assert lay_out([code("handed out", 3), text("name", 60, 10)], 18).widths == (6, 10)


def test_air_goes_before_words_are_broken() -> None:
    layout = lay_out([code("place", 6), text("name", 60, 10)], 17)
    assert (layout.widths, layout.gap) == ((6, 10), 1)


def test_a_long_heading_is_hyphenated_before_a_row_takes_two_lines() -> None:
    layout = lay_out([code("available", 5), text("name", 60, 10)], 17)
    assert layout.widths == (6, 10)
    assert heading_lines("available", 6) == ["avail-", "able"]


def test_codes_that_have_no_room_in_one_line_take_two() -> None:
    layout = lay_out([code("entry", 30), code("place", 30), code("run", 30)], 70)
    assert layout.bands == (range(2), range(2, 3))


def test_a_code_wider_than_the_terminal_sticks_out() -> None:
    assert lay_out([code("place", 30), code("run", 3)], 20).widths[0] == 30


def test_headings_break_at_blanks_then_at_hyphens() -> None:
    assert heading_lines("on hand", 7) == ["on hand"]
    assert heading_lines("on hand", 6) == ["on", "hand"]
    assert heading_lines("requested", 9) == ["requested"]
    assert heading_lines("requested", 7) == ["re-", "quested"]
    assert heading_lines("", 3) == [""]


measures = st.builds(
    lambda heading, longest, more, folds: Measure(heading, longest + more * folds, longest, folds),
    st.sampled_from(["item", "on hand", "available", "last counted"]),
    st.integers(0, 30),
    st.integers(0, 100),
    st.booleans(),
)


@given(st.lists(measures, min_size=1, max_size=16), st.integers(10, 200))
def test_every_column_has_its_place_and_fits(columns: list[Measure], room: int) -> None:
    layout = lay_out(columns, room)
    assert [at for band in layout.bands for at in band] == list(range(len(columns)))
    for measure, width in zip(columns, layout.widths, strict=True):
        assert width >= measure.widest or measure.folds
    for number, band in enumerate(layout.bands):
        taken = sum(layout.widths[at] for at in band) + layout.gap * (len(band) - 1)
        assert taken + INDENT * (number > 0) <= room or len(band) == 1
