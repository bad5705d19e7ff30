"""Limits of sheets: of their size, and of their faults."""

import io
import re
from types import SimpleNamespace

import pytest

from tests.adapters import limit_sheets
from tests.cli.sheets import errors, imports, sheet
from tests.conftest import Clerk

REST = ("--map", "'2015-01-01'=date", "--map", "'1'=quantity")
ROWS = ("place,item", "london,THB/lv", "dublin", "london,THB/lv")


@pytest.mark.parametrize(
    ("limit", "most", "sentence"),
    [
        ("rows", 2, "sheet.csv has more than 2 rows; split it and import the parts."),
        ("cells", 3, "sheet.csv has more than 1 rows; split it"),
        ("bytes", 30, "sheet.csv is larger than 0 MB; split it"),
    ],
)
def test_a_file_that_exceeds_a_limit_is_refused(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch, limit: str, most: int, sentence: str
) -> None:
    path = sheet(clerk, *ROWS)
    assert [error[0] for error in errors(clerk, "requests", path, *REST) if error[1] is None] == [3]
    limit_sheets(monkeypatch, limit, most)
    assert sentence in clerk.refused("import", "requests", path, *REST)


def test_input_from_a_pipe_is_never_truncated(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    limit_sheets(monkeypatch, "bytes", 10)
    for data, fits in ((b"code\ntitl", True), (b"code\ntitle\n", False), ("code\ntitē".encode(), True)):
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))
        said = "standard input has no column for title" if fits else "standard input is larger than"
        assert said in clerk.refused("import", "booklets", "-")


def test_a_value_that_is_too_long_is_a_fault_and_the_next_rows_are_read(clerk: Clerk) -> None:
    path = sheet(clerk, "code,title", f"a,{'x' * 131_073}", "DV,Darbs")
    outcome = imports(clerk, "booklets", path, "--rejects", clerk.db.with_name("rejects.csv"))
    assert [(error["line"], error["message"]) for error in outcome["errors"]] == [
        (2, "The row has a value longer than 131072 characters; a closing quote may be missing.")
    ]
    assert re.search(r'"DV"', str(clerk.does("booklet", "list", "-f", "json").out))
    path.write_bytes(b"\xef\xbb\xbfcode,title\nD2,D\xe2rbs\n")
    assert f"{path} is not UTF-8 (line 2, byte 0xE2): " in clerk.refused("import", "booklets", path)
