"""Counting an item as a whole: how its total is divided over its print runs.

A run below zero just before the count is first taken as zero. A shortage leaves the oldest run first, as far as
what later entries take of each run allows. A surplus first fills what later entries take of each run beyond what
was there, the oldest first; the rest joins the newest run there, else the newest printed by then. Later entries
are those other than counts, up to the next count that sets the run.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Shares(NamedTuple):
    """What is known of each run when an item is counted as a whole, in copies by run."""

    there: Mapping[int, int]
    """What was there just before, none for a run below zero."""
    needed: Mapping[int, int]
    """What later entries take of it."""

    def lacking(self, run: int) -> int:
        """Return how many copies later entries take of a run beyond what was there."""
        return max(self.needed.get(run, 0) - self.there.get(run, 0), 0)

    def idle(self, run: int) -> int:
        """Return how many copies of a run were there beyond what later entries take."""
        return max(self.there.get(run, 0) - self.needed.get(run, 0), 0)


def divide(total: int, shares: Shares, runs: Sequence[int]) -> dict[int, int]:
    """Return how many copies of each run are counted when so many of the item are found.

    `runs` are those printed by then, the oldest first: at least one, unless the total is no more than was there.
    """
    counted = dict(shares.there)
    ordered = [*runs, *(run for run in counted if run not in runs)]
    difference = total - sum(counted.values())
    if difference < 0:
        missing = -difference
        for most in (shares.idle, counted.__getitem__):  # the rest causes a shortage, which is then refused
            for run in ordered:
                taken = min(missing, most(run)) if run in counted else 0
                counted[run] = counted.get(run, 0) - taken
                missing -= taken
        return counted
    for run in runs:
        filled = min(difference, shares.lacking(run))
        counted[run] = counted.get(run, 0) + filled
        difference -= filled
    if difference:
        newest = next((run for run in reversed(ordered) if shares.there.get(run)), None)
        newest = runs[-1] if newest is None else newest
        counted[newest] = counted.get(newest, 0) + difference
    return counted


def most_before(total: int, shares: Shares, run: int) -> int:
    """Return how many copies of a run may leave before the count, so that it still leaves what later entries take.

    If the total suffices for all of them whatever was there, as many as were there; so, too, if nothing was there or is
    taken of other runs, since all of the total, and what later counts add, serves this run then. Else what is idle.
    """
    others = [other for other in {*shares.there, *shares.needed} if other != run]
    held = sum(shares.there.get(other, 0) for other in others)
    lacking = sum(shares.lacking(other) for other in others)
    alone = not held and not lacking
    if alone or total - held - lacking >= shares.needed.get(run, 0):
        return shares.there.get(run, 0)
    return shares.idle(run)
