"""Odd sheets, and what an import makes of each.

A file of ``sheets/`` has one subject and many cases. A case begins with ``== `` and its title; then come the commands,
and after ``---`` the sheet. Before the ``---`` may stand also:

- ``encoding cp1257``, ``ends crlf``: how the text file is written, UTF-8 with LF otherwise;
- ``merge A2:A4``: cells of a workbook that are merged.

The sheet is written to the file that is imported first. For a workbook, `|` separates cells, a line such as
``[Dati]`` begins a worksheet (``[-Dati]`` a hidden one), numbers are numbers and ISO dates are dates. ``same`` after
the title keeps the ledger of the case before; otherwise each case begins with `BEGUN`.

An import is tried with ``--dry-run`` first. Then it is carried out, and the rows that it recorded are listed.
"""

import json
import re
import shlex
import zipfile
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from tests.golden.office import Office

FOLDER = Path(__file__).parent / "sheets"
SUBJECTS = sorted(file.stem for file in FOLDER.glob("*.txt"))

BEGUN = """
init
booklet add THB 'Cilvēku tirdzniecības novēršana' --note 'on trafficking'
place add london 'Embassy in London' --kind embassy --country GB
place add dublin 'Embassy in Dublin' --kind embassy --country IE
place add liepaja 'Liepājas Sociālais dienests' --kind social-service
fund add riga Rīga
print THB/lv 1000 --date 2013-01-01
print THB/ru 300 --date 2013-01-01
ship london THB/lv=100 THB/ru=30 --date 2014-01-05 --ref P-0 --received
ship dublin THB/lv=50 --date 2014-02-05 --ref P-1
"""

_LISTS = {
    "booklets": "booklet list",
    "places": "place list --fields code,name,kind,country,region,city,note,status",
    "print-runs": "run list --fields run,printed_on,quantity,store,cost,currency,fund,reference,status",
    "funds": "fund list",
    "grants": "fund list",
    "seminars": "seminar list",
    "requests": "request list --fields request,date,place,item,quantity,status,note",
    "levels": "level list",
}
_LOG = "log --command {command} --fields entry,type,date,place,run,quantity,source,destination,reference,note"


class Case(NamedTuple):
    """A sheet, how it is written, and the commands that it is for."""

    title: str
    commands: list[str]
    content: str
    settings: dict[str, list[str]]

    @property
    def file(self) -> str:
        """The name of the file that is imported first."""
        return next(shlex.split(command)[2] for command in self.commands if command.startswith("import"))


def cases(subject: str) -> Iterator[Case]:
    """Yield the cases of a subject."""
    text = (FOLDER / f"{subject}.txt").read_text("utf-8")
    for part in re.split(r"^== ", text, flags=re.MULTILINE)[1:]:
        head, _, content = part.partition("---\n")
        title, *lines = head.splitlines()
        settings: dict[str, list[str]] = {}
        commands = []
        for line in lines:
            word, _, value = line.partition(" ")
            if word in ("encoding", "ends", "merge", "same"):
                settings.setdefault(word, []).append(value)
            else:
                commands.append(line)
        yield Case(title, commands, re.sub(r"\n+\Z", "\n", content), settings)


def imported(subject: str, folder: Path, patched: pytest.MonkeyPatch) -> str:
    """Import all sheets of a subject, and return what came of it."""
    office = Office(folder, patched, most_lines=40)
    for case in cases(subject):
        if "same" not in case.settings:
            office.ledger.write_bytes(_begun())
            office.commands = 100
        for file in folder.iterdir():
            if file != office.ledger:
                file.unlink()
        write(folder / case.file, case)
        office.lines.append(f"== {case.title}")
        for command in case.commands:
            if command.startswith("import"):
                _import(office, command)
            else:
                office.note(command)
    return office.transcript


def _import(office: Office, command: str) -> None:
    table = shlex.split(command)[1]
    if _note(office, f"{command} --dry-run") is None and "--rejects" not in command:
        return
    outcome = _note(office, command)
    if outcome is not None and outcome["command"] is not None:
        office.note(f"tracker {_LISTS.get(table, _LOG).format(**outcome)} -f csv")


def _note(office: Office, command: str) -> dict[str, Any] | None:
    """Carry out an import and note its JSON with a line for each field; return it if it succeeded."""
    code, out, err = office.run([*shlex.split(command), "-f", "json"])
    office.lines.append(f"$ tracker {command}")
    outcome: dict[str, Any] = json.loads(out) if out else {}
    for name, value in outcome.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            office.lines += [f"{name}: {json.dumps(each, ensure_ascii=False)}" for each in value]
        elif value not in (None, []):
            office.lines.append(f"{name}: {json.dumps(value, ensure_ascii=False)}")
    office.lines += [f"! {line}" for line in err.splitlines()]
    office.lines += [f"# exit code {code}", ""] if code else [""]
    return None if code else outcome


@cache
def _begun() -> bytes:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        office = Office(Path(folder), patched)
        for command in BEGUN.strip().splitlines():
            office.does(command)
        return office.ledger.read_bytes()


def write(file: Path, case: Case) -> None:
    """Write the sheet of a case."""
    if file.suffix == ".xlsx":
        _write_xlsx(file, case)
    elif file.suffix == ".ods":
        _write_ods(file, case)
    else:
        (encoding,) = case.settings.get("encoding", ["utf-8"])
        content = case.content.replace("\n", "\r\n") if "ends" in case.settings else case.content
        file.write_bytes(content.encode(encoding))


def _worksheets(content: str) -> Iterator[tuple[str, list[list[object]]]]:
    for part in re.split(r"^(?=\[[^\]]*\]$)", content, flags=re.MULTILINE):
        if part:
            name, *lines = part.splitlines() if part.startswith("[") else ["[Dati]", *part.splitlines()]
            yield name[1:-1], [[_value(cell.strip()) for cell in line.split("|")] for line in lines]


def _value(text: str) -> object:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def _write_xlsx(file: Path, case: Case) -> None:
    book = xlsxwriter.Workbook(str(file), {"default_date_format": "yyyy-mm-dd"})
    for name, rows in _worksheets(case.content):
        sheet = book.add_worksheet(name.removeprefix("-"))
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for cells in case.settings.get("merge", []):
            first, column = _first_cell(cells)
            sheet.merge_range(cells, rows[first][column])
        if name.startswith("-"):
            sheet.hide()
    book.worksheets()[-1].activate()
    book.worksheets()[-1].set_first_sheet()
    book.close()


def _first_cell(cells: str) -> tuple[int, int]:
    return int(re.sub(r":.*|\D", "", cells)) - 1, ord(cells[0]) - ord("A")


_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)


def _write_ods(file: Path, case: Case) -> None:
    spans, covered = dict[tuple[int, int], int](), set[tuple[int, int]]()
    for cells in case.settings.get("merge", []):
        first, column = _first_cell(cells)
        last = int(cells.partition(":")[2][1:]) - 1
        spans[first, column] = last - first + 1
        covered |= {(row, column) for row in range(first + 1, last + 1)}
    body = ""
    for name, rows in _worksheets(case.content):
        lines = (
            "".join(
                "<table:covered-table-cell/>" if (at, column) in covered else _ods_cell(value, spans.get((at, column)))
                for column, value in enumerate(row)
            )
            for at, row in enumerate(rows)
        )
        table = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
        body += f'<table:table table:name="{name}">{table}</table:table>'
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr(
            "META-INF/manifest.xml", '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
        packed.writestr("content.xml", _ODS.format(body))


def _ods_cell(value: object, rows: int | None) -> str:
    more = f' table:number-rows-spanned="{rows}"' if rows else ""
    if isinstance(value, float):
        about, text = f'office:value-type="float" office:value="{value:g}"', f"{value:g}"
    elif isinstance(value, date):
        about, text = f'office:value-type="date" office:date-value="{value}"', str(value)
    else:
        about, text = 'office:value-type="string"', escape(str(value))
    return f"<table:table-cell {about}{more}><text:p>{text}</text:p></table:table-cell>"
