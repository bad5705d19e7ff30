"""The house stays as it was built: its floors, its sizes, its tables, and every place where SQL is composed."""

import ast
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
    "languages": "database_files",
    "messages": "languages",
    "errors": "messages",
    "drafts": "errors messages",
    "atomic_files": "drafts errors messages",
    "model": "database_files errors messages languages",
    "store": "model database_files atomic_files drafts attempts errors messages languages",
    "attempts": "errors messages",
    "offices": "store model atomic_files drafts attempts errors messages",
    "ledger": "store model errors messages languages",
    "reports": "ledger store model errors messages languages",
    "imports": "reports ledger store model drafts attempts errors messages languages",
    "charts": "model messages languages",
    "typesetting": "model drafts errors messages",
    "papers": "typesetting reports ledger store model errors messages languages",
    "render": "charts typesetting model atomic_files drafts errors messages languages",
    "page": "papers charts reports render ledger model attempts errors messages languages",
    "cli": "page papers typesetting imports reports render charts ledger offices model attempts errors "
    "messages languages",
    "outermost": "cli render model errors messages languages",
    "__main__": "outermost",
    "__init__": "",
}
"""What each room may import beside itself: only what lies below it."""

KNOWN_IN = {
    "anyio": "page",
    "babel": "languages",
    "click": "cli outermost",
    "h11": "page",
    "jinja2": "page",
    "markupsafe": "page",
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
"""Who may know what is not in Python's own library, and SQLite; nobody may know anything else."""

CROOKED: dict[tuple[str, str], str] = {}
"""Imports past a floor, each with its reason."""

UNREAD: dict[tuple[str, str], str] = {}
"""Tests that do not ask for the sentence of a refusal, because it is not yet the right one."""

COMPOSED = {
    ("imports/existing.py", "find_existing"): "a filter on the first column of one of our lists",
    ("offices/postgresql.py", "PostgresqlLog._put"): "the tables of the log, from db/",
    ("reports/first_steps.py", "next_step"): "one of a list of whole questions",
    ("reports/queries.py", "ask"): "one of our questions, filtered and ordered by conditions that reports write",
    ("reports/queries.py", "summed"): "one of our questions, grouped by some of the DIMENSIONS of a report",
    ("reports/queries.py", "conditions"): "conditions that reports write, their values as parameters",
    ("reports/stock.py", "stock"): "a filter on one of three columns",
    ("store/bulk.py", "_AMONG_ALL"): "a condition that stands above it",
    ("store/bulk.py", "_AMONG_FORMER"): "a condition that stands above it",
    ("store/bulk.py", "_ENTRY"): "the step between two positions",
    ("store/bulk.py", "_MOVEMENT"): "the step between two positions",
    ("store/bulk.py", "Aside.__init__"): "the triggers and indexes that are there: their names, quoted",
    ("store/bulk.py", "Aside.restore"): "the triggers and indexes that were there: their own SQL",
    ("store/bulk.py", "known_keys"): "one of the two questions below it",
    ("store/bulk.py", "prove"): "the conditions of the triggers that are there",
    ("store/bulk.py", "_add_up"): "the two statements below it, with the questions that they use",
    ("store/catalogue.py", "_NEXT"): "one of seven tables",
    ("store/catalogue.py", "open_requests_of"): "the requests, as their view or as a SELECT of ours",
    ("store/catalogue.py", "place_by_id"): "the question that stands above it, with a condition",
    ("store/catalogue.py", "request_lines"): "the requests, as their view or as a SELECT of ours",
    ("store/commands.py", "of_no_command"): "names of tables and columns that stand above it, and numbers",
    ("store/clock.py", "dated_ahead"): "the question there, with those that it uses",
    ("store/catalogue.py", "destroyed_by"): "the question, as its view or as a SELECT of ours",
    ("store/catalogue.py", "funds_granting"): "the grants, as their view or as a SELECT of ours",
    ("store/overview.py", "distributed"): "our questions, grouped by some of the DIMENSIONS of a report",
    ("store/overview.py", "_ranked"): "places and print runs, as their views or as SELECTs of ours",
    ("store/overview.py", "_class"): "columns of the dimensions above it",
    ("reports/log.py", "FoundEntries._filters"): "conditions of ours, their values as parameters",
    ("store/entries.py", "numbers"): "conditions that reports write, and columns of ours",
    ("store/entries.py", "_counts"): "what counts found, as the view or as a SELECT of ours",
    ("store/entries.py", "shipment_status"): "the shipments, as their view or as a SELECT of ours",
    ("store/catalogue.py", "_finder.find"): "one of the questions in _CODES, with a condition",
    ("store/catalogue.py", "codes"): "one of the questions in _CODES, with a column more",
    ("store/catalogue.py", "place"): "the question that stands above it, with a condition",
    ("store/catalogue.py", "run"): "the question that stands above it, with a condition",
    ("store/catalogue.py", "runs_of"): "the question that stands above it, with a condition",
    ("store/checks.py", "_findings"): "our checks from db/, and a LIMIT of ours",
    ("store/checks.py", "_damages"): "a LIMIT of ours, and sizes of SQLite's own cache",
    ("store/proving.py", "_prove_kinds"): "the question below it, with those that it uses",
    ("store/proving.py", "_prove_references"): "one of the questions in _NAMED_BY",
    ("store/connection.py", "Database.apply"): "the steps of a write pass through",
    ("store/connection.py", "Database.apply_many"): "steps of a write pass through",
    ("store/connection.py", "Database.records"): "the question passes through",
    ("store/connection.py", "Database.row"): "the question passes through",
    ("store/connection.py", "Database.rows"): "the question passes through",
    ("store/connection.py", "Database.value"): "the question passes through",
    ("store/base_tables.py", "dump"): "names of tables and columns from the data dictionary, quoted",
    ("store/base_tables.py", "restore"): "names of tables and columns from the data dictionary, quoted",
    ("store/requests.py", "open_of_item"): "the requests, as their view or as a SELECT of ours",
    ("store/transactions.py", "_finish"): "COMMIT or ROLLBACK",
    ("store/queries.py", "_with_used"): "our questions from db/, joined as they say themselves",
    ("store/queries.py", "view"): "a view of one of our questions",
    ("store/replaying.py", "Replay._prove_facts"): "the question there, with those that it uses",
    ("store/schema.py", "_fill_reference"): "one of the three steps that stand above it",
    ("store/schema.py", "_renew_views"): "the names of views that are there, quoted",
    ("store/schema.py", "_step.apply"): "a migration from db/",
    ("store/schema.py", "migrate"): "numbers of ours: a PRAGMA takes no parameters",
    ("store/void_sets.py", "VoidSet.prove_others"): "the question there, with those that it uses",
    ("store/statements.py", "delete"): "names of tables and columns, quoted",
    ("store/statements.py", "insert"): "names of tables and columns, quoted",
    ("store/statements.py", "update"): "names of tables and columns, quoted",
    ("store/entry_contents.py", "read_content"): "one of the two questions below it",
    ("store/entry_sets.py", "_all_recorded"): "the question that stands above it, with a condition",
    ("store/entry_sets.py", "_taken"): "one of the two conditions above it",
    ("store/copies.py", "differences"): "names of tables and columns that are there, quoted",
    ("store/replaying.py", "Replay._carry_out"): "what others recorded, under an authorizer",
    ("store/replaying.py", "Replay._put_back"): "the triggers that were there: their own SQL",
    ("store/replaying.py", "Replay._set_aside"): "names of our triggers that stand below it",
    ("store/keys.py", "_dangling"): "names of tables and columns that are there, quoted",
    ("store/keys.py", "is_referred_to"): "names of tables and columns that are there, quoted",
    ("store/keys.py", "prove"): "names of tables and columns that are there, quoted",
    ("store/entry_sets.py", "standing"): "the question that stands above it, with a condition",
    ("store/void_sets.py", "_ALL_ON_STEPS"): "the entries that stand above it",
    ("store/void_sets.py", "_EACH_TARGET"): "the entries that stand above it",
    ("store/void_sets.py", "_IN_TURN"): "an insert of the entries that stand above it",
    ("store/void_sets.py", "_MOVEMENTS"): "an insert of the question that stands above it",
    ("store/void_sets.py", "_MIRRORED"): "the question that stands above it",
    ("store/keys.py", "RowKeys.entry_of"): "one of the two questions below it",
    ("store/keys.py", "_OF_WHICH_SOMETHING_STANDS"): "a condition that stands above it",
    ("store/keys.py", "_TAKEN_BACK"): "a condition that stands above it",
    ("store/statements.py", "_insertion"): "names of tables and columns, quoted",
    ("store/turns.py", "has_facts"): "the names of our tables",
    ("store/turns.py", "turns_of"): "one of three tables, and its columns",
    ("store/turns.py", "turns_without"): "one of three tables, and its columns",
    ("store/undoing.py", "_SET_BACK"): "the tables and conditions that stand above it",
    ("store/undoing.py", "command"): "the question that stands below it",
    ("store/checks.py", "unfit_texts"): "names of our tables and their columns, quoted",
    ("store/texts.py", "_ids"): "one of the questions above it",
    ("store/shapes.py", "_INSERT"): "a pattern of statements, never carried out",
    ("store/shapes.py", "_UPDATE"): "a pattern of statements, never carried out",
    ("store/shapes.py", "_DELETE"): "a pattern of statements, never carried out",
}
"""Every place where SQL is not one literal, with why no text of a user's can become SQL there."""

LIKE_SQL = re.compile(
    r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|WITH|FROM|JOIN|WHERE|AND|ORDER BY|LIMIT)\b|[=<>] ?\?"
)
COMPOSERS = {"format", "format_map", "join", "replace"}
TAKES_SQL = {"Statement", "execute", "executemany", "executescript", "row", "rows", "value"}


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package, parsed, by its name."""
    return {module_name(path): tree(path) for path in package()}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def room(module: str) -> str:
    """The room a module is in: `cli` for tracker.cli.base, `errors` for tracker.errors."""
    return (*module.split("."), "__init__")[1]


def imports(module: str, nodes: Iterable[ast.AST], known: dict[str, ast.Module]) -> Iterator[str]:
    """Every module that this one imports, wherever in it."""
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
    assert upward == set(CROOKED)


def test_only_its_room_knows_a_library() -> None:
    strangers = [
        f"{module} imports {name}"
        for module, name in all_imports()
        if (library := name.partition(".")[0]) != "tracker"
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
    assert hidden == ["tracker.cli.base"], "which imports a command's file when the command is used"


def test_no_two_classes_have_one_name() -> None:
    names = [node.name for nodes in package().values() for node in nodes if isinstance(node, ast.ClassDef)]
    assert sorted(names) == sorted(set(names))


def test_what_a_command_says_goes_out_by_one_door() -> None:
    """Where it is made plain; what is written besides is a table or a record, which are made plain in `render`."""
    echo = {module_name(path) for path, _, called in calls() if called in ("click.echo", "click.secho", "print")}
    assert echo == {
        "tracker.outermost",  # the door of what is refused
        "tracker.cli.completion",  # a script of ours
        "tracker.cli.output",
    }


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
    assert unread == set(UNREAD)


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
    """The top level of what is kept in git. Skips the test where there is no git, or no repository."""
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


def test_every_place_where_sql_is_composed_is_known() -> None:
    found = {
        (path.relative_to(ROOT / "tracker").as_posix(), place)
        for path in package()
        if room(module_name(path)) not in ("charts", "model", "render")  # which have no database to ask
        for place in Composed(tree(path)).places
    }
    assert found - set(COMPOSED) == set(), "say why it is safe in COMPOSED"
    assert set(COMPOSED) - found == set(), "nothing is composed there any more"


class Composed(ast.NodeVisitor):
    """Finds the functions and constants of a module whose SQL is not one literal."""

    def __init__(self, module: ast.Module) -> None:
        self.places: set[str] = set()
        self.stack: list[str] = []
        self.constants = {name for node in module.body for name in targets(node)}
        for node in module.body:
            self.stack = targets(node)[:1]
            self.visit(node)

    def visit(self, node: ast.AST) -> None:
        named = isinstance(node, (ast.FunctionDef, ast.ClassDef))
        if named:
            self.stack.append(node.name)  # type: ignore[attr-defined]
        if is_composed(node) or self.passes_on(node):
            self.places.add(".".join(self.stack))
        self.generic_visit(node)
        if named:
            self.stack.pop()

    def passes_on(self, node: ast.AST) -> bool:
        """Whether the node has SQL carried out that is neither a literal nor a constant of this module."""
        if not isinstance(node, ast.Call) or ast.unparse(node.func).rpartition(".")[2] not in TAKES_SQL:
            return False
        sql = next(iter([*node.args, *(word.value for word in node.keywords if word.arg == "sql")]), None)
        if isinstance(sql, ast.Subscript):
            sql = sql.value
        return not (sql is None or isinstance(sql, ast.Constant) or is_name(sql, self.constants))


def targets(node: ast.AST) -> list[str]:
    """The names that an assignment gives."""
    given = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in given if isinstance(target, ast.Name)]


def is_name(node: ast.AST, names: set[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in names


def is_composed(node: ast.AST) -> bool:
    """Whether the node makes a text out of parts, some of which look like SQL."""
    if isinstance(node, ast.JoinedStr):
        makes = any(isinstance(part, ast.FormattedValue) for part in node.values)
    elif isinstance(node, ast.BinOp):
        makes = isinstance(node.op, (ast.Add, ast.Mod))
    else:
        makes = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in COMPOSERS
    return makes and any(
        isinstance(part, ast.Constant) and isinstance(part.value, str) and LIKE_SQL.search(part.value)
        for part in ast.walk(node)
    )
