"""Files designed to exhaust a machine."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from string import ascii_uppercase

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BOOK = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_LINK = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/{{}}" Target="{{}}"/></Relationships>'
)
_CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="S">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)


def xlsx(rows: str, *, part: str = "worksheets/sheet1.xml", before: str = "", **more: str) -> bytes:
    """Return a workbook whose sheet has these rows, as XML, below its header; `more` are further parts by name."""
    head = '<row r="1"><c r="A1" t="str"><v>code</v></c><c r="B1" t="str"><v>title</v></c></row>'
    sheet = f'{before}<worksheet xmlns="{_MAIN}"><sheetData>{head}{rows}</sheetData></worksheet>'
    return packed(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _LINK.format("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": _BOOK,
            "xl/_rels/workbook.xml.rels": _LINK.format("worksheet", part),
            f"xl/{part}": sheet,
            **{f"xl/{name}.xml": content for name, content in more.items()},
        }
    )


def ods(rows: str) -> bytes:
    """Return a workbook whose sheet has these rows, as XML, below its header."""
    head = f"<table:table-row>{text_cell('code')}{text_cell('title')}</table:table-row>"
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest,
            "content.xml": _CONTENT.format(head + rows),
        }
    )


def written(suffix: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a sheet of texts as programs write it; a workbook has its header below code and title."""
    lines = chain([header], rows)
    if suffix == ".csv":
        return "".join(",".join(row) + "\n" for row in lines).encode()
    if suffix == ".ods":
        return ods("".join(_row("", "".join(map(text_cell, row))) for row in lines))
    cell = '<c r="{}{}" t="inlineStr"><is><t>{}</t></is></c>'.format
    numbered = enumerate(lines, start=2)
    made = (
        (line, "".join(cell(*each) for each in zip("ABCDE", [line] * 5, row, strict=True))) for line, row in numbered
    )
    return xlsx("".join(f'<row r="{line}">{cells}</row>' for line, cells in made))


def text_cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip of the parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def lying(archive: bytes, part: str, size: int = 400) -> bytes:
    """Return the zip with a false size of a part, and the checksum of that much only."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        start = opened.getinfo(part).header_offset
        with opened.open(part) as stream:
            checksum = zlib.crc32(stream.read(size))
    data = bytearray(archive)
    struct.pack_into("<I", data, start + 14, checksum)
    struct.pack_into("<I", data, start + 22, size)
    at = data.index(b"PK\x01\x02")
    while data[at + 46 : at + 46 + len(part)] != part.encode():
        at = data.index(b"PK\x01\x02", at + 4)
    struct.pack_into("<I", data, at + 16, checksum)
    struct.pack_into("<I", data, at + 24, size)
    return bytes(data)


def large(archive: bytes, *, small: int | None = None, moved: int = 0) -> bytes:
    """Return the zip with the end of one of very many parts, and an end that says `small` of each number, or the same.

    The large end says that the list of parts begins so much further on than it does.
    """
    end = archive.rindex(b"PK\x05\x06")
    parts, size, start = struct.unpack_from("<HII", archive, end + 10)
    own = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, parts, parts, size, start + moved)
    said = archive[end:] if small is None else archive[end : end + 8] + bytes([small] * 12) + archive[end + 20 :]
    return archive[:end] + own + struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1) + said


def _laughs(levels: int = 9) -> str:
    words = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels))
    return f'<!DOCTYPE l [<!ENTITY l0 "lol">{words}]>'


FAR = '<row r="9"><c r="XFD1048576"><v>1</v></c></row>'
HERE = '<row r="2"><c r="A2" t="str"><v>x</v></c><c r="B2" t="str"><v>y</v></c></row>'
_LONG = "<si><t/></si>" * 2_000_000
_row = "<table:table-row {}>{}</table:table-row>".format


def shared(letters: int, cells: int) -> bytes:
    """Return a workbook in which many cells share one text; with `noise` it does not compress better than others."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, cells + 2))
    noise = random.Random(letters).randbytes(200_000).hex()  # noqa: S311
    return xlsx(f"{rows}<!-- {noise} -->", sharedStrings=f"<sst><si><t>{'x' * letters}</t></si></sst>")


def repeated(rows: int, columns: int, text: str = "x") -> bytes:
    """Return a workbook with one repeated cell."""
    cell = text_cell(text, f'table:number-columns-repeated="{columns}"')
    return ods(_row(f'table:number-rows-repeated="{rows}"', cell))


def merged_beside(rows: int) -> bytes:
    """Return a workbook of many rows, with every further column merged over all of them."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="str"><v>x</v></c></row>' for n in range(2, rows + 2))
    columns = (
        first + second + third
        for first in "BCDEFGHIJKLMNOPQRSTUVW"
        for second in ascii_uppercase
        for third in ascii_uppercase
    )
    merged = "".join(f'<mergeCell ref="{column}2:{column}{rows + 1}"/>' for column in columns)
    return xlsx(f"{cells}</sheetData><mergeCells>{merged}</mergeCells><sheetData>")


def some() -> dict[str, bytes]:
    """A few bombs of different kinds, and an exhausting text, by file name."""
    return {
        "a shared text.xlsx": shared(100_000, 36_000),
        "repeated.ods": repeated(9999, 900),
        "lying texts.xlsx": lying(xlsx(HERE, sharedStrings=f"<sst>{_LONG}</sst>"), "xl/sharedStrings.xml"),
        "far.xlsx": xlsx(FAR),
        "wide.ods": ods(_row("", text_cell("x", 'table:number-columns-repeated="4000000000"'))),
        "a row.csv": b'code,title\nA,"' + b'\n","' * 5_000_000,
    }


def workbooks() -> dict[str, bytes]:
    """All other bombs by file name."""
    padded = xlsx(HERE + " " * 60_000_000)
    cell = "<c><v>1</v></c>"
    attributes = " ".join(f'a{n}=""' for n in range(100_000))
    endless = " ".join(f'a{n}=""' for n in range(2_000_000))
    gap = '<table:table-cell table:number-columns-repeated="4000000000"/>'
    return {
        "much.xlsx": padded,
        "lying.xlsx": lying(padded, "xl/worksheets/sheet1.xml"),
        "texts.xlsx": xlsx(HERE, sharedStrings=f"<sst>{_LONG}</sst>"),
        "claim.xlsx": xlsx(HERE, sharedStrings='<sst uniqueCount="99999999999"/>'),
        "far, in small letters.xlsx": xlsx(FAR.replace("XFD", "xfd")),
        "far, with blanks.xlsx": xlsx(FAR.replace('c r="', 'c r = "')),
        "far, behind a bracket.xlsx": xlsx(FAR.replace("<c r", '<c x=">" r')),
        "far, by the row.xlsx": xlsx(f'<row r="1048576">{cell * 3000}</row>'),
        "far, past all rows.xlsx": xlsx(f'<row r="4294967290">{cell}</row>'),
        "far, elsewhere.xlsx": xlsx(FAR, part="picture.bin"),
        "laughs.xlsx": xlsx(f'<row r="2"><c r="A2" t="str"><v>{"&l8;" * 10}</v></c></row>', before=_laughs()),
        "attributes.xlsx": xlsx(f'<row r="2" {attributes}>{cell}</row>'),
        "endless.xlsx": xlsx(f'<row r="2" {endless}>{cell}</row>'),
        "deep.xlsx": xlsx("<a>" * 2_000_000),
        "long.ods": ods(_row('table:number-rows-repeated="4000000000"', text_cell("x"))),
        "large.ods": ods(
            _row('table:number-rows-repeated="9999"', text_cell("x", 'table:number-columns-repeated="9999"'))
        ),
        "gap.ods": ods(
            _row('table:number-rows-repeated="4000000000"', "<table:table-cell/>") + _row("", text_cell("x"))
        ),
        "wide gap.ods": ods(_row("", gap + text_cell("x"))),
        "rows, a number of 400 digits.ods": ods(_row(f'table:number-rows-repeated="{"9" * 400}"', text_cell("x"))),
        "cells, a number of 400 digits.ods": repeated(1, int("9" * 400)),
        "gap, a number of 400 digits.ods": ods(
            _row(f'table:number-rows-repeated="{"9" * 400}"', "<table:table-cell/>") + _row("", text_cell("x"))
        ),
        "rows, a number of 5,000 digits.ods": ods(_row(f'table:number-rows-repeated="{"9" * 5000}"', text_cell("x"))),
        "merged columns beside the table.xlsx": merged_beside(100_000),
        "blanks.ods": ods(_row("", text_cell('<text:s text:c="2000000000"/>x'))),
        "a shared text, just short.xlsx": shared(10_000, 36_000),
        "long and repeated.ods": repeated(9999, 90, "x" * 1000),
        "short and repeated.ods": repeated(9999, 29, "x!"),
        "a large list that is elsewhere.xlsx": large(xlsx(HERE), small=0xFF, moved=1),
        "a large list and another.xlsx": large(xlsx(HERE), small=0),
        "nested.xlsx": packed({"a.xlsx": xlsx(FAR).decode("latin-1"), "xl/b.zip": "PK"}),
    }


READ = {"deep.xlsx", "wide.ods", "wide gap.ods"}
"""The bombs that unpack to small tables."""


def texts() -> dict[str, bytes]:
    """All other exhausting texts by file name."""
    head = b"code,title\n"
    return {
        "a line.csv": head + b"x" * 40_000_000,
        "a wide header.csv": b"code,title" + b"," * 10_000_000 + b"\n",
        "nothing.csv": bytes(40_000_000),
        "a quote.csv": head + b'A,"' + b"x\n" * 10_000_000,
        "long rows.csv": head + (b'A,"' + b"x" * 131_000 + b"\n") * 500,
        "short rows.csv": head + b"x\n" * 10_000_000,
        "empty rows.csv": head + b",\n" * 10_000_000,
        "blank lines.csv": head + b"\n" * 30_000_000,
        "blank lines, before the header.csv": b"\r" * 30_000_000 + head,
        "columns.csv": head.rstrip() + b",x" * 500_000 + b"\n",
        "columns without names.csv": b"code,title" + b"," * 10_000 + b"\n" + (b"," * 10_001 + b"x\n") * 300,
        "long cells.csv": head + (b"x y," + b"z" * 130_000 + b"\n") * 700,
        "no text.csv": head + b"\xff" * 30_000_000,
    }


def write_all(made: Mapping[str, bytes], folder: Path) -> list[str]:
    """Write all of them into the folder, and return their names."""
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return sorted(made)
