"""Reading what is known of seminars."""

from typing import NamedTuple

from tracker.store.connection import Database


class SeminarDetail(NamedTuple):
    """What is known of a seminar: its day, who pays how many cents of which currency, and whether it is cancelled."""

    date: str
    fund: str | None
    cost: int | None
    currency: str | None
    is_cancelled: int
    audience: tuple[tuple[str, int], ...]


def seminar_detail(database: Database, place_id: int) -> SeminarDetail | None:
    """Return what is known of a seminar, None when the place is not one."""
    row = database.row(
        "SELECT command, date, fund, cost, currency, is_cancelled FROM seminar WHERE place = ? "
        "ORDER BY command DESC LIMIT 1",
        [place_id],
    )
    if row is None:
        return None
    command, day, fund, cost, currency, is_cancelled = row
    people = database.rows(
        "SELECT name, people FROM audience WHERE seminar = ? AND command = ? ORDER BY name", [place_id, command]
    )
    audience = tuple((name, count) for name, count in people)
    return SeminarDetail(day, fund, cost, currency, is_cancelled, audience)
