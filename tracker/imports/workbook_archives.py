"""The zip file of a workbook (xlsx, ods), and which of its parts hold what is read."""

import re
import zipfile
from pathlib import Path

from tracker.imports.workbook_faults import damaged
from tracker.imports.workbook_skimming import CHUNK
from tracker.messages import Message

SHEET = re.compile(rb"sheetData")
CELLS = re.compile(rb"[<:](?:sheetData|row|c|si|sst|table|table-row|table-cell)[\s/>]")
"""What a part contains that may be a sheet of an xlsx, or any sheet or the texts of one."""

NEEDED = ("content.xml", "META-INF/manifest.xml", "[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml")
"""The parts besides that calamine reads."""

_END, _LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
_LARGE_END, _BEGINS_LARGE_END = 56, b"PK\x06\x06" + (44).to_bytes(8, "little")
"""The end of a zip file; before it what says where the end of a large one is, which has so many bytes and begins so."""


def check_end(path: Path) -> None:
    """Raise Refused when Python and calamine could read different directories of the zip file."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _LARGE_END - 42))
        tail = file.read()
    if tail[-22:-18] != _END:
        raise damaged(path, Message("its zip directory is not at its end"))
    begins, said = size - 22, _directory(tail[-12:-2], 2, 4)
    if tail[-42:-38] == _LOCATOR:
        begins, large = size - 42 - _LARGE_END, _directory(tail[32:56], 8, 8)
        # Each number that the small end says is that of the large one, or none: so nobody finds another directory.
        none = 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF
        is_certain = tail.startswith(_BEGINS_LARGE_END) and int.from_bytes(tail[-34:-26], "little") == begins
        if not is_certain or any(number not in both for number, *both in zip(said, large, none, strict=True)):
            raise damaged(path, Message("its zip directory is not at its end"))
        said = large
    _, directory_size, directory_start = said
    if directory_start + directory_size != begins:
        raise damaged(path, Message("it contains data before or between the parts of its zip file"))


def _directory(end: bytes, *lengths: int) -> tuple[int, int, int]:
    """Return how many parts a zip file has, and how long its directory is and where it begins, as its end says."""
    first, other = lengths
    numbers = end[:first], end[first : first + other], end[first + other : first + 2 * other]
    parts, size, start = (int.from_bytes(number, "little") for number in numbers)
    return parts, size, start


def contains(packed: zipfile.ZipFile, part: zipfile.ZipInfo, pattern: re.Pattern[bytes]) -> bool:
    """Tell whether a part has what matches the pattern: a workbook may give its sheets any file name."""
    end_of_last = b""
    with packed.open(part) as stream:
        while chunk := stream.read(CHUNK):
            if pattern.search(end_of_last + chunk):
                return True
            end_of_last = chunk[-16:]
    return False
