"""An office whose machine fails: in memory if possible, as the short tests write much and would wear out a disk."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Clerk, made_once
from tests.faults.machine import stocked_ledger
from tests.faults.screens import busy_ledger


@pytest.fixture
def fast_path(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder in memory if possible; on disk for the long tests."""
    shared = Path("/dev/shm")  # noqa: S108
    in_memory = shared.is_dir() and request.node.get_closest_marker("long") is None
    with tempfile.TemporaryDirectory(dir=shared if in_memory else None) as folder:
        yield Path(folder)


@pytest.fixture
def beginner(fast_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Clerk:
    """A clerk without a database."""
    db = fast_path / "tracker.db"
    monkeypatch.setenv("TRACKER_DB", str(db))
    monkeypatch.setenv("TRACKER_CLERK", "anna")
    return Clerk(db, capsys.readouterr)


@made_once
def office(beginner: Clerk) -> Clerk:
    """A clerk with a store, the booklet THB, and London to ship to."""
    beginner.does("init")
    beginner.does("booklet", "add", "THB", "Cilvēku tirdzniecības novēršana")
    beginner.does("place", "add", "london", "Embassy in London", "--kind", "embassy", "--country", "GB")
    return beginner


@pytest.fixture
def busy(beginner: Clerk) -> Clerk:
    """A clerk whose ledger has rows in every table."""
    beginner.db.write_bytes(busy_ledger())
    return beginner


@pytest.fixture
def stocked(nobody: Clerk) -> Clerk:
    """A clerk with a print and a shipment in the ledger."""
    nobody.db.write_bytes(stocked_ledger())
    return nobody


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder for backups."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    return folder
