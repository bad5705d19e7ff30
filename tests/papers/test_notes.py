"""Delivery notes: what the recipient reads, counts, signs and sends back."""

import os
from pathlib import Path

import pytest

from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once
from tests.papers.paper import codes_in, pages, printed, set_by

TITLE = "Cilvēku tirdzniecības novēršana"


@made_once
def sent(clerk: Clerk) -> Clerk:
    """A clerk who sent London two items in March 2015, as entry 5, on top of 10 copies that were there before."""
    clerk.does("place", "edit", "store", "--name", "Rīgas dome", "--address", "Rātslaukums 1", "--city", "Rīga")
    clerk.does("place", "edit", "store", "--email", "booklets@example.org")
    clerk.does("place", "edit", "london", "--contact", "Anna Ozola", "--address", "45 Nottingham Place, London")
    clerk.does("place", "edit", "london", "--city", "London", "--phone", "+44 20 7312 0041")
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("print", "THB/ru", 1000, "--date", "2015-01-01")
    clerk.does("run", "edit", "THB/lv/1", "--mark", "blue cover", "--carton", 50, "--weight", 62)
    clerk.does("ship", "london", "THB/lv=10", "--received", "--date", "2015-02-01")
    texts = ("--ref", "2015-007", "--carrier", "diplomatic bag")
    clerk.does("ship", "london", "THB/lv=120", "THB/ru=40", "--date", "2015-03-01", *texts)
    clerk.does("ship", "liepaja", "THB/ru=5", "--date", "2015-03-01")
    return clerk


def test_a_note_says_what_is_in_the_parcel_and_what_is_to_be_done(sent: Clerk) -> None:
    (page,) = printed(sent, "note", "2015-007")
    for part in (
        "Delivery note 5",
        "To\nEmbassy in London\nAnna Ozola\n45 Nottingham Place, London\nUnited Kingdom\n+44 20 7312 0041",
        "From\nRīgas dome\nRātslaukums 1\nRīga\nLatvia\nbooklets@example.org",
        "Date 1 March 2015",
        "Reference 2015-007",
        "Carrier diplomatic bag",
        "THB/lv/1 blue cover 120 2 + 20 7.4 kg",
        "THB/ru/1 40",
        "Total 160",
        "Copies at your premises on 1 March 2015",
        "Latvian 10",
        "Please complete and sign this page, and return it to booklets@example.org.",
        "Page 1 of 1",
    ):
        assert part.replace(" kg", "\u00a0kg").replace("2 + 20", "2\u00a0+\u00a020") in page
    assert f"{TITLE}" in page.replace("\n", " ")


@pytest.mark.slow
def test_its_code_is_read_by_a_scanner_and_taken_by_receive(sent: Clerk, tmp_path: Path) -> None:
    with set_by(sent) as manuscripts:
        texts = printed(sent, "note", "--date", "2015-03-01")
    assert [("5-M" in text, "6-E" in text) for text in texts] == [(True, False), (False, True)]
    assert codes_in(manuscripts[0], tmp_path) == [["5-M"], ["6-E"]]
    assert sent.logs("receive", "5-M", "--date", "2015-03-05")["shipment"] == 5
    assert "'6-M' is neither a reference nor a short code" in refusal(sent, "receive", "6-M", code=2)


@pytest.mark.slow
def test_the_language_is_the_recipients_and_the_next_sentence_the_clerks_again(sent: Clerk) -> None:
    (page,) = printed(sent, "note", 6, "--language", "lv")
    assert "Pavadzīme 6" in page
    assert "2015. gada 1. marts" in page
    assert "krievu" in page
    assert not {"Delivery", "Copies", "Arrived", "Signed", "Received"} & set(page.replace("\n", " ").split())
    (page,) = printed(sent, "note", 5, "--language", "ru")
    assert "Великобритания" in page
    assert sent.refused("paper", "note", 1) == "Entry 1 is a print, not a shipment; see 'tracker shipments'."


def test_what_is_no_parcel_that_stands_has_no_note(sent: Clerk) -> None:
    sent.does("void", 6, "--reason", "never left")
    for words, said in (
        (("6",), "Entry 6 was voided by entry 7. To restore it, run 'tracker undo --command 16'."),
        (("7..9",), "None of the entries 7 to 9 is a valid shipment."),
        (("--date", "2015-04-01"), "No shipments on 2015-04-01."),
        (("99",), "There is no entry 99; the last entry is 7."),
    ):
        assert refusal(sent, "paper", "note", *words) == said
    assert refusal(sent, "paper", "note", code=2) == "Specify shipments, or a day with --date."
    for file in ("note.docx", "note.csv"):
        assert refusal(sent, "paper", "note", 5, "-o", file, code=2) == (
            "This paper requires a file name that ends in .pdf."
        )


@pytest.mark.slow
def test_a_discreet_store_is_a_kind_and_a_country_to_others_but_not_to_itself(sent: Clerk) -> None:
    sent.does("place", "edit", "store", "--discreet")
    sent.does("place", "edit", "liepaja", "--discreet")
    (page,) = printed(sent, "note", 6)
    assert "From\nStore\nLatvia\n" in page
    assert "To\nLiepājas Sociālais dienests" in page
    assert "Rātslaukums" not in page
    assert "Please complete and sign this page, and return it to the sender." in page


@pytest.mark.slow
def test_a_letterhead_of_the_offices_own(sent: Clerk) -> None:
    logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="5" cy="5" r="4"/></svg>'
    (sent.db.parent / "logo.svg").write_text(logo, encoding="utf-8")
    settings = 'letterhead = """\nRīgas dome #1\nTālr. 67105048"""\nlogo = "logo.svg"\n'
    (sent.db.parent / "tracker.toml").write_text(settings, encoding="utf-8")
    (page,) = printed(sent, "note", 6)
    assert page.startswith("Rīgas dome #1\nTālr. 67105048\nDelivery note 6")
    (sent.db.parent / "logo.svg").unlink()
    assert "logo.svg: there is no such file or folder." in refusal(sent, "paper", "note", 5)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["svg", "png", "jpg", "gif", "webp"])
@pytest.mark.parametrize("content", [b"", b"<svg", b"\xff\xfe\0"])
def test_a_logo_that_is_not_a_picture_is_named(sent: Clerk, suffix: str, content: bytes) -> None:
    logo = sent.db.parent / f"logo.{suffix}"
    logo.write_bytes(content)
    (sent.db.parent / "tracker.toml").write_text(f'logo = "{logo.name}"\n', encoding="utf-8")
    assert refusal(sent, "paper", "note", 5) == f"Cannot read {logo}: it is not a picture that can be printed."


@pytest.mark.slow
def test_what_strangers_wrote_is_text_and_the_same_again_is_the_same_to_the_byte(sent: Clerk, tmp_path: Path) -> None:
    evil = '#read("/etc/passwd") *b* $x$ \\ `r`'
    sent.does("place", "edit", "liepaja", "--name", evil, "--contact", "= <a> @b", "--address", "漢 1")
    sent.does("place", "edit", "liepaja", "--email", "w" * 120 + "@example.org")
    sent.does("run", "edit", "THB/ru/1", "--mark", "m" * 3000)
    files = tmp_path / "a.pdf", tmp_path / "b.pdf"
    for file in files:
        assert sent.does("paper", "note", 6, "-o", file).err == ""
    assert files[0].read_bytes() == files[1].read_bytes()
    page, *others = pages(files[0])
    assert "".join([page, *others]).count("m" * 5) > 100  # a row that is higher than a page goes on, and loses nothing
    assert evil in page.replace("\n", " ").replace("  ", " ")
    assert "= <a> @b\n" in page
    assert page.count("w" * 20) > 3  # in lines of their box, before they meet the sender
    assert "w" * 60 not in page


def shipped(clerk: Clerk, folder: Path, number: int) -> None:
    """Have a clerk ship so many parcels to London on 1 May 2015, with references N-0, N-1 and so on."""
    rows = "".join(f"2015-05-01,london,THB/{('lv', 'ru')[n % 2]},1,N-{n}\n" for n in range(number))
    (folder / "many.csv").write_text(f"date,place,item,quantity,reference\n{rows}", encoding="utf-8")
    clerk.does("import", "shipments", folder / "many.csv")


@pytest.mark.long
def test_five_hundred_notes_take_less_than_twenty_seconds_of_a_processor(sent: Clerk, tmp_path: Path) -> None:
    shipped(sent, tmp_path, 500)
    before = sum(os.times()[:4])
    texts = printed(sent, "note", "--date", "2015-05-01")
    assert [f"Reference N-{n}" in text for n, text in enumerate(texts)] == [True] * 500
    assert sum(os.times()[:4]) - before < 20
