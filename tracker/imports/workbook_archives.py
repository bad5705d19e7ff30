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

_END, _END_OF_64 = b"PK\x05\x06", b"PK\x06\x07"


def check_end(path: Path) -> None:
    """Raise Refused when Python and calamine could read different directories of the zip file."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 42))
        tail = file.read()
    if tail[-22:-18] != _END or tail.startswith(_END_OF_64):
        raise damaged(path, Message("its zip directory is not at its end"))
    directory_size, directory_start = int.from_bytes(tail[-10:-6], "little"), int.from_bytes(tail[-6:-2], "little")
    if directory_start + directory_size + 22 != size:
        raise damaged(path, Message("it contains data before or between the parts of its zip file"))


def contains(packed: zipfile.ZipFile, part: zipfile.ZipInfo, pattern: re.Pattern[bytes]) -> bool:
    """Tell whether a part has what matches the pattern: a workbook may give its sheets any file name."""
    end_of_last = b""
    with packed.open(part) as stream:
        while chunk := stream.read(CHUNK):
            if pattern.search(end_of_last + chunk):
                return True
            end_of_last = chunk[-16:]
    return False
