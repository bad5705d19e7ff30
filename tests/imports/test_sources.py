"""Reading delimited text, as people and programs write it, into rows of named cells."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.adapters import Mapped, Options, Sheet, parse_mapping, read_sheet, rearm, require, without_unseen
from tracker.errors import Refused, TrackerError, WrongUsage

KNOWN = ("date", "place", "item", "quantity", "received_on", "kind")

Read = Callable[..., Sheet]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """A function that writes a file and reads it."""

    def write_and_read(
        content: str | bytes, *, name: str = "f.csv", maps: tuple[str, ...] = (), **options: Any
    ) -> Sheet:
        data = content if isinstance(content, bytes) else content.encode("utf-8")
        (tmp_path / name).write_bytes(data)
        mapping = [parse_mapping(text) for text in maps]
        return read_sheet(tmp_path / name, KNOWN, ignored=("reason",), mapping=mapping, options=Options(**options))

    return write_and_read


def cells(sheet: Sheet) -> list[dict[str, str]]:
    return [row.cells for row in sheet.rows]


def faults(sheet: Sheet) -> list[tuple[int, str]]:
    return [(fault.line, str(fault.message)) for fault, _ in sheet.faults]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_the_delimiter_is_detected_from_the_header(read: Read, delimiter: str, end: str, bom: bytes) -> None:
    text = end.join([delimiter.join(["place", "quantity"]), delimiter.join(["rēzekne", "200"]), ""])
    assert cells(read(bom + text.encode())) == [{"place": "rēzekne", "quantity": "200"}]


def test_the_delimiter_that_gives_known_names_is_preferred(read: Read) -> None:
    sheet = read('place;"a, b, c, d";quantity\nriga;x;1\n')
    assert list(sheet.columns) == ["place", "quantity"]
    assert cells(read("city, town, or parish;quantity\nRīga;1\n")) == [{"quantity": "1"}]
    assert cells(read("Vieta;Skaits, gab., kopā\nriga;1\n", maps=("Vieta=place",))) == [{"place": "riga"}]


def test_a_given_delimiter_is_used(read: Read) -> None:
    assert cells(read("place|quantity\nriga|1\n", delimiter="|")) == [{"place": "riga", "quantity": "1"}]
    assert cells(read("place\tquantity\nriga\t1\n", delimiter="tab")) == [{"place": "riga", "quantity": "1"}]
    assert cells(read("place\tquantity\nriga\t1\n", delimiter="\\t")) == [{"place": "riga", "quantity": "1"}]
    assert cells(read("place\nriga, Latvia\n", name="f.tsv")) == [{"place": "riga, Latvia"}]
    for invalid in ("::", '"', "\n"):
        with pytest.raises(WrongUsage, match="delimiter"):
            read("place\n", delimiter=invalid)


def test_headers_match_whatever_their_case_and_spacing(read: Read) -> None:
    sheet = read(" Received On ,PLACE,Received,item-\n1,2,3,4\n")
    assert cells(sheet) == [{"received_on": "1", "place": "2"}]
    assert sheet.columns == {"received_on": "Received On", "place": "PLACE"}
    assert sheet.unknown == ("Received", "item-")
    assert cells(read("received-on\n1\n")) == [{"received_on": "1"}]


def test_a_reason_from_an_earlier_import_is_ignored(read: Read) -> None:
    assert read("place,reason\nriga,unknown place\n").unknown == ()


def test_their_columns_are_mapped_to_ours(read: Read) -> None:
    sheet = read("Saņēmējs,Skaits=gab\nriga,1\n", maps=("saņēmējs=place", "Skaits=gab=quantity"))
    assert cells(sheet) == [{"place": "riga", "quantity": "1"}]
    assert sheet.columns == {"place": "Saņēmējs", "quantity": "Skaits=gab"}


def test_a_mapped_column_is_not_matched_by_its_own_name(read: Read) -> None:
    sheet = read("place,item\nTHB/lv,riga\n", maps=("place=item", "item=place"))
    assert cells(sheet) == [{"item": "THB/lv", "place": "riga"}]


def test_a_text_in_single_quotes_is_given_to_every_row(read: Read) -> None:
    sheet = read("place\nriga\ncēsis\n", maps=("'embassy'=kind", "'embassy'=item"))
    assert cells(sheet) == [{"place": place, "kind": "embassy", "item": "embassy"} for place in ("riga", "cēsis")]
    assert sheet.columns["kind"] == "'embassy'"


@pytest.mark.parametrize(
    ("maps", "sentence"),
    [
        (("Recipent=place",), "no column 'Recipent'. Did you mean Recipient?"),
        (("x=place",), "Its columns are Recipient, Qty, QTY, quantity."),
        (("qty=place",), "more than one column 'qty': 'Qty' .column 2. and 'QTY' .column 3."),
        (("Qty=quantity",), "two columns for quantity: 'Qty' .column 2. and 'quantity' .column 4."),
        (("Qty=place", "Recipient=place"), "two columns for place: 'Qty' .column 2. and 'Recipient' .column 1."),
        (("'1'=quantity",), "two columns for quantity: '1' and 'quantity' .column 4."),
    ],
)
def test_a_mapping_that_does_not_match_the_file_is_refused(read: Read, maps: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read("Recipient,Qty,QTY,quantity\nriga,1,2,3\n", maps=maps)


def test_a_mapping_to_an_unknown_column_is_wrong_usage(read: Read) -> None:
    with pytest.raises(WrongUsage, match=r"no column 'plase'. Did you mean place\?"):
        read("x\n1\n", maps=("x=plase",))


def test_a_mapping_is_split_at_the_last_equals_sign() -> None:
    assert parse_mapping("a=b = place") == Mapped("a=b", "place")
    assert parse_mapping("' x '=kind").constant == "x"
    assert parse_mapping("x=") == Mapped("x", "")
    for invalid in ("place", "=place", "'x'=", " = "):
        with pytest.raises(WrongUsage, match="is not a mapping"):
            parse_mapping(invalid)


def test_two_columns_with_the_same_known_name_are_refused(read: Read) -> None:
    with pytest.raises(Refused, match="two columns for place"):
        read("place,Place\n1,2\n")
    assert read("x,x,place\n1,2,3\n").unknown == ("x", "x")


def test_a_missing_column_is_refused_with_how_to_map_it(read: Read) -> None:
    sheet = read("Vieta,,Skaits,\nriga,,1,\n")
    with pytest.raises(Refused) as refused:
        require(sheet, ("place", "quantity"))
    assert str(refused.value).endswith(
        "f.csv has no column for place and quantity; its columns are Vieta, column 2, Skaits. "
        'Map each with --map "Their column=place".'
    )
    require(read("place\nriga\n"), ("place",))


def test_a_column_without_a_name_is_named_by_its_number(read: Read) -> None:
    sheet = read("place,,quantity\nriga,x,1\n", maps=("column 2=item",))
    assert cells(sheet) == [{"place": "riga", "item": "x", "quantity": "1"}]
    assert read("place,,quantity\nriga,x,1\n").unknown == ("column 2",)


def test_columns_without_a_name_are_not_used_and_said_when_something_is_there(read: Read) -> None:
    sheet = read("place,,quantity,,\nriga,,1,,\ncēsis,,2\nogre,,3, ,x\n")
    assert [row.cells["place"] for row in sheet.rows] == ["riga", "cēsis", "ogre"]
    assert (sheet.unknown, faults(sheet)) == (("column 5",), [])
    assert read("place,,quantity,\nriga,x,1,\n").unknown == ("column 2",)
    assert faults(read("place,,quantity,\nriga,x,1,,\nogre\n")) == [
        (2, "5 fields where the header has 4; a value that contains the delimiter must be quoted."),
        (3, "1 field where the header has 4; every row needs as many, including empty ones."),
    ]


def test_a_column_without_a_name_may_be_mapped_by_its_number(read: Read) -> None:
    sheet = read("place,,\nriga,,1\nogre,\n", maps=("column 3=quantity",))
    assert cells(sheet) == [{"place": "riga", "quantity": "1"}]
    assert [line for line, _ in faults(sheet)] == [3]


def test_blank_lines_and_rows_are_skipped(read: Read) -> None:
    sheet = read("\n \n,,\nplace,quantity\n\nriga,1\n , \u00a0\n\ncēsis,2\n\n")
    assert [(row.line, row.cells["place"]) for row in sheet.rows] == [(6, "riga"), (9, "cēsis")]


def test_a_row_begins_on_the_line_an_editor_shows(read: Read) -> None:
    sheet = read('place,item\r\n"a\r\nb","c\rd"\r\nx,y\r\n"e\n\n\nf",g\r\nz,\r\n')
    assert [(row.line, row.cells["place"]) for row in sheet.rows] == [
        (2, "a\r\nb"),
        (5, "x"),
        (6, "e\n\n\nf"),
        (10, "z"),
    ]


def test_surrounding_whitespace_and_the_quote_of_a_formula_are_removed(read: Read) -> None:
    sheet = read("place,item\n\u00a0 riga \u2009,'=1+1\n'tis,\"' =x\"\n")
    assert cells(sheet) == [{"place": "riga", "item": "=1+1"}, {"place": "'tis", "item": " =x"}]
    assert sheet.rows[0].original == ("\u00a0 riga \u2009", "'=1+1")


def test_a_row_with_another_number_of_fields_is_a_fault(read: Read) -> None:
    sheet = read("place,item,quantity\nGaujas iela 27B, Ādaži,LV-2164,1\nriga,2\nriga\ncēsis,THB/lv,1\n")
    assert faults(sheet) == [
        (2, "4 fields where the header has 3; a value that contains the delimiter must be quoted."),
        (3, "2 fields where the header has 3; every row needs as many, including empty ones."),
        (4, "1 field where the header has 3; every row needs as many, including empty ones."),
    ]
    assert sheet.faults[0].original == ("Gaujas iela 27B", " Ādaži", "LV-2164", "1")
    assert [row.line for row in sheet.rows] == [5]


def test_an_extra_comma_is_a_fault_even_at_the_end(read: Read) -> None:
    """riga,1,200 with a comma for thousands would be one copy, and 200 in the note."""
    assert faults(read("place,quantity,item\nriga,1,200,\n"))[0][0] == 2


def test_a_quote_that_is_never_closed_is_a_fault_of_its_line(read: Read) -> None:
    sheet = read('place,item\nriga,1\ncēsis,"2\nogre,3\n')
    assert faults(sheet) == [(3, "It opens a quote that is never closed. The row was read up to line 4.")]
    assert sheet.faults[0].original == ('cēsis,"2\nogre,3',)
    assert [row.line for row in sheet.rows] == [2]


def test_a_quote_within_a_value_is_a_fault_and_reading_goes_on_after_it(read: Read) -> None:
    sheet = read('place,item\n"Sandra "S" Lapa",1\n"a\nb"c,2\nogre,3\n')
    assert [line for line, _ in faults(sheet)] == [2, 3]
    assert "each quote in it doubled" in faults(sheet)[0][1]
    assert "up to line 4" in faults(sheet)[1][1]
    assert [row.line for row in sheet.rows] == [5]


def test_a_value_that_is_too_long_is_a_fault(read: Read) -> None:
    sheet = read(f"place\n{'x' * 131_073}\nriga\n")
    assert faults(sheet) == [(2, "It has a value longer than 131072 characters; is a closing quote missing?")]
    assert [row.line for row in sheet.rows] == [3]


def test_a_nul_character_is_a_fault(read: Read) -> None:
    sheet = read("place,item\nri\0ga,1\ncēsis,2\n")
    assert faults(sheet) == [
        (2, "It contains a NUL character; if the file is UTF-16, use --encoding utf-16-le or utf-16-be.")
    ]
    assert [row.line for row in sheet.rows] == [3]


def test_a_header_alone_is_a_table_without_rows(read: Read) -> None:
    assert list(read("place,quantity").rows) == []


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", " ,,\n\t\n"])
def test_an_empty_file_is_refused(read: Read, content: str) -> None:
    with pytest.raises(Refused, match="is empty"):
        read(content)


def test_a_header_with_a_malformed_quote_is_refused(read: Read) -> None:
    with pytest.raises(Refused, match=r"header of .*line 2.* quote"):
        read('\n"pla"ce,item\n1,2\n')
    with pytest.raises(Refused, match="never closed"):
        read('"place,item\n1,2\n')


def test_a_header_may_span_lines(read: Read) -> None:
    sheet = read('place;"a,\nb,\nc"\nriga;1\n')
    assert sheet.unknown == ("a,\nb,\nc",)
    assert [row.line for row in sheet.rows] == [4]


@pytest.mark.parametrize(
    ("text", "encoding", "problem"),
    [
        (
            "place,kind\nriga,1\nLiepāja,Sociālais dienests\n",
            "cp1257",
            "(line 3, byte 0xE2): try --encoding cp1257, which reads 'Liepāja', "
            "or cp1251 ('Liepвja') or cp1252 ('Liepâja').",
        ),
        (
            "place\nParis – François\n",
            "cp1252",
            "(line 2, byte 0x96): try --encoding cp1257, which reads 'Franēois', "
            "or cp1251 ('Franзois') or cp1252 ('François').",
        ),
        ("place\nРига\nЊегош\n", "cp1251", "(line 2, byte 0xD0): try --encoding cp1251, which reads 'Рига', "),
        ("place\n10 €\n", "cp1257", "(line 2, byte 0x80): try --encoding cp1257, which reads '€', or cp1251 ('Ђ') or "),
    ],
)
def test_a_file_that_is_not_utf_8_is_refused_with_the_encodings_that_could_read_it(
    read: Read, text: str, encoding: str, problem: str
) -> None:
    with pytest.raises(Refused, match=re.escape(f"f.csv is not UTF-8 {problem}")):
        read(text.encode(encoding))


def test_a_file_that_no_candidate_can_read_is_refused(read: Read) -> None:
    with pytest.raises(Refused, match=r"not UTF-8 .line 2, byte 0x98.: name its encoding with --encoding\."):
        read(b"place\n\x98\x81\n")


@pytest.mark.parametrize(
    ("encoding", "advice"),
    [
        ("utf-16", "is not UTF-8 but UTF-16: use --encoding utf-16."),
        ("utf-16-le", "use --encoding utf-16-le or utf-16-be."),
        ("utf-16-be", "use --encoding utf-16-le or utf-16-be."),
    ],
)
def test_utf_16_is_refused_with_the_encoding_to_use(read: Read, encoding: str, advice: str) -> None:
    for place in ("Rēzekne", "Orléans"):
        with pytest.raises(Refused, match=re.escape(advice)):
            read(f"place\n{place}\n".encode(encoding))


@pytest.mark.parametrize("encoding", ["cp1257", "windows-1257", "utf-16", "utf-16-le", "utf-16-be", "UTF-8", "utf8"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_a_given_encoding_is_used(read: Read, encoding: str, bom: str) -> None:
    bom = bom if encoding.casefold().startswith("utf") else ""
    sheet = read(f"{bom}place;quantity\nRēzekne;1\n".encode(encoding), encoding=encoding)
    assert cells(sheet) == [{"place": "Rēzekne", "quantity": "1"}]


def test_a_file_that_is_not_in_the_given_encoding_is_refused(read: Read) -> None:
    with pytest.raises(Refused, match=r"not ascii .line 2, byte 0xE7.: try --encoding cp1257, which reads 'Rēzekne'"):
        read("place\nRēzekne\n".encode("cp1257"), encoding="ascii")
    with pytest.raises(Refused, match="not cp1252"):
        read(b"place\nx\x81\n", encoding="cp1252")
    with pytest.raises(Refused, match="not undefined"):
        read(b"place\n", encoding="undefined")


def test_the_byte_order_mark_does_not_shift_the_position_of_an_invalid_byte(read: Read) -> None:
    with pytest.raises(Refused, match=r"line 2, byte 0xE7.*'Rēzekne'"):
        read(b"\xef\xbb\xbfplace\nR\xe7zekne\n")


@pytest.mark.parametrize(("name", "close"), [("cp1275", "cp1257"), ("base64", ""), ("no\0ne", ""), ("utf-9", "utf-8")])
def test_an_unknown_encoding_is_wrong_usage(read: Read, name: str, close: str) -> None:
    with pytest.raises(WrongUsage, match=f"is not an encoding.*{close}"):
        read("place\n", encoding=name)


def test_a_workbook_named_as_text_is_refused(read: Read) -> None:
    with pytest.raises(Refused, match="looks like a workbook"):
        read(b"PK\x03\x04rest")


def test_the_sheet_option_applies_to_workbooks_only(read: Read) -> None:
    with pytest.raises(WrongUsage, match="--sheet applies to workbooks"):
        read("place\n", sheets=("Dati",))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    for path, reason in (
        (tmp_path / "x.csv", "no such file"),
        (tmp_path, "folder"),
        (Path("a\0b"), "not a valid file name"),
    ):
        with pytest.raises(Refused, match=reason):
            read_sheet(path, KNOWN)


def test_standard_input_is_read_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"place\nriga\n")))
    sheet = read_sheet(Path("-"), KNOWN)
    assert (str(sheet.file), cells(sheet)) == ("standard input", [{"place": "riga"}])


@pytest.mark.parametrize(
    ("limit", "most", "sentence"),
    [
        ("_MOST_ROWS", 2, "f.csv has more than 2 rows; split it and import the parts one by one"),
        ("_MOST_CELLS", 3, "f.csv has more than 1 rows; split it"),
        (
            "_MOST_FAULTS",
            1,
            "f.csv has so many rows that do not match its header, 1 up to line 3, that it is not a table",
        ),
        ("_MOST_UNREADABLE", 3, "f.csv has so many rows that do not match its header, 1 up to line 3, that it is not"),
        ("_MOST_BYTES", 30, "f.csv is larger than 0 MB; split it"),
    ],
)
def test_a_file_that_exceeds_a_limit_is_refused(
    read: Read, monkeypatch: pytest.MonkeyPatch, limit: str, most: int, sentence: str
) -> None:
    rows = "place,item\nriga,THB/lv\nogre\ncesis,THB/lv\n"
    assert len(read(rows).rows) == 2
    monkeypatch.setattr(f"tracker.imports.sources.{limit}", most)
    with pytest.raises(Refused, match=sentence):
        read(rows)


def test_input_from_a_pipe_is_never_truncated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.imports.sources._MOST_BYTES", 10)
    for data, fits in ((b"place\nriga", True), (b"place\nriga\n", False), ("place\nrīga".encode(), False)):
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))
        if fits:
            assert len(read_sheet(Path("-"), KNOWN).rows) == 1
        else:
            with pytest.raises(Refused, match="standard input is larger than"):
                read_sheet(Path("-"), KNOWN)


def test_a_row_that_does_not_end_is_one_fault_and_the_next_rows_are_read(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.imports.delimited.LONGEST_RECORD", 20)
    sheet = read('place,item\nriga,"a\n","b\n","c\n","d\n","e"\nogre,THB/lv\n')
    assert "longer than 20 characters" in str(sheet.faults[0].fault.message)
    assert cells(sheet)[-1] == {"place": "ogre", "item": "THB/lv"}


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@given(
    table=st.lists(st.lists(texts, min_size=3, max_size=3), max_size=8),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    bom=st.sampled_from(["", "\ufeff"]),
)
@settings(deadline=None)
def test_any_table_that_python_writes_is_read_back_as_it_is_seen(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]], delimiter: str, end: str, bom: str
) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([["place", "item", "kind"], *table])
    file = tmp_path_factory.mktemp("any") / "t.csv"
    file.write_bytes((bom + stream.getvalue()).encode("utf-8"))
    sheet = read_sheet(file, KNOWN)
    seen = [list(map(without_unseen, row)) for row in table]
    full = [row for row in seen if "".join(row).strip()]
    assert sheet.faults == []
    assert [list(row.original) for row in sheet.rows] == full
    assert [list(row.cells.values()) for row in sheet.rows] == [[rearm(cell.strip()) for cell in row] for row in full]


@given(data=st.one_of(st.binary(max_size=200), st.text('ab,;\t"\r\n\0ē', max_size=60).map(str.encode)))
@settings(deadline=None)
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    for name in ("f.csv", "f.xlsx", "f.xls", "f.ods"):
        (folder / name).write_bytes(data)
        try:
            sheet = read_sheet(folder / name, ("a", "b"))
        except TrackerError:
            continue
        lines = [row.line for row in sheet.rows] + [fault.line for fault, _ in sheet.faults]
        assert len(lines) == len(set(lines))
