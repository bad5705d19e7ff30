"""Strangers who write to the file with all that protects it in place, but without foreign keys: the file refuses."""

import sqlite3

import pytest

from tests.conftest import Clerk
from tests.reports.tampering import command, found
from tests.reports.tamperings import ENTRIES, MOVEMENTS, SUMS
from tests.reports.test_leftovers import everything
from tests.store.rawly import opened

pytestmark = pytest.mark.slow


def refused(clerk: Clerk, statements: tuple[str, ...], why: str) -> None:
    """Assert that the file refuses the statements for that reason, and is as it was."""
    before = everything(clerk)
    with opened(clerk) as connection:
        connection.execute("BEGIN")
        with pytest.raises(sqlite3.IntegrityError, match=why):
            for statement in statements:
                connection.execute(statement)
        connection.execute("ROLLBACK")
    assert everything(clerk) == before
    clerk.does("check")


@pytest.mark.parametrize("what", MOVEMENTS)
def test_a_movement_that_does_not_fit_is_refused(eventful: Clerk, what: str) -> None:
    refused(eventful, MOVEMENTS[what], "movement_unfit|no_place_is_short|void_incomplete")


WRITTEN = {name: done for name, done in (SUMS | ENTRIES).items() if done[-1] == command()}


@pytest.mark.parametrize("what", WRITTEN)
def test_an_entry_that_does_not_fit_is_refused(eventful: Clerk, what: str) -> None:
    why = "no_place_is_short|no_shipment_is_short|entry_unfit|void_incomplete|time_shared|withdrawn_shipped"
    refused(eventful, WRITTEN[what], why)


def test_a_clock_in_the_last_year_of_all_is_told_with_its_remedy(eventful: Clerk) -> None:
    """The file cannot know what time it is; nothing is damaged, and nothing is recorded before it is mended."""
    with opened(eventful) as connection:
        connection.execute(command(moment="9999-12-31T23:59:59.999999Z"))
    assert found(eventful) == [
        "Command 37 was recorded at 9999-12-31T23:59:59.999999Z, in the future; if the clock was wrong, run "
        "'tracker clock fix 37 MOMENT'."
    ]
    said = eventful.refused("handout", "london", "THB/ru=1", code=3)
    assert "Set the clock, or run 'tracker clock fix 37 MOMENT'." in said
    assert eventful.reads("stock")
