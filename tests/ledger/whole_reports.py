"""What the reports must say of the whole ledger, as its entries are, in plain Python."""

from collections import Counter, defaultdict

from tests.ledger.whole import LAST, Line

Figures = dict[tuple[str, str], Counter[str]]
"""Copies by name of the column, of each place and run."""


def recall_list(line: Line) -> Figures:
    """Return the figures of every place that ever held copies of a run, or was sent any."""
    found: Figures = defaultdict(Counter)
    for event in line.standing():
        for run, source, to, quantity in event.moves:
            left, here = source.partition("/")[0], found[event.place, run]
            if event.type == "ship":
                here.update(shipped=quantity, in_transit=quantity)
            elif event.type == "receive":
                here["in_transit"] -= quantity * (left == "transit")
                here["lost"] += quantity * ((to == "loss") - (left == "loss"))
            elif event.type == "return":
                here["returned"] += quantity
                found[to, run].update()
            elif event.type in ("handout", "writeoff"):
                here["handed_out" if event.type == "handout" else "lost"] += quantity
    for place, run, surplus in line.differences():
        if surplus > 0:
            found[place, run]["counted_in"] += surplus
        elif surplus < 0:
            found[place, run]["lost" if place in line.stores else "handed_out"] -= surplus
    for (holder, run), copies in line.at(LAST).items():
        if copies and (holder, run) in found:
            found[holder, run]["here"] = copies
    return found
