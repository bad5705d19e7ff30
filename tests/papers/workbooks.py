"""Forms as workbooks, filled in as a spreadsheet would do it."""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

_SHEET, _STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"


def parts(file: Path) -> dict[str, str]:
    """Return the files of a workbook."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def fill(form: Path, filled: Path, cells: Mapping[str, int | str]) -> None:
    """Write a copy of a form with numbers or texts in some of its empty cells; a day is a number, too."""
    files = parts(form)
    for name, value in cells.items():
        cell = re.compile(rf'<c r="{name}" s="(\d+)"/>')
        assert cell.search(files[_SHEET]), name
        kind = ' t="str"' if isinstance(value, str) else ""
        files[_SHEET] = cell.sub(rf'<c r="{name}" s="\1"{kind}><v>{value}</v></c>', files[_SHEET])
    with zipfile.ZipFile(filled, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)


def locked(form: Path) -> dict[str, bool]:
    """Return whether each cell of a form is locked."""
    files = parts(form)
    assert '<sheetProtection sheet="1"' in files[_SHEET]
    formats = files[_STYLES].partition("<cellXfs")[2].partition("</cellXfs>")[0]
    free = [index for index, each in enumerate(formats.split("<xf ")[1:]) if 'locked="0"' in each]
    return {
        cell: int(style or 0) not in free for cell, style in re.findall(r'<c r="(\w+)"(?: s="(\d+)")?', files[_SHEET])
    }
