import io

from tests.adapters import Column, Kind, Pivot, Table
from tests.render.columns import columns
from tests.render.html_pages import HtmlPage
from tests.render.samples import HOSTILE
from tracker.messages import Message
from tracker.render import html

EVIL = [
    *HOSTILE,
    "<script>alert(1)</script>",
    "</td></table></style><img src=x onerror=alert(1)>",
    "&lt;b&gt; & \"quoted\" 'too'",
    "<!--",
    "שלום <b>",
]


def written(table: Table) -> str:
    stream = io.StringIO()
    html.write_rows(table, stream)
    return stream.getvalue()


def test_what_a_stranger_wrote_is_text_wherever_it_stands() -> None:
    """In the title, the headings, the cells and what is said when there are no rows."""
    seen = [text.translate(dict.fromkeys(map(ord, "\x1b\u202e\n\x9b\ud800"), "\ufffd")) for text in EVIL]
    for text, shown in zip(EVIL, seen, strict=True):
        title = Message("{text}", text=text)
        full = written(Table(title, (Column(text), Column("x")), [(text, 1)], pivot=Pivot(1, "item")))
        empty = written(Table(title, (Column("x"),), [], empty=title))
        (table,) = HtmlPage(full).tables
        heading = shown.replace("_", " ")
        assert (table.title, table.head, table.rows) == (
            shown,
            [heading[:1].upper() + heading[1:], "x"],
            [[shown, "1"]],
        )
        assert HtmlPage(empty).texts["p"] == HtmlPage(empty).texts["h1"] == [shown]
        for page in map(HtmlPage, (full, empty)):
            assert not {"src", "href", "style", "onerror"} & set(page.attributes)
            assert not {"script", "img", "link", "b"} & set(page.texts)
            assert "url(" not in page.texts["style"][0]
            assert "default-src 'none'; style-src 'unsafe-inline'" in page.attributes["content"]
        assert "http:" not in full.replace("https://evil", "")


def test_names_stand_beside_codes_and_what_wants_something_done_is_marked() -> None:
    table = Table(
        Message("Due"),
        columns("what place days", place=Kind.CODE, days=Kind.NUMBER),
        [("parcel", "london", 90), ("request", "riga", 3)],
        alarms=lambda row: ("days",) if row[2] == 90 else (),
        names={"london": "Embassy & co", "riga": "Rīga"},
    )
    (read,) = HtmlPage(written(table)).tables
    assert read.head == ["What", "Place", "Name", "Days"]
    assert read.rows == [["parcel", "london", "Embassy & co", "90"], ["request", "riga", "Rīga", "3"]]
    assert read.marked == ["90"]
    (read,) = HtmlPage(written(table.choosing(["days", "place"]))).tables
    assert (read.head, read.rows) == (["Days", "Place"], [["90", "london"], ["3", "riga"]])
