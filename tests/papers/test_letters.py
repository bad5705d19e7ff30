"""Recall letters: who gets one, and what it says."""

import pytest

from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once
from tests.papers.paper import printed, set_by


@made_once
def recalled(clerk: Clerk) -> Clerk:
    """A clerk who withdrew a run of which London has 20 copies, and 5 are on their way to Dublin."""
    clerk.does("place", "edit", "store", "--address", "Rātslaukums 1", "--email", "booklets@example.org")
    clerk.does("print", "THB/lv", 500, "--date", "2015-01-01", "--isbn", "978-9934-0-0000-1")
    clerk.does("run", "edit", "THB/lv/1", "--mark", "blue cover")
    clerk.does("place", "add", "depot", "Depot", "--kind", "store")
    for place in ("london", "liepaja", "depot"):
        clerk.does("ship", place, "THB/lv=20", "--received", "--date", "2015-01-02")
    clerk.does("ship", "dublin", "THB/lv=5", "--date", "2015-01-03")
    clerk.does("handout", "liepaja", "THB/lv=20", "--date", "2015-01-04")
    clerk.does("withdraw", "THB/lv/1", "--reason", "the hotline has a new number", "--date", "2015-01-10")
    return clerk


@pytest.mark.slow
def test_each_place_that_has_copies_is_told_what_to_do(recalled: Clerk) -> None:
    recalled.does("place", "edit", "london", "--contact", "A. Smith")
    closing = "--deadline", "2030-02-01", "--signer", "A. Bērziņa, Welfare Department"
    depot, dublin, london = printed(recalled, "letters", "THB/lv/1", *closing)
    for part in (
        "Embassy in London\nA. Smith\nUnited Kingdom",
        "Store\nRātslaukums 1\nLatvia\nbooklets@example.org",
        "Dear A. Smith,",
        "Please reply by 1 February 2030.",
        "Yours faithfully,\nA. Bērziņa, Welfare Department",
        "The print run below has been withdrawn. Please stop handing out its copies.",
        "Withdrawn on 10 January 2015",
        "Reason: the hotline has a new number.",
        "According to our records, you have 20 copies of this print run.",
        "Language Latvian",
        "Print run THB/lv/1",
        "ISBN 978-9934-0-0000-1",
        "Identifying mark blue cover",
        "booklets@example.org",
        "Page 1 of 1",
    ):
        assert part.replace("\n", " ") in " ".join(london.split())
    assert "5 copies are still on their way to you." in " ".join(dublin.split())
    assert "our records" not in dublin
    assert "Depot" in depot, "a second store has copies, too"
    assert "Dear colleagues," in dublin
    told = recalled.reads("trace", "THB/lv/1")
    assert [row["place"] for row in told if row["here"] or row["in_transit"]] == ["store", "depot", "london", "dublin"]


@pytest.mark.slow
def test_it_is_in_the_language_of_the_recipient(recalled: Clerk) -> None:
    for language, day in (("lv", "2015. gada 10. janvāris"), ("ru", "10 января 2015\u00a0г.")):
        for page in printed(recalled, "letters", "THB/lv/1", "--language", language):
            assert day in page
            assert not {"This", "copies", "Answer", "Recall", "Signature", "reason:"} & set(page.split())


def test_nobody_is_written_to_without_need(recalled: Clerk) -> None:
    recalled.does("print", "THB/lv", 10, "--date", "2015-01-05")
    assert refusal(recalled, "paper", "letters", "THB/lv/2") == (
        "THB/lv/2 is not withdrawn; first run 'tracker withdraw THB/lv/2 --reason TEXT'."
    )
    with set_by(recalled) as manuscripts:
        recalled.does("paper", "letters", "THB/lv/1", "-o", recalled.db.with_name("letters.pdf"))
    assert "the hotline has a new number" in str(manuscripts[0].data)
    recalled.does("withdraw", "THB/lv/2", "--reason", "misprinted", "--date", "2015-01-06")
    assert refusal(recalled, "paper", "letters", "THB/lv/2") == (
        "No place has copies of THB/lv/2, so there are no letters to print."
    )
