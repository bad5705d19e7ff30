"""Tables on paper, read back from it."""

from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from tests.adapters import ENGLISH, Kind, Row, Table, speak, write
from tests.conftest import Clerk
from tests.render.columns import columns
from tests.render.samples import NO_BREAK, stock
from tracker.errors import Refused
from tracker.messages import Message
from tracker.render import pdf


@pytest.fixture
def back_to_english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LANGUAGE", "")
    yield
    speak(ENGLISH)


def printed(table: Table, path: Path) -> pypdf.PdfReader:
    write(table, format="pdf", output=str(path))
    return pypdf.PdfReader(path)


def text_of(reader: pypdf.PdfReader, page: int = 0) -> str:
    return reader.pages[page].extract_text()


def is_across(reader: pypdf.PdfReader, page: int = 0) -> bool:
    box = reader.pages[page].mediabox
    return bool(box.width > box.height)


def test_a_table_has_its_title_headings_totals_and_number_of_pages(tmp_path: Path) -> None:
    reader = printed(stock(), tmp_path / "stock.pdf")
    text = text_of(reader)
    assert text.startswith("Stock on 2014-12-31")
    assert [word in text for word in ("handed", "Предотвращение", f"78{NO_BREAK}000")] == [True] * 3
    assert "Page 1 of 1" in text
    assert not is_across(reader)


def long(words: int, rows: int) -> Table:
    """A table of so many columns of text."""
    names = [f"c{number}" for number in range(words)]
    row: Row = tuple(f"Liepājas {name}" for name in names)
    return Table(Message("Long"), columns(" ".join(names)), [row] * rows)


@pytest.mark.slow
def test_a_longer_one_repeats_its_headings_and_a_wide_one_lies_across(tmp_path: Path) -> None:
    reader = printed(long(18, 60), tmp_path / "long.pdf")
    last = len(reader.pages)
    assert last > 1
    assert all(is_across(reader, page) for page in range(last))
    assert all("c17" in text_of(reader, page) for page in range(last))
    assert f"Page {last} of {last}" in text_of(reader, last - 1)
    assert sum(text_of(reader, page).count("Liepājas") for page in range(last)) == 60 * 18


@pytest.mark.slow
def test_what_does_not_fit_even_so_is_broken_and_nothing_is_lost(tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(40)]
    table = Table(Message("Wide"), columns(" ".join(names)), [tuple("x" * 30 for _ in names)])
    assert text_of(printed(table, tmp_path / "wide.pdf")).count("x") == 30 * 40


@pytest.mark.slow
def test_a_long_word_breaks_no_other_and_no_number_is_ever_broken(tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(26)]
    kinds = dict.fromkeys(names[1:], Kind.NUMBER)
    table = Table(
        Message("Word"), columns(" ".join(names), **kinds), [("short " + "x" * 120, *[87654321] * 10, *[1] * 15)]
    )
    text = text_of(printed(table, tmp_path / "word.pdf"))
    assert text.count(f"87{NO_BREAK}654{NO_BREAK}321") == 10
    assert "short" in text
    assert text.count("x") == 120


def test_numbers_that_do_not_fit_across_a_page_are_refused(tmp_path: Path) -> None:
    names = [f"{number}-place" for number in range(45)]
    table = Table(Message("Wide"), columns(" ".join(names), **dict.fromkeys(names, Kind.NUMBER)), [(1000,) * 45])
    with pytest.raises(Refused, match=r"45 columns do not fit across a page; .* xlsx or html"):
        printed(table, tmp_path / "wide.pdf")
    assert list(tmp_path.iterdir()) == []


def test_there_is_nothing_to_show(tmp_path: Path) -> None:
    table = Table(Message("Stock"), columns("item"), [], empty=Message("No booklets yet."))
    assert text_of(printed(table, tmp_path / "none.pdf")).splitlines() == ["Stock", "No booklets yet.", "Page 1 of 1"]


def test_more_than_paper_is_for_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pdf, "MOST_CELLS", 20)
    with pytest.raises(
        Refused, match=r"A PDF has at most 10 rows of 2 columns; select fewer with --fields or a filter"
    ):
        printed(long(2, 11), tmp_path / "long.pdf")
    assert list(tmp_path.iterdir()) == []


def test_what_wants_something_done_is_marked_without_colours(tmp_path: Path) -> None:
    table = Table(
        Message("Due"),
        columns("place days", place=Kind.CODE, days=Kind.NUMBER),
        [("london", 90), ("riga", 3)],
        alarms=lambda row: ("days",) if row[1] == 90 else (),
    )
    assert text_of(printed(table, tmp_path / "due.pdf")).splitlines()[-4:-1] == ["place days", "london ! 90", "riga 3"]


@pytest.mark.usefixtures("back_to_english")
def test_a_report_of_several_tables_is_one_pdf_in_the_language_that_is_spoken(clerk: Clerk, tmp_path: Path) -> None:
    clerk.does("fund", "add", "riga", "Rīgas dome")
    clerk.does("fund", "grant", "riga", "2015", "100")
    answer = clerk.does("report", "grant", "riga", "-o", tmp_path / "grant.pdf", "--lang", "lv")
    assert answer.err == ""
    text = text_of(pypdf.PdfReader(tmp_path / "grant.pdf"))
    assert text.startswith("riga: Rīgas dome")
    assert "1. lappuse no 1" in text
