"""A copy that its user changed with another program: what it sends others refuse, what others send it refuses."""

from collections.abc import Callable

import pytest

from tests.adapters import Statement, connected
from tests.offices.desks import URL, Desk, join, log, riga
from tests.offices.plain_log import PlainLog
from tests.store.test_twin import tables_of

__all__ = ["join", "log", "riga"]


@pytest.fixture
def london(riga: Desk, join: Callable[[str], Desk]) -> Desk:
    """Another office; 100 copies are in the store."""
    riga.does("print", "THB/lv", 100, "--date", "2015-01-01")
    return join("london")


def has_copies(desk: Desk, copies: int) -> None:
    """Have the store of one copy hold another number of booklets, past all rules."""
    with connected(desk.db) as database:
        database.apply([Statement("UPDATE balance SET copies = ? WHERE place = 5", (copies,))])


@pytest.mark.slow
def test_nothing_of_others_is_dropped_that_only_a_damaged_copy_refuses(riga: Desk, london: Desk, log: PlainLog) -> None:
    has_copies(london, 10)
    riga.does("ship", "dublin", "THB/lv=60", "--date", "2015-01-02")
    assert "Batch 7 of the log, sent under the name of anna" in london.refused("sync", code=3)
    checked = london("check").out
    assert "The table balance is not what the log makes of it" in checked
    assert f"put {london.db} away, and make a copy anew with 'tracker join {URL}'." in checked
    said = london.refused("share", URL, "--drop", 7)
    assert said.startswith("It is this copy that is not what the log makes, and therefore does not take over batch 7;")
    assert log.last() == 7
    assert riga.does("check").out.startswith("OK")


@pytest.mark.slow
def test_who_sent_what_others_refuse_is_told_what_to_do(riga: Desk, london: Desk, log: PlainLog) -> None:
    has_copies(london, 500)
    london.does("ship", "dublin", "THB/lv=300", "--date", "2015-01-02")
    said = riga.refused("sync", code=3)
    assert "then the office that sent it runs 'tracker sync', and makes its copy anew only if that says so." in said
    riga.does("share", URL, "--drop", 7)
    assert "removed because others did not take it over, put it away, and make one anew" in london.refused(
        "sync", code=3
    )
    london.db.rename(london.db.with_name("away.db"))
    london.does("join", URL)
    london.does("ship", "dublin", "THB/lv=30", "--date", "2015-01-02")
    riga.does("sync")
    assert tables_of(riga.db) == tables_of(london.db)
