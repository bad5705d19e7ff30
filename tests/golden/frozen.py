"""Ledgers and a package as a version of the program wrote them, in ``tests/frozen/``: later versions read them.

Until the shared log holds rows, the schema may be started over, and ``python -m tests.golden frozen`` freezes them
again. From then on they stay, and each version of the schema adds its own.
"""

import gzip
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.golden.histories import rows_of
from tests.golden.ledgers import made
from tests.golden.office import Office

FOLDER = Path(__file__).parent.parent / "frozen"
LEDGERS = "sample", "everything"
PACKAGED = "everything"


def freeze() -> None:
    """Write the ledgers, and the package of one of them."""
    FOLDER.mkdir(exist_ok=True)
    for ledger in LEDGERS:
        if not (FOLDER / f"{ledger}.db.gz").exists() or contents(thawed(ledger)) != contents(made(ledger)):
            (FOLDER / f"{ledger}.db.gz").write_bytes(gzip.compress(made(ledger), mtime=0))
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        office = Office(Path(folder), patched)
        office.ledger.write_bytes(made(PACKAGED))
        office.does("export --all package")
        shutil.rmtree(FOLDER / "package", ignore_errors=True)
        shutil.copytree(office.folder / "package", FOLDER / "package")
        patched.undo()


def contents(ledger: bytes) -> object:
    """Return the schema and the rows of a ledger, without the time at which it was made."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "tracker.db"
        file.write_bytes(ledger)
        with closing(sqlite3.connect(file)) as connection:
            schema = connection.execute("SELECT sql FROM sqlite_schema ORDER BY name").fetchall()
        return schema, rows_of(file)


def thawed(ledger: str) -> bytes:
    """Return a frozen ledger as a file."""
    return gzip.decompress((FOLDER / f"{ledger}.db.gz").read_bytes())
