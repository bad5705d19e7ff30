"""The program is the same everywhere: no system-specific calls, and UTF-8 in any locale."""

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.one_system import CALLS, MODULES, WINDOWS
from tests.trees import PACKAGE, ROOT, calls, package, tree

GUARDED: dict[tuple[str, str], str] = {
    ("atomic_files.py", "os.chown"): "where there are owners",
    ("page/server.py", "signal.SIGHUP"): "where closing a terminal sends a signal",
    ("drafts.py", "fcntl"): "not on Windows",
    ("drafts.py", "msvcrt"): "on Windows",
    ("imports/workbook_child.py", "resource"): "not on Windows, where a workbook is limited by the clock only",
}
"""Where one of them is used after all, with why it does no harm on other systems."""

TEXT_CALLS = {"open", "fdopen", "read_text", "write_text", "TextIOWrapper", "run", "Popen", "check_output"}
NAMES = "Liepājas Sociālais dienests", "Предотвращение торговли людьми", "Łódź — ķēniņš"


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@cache
def all_used() -> set[tuple[str, str]]:
    """The modules that each file imports, and the names that it looks up in them."""
    return {(name_of(path), name) for path, nodes in package().items() for name in used(nodes)}


def used(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


@pytest.mark.slow
def test_nothing_is_called_that_one_system_only_has() -> None:
    found = {(file, name) for file, name in all_used() if name in MODULES | CALLS}
    assert found - set(GUARDED) == set(), "say in GUARDED why it does no harm elsewhere"
    assert set(GUARDED) - found == set(), "nothing of the kind is there any more"


@pytest.mark.slow
def test_a_default_test_uses_what_one_system_only_has_under_a_mark() -> None:
    """Helpers are not looked at: `test_the_default_tests_are_found_on_windows` imports them."""
    marks = ("posix_only", "skipif", "mark.slow", "mark.long", "importorskip(")
    unmarked = [
        f"{path.relative_to(ROOT).as_posix()}::{node.name} {sorted(names)}"
        for path in sorted(ROOT.glob("tests/**/test_*.py"))
        for module in [tree(path)]
        if not any(mark in ast.unparse(node) for node in module.body if isinstance(node, ast.Assign) for mark in marks)
        for node in module.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        if not any(mark in ast.unparse(decorator) for decorator in node.decorator_list for mark in marks)
        if (names := {name for name in used(ast.walk(node)) if name in MODULES | CALLS - WINDOWS})
    ]
    assert unmarked == []


@pytest.mark.slow
def test_the_default_tests_are_found_on_windows() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.as_windows"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert " tests collected" in done.stdout


STARTED = {
    ("imports/workbooks.py", "subprocess"): "ourselves, in a process whose time and memory are limited",
    ("typesetting/setting.py", "subprocess"): "ourselves, in a process whose time and memory are limited",
}
"""Where a program is started, with which and why."""


@pytest.mark.slow
def test_no_program_is_started_but_ourselves() -> None:
    starters = {"subprocess", "multiprocessing", "os.system", "os.popen", "os.execv", "os.spawnv", "pty.spawn"}
    assert {(file, name) for file, name in all_used() if name in starters} == set(STARTED)


def is_bytes(call: ast.Call) -> bool:
    """Whether a call of open says that it is about bytes."""
    texts = [word.value for word in ast.walk(call) if isinstance(word, ast.Constant) and isinstance(word.value, str)]
    return any("b" in text and set(text) <= set("rwxab+") for text in texts)


def names_encoding(call: ast.Call) -> bool:
    """Whether a call says how its text is encoded: by keyword, or where TextIOWrapper takes it."""
    named = any(word.arg == "encoding" for word in call.keywords)
    return named or (ast.unparse(call.func).endswith("TextIOWrapper") and len(call.args) > 1)


NO_TEXT = {
    ("atomic_files.py", "os.open(folder, os.O_RDONLY)"): "a folder",
    ("imports/running.py", "run.open(openings)"): "print runs that open a ledger",
    ("imports/rejects.py", "self.open()"): "what the request opens, as UTF-8 or as bytes",
    ("imports/rejects.py", "write_text(stream.buffer, form, ([disarm(cell) for cell in row] for row in rows))"): (
        "its form says how"
    ),
    ("imports/workbook_child.py", "packed.open(part)"): "a part of a zip, as bytes",
    (
        "imports/workbook_child.py",
        "packed.open(parts['xl/' + targets[relation].lower().removeprefix('/xl/')])",
    ): "a part of a zip, as bytes",
    ("imports/workbook_child.py", "packed.open(_ODS_CONTENT)"): "a part of a zip, as bytes",
    ("store/locks.py", "os.open(file, os.O_CREAT | os.O_WRONLY, 384)"): "an empty file",
    ("store/new_files.py", "os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 384)"): "an empty file",
}
"""Calls that look like one that opens a text, and are none."""


@pytest.mark.slow
def test_whoever_opens_a_text_says_how_it_is_encoded() -> None:
    silent = {
        (name_of(path), ast.unparse(node))
        for path, node, called in calls()
        if called.rpartition(".")[2] in TEXT_CALLS - {"run"} and not is_bytes(node) and not names_encoding(node)
    }
    assert silent == set(NO_TEXT)


class Office(NamedTuple):
    """A folder with blanks and letters beyond ASCII in its name, and how the system says that text is."""

    program: Path
    folder: Path
    settings: dict[str, str]

    @property
    def db(self) -> Path:
        """Its ledger."""
        return self.folder / "žurnāls № 1.db"

    def tracker(self, *words: object, stdin: bytes = b"", code: int = 0) -> tuple[bytes, bytes]:
        """Run the program there with the arguments as UTF-8, and return the bytes that it left."""
        kept = ("PATH", "HOME", "SYSTEMROOT", "TMPDIR", "VIRTUAL_ENV")
        done = subprocess.run(
            [sys.executable, "-P", "-m", "tracker", *(str(word) for word in words)],
            env={name: os.environ[name] for name in kept if name in os.environ}
            | {"TRACKER_CLERK": "Jānis Bērziņš", "TRACKER_DB": str(self.db), "PYTHONPATH": str(self.program)}
            | self.settings,
            input=stdin,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == code, (words, done)
        assert b"Traceback" not in done.stderr, done
        assert b"\r" not in done.stdout + done.stderr, done
        (done.stdout + done.stderr).decode("utf-8", "strict")
        return done.stdout, done.stderr

    def reads(self, *words: object) -> str:
        return self.tracker(*words)[0].decode("utf-8", "strict")


C_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
SETTINGS = [
    pytest.param({"LANG": "C.UTF-8"}, id="as it is", marks=pytest.mark.long),
    pytest.param({"LANG": "C", "LC_ALL": "C"}, id="locale C", marks=pytest.mark.long),
    pytest.param({"LANG": "C.UTF-8", "PYTHONUTF8": "0"}, id="no UTF-8 mode", marks=pytest.mark.long),
    pytest.param({"LC_ALL": "xx_XX.ISO-8859-13"}, id="a locale that is not there", marks=pytest.mark.long),
    pytest.param({"LANG": "C.UTF-8", "PYTHONIOENCODING": "cp1252"}, id="streams in cp1252", marks=pytest.mark.slow),
    pytest.param(
        {"LANG": "C", "PYTHONIOENCODING": "ascii:strict"}, id="streams in ASCII, strictly", marks=pytest.mark.slow
    ),
    pytest.param(C_LOCALE, id="all in ASCII", marks=pytest.mark.slow),
]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as a wheel installs it. Python cannot find an editable install if its path is not in the locale."""
    folder = tmp_path_factory.mktemp("program")
    shutil.copytree(ROOT / "tracker", folder / "tracker")
    shutil.copytree(ROOT / "db", folder / "tracker" / "db")
    return folder


@pytest.fixture(scope="module")
def stocked(program: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A ledger with a booklet and a place of those names, as the system says text is in this process."""
    office = Office(program, tmp_path_factory.mktemp("office"), {"PYTHONUTF8": "1"})
    office.tracker("init", "--store-name", NAMES[2])
    office.tracker("booklet", "add", "THB", NAMES[1])
    office.tracker("place", "add", "liepaja", NAMES[0], "--kind", "social-service")
    office.tracker("print", "THB/ru", "100", "--date", "2015-01-01")
    return office.db.read_bytes()


@pytest.fixture(params=SETTINGS)
def office(request: pytest.FixtureRequest, program: Path, tmp_path: Path, stocked: bytes) -> Office:
    """An office with such a ledger, under each of the settings."""
    folder = tmp_path / "Mana mape ļķ ёж"
    folder.mkdir()
    office = Office(program, folder, request.param)
    office.db.write_bytes(stocked)
    return office


def test_names_from_the_command_line_are_kept_and_shown_as_they_are(office: Office) -> None:
    said, _ = office.tracker("ship", "liepaja", "THB/ru=1", "--date", "2015-01-02", "--note", NAMES[2])
    assert b"1 copy shipped" in said
    assert NAMES[1] in office.reads("stock")
    assert f"liepaja,{NAMES[0]}," in office.reads("place", "list", "--format", "csv")
    assert f"| {NAMES[0]} |" in office.reads("place", "list", "--format", "markdown")
    _, entry = json.loads(office.reads("log", "--format", "json"))
    assert (entry["note"], entry["recorded_by"]) == (NAMES[2], "Jānis Bērziņš")
    assert NAMES[2] in office.reads("show", 2)


def test_errors_say_names_as_they_are(office: Office) -> None:
    _, said = office.tracker("ship", "liepa", "THB/ru=1", code=1)
    assert f"liepaja ({NAMES[0]})" in said.decode()
    _, said = office.tracker("ship", "Лиепая", "THB/ru=1", code=1)
    assert "'Лиепая'" in said.decode()
    _, said = office.tracker("import", "places", office.folder / "nav šāda.csv", code=1)
    assert "nav šāda.csv: there is no such file" in said.decode()


def test_names_are_read_from_files_of_any_name(office: Office) -> None:
    sheet = office.folder / "vietas un ļaudis.csv"
    sheet.write_text("Kods;Nosaukums\nrezekne;Rēzeknes dome\n", encoding="utf-8", newline="\r\n")
    options = ("--map", "Kods=code", "--map", "Nosaukums=name", "--map", "'school'=kind", "--map", "'LV'=country")
    said = office.reads("import", "places", sheet, *options)
    assert "vietas un ļaudis.csv: 1 recorded" in said
    sheet.write_text("Kods;Nosaukums ā\nogre;Ogres дом\n", encoding="utf-8", newline="\r\n")
    office.tracker("import", "places", sheet, "--map", "Kods=code", "--map", "Nosaukums ā=name", *options[-4:])
    office.tracker("import", "places", "-", stdin="code,name,kind,country\ncesis,Cēsu pils,library,LV\n".encode())
    names = office.reads("place", "list", "--format", "tsv")
    assert all(f"\t{name}\t" in names for name in ("Rēzeknes dome", "Ogres дом", "Cēsu pils"))


def test_files_and_folders_of_any_name_are_written(office: Office) -> None:
    file, package = office.folder / "krājumi ū.csv", office.folder / "izdruka Ё"
    office.tracker("stock", "-o", file)
    assert NAMES[1] in file.read_text(encoding="utf-8")
    assert b"\r" not in file.read_bytes()
    _, said = office.tracker("export", "--all", package)
    assert "izdruka Ё" in said.decode()
    assert not any(b"\r" in each.read_bytes() for each in package.rglob("*.*"))
    new = office.folder / "jauns ī.db"
    assert "jauns ī.db" in office.reads("--db", new, "import", "--all", package)
    assert office.reads("--db", new, "log", "--format", "json") == office.reads("log", "--format", "json")


def test_a_backup_of_any_name_is_made(office: Office) -> None:
    backup = office.folder / "kopija č.db"
    assert "kopija č.db" in office.reads("backup", backup)
    assert "kopija č.db" in office.reads("info")
    assert office.reads("--db", backup, "log") == office.reads("log")
