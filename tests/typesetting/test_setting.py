"""A paper is typeset from a template and its data: text stays text, within limits of time and memory."""

import io
import sys

import pypdf
import pytest

from tracker.errors import Refused
from tracker.typesetting import setting
from tracker.typesetting.setting import Manuscript, lacking_message, require, typeset

DATA = "#let data = json(bytes(sys.inputs.data))\n"
NAMES = [
    '#read("/etc/passwd")',
    "$x^2$",
    "*bold* _slanted_ `raw`",
    "= no heading",
    "\\ // /* \\u{41} <label> @cite",
    "Ķekavas novada Sociālais dienests",
    "Предотвращение торговли людьми",
    "a -- b ... 'c' \"d\"",
]


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def refusal(template: str) -> str:
    with pytest.raises(Refused) as refused:
        typeset(Manuscript(template, {}))
    return str(refused.value)


def test_what_users_wrote_is_printed_as_it_is_and_the_same_again_to_the_byte() -> None:
    manuscript = Manuscript(f"{DATA}#for name in data.names [#name \\ ]", {"names": NAMES}, moment=1_400_000_000)
    done = typeset(manuscript)
    assert text_of(done.pdf).splitlines() == NAMES
    assert done.lacking == ()
    assert typeset(manuscript).pdf == done.pdf
    about = pypdf.PdfReader(io.BytesIO(done.pdf)).metadata
    assert about is not None and str(about["/CreationDate"]) == "D:20140513165320Z"


def test_a_letter_that_the_fonts_lack_is_printed_as_such_and_told() -> None:
    done = typeset(Manuscript(f"{DATA}#data.name", {"name": "Rīga 漢 \u202eagīR שלום 😀"}))
    assert text_of(done.pdf).startswith("Rīga \ufffd \ufffdagīR ")
    assert done.lacking == ("漢", "😀")
    assert str(lacking_message(done.lacking)) == "Missing from the fonts: 漢 (U+6F22), 😀 (U+1F600); printed as �."
    assert str(lacking_message(tuple("漢字仮名交文"))).startswith(
        "6 characters are missing from the fonts (漢 (U+6F22), 字"
    )


def test_a_template_with_an_error_is_refused() -> None:
    assert refusal("#let") == "This paper cannot be typeset: expected pattern."


@pytest.mark.slow
def test_a_template_has_so_much_time_and_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    doubling = '#{ let text = "a"; for _ in range(40) { text = text + text }; text }'
    assert refusal(doubling).startswith("Typesetting the paper takes more than 300 MB of memory; print fewer at once.")
    monkeypatch.setattr(setting, "MOST_SECONDS", 1)
    endless = "#for _ in range(100000) { for _ in range(100000) { } }"
    assert refusal(endless).startswith("Typesetting the paper takes more than 1 seconds")


def test_a_compiler_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting, "MOST_WAITING", 0.01)
    assert refusal("").startswith("Typesetting the paper takes more than 0.01 seconds")


def test_without_the_extra_a_sentence_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("typst", "segno"):
        monkeypatch.setitem(sys.modules, library, None)
        with pytest.raises(Refused) as refused:
            require(library)
        said = f'PDF needs the library {library}, which is not installed: pip install ".[pdf]".'
        assert str(refused.value) == said
