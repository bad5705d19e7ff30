import html
import io
import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.adapters import Table, plain
from tests.render.samples import HOSTILE, places
from tracker.render.markdown import write_rows

hostile_texts = st.text(st.sampled_from("\\|`*_~<>&[]()!#-+=:$\"'a1 ")) | st.text()


def written(table: Table) -> str:
    stream = io.StringIO()
    write_rows(table, stream)
    return stream.getvalue()


def cells_shown(markdown: str) -> list[list[str]]:
    """Return the text of each cell of each row, as a reader of the rendered page sees it."""
    page = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown)
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    found = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]
    assert not any("<" in cell for row in found for cell in row), "some text was interpreted"
    return [[html.unescape(cell) for cell in row] for row in found]


def test_a_line_break_stays_within_its_cell() -> None:
    assert written(places("a\nb\r\nc")).splitlines()[2:] == ["| p1 | a<br>b<br>c |"]


def test_hostile_text_is_shown_as_it_was_typed() -> None:
    texts = [text for text in HOSTILE if "\n" not in text]
    texts += ["a|b", "a\\|b", "<b>x</b>", "*x* _x_ __x__ ~~x~~ `x`", "[x](javascript:y)", "![x](y)", "&amp;"]
    assert [row[1] for row in cells_shown(written(places(*texts)))[1:]] == list(map(plain, texts))


@given(hostile_texts)
def test_no_text_breaks_out_of_its_cell(text: str) -> None:
    text = " ".join(plain(text).split())
    assert cells_shown(written(places(text, "next"))) == [["place", "name"], ["p1", text], ["p2", "next"]]
