import subprocess
import sys
from pathlib import Path

import pytest

from tests.adapters import FORMATS, Table, format_for, write
from tests.render.columns import columns
from tests.render.samples import places, stock
from tracker.errors import WrongUsage
from tracker.messages import Message

TEXT_FORMATS = [name for name in FORMATS if name not in ("xlsx", "pdf")]


@pytest.mark.parametrize(
    ("path", "given", "expected"),
    [
        ("stock.csv", None, "csv"),
        ("stock.TSV", None, "tsv"),
        ("stock.json", None, "json"),
        ("stock.ndjson", None, "ndjson"),
        ("stock.jsonl", None, "ndjson"),
        ("stock.md", None, "markdown"),
        ("stock.markdown", None, "markdown"),
        ("stock.txt", None, "table"),
        ("stock.txt", "json", "json"),
        ("stock", None, "table"),
        ("stock.XLSX", None, "xlsx"),
        ("stock.html", None, "html"),
        ("stock.HTM", None, "html"),
        ("stock.pdf", None, "pdf"),
        ("-", None, "table"),
        (None, None, "table"),
        (None, "csv", "csv"),
    ],
)
def test_the_format_is_the_given_one_else_the_one_the_file_is_named_for(
    path: str | None, given: str | None, expected: str
) -> None:
    assert format_for(path, given) == expected


def test_a_suffix_of_no_format_is_refused() -> None:
    with pytest.raises(WrongUsage, match=r"No format has the extension \.docx; use one of \.txt, \.csv, "):
        format_for("stock.docx", None)


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_a_file_holds_just_what_stdout_would_get(
    name: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    write(stock(), format=name)
    write(stock(), format=name, output=str(tmp_path / "stock"))
    assert (tmp_path / "stock").read_bytes() == capsysbinary.readouterr().out


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_a_lone_surrogate_is_no_reason_to_fail(name: str, tmp_path: Path) -> None:
    write(places("R\udce4ga"), format=name, output=str(tmp_path / "places"))
    assert "R\ufffdga" in (tmp_path / "places").read_text("utf-8")


def test_rows_are_taken_one_by_one_except_for_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    """Each row is written before the next is asked for, however many there are."""

    def rows() -> list[tuple[str, ...]]:
        raise AssertionError

    for name in ("csv", "tsv", "json", "ndjson", "markdown", "html"):
        seen: list[str] = []

        def one_by_one(seen: list[str] = seen) -> "object":
            for number in range(3000):
                yield (f"row {number}",)
                if number == 2000:
                    seen.append(capsys.readouterr().out)

        write(Table(Message("Rows"), columns("name"), one_by_one()), format=name)  # type: ignore[arg-type]
        assert "row 1000" in seen[0], name


_CSV_WITHOUT_RICH = """
import sys
from tracker.messages import Message
from tests.render.columns import columns
from tracker.model.table import Table
from tracker.render.formats import Writer
Writer(sys.argv[1]).write(Table(Message("Places"), columns("place name"), [("riga", "Rīga")]))
heavy = {"rich", "sqlite_utils", "click", "sqlite3", "xlsxwriter"} & set(sys.modules)
assert not heavy, heavy
"""


@pytest.mark.parametrize("name", ["csv", "json", "markdown"])
def test_a_script_that_wants_data_does_not_wait_for_rich(name: str) -> None:
    done = subprocess.run([sys.executable, "-c", _CSV_WITHOUT_RICH, name], capture_output=True, check=False)
    assert done.stderr == b""
    assert "Rīga" in done.stdout.decode()
