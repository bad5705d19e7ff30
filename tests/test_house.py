"""The architecture: allowed imports, tables, and output functions."""

import ast
import importlib
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

from tests.renewing import schema
from tests.trees import ROOT, calls, package, tree
from tracker.store.connection import Database
from tracker.store.schema import create

ROOMS = {
    "database_files": "",
    "deferred": "",
    "languages": "database_files",
    "messages": "languages",
    "errors": "messages",
    "docs": "model errors messages languages",
    "drafts": "errors messages",
    "atomic_files": "drafts errors messages",
    "model": "deferred database_files errors messages languages",
    "store": "deferred model database_files atomic_files drafts retries errors messages languages",
    "retries": "errors messages",
    "offices": "store model atomic_files drafts retries errors messages",
    "ledger": "deferred store model errors messages languages",
    "reports": "deferred ledger store model errors messages languages",
    "inputs": "deferred reports model errors messages",
    "imports": "reports ledger store model database_files drafts retries errors messages languages",
    "charts": "deferred model messages languages",
    "typesetting": "model drafts errors messages",
    "papers": "typesetting reports ledger store model errors messages languages",
    "render": "deferred docs charts typesetting model atomic_files drafts errors messages languages",
    "page": "docs inputs papers charts reports render ledger offices model retries errors messages languages",
    "cli": "deferred docs inputs page papers typesetting imports reports render charts ledger offices model retries "
    "errors messages languages",
    "entry_point": "cli render model errors messages languages",
    "__main__": "entry_point",
    "__init__": "",
}
"""The packages that each package may import, besides itself: only lower ones."""

KNOWN_IN = {
    "anyio": "page",
    "babel": "languages",
    "click": "cli entry_point",
    "jinja2": "render",
    "markdown_it": "render",
    "markupsafe": "render",
    "prompt_toolkit": "cli",
    "psycopg": "offices",
    "python_calamine": "imports",
    "rich": "render",
    "segno": "typesetting",
    "setuptools": "languages",
    "sqlite3": "store",
    "starlette": "page",
    "uvicorn": "page",
    "sqlite_utils": "store",
    "typst": "typesetting",
    "xlsxwriter": "render",
}
"""The packages that may use each third-party library and SQLite; no others may be used."""


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package, parsed, by its name."""
    return {module_name(path): tree(path) for path in package()}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def room(module: str) -> str:
    """Return the package of a module: `cli` for tracker.cli.base, `errors` for tracker.errors."""
    return (*module.split("."), "__init__")[1]


def imports(module: str, nodes: Iterable[ast.AST], known: dict[str, ast.Module]) -> Iterator[str]:
    """Every module that this one imports, anywhere in it."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"{module} imports by a relative name"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in known else node.module


@cache
def all_imports() -> list[tuple[str, str]]:
    found = {module_name(path): nodes for path, nodes in package().items()}
    return [(module, name) for module, nodes in found.items() for name in imports(module, nodes, modules())]


def test_every_room_is_on_a_floor() -> None:
    assert {room(module) for module in modules()} == set(ROOMS)


def test_imports_run_downward_only() -> None:
    upward = {
        (module, room(name))
        for module, name in all_imports()
        if name.startswith("tracker.") and room(name) not in (room(module), *ROOMS[room(module)].split())
    }
    assert upward == set()


def test_only_its_room_knows_a_library() -> None:
    strangers = [
        f"{module} imports {name}"
        for module, name in all_imports()
        if (library := name.partition(".")[0]) not in ("tracker", "_typeshed")  # the latter is of type checkers
        and (library in KNOWN_IN or library not in sys.stdlib_module_names)
        and room(module) not in KNOWN_IN.get(library, "").split()
    ]
    assert strangers == []


def test_no_imports_go_in_circles() -> None:
    graph: dict[str, set[str]] = {module: set() for module in modules()}
    for module, name in all_imports():
        if name in graph:
            graph[module].add(name)
    assert len(list(TopologicalSorter(graph).static_order())) == len(graph)


def test_names_are_imported_where_the_floors_can_see_them() -> None:
    hidden = [
        module_name(path) for path, _, called in calls() if called.rpartition(".")[2] in ("import_module", "__import__")
    ]
    when_used = "a command's file, a parser and what writes a format, when they are used"
    assert hidden == ["tracker.cli.base", "tracker.inputs.kinds", "tracker.render.formats"], when_used


def test_parsers_and_choices_named_by_kinds_stand_below_them() -> None:
    text = (ROOT / "tracker/inputs/kinds.py").read_text("utf-8")
    named = set(re.findall(r'"((?:model|inputs)\.[a-z.]+)\.([a-z_]+)"', text))
    named |= {("reports.completion", name) for name in re.findall(r'(?<!Message\()"([a-z_]+)"[,)]', text)}
    for module, name in named:
        assert hasattr(importlib.import_module(f"tracker.{module}"), name), (module, name)


def test_what_the_documents_of_the_house_name_is_there() -> None:
    modules = [path.as_posix() for folder in ("tracker", "tests") for path in (ROOT / folder).rglob("*.py")]
    for guide in [*(ROOT / "tracker").rglob("*.md"), *(ROOT / "tracker").rglob("__init__.py")]:
        for named in re.findall(r"`([\w/]+\.py)`", guide.read_text(encoding="utf-8")):
            assert any(module.endswith(f"/{named}") for module in modules), (guide, named)


def test_no_two_classes_have_one_name() -> None:
    names = [node.name for nodes in package().values() for node in nodes if isinstance(node, ast.ClassDef)]
    assert sorted(names) == sorted(set(names))


def test_what_a_command_says_goes_out_by_one_door() -> None:
    """Where it is made plain; what is written besides is a table or a record, which are made plain in `render`."""
    echo = {module_name(path) for path, _, called in calls() if called in ("click.echo", "click.secho", "print")}
    assert echo == {
        "tracker.entry_point",  # the door of what is refused
        "tracker.cli.completion",  # a script of ours
        "tracker.cli.output",
    }


@pytest.mark.slow
def test_the_sentence_of_a_refusal_is_read() -> None:
    """A command that is refused for another reason than the one meant must not pass for a rule that holds."""
    unread = {
        (path.relative_to(ROOT / "tests").as_posix(), test.name)
        for path in (ROOT / "tests").rglob("*.py")
        if "refus" in (text := path.read_text(encoding="utf-8"))
        for test in ast.walk(ast.parse(text))
        if isinstance(test, ast.FunctionDef)
        for node in ast.walk(test)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
        if re.fullmatch(r".*\.refused|refusal", ast.unparse(node.value.func), re.DOTALL)
    }
    assert unread == set()


def test_every_package_is_installed() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    fronts = [*(ROOT / "tracker").rglob("__init__.py"), *(ROOT / "db").rglob("__init__.py")]
    there = sorted(".".join(path.parent.relative_to(ROOT).parts) for path in fronts)
    assert sorted(listed) == sorted(re.sub("^db", "tracker.db", name) for name in there)


def test_the_top_level_holds_nothing_else() -> None:
    kept = {"pyproject.toml", "tracker", "db", "tests", "README.md", "LICENSE", "CHANGELOG.md"}
    assert {name for name in kept if not (ROOT / name).exists()} == set()
    assert {name for name in tracked() if not name.startswith(".")} <= kept


def tracked() -> set[str]:
    """The top-level files tracked by git. Skips the test without git or a repository."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("there is no git here")
    found = subprocess.run([git, "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip(f"git does not read this repository: {found.stderr}")
    return {line.partition("/")[0].strip('"') for line in found.stdout.splitlines()}


Ask = Callable[[Callable[[Database], Any]], Any]


@pytest.fixture
def ask_new(tmp_path: Path) -> Ask:
    """Asks a question of a database that was just made."""

    def ask(question: Callable[[Database], Any]) -> Any:
        return create(tmp_path / "new.db", question)

    return ask


def test_all_tables_are_strict(ask_new: Ask) -> None:
    tables = ask_new(lambda database: list(database.rows("PRAGMA main.table_list")))
    loose = {name for _, name, kind, _, _, strict in tables if kind == "table" and not strict}
    assert {name for name in loose if not name.startswith("sqlite_")} == {"_sqlite_migrations"}


def test_only_the_ledger_has_tables_of_entries_and_movements(ask_new: Ask) -> None:
    names = ask_new(lambda database: list(database.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")))
    assert {name for (name,) in names if "entry" in name or "movement" in name} == {"entry", "movement"}


def test_schema_sql_is_the_schema() -> None:
    written = (ROOT / "db" / "schema.sql").read_text(encoding="utf-8")
    assert written == schema(), "write it anew, as db/README.md says"
