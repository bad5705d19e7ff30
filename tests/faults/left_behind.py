"""Files left next to a ledger by killed writers: a journal to roll back, or the log of WAL mode with commits."""

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path


def leave_journal(db: Path, chance: random.Random) -> None:
    """Leave the ledger as a killed writer does: half of its changes in the file, and its journal."""
    aside = db.with_name("aside.db")
    with closing(sqlite3.connect(db, isolation_level=None)) as writer:
        writer.execute("PRAGMA cache_size = 1")
        writer.execute("BEGIN IMMEDIATE")
        for (name,) in writer.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            writer.execute(f"DROP TRIGGER {name}")
        for change in ("entry SET position = position + 1", "movement SET line = line + 9", "balance SET copies = 0"):
            writer.execute(f"UPDATE {change}")
        writer.executemany(
            "INSERT INTO kind VALUES (?, ?)",
            [(f"k{number}", f"half done {number}" * 9) for number in range(chance.randint(200, 2_000))],
        )
        for ending in ("", "-journal"):
            shutil.copy(f"{db}{ending}", f"{aside}{ending}")
        writer.execute("ROLLBACK")
    for ending in ("", "-journal"):
        Path(f"{aside}{ending}").replace(f"{db}{ending}")
    assert b"half done" in db.read_bytes()


def leave_log(db: Path, statement: str = "UPDATE booklet SET title = 'In the log'") -> None:
    """Leave the ledger as another killed program does: in WAL mode, with its commits in the log."""
    aside = db.with_name("aside.db")
    with closing(sqlite3.connect(db, isolation_level=None)) as writer:
        assert writer.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
        writer.execute(statement)
        for ending in ("", "-wal"):
            shutil.copy(f"{db}{ending}", f"{aside}{ending}")
    for ending in ("", "-wal"):
        Path(f"{aside}{ending}").replace(f"{db}{ending}")
