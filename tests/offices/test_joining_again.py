"""A copy that is made anew in the place of one whose commands its log does not have: that is said before it is done."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.adapters import Batch, wait_at_most
from tests.offices.desks import URL, Desk, join, log, riga
from tests.offices.plain_log import PlainLog
from tests.store.test_twin import tables_of

__all__ = ["join", "log", "riga"]


@pytest.fixture
def london(riga: Desk, join: Callable[[str], Desk], log: PlainLog) -> Desk:
    """An office that shipped twice; the log was put back to before that, and begun anew after four other commands."""
    riga.does("print", "THB/lv", 500, "--date", "2015-01-01")
    london = join("london")
    for _ in range(2):
        london.does("ship", "dublin", "THB/lv=50", "--date", "2015-01-02", "--clerk", "berta")
    log.forget(7)
    for _ in range(4):
        riga.does("ship", "london", "THB/lv=10", "--date", "2015-01-02")
    riga.does("leave")
    log.clear()
    riga.does("share", URL)
    return london


LACKED = "2 commands of {}, with 2 entries, by berta, the last of them command 8 (ship) of "


@pytest.mark.slow
def test_what_the_log_does_not_have_is_said_before_the_copy_is_made_anew(
    riga: Desk, london: Desk, log: PlainLog
) -> None:
    before, known = london.db.read_bytes(), tables_of(london.db)
    assert "make it anew with 'tracker join" in london.refused("sync", code=3)
    said = london.refused("join", URL)
    assert said.startswith(f"The log at {URL} does not have {LACKED.format(london.db)}")
    assert "they would be in the old file alone, which is kept beside it. Nothing was changed." in said
    assert said.endswith("to make the copy anew all the same, give --yes.")
    assert london.db.read_bytes() == before
    made = london.logs("join", URL, "--yes")
    assert made["messages"][0].startswith(f"The log does not have {LACKED.format('the file that was there')}")
    assert tables_of(Path(made["kept"])) == known
    assert tables_of(london.db) == tables_of(riga.db)


@pytest.mark.slow
def test_so_is_that_the_log_is_another_ledgers(riga: Desk, london: Desk, log: PlainLog, tmp_path: Path) -> None:
    london.does("join", URL, "--yes")
    other = Desk(riga.clerk, tmp_path / "other.db")
    other.does("init")
    for code in "abcdefghijklmno":
        other.does("fund", "add", code, code)
    log.clear()
    other.does("share", URL)
    said = london.refused("join", URL)
    assert said.startswith(
        f"The log at {URL} is another ledger's than {london.db}, whose 10 commands, with 5 entries, "
    )
    made = london.does("join", URL, "--yes").out
    assert "The file that was there is another ledger: 10 commands with 5 entries, by anna" in made


def test_a_copy_of_which_the_log_has_all_is_made_anew_without_asking(riga: Desk, join: Callable[[str], Desk]) -> None:
    london = join("london")
    riga.does("print", "THB/lv", 500)
    riga.does("share", URL, "--prune")
    assert "messages" not in london.logs("join", URL)


@pytest.mark.slow
def test_a_shipment_that_was_damaged_on_its_way_is_not_lost_by_what_others_read(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its sender, who does as they read, sends it again."""
    riga.does("print", "THB/lv", 500, "--date", "2015-01-01")
    london = join("london")
    damaged = True

    def line(batch: Batch) -> Batch:
        return replace(batch, body=batch.body[:-9]) if damaged else batch

    log.request = line
    with monkeypatch.context() as impatient:
        wait_at_most(impatient, 0)
        assert "not known whether" in london.refused("ship", "dublin", "THB/lv=50", "--date", "2015-01-02", code=3)
    damaged = False
    said = riga.refused("sync", code=3)
    assert "then the office that sent it runs 'tracker sync', and makes its copy anew only if that says so." in said
    riga.does("share", URL, "--drop", 7)
    assert "is recorded, as command 7" in london.does("sync").out
    riga.does("sync")
    assert tables_of(riga.db) == tables_of(london.db)
    assert len(riga.reads("shipments")) == 1
