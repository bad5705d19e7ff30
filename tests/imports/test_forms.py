"""Rejected rows are written in the format of their sheet, to the byte: the same command reads the corrected file."""

import csv
import io
from pathlib import Path

import pytest

from tests.cli.sheets import figures, imports
from tests.conftest import Clerk, made_once
from tests.properties import quick_first

ROWS = [
    ["Datums", "Kam", "item", "quantity", "note"],
    ["3.2.2015", "Rīga, centrs", "THB/lv", "desmit", 'a "small" box'],
    ["2.2.2015", "london", "THB/lv", "20", ""],
    ["3.2.2015", "Rīga, centrs", "THB/lv", "10", 'a "small" box'],
]
WORDS = ("--map", "Datums=date", "--map", "Kam=place")


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk with 1000 copies, and a place with a comma and a letter beyond ASCII in its name."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("place", "add", "centrs", "Rīga, centrs", "--kind", "library")
    return clerk


def text_of(rows: list[list[str]], delimiter: str, quoting: int, end: str) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)  # type: ignore[arg-type]
    return stream.getvalue()


CASES = (
    ("utf-8", None, ",", csv.QUOTE_MINIMAL, "\n", "a.csv"),
    ("utf-8-sig", None, ";", csv.QUOTE_ALL, "\r\n", "a.csv"),
    ("cp1257", "cp1257", ";", csv.QUOTE_MINIMAL, "\r\n", "a.csv"),
    ("utf-16", "utf-16", "\t", csv.QUOTE_MINIMAL, "\r\n", "a.csv"),
    ("utf-8", None, "\t", csv.QUOTE_MINIMAL, "\n", "a.tsv"),
    ("utf-8", None, "|", csv.QUOTE_ALL, "\n", "a.csv"),
)
"""Encoding, its option, delimiter, quotes, line ends, and the name of the sheet."""


@pytest.mark.parametrize(("encoding", "written", "delimiter", "quoting", "end", "name"), quick_first(CASES, 2))
def test_a_text_of_rejects_is_written_as_the_sheet_is(
    stocked: Clerk, encoding: str, written: str | None, delimiter: str, quoting: int, end: str, name: str
) -> None:
    path, rejects = stocked.db.with_name(name), stocked.db.with_name(f"rest{Path(name).suffix}")
    path.write_bytes(text_of(ROWS, delimiter, quoting, end).encode(encoding))
    words = [*WORDS, *(("--encoding", written) if written else ()), *(("--delimiter", "|") if delimiter == "|" else ())]
    assert figures(imports(stocked, "shipments", path, *words, "--rejects", rejects)) == (2, 0, 1)
    command = stocked.reads("log")[-1]["command"]
    reason = "'desmit' is not a whole number of copies; enter one such as 200 or 1200."
    expected = [[*ROWS[0], "rest_of", "reason"], [*ROWS[1], str(command), reason]]
    assert rejects.read_bytes() == text_of(expected, delimiter, quoting, end).encode(encoding)
    rejects.write_bytes(rejects.read_bytes().decode(encoding).replace("desmit", "10").encode(encoding))
    for outcome in ((1, 0, 0), (0, 1, 0)):
        assert figures(imports(stocked, "shipments", rejects, *words)) == outcome
