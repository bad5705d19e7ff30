"""Other offices apply everything a command records."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.adapters import import_in_sets
from tests.offices.desks import Desk, join, log, riga
from tests.offices.everything import record_everything
from tests.store.test_twin import tables_of
from tracker.offices.copying import catch_up

__all__ = ["join", "log", "riga"]


@pytest.mark.slow
def test_whatever_a_command_records_is_applied(
    riga: Desk, join: Callable[[str], Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a copy that follows, command by command, and by one that joins."""
    import_in_sets(monkeypatch, 30)
    copy = tmp_path / "before.db"
    shutil.copyfile(riga.db, copy)
    record_everything(riga, tmp_path)
    catch_up(copy)
    assert tables_of(copy) == tables_of(riga.db)
    assert riga.does("check", "--whole").out.startswith("OK")
    assert tables_of(join("london").db) == tables_of(riga.db)
