import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.render.columns import columns
from tests.render.samples import HOSTILE, NO_BREAK, TITLE, Terminal, in_a_pipe, on_a_terminal, places, stock
from tracker.messages import Message
from tracker.model.table import Kind, Table
from tracker.render.screen import draw

Patch = pytest.MonkeyPatch


def lines(text: str) -> list[str]:
    """Return the lines drawn, with plain blanks for those that do not break."""
    return text.replace(NO_BREAK, " ").splitlines()


def test_the_stock_fits_into_eighty_columns(monkeypatch: Patch) -> None:
    assert lines(on_a_terminal(stock(), 80, monkeypatch)) == [
        "Stock on 2014-12-31",
        "                                  on     re- avail-      in     at handed",
        "item   title          printed   hand quested   able transit places    out   lost",
        "─" * 80,
        "THB/lv Cilvēku         54 000 12 345   1 200 11 145  10 300 20 100 11 150 10 050",
        "       tirdzniecības",
        "       novēršana",
        "THB/ru Предотвращение  24 000  2 345   4 490 -2 145     300 20 100 11 150     50",
        "       торговли",
        "       людьми",
        "─" * 80,
        "total                  78 000 14 690   5 690  9 000  10 600 40 200 22 300 10 100",
    ]


def test_with_room_nothing_folds(monkeypatch: Patch) -> None:
    drawn = lines(on_a_terminal(stock(), 140, monkeypatch))
    assert len(drawn) == 7
    assert drawn[3].startswith(f"THB/lv  {TITLE}")


def test_a_pipe_is_never_wrapped_and_has_no_trailing_blanks(monkeypatch: Patch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setenv("FORCE_COLOR", "1")
    drawn = in_a_pipe(stock(("THB/lv", f"{TITLE} " * 20, *[5] * 8), ("THB/ru", "", *[None] * 8)))
    assert (f"{TITLE} " * 20).strip() in drawn
    assert "\x1b" not in drawn
    assert all(line == line.rstrip() for line in lines(drawn))


def test_numbers_up_to_nine_digits_take_a_second_line_and_are_not_cut(monkeypatch: Patch) -> None:
    drawn = lines(on_a_terminal(stock(("THB/lv", TITLE, *[123456789] * 8)), 80, monkeypatch))
    assert max(map(len, drawn)) <= 80
    assert "\n".join(drawn).count("123 456 789") == 8
    assert drawn[-1].startswith("    123 456 789")


def test_one_row_has_no_total() -> None:
    assert "total" not in in_a_pipe(stock(("THB/lv", TITLE, *[5] * 8)))


def test_no_rows_say_what_to_do_instead() -> None:
    table = Table(Message("Stock"), columns("item"), [], empty=Message("No booklets yet; add one."))
    assert in_a_pipe(table) == "Stock\nNo booklets yet; add one.\n"


def test_nothing_is_drawn_as_an_empty_cell() -> None:
    table = Table(Message(""), columns("place last_shipped copies", copies=Kind.NUMBER), [("london", None, 5)])
    assert lines(in_a_pipe(table)) == [
        "place   last shipped  copies",
        "─" * 28,
        "london                     5",
    ]


def test_wide_and_combining_letters_keep_the_columns_straight() -> None:
    table = Table(
        Message(""), columns("name copies", copies=Kind.NUMBER), [("日本語", 1), ("e\u0301te\u0301", 2), ("ēģ", 3)]
    )
    rows = lines(in_a_pipe(table))[2:]
    assert {cell_len(row) for row in rows} == {14}


@pytest.mark.parametrize("width", [None, 30])
def test_text_from_users_is_shown_and_never_interpreted(width: int | None, monkeypatch: Patch) -> None:
    table = Table(
        Message(HOSTILE[0] + HOSTILE[2]), columns("name"), [(text,) for text in HOSTILE], empty=Message(HOSTILE[1])
    )
    drawn = on_a_terminal(table, width, monkeypatch) if width else in_a_pipe(table)
    assert "[red]x[/red]" in drawn
    assert ":smile:" in drawn
    assert not set("\x1b\x9b\u202e\ud800\r") & set(drawn)
    assert "a\ufffdb" in drawn


def test_a_terminal_gets_bold_and_no_color_no_colours(monkeypatch: Patch) -> None:
    assert "\x1b[1mStock on 2014-12-31\x1b[0m" in on_a_terminal(stock(), 80, monkeypatch, "xterm-256color")
    assert "\x1b" not in on_a_terminal(stock(), 80, monkeypatch, "dumb")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    terminal = Terminal()
    draw(stock(), terminal)
    assert "\x1b[3" not in terminal.getvalue()


def test_the_title_folds_with_the_terminal_only(monkeypatch: Patch) -> None:
    table = Table(Message(f"{TITLE} {TITLE}"), columns("name"), [("x",)])
    assert lines(on_a_terminal(table, 36, monkeypatch))[:2] == [TITLE, TITLE]
    assert lines(in_a_pipe(table))[0] == f"{TITLE} {TITLE}"


def test_rows_that_fail_leave_nothing_half_drawn() -> None:
    def failing() -> "object":
        yield ("london",)
        raise RuntimeError

    stream = io.StringIO()
    with pytest.raises(RuntimeError):
        draw(Table(Message("Places"), columns("place"), failing()), stream)  # type: ignore[arg-type]
    assert stream.getvalue() == ""


wordy = st.text(st.sampled_from("ab ēш日e\u0301👍-[]"), max_size=120)


@given(st.lists(wordy, min_size=1, max_size=4), st.integers(20, 90))
def test_folding_loses_no_letter(texts: list[str], width: int) -> None:
    table = Table(
        Message(""), columns("place name copies", place=Kind.CODE, copies=Kind.NUMBER), [("", t, None) for t in texts]
    )
    with pytest.MonkeyPatch.context() as patch:
        drawn = on_a_terminal(table, width, patch)
    body = drawn.partition("─\n")[2]
    assert "".join(body.split()) == "".join("".join(texts).split())
    assert all(cell_len(line) <= width for line in drawn.splitlines())


def test_places_are_drawn_under_their_headings() -> None:
    assert in_a_pipe(places("Rīga")) == "Places\nplace  name\n───────────\np1     Rīga\n"
