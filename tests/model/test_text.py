import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import WrongUsage
from tracker.messages import Message
from tracker.model.text import clean, did_you_mean, is_unsafe, match_key, nearest, plain, required, sort_key

any_text = st.text(st.characters(exclude_categories=()))


def test_text_is_kept_composed_and_without_blanks_around_it() -> None:
    assert clean("  Ri\u0304ga ", Message("name")) == "R\u012bga"
    assert clean(" ", Message("note")) == ""


@pytest.mark.parametrize(
    "character", ["\n", "\t", "\x1b", "\x00", "\x7f", "\x9b", "\u202e", "\u2066", "\u2028", "\ud800"]
)
def test_text_that_could_steer_a_terminal_is_refused_by_name(character: str) -> None:
    with pytest.raises(WrongUsage, match=rf"The title contains the control character U\+{ord(character):04X}"):
        clean(f"a{character}b", Message("title"))
    assert plain(f"a{character}b") == "a\ufffdb"


@given(any_text)
def test_nothing_that_could_steer_a_terminal_is_ever_shown(text: str) -> None:
    shown = plain(text)
    assert len(shown) == len(text)
    assert not any(map(is_unsafe, shown))
    assert plain(shown) == shown


@given(any_text)
def test_what_was_cleaned_is_clean(text: str) -> None:
    if any(map(is_unsafe, text)):
        with pytest.raises(WrongUsage, match="The note contains the control character"):
            clean(text, Message("note"))
    else:
        cleaned = clean(text, Message("note"))
        assert clean(cleaned, Message("note")) == cleaned
        assert plain(cleaned) == cleaned


@pytest.mark.parametrize("text", ["", "  ", "\u00a0"])
def test_a_name_is_not_empty(text: str) -> None:
    with pytest.raises(WrongUsage, match="name is empty"):
        required(text, Message("name"))


def test_names_match_whatever_their_case_and_composition() -> None:
    assert match_key("R\u012aGA") == match_key("ri\u0304ga")


@pytest.mark.parametrize(
    "names",
    [
        ["Ādaži", "Aizkraukle", "Avoti"],
        ["Cēsis", "Cīrava", "Čiekuri", "Dagda"],
        ["Gulbene", "Ģipka", "Haugi"],
        ["Ikšķile", "Īslīce", "Jelgava"],
        ["Kuldīga", "Ķekava", "Liepāja", "Ļaudona", "Madona"],
        ["Nīca", "Ņikrāce", "Ogre"],
        ["Sigulda", "Šķēde", "Talsi"],
        ["Zilupe", "Žanete"],
        ["Елена", "Ёлка", "Жук"],
        ["Иван", "Йод", "Кедр"],
        ["galds", "Gals", "gāls"],
        ["aa", "āa", "ab"],
    ],
)
def test_names_sort_as_in_a_dictionary(names: list[str]) -> None:
    assert sorted(sorted(names), key=sort_key) == names


def test_the_nearest_names_come_first() -> None:
    assert nearest("lodnon", ["dublin", "london", "liepaja"]) == ["london"]
    assert nearest("riga", ["riga-sd", "riga-cb", "jelgava"]) == ["riga-sd", "riga-cb"]
    assert nearest("LIEPĀJA", ["liepāja"]) == ["liepāja"]
    assert nearest("zzz", ["london"]) == []
    assert nearest("", ["london"]) == []


def test_a_suggestion_is_a_question() -> None:
    assert did_you_mean([]) is None
    assert did_you_mean(["a"]) == Message("Did you mean a?")
    assert did_you_mean(["a", "b"]) == Message("Did you mean a or b?")
    assert did_you_mean(["a", "b", "c"]) == Message("Did you mean a, b or c?")
