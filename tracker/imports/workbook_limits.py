"""Checking how much memory a workbook (xlsx, ods) would need, before it is opened.

python-calamine allocates the whole rectangle of a sheet, from its first cell to its last, and aborts the
process when memory runs out. So each part is first read as a stream by Python's own XML parser: a file
that is not well-formed, or that claims more than a table needs, is refused.
"""

import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

from tracker.errors import Refused
from tracker.imports.workbook_archives import CELLS, NEEDED, SHEET, check_end, contains
from tracker.imports.workbook_faults import damaged, reason_of
from tracker.imports.workbook_parts import XmlPart
from tracker.imports.workbook_texts import CellTexts, letters_shared, shared_lengths

MIB = 1024**2
_MOST_UNPACKED = 512 * MIB
_UNSUSPICIOUS = 10 * MIB
_MOST_RATIO = 100

MOST_LETTERS, LETTERS_A_BYTE = 8_000_000, 10
"""How many letters the cells may hold in all, and how many more for each byte of the file."""

_BYTES_A_CELL, _BYTES_A_LETTER, _BYTES_BESIDES = 240, 4, 48 * MIB
"""What reading a workbook may take, in calamine and in Python."""

_ZIP_ERRORS = zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError
_XML_ERRORS = expat.ExpatError, LookupError
"""What Python raises for damaged files; LookupError is for an unknown encoding."""


def check_unpacked(path: Path) -> None:
    """Raise Refused when the file would need too much memory or is damaged, MemoryError when there is not as much."""
    try:
        check_end(path)
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            _check_sizes(path, parts)
            read = [xml for part in parts if (xml := _read_part(path, packed, part))]
            letters = _check_texts(path, packed, read)
    except (*_ZIP_ERRORS, *_XML_ERRORS) as error:
        raise damaged(path, reason_of(error)) from None
    # Python says when it gets no memory; calamine would end the process, or never end.
    bytes(_BYTES_A_CELL * sum(part.cells for part in read) + _BYTES_A_LETTER * letters + _BYTES_BESIDES)


def _read_part(path: Path, packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> XmlPart | None:
    """Return what a part says; None for one that is no XML, as empty settings of older programs are none.

    Raises ExpatError or LookupError when it is not well-formed and a sheet, or texts of one.
    """
    if not (part.filename.endswith((".xml", ".rels")) or contains(packed, part, SHEET)):
        return None
    try:
        return XmlPart(path, part).read(packed)
    except _XML_ERRORS:
        if part.filename in NEEDED or contains(packed, part, CELLS):
            raise
        return None


def _check_sizes(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    ratio = unpacked / max(1, sum(part.compress_size for part in parts))
    if unpacked > _MOST_UNPACKED or (unpacked > _UNSUSPICIOUS and ratio > _MOST_RATIO):
        raise Refused(
            "{file} would unpack to {megabytes} MB, {ratio} times its size: it is not a table, and was not opened.",
            file=path,
            megabytes=unpacked // MIB,
            ratio=round(ratio),
        )


def _check_texts(path: Path, packed: zipfile.ZipFile, parts: list[XmlPart]) -> int:
    """Return how many letters the cells hold at most; raise Refused when that is too much for so small a file.

    They are counted cell by cell only if there may be too much.
    """
    most = MOST_LETTERS + LETTERS_A_BYTE * path.stat().st_size
    lengths = shared_lengths([part.shared for part in parts if part.shared.lengths])
    longest = max(lengths, default=0)
    letters = sum(part.letters + longest * part.references for part in parts)
    letters += sum(letters_shared(lengths, part.numbers) for part in parts)
    if letters <= most and not any(part.repeats for part in parts):
        return letters
    letters = 0
    for part in parts:
        with packed.open(part.info) as stream:
            letters += CellTexts(lengths, most - letters).read(stream)
        if letters > most:
            raise Refused(
                "{file} would expand to more than {megabytes} MB of text, far more than is written in it: "
                "it is not a table, and was not opened.",
                file=path,
                megabytes=most // 1_000_000,
            )
    return letters
