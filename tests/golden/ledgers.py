"""The ledgers for recorded commands.

They are the sample, one in which every command has written something, and one of collisions: everything happens twice,
mostly on one day, equal entries are voided one by one, and several things share a name.
"""

import shlex
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.golden.office import Office
from tests.offices.everything import record_everything

BEGUN = """
init
booklet add THB 'Cilvēku tirdzniecības novēršana'
place add london 'Embassy in London' --kind embassy --country GB
place add dublin 'Embassy in Dublin' --kind embassy --country IE
place add liepaja 'Liepājas Sociālais dienests' --kind social-service
"""


def make(ledger: str, file: Path) -> None:
    """Write the ledger of that name, `sample`, `everything` or `collisions`, to a file."""
    file.write_bytes(made(ledger))


@cache
def made(ledger: str) -> bytes:
    """Return the ledger with this name as a file, always with the same bytes."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        office = Office(Path(folder), patched)
        if ledger == "sample":
            office.does("demo tracker.db")
        elif ledger == "collisions":
            for command in (Path(__file__).parent / "collisions.txt").read_text("utf-8").splitlines():
                office.does(command)
        else:
            for command in BEGUN.strip().splitlines():
                office.does(command)
            record_everything(Desk(office), Path(folder))  # type: ignore[arg-type]
        return (Path(folder) / "tracker.db").read_bytes()


class Desk:
    """An office as `record_everything` asks for it."""

    def __init__(self, office: Office) -> None:
        self.office, self.db = office, office.folder / "tracker.db"

    def does(self, *words: object) -> None:
        self.office.does(shlex.join(map(str, words)))

    def reads(self, *words: object) -> dict[str, int]:
        """Return the fields of `info` about the last command of a shared ledger."""
        assert words == ("info",)
        with closing(sqlite3.connect(self.db)) as connection:
            return {"log_command": connection.execute("SELECT max(number) FROM command").fetchone()[0]}
