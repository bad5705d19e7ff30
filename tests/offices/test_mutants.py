"""What is changed at random in what commands send is refused, the copy untouched, or makes a ledger that is right."""

import random
import shutil
from pathlib import Path

import pytest

from tests.adapters import Batch, connected, discrepancies
from tests.offices.desks import URL, Desk, join, log, riga
from tests.offices.mutants import Mutations
from tests.offices.plain_log import PlainLog
from tests.offices.test_everything import told
from tests.store.test_twin import tables_of
from tracker.errors import Unusable
from tracker.offices.taking_over import take_over, take_over_unseen
from tracker.store.checks import AHEAD
from tracker.store.replaying import replaying
from tracker.store.sharing import Cursor
from tracker.store.steps import LOCAL, Unfit

__all__ = ["join", "log", "riga", "told"]

CURSOR = Cursor(URL, None, None, None, "")


@pytest.mark.parametrize(
    "mutants", [pytest.param(150, marks=pytest.mark.slow), pytest.param(5_000, marks=pytest.mark.long)]
)
def test_what_is_changed_in_it_is_refused_or_right(told: Desk, log: PlainLog, tmp_path: Path, mutants: int) -> None:
    """Refused, the copy is untouched to the byte; taken over, the ledger has no discrepancy."""
    batches = list(log.since(5))
    mutations = Mutations(random.Random(mutants), batches)  # noqa: S311  (the same ones each time)
    copy, trial, refused = tmp_path / "before.db", tmp_path / "trial.db", 0
    for batch in batches:
        for _ in range(mutants // len(batches)):
            what, mutant = mutations.mutant(batch)
            shutil.copyfile(copy, trial)
            if is_taken_over(trial, mutant):
                with connected(trial) as database:
                    found = next(discrepancies(database, but=AHEAD), None)
                assert found is None, (str(found), batch.number, what)
            else:
                refused += 1
                assert trial.read_bytes() == copy.read_bytes(), (batch.number, what)
        assert is_taken_over(copy, batch)
    assert mutants // 3 < refused < mutants


def is_taken_over(file: Path, batch: Batch) -> bool:
    """Take over a batch, if that is what a command of ours does."""
    try:
        with replaying(file) as replay:
            return take_over(replay, [batch], CURSOR) == batch.number
    except Unusable:
        return False


@pytest.mark.parametrize(
    "mutants", [pytest.param(300, marks=pytest.mark.long), pytest.param(5_000, marks=pytest.mark.long)]
)
def test_who_joins_takes_over_no_more_than_who_catches_up(
    told: Desk, log: PlainLog, tmp_path: Path, mutants: int
) -> None:
    """What is judged at the end, over the whole of a file that nobody sees yet, is judged no less."""
    batches = list(log.since(5))
    mutations = Mutations(random.Random(mutants + 1), batches)  # noqa: S311  (the same ones each time)
    copy, trial, taken = tmp_path / "before.db", tmp_path / "trial.db", 0
    for batch in batches:
        for _ in range(mutants // len(batches)):
            what, mutant = mutations.mutant(batch)
            shutil.copyfile(copy, trial)
            if is_joined_with(trial, mutant):
                joined = dict(tables_of(trial))
                shutil.copyfile(copy, trial)
                assert is_taken_over(trial, mutant), (batch.number, what)
                assert {name: rows for name, rows in tables_of(trial).items() if name not in LOCAL} == {
                    name: rows for name, rows in joined.items() if name not in LOCAL
                }, (batch.number, what)
                taken += 1
        assert is_taken_over(copy, batch)
    assert 0 < taken < mutants


def is_joined_with(file: Path, batch: Batch) -> bool:
    """Take over a batch as `join` does in a file that nobody sees yet, if nothing is wrong with what that makes."""
    with replaying(file) as replay:
        try:
            take_over_unseen(replay, [batch], CURSOR)
        except Unfit:
            return False
        return next(discrepancies(replay.database, but=AHEAD), None) is None
