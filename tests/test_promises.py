"""What the README and the manual promise is proved: each promise names its test, which exists."""

import re
from pathlib import Path

import pytest

from tests.conftest import Clerk

ROOT = Path(__file__).resolve().parent.parent
MANUAL = ROOT / "tracker" / "docs" / "en"
ROW = re.compile(r"^\| (?P<promise>[^|]+) \| (?P<where>README|[\w-]+) \| (?P<tests>`[^|]+) \|$", re.MULTILINE)
PROMISES = ROW.findall((ROOT / "tracker" / "docs" / "proofs.md").read_text(encoding="utf-8"))

STRONG = re.compile(r"\b(never|always|exactly|nothing|nobody|no longer|not even|at most)\b", re.IGNORECASE)
"""Words of a promise."""
NO_PROMISES = (
    "Bring a ledger from another machine as a backup, never",  # advice
    "A grant that paid only for other booklets is left out; one that has paid for nothing yet",  # of a grant
    "when one fails | all read, nobody records",  # of the engines
    "certificates | always",  # advice
    "**Who never got any?**",
    "Totals: a row with",  # of a sheet
)
"""The beginnings of other sentences with such a word."""


def text_of(where: str) -> str:
    """Return a text without its examples."""
    return re.sub(r"```.*?```", "", text_with_examples(where), flags=re.DOTALL)


def text_with_examples(where: str) -> str:
    file = ROOT / "README.md" if where == "README" else MANUAL / f"{where}.md"
    return file.read_text(encoding="utf-8")


def sentences(text: str) -> list[str]:
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n|\n(?=[-*|] |\s*\d+\. )", text))
    return [sentence for part in parts for sentence in re.split(r"(?<=[.:!?])\s+(?=[A-Z`'\"*-])", part)]


@pytest.mark.parametrize(("promise", "where", "tests"), PROMISES, ids=[promise[:40] for promise, *_ in PROMISES])
def test_a_promise_stands_in_the_manual_and_its_tests_exist(promise: str, where: str, tests: str) -> None:
    assert promise in " ".join(text_of(where).split())
    for file, name in re.findall(r"`([\w/]+)::(\w+)`", tests):
        assert f"def {name}(" in (ROOT / "tests" / f"{file}.py").read_text(encoding="utf-8"), name


def test_every_sentence_that_promises_has_a_test() -> None:
    listed = [promise for promise, *_ in PROMISES]
    for where in ("README", *(file.stem for file in MANUAL.glob("*.md"))):
        for sentence in filter(STRONG.search, sentences(text_of(where))):
            known = any(promise in sentence or sentence in promise for promise in listed)
            assert known or any(start in sentence for start in NO_PROMISES), (where, sentence)


def test_settings_never_change_a_figure(arrived: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = ["stock --by place", "shipments", "report distribution", "report evidence", "report runout"]
    figures = [arrived.does(*question.split(), "-f", "csv").out for question in questions]
    settings = text_with_examples("settings").partition("```toml\n")[2].partition("```")[0]
    arrived.db.with_name("tracker.toml").write_text(re.sub("^(db|pager) = .*\n", "", settings, flags=re.M), "utf-8")
    assert [arrived.does(*question.split(), "-f", "csv").out for question in questions] == figures


def test_a_profile_has_the_options_of_every_sheet_and_none_of_this_one(stocked: Clerk) -> None:
    sheet, profile = stocked.db.with_name("sheet.csv"), stocked.db.with_name("riga.toml")
    sheet.write_text("Vieta,item,quantity\nlondon,THB/lv,5\n", encoding="utf-8")
    words = ["import", "shipments", sheet, "--date", "2015-02-01", "--source", "s", "--add", "--dry-run"]
    stocked.does(*words, "--rejects", "no.csv", "--map", "Vieta=place", "--save-profile", profile)
    assert profile.read_text(encoding="utf-8") == 'table = "shipments"\nmap = ["Vieta=place"]\n'
