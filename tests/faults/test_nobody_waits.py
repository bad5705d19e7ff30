"""A backup is verified after it was copied: meanwhile others can go on logging."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.adapters import discrepancies
from tests.conftest import Clerk
from tests.faults.crew import Worker
from tests.faults.machine import in_folder

SHIP = ("ship", "london", "THB/lv=1", "--date", "2015-02-01", "--format", "json")


@pytest.fixture
def other(stocked: Clerk) -> Iterator[Worker]:
    """Somebody who logs, in a process of their own."""
    worker = Worker(stocked.db, "obey")
    worker.go()
    worker.obey("stock")
    yield worker
    worker.close()


@pytest.mark.slow
def test_who_logs_does_not_wait_for_the_check_of_a_backup(
    stocked: Clerk, shelf: Path, other: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = []

    def interrupted(*arguments: Any, **how: Any) -> Iterator[object]:
        answers.append(other.obey(*SHIP))
        return discrepancies(*arguments, **how)

    monkeypatch.setattr("tracker.ledger.backups.discrepancies", interrupted)
    said = stocked.does("backup", shelf / "copy.db")
    assert "2 entries, 2 movements, no discrepancies" in said.out, "as it was when it began"
    assert said.err == ""
    assert [json.loads(answer.out)["entry"] for answer in answers] == [3]
    assert in_folder(stocked.db.parent) == ["shelf", stocked.db.name]
    assert stocked.reads("check")["entries"] == 3
