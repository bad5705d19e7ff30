"""The limits in the guide are those of the program, which works up to these values."""

import ast
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from tests.adapters import Sheet, read_sheet
from tests.faults import bombs
from tests.test_house import modules
from tracker.errors import Refused

TEXT = (Path(__file__).resolve().parent.parent / "tracker" / "docs" / "limits.md").read_text(encoding="utf-8")
PROMISED = {
    where: int(value.replace(",", ""))
    for value, where in re.findall(r"^\| [^|]+ \| ([\d,]+) \| `([\w.]+)` \|$", TEXT, re.MULTILINE)
}
"""The entries of its table of limits, by the names of the constants."""

NAMED_LIKE_A_LIMIT = re.compile(r"_?(MOST|LONGEST|QUOTED|UNWRITTEN|UNSUSPICIOUS|LETTERS|BUSY)(_\w+)?")
NO_PROMISES = {
    "imports.workbook_child._LONGEST_REASON": "of what a library says, which is nobody's file",
    "drafts._LONGEST": "of what a lock holds",
    "charts.elements._LONGEST": "beyond which no part of a label has room",
    "model.text._LONGEST_MISTYPED": "beyond which no name is similar",
}
"""Constants of limits that are not visible to users."""


@pytest.mark.parametrize("where", PROMISED)
def test_a_limit_in_the_guide_is_that_of_the_code(where: str) -> None:
    module, _, name = (where if where.startswith("tests.") else f"tracker.{where}").rpartition(".")
    assert getattr(import_module(module), name) == PROMISED[where]


@pytest.mark.slow
def test_every_limit_of_the_code_is_in_the_guide() -> None:
    found = {
        f"{module.removeprefix('tracker.')}.{target.id}"
        for module, tree in modules().items()
        for node in tree.body
        if isinstance(node, ast.Assign)
        for targets in node.targets
        for target in ast.walk(targets)
        if isinstance(target, ast.Name) and NAMED_LIKE_A_LIMIT.fullmatch(target.id)
        if isinstance(getattr(import_module(module), target.id), int)
    }
    promised = {where for where in PROMISED if not where.startswith("tests.")}
    assert found - set(NO_PROMISES) == promised


HEAD = "code,title\n"


AT_THEIR_LIMITS: dict[str, tuple[Callable[[int], str], str]] = {
    "imports.delimited.LONGEST": (lambda most: f"{HEAD}a,{'x' * most}\n", "has a value longer than"),
    "imports.sources.MOST_COLUMNS": (lambda most: ",".join(["x"] * most) + "\n", "has more than 16384 columns"),
    "imports.delimited.MOST_EMPTY": (lambda most: HEAD + "\n" * most, "has more than 1048576 empty rows"),
}
"""A text at each limit, by its size, and how a longer one is refused."""


@pytest.mark.slow
@pytest.mark.parametrize("where", AT_THEIR_LIMITS)
def test_a_text_is_read_at_its_limits_and_refused_beyond(where: str, tmp_path: Path) -> None:
    make, said = AT_THEIR_LIMITS[where]
    file = tmp_path / "f.csv"
    file.write_text(make(PROMISED[where]), encoding="utf-8")
    assert reasons(read_sheet(file, ("code", "title"))) <= {"rows need"}
    file.write_text(make(PROMISED[where] + 1), encoding="utf-8")
    try:
        found = " ".join(reasons(read_sheet(file, ("code", "title"))))
    except Refused as refused:
        found = str(refused)
    assert said in found


def reasons(sheet: Sheet) -> set[str]:
    """What is wrong with the rows, apart from their number of cells."""
    return {
        "rows need"
        if "; correct its delimiters, and quote values that contain one." in str(row.fault.message)
        else str(row.fault.message)
        for row in sheet.faults
    }


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_a_sheet_extends_to_few_more_cells_than_its_file_has_bytes(suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"f{suffix}"
    most = PROMISED["imports.workbook_child.UNWRITTEN_CELLS"]

    def extending(rows: int) -> bytes:
        """Return a workbook of two columns and so many rows, of which all but the first and the last are empty."""
        if suffix == ".xlsx":
            return bombs.xlsx(f'<row r="{rows}"><c r="A{rows}" t="str"><v>x</v></c></row>')
        empty = bombs._row(f'table:number-rows-repeated="{rows - 2}"', "<table:table-cell/>")
        return bombs.ods(empty + bombs._row("", bombs.text_cell("x")))

    file.write_bytes(extending(most // 2))
    assert len(read_sheet(file, ("code", "title")).rows) == 1
    file.write_bytes(extending((most + 2 * file.stat().st_size) // 2))
    with pytest.raises(Refused, match=r"\), up to column B and row 15\d{4}; delete those far outside the table"):
        read_sheet(file, ("code", "title"))


@pytest.mark.slow
def test_the_cells_of_a_workbook_hold_no_more_than_its_size_allows(tmp_path: Path) -> None:
    file = tmp_path / "f.xlsx"
    most, per_byte = (PROMISED[f"imports.workbook_child.{name}"] for name in ("MOST_LETTERS", "LETTERS_A_BYTE"))
    file.write_bytes(bombs.shared(1000, 12_000))
    fits = (most + per_byte * file.stat().st_size) // 1000
    file.write_bytes(bombs.shared(1000, fits - 150))
    assert len(read_sheet(file, ("code", "title")).rows) == fits - 150
    file.write_bytes(bombs.shared(1000, fits + 150))
    with pytest.raises(Refused, match="would expand to more than"):
        read_sheet(file, ("code", "title"))
