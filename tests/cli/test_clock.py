"""A wrong clock: what is refused under it, and how its timestamps are corrected and reported."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.adapters import set_clock
from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once
from tests.ledger.clocks import BEGUN, LATER
from tests.properties import few_or_many, over

MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass
class Clockwork:
    """The machine's clock, stopped. The right time is half an hour after the test begins."""

    environment: pytest.MonkeyPatch
    right: datetime

    def set(self, now: str) -> None:
        """Set it to a timestamp."""
        self._show(datetime.fromisoformat(now))

    def set_right(self) -> None:
        """Set it to the right time."""
        self._show(self.right)

    def ago(self, minutes: float, microseconds: int = 0) -> str:
        """Return the timestamp that long before the right time."""
        return (self.right - timedelta(minutes=minutes, microseconds=microseconds)).strftime(MOMENT)

    def _show(self, now: datetime) -> None:
        set_clock(self.environment, now, now.date())


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    """A clock that can be set."""
    return Clockwork(monkeypatch, datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=30))


@made_once
def dated(clerk: Clerk) -> Clerk:
    """A clerk with 100 copies."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    return clerk


@pytest.fixture
def wrong(dated: Clerk, at: Clockwork) -> Clerk:
    """A clerk who shipped twice under a clock in 2099, five minutes apart: commands 7 and 8, entries 2 and 3."""
    at.set("2099-03-01T10:00:00+00:00")
    dated.does("ship", "london", "THB/lv=10", "--date", "2015-02-01")
    at.set("2099-03-01T10:05:00+00:00")
    dated.does("ship", "dublin", "THB/lv=5", "--date", "today")
    at.set_right()
    return dated


def moments(clerk: Clerk) -> dict[int, str]:
    """Return the corrected moment of each command, by its number."""
    with closing(sqlite3.connect(clerk.db)) as connection:
        return dict(connection.execute("SELECT number, recorded_at FROM _command"))


def test_a_command_under_a_clock_that_stands_too_early_is_refused(wrong: Clerk, at: Clockwork) -> None:
    """The sentence names both moments and the command, and which commands to correct."""
    said = refusal(wrong, "ship", "london", "THB/lv=1", code=3)
    assert said == (
        f"The clock shows {at.ago(0)}, but command 8 (ship) of {wrong.db} was recorded at "
        "2099-03-01T10:05:00.000000Z. Set the clock, or run 'tracker clock fix 7..8 MOMENT'."
    )
    assert "command 8 (ship)" in refusal(wrong, "booklet", "add", "X", "X", code=3)


def test_when_only_the_last_moment_is_wrong_the_sentence_names_it_alone(dated: Clerk, at: Clockwork) -> None:
    at.set("2099-03-01T10:00:00+00:00")
    dated.does("ship", "london", "THB/lv=10", "--date", "2015-02-01")
    at.set_right()
    said = refusal(dated, "ship", "london", "THB/lv=1", code=3)
    assert said.endswith("Set the clock, or run 'tracker clock fix 7 MOMENT'.")


def test_who_only_reads_is_not_refused(wrong: Clerk, at: Clockwork) -> None:
    for words in (("stock",), ("log",), ("show", 2), ("shipments",), ("info",)):
        wrong.does(*words)


def test_within_the_hour_the_next_moment_is_taken(dated: Clerk, at: Clockwork) -> None:
    at.set("2098-03-01T10:00:00+00:00")
    dated.does("ship", "london", "THB/lv=1", "--date", "2015-02-01")
    at.set("2098-03-01T09:00:00+00:00")
    assert dated.logs("ship", "london", "THB/lv=1", "--date", "2015-02-01")["recorded_at"].endswith("10:00:00.000001Z")


def test_a_wrong_moment_is_corrected_while_others_are_refused(dated: Clerk, at: Clockwork) -> None:
    at.set("2099-03-01T10:00:00+00:00")
    dated.does("ship", "london", "THB/lv=10", "--date", "2015-02-01")
    at.set_right()
    fixed = dated.logs("clock", "fix", 7, at.ago(20))
    assert fixed == {
        "command": 8,
        "recorded_at": at.ago(0),
        "recorded_by": "anna",
        "corrected": [
            {
                "command": 7,
                "name": "ship",
                "clock_showed": "2099-03-01T10:00:00.000000Z",
                "was": "2099-03-01T10:00:00.000000Z",
                "recorded_at": at.ago(20),
            }
        ],
        "messages": [],
    }
    dated.does("ship", "london", "THB/lv=1")


def test_the_corrected_moment_is_shown_everywhere_and_show_tells_both(wrong: Clerk, at: Clockwork) -> None:
    wrong.does("clock", "fix", "7..8", at.ago(20))
    right = at.ago(20)
    assert [row["recorded_at"] for row in wrong.reads("log") if row["entry"] == 2] == [right]
    assert [row["recorded_at"] for row in wrong.reads("export", "entries") if row["entry"] == 2] == [right]
    shown = wrong.reads("show", 2)
    assert (shown["recorded_at"], shown["clock_showed"]) == (right, "2099-03-01T10:00:00.000000Z")
    told = wrong.does("show", 2).out
    assert f"recorded at   {right}" in told
    assert "clock showed  2099-03-01T10:00" in told
    assert "clock_showed" not in wrong.reads("show", 1)


def test_a_grant_shows_the_corrected_moment(clerk: Clerk, at: Clockwork) -> None:
    clerk.does("fund", "add", "city", "City")
    at.set("2099-03-01T10:00:00+00:00")
    clerk.does("fund", "grant", "city", 2015, "100")
    at.set_right()
    clerk.does("clock", "fix", 7, at.ago(10))
    assert clerk.reads("export", "grants")[0]["recorded_at"] == at.ago(10)
    assert clerk.reads("export", "grants", "--known-at", at.ago(10, 1)) == []


def test_of_several_commands_the_first_gets_the_moment_and_the_others_keep_their_distances(
    wrong: Clerk, at: Clockwork
) -> None:
    fixed = wrong.logs("clock", "fix", "7..8", at.ago(20))["corrected"]
    assert [row["recorded_at"] for row in fixed] == [at.ago(20), at.ago(15)]


def test_what_would_pass_now_follows_by_a_microsecond(wrong: Clerk, at: Clockwork) -> None:
    fixed = wrong.logs("clock", "fix", "7..8", at.ago(3))["corrected"]
    assert [row["recorded_at"] for row in fixed] == [at.ago(3), at.ago(3, -1)]
    wrong.does("print", "THB/lv", 1, "--date", "2015-01-01")


def test_what_would_pass_the_next_command_follows_by_a_microsecond(wrong: Clerk, at: Clockwork) -> None:
    wrong.does("clock", "fix", "7..8", at.ago(20))
    at.right += timedelta(minutes=1)
    at.set_right()
    fixed = wrong.logs("clock", "fix", "7..8", at.ago(1, 2))["corrected"]
    assert [row["recorded_at"] for row in fixed] == [at.ago(1, 2), at.ago(1, 1)]
    said = refusal(wrong, "clock", "fix", "7..8", at.ago(1, 1))
    assert "The time must be between command 6 (print," in said
    assert f"and command 9 (clock fix, {at.ago(1)})" in said


def test_a_later_correction_prevails(wrong: Clerk, at: Clockwork) -> None:
    wrong.does("clock", "fix", "7..8", at.ago(20))
    (again,) = wrong.logs("clock", "fix", 8, at.ago(7))["corrected"]
    assert (again["was"], again["recorded_at"]) == (at.ago(15), at.ago(7))
    assert again["clock_showed"] == "2099-03-01T10:05:00.000000Z"
    assert moments(wrong)[8] == at.ago(7)
    assert wrong.reads("show", 3)["recorded_at"] == at.ago(7)


def test_a_moment_that_is_right_already_is_kept(wrong: Clerk, at: Clockwork) -> None:
    """As when two offices correct the same one."""
    wrong.does("clock", "fix", "7..8", at.ago(20))
    first, second = wrong.does("clock", "fix", "7..8", at.ago(20)).out.splitlines()
    assert (first, second) == (
        f"Command 7 (ship) keeps its time, {at.ago(20)}.",
        f"Command 8 (ship) keeps its time, {at.ago(15)}.",
    )


def test_a_dry_run_tells_it_and_records_nothing(wrong: Clerk, at: Clockwork) -> None:
    before = wrong.db.read_bytes()
    planned = wrong.logs("clock", "fix", "7..8", at.ago(20), "--dry-run")
    assert (planned["command"], planned["recorded_at"]) == (None, None)
    assert [row["recorded_at"] for row in planned["corrected"]] == [at.ago(20), at.ago(15)]
    assert "Dry run: nothing was recorded." in planned["messages"]
    assert "would be recorded at" in wrong.does("clock", "fix", "7..8", at.ago(20), "--dry-run").out
    assert wrong.db.read_bytes() == before


def test_the_same_key_corrects_nothing_again(wrong: Clerk, at: Clockwork) -> None:
    words = ("clock", "fix", "7..8", at.ago(20), "--key", "k")
    first = wrong.logs(*words)
    again = wrong.logs(*words)
    assert {**again, "messages": first["messages"]} == first
    assert again["messages"] == ["The key 'k' was already used; nothing new was recorded."]
    assert "with other arguments" in refusal(wrong, "clock", "fix", "7..8", at.ago(11), "--key", "k")


def test_a_correction_that_does_not_fit_is_refused(wrong: Clerk, at: Clockwork) -> None:
    for which, moment, code, said in [
        (99, at.ago(9), 1, "There is no command 99; the last command is 8."),
        ("7..9", at.ago(9), 1, "There is no command 9; the last command is 8."),
        ("8..7", at.ago(9), 2, "8..7 ends before it begins"),
        ("7..8", "soon", 2, "'soon' is not a UTC timestamp"),
        ("seven", at.ago(9), 2, "'seven' is not a command number; find it with 'tracker show ENTRY'."),
        ("7..8", at.ago(0, -1), 1, f"The time must be between command 6 (print, {at.ago(0)[:2]}"),
        ("7..8", at.ago(0), 1, "The time must be between command 6 (print, 20"),
        ("7..8", "2015-01-01T12:00Z", 1, "The time must be between command 6 (print, 20"),
        (3, "2015-01-01T12:00Z", 1, "The time must be between command 2 (booklet add, 20"),
        (8, at.ago(9), 1, "). Correct the commands together: 'tracker clock fix 7..8 MOMENT'."),
        (7, at.ago(9), 1, "Command 8 (ship) would still be at 2099-03-01T10:05:00.000000Z, but it is now"),
    ]:
        assert said in refusal(wrong, "clock", "fix", which, moment, code=code)


def test_the_first_command_of_all_only_has_a_next_one(dated: Clerk, at: Clockwork) -> None:
    at.set("2098-12-01T12:00:00+00:00")
    assert "The time must be before command 2 (booklet add," in refusal(dated, "clock", "fix", 1, "2098-01-01T10:00Z")
    dated.does("clock", "fix", 1, "2001-01-01T10:00Z")
    assert dated.reads("stock", "--known-at", "2001-01-01T09:00Z") == []


def test_check_names_moments_and_dates_that_lie_ahead(wrong: Clerk, at: Clockwork) -> None:
    found = wrong("check").out.splitlines()
    assert "Commands 7 to 8 were recorded up to 2099-03-01T10:05:00.000000Z, in the future" in found[0]
    assert "The entry 3 is dated 2099-03-01, in the future." in found
    assert wrong("check").code == 1


def test_what_the_wrong_clock_dated_ahead_is_named_and_can_be_voided(wrong: Clerk, at: Clockwork) -> None:
    """Entry 3 was logged for "today", which was in 2099."""
    wrong.does("clock", "fix", "7..8", at.ago(20))
    assert f"The entry 3 is dated 2099-03-01, later than its command 8 ({at.ago(15)})" in wrong("check").out
    assert "2099-03-01 is in the future" in refusal(wrong, "ship", "dublin", "THB/lv=5", "--replaces", 3)
    wrong.does("void", 3, "--reason", "the clock was wrong")


@pytest.mark.slow
def test_what_the_wrong_clock_dated_ahead_is_backed_up_and_restored(
    wrong: Clerk, at: Clockwork, tmp_path: Path
) -> None:
    wrong.does("clock", "fix", "7..8", at.ago(20))
    wrong.does("backup", tmp_path / "copy.db")
    wrong.does("export", "--all", tmp_path / "package")
    restored = Clerk(tmp_path / "restored.db", wrong.capture)
    restored.does("--db", restored.db, "import", "--all", tmp_path / "package")
    assert restored("--db", restored.db, "check").out == wrong("check").out


def test_what_the_wrong_clock_dated_ahead_can_be_replaced_under_its_right_day(wrong: Clerk, at: Clockwork) -> None:
    wrong.does("clock", "fix", "7..8", at.ago(20))
    wrong.does("ship", "dublin", "THB/lv=5", "--replaces", 3, "--date", "2015-03-01")
    wrong.does("check")
    assert [row["date"] for row in wrong.reads("shipments", "--to", "dublin") if row["status"] != "voided"] == [
        "2015-03-01"
    ]


@pytest.mark.slow
def test_what_is_no_entry_is_undone_on_the_very_day_that_the_wrong_clock_gave(dated: Clerk, at: Clockwork) -> None:
    """A place closed, a run withdrawn, a request made "today", which was in 2099."""
    at.set("2099-03-01T10:00:00+00:00")
    dated.does("place", "close", "dublin")
    dated.does("withdraw", "THB/lv/1", "--reason", "outdated")
    dated.does("request", "add", "london", "THB/lv=5")
    at.set_right()
    dated.does("clock", "fix", "7..9", at.ago(20))
    assert dated("check").code == 1

    assert "is in the future" in refusal(dated, "place", "reopen", "dublin", "--date", "2099-03-02")
    dated.does("place", "reopen", "dublin", "--date", "2099-03-01")
    dated.does("reinstate", "THB/lv/1", "--date", "2099-03-01")
    assert "is in the future" in refusal(dated, "request", "cancel", 1, "--date", "2099-03-02")
    dated.does("request", "cancel", 1, "--date", "2099-03-01")
    dated.does("check")
    dated.does("ship", "dublin", "THB/lv=5")
    assert [row["status"] for row in dated.reads("request", "list")] == ["cancelled"]
    assert dated.reads("run", "list")[0]["status"] == "active"


# Both clocks go by corrected moments -----------------------------------------------------------------

REPORTS: list[tuple[object, ...]] = [
    ("stock",),
    ("stock", "--by", "place"),
    ("shipments",),
    ("log",),
    ("request", "list"),
    ("export", "grants"),
    ("report", "funding"),
]


@made_once
def long_ago(clerk: Clerk) -> Clerk:
    """A clerk at the end of a history, recorded in 36 commands and more."""
    for command in [*BEGUN, *LATER]:
        clerk(*command)
    return clerk


def known(clerk: Clerk, moment: str) -> list[Any]:
    """Return the reports as known at a timestamp, without the timestamps that they show."""
    told = [clerk.reads(*report, "--known-at", moment) for report in REPORTS]
    return [[{**row, "recorded_at": None} for row in rows] for rows in told]


@pytest.mark.parametrize("histories", few_or_many(1, 100, some=5))
def test_known_at_goes_by_corrected_moments(long_ago: Clerk, at: Clockwork, histories: int) -> None:
    """Whatever is corrected, what was known after a command is known at its corrected moment, and just before."""
    at.set_right()
    original = long_ago.db.read_bytes()
    before = moments(long_ago)

    @over(histories)
    @given(data=st.data())
    def goes(data: st.DataObject) -> None:
        long_ago.db.write_bytes(original)
        for _ in range(data.draw(st.integers(1, 4))):
            now = moments(long_ago)
            first = data.draw(st.integers(1, len(before)))
            last = data.draw(st.integers(first, min(len(before), first + 9)))
            low = now.get(first - 1, "2001-01-01T00:00:00.000000Z")
            high = now.get(last + 1, at.ago(0))
            start, end = datetime.strptime(low, MOMENT), datetime.strptime(high, MOMENT)
            step = data.draw(st.integers(1, max(1, (end - start) // timedelta(microseconds=1) - 1)))
            moment = (start + step * timedelta(microseconds=1)).strftime(MOMENT)
            assert long_ago("clock", "fix", f"{first}..{last}", moment).code in (0, 1)
        after = moments(long_ago)
        assert list(after.values()) == sorted(set(after.values()))
        command = data.draw(st.integers(1, len(before)))
        just_before = datetime.strptime(after[command], MOMENT) - timedelta(microseconds=1)
        fixed = known(long_ago, after[command]), known(long_ago, just_before.strftime(MOMENT))
        assert "clock_fix" not in str(long_ago("check").out)
        long_ago.db.write_bytes(original)
        assert fixed == (known(long_ago, before[command]), known(long_ago, before.get(command - 1, "2001-01-01")))

    goes()
