"""Further queries of a world: where a text occurs, and what changed since a moment."""

from typing import Any

from tests.conftest import Clerk
from tests.ledger.replay_questions import Asked, same
from tests.ledger.replay_reports import Picture
from tests.ledger.replay_world import World

FIGURES = "shipments", "copies", "received", "returned"
_PLAIN = str.maketrans("āčēģīķļņšūž", "acegiklnsuz")


def plain(text: str) -> str:
    """Return a text without capitals, and without the marks of Latvian letters."""
    return text.lower().translate(_PLAIN)


def find(asked: Asked, picture: Picture) -> None:
    """Every note containing a text is found at its entry, and no other."""
    notes = picture.world.notes
    if asked.at or asked.known or not notes:
        return
    whole = list(notes.values())[-1]
    for text in (whole.upper(), plain(whole)[:-1]):
        told = [int(row["code"]) for row in asked.rows("find", text) if row["what"] == "entry"]
        expected = {number for number, note in notes.items() if plain(text) in plain(note)}
        same(told, sorted(expected, reverse=True))


def changed(clerk: Clerk, moment: str, then: World, now: World, day: str, pick: int) -> None:
    """Only differences in the distribution between a moment and now are reported, with the later entries that made
    them.
    """
    figure = FIGURES[pick % len(FIGURES)]
    words = "report", "distribution", "--by", "run,place", "--known-at", moment, "--at", day, "--against", "now"
    told: dict[Any, tuple[int, int]] = {}
    for row in clerk.reads(*words, "--show", figure):
        told[row["run"], row["place"]] = row["was"], row["is"]
        entries = [int(number) for number in row["entries"].split(", ")]
        assert then.entries < min(entries) <= max(entries) <= now.entries, row
    was, is_ = (_sums(Picture(world, day), FIGURES.index(figure)) for world in (then, now))
    expected = {key: (was.get(key, 0), is_.get(key, 0)) for key in was.keys() | is_.keys()}
    same(told, {key: pair for key, pair in expected.items() if pair[0] != pair[1]})


def _sums(picture: Picture, figure: int) -> dict[tuple[str, str], int]:
    return {(run, place): row[figure] for (run, place, *_), row in picture.distribution().items()}
