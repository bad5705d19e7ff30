"""The overview, and the history of an entry, as a page for a browser."""

import pytest

from tests.conftest import Clerk
from tests.papers.paper import pages
from tests.render.html_pages import HtmlPage


def test_the_overview_and_a_story_are_pages_that_need_nothing_else(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk.does("print", "THB/lv", 500, "--note", "<script>alert(1)</script>")
    clerk.does("ship", "london", "THB/lv=60", "--ref", "2015-001")
    clerk.does("receive", 2, "THB/lv=50")
    file = clerk.db.with_name("overview.html")
    clerk.does("overview", "-o", file)
    page = HtmlPage(file.read_text("utf-8"))
    assert [text.strip() for text in page.texts["p"][:4]] == ["THB/lv", "440", "of 440 on hand", page.texts["p"][3]]
    assert page.tables == []
    assert page.texts["code"] == ["tracker overview --format html"]
    monkeypatch.setenv("TRACKER_LANG", "lv")
    story = HtmlPage(clerk.does("show", 2, "-f", "html").out)
    assert story.texts["h1"][0].startswith("Ieraksts 2: 60 eksemplāri nosūtīti")
    assert "Vēl trūkst: 10 THB/lv." in story.texts["p"]
    assert [table.rows[0][:2] for table in story.tables] == [["THB/lv", "60"], ["THB/lv/1", "60"]]
    assert {"vēstniecība", "Apvienotā Karaliste"} <= set(story.texts["dd"])
    printed = clerk.does("show", 1, "-f", "html").out
    assert "&lt;script&gt;" in printed
    assert "<script" not in printed


@pytest.mark.slow
def test_what_is_shown_of_one_thing_goes_into_files_by_their_suffix(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 500)
    for format_, words in {
        "text": ("place", "show", "london"),
        "json": ("check",),
        "html": ("run", "show", "THB/lv/1"),
    }.items():
        file = clerk.db.with_name(f"file.{format_.replace('text', 'txt')}")
        assert clerk.does(*words, "-o", file).out == ""
        assert file.read_text("utf-8") == clerk.does(*words, "-f", format_).out
    assert clerk.refused("check", "-o", "check.csv", code=2).startswith("No format has the extension .csv; use one of")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ("1 112 available", "of 1 212 on hand", "22 tasks are due", "riga 2025 distribution 113.80 EUR left")),
        ("lv", ("1 112 pieejami", "no 1 212 noliktavās", "22 darāmi darbi", "113,80 EUR atlikuši")),
        ("ru", ("1 112 доступно", "из 1 212 на складах", "22 дела", "113,80 EUR осталось")),
    ],
)
def test_the_overview_of_the_sample_is_one_page(
    nobody: Clerk, sample: bytes, language: str, parts: tuple[str, ...]
) -> None:
    nobody.db.write_bytes(sample)
    file = nobody.db.with_name("overview.pdf")
    nobody.does("overview", "--lang", language, "-o", file)
    (page,) = pages(file)
    screen = nobody.does("overview", "--lang", language).out
    shown = f"{page} {screen}".replace("\u00a0", " ")
    assert [part for part in parts if part not in shown] == []


@pytest.mark.slow
def test_each_is_printed_as_pdf_too(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 500, "--note", "x" * 150)
    clerk.does("ship", "london", "THB/lv=60", "--ref", "2015-001")
    shown = {
        "Overview, as of": ("overview",),
        "Entry 2: 60 copies shipped": ("show", 2),
        "Print run THB/lv/1": ("run", "show", "THB/lv/1"),
        "Embassy in London (london)": ("place", "show", "london"),
        "Check of": ("check",),
    }
    for title, words in shown.items():
        file = clerk.db.with_name("page.pdf")
        clerk.does(*words, "-o", file)
        text = "\n".join(pages(file))
        assert text.startswith(title)
        assert f"tracker {' '.join(map(str, words))} --format pdf" in text
