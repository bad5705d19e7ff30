import io
import re
from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.adapters import Column, Kind, Table, Value
from tests.render.columns import columns
from tests.render.samples import places, stock
from tests.render.workbooks import cell, cells, sheets, written, xml
from tracker.errors import Refused
from tracker.messages import Message
from tracker.render import workbook

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def test_the_header_is_bold_stays_in_sight_and_filters() -> None:
    sheet = xml(stock())
    assert re.search(r'<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>', sheet)
    assert '<autoFilter ref="A1:J3"/>' in sheet
    assert '<c r="A1" s="1" t="inlineStr"><is><t>item</t></is></c>' in sheet
    assert '<c r="A2" t="inlineStr">' in sheet
    styles = xml(stock(), "xl/styles.xml")
    assert styles.index("<b/>") > styles.index("<fonts")
    assert '<xf numFmtId="0" fontId="1"' in styles


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("2015-03-01", Kind.DATE, date(2015, 3, 1)),
        ("9999-12-31", Kind.DATE, date(9999, 12, 31)),
        ("1900-03-01", Kind.DATE, date(1900, 3, 1)),
        ("1900-02-28", Kind.DATE, "1900-02-28"),
        ("1700-01-01", Kind.DATE, "1700-01-01"),
        ("2015-03-01T14:30:00.000000Z", Kind.DATE, "2015-03-01T14:30:00.000000Z"),
        ("2015-02-29", Kind.DATE, "2015-02-29"),
        ("20150301", Kind.DATE, "20150301"),
        ("2015-W09-7", Kind.DATE, "2015-W09-7"),
        ("2015-03-01", Kind.TEXT, "2015-03-01"),
        ("862.40", Kind.MONEY, 862.4),
        ("-16078.60", Kind.MONEY, -16078.6),
        ("9999999999999.99", Kind.MONEY, 9999999999999.99),
        ("99999999999999.99", Kind.MONEY, "99999999999999.99"),
        ("a lot", Kind.MONEY, "a lot"),
        ("862.40", Kind.TEXT, "862.40"),
        (1200, Kind.NUMBER, 1200),
        (0, Kind.NUMBER, 0),
        (-5, Kind.NUMBER, -5),
        (999_999_999_999_999, Kind.NUMBER, 999_999_999_999_999),
        (10**15, Kind.NUMBER, "1000000000000000"),
        (2**63 - 1, Kind.CODE, "9223372036854775807"),
        ("many", Kind.NUMBER, "many"),
        (17, Kind.CODE, 17),
        ("0017", Kind.CODE, "0017"),
        ("1e5", Kind.CODE, "1e5"),
        (12.55, Kind.DECIMAL, 12.55),
        (float("inf"), Kind.DECIMAL, "inf"),
        (None, Kind.TEXT, ""),
        (None, Kind.NUMBER, ""),
        (None, Kind.DATE, ""),
    ],
)
def test_days_numbers_and_money_are_what_they_are_and_nothing_is_lost(value: Value, kind: Kind, expected: Any) -> None:
    found = cell(value, kind)
    assert found == expected
    assert isinstance(found, str) == isinstance(expected, str)


def test_what_is_absent_is_no_cell_at_all() -> None:
    assert 'r="A2"' not in xml(Table(Message(""), columns("it beside"), [(None, "x")]))


def test_numbers_are_shown_as_people_read_them() -> None:
    kinds = {"day": Kind.DATE, "copies": Kind.NUMBER, "rate": Kind.DECIMAL, "cost": Kind.MONEY, "entry": Kind.CODE}
    table = Table(Message(""), columns(" ".join(kinds), **kinds), [("2015-03-01", 1200, 2.5, "862.40", 17)])
    styles = xml(table, "xl/styles.xml")
    formats = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]*)"', styles)) | {"2": "0.00", "3": "#,##0"}
    of_style = re.findall(r'<xf numFmtId="(\d+)"', styles.partition("<cellXfs")[2])
    used = [of_style[int(style)] for style in re.findall(r'<c r="[A-D]2" s="(\d+)"><v>', xml(table))]
    assert [formats[number] for number in used] == ["yyyy-mm-dd", "#,##0", "0.0", "0.00"]
    assert '<c r="E2"><v>17</v></c>' in xml(table)


awkward = st.text(st.sampled_from("=+-@'\" \t\r\n<>&/r_x0041DBT;\x00\x1b\x85\u2028\ufeff\ufffe\ud800😀ē"))
links = st.sampled_from(["https://evil.example", "mailto:a@b.lv", "internal:Sheet1!A1", "file:///etc/passwd", "{=1+1}"])
texts = st.lists(awkward | links | st.text(), min_size=1, max_size=20)


@pytest.mark.slow
@given(texts)
def test_any_text_comes_back_as_the_same_text(names: list[str]) -> None:
    found = [name for _, name in cells(places(*names))]
    assert found == [NOT_IN_XML.sub("\ufffd", name) for name in names]


TELLING = [
    "=1+1",
    "@SUM(A1)",
    "+371 67105048",
    "{=1+1}",
    "https://evil.example",
    "<r>x</r>",
    '<r></is></c><c r="C9"><f>1+1</f></c><c><is></r>',
    "<r><t>x</t></r>",
    "_x0041_",
    " a\r\nb ",
    "]]>",
    "&amp;",
]


def test_no_text_is_a_formula_a_link_or_part_of_the_file() -> None:
    table = places(*TELLING)
    assert [name for _, name in cells(table)] == TELLING
    with ZipFile(io.BytesIO(written(table))) as parts:
        assert not [name for name in parts.namelist() if name.startswith("xl/worksheets/_rels")]
    sheet = xml(table)
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert len(re.findall("<c ", sheet)) == 2 * (1 + len(TELLING))


def test_a_text_that_would_run_stays_text_when_a_reader_edits_it() -> None:
    """The apostrophe that Excel shows for it is a mark of the cell, not a letter of the text."""
    sheet, styles = (xml(places("=1+1", "Rīga"), f"xl/{name}.xml") for name in ("worksheets/sheet1", "styles"))
    style = re.search(r'<c r="B2" s="(\d+)" t="inlineStr"><is><t>=1\+1</t>', sheet)
    assert style
    assert 'quotePrefix="1"' in re.findall("<xf [^>]*>", styles.partition("<cellXfs")[2])[int(style[1])]
    assert '<c r="B3" t="inlineStr">' in sheet


def test_a_heading_is_text_like_any_other() -> None:
    table = Table(Message(""), (Column("=1+1"), Column("<r>x</r>"), Column("a\x1bb")), [(1, 2, 3)])
    assert sheets(table)["Sheet"][0] == ["=1+1", "<r>x</r>", "a\ufffdb"]


def test_a_text_that_no_cell_can_hold_is_refused() -> None:
    assert cell("x" * 32767) == "x" * 32767
    for long in ("x" * 32768, "😀" * 16384, "ē" * 40000):
        with pytest.raises(Refused, match=r"is longer than the 32,767 .* use a .csv file\."):
            cells(places("Rīga", long))


def test_more_columns_than_a_sheet_can_hold_are_refused() -> None:
    with pytest.raises(Refused, match="at most 16,384 columns"):
        written(Table(Message(""), columns(" ".join(map(str, range(16385)))), []))


@pytest.mark.parametrize(
    ("rows", "expected"), [(3, {"A": 3}), (4, {"A": 3, "A 2": 1}), (7, {"A": 3, "A 2": 3, "A 3": 1})]
)
def test_rows_that_one_sheet_cannot_hold_go_on_on_the_next(
    rows: int, expected: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 3)
    found = sheets(Table(Message("A"), columns("number"), [(number,) for number in range(rows)]))
    assert {name: len(sheet) - 1 for name, sheet in found.items()} == expected
    assert [row[0] for sheet in found.values() for row in sheet[1:]] == list(range(rows))
    assert all(sheet[0] == ["number"] for sheet in found.values())


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Movements", ["Movements", "Movements 2"]),
        (
            "Recipients of THB/lv, as of 2015-03-01",
            ["Recipients of THB-lv, as of 201", "Recipients of THB-lv, as of 2 2"],
        ),
        ("a[b]:c*d?e/f\\g", ["a-b--c-d-e-f-g", "a-b--c-d-e-f-g 2"]),
        ("'quoted'", ["quoted", "quoted 2"]),
        ("😀" * 20, ["😀" * 15, "😀" * 14 + " 2"]),
        ("", ["Sheet", "Sheet 2"]),
        ("a\x1bb\ud800", ["a\ufffdb\ufffd", "a\ufffdb\ufffd 2"]),
    ],
)
def test_a_sheet_is_called_after_the_table_as_far_as_excel_allows(
    title: str, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 1)
    assert list(sheets(Table(Message("{title}", title=title), columns("x"), [(1,), (2,)]))) == expected
    assert NOT_IN_XML.sub("\ufffd", title) in xml(
        Table(Message("{title}", title=title), columns("x"), []), "docProps/core.xml"
    )


@pytest.mark.slow
@given(st.text(max_size=40))
def test_no_title_is_a_reason_to_fail(title: str) -> None:
    assert len(sheets(Table(Message("{title}", title=title), columns("x"), [(1,)]))) == 1
