"""Odd sheets, and what an import makes of each.

A file of ``sheets/`` has one subject and many cases. It may begin with commands that each of its cases begins with,
after `BEGUN`. A case begins with ``== `` and its title; then come its commands, and after ``---`` the sheet, which is
written to the file that is imported first. A further sheet comes after ``--- `` and the name of its file. Commands are:

- ``import …``: tried with ``--dry-run`` first; if nothing is wrong, carried out, with the same figures and faults, and
  the rows that it recorded are listed. A sheet that was recorded records nothing when it is imported again.
- ``given …``: a command of the program that must succeed and is not part of the transcript;
- ``tracker …`` and ``show FILE``: as in an `Office`;
- ``replace FILE OLD NEW``: what a clerk corrects in a text file.

Before the ``---`` may stand also:

- ``same``: the case goes on in the ledger of the case before;
- ``encoding cp1257``, ``ends crlf``: how the text file is written, UTF-8 with LF otherwise; ``encoding escaped`` is
  for bytes, such as ``\\x98``, of any file;
- ``merge A2:A4``: cells of a workbook that are merged.

For a workbook, `|` separates cells, a line such as ``[Dati]`` begins a worksheet (``[-Dati]`` a hidden one), 7 and
2.5 are numbers, 007 is a text, 2015-03-01 is a date, 2015-03-01 10:30 a
moment, TRUE a truth value.
"""

import json
import re
import shlex
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
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
QUICK = {"broken", "tables"}
"""The subjects tested by default."""

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
_SAME = ("read", "recorded", "skipped", "rejected", "passed_over", "copies", "errors")
"""The keys that a dry run has in common with the import that follows it."""
_LOG = "log --command {command} --fields entry,type,date,place,run,quantity,source,destination,reference,note"


class Case(NamedTuple):
    """Commands, the sheets that they import, and the format of these."""

    title: str
    commands: list[str]
    sheets: dict[str, str]
    """The content of each file, by its name."""
    settings: dict[str, list[str]]


class Subject(NamedTuple):
    """A file of cases."""

    begun: tuple[str, ...]
    """The commands that each case begins with."""
    cases: list[Case]


def subject_of(name: str) -> Subject:
    """Read the file of a subject."""
    begun, *parts = re.split(r"^== ", (FOLDER / f"{name}.txt").read_text("utf-8"), flags=re.MULTILINE)
    return Subject(tuple(begun.split("\n")[:-1]), [_case(part) for part in parts])


def _case(part: str) -> Case:
    head, *contents = re.split(r"^---(?: (.*))?\n", part, flags=re.MULTILINE)
    title, *lines = head.splitlines()
    settings: dict[str, list[str]] = {}
    commands = []
    for line in lines:
        word, _, value = line.partition(" ")
        if word in ("encoding", "ends", "merge", "same"):
            settings.setdefault(word, []).append(value)
        else:
            commands.append(line)
    first = next(shlex.split(command)[2] for command in commands if command.startswith("import"))
    sheets = {
        name or first: re.sub(r"\n+\Z", "\n", content)
        for name, content in zip(contents[::2], contents[1::2], strict=True)
    }
    return Case(title, commands, sheets, settings)


def imported(name: str, folder: Path, patched: pytest.MonkeyPatch) -> str:
    """Import all sheets of a subject, and return the results as JSON and as rows of the ledger."""
    office = Office(folder, patched, most_lines=80)
    _carry_out(office, subject_of(name), _import)
    return office.transcript


def told(name: str, folder: Path, patched: pytest.MonkeyPatch) -> str:
    """Import all sheets of a subject, and return the output for clerks; each case must leave a valid ledger."""
    office = Office(folder, patched, language="en", most_lines=80)
    _carry_out(office, subject_of(name), _import_twice, check=True)
    return office.transcript


def _carry_out(
    office: Office, subject: Subject, imports: Callable[[Office, str], object], *, check: bool = False
) -> None:
    for case in subject.cases:
        if "same" not in case.settings:
            office.ledger.write_bytes(_begun(subject.begun))
            office.commands = 100
        for file in office.folder.iterdir():
            if file != office.ledger:
                file.unlink()
        for file_name in case.sheets:
            write(office.folder / file_name, case)
        office.lines.append(f"== {case.title}")
        for command in case.commands:
            match command.partition(" ")[::2]:
                case "import", _:
                    imports(office, command)
                case "given", words:
                    office.does(words)
                case "replace", words:
                    _replace(office.folder, *shlex.split(words))
                case _:
                    office.note(command)
        if check:
            office.does("check")


def _replace(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text, f"{name} has no {old}"
    (folder / name).write_text(text.replace(old, new), "utf-8", newline="")


def _import_twice(office: Office, command: str) -> None:
    code = office.note(f"tracker {command}")
    if not code and "--dry-run" not in command and "--rejects" not in command:
        again = _outcome(office, command)
        office.commands -= 1  # what recorded nothing takes no second of the clock
        assert (again.code, again.json["recorded"]) == (0, 0), f"made again, it records more: {command}"


def _import(office: Office, command: str) -> None:
    before, dry = office.ledger.read_bytes(), "--dry-run" in command
    tried = _outcome(office, command if dry else f"{command} --dry-run")
    assert office.ledger.read_bytes() == before, f"a dry run changed the ledger: {command}"
    if dry or (tried.code and "--rejects" not in command):
        office.lines += tried.lines
        return
    made = _outcome(office, command)
    office.lines += made.lines
    if made.code:
        assert office.ledger.read_bytes() == before, f"a refused import changed the ledger: {command}"
        return
    for name in _SAME:
        assert made.json[name] == tried.json[name], f"a dry run gives other {name}: {command}"
    if made.json["command"] is not None:
        _list(office, command, made.json)


class _Outcome(NamedTuple):
    """The answer to an import: its exit code, its JSON, and both in short lines."""

    code: int
    json: dict[str, Any]
    lines: list[str]


def _outcome(office: Office, command: str) -> _Outcome:
    code, out, err = office.run([*shlex.split(command), "-f", "json"])
    outcome: dict[str, Any] = json.loads(out) if out else {}
    numbers = ", ".join(f"{name} {value}" for name, value in outcome.items() if isinstance(value, int))
    lines = [f"$ tracker {command}", *([numbers] if numbers else [])]
    for name, values in outcome.items():
        if name == "entries" and values:
            lines.append(f"entries {values}")
        elif isinstance(values, list):
            each = [list(value.values()) if isinstance(value, dict) else value for value in values]
            lines += [f"{name}: {json.dumps(value, ensure_ascii=False)}" for value in each]
    lines += [f"! {line}" for line in err.splitlines()]
    return _Outcome(code, outcome, [*lines, *([f"# exit code {code}"] if code else []), ""])


def _list(office: Office, command: str, outcome: dict[str, Any]) -> None:
    """Add the rows recorded by an import to the transcript."""
    (other,) = re.findall(r" --db \S+", command) or [""]
    asked = f"{_LISTS.get(shlex.split(command)[1], _LOG).format(**outcome)}{other} -f csv"
    _, rows, _ = office.run(shlex.split(asked))
    office.lines[-1:] = [*rows.decode().splitlines()[1:], ""]


@cache
def _begun(more: tuple[str, ...]) -> bytes:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        office = Office(Path(folder), patched)
        for command in (*BEGUN.strip().splitlines(), *more):
            office.does(command)
        return office.ledger.read_bytes()


def write(file: Path, case: Case) -> None:
    """Write a sheet of a case."""
    content = case.sheets[file.name]
    merges = case.settings.get("merge", [])
    if case.settings.get("encoding") == ["escaped"]:
        escaped = content.removesuffix("\n").encode("latin-1")
        file.write_bytes(escaped.decode("unicode_escape").encode("latin-1"))
    elif file.suffix == ".xlsx":
        _write_xlsx(file, content, merges)
    elif file.suffix == ".ods":
        _write_ods(file, content, merges)
    else:
        (encoding,) = case.settings.get("encoding", ["utf-8"])
        (ends,) = case.settings.get("ends", ["lf"])
        content = content.replace("\n", {"lf": "\n", "crlf": "\r\n", "cr": "\r"}[ends])
        file.write_bytes(content.encode(encoding))


def _worksheets(content: str) -> Iterator[tuple[str, list[list[object]]]]:
    for part in re.split(r"^(?=\[[^\]]*\]$)", content, flags=re.MULTILINE):
        if part:
            name, *lines = part.splitlines() if part.startswith("[") else ["[Dati]", *part.splitlines()]
            yield name[1:-1], [[_value(cell.strip()) for cell in line.split("|")] for line in lines]


def _value(text: str) -> object:
    if re.fullmatch(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?", text):
        return datetime.fromisoformat(text) if ":" in text else date.fromisoformat(text)
    if text in ("TRUE", "FALSE"):
        return text == "TRUE"
    return float(text) if re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", text) else text


def _write_xlsx(file: Path, content: str, merges: list[str]) -> None:
    book = xlsxwriter.Workbook(str(file), {"default_date_format": "yyyy-mm-dd"})
    for name, rows in _worksheets(content):
        sheet = book.add_worksheet(name.removeprefix("-"))
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for cells in merges:
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


def _write_ods(file: Path, content: str, merges: list[str]) -> None:
    spans, covered = dict[tuple[int, int], int](), set[tuple[int, int]]()
    for cells in merges:
        first, column = _first_cell(cells)
        last = int(cells.partition(":")[2][1:]) - 1
        spans[first, column] = last - first + 1
        covered |= {(row, column) for row in range(first + 1, last + 1)}
    body = ""
    for name, rows in _worksheets(content):
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
