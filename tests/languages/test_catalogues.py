"""The catalogues have all messages of the program, translated, with the same fields, and nothing else."""

import csv
import re
from pathlib import Path

import pytest

from tests import catalogues
from tests.adapters import docs, speak
from tests.extraction import everything
from tracker.languages import FOLDER, LANGUAGES
from tracker.messages import Plural

by_language = pytest.mark.parametrize("code", catalogues.OTHERS)

RENEW = "run python -m tests.renewing"

COUNTS = 0, 1, 2, 5, 10, 11, 21, 22, 101, 111
FORMS = {"lv": (2, 0, 1, 1, 1, 1, 0, 1, 0, 1), "ru": (2, 0, 1, 2, 2, 2, 0, 1, 0, 2)}
"""The index of a language's form for each of these numbers."""

MANUAL = Path(docs.__file__).parent
WITHOUT_TRANSLATION = {"examples"}
"""Help texts that are the same in all languages."""


def glossary() -> list[dict[str, str]]:
    with (Path(FOLDER) / "glossary.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
@by_language
def test_a_catalogue_has_all_that_is_said_in_order_and_nothing_else(code: str) -> None:
    renewed = catalogues.text_of(code, catalogues.renewed(code))
    assert catalogues.file_of(code).read_text(encoding="utf-8") == renewed, RENEW
    assert "#~" not in renewed
    assert "fuzzy" not in renewed


@by_language
def test_all_of_it_is_translated(code: str) -> None:
    assert catalogues.untranslated(catalogues.kept(code)) == []


@by_language
def test_a_translation_has_the_fields_of_the_original(code: str) -> None:
    assert list(catalogues.faults(code, catalogues.kept(code))) == []


@by_language
def test_every_topic_is_translated(code: str) -> None:
    names = {file.name for file in (MANUAL / "en").iterdir() if file.stem not in WITHOUT_TRANSLATION}
    assert {file.name for file in (MANUAL / code).iterdir()} == names
    assert {f"{name}.md" for name in docs.topics()} == {name for name in names if name.endswith(".md")}


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_topic_fits_every_terminal(code: str) -> None:
    """Only examples are as wide as their commands and answers are."""
    for file in sorted((MANUAL / code).iterdir()):
        lines = docs.for_terminal(file.read_text(encoding="utf-8")).splitlines()
        assert [line for line in lines if len(line) > 80 and not line.startswith("    ")] == [], file
        assert [line for line in lines if line != line.rstrip()] == [], file


@pytest.mark.parametrize(("code", "column"), [("lv", "lv_forms"), ("ru", "ru_forms")])
def test_a_number_decides_the_form_that_the_glossary_has(code: str, column: str) -> None:
    catalogue = catalogues.kept(code)
    counted = [row for row in glossary() if row[column] and catalogue.get(_template(row)) is not None]
    assert {row["term"] for row in counted} >= {"entry", "movement", "request"}
    speak(code)
    for row in counted:
        message = Plural(*_template(row))
        forms = row[column].split("|")
        said = [str(message.given(count=count)) for count in COUNTS]
        assert said == [f"{count} {forms[form]}" for count, form in zip(COUNTS, FORMS[code], strict=True)]


def _template(row: dict[str, str]) -> tuple[str, str]:
    return f"{{count}} {row['term']}", f"{{count}} {row['plural']}"


def test_a_term_of_the_glossary_has_one_translation() -> None:
    rows = glossary()
    assert len({row["term"] for row in rows}) == len(rows)
    assert [row["term"] for row in rows if not (row["lv"] and row["ru"])] == []


@by_language
def test_no_text_has_a_word_that_the_glossary_replaced(code: str) -> None:
    texts = [file.read_text(encoding="utf-8") for file in sorted((MANUAL / code).iterdir())]
    texts += [form for message in catalogues.kept(code) if message.id for form in catalogues.forms(message)]
    old = [(row["term"], row[f"{code}_old"]) for row in glossary() if row[f"{code}_old"]]
    assert len(old) > 5
    found = [(term, text) for term, words in old for text in texts if re.search(words, text, re.IGNORECASE)]
    assert found == []


@pytest.mark.slow
def test_helps_are_among_what_is_said() -> None:
    comments = {said.comment for said in everything()}
    assert {"help of tracker place add", "help of --replaces", "help of --lang"} <= comments
