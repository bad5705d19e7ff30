from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.ledger.moments import the_clock_shows
from tracker.errors import Unusable
from tracker.model.dates import format_moment, next_moment, parse_moment


def test_a_moment_is_written_in_utc_to_the_microsecond() -> None:
    summer = timezone(timedelta(hours=3))
    assert format_moment(datetime(2015, 6, 1, 1, 30, tzinfo=summer)) == "2015-05-31T22:30:00.000000Z"
    assert format_moment(datetime(2015, 6, 1, 1, 30, 0, 7, tzinfo=UTC)) == "2015-06-01T01:30:00.000007Z"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2015-03-01T14:30:00Z", "2015-03-01T14:30:00.000000Z"),
        ("2015-03-01T14:30:00.000001Z", "2015-03-01T14:30:00.000001Z"),
        ("2015-03-01 14:30", "2015-03-01T14:30:00.000000Z"),
        ("2015-03-01T14:30:00+02:00", "2015-03-01T12:30:00.000000Z"),
        ("2015-03-01", "2015-03-01T23:59:59.999999Z"),
    ],
)
def test_a_moment_is_read_as_utc_and_a_bare_day_is_its_end(text: str, moment: str) -> None:
    assert parse_moment(text) == moment


NOON = datetime(2015, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "moment"),
    [
        ("2015-03-01T11:59:59.999999Z", "2015-03-01T12:00:00.000000Z"),
        ("2014-01-01T00:00:00.000000Z", "2015-03-01T12:00:00.000000Z"),
        ("2015-03-01T12:00:00.000000Z", "2015-03-01T12:00:00.000001Z"),
        ("2015-03-01T12:30:00.999999Z", "2015-03-01T12:30:01.000000Z"),
        ("2015-03-01T13:00:00.000000Z", "2015-03-01T13:00:00.000001Z"),
        (None, "2015-03-01T12:00:00.000000Z"),
    ],
)
def test_moments_rise_even_when_the_clock_does_not(
    last: str | None, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    the_clock_shows(NOON, monkeypatch)
    assert next_moment(last) == moment


@pytest.mark.parametrize(
    "last",
    [
        "",
        "2015-01-31",
        "2015-02-30T09:31:50.214222Z",
        "2015-03-01T09:31:50.214222",
        "2015-03-01T09:31:50Z",
        "2026-[1-25T09:31:50.214222Z",
        "x",
    ],
)
@pytest.mark.parametrize("now", ["2015-01-01T00:00:00Z", "2030-01-01T00:00:00Z"])
def test_after_a_moment_that_is_none_nothing_is_recorded(now: str, last: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it sorts before now, as a text, or after."""
    the_clock_shows(datetime.fromisoformat(now), monkeypatch)
    with pytest.raises(Unusable, match="The database is damaged: invalid timestamp '"):
        next_moment(last)
