import pytest

from tests.adapters import Choice
from tracker.cli.conversation.matching import Ambiguous, fitting, the_one
from tracker.model.entries import next_reference

PLACES = [
    Choice("aloja-sd", "Alojas novada Sociālais dienests"),
    Choice("demene-sd", "Demenes sociālo pakalpojumu centrs"),
    Choice("rezekne", "Rēzeknes Центр социальной помощи"),
    Choice("riga", "Rīgas dome"),
    Choice("riga-cb", "Rīgas Centrālā bibliotēka"),
]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("riga", "riga"),
        ("RĪGAS DOME", "riga"),
        ("rigas centr", "riga-cb"),
        ("cb", "riga-cb"),
        ("rēz", "rezekne"),
        ("ПОМОЩИ", "rezekne"),
        ("alo", "aloja-sd"),
        ("ekne", "rezekne"),
        ("paris", None),
    ],
)
def test_a_part_of_a_code_or_a_name_is_enough(typed: str, meant: str | None) -> None:
    """Whatever its case and its diacritics; what begins a word goes before what is within one."""
    found = the_one(PLACES, typed)
    assert (found and found.code) == meant


def test_what_fits_several_is_not_decided() -> None:
    with pytest.raises(Ambiguous, match="'sd' matches 2 choices"):
        the_one(PLACES, "sd")


def test_what_begins_with_it_stands_first_in_the_list() -> None:
    assert [choice.code for choice in fitting(PLACES, "alo")] == ["aloja-sd", "demene-sd"]


def test_a_language_comes_before_a_fragment_of_a_title() -> None:
    """Cilvēku has an lv in it, and Russia begins with ru."""
    lv, ru = (Choice(f"THB/{language}", "Cilvēku tirdzniecības novēršana") for language in ("lv", "ru"))
    other = Choice("ABC/lv", "Russia and Latvia")
    assert the_one([lv, ru], "lv") == the_one([lv], "cilv") == lv
    assert the_one([ru], "lv") is None
    assert fitting([other, lv, ru], "ru") == [ru]
    assert fitting([other, lv, ru], "cilv lv") == [lv]
    assert fitting([other, lv, ru], "lv") == [other, lv]
    assert the_one([other, lv], "rus") == other


@pytest.mark.parametrize(
    ("last", "following"),
    [("2014-026", "2014-027"), ("A9", "A10"), ("099/x", "100/x"), ("no. 1a", "no. 2a"), ("spring", None)],
)
def test_a_reference_goes_up_by_one(last: str, following: str | None) -> None:
    assert next_reference(last) == following
