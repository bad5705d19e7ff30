import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.adapters import Column, Kind, Pivot, Screen, Table, draw
from tests.render.columns import columns
from tests.render.samples import HOSTILE, NO_BREAK, TITLE, Terminal, in_a_pipe, on_a_terminal, places, stock
from tracker.errors import WrongUsage
from tracker.messages import Message

Patch = pytest.MonkeyPatch
WIDE = Screen(wide=True)


def lines(text: str) -> list[str]:
    """Return the lines drawn, without blanks at their ends, and with plain ones for those that do not break."""
    return [line.rstrip() for line in text.replace(NO_BREAK, " ").splitlines()]


def test_a_row_is_one_line_of_eighty_columns_and_the_last_line_says_what_is_left_out(monkeypatch: Patch) -> None:
    assert lines(on_a_terminal(stock(), 80, monkeypatch)) == [
        "Stock on 2014-12-31",
        "                                    on                          in     at handed",
        "item   title            printed   hand requested available transit places    out",
        "─" * 80,
        "THB/lv Cilvēku…vēršana   54 000 12 345     1 200    11 145  10 300 20 100 11 150",
        "THB/ru Предотвр…людьми   24 000  2 345     4 490    -2 145     300 20 100 11 150",
        "─" * 80,
        "total                    78 000 14 690     5 690     9 000  10 600 40 200 22 300",
        "Columns not shown: lost. Long values are shortened.",
    ]


def test_wide_folds_texts_to_show_all_columns(monkeypatch: Patch) -> None:
    drawn = lines(on_a_terminal(stock(), 90, monkeypatch, screen=WIDE))
    assert drawn[1:3] == [
        "                                       on                          in     at handed",
        "item   title               printed   hand requested available transit places    out   lost",
    ]
    assert drawn[4:7] == [
        "THB/lv Cilvēku              54 000 12 345     1 200    11 145  10 300 20 100 11 150 10 050",
        "       tirdzniecības",
        "       novēršana",
    ]
    assert len(drawn) == 11


def test_wide_has_a_line_for_each_cell_where_there_is_no_room_for_all_columns(monkeypatch: Patch) -> None:
    drawn = lines(on_a_terminal(stock(), 40, monkeypatch, screen=WIDE))
    assert drawn[1:4] == ["item        THB/lv", f"title       {TITLE[:21]}", "            novēršana"]
    assert drawn[4:6] == ["printed     54 000", "on hand     12 345"]
    assert drawn[-11:-8] == ["", "item        total", "printed     78 000"]


def test_what_matters_is_shown_first_and_what_is_empty_not_at_all(monkeypatch: Patch) -> None:
    table = Table(
        Message("Places"),
        columns("code name note city phone", code=Kind.CODE),
        [("london", "Latvijas vēstniecība Apvienotajā Karalistē", None, "", "+44 20"), ("rome", "Roma", None, "", "")],
        matters=("phone", "code"),
    )
    assert lines(on_a_terminal(table, 24, monkeypatch, screen=Screen(options=True))) == [
        "Places",
        "code    phone",
        "──────────────",
        "london  +44 20",
        "rome",
        "3 columns are not shown.",
        "To see more, use --wide,",
        "--fields or -o",
        "file.xlsx.",
    ]
    assert "2 empty columns are not shown." in on_a_terminal(table, 80, monkeypatch)


def test_what_all_rows_have_in_common_is_said_once(monkeypatch: Patch) -> None:
    rows = [("THB/lv", TITLE, 5), ("THB/ru", TITLE, 6)]
    table = Table(Message("Stock"), columns("item title copies", copies=Kind.NUMBER), rows, once=("title",))
    assert lines(on_a_terminal(table, 60, monkeypatch))[:3] == [
        "Stock",
        f"In all rows: title {TITLE}.",
        "item    copies",
    ]
    table = table._replace(rows=[*rows, ("DV/lv", "Vardarbība", 7)])
    assert lines(on_a_terminal(table, 60, monkeypatch))[3:] == [
        f"THB/lv  {TITLE}       5",
        "THB/ru                                        6",
        "DV/lv   Vardarbība                            7",
    ]
    assert in_a_pipe(table).count(TITLE) == 2


def test_what_wants_something_done_is_marked_and_coloured(monkeypatch: Patch) -> None:
    table = Table(
        Message(""),
        columns("item available", available=Kind.NUMBER),
        [("THB/lv", 5), ("THB/ru", -5)],
        alarms=lambda row: ("available",) if int(row[1] or 0) < 0 else (),
    )
    assert lines(on_a_terminal(table, 60, monkeypatch))[2:] == ["THB/lv          5", "THB/ru        !-5"]
    assert "\x1b[1;31m!-5\x1b[0m" in on_a_terminal(table, 60, monkeypatch, "xterm-256color")
    assert "\x1b[1m!-5\x1b[0m" in on_a_terminal(table, 60, monkeypatch, "xterm-256color", NO_COLOR="1")
    assert "!" not in in_a_pipe(table)


def test_what_wants_something_done_may_stand_in_the_last_column(monkeypatch: Patch) -> None:
    table = Table(
        Message(""), columns("entry status"), [(1, "late"), (2, "partly received")], alarms=lambda _: ("status",)
    )
    assert "\x1b[1;31m!late\x1b[0m" in on_a_terminal(table, 60, monkeypatch, "xterm-256color")


def test_names_stand_beside_the_codes_of_places_on_a_terminal_only(monkeypatch: Patch) -> None:
    table = Table(
        Message(""), columns("entry place copies", copies=Kind.NUMBER), [("1", "london", 5)], names={"london": "London"}
    )
    assert lines(on_a_terminal(table, 60, monkeypatch))[2] == "1      london  London       5"
    assert "London" not in in_a_pipe(table)


def months(count: int) -> Table:
    """A pivot of so many months, by kind."""
    names = [f"20{year}-{month:02}" for year in range(10, 20) for month in range(1, 13)][:count]
    figures = dict.fromkeys(names, Kind.NUMBER)
    total = Column("total", Kind.NUMBER, margin=True)
    return Table(
        Message("Copies"),
        (*columns(f"kind {' '.join(names)}", **figures), total),
        [("embassy", *range(count), 7), ("school", *range(count), 8)],
        foot=(None, *range(0, 2 * count, 2), 15),
        pivot=Pivot(1, "month"),
    )


def test_a_pivot_that_is_too_wide_shows_its_last_columns(monkeypatch: Patch) -> None:
    drawn = lines(on_a_terminal(months(24), 60, monkeypatch, screen=Screen(options=True)))
    assert drawn[1].split() == ["kind", *(f"2011-{month:02}" for month in range(8, 13)), "total"]
    assert " ".join(drawn[-2:]) == "19 columns are not shown. To see more, use --wide, --fields or -o file.xlsx."


def test_fields_are_shown_all_in_their_order(monkeypatch: Patch) -> None:
    table = stock().choosing(["lost", "On hand", "item"])
    assert lines(on_a_terminal(table, 80, monkeypatch))[1].split() == ["lost", "on", "hand", "item"]
    assert lines(in_a_pipe(table))[-1] == "10 100   14 690"
    with pytest.raises(WrongUsage, match=r"no column 'lots'\. Did you mean lost"):
        stock().choosing(["lots"])
    with pytest.raises(WrongUsage, match="'lost' appears twice in --fields"):
        stock().choosing(["lost", "lost"])


def test_only_what_is_longer_than_the_terminal_is_paged(monkeypatch: Patch) -> None:
    paged: list[str] = []
    screen = Screen(page=paged.append)
    assert on_a_terminal(places("Rīga"), 80, monkeypatch, screen=screen) and not paged
    assert on_a_terminal(places(*["Rīga"] * 40), 80, monkeypatch, "xterm-256color", screen=screen) == ""
    assert paged[0].count("Rīga") == 40
    assert "\x1b[1mPlaces" in paged[0]


def test_a_pipe_is_never_wrapped_and_has_no_trailing_blanks(monkeypatch: Patch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setenv("FORCE_COLOR", "1")
    drawn = in_a_pipe(stock(("THB/lv", f"{TITLE} " * 20, *[5] * 8), ("THB/ru", "", *[None] * 8)))
    assert (f"{TITLE} " * 20).strip() in drawn
    assert "\x1b" not in drawn
    assert all(line == line.rstrip() for line in lines(drawn))


def test_numbers_up_to_nine_digits_are_not_cut(monkeypatch: Patch) -> None:
    drawn = lines(on_a_terminal(stock(("THB/lv", TITLE, *[123456789] * 8)), 80, monkeypatch))
    assert max(map(len, drawn)) <= 80
    assert drawn[3] == "THB/lv Cilvēku tird…as novēršana 123 456 789 123 456 789 123 456 789 123 456 789"
    wide = "".join(lines(on_a_terminal(stock(("THB/lv", TITLE, *[123456789] * 8)), 80, monkeypatch, screen=WIDE)))
    assert wide.count("123 456 789") == 8


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
    assert "\x1b[1mStock on 2014-12-31" in on_a_terminal(stock(), 80, monkeypatch, "xterm-256color")
    assert "\x1b" not in on_a_terminal(stock(), 80, monkeypatch, "dumb")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    terminal = Terminal()
    draw(stock(), terminal)
    assert "\x1b[3" not in terminal.getvalue()


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
def test_a_row_is_one_line_whatever_is_in_it(texts: list[str], width: int) -> None:
    table = Table(
        Message(""), columns("place name copies", place=Kind.CODE, copies=Kind.NUMBER), [("p", t, None) for t in texts]
    )
    with pytest.MonkeyPatch.context() as patch:
        drawn = on_a_terminal(table, width, patch)
    body = drawn.partition("─\n")[2].splitlines()
    assert [line[0] for line in body if line.startswith("p")] == ["p"] * len(texts)
    assert all(cell_len(line) <= width for line in drawn.splitlines())


@given(st.lists(wordy, min_size=1, max_size=4), st.integers(25, 90))
def test_folding_loses_no_letter(texts: list[str], width: int) -> None:
    table = Table(
        Message(""), columns("place name copies", place=Kind.CODE, copies=Kind.NUMBER), [("", t, None) for t in texts]
    )
    with pytest.MonkeyPatch.context() as patch:
        drawn = on_a_terminal(table, width, patch, screen=WIDE)
    body = drawn.partition("─\n")[2]
    assert "".join(body.split()) == "".join("".join(texts).split())
    assert all(cell_len(line) <= width for line in drawn.splitlines())
