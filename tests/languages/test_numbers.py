"""Nouns and participles agree with the number of copies, in three languages."""

import re
from collections.abc import Iterator

import pytest

from tests import catalogues
from tests.adapters import speak
from tests.conftest import Clerk
from tests.languages.test_catalogues import COUNTS, FORMS
from tests.properties import quick_first
from tracker.messages import Plural

NOUNS = {"en": r"\bcop(?:y|ies)\b", "lv": r"\beksemplār\w*", "ru": r"\bэкземпляр\w*"}
ALLOWED: dict[str, dict[int, set[str]]] = {
    "en": {True: {"copy"}, False: {"copies"}},
    "lv": {
        0: {"eksemplārs", "eksemplāra", "eksemplāru"},
        1: {"eksemplāri", "eksemplāru", "eksemplārus"},
        2: {"eksemplāru"},
    },
    "ru": {0: {"экземпляр", "экземпляра"}, 1: {"экземпляра", "экземпляров"}, 2: {"экземпляров"}},
}
"""The noun after a number, by the form that the number takes: in Latvian and Russian also what is missing of it."""

OTHER_NUMBER = {
    ("lv", 0): r"\b\w+(?:īti|oti|iesti|emti|ēti)\b|\bbrīvi\b",
    ("lv", 1): r"\b(?!ieraksts)\w+(?:īts|ots|iests|emts|ēts)\b|\bbrīvs\b",
    ("ru", 0): r"\b\w+(?:ено|ано|ято|ены|аны|яты)\b|\b(?<!нельзя )был[ои] бы\b",
    ("ru", 1): r"\b\w+(?:ен|ан|ят)\b|\bбыл бы\b",
    ("ru", 2): r"\b\w+(?:ен|ан|ят)\b|\bбыл бы\b",
}
"""Participles and adjectives of another number, next to a noun of that form."""

A_NUMBER_OF_COPIES = {
    "en": r"(?<!of )\{\w+\} (?:\{\w+\} )?cop(?:y|ies)\b",
    "lv": r"\{(?:copies|count|counted|quantity|open|most|keep|low|high|printed)\} (?:\w+ )?(?:\{\w+\} )?eksemplār",
    "ru": r"\{(?:copies|count|counted|quantity|open|most|keep|low|high|printed)\} (?:\w+ )?(?:\{\w+\} )?экземпляр",
}
"""A field with a number before its noun: `of {quantity} copies` is right for each number."""


def counted_copies() -> Iterator[tuple[str, str]]:
    """Yield the messages with a number of copies, in their two English forms."""
    for message in catalogues.kept("lv"):
        if not isinstance(message.id, str) and re.search(r"\{count\} copies\b", message.id[1]):
            yield message.id[0], message.id[1]


@pytest.mark.parametrize("code", ["en", *catalogues.OTHERS])
def test_a_number_of_copies_has_its_noun_and_its_participle(code: str) -> None:
    speak(code)
    messages = list(counted_copies())
    assert len(messages) > 30
    for singular, plural in messages:
        fields = dict.fromkeys(re.findall(r"\{(\w+)", plural), "…")
        for at, count in enumerate(COUNTS):
            said = str(Plural(singular, plural, **fields | {"count": count}))
            form = count == 1 if code == "en" else FORMS[code][at]
            for clause in re.split(r"[;:,()]| bet | а ", said):
                nouns = re.search(rf"\b{count}\b.*?({NOUNS[code]})", clause)
                assert nouns is None or nouns[1] in ALLOWED[code][form], said
                assert nouns is None or not re.search(OTHER_NUMBER.get((code, form), "$^"), clause), said


@pytest.mark.parametrize("code", ["en", *catalogues.OTHERS])
def test_a_noun_after_a_number_of_copies_has_forms(code: str) -> None:
    """What is said in one form for all numbers puts the number behind a colon, or has no noun."""
    source = catalogues.kept("lv" if code == "en" else code)
    texts = [message.id if code == "en" else message.string for message in source if isinstance(message.id, str)]
    assert [text for text in texts if re.search(A_NUMBER_OF_COPIES[code], str(text))] == []


SHORT = {
    "en": ("for request 1.", "for requests 1 and 2.", "for requests 1, 2"),
    "lv": ("pieprasījumam 1 trūkst", "pieprasījumiem 1 un 2 trūkst", "pieprasījumiem 1, 2"),
    "ru": ("для заявки 1.", "для заявок 1 и 2.", "для заявок 1, 2"),
}


@pytest.mark.parametrize("code", quick_first(["lv", "en", "ru"], 1))
def test_requests_that_are_short_of_copies_are_one_or_several(code: str, clerk: Clerk) -> None:
    clerk.does("print", "THB/ru", 30)
    for requests, said in zip((1, 2, 21), SHORT[code], strict=True):
        while len(clerk.reads("request", "list")) < requests:
            clerk.does("request", "add", "london", "THB/ru=30")
        told = clerk.does("--lang", code, "ship", "dublin", "THB/ru=1", "--dry-run").out
        assert said in told


@pytest.mark.parametrize("code", ["en", *catalogues.OTHERS])
def test_a_shortage_of_one_copy_names_its_entry_without_a_pronoun(code: str, clerk: Clerk) -> None:
    clerk.does("print", "THB/ru", 30, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/ru=30", "--date", "2015-01-03")
    refused = clerk("--lang", code, "print", "THB/ru", 29, "--date", "2015-01-01", "--replaces", 1).err
    assert {
        "en": "Entry 2 of that day uses these copies",
        "lv": "Šie eksemplāri izlietoti",
        "ru": "Эти экземпляры учтены",
    }[code] in refused
