"""A paper is typeset from a template and its data: text stays text."""

import io
import sys

import pypdf
import pytest

from tracker.errors import Refused
from tracker.typesetting.setting import Manuscript, require, typeset

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
    pdf = typeset(manuscript)
    assert text_of(pdf).splitlines() == NAMES
    assert typeset(manuscript) == pdf
    about = pypdf.PdfReader(io.BytesIO(pdf)).metadata
    assert about is not None and str(about["/CreationDate"]) == "D:20140513165320Z"


def test_a_template_with_an_error_is_refused() -> None:
    assert refusal("#let") == "This paper cannot be typeset: expected pattern."


def test_without_the_extra_a_sentence_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("typst", "segno"):
        monkeypatch.setitem(sys.modules, library, None)
        with pytest.raises(Refused) as refused:
            require(library)
        said = f'PDF needs the library {library}, which is not installed: pip install ".[pdf]".'
        assert str(refused.value) == said
