"""The same questions for other programs, if installed: text files, and csv files with pandas and duckdb.

Python programs use the Python that measures. They are used as their users would, and must give the same figures.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from click import ClickException

from tests.benchmarks.answers import OURS, Reader, Readers, read_amounts, read_columns, read_distribution
from tests.benchmarks.plain_text import write_beancount, write_journal
from tests.benchmarks.room import Room
from tests.benchmarks.table import Row, compared
from tests.benchmarks.timing import Command, clean_environment

_BEAN_STOCK = "SELECT root(account, 2) AS account, currency, sum(number) AS copies GROUP BY 1, 2"
_BEAN_DISTRIBUTION = """
SELECT year, root(account, 3) AS account, currency, sum(number) AS copies
 WHERE account ~ "^Assets:Places" GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class NewRequest:
    """A program, with the commands for both questions."""

    stock: Command
    distribution: Command
    readers: Readers


def measure(room: Room) -> Iterator[Row]:
    """Yield the rows of this section, including one for each missing program."""
    full = room.received(room.lines)
    found = {name: find(room, full) for name, find in _PROGRAMS.items()}
    asked = [each for each in found.values() if each is not None]
    for name in (name for name, each in found.items() if each is None):
        yield Row(f"{name}: not installed", None)
    stock = room.tracker("stock", "--format", "csv", db=full, name="`tracker stock`")
    yield from _compared(room, stock, OURS.stock, [(each.stock, each.readers.stock) for each in asked])
    by = ("report", "distribution", "--by", "year,kind,item", "--format", "csv")
    report = room.tracker(*by, db=full, name="`tracker report distribution`, by 3")
    theirs = [(each.distribution, each.readers.distribution) for each in asked]
    yield from _compared(room, report, OURS.distribution, theirs)


def _compared(room: Room, ours: Command, read: Reader, theirs: Sequence[tuple[Command, Reader]]) -> Iterator[Row]:
    """Yield a row for each other program. Raises ClickException if one gives different figures."""
    if not theirs:
        return
    first, *runs = room.in_turn(ours, *(command for command, _ in theirs))
    figures = read(first.answer)
    for each, (_, read_theirs) in zip(runs, theirs, strict=True):
        if read_theirs(each.answer) != figures:
            raise ClickException(f"{each.name} does not answer the figures of {ours.name}.")
        yield compared(first, each)


def _hledger(room: Room, full: Path) -> NewRequest | None:
    program = _program("hledger")
    if program is None:
        return None
    ask = (program, "-f", write_journal(full, room.folder / "hledger.journal"), "balance")
    tidy = ("--layout", "tidy", "-O", "csv")
    return NewRequest(
        Command("`hledger balance`", (*ask, "--depth", "1", *tidy)),
        Command("`hledger balance --yearly`", (*ask, "places", "--yearly", "--depth", "2", *tidy)),
        Readers(read_columns("account", "commodity", "value"), read_columns("period", "account", "commodity", "value")),
    )


def _ledger(room: Room, full: Path) -> NewRequest | None:
    program = _program("ledger")
    if program is None:
        return None
    ask = (program, "--args-only", "-f", write_journal(full, room.folder / "ledger.journal"))
    stock, yearly = r"%(account)\n%(display_total)\n", r'%(format_date(date, "%Y")) %(account)\n%(amount)\n'
    return NewRequest(
        Command("`ledger balance`", (*ask, "balance", "--depth", "1", "--no-total", "--format", stock)),
        Command(
            "`ledger register --yearly`", (*ask, "register", "^places", "--yearly", "--depth", "2", "--format", yearly)
        ),
        Readers(read_amounts, read_amounts),
    )


def _bean_query(room: Room, full: Path) -> NewRequest | None:
    program = _program("bean-query")
    if program is None:
        return None
    ask = (program, "--format", "csv", write_beancount(full, room.folder / "all.beancount"))
    return NewRequest(
        Command("`bean-query`, by account", (*ask, _BEAN_STOCK)),
        Command("`bean-query`, by year, account", (*ask, _BEAN_DISTRIBUTION)),
        Readers(read_columns("account", "currency", "copies"), read_columns("year", "account", "currency", "copies")),
    )


def _pandas(room: Room, full: Path) -> NewRequest | None:
    return _over_csv(room, full, "pandas", "frames.py")


def _duckdb(room: Room, full: Path) -> NewRequest | None:
    return _over_csv(room, full, "duckdb", "quack.py")


def _over_csv(room: Room, full: Path, library: str, script: str) -> NewRequest | None:
    """Return the questions for a script that reads exported csv, if its library is installed next to this Python."""
    imports = (sys.executable, "-c", f"import {library}")
    if subprocess.run(imports, capture_output=True, env=clean_environment(), check=False).returncode:
        return None
    movements, places = (room.folder / f"{name}-{room.lines}.csv" for name in ("movements", "places"))
    for name, path in (("movements", movements), ("places", places)):
        if not path.exists():
            room.do("export", name, "-o", path, db=full)
    ask = (sys.executable, "-P", Path(__file__).with_name(script))
    return NewRequest(
        Command(f"{library} over csv, sums", (*ask, "stock", movements, places)),
        Command(f"{library} over csv, grouped", (*ask, "distribution", movements, places)),
        Readers(read_columns("holder", "item", "quantity"), read_distribution),
    )


def _program(name: str) -> str | None:
    """Return the path of a program: next to this Python, or in PATH."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


_PROGRAMS: dict[str, Callable[[Room, Path], NewRequest | None]] = {
    "hledger": _hledger,
    "ledger": _ledger,
    "bean-query": _bean_query,
    "pandas": _pandas,
    "duckdb": _duckdb,
}
