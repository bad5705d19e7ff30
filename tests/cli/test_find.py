import pytest

from tests.conftest import Clerk, made_once


@made_once
def written(clerk: Clerk) -> Clerk:
    """A clerk who wrote about Bērziņa everywhere."""
    for words in (
        ["place", "edit", "london", "--contact", "Anna Bērziņa"],
        ["booklet", "edit", "THB", "--note", "cover by BERZINA"],
        ["fund", "add", "riga", "Bērziņas fonds"],
        ["seminar", "add", "s1", "Seminar", "--date", "2015-01-05", "--audience", "bērziņieši=5"],
        ["print", "THB/lv", "100", "--date", "2015-01-01", "--printer", "Bērziņa un dēli"],
        ["ship", "london", "THB/lv=5", "--date", "2015-01-02", "--carrier", "Bērziņa"],
        ["ship", "london", "THB/lv=6", "--date", "2015-01-03", "--ref", "2015-7", "--note", "ask Bērziņa"],
        ["request", "add", "dublin", "THB/lv=7", "--date", "2015-01-04", "--note", "for Bērziņa"],
    ):
        clerk.does(*words)
    return clerk


@pytest.mark.parametrize("text", ["Bērziņ", "berzin", "BĒRZIN"])
def test_a_text_is_found_wherever_it_stands(written: Clerk, text: str) -> None:
    found = written.reads("find", text)
    assert [(row["what"], row["code"], row["date"]) for row in found] == [
        ("place", "london", None),
        ("seminar", "s1", "2015-01-05"),
        ("booklet", "THB", None),
        ("run", "THB/lv/1", "2015-01-01"),
        ("fund", "riga", None),
        ("request", "1", "2015-01-04"),
        ("entry", "3", "2015-01-03"),
        ("entry", "2", "2015-01-02"),
    ]
    assert found[0]["text"] == "Anna Bērziņa"


def test_a_place_is_found_with_what_happened_there(written: Clerk) -> None:
    written.does("place", "edit", "london", "--region", "Latgale")
    for text in ("latgale", "embassy in lond"):
        found = [(row["what"], row["code"], row["text"]) for row in written.reads("find", text)]
        assert found[1:] == [("entry", "3", "ship: Embassy in London"), ("entry", "2", "ship: Embassy in London")]


def test_a_write_off_is_found_by_its_reason(written: Clerk) -> None:
    written.does("writeoff", "store", "THB/lv=1", "--date", "2015-01-06", "--reason", "damaged")
    assert [tuple(row.values()) for row in written.reads("find", "Damaged")] == [
        ("entry", "4", "2015-01-06", "damaged")
    ]


def test_what_was_amended_or_redacted_is_not_found(written: Clerk) -> None:
    written.does("fix", 2, "--carrier", "Ozols")
    written.does("redact", 3, "--yes")
    assert [row["code"] for row in written.reads("find", "berzin") if row["what"] == "entry"] == []
    assert written.does("find", "2015-7").out.endswith("No text contains '2015-7'.\n")
    assert "text is empty" in written.refused("find", " ", code=2)
