"""The first hour: each answer suggests the next step, on a terminal and in a young ledger only."""

import pytest

from tests.conftest import Clerk

WAY = [
    ("init", "Next, a booklet: tracker booklet add "),
    ("booklet add THB Title", "Next, a place: tracker place add "),
    ("place add london London --kind embassy --country GB", "Next, a print run: tracker print THB/lv 500"),
    ("print THB/lv 500", "Next, a shipment: tracker ship london THB/lv=60"),
    ("ship london THB/lv=60", "Next, when it arrives: tracker receive 2"),
    ("receive 2", "Next, after a count: tracker count london THB/lv=COPIES"),
    ("count london THB/lv=45", "Next, see what is left: tracker stock (more: tracker -h, tracker help)"),
]


def sit(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("first_steps", "output"):
        monkeypatch.setattr(f"tracker.cli.{module}.at_terminal", lambda: True)


@pytest.fixture
def seated(nobody: Clerk, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    """A user at a terminal, without a ledger."""
    sit(monkeypatch)
    return nobody


@pytest.mark.slow
def test_each_answer_leads_on_to_the_end_of_the_way(seated: Clerk) -> None:
    for words, following in WAY:
        said = seated.does(*words.split()).out.splitlines()
        assert said[-1].startswith(following), said
        assert sum(line.startswith("Next") for line in said) == 1


@pytest.mark.slow
def test_nobody_is_led_twice_past_the_same_step(seated: Clerk) -> None:
    for words, _ in WAY:
        seated.does(*words.split())
    for words in ("booklet add B2 Two", "print THB/lv 9", "ship london THB/lv=1", "count london THB/lv=1"):
        assert "Next" not in seated.does(*words.split()).out


def test_the_way_goes_on_where_it_was_left(seated: Clerk) -> None:
    seated.does("init")
    assert (
        "Next, a booklet: tracker booklet add"
        in seated.does("place", "add", "london", "London", "--kind", "embassy", "--country", "GB").out
    )
    assert "Next, a print run: tracker print" in seated.does("booklet", "add", "THB", "Title").out
    assert "Next" not in seated.does("place", "add", "annex", "Annex", "--kind", "store").out


def test_nothing_is_said_of_it_in_a_pipe_in_json_or_in_a_dry_run(
    nobody: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words, _ in WAY[:4]:
        assert "Next" not in nobody.does(*words.split()).out
    sit(monkeypatch)
    assert "Next" not in nobody.does("ship", "london", "THB/lv=60", "--dry-run").out
    assert "Next" not in nobody.does("ship", "london", "THB/lv=60", "--format", "json").out


@pytest.mark.slow
def test_nobody_is_led_in_a_ledger_that_is_no_longer_young(seated: Clerk) -> None:
    for words, _ in WAY[:4]:
        seated.does(*words.split())
    for number in range(30):
        seated.does("kind", "add", f"kind-{number}")
    assert "Next" not in seated.does("ship", "london", "THB/lv=60").out
