"""What a log has that is damaged, or of a newer version, is told with what helps and harms nobody."""

import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.adapters import Batch
from tests.offices.desks import Desk, join, log, riga
from tests.offices.plain_log import PlainLog
from tests.properties import quick_first
from tests.store.test_twin import tables_of
from tracker.offices import snapshots
from tracker.offices.batches import upgrade_to

__all__ = ["join", "log", "riga"]


def last(log: PlainLog) -> Batch:
    *_, batch = log.since(5)
    return batch


@pytest.fixture
def copy(riga: Desk, join: Callable[[str], Desk]) -> Desk:
    """Another office, which has not seen the last two commands yet."""
    desk = join("london")
    riga.does("print", "THB/lv", 100)
    riga.does("fund", "add", "amif", "AMIF")
    return desk


@pytest.mark.slow
def test_of_a_newer_version_it_is_said(copy: Desk, riga: Desk, log: PlainLog) -> None:
    """What comes before is taken over; if there is no such version, whoever keeps the log removes it."""
    batch = last(log)
    for what in (
        replace(batch, number=8, id="a", schema=99),
        replace(batch, number=8, id="b", body=upgrade_to(99)),
        replace(batch, number=8, id="c", body=b"TB2\n"),
    ):
        assert log.append(what)
        for words in (["sync"], ["print", "THB/lv", 1], ["share", "plain://log", "--prune"]):
            said = copy.refused(*words, code=3)
            assert said.startswith("Batch 8 of the log, sent under the name of anna as of "), words
            assert "newer" in said
            assert "schema 99, this version supports" in said or what.id == "c"
            assert "with 'tracker share URL --drop 8'" in said, "by its owner's address, not by that of who reads"
            assert "Upgrade tracker; if there is no newer version, whoever keeps the log removes the batch" in said
        assert copy.reads("info")["log_command"] == 7
        copy.does("share", "plain://log", "--drop", 8)
        assert log.last() == 7
    assert log.append(replace(batch, number=8, id="d", schema=99, body=b"x"))
    said = copy.refused("sync", code=3)
    assert "it is no batch of tracker's" in said
    assert "newer" not in said


@pytest.mark.slow
def test_what_is_damaged_after_it_was_taken_over_is_told_with_a_remedy_that_harms_nobody(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog
) -> None:
    """Who has it goes on; a snapshot stands in the place of it then, for who has not."""
    away, london = join("away"), join("london")
    for quantity in (6, 7, 8):
        riga.does("print", "THB/lv", quantity)
    london.does("sync")
    _, damaged, after = log.since(5)
    log.forget(7)
    assert log.append(replace(damaged, body=damaged.body[:-9]))
    assert log.append(after)
    checked = london("check")
    assert checked.code == 1
    assert "Batch 7 of the log is not what it was when this copy took it over: it " in checked.out
    assert "This copy goes on as before" in checked.out
    assert "with 'tracker share URL --prune' on a copy that has it" in checked.out
    assert "--drop" not in checked.out
    assert "--prune' has a snapshot stand in the place of it" in riga.refused("share", "plain://log", "--drop", 7)
    riga.does("share", "plain://log", "--prune")
    assert london.does("check").out.startswith("OK")
    assert "make it anew with 'tracker join" in away.refused("sync", code=3)
    away.does("join", "plain://log")
    assert tables_of(away.db) == tables_of(london.db) == tables_of(join("dublin").db)


@pytest.mark.parametrize(
    "harm",
    quick_first(
        ["CREATE VIEW mine AS SELECT * FROM command", "DROP TRIGGER command_closes", "PRAGMA application_id = 5", ""], 1
    ),
    ids=["a stranger's", "without a rule", "another program's", "another number"],
)
def test_what_is_wrong_with_a_snapshot_is_not_said_of_the_file_of_an_office(
    riga: Desk, log: PlainLog, tmp_path: Path, harm: str
) -> None:
    """That file is whole, and a further command with a further snapshot mends the log."""
    riga.does("print", "THB/lv", 100)
    honest, file = log.snapshot(), tmp_path / "snapshot.db"
    file.write_bytes(b"".join(snapshots.unpacked(honest)))
    with closing(sqlite3.connect(file)) as stranger, stranger:
        stranger.execute(harm)
    log.lose_snapshot()
    body, number = snapshots.FORM + zlib.compress(file.read_bytes()), honest.number if harm else honest.number - 1
    log.publish(replace(honest, number=number, body=body), prune=False)
    new, checked = Desk(riga.clerk, riga.db.with_name("new.db")), riga("check")
    told = (
        "The snapshot in the log is not one of tracker's, or is not complete. Whoever keeps the log puts another one "
        "there, with 'tracker share URL' on a copy that follows it, when a further command is recorded."
    )
    assert (checked.code, checked.err.rpartition("Error: ")[2].strip()) == (3, told)
    assert new.refused("join", "plain://log", code=3) == told
    riga.does("print", "THB/lv", 100)
    riga.does("share", "plain://log")
    assert riga.does("check").out.startswith("OK")
    new.does("join", "plain://log")
    assert tables_of(new.db) == tables_of(riga.db)
