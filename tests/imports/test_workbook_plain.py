"""Plain rows and texts of a workbook are looked at together, to the very same as element by element."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults import bombs
from tests.imports.test_workbooks import write
from tests.properties import few_or_many, over
from tracker.errors import Refused
from tracker.imports import workbook_limits, workbook_skimming
from tracker.imports.workbook_parts import XmlPart
from tracker.imports.workbook_texts import CellTexts
from tracker.imports.workbooks import OdsMerged

LETTERS = ["A", "B", "C", "E", "XFD", "b"]
SOUND = ["", "x", "Rēzekne", "a &amp; b", "&#65;", "1 > 0", "\n", "\r\n", "office:value-type="]
UNSOUND = ["&nothing;", "\ufffe", "]]>", "\x01"]
TEXTS = SOUND * 40 + UNSOUND


def cell(row: str, column: str, kind: str, text: str) -> str:
    return {
        "shared": f'<c r="{column}{row}" t="s"><v>{len(text) % 4}</v></c>',
        "value": f'<c r="{column}{row}" s="3" t="str"><f>{text}</f><v>{text}</v></c>',
        "inline": f'<c r="{column}{row}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>',
        "empty": f'<c r="{column}{row}" s="12"/>',
        "unlike": f"<c t='s' r='{column}{row}'><v>1</v></c>",
        "bare": f"<c><v>{text}</v></c>",
        "another row": f'<c r="{column}9{row}"><v>1</v></c>',
    }[kind]


CELL_KINDS = ["shared", "value", "inline", "empty"] * 5 + ["unlike", "bare", "another row"]


@st.composite
def rows(draw: st.DrawFn) -> str:
    """Rows of an xlsx, most of them plain and in order."""
    made, number = [], draw(st.sampled_from([0, 0, 5, 20, 60]))
    for _ in range(draw(st.integers(0, 6))):
        number += draw(st.sampled_from([1, 1, 1, 1, 2, 0, -1]))
        columns = draw(st.lists(st.sampled_from(LETTERS), max_size=4))
        if draw(st.integers(0, 4)):
            columns = sorted(set(columns), key=lambda letters: (len(letters), letters))
        cells = "".join(
            cell(str(number), column, draw(st.sampled_from(CELL_KINDS)), draw(st.sampled_from(TEXTS)))
            for column in columns
        )
        more = draw(st.sampled_from(["", ' spans="1:5"'] * 6 + [' ht="15" ht="15"', ' a=">"', ' r="2"']))
        made.append(f'<row r="{number}"{more}>{cells}</row>')
    return "".join(made)


@st.composite
def ods_rows(draw: st.DrawFn) -> str:
    """Rows of an ods, most of them plain."""
    kinds = [
        '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>',
        '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>',
        '<table:table-cell table:style-name="ce1" office:value-type="float" office:value="1" calcext:value-type="x">'
        "<text:p>{}</text:p><text:p>x</text:p></table:table-cell>",
        '<table:table-cell office:value-type="string" table:style-name="ce1"/>',
        '<table:table-cell table:style-name="ce1"/>',
        '<table:table-cell table:style-name="a office:value-type="/>',
        "<table:table-cell><text:p>{}</text:p></table:table-cell>",
        '<table:table-cell table:number-columns-repeated="3" office:value-type="string"/>',
        '<table:table-cell table:number-rows-spanned="3" office:value-type="string"><text:s/></table:table-cell>',
        "<table:covered-table-cell/>",
    ]
    attributes = ["", "", "", ' table:style-name="ro1"', ' table:number-rows-repeated="3"', ' table:style-name="&lt;"']
    made = []
    for _ in range(draw(st.integers(0, 6))):
        cells = draw(st.lists(st.sampled_from(kinds), max_size=4))
        filled = "".join(kind.format(draw(st.sampled_from(TEXTS))) for kind in cells)
        made.append(f"<table:table-row{draw(st.sampled_from(attributes))}>{filled}</table:table-row>")
    return "".join(made)


STRINGS = st.lists(
    st.tuples(
        st.sampled_from(["<si><t>{}</t></si>"] * 4 + ["<si><t/></si>", "<si><r><t>{}</t></r></si>"]),
        st.sampled_from(TEXTS),
    )
).map(lambda made: "".join(kind.format(text) for kind, text in made))

AROUND = [
    *["{}"] * 30,
    "<!-- {} -->",
    "<![CDATA[{}]]>",
    "<?p {} ?>",
    '<a b="{}"/>',
    "<a b='>{}'/>",
    "<c>{}</c>",
    "<si>{}</si>",
    "<table:table-row table:number-rows-repeated='3'>{}</table:table-row>",
    "<!-- {}",
    "{}</a>",
    "</x>{}",
]
PIECES = st.lists(st.tuples(st.sampled_from(AROUND), st.one_of(rows(), ods_rows(), STRINGS)), max_size=5)
BEGINNINGS = [
    *["<x>"] * 6,
    '<?xml version="1.0" encoding="UTF-8"?><x>',
    '<?xml version="1.0" encoding="iso-8859-1"?><x>',
    "\ufeff<x>",
    '<table:table table:name="S">',
    "<a>" * 994,
    "",
]


def told(content: bytes, *, size: int, skim: bool, lengths: list[int]) -> Any:
    """What is found out about a part, and whether it is refused; chunks have so many bytes."""
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        for module in ("workbook_parts", "workbook_texts", "workbook_skimming"):
            patch.setattr(f"tracker.imports.{module}.CHUNK", size)
        if not skim:
            patch.setattr(workbook_skimming.Skimmer, "_runs", lambda *_: iter(()))
        file = Path(folder) / "f.ods"
        with zipfile.ZipFile(file, "w") as packed:
            packed.writestr("content.xml", content)
        with zipfile.ZipFile(file) as packed:
            try:
                part = XmlPart(file, packed.getinfo("content.xml")).read(packed)
            except (expat.ExpatError, Refused, LookupError, ValueError) as error:
                return type(error)
        referred = part.references + len(part.numbers)
        extents = part.cells, part.rows, part.width, part.row, part.column, part.repeated, part.repeats, part.spaces
        merged = OdsMerged("S").read(io.BytesIO(content), 0)
        letters = CellTexts(lengths, 10**6).read(io.BytesIO(content))
        longest = max(lengths, default=0)
        assert part.letters + longest * referred >= letters
        return extents, referred, list(part.shared.lengths), merged, letters


@pytest.mark.slow
@pytest.mark.parametrize("parts", few_or_many(150, 10_000))
def test_a_part_is_the_same_whether_plain_elements_are_looked_at_together_or_not(parts: int) -> None:
    @over(parts)
    @given(st.sampled_from(BEGINNINGS), PIECES, st.sampled_from([7, 60, 300, 10**6]), st.lists(st.integers(0, 9)))
    def holds(beginning: str, pieces: list[tuple[str, str]], size: int, lengths: list[int]) -> None:
        ends = "".join(f"</{name}>" for name in reversed(re.findall(r"<([a-z:]+)", beginning)))
        content = (beginning + "".join(around.replace("{}", run) for around, run in pieces) + ends).encode()
        assert told(content, size=size, skim=True, lengths=lengths) == told(
            content, size=size, skim=False, lengths=lengths
        )

    holds()


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_what_a_program_writes_is_plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    parsed: list[bytes] = []
    parse = workbook_skimming.Skimmer._parse

    def noted(skimmer: workbook_skimming.Skimmer, piece: bytes) -> None:
        parsed.append(piece)
        parse(skimmer, piece)

    monkeypatch.setattr(workbook_skimming.Skimmer, "_parse", noted)
    file = tmp_path / f"f{suffix}"
    if suffix == ".ods":
        row = bombs.text_cell("Rēzekne") + '<table:table-cell office:value-type="float" office:value="2"/>'
        file.write_bytes(bombs.ods(f"<table:table-row>{row}</table:table-row>" * 500))
    else:
        write(
            file, {"Dati": [("place", "quantity", "on"), *[(f"Rēzekne {n}", n, date(2015, 3, 1)) for n in range(500)]]}
        )
    workbook_limits.check_unpacked(file)
    assert not any(b"zekne" in piece for piece in parsed)
    assert sum(map(len, parsed)) < 20_000
