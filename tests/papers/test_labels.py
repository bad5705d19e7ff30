"""Address labels, each in its place on the sheet."""

from pathlib import Path

import pypdf
import pytest

from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once
from tests.papers.paper import printed

MM = 72 / 25.4


@made_once
def addressed(clerk: Clerk) -> Clerk:
    """A clerk who sent a parcel each to London and to a discreet place, as entries 2 and 3."""
    clerk.does("place", "edit", "london", "--address", "45 Nottingham Place", "--city", "London")
    clerk.does("place", "add", "shelter", "Safe house", "--kind", "ngo", "--discreet")
    clerk.does("place", "edit", "shelter", "--address", "Box 7", "--contact", "Anna Ozola", "--city", "Rīga")
    clerk.does("place", "edit", "shelter", "--postcode", "LV-1050")
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=10", "--date", "2015-03-01")
    clerk.does("ship", "shelter", "THB/lv=10", "--date", "2015-03-02")
    return clerk


def where(file: Path, text: str) -> tuple[int, int]:
    """Return how far from the left and the top of its page a text begins, in whole millimetres."""
    found: list[tuple[float, float]] = []
    for page in pypdf.PdfReader(file).pages:
        height = float(page.mediabox.height)

        def visit(part: str, cm: list[float], tm: list[float], *_font: object, height: float = height) -> None:
            if part.strip().startswith(text):
                x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                found.append((x / MM, (height - y) / MM))

        page.extract_text(visitor_text=visit)
    ((left, top),) = found
    return round(left), round(top)


def test_a_label_has_the_address_and_the_short_code_of_its_parcel(addressed: Clerk) -> None:
    assert printed(addressed, "labels", 2) == ["Embassy in London\n45 Nottingham Place\nLondon\nUnited Kingdom\n2-K"]
    (page,) = printed(addressed, "labels", "2..3", "--language", "lv")
    assert "Apvienotā Karaliste" in page
    assert printed(addressed, "labels", "--kind", "embassy", "--country", "IE") == ["Embassy in Dublin\nIreland"]


@pytest.mark.slow
def test_a_word_that_is_longer_than_a_label_is_broken_and_what_does_not_fit_is_refused(addressed: Clerk) -> None:
    addressed.does("place", "edit", "london", "--name", "x" * 120)
    lines = printed(addressed, "labels", 2)[0].splitlines()
    assert [line.count("x") for line in lines[:3]] == [41, 41, 38]
    addressed.does("place", "edit", "london", "--name", "x" * 2000)
    assert refusal(addressed, "paper", "labels", 2, "--sheet", "L7160") == (
        "The address of london does not fit on a L7160 label; shorten it with 'tracker place edit london'."
    )


@pytest.mark.slow
def test_a_discreet_place_is_addressed_without_its_name(addressed: Clerk) -> None:
    assert printed(addressed, "labels", "--date", "2015-03-02") == ["Anna Ozola\nBox 7\nRīga, LV-1050\n3-C"]
    addressed.does("place", "edit", "shelter", "--address", "")
    assert printed(addressed, "labels", "--place", "shelter") == ["Anna Ozola\nRīga, LV-1050"]


def test_a_discreet_place_without_contact_and_street_has_no_label(addressed: Clerk) -> None:
    addressed.does("place", "edit", "shelter", "--address", "", "--contact", "")
    for words in (("--kind", "ngo"), (3,)):
        said = refusal(addressed, "paper", "labels", *words)
        assert (
            "Labels do not show the names of discreet places, and shelter has no contact or street; "
            "run 'tracker place edit shelter --address STREET'."
        ) in said


@pytest.mark.parametrize(("sheet", "skip", "left", "row"), [("L7163", 3, 106, 1), ("L7160", 5, 139, 1)])
@pytest.mark.slow
def test_labels_lie_where_those_of_the_sheet_do(addressed: Clerk, sheet: str, skip: int, left: int, row: int) -> None:
    """Dublin's comes first; of the fourth label of two columns, or the sixth of three, nothing is used before it."""
    words = ("--place", "dublin", "--sheet", sheet, "--skip", skip)
    assert printed(addressed, "labels", *words) == ["Embassy in Dublin\nIreland"]
    at = where(addressed.db.with_name("paper.pdf"), "Embassy in Dublin")
    assert at[0] - left == 4
    assert 15 + 38.1 * row < at[1] < 15 + 38.1 * (row + 1)


def test_what_cannot_be_addressed_is_refused(addressed: Clerk) -> None:
    said = refusal(addressed, "paper", "labels", "--kind", "embassy", "--sheet", "L7160", "--skip", 21, code=2)
    assert said == "A L7160 sheet has only 21 labels; skip fewer than 21."
    said = refusal(addressed, "paper", "labels", "--kind", "embassy", "--skip", -1, code=2)
    assert said == "'-1' is not a whole number; enter a number such as 0 or 7."
    assert refusal(addressed, "paper", "labels", "--kind", "police") == (
        "No open place matches, so there are no labels to print."
    )
    assert refusal(addressed, "paper", "labels", 2, "--kind", "embassy", code=2).startswith("Specify shipments,")
    assert "Did you mean london" in refusal(addressed, "paper", "labels", "--place", "lodnon")


@pytest.mark.slow
def test_a_new_sheet_begins_when_one_is_full(addressed: Clerk, tmp_path: Path) -> None:
    rows = "".join(f"p{n},Place {n} of many,library,LV\n" for n in range(1, 31))
    (tmp_path / "places.csv").write_text(f"code,name,kind,country\n{rows}", encoding="utf-8")
    addressed.does("import", "places", tmp_path / "places.csv")
    pages = printed(addressed, "labels", "--kind", "library", "--skip", 3)
    assert [page.count("Place ") for page in pages] == [11, 14, 5]


@pytest.mark.slow
def test_the_town_is_told_unless_the_address_has_it(addressed: Clerk) -> None:
    for number, (address, city) in enumerate(
        [
            ("Rīgas iela 4, Alojas nov., LV-4064", "Aloja"),
            ("Riga street 5", "Riga"),
            ("45 Nottingham Place, London W1U 5LY", "London"),
            ("Rātslaukums 1, LV-1050 rīga", "Rīga"),
            ("Roja 4, LV-3264", "Roja"),
        ]
    ):
        addressed.does("place", "add", f"s{number}", "S", "--kind", "school", "--address", address, "--city", city)
    (sheet,) = printed(addressed, "labels", "--kind", "school")
    assert sheet.split("\n") == [
        *("S", "Rīgas iela 4, Alojas nov., LV-4064", "Aloja"),
        *("S", "Riga street 5", "Riga"),
        *("S", "45 Nottingham Place, London W1U 5LY"),
        *("S", "Rātslaukums 1, LV-1050 rīga"),
        *("S", "Roja 4, LV-3264"),
    ]
