import pytest

from tests.cli.shell import start
from tests.conftest import Clerk, made_once


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk with something to ship."""
    clerk.does("print", "THB/lv", 1000)
    return clerk


def imported(clerk: Clerk, *words: str) -> set[str]:
    """Return the names of the modules that a command imports, from -X importtime."""
    done = start(*words, db=clerk.db, python=("-X", "importtime"))
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("stock", "--format", "csv"),
        ("stock", "--format", "json"),
        ("shipments", "--format", "tsv"),
        ("log", "--format", "ndjson"),
        ("ship", "london", "THB/lv=1"),
        ("print", "THB/lv", "1"),
        ("place", "add", "x", "X", "--kind", "other"),
    ],
    ids=" ".join,
)
def test_who_wants_no_drawing_waits_for_no_drawing_library(stocked: Clerk, words: tuple[str, ...]) -> None:
    modules = imported(stocked, *words)
    assert "tracker.store.connection" in modules
    assert not {name for name in modules if name.split(".")[0] in ("rich", "sqlite_utils")}


def test_drawing_a_table_does_not_wait_for_the_migrations(stocked: Clerk) -> None:
    modules = imported(stocked, "stock")
    assert "rich" in modules
    assert "sqlite_utils" not in modules


def test_a_file_for_browsers_needs_no_server(stocked: Clerk) -> None:
    modules = imported(stocked, "place", "show", "london", "-f", "html")
    assert "jinja2" in modules
    assert not modules & {"starlette", "uvicorn", "anyio"}


@pytest.mark.parametrize("words", [("--help",), ("-h",), ("--version",)], ids=" ".join)
def test_help_knows_nothing_of_the_ledger(nobody: Clerk, words: tuple[str, ...]) -> None:
    modules = imported(nobody, *words)
    assert "tracker.cli" in modules
    below = ("tracker.ledger", "tracker.reports", "tracker.imports", "tracker.store", "rich", "sqlite_utils", "sqlite3")
    assert not {name for name in modules if name.startswith(below)}


def test_a_shell_that_completes_waits_for_no_drawing_library(stocked: Clerk) -> None:
    done = start(
        db=stocked.db,
        python=("-X", "importtime"),
        _TRACKER_COMPLETE="bash_complete",
        COMP_WORDS="tracker ship lo",
        COMP_CWORD="2",
    )
    assert done.stdout == "plain,london\n"
    modules = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert not {name for name in modules if name.split(".")[0] in ("rich", "sqlite_utils")}


OURS = {
    ("--help",): (
        "cli cli.app cli.base cli.language cli.output deferred docs errors languages messages model model.text render "
        "render.streams"
    ),
    ("stock", "--format", "csv"): (
        "cli cli.app cli.base cli.language cli.options cli.types database_files db deferred drafts errors inputs "
        "inputs.kinds languages messages model model.as_of model.table model.text render render.cells "
        "render.formats render.streams reports reports.queries reports.stock retries store "
        "store.connection store.dictionary store.identity store.locks store.statements "
        "store.transactions"
    ),
    ("stock",): (
        "cli cli.app cli.base cli.language cli.options cli.types database_files db deferred drafts errors inputs "
        "inputs.kinds languages messages model model.as_of model.table model.text render render.canvas render.cells "
        "render.formats render.screen render.streams reports reports.queries reports.stock retries store "
        "store.connection store.dictionary store.identity store.locks store.statements "
        "store.transactions"
    ),
    ("ship", "london", "THB/lv=1"): (
        "cli cli.app cli.base cli.entries cli.language cli.options cli.output cli.prompts cli.types database_files db "
        "deferred drafts errors inputs inputs.kinds inputs.parsing languages ledger ledger.allocation "
        "ledger.commands ledger.holdings ledger.lookalikes ledger.lookup ledger.messages "
        "ledger.naming ledger.recording ledger.recounting ledger.shipments ledger.state messages model model.as_of "
        "model.catalogue model.codes model.dates model.entries model.quantities model.sentences "
        "model.text render render.formats render.streams retries store store.balances store.catalogue store.commands "
        "store.connection store.dated_facts store.entries store.identity "
        "store.locks store.statements store.transactions"
    ),
}
"""The modules that a command loads besides its own and its format's: each costs start-up time."""

COMPLETING = (
    "cli cli.app cli.base cli.language cli.options cli.output cli.prompts cli.types database_files db deferred "
    "drafts errors inputs inputs.kinds languages messages model model.as_of model.table model.text render "
    "render.formats render.streams reports reports.completion reports.queries retries store store.connection "
    "store.identity store.locks store.statements store.transactions"
)

HEAVY = {
    "decimal",
    "difflib",
    "hashlib",
    "importlib.resources",
    "jinja2",
    "logging",
    "prompt_toolkit",
    "rich",
    "secrets",
    "sqlite_utils",
    "tempfile",
    "xlsxwriter",
    "zipfile",
}
"""Modules that none of these commands needs."""


@pytest.mark.parametrize("words", OURS, ids=" ".join)
def test_a_command_loads_what_it_uses(stocked: Clerk, words: tuple[str, ...]) -> None:
    modules = imported(stocked, *words)
    ours = {name.removeprefix("tracker.") for name in modules if name.startswith("tracker.")}
    assert sorted(ours) == sorted(["entry_point", *OURS[words].split()])
    drawing = {"rich", "decimal", "logging"} if words == ("stock",) else set()  # which some versions of rich load
    assert modules & HEAVY <= drawing


def test_completing_a_place_loads_what_it_uses(stocked: Clerk) -> None:
    done = start(
        db=stocked.db,
        python=("-X", "importtime"),
        _TRACKER_COMPLETE="bash_complete",
        COMP_WORDS="tracker ship lo",
        COMP_CWORD="2",
    )
    modules = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    ours = {name.removeprefix("tracker.") for name in modules if name.startswith("tracker.")}
    assert sorted(ours) == sorted(["entry_point", *COMPLETING.split()])
    assert not modules & HEAVY
