from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import WrongUsage
from tracker.messages import Message
from tracker.model.text import (
    clean,
    did_you_mean,
    folded,
    is_unsafe,
    match_key,
    name_key,
    nearest,
    plain,
    refuse_unseen,
    required,
    sort_key,
    without_unseen,
)

any_text = st.text(st.characters(exclude_categories=()))


def test_text_is_kept_composed_and_without_blanks_around_it() -> None:
    assert clean("  Ri\u0304ga ", Message("name")) == "R\u012bga"
    assert clean(" ", Message("note")) == ""


@pytest.mark.parametrize(
    "character", ["\n", "\t", "\x1b", "\x00", "\x7f", "\x9b", "\u202e", "\u2066", "\u2028", "\ud800"]
)
def test_text_that_could_steer_a_terminal_is_refused_by_name(character: str) -> None:
    with pytest.raises(WrongUsage, match=rf"The title contains a control character, U\+{ord(character):04X}"):
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
        with pytest.raises(WrongUsage, match="The note contains a control character,"):
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


LATVIAN = "a ā b c č d e ē f g ģ h i y ī j k ķ l ļ m n ņ o ō p q r ŗ s š t u ū v w x z ž"

IN_ORDER = [
    LATVIAN,
    LATVIAN.upper(),
    " ".join(f"r{letter}a" for letter in LATVIAN.split()),
    "а б в г д е ё ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я",
    "Ada Adz Āda Ādz Be Cēsis Cz Čiekuri Dagda",
    "Gulbene Ģipka Haugi Ikšķile Yna Īslīce Jelgava Kuldīga Ķekava Liepāja Ļaudona Madona",
    "Nīca Ņikrāce Ogre Ōgre Rz Ŗa Sigulda Šķēde Talsi Uzava Ūsa Vz Zilupe Žanete",
    "Елена Ёлка Емеля Ёмеля Жук Иван Из Йод Кедр",
    "ca cé ch ez éz fa la łz ma z ża zz ža",
    "riga Riga RIGA rigas rīga Rīga",
    "aizkraukle Āgenskalns žanete Žanete Анна",
]
"""Words in the order of ICU 78's collation `lv`, and of glibc 2.41's locale lv_LV."""


@pytest.mark.parametrize("words", IN_ORDER)
def test_names_sort_as_icu_and_glibc_sort_latvian(words: str) -> None:
    names = words.split()
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


UNSEEN = {
    "a zero-width blank": "\u200b",
    "a joiner": "\u200d",
    "a non-joiner": "\u200c",
    "a soft hyphen": "\u00ad",
    "a byte order mark": "\ufeff",
    "a word joiner": "\u2060",
    "a tag": "\U000e0041",
    "a variation selector": "\ufe0f",
    "Record another": "\U000e0100",
    "a filler": "\u3164",
    "a combining joiner": "\u034f",
    "a note without a head": "\U0001d159",
    "an object that was replaced": "\ufffc",
    "a joiner of hieroglyphs": "\U00013430",
}


@pytest.mark.parametrize("letter", UNSEEN.values(), ids=UNSEEN)
def test_letters_that_cannot_be_seen_make_no_other_name(letter: str) -> None:
    assert match_key(f"Rī{letter}ga{letter}") == match_key("Rīga")
    assert without_unseen(f"{letter}Rī{letter}ga") == "Rīga"
    assert nearest(f"lon{letter}don", ["london"]) == ["london"]
    with pytest.raises(WrongUsage, match=rf"contains the invisible character U\+{ord(letter):04X}"):
        refuse_unseen(f"Rī{letter}ga")


def test_every_letter_that_only_formats_is_unseen_or_known_to_be_seen() -> None:
    formats = {letter for letter in map(chr, range(0x110000)) if category(letter) == "Cf"}
    seen = {letter for letter in formats if without_unseen(letter)}
    numbers = {*range(0x600, 0x606), 0x6DD, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}  # marks around numbers
    assert {ord(letter) for letter in seen if not is_unsafe(letter)} <= numbers


def test_a_blank_is_one_whatever_its_width() -> None:
    assert folded("Big\u00a0hāll\u2009x") == folded("big hall x")


def test_letters_that_are_seen_stay() -> None:
    for text in ("Cilvēku tirdzniecības novēršana", "Предотвращение", "שלום", "a\u0301", "👩", "", " ", "日本"):
        refuse_unseen(text)
        assert without_unseen(text) == text


def test_an_apostrophe_is_the_same_however_it_is_printed() -> None:
    assert {name_key(f"Côte d{apostrophe}Ivoire") for apostrophe in "'’‘ʼ´`"} == {"cote d'ivoire"}
