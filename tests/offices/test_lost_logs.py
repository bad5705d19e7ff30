"""A log that is lost is begun anew from the copy that has most, and all are told the same."""

from collections.abc import Callable

from tests.offices.desks import URL, Desk, join, log, riga
from tests.offices.plain_log import PlainLog
from tests.store.test_twin import tables_of

__all__ = ["join", "log", "riga"]


def test_whoever_asks_for_a_log_that_is_lost_is_told_the_same(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog
) -> None:
    """And what is said is what helps: who has as much goes on, who has less joins."""
    london, away, new = join("london"), join("away"), Desk(riga.clerk, riga.db.with_name("new.db"))
    riga.does("fund", "add", "amif", "AMIF")
    london.does("sync")
    log.clear()
    told = [
        desk(*words)
        for desk, words in (
            (london, ["sync"]),
            (london, ["fund", "add", "b", "B"]),
            (london, ["check"]),
            (london, ["join", URL]),
            (riga, ["share", URL]),
            (new, ["join", URL]),
        )
    ]
    assert [answer.code for answer in told] == [3, 3, 3, 3, 3, 1]
    assert {answer.err.rpartition("Error: ")[2].replace("log:0", URL) for answer in told} == {
        f"There is no log at {URL}. If one was lost there, the office whose copy has the most commands ('tracker "
        "info') begins it anew, with 'tracker leave' and 'tracker share URL'; the others then run 'tracker sync', and "
        "'tracker join URL' if that says so. If there never was one, 'tracker share URL' puts a ledger there.\n"
    }
    riga.does("leave")
    riga.does("share", URL)
    assert london.does("sync").out.startswith("Nothing new")
    assert f"make it anew with 'tracker join {URL}'" in away.refused("sync", code=3)
    away.does("join", URL)
    assert away.logs("fund", "add", "b", "B")["command"] == 7
    for desk in (riga, london):
        desk.does("sync")
        assert tables_of(desk.db) == tables_of(away.db)
